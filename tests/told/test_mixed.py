"""What becomes of confs and documents that nobody would write like that, on all ways? The outcome of each, kept.

Confs are drawn from all texts that the tests know, with lines twice, odd ones between them and pieces in the middle of
values; their documents, which have been edited at one place, go back alone and into a conf that has changed meanwhile.
Documents of other programs get elements of one another.
What is drawn is always the same. No law is asked here, ``tests/laws/`` does that of ever new ones: this shows where one
thing beside another is understood otherwise than it was. ``--update-goldens`` writes ``fixtures/told/mixed.txt`` anew;
the difference is to be proof-read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from hashlib import blake2b
from random import Random
from typing import Any

import pytest
from lxml import etree

from tests.golden import FIXTURES
from tests.laws.test_each_row import texts_of
from tests.nasty import NASTY, PIECES
from tests.told.sections import HEAD, keep, kept
from tests.told.test_edits import DOCUMENTS as EDITED
from tests.told.test_spoilt import DOCUMENTS as SPOILT
from translator import check_conf, check_domain, conf_to_domain, domain_to_conf, normalize_conf
from translator.conf.dialect import DialectName, dialect_named
from translator.errors import VzvirtError
from translator.finding import Finding
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName
from translator.lenses.merge import Prefer
from translator.report import Translation
from translator.table import ROWS, Row

TOLD = FIXTURES / "told" / "mixed.txt"
CASES = 20
SECTIONS = [*(str(number) for number in range(30)), *(f"foreign {number}" for number in range(12))]
#: Each dialect, as often as it is met.
DIALECTS: tuple[DialectName, ...] = ("vzctl", "vzctl", "vzctl", "libvzctl", "libvzctl", "libvirt")
#: Groups of the table of which most has a place of its own in a document.
NATIVE = ("cpu", "memory", "network", "disk", "identity", "security", "io")
#: What stands between the lines that set something.
BETWEEN = (
    "# web\n",
    "\n",
    'FOO="1"\n',
    'FOO="2"\n',
    "nothing\n",
    '="x"\n',
    "#UUID: 8d6f1fb2-6c3b-4a0e-9a0b-0c2c6f1d2b11\n",
)
_FIELDS = {
    "ifname": ("eth0", "eth1", "a b", "venet0", "0123456789abcdefg", ""),
    "mac": ("00:18:51:00:00:01", "00:18:51:00:00:02", "01:18:51:00:00:01", "x"),
    "host_ifname": ("veth101.0", "vnet3", "a b", "x" * 17),
    "host_mac": ("00:18:51:00:00:11", "FE:FF:FF:FF:FF:FF", "x"),
    "bridge": ("br0", "br 1", ""),
    "network": ("Bridged", "net (1)", "a/b"),
    "mac_filter": ("on", "off", "x"),
    "type": ("bridge", "routed", "ovs"),
    "ip": ("192.0.2.7/24", "192.0.2.7", "192.0.2.7/24:192.0.2.8/24", "x"),
    "ip6": ("2001:db8::7/64", "2001:db8::7"),
    "gw": ("192.0.2.1", "x"),
    "gw6": ("fe80::1",),
    "dhcp": ("yes", "no"),
    "configure": ("none", "all"),
    "bogus": ("1",),
}


def _interface(draw: Random) -> str:
    keys = draw.sample(sorted(_FIELDS), draw.randint(1, 5))
    return ",".join(f"{key}={draw.choice(_FIELDS[key])}" if draw.random() < 0.97 else key for key in keys)


def _size(draw: Random) -> str:
    number = draw.choice((0, 1, 7, 100, 1000, 4096, 65536, 131072, 1048576, 2**31, 2**44, 2**53, 2**63 - 1))
    number = max(0, number + draw.choice((0, 0, 0, -1, 1)))
    return f"{number}{draw.choice(('', '', '', '', 'K', 'M', 'G', 'T', 'P', 'KB', '.5', '%', 'm', 'MHz'))}"


_DRAWN: dict[str, Callable[[Random], str]] = {
    "interfaces": lambda draw: ";".join(_interface(draw) for _ in range(draw.randint(1, 3))),
    "limits": lambda draw: draw.choice((_size(draw), f"{_size(draw)}:{_size(draw)}", f"{_size(draw)}:unlimited")),
    "quota": lambda draw: draw.choice((_size(draw), f"{_size(draw)}:{_size(draw)}", f"0:{_size(draw)}")),
    "value": _size,
}


@cache
def _texts(row: Row, dialect: DialectName) -> list[str]:
    return texts_of(row, dialect_named(dialect))


def _text(draw: Random, row: Row, dialect: DialectName) -> str:
    """Draw a text for a parameter: a good one, one of its shape, two good ones, or any; a few with a piece in it."""
    good, shape = _texts(row, dialect), dialect_named(dialect).codec(row).shape
    chance = draw.random()
    if good and chance < 0.5:
        text = draw.choice(good)
    elif shape in _DRAWN and chance < 0.8:
        text = _DRAWN[shape](draw)
    elif good and chance < 0.9:
        text = f"{draw.choice(good)} {draw.choice(good)}"
    else:
        text = draw.choice(NASTY)
    if draw.random() < 0.1:
        at = draw.randint(0, len(text))
        text = text[:at] + draw.choice(PIECES) + text[at:]
    return re.sub(r"[\"\n]", "", text[:200])


def _line(draw: Random, row: Row, dialect: DialectName) -> str:
    aliases = row.aliases7 if dialect == "libvzctl" else row.aliases
    name = draw.choice(aliases) if aliases and draw.random() < 0.2 else row.name
    text = _text(draw, row, dialect)
    return f"{name}={text}\n" if draw.random() < 0.1 else f'{name}="{text}"\n'


def _conf(draw: Random, dialect: DialectName) -> str:
    """Draw a conf of a few lines, some of one parameter."""
    rows = [row for row in ROWS if row.name in dialect_named(dialect).rows]
    native = [row for row in rows if row.group in NATIVE] or rows
    lines: list[str] = []
    for _ in range(draw.randint(1, 6)):
        row = draw.choice(native if draw.random() < 0.7 else rows)
        lines += [_line(draw, row, dialect) for _ in range(2 if draw.random() < 0.12 else 1)]
        if draw.random() < 0.15:
            lines.append(draw.choice(BETWEEN))
    draw.shuffle(lines)
    return "".join(lines)


def _changed(draw: Random, conf: str, dialect: DialectName) -> str:
    """Return a conf of which one line has been changed, taken out, or added."""
    lines = conf.splitlines(keepends=True)
    at = draw.randrange(len(lines))
    name = lines[at].partition("=")[0]
    rows = dialect_named(dialect).rows
    row = rows.get(name) or draw.choice([row for row in ROWS if row.name in rows])
    new = _line(draw, row, dialect)
    lines[at : at + draw.choice((0, 1, 1))] = draw.choice(([new], [new], []))
    return "".join(lines)


def _edited(draw: Random, document: str) -> tuple[str, str]:
    """Return a document of which one node has been changed, and what was done."""
    root = etree.fromstring(document)
    nodes = [
        each for each in root.iter(etree.Element) if each is not root and etree.QName(each).localname != "container"
    ]
    node = draw.choice(nodes)
    path = re.sub(r"\*|\{[^}]*\}", "", root.getroottree().getpath(node))
    what = draw.choice(("gone", "twice", "text", "attribute", "attribute", "text"))
    text = draw.choice(
        ("0", "1", "7", "100000", "2097152", "br9", "192.0.2.77", "/srv/x", "x", "00:18:51:00:00:77", "")
    )
    if what == "text" and not (node.text and node.text.strip()):
        what = "attribute"
    if what == "attribute" and not node.keys():
        what = "gone"
    above = node.getparent()
    if what == "gone" and above is not None:
        above.remove(node)
    elif what == "twice":
        node.addnext(etree.fromstring(etree.tostring(node, with_tail=False)))
    elif what == "text":
        node.text = text
    elif what == "attribute":
        key = draw.choice(sorted(node.keys()))
        path += f"/@{key}"
        node.set(key, text)
    said = what if what in ("gone", "twice") else f"is {text!r}"
    return etree.tostring(root, encoding="unicode") + "\n", f"{path} {said}"


def _found(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield where something is said, by which rule, and what stands for the words."""
    said = list(findings)
    if said:
        places = ", ".join(f"{each.code} {each.line}:{each.column}+{each.width}" for each in said)
        words = "\n".join(f"{each.parameter} {each.level} {each.message}" for each in said)
        yield f"    {_short(words)} {places}"


def _difference(before: str, after: str) -> Iterator[str]:
    for line in difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0):
        if not line.startswith(("---", "+++", "@@")):
            yield f"    {line:.120}"


def _outcome(before: str, make: Callable[[], Translation | str]) -> Iterator[str]:
    """Yield what a result differs in from a text, and what is said of it; or why there is none."""
    try:
        made = make()
    except VzvirtError as error:
        found = getattr(error, "findings", None) or [getattr(error, "finding", error)]
        yield f"    {type(error).__name__}"
        yield from _found(each for each in found if isinstance(each, Finding))
        return
    if isinstance(made, str):
        yield from _difference(before, made)
        return
    yield from _difference(before, made.text)
    yield from _found(made.report.findings)
    ends = "; ".join(
        f"{line} {name} {status} {place} {reason}" for line, name, status, place, reason in made.report.entries
    )
    yield f"    {_short(ends)} is the account"


def _short(text: str) -> str:
    """Return what stands for a text that is too long to be read."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def _case(number: str) -> Iterator[str]:
    draw = Random(number)  # noqa: S311 - what is drawn has to be the same each time
    dialect, driver = draw.choice(DIALECTS), draw.choice(DRIVERS)
    conf = _conf(draw, dialect)
    host_conf = _conf(draw, dialect) if draw.random() < 0.2 else None
    there: dict[str, Any] = {"ctid": 101, "dialect": dialect, "driver": driver, "host_conf": host_conf}
    there["keep_source"] = draw.random() < 0.15
    back: dict[str, Any] = {"dialect": dialect, "host_conf": host_conf}
    yield f"{number}: {dialect}, {driver}{', with its source' if there['keep_source'] else ''}"
    yield from (f"  {line}" for line in conf.split("\n")[:-1])
    if host_conf is not None:
        yield "  over " + host_conf.replace("\n", "; ")
    yield "  checked:"
    yield from _found(check_conf(conf, ctid=101, dialect=dialect, host_conf=host_conf))
    yield "  normalized:"
    yield from _outcome(conf, lambda: normalize_conf(conf, ctid=101, dialect=dialect))
    yield "  document:"
    try:
        document = conf_to_domain(conf, **there).text
    except VzvirtError as error:
        yield f"    {error}"
        return
    yield f"    {_short(document)}"
    yield from _outcome(document, lambda: conf_to_domain(conf, **there))
    yield from _found(check_domain(document))
    yield "  back:"
    yield from _outcome(conf, lambda: domain_to_conf(document, **back))
    edited, what = _edited(draw, document)
    other = _changed(draw, conf, dialect)
    yield f"  edited: {what}"
    yield from _outcome(conf, lambda: domain_to_conf(edited, **back, base=conf))
    yield "  alone:"
    yield from _outcome(conf, lambda: domain_to_conf(edited, **back))
    yield from _found(check_domain(edited))
    yield "  beside a change:"
    yield from _difference(conf, other)
    prefer: Prefer | None = draw.choice((None, "ours", "theirs"))
    ancestor = draw.choice((None, conf))
    yield f"  into it, {prefer} of {'a digest' if ancestor is None else 'the ancestor'}:"
    yield from _outcome(other, lambda: domain_to_conf(edited, **back, base=other, ancestor=ancestor, prefer=prefer))
    yield "  the change into the document:"
    yield from _outcome(edited, lambda: conf_to_domain(other, **there, base=edited, ancestor=ancestor, prefer=prefer))


@cache
def _pool() -> list[str]:
    """Return documents of all kinds, of other programs and ours. No rule's examples: these come and go."""
    files = (path.read_text() for path in sorted((FIXTURES / "documents" / "valid").glob("*.xml")))
    return [text for text in (*files, *SPOILT.values(), *EDITED.values()) if len(text) < 6000]


def _any(draw: Random) -> str:
    """Draw one of the pool so that few others are drawn where one comes into it, or goes."""
    number = draw.random()
    return min(_pool(), key=lambda text: _short(f"{number} {text}"))


def _grafted(draw: Random, document: str) -> str:
    """Return a document with elements of others, each in an element of the tag in which it stood."""
    root = etree.fromstring(document.encode())
    for _ in range(draw.randint(1, 4)):
        donor = etree.fromstring(_any(draw).encode())
        element = draw.choice([*donor.iter(etree.Element)][1:] or [donor])
        above = element.getparent()
        places = [] if above is None else [root] if above.tag == "domain" else [*root.iter(str(above.tag))]
        if places:
            draw.choice(places).insert(draw.randint(0, 3), element)
    if draw.random() < 0.4:
        root.set("type", draw.choice(("lxc", "openvz", "vz")))
    return etree.tostring(root, encoding="unicode") + "\n"


def _foreign(number: str) -> Iterator[str]:
    draw = Random(number)  # noqa: S311 - as above
    document = _grafted(draw, _any(draw))
    dialect = draw.choice(DIALECTS)
    conf = _conf(draw, dialect)
    if draw.random() < 0.5:
        document, _ = _edited(draw, document)
    yield f"{number}: {dialect}"
    yield from (f"  {line}" for line in document.split("\n")[:-1])
    yield "  checked:"
    yield from _outcome("", lambda: _checked(document))
    yield "  alone:"
    yield from _outcome("", lambda: domain_to_conf(document, ctid=101, dialect=dialect))
    yield "  into a conf:"
    yield from (f"  {line}" for line in conf.split("\n")[:-1])
    yield from _outcome(conf, lambda: domain_to_conf(document, ctid=101, dialect=dialect, base=conf))
    yield "  the conf into it:"
    driver: DriverName = draw.choice(DRIVERS)
    yield from _outcome(document, lambda: conf_to_domain(conf, ctid=101, dialect=dialect, driver=driver, base=document))


def _checked(document: str) -> str:
    return "".join(f"{line[4:]}\n" for line in _found(check_domain(document)))


def _section(name: str) -> str:
    """Return what became of some confs, or documents."""
    case = _foreign if name.startswith("foreign") else _case
    lines = [line for at in range(CASES) for line in case(f"{name}.{at}")]
    return "\n".join([f"{HEAD}{name}", *(ascii(line)[1:-1] for line in lines)]) + "\n"


def test_no_section_is_missing_or_left_over(pytestconfig: pytest.Config) -> None:
    keep(TOLD, map(_section, SECTIONS), pytestconfig)
    assert [*kept(TOLD)] == SECTIONS


@pytest.mark.parametrize("name", SECTIONS)
def test_what_becomes_of_mixed_texts_is_what_became_of_them(name: str) -> None:
    assert _section(name).rstrip() == kept(TOLD).get(name, "").rstrip()
