"""Which files inside a container did vzctl write, or write for, that libvirt's LXC driver does not?

The commands work on the copied root, ``$root``: each says nothing where the distribution has no such file.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence

from translator.container.resolver import is_hosts
from translator.lenses.routed import HOST
from translator.plan.context import Context
from translator.values.virtuozzo_netif import VENET

#: Drops every stanza of an ``interfaces`` file that is about venet0 and its aliases, with what is indented below it.
_STANZAS = "/^[ \\t]*(auto|allow-[a-z]+|iface|mapping|source)/ {drop = /[ \\t]venet0/} !drop"
_INTERFACES, _RED_HATS = "etc/network/interfaces", "etc/sysconfig/network"
_FSTAB, _INITTAB, _RESOLVER = "etc/fstab", "etc/inittab", "etc/resolv.conf"
#: What has to be the container's own: a link in its place may lead anywhere on the host.
_OWN = (
    "etc",
    "etc/network",
    "etc/sysconfig",
    "etc/sysconfig/network-scripts",
    _FSTAB,
    _INITTAB,
    _INTERFACES,
    _RED_HATS,
)


def file_commands(context: Context) -> Iterator[str]:
    """Yield what has a root that vzctl started be one that LXC can start."""
    own = " ".join(f'"$root/{path}"' for path in _OWN)
    yield f"find {own} -maxdepth 0 -type l 2>/dev/null    # expected nothing: a link there may lead out of the root"
    if hostname := context.value("HOSTNAME"):
        yield f"""rm -f "$root/etc/hostname" && printf '%s\\n' {shlex.quote(hostname)} >"$root/etc/hostname\""""
        yield _edited(_RED_HATS, f"s/^HOSTNAME=.*/HOSTNAME={_sed(hostname)}/")
    yield from _resolver_commands(context.value("NAMESERVER") or (), context.value("SEARCHDOMAIN") or ())
    yield "# sysvinit: libvirt has mounted /dev/pts, a second one hides its console; and there is no tty2"
    yield _edited(_FSTAB, "/^[^#].*[[:space:]]devpts[[:space:]]/s/^/#/")
    yield _edited(_INITTAB, "/^[^#].*getty.*tty[2-9]/s/^/#/")


def _resolver_commands(servers: Sequence[str], domains: Sequence[str]) -> Iterator[str]:
    """Yield what vzctl did with resolv.conf at each start: its own lines are written anew, the others stay."""
    said = {keyword: words for keyword, words in (("nameserver", servers), ("search", domains)) if words}
    if not said:
        return
    file = f'"$root/{_RESOLVER}"'
    yield f"[ ! -L {file} ] || rm {file}"
    yield _edited(_RESOLVER, "".join(f"/^{keyword}[[:space:]]/d; " for keyword in said) + "$a\\")  # ends its last line
    if hosts := [keyword for keyword, words in said.items() if is_hosts(words)]:
        yield "resolver=/etc/resolv.conf    # this host's; /run/systemd/resolve/resolv.conf where it names 127.0.0.53"
        script = "; ".join(f"/^{keyword}[[:space:]]/p" for keyword in hosts)
        yield f'sed -n {shlex.quote(script)} "$resolver" >>{file}    # inherit: as vzctl did at each start'
    lines = [] if "nameserver" in hosts else [f"nameserver {server}" for server in servers]
    lines += [] if "search" in hosts or not domains else [f"search {' '.join(domains)}"]
    if lines:
        yield f"printf '%s\\n' {' '.join(map(shlex.quote, lines))} >>{file}"


def network_commands(families: Collection[str]) -> Iterator[str]:
    """Yield what takes the lines about venet0 away: libvirt has set it up before the container's init runs.

    With IPv6 all works with them, but Debian's ifup is refused an address that is there already, and its
    networking.service has failed (tests/boot/test_debian.py).
    """
    if families:
        interfaces = f'"$root/{_INTERFACES}"'
        if "ipv4" in families:
            yield "# instead of proxy ARP: without these lines venet0 keeps the gateway that libvirt gives it"
        if "ipv6" in families:
            yield "# with the lines for IPv6, Debian's networking.service fails: libvirt has set these addresses"
        yield (
            f'{_no_file(_INTERFACES)} || {{ new=$(mktemp) && awk {shlex.quote(_STANZAS)} {interfaces} >"$new" && '
            f'cp --remove-destination "$new" {interfaces}; rm "$new"; }}'
        )
        yield 'rm -f "$root"/etc/sysconfig/network-scripts/ifcfg-venet0*'
        yield _edited(_RED_HATS, r"/^\(GATEWAYDEV\|IPV6_DEFAULTDEV\)=.*venet0/d")
    if "ipv6" in families:
        back = f"ip -6 route replace default via {HOST['ipv6']} dev {VENET} metric 1"
        yield f"# IPv6 needs nothing, until something inside takes venet0 down; then, inside: {back}"


def _edited(file: str, script: str) -> str:
    """Return what edits a file if there is one."""
    return f'{_no_file(file)} || sed -i {shlex.quote(script)} "$root/{file}"'


def _no_file(file: str) -> str:
    """Return the test whether there is nothing to edit; through a link sed would read what may be the host's."""
    return f'[ ! -f "$root/{file}" ] || [ -L "$root/{file}" ]'


def _sed(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\/&" else char for char in text)
