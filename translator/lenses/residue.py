"""Where does a parameter without a libvirt home travel? In one element of our own namespace inside ``<metadata>``.

Its grammar is ``grammars/residue.xsd``. A parameter whose lines all count as they stand is written by its meaning
(``<vz:parameter>``); one with refused, repeated or odd lines, an unknown name, or a text that XML cannot hold, travels
as its raw lines (``<vz:line>``), in their order, so that every reader sees in them what it saw before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from translator.characters import trim_xml
from translator.conf.dialect import Dialect
from translator.conf.settle import Setting
from translator.conf.tree import Assignment, Leaf, Opaque
from translator.domain.text import escape, escape_attribute, is_xml, to_percent
from translator.errors import EditError
from translator.table import BY_NAME, ORDER
from translator.values.codec import Refused

NAMESPACE = "urn:vzvirt:openvz:1"


def write_parameter(setting: Setting, dialect: Dialect) -> str:
    """Return the element of a parameter by its meaning, or '' where only its raw lines can say it. It is kept with the
    reading of its only line.
    """
    element = _write_parameter(setting) if _comes_back(setting, dialect) else ""
    if setting.reading is not None:
        setting.reading.element = element
    return element


def _comes_back(setting: Setting, dialect: Dialect) -> bool:
    """Whether a line written anew says the value again: vzctl's always do, other readers cannot undo every quote."""
    if dialect.name == "vzctl":
        return True
    text = setting.codec.write(setting.value)
    try:
        dialect.write(setting.row.name, text)
        return bool(setting.codec.decode(text) == setting.value) or setting.value != setting.value
    except (EditError, Refused):
        return False


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
    elif shape in RECORDS:
        records = codec.records(value)
        if not all(_ATTRIBUTES[shape].issuperset(record) for record in records):
            return ""
        children = [_write_record(RECORDS[shape], record) for record in records]
    else:
        children = [f"        <vz:item>{escape(str(item))}</vz:item>\n" for item in codec.items(value)]
    body = "".join(children)
    return f"{head}{unit}>\n{body}      </vz:parameter>\n" if is_xml(body) else ""


#: The element of one record of each shape, and the attributes that the grammar gives it.
RECORDS = {"interfaces": "interface", "disks": "disk"}
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
    if is_xml(raw) and trim_xml(raw):
        return f"      <vz:line{label} status='{status}'>{escape(raw)}</vz:line>\n"
    return f"      <vz:line{label} status='{status}' encoding='percent'>{escape(to_percent(raw))}</vz:line>\n"


def write_source(text: str) -> str:
    """Return the element of a whole conf."""
    if is_xml(text) and "\r" not in text:
        return f"      <vz:source>{escape(text)}</vz:source>\n"
    return f"      <vz:source encoding='percent'>{escape(to_percent(text))}</vz:source>\n"


def write_residue(ctid: str, dialect: Dialect, derived: dict[str, Any], body: Sequence[str], digest: str) -> str:
    """Return the container element, indented to stand below ``<metadata>``; ``digest`` is that of the whole conf."""
    marks = "".join(
        f"      <vz:derived place='{place}' value='{escape_attribute(str(value))}'/>\n"
        for place, value in derived.items()
    )
    reader = "" if dialect.name == "vzctl" else f" dialect='{dialect.name}'"
    head = f"    <vz:container xmlns:vz='{NAMESPACE}' ctid='{ctid}'{reader} digest='{digest}'"
    if not marks and not body:
        return f"{head}/>\n"
    return f"{head}>\n{marks}{''.join(body)}    </vz:container>\n"


_PLACE = {name: ORDER[row.name] for name, row in BY_NAME.items()}
_UNKNOWN = len(_PLACE)


def order_leaves(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Return the lines of a new conf in the table's order: known parameters, unknown ones, what nobody can read."""
    return sorted(leaves, key=place_of)


def place_of(leaf: Leaf) -> int:
    """Return where a line stands in a new conf; lines of one place keep their order, for that can mean something."""
    if type(leaf) is Assignment:
        return _PLACE.get(leaf[1], _UNKNOWN)
    name = leaf.name if type(leaf) is Opaque else None
    return _PLACE.get(name or "", _UNKNOWN + 1)
