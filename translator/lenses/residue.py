"""Where does a parameter without a libvirt home travel? In one element of our own namespace inside ``<metadata>``.

Its grammar is ``grammars/residue.xsd``. A parameter whose lines all count as they stand is written by its meaning
(``<vz:parameter>``); one with refused, repeated or odd lines, an unknown name, or a text that XML cannot hold, travels
as its raw lines (``<vz:line>``), in their order, so that every reader sees in them what it saw before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from translator.conf.dialect import DIALECTS, Dialect
from translator.conf.settle import Setting
from translator.conf.tree import Assignment, Leaf, Opaque, Tree
from translator.domain.text import escape, escape_attribute, from_percent, is_xml, to_percent
from translator.errors import EditError
from translator.report import Entry
from translator.table import BY_NAME, ORDER

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.values.codec import Codec

NAMESPACE = "urn:vzvirt:openvz:1"
_VZ = "{urn:vzvirt:openvz:1}"
_PATH = "metadata/container/"
_PARAMETER, _LINE, _DERIVED, _SOURCE = (f"{_VZ}{tag}" for tag in ("parameter", "line", "derived", "source"))
#: Characters around which the dialects quote differently.
_QUOTING = re.compile(r"""["'#\\\n\0\t]""").search
_new = tuple.__new__


class Residue(NamedTuple):
    """What a residue element says, as the conf it stands for.

    ``ctid`` and ``dialect`` are '' where it does not say; ``derived`` are the places it marks as derived; ``tree``
    holds its parameters and lines; ``source`` is the whole conf when the document was written with ``--keep-source``;
    ``entries`` account for the elements.
    """

    ctid: str
    dialect: str
    derived: dict[str, Any]
    tree: Tree
    source: str | None
    entries: list[Entry]


def write_parameter(setting: Setting) -> str:
    """Return the element of a parameter by its meaning, or '' where only its raw lines can say it."""
    reading = setting.reading
    if reading is None:
        return _write_parameter(setting)
    if reading.element is None:
        reading.element = _write_parameter(setting)
    return reading.element


def _write_parameter(setting: Setting) -> str:
    row, codec, value = setting.row, setting.codec, setting.value
    shape = codec.shape
    head = f"      <vz:parameter name='{row.name}'"
    unit = f" unit='{row.unit}'" if row.unit else ""
    if shape == "limits":
        barrier, limit = value
        word = "unlimited"
        low = word if barrier == 9223372036854775807 else barrier
        high = word if limit == 9223372036854775807 else limit
        return f"{head} barrier='{low}' limit='{high}'{unit}/>\n"
    if shape == "quota":
        return f"{head} soft='{value.soft}' hard='{value.hard}'{unit}/>\n"
    if shape == "value":
        text = codec.write(value)
        if not is_xml(text):
            return ""
        return f"{head} value='{escape_attribute(text)}'{unit}/>\n"
    if shape == "switches":
        children = [f"        <vz:switch name='{n}' state='{value.state(n)}'/>\n" for n in (*value.on, *value.off)]
    elif shape in _RECORDS:
        records = codec.records(value)
        if not all(_ATTRIBUTES[shape].issuperset(record) for record in records):
            return ""
        children = [_write_record(_RECORDS[shape], record) for record in records]
    else:
        children = [f"        <vz:item>{escape(str(item))}</vz:item>\n" for item in codec.items(value)]
    body = "".join(children)
    return f"{head}{unit}>\n{body}      </vz:parameter>\n" if is_xml(body) else ""


#: The element of one record of each shape, and the attributes that the grammar gives it.
_RECORDS = {"interfaces": "interface", "disks": "disk"}
_ATTRIBUTES = {
    "interfaces": frozenset(
        "ifname mac host_ifname host_mac bridge mac_filter network type vport ifaceid gw gw6 dhcp dhcp6 ip_filter "
        "configure ip ip6".split()
    ),
    "disks": frozenset("uuid image device enabled size mnt mnt_opts autocompact storage_url".split()),
}


def _write_record(tag: str, record: Mapping[str, str]) -> str:
    fields = "".join(f" {key}='{escape_attribute(value)}'" for key, value in record.items())
    return f"        <vz:{tag}{fields}/>\n"


def write_line(leaf: Leaf, name: str, status: str) -> str:
    """Return the element of one raw line, its line end left out."""
    raw = leaf.raw.removesuffix("\n")
    label = f" name='{escape_attribute(name)}'" if name and is_xml(name) else ""
    if is_xml(raw) and raw.strip():
        return f"      <vz:line{label} status='{status}'>{escape(raw)}</vz:line>\n"
    return f"      <vz:line{label} status='{status}' encoding='percent'>{escape(to_percent(raw))}</vz:line>\n"


def write_source(text: str) -> str:
    """Return the element of a whole conf."""
    if is_xml(text) and "\r" not in text:
        return f"      <vz:source>{escape(text)}</vz:source>\n"
    return f"      <vz:source encoding='percent'>{escape(to_percent(text))}</vz:source>\n"


def write_residue(ctid: str, dialect: Dialect, derived: dict[str, Any], body: Sequence[str]) -> str:
    """Return the container element, indented to stand below ``<metadata>``."""
    marks = "".join(f"      <vz:derived place='{place}' value='{value}'/>\n" for place, value in derived.items())
    reader = "" if dialect.name == "vzctl" else f" dialect='{dialect.name}'"
    head = f"    <vz:container xmlns:vz='{NAMESPACE}' ctid='{ctid}'{reader}"
    if not marks and not body:
        return f"{head}/>\n"
    return f"{head}>\n{marks}{''.join(body)}    </vz:container>\n"


def read_residue(element: Element, dialect: Dialect) -> Residue:
    """Read a residue element; what is no part of its grammar is passed over (``check_domain`` says so)."""
    derived: dict[str, Any] = {}
    leaves: list[Leaf] = []
    entries: list[Entry] = []
    source = None
    for child in element.iterchildren(_PARAMETER):
        leaf = _plain_parameter(child.items()) or _parameter(child, dialect)
        leaves.append(leaf)
        name = leaf[1] if type(leaf) is Assignment else leaf[2]
        entries.append(_new(Entry, (child.sourceline or 0, _PATH + (name or ""), "translated", name, "")))
    if len(entries) < len(element):
        for child in element.iterchildren(_LINE, _DERIVED, _SOURCE):
            tag = str(child.tag)
            place = child.get("name") or child.get("place") or "conf"
            if tag == _LINE:
                leaves.append(dialect.read(_decoded(child) + "\n"))
            elif tag == _DERIVED:
                value = child.get("value", "")
                derived[place] = int(value) if value.isdigit() else value
            else:
                source = _decoded(child)
            entries.append(Entry(child.sourceline or 0, _PATH + tag.removeprefix(_VZ), "translated", place))
    if len(entries) < len(element):
        for child in element.iterchildren("*"):
            if child.tag not in (_PARAMETER, _LINE, _DERIVED, _SOURCE):
                reason = "the residue's grammar has no such element"
                entries.append(Entry(child.sourceline or 0, _PATH + str(child.tag), "dropped", "", reason))
    ctid, said = element.get("ctid", ""), element.get("dialect", "vzctl")
    said = said if said in DIALECTS else ""
    return Residue(ctid, said, derived, tuple(leaves), source, entries)


_SECOND = {"barrier": "limit", "soft": "hard"}


def _plain_parameter(items: Sequence[tuple[str, str]]) -> Assignment | None:
    """Return the line of a parameter written as we write it, with a text that every dialect quotes the same way."""
    if len(items) < 2 or items[0][0] != "name":
        return None
    key, text = items[1]
    if key in _SECOND:
        if len(items) < 3 or items[2][0] != _SECOND[key]:
            return None
        text = f"{text}:{items[2][1]}"
    elif key != "value":
        return None
    if _QUOTING(text):
        return None
    name = items[0][1]
    return _new(Assignment, (f'{name}="{text}"\n', name, text))


def _decoded(element: Element) -> str:
    text = element.text or ""
    return from_percent(text) if element.get("encoding") == "percent" else text


def _parameter(element: Element, dialect: Dialect) -> Assignment | Opaque:
    """Return the line that a parameter element stands for; one that no line can hold is opaque."""
    name = element.get("name") or ""
    text = _attributes_text(element)
    if text is None:
        row = dialect.rows.get(name)
        text = _children(element, None if row is None else dialect.codec(row))
    try:
        return Assignment(dialect.write(name, text), name, text)
    except EditError:
        return Opaque(f'{name}="{text}"'.replace("\n", " ") + "\n", f"no line can hold {text!r}", name)


def _attributes_text(element: Element) -> str | None:
    if (value := element.get("value")) is not None:
        return value
    for low, high in _SECOND.items():
        if element.get(low) is not None:
            return f"{element.get(low)}:{element.get(high, '')}"
    return None


def _children(element: Element, codec: Codec | None) -> str:
    words: list[str] = []
    records: list[dict[str, str]] = []
    for child in element:
        if child.tag == f"{_VZ}switch":
            words.append(f"{child.get('name')}:{child.get('state')}")
        elif child.tag == f"{_VZ}item":
            words.append(child.text or "")
        elif child.tag in (f"{_VZ}interface", f"{_VZ}disk"):
            records.append(dict(child.attrib.items()))
    if not records:
        return " ".join(words)
    if codec is not None and codec.shape in _RECORDS:
        return codec.spell(records)
    return ";".join(",".join(f"{key}={value}" for key, value in record.items()) for record in records)


_PLACE = {name: ORDER[row.name] for name, row in BY_NAME.items()}


def order_leaves(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Return the lines of a new conf in the table's order: known parameters, unknown ones, what nobody can read."""
    return sorted(leaves, key=_place)


def _place(leaf: Leaf) -> int:
    if type(leaf) is Assignment:
        return _PLACE.get(leaf[1], len(_PLACE))
    name = leaf.name if type(leaf) is Opaque else None
    return _PLACE.get(name or "", len(_PLACE) + 1)
