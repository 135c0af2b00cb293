"""Which files inside a container did vzctl write, or write for, that libvirt's LXC driver does not?

The commands work on the copied root, ``$root``: each says nothing where the distribution has no such file.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence

from translator.lenses.routed import HOST
from translator.plan.context import Context
from translator.values.virtuozzo_netif import VENET

#: Drops every stanza of an ``interfaces`` file that is about venet0 and its aliases, with what is indented below it.
_STANZAS = "/^[ \\t]*(auto|allow-[a-z]+|iface|mapping|source)/ {drop = /[ \\t]venet0/} !drop"


#: Folders that have to be the container's own: a link in it may lead anywhere on the host.
_FOLDERS = ("etc", "etc/network", "etc/sysconfig", "etc/sysconfig/network-scripts")


def file_commands(context: Context) -> Iterator[str]:
    """Yield what has a root that vzctl started be one that LXC can start."""
    folders = " ".join(f'"$root/{folder}"' for folder in _FOLDERS)
    yield f"find {folders} -maxdepth 0 -type l 2>/dev/null    # expected nothing: a link there may lead out of the root"
    if hostname := context.value("HOSTNAME"):
        yield _written("etc/hostname", [hostname])
        yield _edited("etc/sysconfig/network", f"s/^HOSTNAME=.*/HOSTNAME={_sed(hostname)}/")
    servers, domains = context.value("NAMESERVER") or (), context.value("SEARCHDOMAIN") or ()
    if servers or domains:
        lines = [f"nameserver {server}" for server in servers]
        yield _written("etc/resolv.conf", lines + ([f"search {' '.join(domains)}"] if domains else []))
    yield "# sysvinit: libvirt has mounted /dev/pts, a second one hides its console; and there is no tty2"
    yield _edited("etc/fstab", "/^[^#].*[[:space:]]devpts[[:space:]]/s/^/#/")
    yield _edited("etc/inittab", "/^[^#].*getty.*tty[2-9]/s/^/#/")


def network_commands(families: Collection[str]) -> Iterator[str]:
    """Yield what takes the lines about venet0 away: libvirt has set it up before the container's init runs.

    With IPv6 all works with them, but Debian's ifup is refused an address that is there already, and its
    networking.service has failed (tests/boot/test_debian.py).
    """
    if families:
        interfaces = '"$root/etc/network/interfaces"'
        if "ipv4" in families:
            yield "# instead of proxy ARP: without these lines venet0 keeps the gateway that libvirt gives it"
        if "ipv6" in families:
            yield "# with the lines for IPv6, Debian's networking.service fails: libvirt has set these addresses"
        yield (
            f'[ ! -f {interfaces} ] || {{ new=$(mktemp) && awk {shlex.quote(_STANZAS)} {interfaces} >"$new" && '
            f'cp --remove-destination "$new" {interfaces}; rm "$new"; }}'
        )
        yield 'rm -f "$root"/etc/sysconfig/network-scripts/ifcfg-venet0*'
        yield _edited("etc/sysconfig/network", r"/^\(GATEWAYDEV\|IPV6_DEFAULTDEV\)=.*venet0/d")
    if "ipv6" in families:
        back = f"ip -6 route replace default via {HOST['ipv6']} dev {VENET} metric 1"
        yield f"# IPv6 needs nothing, until something inside takes venet0 down; then, inside: {back}"


def _written(file: str, lines: Sequence[str]) -> str:
    """Return what writes a file anew, where a link stood, too."""
    words = " ".join(shlex.quote(line) for line in lines)
    return f"""rm -f "$root/{file}" && printf '%s\\n' {words} >"$root/{file}\""""


def _edited(file: str, script: str) -> str:
    """Return what edits a file if there is one; sed puts a new file in the place of a link."""
    return f'[ ! -f "$root/{file}" ] || sed -i {shlex.quote(script)} "$root/{file}"'


def _sed(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\/&" else char for char in text)
