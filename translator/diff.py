"""What differs in meaning between two containers, each given as a conf or as a domain document?"""

from __future__ import annotations

from typing import NamedTuple

from translator.characters import trim
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.host import host_layer, laid_over
from translator.conf.normalize import saved_text
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import Assignment, Opaque
from translator.convert import ctid_of
from translator.errors import InputError
from translator.lenses.document import domain_to_conf
from translator.sources.kind import is_document
from translator.values.codec import UNSET


class Difference(NamedTuple):
    """One parameter: its canonical text on each side, None where it is not in force.

    The name of a line that nobody can read is the line itself, with its line feed; it has no text.
    """

    name: str
    left: str | None
    right: str | None


def meaning(
    text: str, path: str, dialect: DialectName = "vzctl", ctid: str | None = None, host_conf: str | None = None
) -> dict[str, str]:
    """Return what a conf or a document says: parameter to canonical text; unknown names and lines by their raw text.

    ``ctid`` is the container's id where the caller knows it better than ``id_of``; 0 stands for an unknown one. What
    the text of its host's vz.conf, ``host_conf``, gives the container counts as said. InputError for a document that
    cannot be read.
    """
    ctid = ctid or id_of(text, path) or "0"
    if is_document(text):
        text = domain_to_conf(text, ctid=ctid, dialect=dialect).text
    reader = dialect_named(dialect)
    tree = parse(text, reader)
    settings = laid_over(settle(tree, reader), host_layer(host_conf, reader))
    found = {
        name: saved_text(setting, ctid) for name, setting in settings.by_name.items() if setting.value is not UNSET
    }
    for leaf in tree:
        if isinstance(leaf, Assignment) and leaf.name not in reader.rows:
            found[leaf.name] = leaf.text
        elif isinstance(leaf, Opaque):
            found[f"{trim(leaf.raw)}\n"] = ""
    return found


def id_of(text: str, path: str) -> str | None:
    """Return the container's id by the path of a conf, or by what a document says; None where nothing gives one.

    InputError for a document that cannot be read.
    """
    ctid = ctid_of(path)
    if ctid is not None or not is_document(text):
        return ctid
    try:
        return domain_to_conf(text).ctid
    except InputError as error:
        if error.finding.code == "XD107":
            return None
        raise


def differences(left: dict[str, str], right: dict[str, str]) -> list[Difference]:
    """Return what the two sides say differently, in the order of their lines."""
    return [
        Difference(name, left.get(name), right.get(name))
        for name in {**left, **right}
        if left.get(name) != right.get(name)
    ]
