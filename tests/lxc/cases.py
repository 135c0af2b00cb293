"""Which confs and documents is the driver lxc tried on?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from tests.interop.corpus import Case, found_in_the_wild, pairs
from tests.recorded import CORPUS, random_confs
from translator.conf.dialect import dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle

DOCUMENTS = CORPUS / "xml"


def confs() -> Iterator[Case]:
    """Give every conf: the pairs among the fixtures the observed ones and, where they are at hand, real ones."""
    yield from pairs()
    yield from found_in_the_wild()
    for number, case in enumerate(random_confs()):
        yield Case(f"observed/{number}", 101, case["conf"])


def documents() -> list[Path]:
    """Give the LXC documents of other programs that are well formed."""
    return [file for file in sorted(DOCUMENTS.glob("*.xml")) if _is_lxc(file)]


def values(conf: str, dialect: str = "vzctl") -> dict[str, object]:
    """Return the value in force of each parameter."""
    reader = dialect_named(dialect)
    return {name: s.value for name, s in settle(parse(conf, reader), reader).by_name.items() if s.kept}


def _is_lxc(file: Path) -> bool:
    try:
        root = etree.fromstring(file.read_bytes())
    except etree.XMLSyntaxError:
        return False
    return root.tag == "domain" and root.get("type") == "lxc"
