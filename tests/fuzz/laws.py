"""Which laws are fuzzed? One function a target: any bytes, read as a conf, a document, or both.

Each raises nothing, or the text breaks a law. The first byte says who reads it and for whom it is written, so that the
fuzzer finds its way into all of them. ``test_laws.py`` runs them on the seeds and on what was found before; atheris
(``__main__.py``) on what it makes of these.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lxml import etree

from translator import (
    ConflictError,
    InputError,
    check_conf,
    check_domain,
    conf_to_domain,
    domain_to_conf,
    normalize_conf,
)
from translator.conf.dialect import DIALECTS, Dialect, DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import render
from translator.diff import meaning
from translator.domain.cpuset import read_cpuset
from translator.domain.document import parse_document
from translator.domain.read import read_domain
from translator.domain.schema import is_valid
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName
from translator.lenses.residue_read import read_residue
from translator.lint.fix import fix_all
from translator.network import networks_of
from translator.show import show_conf
from translator.sources.kind import is_document
from translator.vzctl import vzctl_commands

CTID = 101
#: What stands between the conf and the document of a target that takes both.
BETWEEN = b"\n<!>\n"


class How(NamedTuple):
    """How a document is written: the driver and its options, and the dialect of the conf."""

    dialect: DialectName
    driver: DriverName
    options: dict[str, str]

    @property
    def reader(self) -> Dialect:
        """The dialect itself."""
        return dialect_named(self.dialect)

    def get(self, conf: str, base: str | None = None, ancestor: str | None = None) -> str:
        """Return the document of a conf."""
        return conf_to_domain(
            conf,
            ctid=CTID,
            driver=self.driver,
            dialect=self.dialect,
            base=base,
            ancestor=ancestor,
            **self.options,  # type: ignore[arg-type]
        ).text

    def put(self, document: str, base: str | None = None) -> str:
        """Return the conf of a document."""
        return domain_to_conf(document, ctid=CTID, dialect=self.dialect, base=base).text

    def values(self, conf: str) -> dict[str, Any]:
        """Return what is in force in a conf, by parameter; nan, which equals nothing, as a word."""
        by_name = settle(parse(conf, self.reader), self.reader).by_name
        return {name: _equal(each.value) for name, each in by_name.items() if each.kept}


def _equal(value: Any) -> Any:
    return value if value == value else "nan"


#: What a mount script mounts.
_MOUNTED = "'/srv/it s data' /data rw /srv/b /b ro"
_CHOSEN = {"block_device": "/dev/vda", "idmap": "100000:65536", "nwfilter": "no-mac-spoofing", "mounted": _MOUNTED}
_WRITTEN: tuple[tuple[DriverName, dict[str, str]], ...] = (("openvz", {}), ("vz", {}), ("lxc", {}), ("lxc", _CHOSEN))
HOWS: tuple[How, ...] = tuple(How(dialect, *written) for dialect in DIALECTS for written in _WRITTEN)


def conf_and_back(data: bytes) -> None:
    """Hold a conf's document to its grammar, and the way back to the conf. What is a document already is refused."""
    how, conf = _how(data)
    try:
        document = how.get(conf)
    except InputError as error:
        if error.finding.code == "VZ504" and is_document(conf):
            return
        raise
    assert is_valid(etree.fromstring(document.encode())), f"refused by our grammar: {document}"
    again = how.put(document, conf)
    assert again == conf, f"GetPut: {again!r}"
    alone = how.put(document)
    assert how.values(alone) == how.values(conf), f"residue: {alone!r}"
    assert how.get(alone) == document, f"stable: {how.get(alone)}"
    assert how.get(conf, document) == document, "a base that says it already stays"
    assert how.put(document, alone) == alone, "putting twice is putting once"


def read_conf(data: bytes) -> None:
    """Call what else reads a conf."""
    how, conf = _how(data)
    tree = parse(conf, how.reader)
    assert render(tree) == conf
    show_conf(conf, ctid=CTID, driver=how.driver, dialect=how.dialect)
    networks_of([("101.conf", conf)], dialect=how.dialect)
    try:
        vzctl_commands(conf, ctid=CTID, dialect=how.dialect)
    except ValueError as error:
        assert "is the host's own" in str(error), error  # noqa: PT017 - the one thing that its docstring names
    with _refusing():  # what starts like a document is read as one
        meaning(conf, "101.conf", how.dialect)


def normalized(data: bytes) -> None:
    """Normalize once is twice."""
    how, conf = _how(data)
    once = normalize_conf(conf, ctid=CTID, dialect=how.dialect)
    assert normalize_conf(once, ctid=CTID, dialect=how.dialect) == once, f"twice: {once!r}"


def fixed(data: bytes) -> None:
    """Fixing comes to an end: what has been fixed needs no fix, safe or not."""
    how, conf = _how(data)
    lines = conf.split("\n")
    for finding in check_conf(conf, ctid=CTID, dialect=how.dialect):
        assert 1 <= finding.line <= len(lines), finding
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1, finding
    for unsafe in (False, True):
        once = fix_all(conf, lambda text: check_conf(text, ctid=CTID, dialect=how.dialect), unsafe=unsafe)
        twice = fix_all(once.text, lambda text: check_conf(text, ctid=CTID, dialect=how.dialect), unsafe=unsafe)
        assert twice.text == once.text, f"unsafe {unsafe}: {once.text!r} {twice.text!r}"


def document_and_back(data: bytes) -> None:
    """Read any document: the conf made of it says the same when it is read again."""
    how, document = _how(data)
    check_domain(document)
    with _refusing():
        conf = hold_still(how, document)
        made = how.get(conf)
        assert is_valid(etree.fromstring(made.encode())), f"refused by our grammar: {made}"
        assert how.values(how.put(made)) == how.values(conf), f"read again: {conf!r}"
        said_again(how.dialect, document)


def said_again(dialect: DialectName, document: str) -> None:
    """The document of the conf of a document says at each plain place what that one said, or the place was told of."""
    read = read_domain(parse_document(document))
    before = read.view
    driver = before["type"]
    if driver not in DRIVERS:
        return
    # what the residue marks as derived says nothing by itself: it follows what it was derived from
    derived = {} if read.residue is None else read_residue(read.residue, dialect_named(dialect)).derived
    # which numbers stand in a document for LXC depends on the hierarchy of cgroups that it is for
    host = {"cgroup": "v2" if derived.get("cgroup") == "v2" else "v1"} if driver == "lxc" else {}
    result = domain_to_conf(document, ctid=CTID, dialect=dialect)
    told = {f"{finding.parameter}".partition("/")[0] for finding in result.report.findings}
    after = read_domain(
        parse_document(conf_to_domain(result.text, ctid=CTID, driver=driver, dialect=dialect, **host).text)  # type: ignore[arg-type]
    ).view
    if before.get("memory", 0) >= NO_LIMIT:
        del before["memory"]  # no limit says nothing, and what stands there then is derived of what else there is
    marked = str(derived.get("memtune/swap_hard_limit", "")).partition("+")[0]
    if "memtune/hard_limit" in before and str(before.get("memory")) == marked:
        del before["memory"]  # nobody edited it, and LXC goes by the limit beside it, which somebody did
    if (
        driver == "lxc"
        and read.residue is None
        and before.get("placed")
        and before.get("vcpu") == 1
        and "vcpu/@cpuset" not in before
    ):
        before.pop("vcpu", None)  # libvirt writes one CPU into every document that says nothing of them, and gives all
    for place in PLAIN:
        if place in before and place.partition("/")[0] not in told and before[place] != derived.get(place):
            was, now = _spelled(before, place), _spelled(after, place)
            assert now == was, f"{place}: {was} became {now} by {result.text!r}"


#: KiB from which on libvirt sets no limit.
NO_LIMIT = 2**53 - 1
#: Places that hold one text or number, which means the same in every document.
PLAIN = (
    *("title", "description", "uuid", "memory", "memtune/min_guarantee", "memtune/swap_hard_limit"),
    *("vcpu", "vcpu/@cpuset", "cputune/shares", "cputune/quota", "blkiotune/weight"),
)


def _spelled(view: dict[str, Any], place: str) -> object:
    """Return what a place says, without the spelling: a list of CPUs by its numbers, a quota by its share of a CPU."""
    value: Any = view.get(place)
    if value == 0:
        return None  # libvirt's word for nothing set, of any number here
    if place == "vcpu/@cpuset":
        return value and read_cpuset(value)
    if place == "cputune/quota" and value is not None:
        return -1 if value < 0 else value * 100 // (view.get("cputune/period") or 100_000)
    if place == "uuid":
        return value and re.sub("[^0-9a-f]", "", value.lower())
    if place == "memory":
        return value and min(value, NO_LIMIT)
    if place.startswith("memtune/"):
        return value if value and value < NO_LIMIT else None
    return value


def merged(data: bytes) -> None:
    """Write a conf into any document, and a document into any conf: doing it twice is doing it once."""
    how, text = _how(data)
    conf, _, document = text.partition(BETWEEN.decode())
    with _refusing():
        hold_still(how, document, conf)
    with _refusing():
        written = how.get(conf, document)
        assert how.get(conf, written) == written, f"writing twice is writing once: {written!r}"
        # where the residue's digest says that the conf is as it was, edits of the document stay: here there are none
        written = how.get(conf, document, document)
        assert how.values(how.put(written)) == how.values(conf), f"written: {written!r}"


#: What is said where a document without a residue moves a parameter when it is put twice: where its <memory> was edited
#: and the limit of both was not, swap stays; written into what comes of that, the limit of both is what was edited.
MOVING = {"swap stays": "SWAPPAGES"}


def hold_still(how: How, document: str, base: str | None = None) -> str:
    """Return the conf of a document, and hold that putting twice is putting once, but for what was told to move."""
    made = domain_to_conf(document, ctid=CTID, dialect=how.dialect, base=base)
    once, twice = made.text, how.put(document, made.text)
    if twice != once:
        before, after = how.values(once), how.values(twice)
        differ = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        said = " ".join(finding.message for finding in made.report.findings)
        moving = {name for words, name in MOVING.items() if words in said}
        assert differ, f"putting twice is putting once: {once!r} became {twice!r}"
        assert differ <= moving, f"putting twice is putting once: {once!r} became {twice!r}"
    return once


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """Let a text be refused that is no document, or none of the driver's, or that was edited as another one was not."""
    with contextlib.suppress(InputError, ConflictError):
        yield


def _how(data: bytes) -> tuple[How, str]:
    return HOWS[(data[0] if data else 0) % len(HOWS)], data[1:].decode("utf-8", "surrogateescape")


#: Target to its law, and what its seeds are.
TARGETS: dict[str, tuple[Callable[[bytes], None], str]] = {
    "conf": (conf_and_back, "conf"),
    "read": (read_conf, "conf"),
    "normalize": (normalized, "conf"),
    "check": (fixed, "conf"),
    "document": (document_and_back, "document"),
    "merge": (merged, "both"),
}
