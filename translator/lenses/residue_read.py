"""What does a residue say? The conf that it stands for, and what became of each of its elements."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from translator.conf.dialect import DIALECTS, LIBVZCTL, Dialect
from translator.conf.settle import read_assignment
from translator.conf.tree import Assignment, Tree
from translator.domain.number import whole
from translator.domain.reader import content, local
from translator.domain.text import from_percent
from translator.errors import EditError
from translator.kept import LONGEST, MANY
from translator.lenses.residue import NAMESPACE, RECORDS
from translator.report import Entry
from translator.table import BY_NAME

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.values.codec import Codec

_VZ = f"{{{NAMESPACE}}}"
_PARAMETER, _LINE, _DERIVED, _SOURCE = (f"{_VZ}{tag}" for tag in ("parameter", "line", "derived", "source"))
_TAGS: dict[object, str] = {tag: tag for tag in (_PARAMETER, _LINE, _DERIVED, _SOURCE)}
#: What a parameter is called here whose value the reader refuses; no element has such a tag.
_REFUSED = "refused"
_PATH = "metadata/container/"
_new = tuple.__new__


class Residue(NamedTuple):
    """What a residue element says, as the conf it stands for.

    ``ctid`` and ``dialect`` are '' where it does not say; ``derived`` are the places it marks as derived; ``tree``
    holds its parameters and lines; ``source`` is the whole conf when the document was written with ``--keep-source``;
    ``digest`` is that of the conf that the document came from; ``entries`` makes the account of the elements, and
    ``lost`` says that some of them are dropped; ``objections`` are the lines and messages of values that ``tree`` holds
    although the reader refuses them.
    """

    ctid: str
    dialect: str
    derived: dict[str, Any]
    tree: Tree
    source: str | None
    entries: Callable[[], list[Entry]]
    objections: list[tuple[int, str]]
    digest: str | None = None
    lost: bool = False


class _Child(NamedTuple):
    """One element of a residue: its tag ('' for one that was dropped), the line that it stands for, its entry, and what
    it says or what the reader has against it.
    """

    tag: str
    leaf: Any
    said: Any
    entry: Entry


class Cut(NamedTuple):
    """The children of a residue by their texts, what each says as far as it is known, and the numbers of those of which
    it is not. ``rest`` is the text of these, with line feeds in the place of the others.
    """

    kept: list[_Kept]
    new: list[int]
    rest: str


def read_residue(element: Element, dialect: Dialect, cut: Cut | None = None) -> Residue:
    """Read a residue element; what is no part of its grammar is passed over (``check_domain`` says so).

    With ``cut``, the element has the new children alone.
    """
    read = [_read(child, dialect) for child in element.iterchildren("*")]
    if cut is None:
        children = read
    else:
        for at, child in zip(cut.new, read, strict=True):
            cut.kept[at].child = child
        children = [each.child for each in cut.kept if each.child is not None]

    def entries() -> list[Entry]:
        if cut is None:
            return [child.entry for child in children]
        lines = accumulate((each.lines for each in cut.kept), initial=(element.sourceline or 0) + 1)
        return [_new(Entry, (line, *child.entry[1:])) for line, child in zip(lines, children, strict=False)]

    derived: dict[str, Any] = {}
    source = None
    objections: list[tuple[int, str]] = []
    others = [at for at, child in enumerate(children) if child[0] is not _PARAMETER]
    for at in others:
        tag, _, said, entry = children[at]
        if tag == _REFUSED:
            objections.append((entries()[at].line, said))
        elif tag == _DERIVED:
            derived[entry.place] = said
        elif tag == _SOURCE:
            source = said
    leaves = [leaf for _, leaf, _, _ in children if leaf is not None]
    lost = any(not children[at].tag for at in others)
    said = element.get("dialect", "vzctl")
    said = said if said in DIALECTS else ""
    ctid, digest = element.get("ctid", ""), element.get("digest")
    return Residue(ctid, said, derived, tuple(leaves), source, entries, objections, digest, lost)


#: What a child begins with in our layout, and its text from there on: no comment, nothing nested deeper than one
#: element, tags on one line each.
_BEGINS = "\n      <vz:"
_ONE = re.compile(
    r"([a-z]+)(?: [^<>\n]*)?(?:/>|>[^<]*(?:<vz:([a-z]+)(?: [^<>\n]*)?(?:/>|>[^<]*</vz:\2>)[^<]*)*+</vz:\1>)[ \t\r\n]*"
)


class _Kept:
    """Room for what the element of one text says to one dialect; ``feeds`` are those of the lines that it takes."""

    __slots__ = ("child", "feeds", "lines")

    def __init__(self, text: str) -> None:
        self.lines = text.count("\n") + 1
        self.feeds = "\n" * self.lines
        self.child: _Child | None = None


@cache
def _room(dialect: str) -> Callable[[str], _Kept]:
    """Return what keeps the room of a text for a dialect."""
    del dialect
    return lru_cache(MANY)(_Kept)


def cut_residue(text: str, dialect: Dialect) -> Cut | None:
    """Cut the children that are known out of the text between a residue's tags; None where it has another layout.

    Each piece of the text has to be one whole element, so that the pieces are the children one by one.
    """
    first, *pieces = text.split(_BEGINS)
    if first:
        return None
    keep = _room(dialect.name)
    if len(max(pieces, key=len, default="")) <= LONGEST:
        kept = list(map(keep, pieces))
    else:
        kept = [keep(piece) if len(piece) <= LONGEST else _Kept(piece) for piece in pieces]
    new = [at for at, each in enumerate(kept) if each.child is None]
    rest = [each.feeds for each in kept]
    for at in new:
        if not _ONE.fullmatch(pieces[at]):
            return None
        rest[at] = _BEGINS + pieces[at]
    return Cut(kept, new, "".join(rest))


def _read(element: Element, dialect: Dialect) -> _Child:
    """Read one child."""
    tag, line = _TAGS.get(element.tag, ""), element.sourceline or 0  # ours, to be known by identity
    name = element.get("name") or ""
    try:
        if tag == _PARAMETER:
            entry = Entry(line, _PATH + name, "translated", name)
            leaf = _parameter(element, name, dialect)
            objection = _objection(leaf, dialect) or _overruled(element, dialect)
            return _Child(_REFUSED if objection else tag, leaf, objection, entry)
        place = name or element.get("place") or "conf"
        entry = Entry(line, _PATH + tag.removeprefix(_VZ), "translated", place)
        if tag == _LINE:
            text = _decoded(element)
            if "\n" in text:
                raise EditError(f"{text!r} is more than one line")
            return _Child(tag, dialect.read(text + "\n"), None, entry)
        if tag == _DERIVED:
            value = element.get("value", "")
            number = whole(value)
            return _Child(tag, None, value if number is None else number, entry)
        if tag == _SOURCE:
            return _Child(tag, None, _decoded(element), entry)
        raise EditError("the residue's grammar has no such element")
    except EditError as error:
        path = _PATH + (name or local(str(element.tag)))
        return _Child("", None, None, Entry(line, path, "dropped", "", str(error)))


def _decoded(element: Element) -> str:
    """Return the text of an element; EditError where its encoding is none of ours."""
    encoding = element.get("encoding")
    if encoding not in (None, "percent"):
        raise EditError(f"encoding {encoding!r} stands where 'percent' is expected")
    return from_percent(content(element)) if encoding else content(element)


_PLAIN_NAME = re.compile(r"[A-Z][A-Z0-9_]*").fullmatch
_SECOND = {"barrier": "limit", "soft": "hard"}


def _parameter(element: Element, name: str, dialect: Dialect) -> Assignment:
    """Return the line that a parameter element stands for; EditError for one that no line can say."""
    row = BY_NAME.get(name)
    unit = element.get("unit")
    if row is not None and unit not in (None, row.unit):
        raise EditError(f"unit {unit!r} stands where {row.unit or 'none'!r} is expected")
    text = _attributes_text(element)
    if text is None:
        known = dialect.rows.get(name)
        text = _children(element, None if known is None else dialect.codec(known))
    line = dialect.write(name, text)
    if not _PLAIN_NAME(name):
        leaf = dialect.read(line)
        if not name or line.count("\n") > 1 or type(leaf) is not Assignment or leaf.name != name:
            raise EditError(f"no line of a conf can have the name {name!r}")
    return Assignment(line, name, text)


def _objection(leaf: Assignment, dialect: Dialect) -> str:
    """Return what the reader has against a value that was written as one it takes, or ''."""
    reading = read_assignment(leaf.name, leaf.text, dialect)
    if reading is None or reading.refused is None or reading.refused.verdict != "invalid":
        return ""
    return f"{leaf.name}: the {dialect.name} dialect refuses {reading.refused.item!r}; expected {reading.codec.expects}"


def _overruled(element: Element, dialect: Dialect) -> str:
    """Return what is wrong with an interface that is on a bridge and in a network, where both are one key; or ''."""
    for child in element.iterchildren(f"{_VZ}interface") if dialect is LIBVZCTL else ():
        bridge, network = child.get("bridge"), child.get("network")
        if bridge and network:
            return f"NETIF: {network!r} is passed over beside the bridge {bridge!r}; expected one of them"
    return ""


def _attributes_text(element: Element) -> str | None:
    if (value := element.get("value")) is not None:
        return value
    for low, high in _SECOND.items():
        first, second = element.get(low), element.get(high)
        if first is not None and second is not None:
            return f"{first}:{second}"
        if first is not None or second is not None:
            raise EditError(f"{high} is missing beside {low}" if second is None else f"{low} is missing beside {high}")
    return None


def _children(element: Element, codec: Codec | None) -> str:
    words: list[str] = []
    records: list[dict[str, str]] = []
    for child in element:
        if child.tag == f"{_VZ}switch":
            words.append(f"{child.get('name')}:{child.get('state')}")
        elif child.tag == f"{_VZ}item":
            words.append(content(child))
        elif child.tag in (f"{_VZ}interface", f"{_VZ}disk"):
            records.append(dict(child.attrib.items()))
    if not records:
        return " ".join(words)
    if codec is not None and codec.shape in RECORDS:
        return codec.spell(records)
    return ";".join(",".join(f"{key}={value}" for key, value in record.items()) for record in records)
