"""How does an existing document change where the conf changed, and nowhere else?

The base keeps its layout, its comments and every node that no lens owns. What the conf says now is compared with what
the base itself becomes as a conf: only the places that differ are written, from a document made anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from translator.domain.document import parse_document
from translator.domain.read import RESIDUE_TAG, read_domain
from translator.domain.spelling import Spelling
from translator.errors import InputError
from translator.finding import Finding

Element = etree._Element
#: What stands before and after the root element: the parser keeps no layout there.
_PROLOG = re.compile(r"\ufeff?(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_EPILOG = re.compile(r"</domain\s*>((?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)*)\Z", re.DOTALL)
#: libvirt's order of the elements that we may have to add, so that a new one stands where libvirt would print it.
_ORDER = (
    "name uuid genid title description metadata maxMemory memory currentMemory blkiotune memtune memoryBacking vcpu "
    "vcpus iothreads cputune numatune resource sysinfo bootloader os idmap features cpu clock on_poweroff on_reboot "
    "on_crash on_lockfailure pm perf devices seclabel"
).split()
_LISTS = {"filesystems": "filesystem", "interfaces": "interface", "hostdevs": "hostdev"}


def update_document(base: str, made: str, projected: str) -> str:
    """Return ``base`` with what differs between ``projected``, which the base's own conf makes, and ``made``.

    All three are documents. InputError when the base cannot be read or is of another domain type.
    """
    root, new, old = parse_document(base), parse_document(made), parse_document(projected)
    kind = (root.get("type") or "").strip()
    if kind != new.get("type"):
        message = f"the base is a document of type {kind!r}, not {new.get('type')!r}: --driver has to be the base's own"
        raise InputError(Finding(root.sourceline or 1, 1, "XD106", "error", message, "domain/@type"))
    before, after = read_domain(old).view, read_domain(new).view
    changed = [place for place in {**before, **after} if before.get(place) != after.get(place) and place != "name"]
    same_name = before.get("name") == after.get("name")
    same_residue = _carried(old) == _carried(new)
    if not changed and same_residue and same_name:
        return base
    spelling = Spelling(base, root)
    if not same_name and (root.findtext("name") or "").isdigit():
        _graft(root, new, ["name"])
    for path in dict.fromkeys(_element_path(place) for place in changed):
        if path[-1] == "memory" and len(path) == 1:
            _graft(root, new, ["currentMemory"])
        if path[0] in _LISTS:
            _graft_list(root, old, new, _LISTS[path[0]])
        else:
            _graft(root, new, path)
    if not same_residue:
        _graft_residue(root, new)
    before_root, after_root = _PROLOG.match(base), _EPILOG.search(base)
    return (before_root[0] if before_root else "") + spelling.write(root) + (after_root[1] if after_root else "\n")


def _element_path(place: str) -> tuple[str, ...]:
    return tuple(place.partition("/@")[0].split("/"))


def _residue(root: Element) -> Element | None:
    metadata = root.find("metadata")
    return None if metadata is None else metadata.find(RESIDUE_TAG)


def _carried(root: Element) -> object:
    """Return what the residue says; the order of different parameters, which is the file's, says nothing."""
    residue = _residue(root)
    if residue is None:
        return None
    children = sorted(residue, key=_order_key)
    return sorted(residue.attrib.items()), [_plain(child) for child in children if isinstance(child.tag, str)]


def _order_key(child: Element) -> tuple[str, str]:
    """Sort by name; lines of one name keep their order, those that no reader takes apart have none to keep."""
    unread = child.get("status") == "unparsable"
    name = "" if unread else child.get("name") or child.get("place") or ""
    return name, "" if name else child.text or ""


def _plain(element: Element | None) -> object:
    """Return an element without layout, for comparison."""
    if element is None:
        return None
    text = element.text or ""
    return (
        element.tag,
        sorted(element.attrib.items()),
        text if len(element) == 0 else text.strip(),
        [_plain(child) for child in element if isinstance(child.tag, str)],
    )


def _graft(root: Element, new: Element, path: Sequence[str]) -> None:
    """Make the elements of ``path`` below ``root`` those of ``new``."""
    parent, source = root, new
    for tag in path[:-1]:
        below = parent.find(tag)
        if below is None:
            below = _insert(parent, etree.Element(tag))
        parent, found = below, source.find(tag)
        source = etree.Element(tag) if found is None else found
    wanted = source.findall(path[-1])
    present = parent.findall(path[-1])
    for element, model in zip(present, wanted, strict=False):
        element.text = model.text
        for name, value in model.attrib.items():
            element.set(name, value)
        for name in set(element.attrib) & _OWNED_ATTRIBUTES - set(model.attrib):
            del element.attrib[name]
        if len(model) or len(element):
            element[:] = [_copy(child) for child in model]
    for element in present[len(wanted) :]:
        _remove(element)
    for model in wanted[len(present) :]:
        _insert(parent, _copy(model))
    if parent is not root and not len(parent) and path[0] != "devices":
        _remove(parent)


#: Attributes that the lenses own: gone from the conf, they go from the base too.
_OWNED_ATTRIBUTES = frozenset(("cpuset", "unit"))


def _copy(element: Element) -> Element:
    copied = etree.fromstring(etree.tostring(element, with_tail=False))
    copied.tail = element.tail
    return copied


def _insert(parent: Element, element: Element) -> Element:
    """Put an element where libvirt would print it, indented like its neighbours."""
    at = len(parent)
    if parent.tag == "domain" and element.tag in _ORDER:
        later = set(_ORDER[_ORDER.index(str(element.tag)) + 1 :])
        at = next((i for i, child in enumerate(parent) if child.tag in later), at)
    else:
        same = [i for i, child in enumerate(parent) if child.tag == element.tag]
        at = same[-1] + 1 if same else at
    depth = sum(1 for _ in parent.iterancestors()) + 1
    step = _step(parent)
    _reindent(element, depth, step)
    if at:
        before = parent[at - 1]
        element.tail, before.tail = before.tail, "\n" + step * depth
        if at < len(parent):
            element.tail = "\n" + step * depth
    else:
        element.tail = parent.text if len(parent) else "\n" + step * (depth - 1)
        parent.text = "\n" + step * depth
    parent.insert(at, element)
    return element


def _step(element: Element) -> str:
    """Return what the document indents its first element with, libvirt's two blanks where it does not say."""
    first = element.getroottree().getroot().text or ""
    step = first.rpartition("\n")[2]
    return step if step and not step.strip() else "  "


def _reindent(element: Element, depth: int, step: str) -> None:
    if len(element):
        element.text = "\n" + step * (depth + 1)
        for child in element:
            _reindent(child, depth + 1, step)
            child.tail = "\n" + step * (depth + 1)
        element[-1].tail = "\n" + step * depth


def _remove(element: Element) -> None:
    """Take an element out together with its indentation."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.getnext() is None:
        if before is not None:
            before.tail = element.tail
        else:
            parent.text = element.tail
    parent.remove(element)


def _graft_residue(root: Element, new: Element) -> None:
    model = _residue(new)
    present = _residue(root)
    if model is None:
        return
    metadata = root.find("metadata")
    if metadata is None:
        metadata = _insert(root, etree.Element("metadata"))
    copied = _copy(model)
    if present is None:
        _insert(metadata, copied)
    else:
        _reindent(copied, 2, _step(root))
        copied.tail = present.tail
        metadata.replace(present, copied)


def _graft_list(root: Element, old: Element, new: Element, tag: str) -> None:
    """Bring the devices of one kind from what they were to what they are: untouched ones stay as they stand."""
    devices = root.find("devices")
    if devices is None:
        devices = _insert(root, etree.Element("devices"))
    key = _KEYS[tag]
    before = {key(element): element for element in _devices(old, tag)}
    after = {key(element): element for element in _devices(new, tag)}
    present = _present(root, old, tag)
    for name, element in before.items():
        if name not in after and name in present:
            _remove_device(present[name], element)
    for name, model in after.items():
        if name not in before:
            _insert(devices, _copy(model))
        elif _plain(before[name]) != _plain(model) and name in present:
            _merge(present[name], before[name], model)


def _devices(root: Element, tag: str) -> Iterator[Element]:
    devices = root.find("devices")
    return iter(()) if devices is None else devices.iterchildren(tag)


_ROUTED = "ip"


def _nic_key(element: Element) -> str:
    ip, guest = element.find("ip"), element.find("guest")
    if element.get("type") == "ethernet" and ip is not None:
        # one interface holds all addresses where it has a name inside; otherwise each has its own
        return f"ip {ip.get('address')}" if guest is None else _ROUTED
    return f"guest {guest.get('dev') if guest is not None else ''}"


def _text_key(element: Element) -> str:
    return "".join(str(text).strip() for text in element.itertext())


_KEYS: dict[str, Callable[[Element], str]] = {
    "filesystem": lambda _: "/",
    "interface": _nic_key,
    "hostdev": _text_key,
}


def _present(root: Element, old: Element, tag: str) -> dict[str, Element]:
    """Find the base's element for each device that its own conf shows."""
    found: dict[str, Element] = {}
    if tag == "filesystem":
        for element in _devices(root, tag):
            target = element.find("target")
            if target is not None and target.get("dir") == "/":
                found.setdefault("/", element)
        return found
    if tag == "hostdev":
        return {_text_key(element): element for element in _devices(root, tag)}
    keys = [_nic_key(element) for element in _devices(old, tag)]
    pairs = [key for key in keys if key.startswith("guest ")]
    for element in _devices(root, tag):
        addresses = element.findall("ip")
        if element.get("type") == "ethernet" and addresses:
            if _ROUTED in keys:
                found.setdefault(_ROUTED, element)
            for ip in addresses:
                found[f"ip {ip.get('address')}"] = element
        elif element.get("type") in ("bridge", "ethernet", "network") and pairs:
            found[pairs.pop(0)] = element
    return found


def _remove_device(element: Element, gone: Element) -> None:
    """Take a device out, or only one address where several share an interface."""
    addresses = element.findall("ip")
    shared = element.tag == "interface" and len(addresses) > 1 and gone.find("guest") is None
    if shared and (ip := gone.find("ip")) is not None:
        for address in addresses:
            if address.get("address") == ip.get("address"):
                _remove(address)
    else:
        _remove(element)


def _merge(element: Element, before: Element, model: Element) -> None:
    """Write into a device what changed between ``before`` and ``model``; its other children stay."""
    if before.get("type") != model.get("type"):
        element.set("type", model.get("type") or "")
    tags = dict.fromkeys(str(child.tag) for child in (*before, *model))
    for tag in tags:
        was, now, here = before.findall(tag), model.findall(tag), element.findall(tag)
        if list(map(_plain, was)) == list(map(_plain, now)):
            continue
        for present, wanted in zip(here, now, strict=False):
            present.text = wanted.text
            present.attrib.clear()
            for name, value in wanted.attrib.items():
                present.set(name, value)
            if len(wanted) or len(present):
                present[:] = [_copy(child) for child in wanted]
        for gone in here[len(now) :]:
            _remove(gone)
        for wanted in now[len(here) :]:
            _insert(element, _copy(wanted))
