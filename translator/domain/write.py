"""In which order and layout is a view printed? As libvirt prints its own documents."""

from __future__ import annotations

from collections.abc import Iterator

from translator.domain.text import escape, escape_attribute
from translator.domain.view import Filesystem, Hostdev, Nic, View

#: What libvirt's OpenVZ driver prints for every container.
_EVENTS = {"openvz": ("destroy", "destroy", "destroy"), "lxc": ("destroy", "restart", "destroy")}


def write_domain(view: View, residue: str) -> str:
    """Return the document of ``view`` with the residue's element in its metadata, ending in a line feed."""
    out = [f"<domain type='{view['type']}'>\n  <name>{escape(view['name'])}</name>\n"]
    add = out.append
    get = view.get
    for place in ("uuid", "title", "description"):
        if place in view:
            add(f"  <{place}>{escape(view[place])}</{place}>\n")
    if residue:
        add(f"  <metadata>\n{residue}  </metadata>\n")
    if "memory" in view:
        memory = view["memory"]
        add(f"  <memory unit='KiB'>{memory}</memory>\n  <currentMemory unit='KiB'>{memory}</currentMemory>\n")
    if "blkiotune/weight" in view or "blkiotune/device" in view:
        add("  <blkiotune>\n")
        if "blkiotune/weight" in view:
            add(f"    <weight>{view['blkiotune/weight']}</weight>\n")
        for path, limits in get("blkiotune/device", ()):
            add(f"    <device>\n      <path>{escape(path)}</path>\n")
            for name, number in limits:
                add(f"      <{name}>{number}</{name}>\n")
            add("    </device>\n")
        add("  </blkiotune>\n")
    limits = [
        f"    <{name} unit='KiB'>{view[place]}</{name}>\n"
        for name, place in (
            ("hard_limit", "memtune/hard_limit"),
            ("soft_limit", "memtune/soft_limit"),
            ("min_guarantee", "memtune/min_guarantee"),
            ("swap_hard_limit", "memtune/swap_hard_limit"),
        )
        if place in view
    ]
    if limits:
        add(f"  <memtune>\n{''.join(limits)}  </memtune>\n")
    if "vcpu" in view:
        cpuset = f" cpuset='{view['vcpu/@cpuset']}'" if "vcpu/@cpuset" in view else ""
        add(f"  <vcpu placement='static'{cpuset}>{view['vcpu']}</vcpu>\n")
    tune = [
        f"    <{name}>{view[place]}</{name}>\n"
        for name, place in (("shares", "cputune/shares"), ("period", "cputune/period"), ("quota", "cputune/quota"))
        if place in view
    ]
    if tune:
        add(f"  <cputune>\n{''.join(tune)}  </cputune>\n")
    if "numatune/memory/@nodeset" in view:
        mode, nodeset = view.get("numatune/memory/@mode", "restrictive"), view["numatune/memory/@nodeset"]
        add(f"  <numatune>\n    <memory mode='{mode}' nodeset='{nodeset}'/>\n  </numatune>\n")
    add(f"  <os>\n    <type>exe</type>\n    <init>{escape(get('os/init', '/sbin/init'))}</init>\n")
    for argument in get("os/initarg", ()):
        add(f"    <initarg>{escape(argument)}</initarg>\n")
    add("  </os>\n")
    if "idmap" in view:
        add("  <idmap>\n")
        for kind, start, target, count in view["idmap"]:
            add(f"    <{kind} start='{start}' target='{target}' count='{count}'/>\n")
        add("  </idmap>\n")
    if "features/privnet" in view or "features/capabilities" in view:
        add("  <features>\n")
        if "features/privnet" in view:
            add("    <privnet/>\n")
        if "features/capabilities" in view:
            policy, states = view["features/capabilities"]
            add(f"    <capabilities policy='{policy}'>\n")
            for name, state in states:
                add(f"      <{name} state='{state}'/>\n")
            add("    </capabilities>\n")
        add("  </features>\n")
    poweroff, reboot, crash = _EVENTS.get(view["type"], _EVENTS["openvz"])
    add(
        f"  <clock offset='utc'/>\n  <on_poweroff>{poweroff}</on_poweroff>\n  <on_reboot>{reboot}</on_reboot>\n"
        f"  <on_crash>{crash}</on_crash>\n  <devices>\n"
    )
    for filesystem in get("filesystems", ()):
        add(indent(write_filesystem(filesystem), 4))
    for nic in get("interfaces", ()):
        out.extend(write_nic(nic))
    if get("console"):
        add("    <console type='pty'/>\n")
    for hostdev in get("hostdevs", ()):
        add(indent(write_hostdev(hostdev), 4))
    add("  </devices>\n</domain>\n")
    return "".join(out)


def indent(text: str, depth: int) -> str:
    """Shift every line of an element's text to the right."""
    blanks = " " * depth
    return "".join(f"{blanks}{line}\n" for line in text.split("\n"))


_SOURCE = {"template": "name", "mount": "dir", "bind": "dir", "file": "file", "block": "dev"}


def write_filesystem(filesystem: Filesystem) -> str:
    """Return the element, not indented."""
    lines = [f"<filesystem type='{filesystem.type}'>"]
    if filesystem.driver:
        form = f" format='{filesystem.format}'" if filesystem.format else ""
        lines.append(f"  <driver type='{filesystem.driver}'{form}/>")
    lines.append(f"  <source {_SOURCE[filesystem.type]}='{escape_attribute(filesystem.source)}'/>")
    lines.append(f"  <target dir='{escape_attribute(filesystem.target)}'/>")
    if filesystem.readonly:
        lines.append("  <readonly/>")
    if filesystem.hard:
        lines.append(f"  <space_hard_limit unit='bytes'>{filesystem.hard}</space_hard_limit>")
    if filesystem.soft:
        lines.append(f"  <space_soft_limit unit='bytes'>{filesystem.soft}</space_soft_limit>")
    lines.append("</filesystem>")
    return "\n".join(lines)


def write_nic(nic: Nic) -> Iterator[str]:
    """Yield the lines of the element, indented below ``<devices>``."""
    yield f"    <interface type='{nic.type}'>\n"
    if nic.mac:
        yield f"      <mac address='{nic.mac}'/>\n"
    if nic.source is not None:
        kind = "dev" if nic.type == "direct" else nic.type
        yield f"      <source {kind}='{escape_attribute(nic.source)}'/>\n"
    elif nic.host_ips:
        yield "      <source>\n"
        for address, peer in nic.host_ips:
            yield f"        {_ip(address.ip, address.family, address.prefix, peer)}\n"
        yield "      </source>\n"
    for at, address in enumerate(nic.ips):
        peer = nic.peers[at] if nic.peers else None
        yield f"      {_ip(address.ip, address.family, address.prefix, peer)}\n"
    for route in nic.routes:
        prefix = "" if route.prefix is None else f" prefix='{route.prefix}'"
        family = "ipv6" if ":" in route.address else "ipv4"
        yield f"      <route family='{family}' address='{route.address}'{prefix} gateway='{route.gateway}'/>\n"
    if nic.target:
        yield f"      <target dev='{escape_attribute(nic.target)}'/>\n"
    if nic.guest:
        yield f"      <guest dev='{escape_attribute(nic.guest)}'/>\n"
    if nic.link:
        yield f"      <link state='{nic.link}'/>\n"
    yield "    </interface>\n"


def _ip(address: str, family: str, prefix: int | None, peer: str | None) -> str:
    length = "" if prefix is None else f" prefix='{prefix}'"
    end = "" if peer is None else f" peer='{peer}'"
    return f"<ip address='{address}' family='{family}'{length}{end}/>"


_HOSTDEV = {"net": "interface", "misc": "char", "storage": "block"}


def write_hostdev(hostdev: Hostdev) -> str:
    """Return the element, not indented."""
    kind = _HOSTDEV[hostdev.type]
    return (
        f"<hostdev mode='capabilities' type='{hostdev.type}'>\n  <source>\n"
        f"    <{kind}>{escape(hostdev.source)}</{kind}>\n  </source>\n</hostdev>"
    )
