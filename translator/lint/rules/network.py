"""Which addresses, name servers and names cannot be used, or stand twice?

Facts: ve-conf.md 3.6, 3.8, 3.9.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.conf.tree import Assignment
from translator.container.resolver import is_hosts
from translator.finding import Finding
from translator.lazy import lazy
from translator.lint.addresses import MASKS, odd_mask, unusable, unusable_nameserver
from translator.lint.context import ConfContext
from translator.lint.rule import Example, Rule, conf_check, declare, line_check
from translator.values.address import Address
from translator.values.codec import UNSET, Refused, byte_length
from translator.values.word import HOST_NAME, HOST_NAME_BYTES
from translator.wording import shown

declare(
    Rule(
        "VZ401",
        "unusable-address",
        "warning",
        "an address that no container can use",
        "A network's own address, its broadcast address, multicast, loopback and 0.0.0.0 belong to nobody: the "
        "container starts and cannot be reached. So does one with a mask that no network has: libvzctl takes /33 for "
        "/1, and 255.0.255.0.",
        'IP_ADDRESS="192.0.2.0/24"\n',
        'IP_ADDRESS="192.0.2.1/24"\n',
        parameters=("IP_ADDRESS", "NETIF"),
    ),
    Rule(
        "VZ402",
        "repeated-address",
        "warning",
        "an address that stands twice in IP_ADDRESS",
        "vzctl drops the second, also with another prefix; libvirt makes two interfaces of them.",
        'IP_ADDRESS="192.0.2.1 192.0.2.1/24"\n',
        'IP_ADDRESS="192.0.2.1"\n',
        "unsafe",
        parameters=("IP_ADDRESS",),
    ),
    Rule(
        "VZ403",
        "prefix-hides-network",
        "info",
        "an address with a prefix, which libvirt's OpenVZ driver cannot read",
        "The driver stops at the first such address, and NETIF is then skipped as well: virsh shows a container "
        "without a network. vzctl reads it.",
        'IP_ADDRESS="192.0.2.1/24"\n',
        'IP_ADDRESS="192.0.2.1"\n',
        parameters=("IP_ADDRESS",),
        beside=("NETIF",),
    ),
    Rule(
        "VZ404",
        "ipv6-off",
        "warning",
        "IPv6 addresses of a container that has IPV6 off",
        "libvzctl drops the IPv6 addresses of IP_ADDRESS at each start unless IPV6 is yes, in the container's file or "
        "else in vz.conf. vzctl asks vz.conf alone.",
        Example({"101.conf": 'IPV6="no"\nIP_ADDRESS="2001:db8::1"\n'}, dialect="libvzctl"),
        Example({"101.conf": 'IPV6="yes"\nIP_ADDRESS="2001:db8::1"\n'}, dialect="libvzctl"),
        parameters=("IP_ADDRESS",),
        beside=("IPV6",),
    ),
    Rule(
        "VZ421",
        "impossible-nameserver",
        "warning",
        "a name server that cannot be one",
        "NAMESERVER goes to resolv.conf as it stands: only addresses are understood there, and not these.",
        'NAMESERVER="dns.example.com"\n',
        'NAMESERVER="192.0.2.53"\n',
        parameters=("NAMESERVER",),
    ),
    Rule(
        "VZ422",
        "inherit-with-others",
        "warning",
        "'inherit' together with other words",
        "As the first word it makes vzctl ignore the others; anywhere else it is a word like any other.",
        'NAMESERVER="inherit 192.0.2.53"\n',
        'NAMESERVER="inherit"\n',
        parameters=("NAMESERVER", "SEARCHDOMAIN"),
    ),
    Rule(
        "VZ423",
        "too-many-nameservers",
        "info",
        "more than three name servers",
        "The resolver library uses the first three.",
        'NAMESERVER="192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4"\n',
        'NAMESERVER="192.0.2.1 192.0.2.2 192.0.2.3"\n',
        parameters=("NAMESERVER",),
    ),
    Rule(
        "VZ424",
        "impossible-hostname",
        "warning",
        "a HOSTNAME that cannot be one",
        "The kernel takes 64 bytes; letters, digits, hyphens and dots make a name that others can look up.",
        'HOSTNAME="my web server"\n',
        'HOSTNAME="web1.example.com"\n',
        parameters=("HOSTNAME",),
    ),
)

_HOSTNAME = lazy(HOST_NAME)
_RESOLVER_SERVERS = 3
#: What any reader separates addresses by.
_ITEM = lazy(r"[^ \t,]+")


@conf_check("VZ404", reads="IPV6")
def ipv6(conf: ConfContext) -> Iterator[Finding]:
    """Find IPv6 addresses where this file says that there are to be none."""
    if conf.dialect.name != "libvzctl" or conf.value("IPV6") == "yes":
        return
    for address in conf.value("IP_ADDRESS") or ():
        if address.family == "ipv6":
            at = conf.settings.by_name["IPV6"].leaves[-1] + 1
            message = f"IP_ADDRESS: libvzctl drops {address} at the start, for IPV6 on line {at} is not yes"
            yield conf.about_value("VZ404", "IP_ADDRESS", message, item=_spelled(conf, address))


@line_check("VZ401", "VZ402", "VZ403", reads="IP_ADDRESS")
def addresses(conf: ConfContext) -> Iterator[Finding]:
    """Look at the addresses in force, and at those that the reader dropped as repeated."""
    value = conf.value("IP_ADDRESS")
    if value is UNSET:
        return
    for address in value:
        reason = unusable(address)
        if reason:
            message = f"IP_ADDRESS: {address} is {reason}; expected the address of one host"
            yield conf.about_value("VZ401", "IP_ADDRESS", message, item=_spelled(conf, address))
    with_prefix = next((address for address in value if address.prefix is not None), None)
    if with_prefix is not None:
        message = f"IP_ADDRESS: libvirt's OpenVZ driver cannot read {with_prefix} and shows no network; vzctl reads it"
        yield conf.about_value("VZ403", "IP_ADDRESS", message, item=_spelled(conf, with_prefix))
    setting = conf.settings.by_name["IP_ADDRESS"]
    texts = [(at, leaf.text) for at in setting.kept if isinstance(leaf := conf.tree[at], Assignment)]
    if conf.dialect.name == "libvzctl":
        yield from _odd_masks(conf, texts)
    if sum(len(_ITEM.findall(text)) for _, text in texts) > len({address.ip for address in value}):
        yield from _repeated(conf, texts)


def _odd_masks(conf: ConfContext, texts: list[tuple[int, str]]) -> Iterator[Finding]:
    for at, text in texts:
        for match in _ITEM.finditer(text) if "/" in text else ():
            if odd := odd_mask(match[0]):
                message = f"IP_ADDRESS: {shown(match[0])} {odd}; {MASKS}"
                yield conf.finding("VZ401", at, message, item=match[0], offset=match.start())


def _spelled(conf: ConfContext, address: Address) -> str:
    """Return the address as the conf spells it, or without its prefix where that is another way."""
    return str(address) if conf.holder("IP_ADDRESS", str(address)) is not None else address.ip


def _repeated(conf: ConfContext, texts: list[tuple[int, str]]) -> Iterator[Finding]:
    from translator.values.address import read_ip

    seen: set[str] = set()
    setting = conf.settings.by_name["IP_ADDRESS"]
    once = {address.ip: address for address in reversed(setting.value)}
    left = tuple(address for address in setting.value if once.get(address.ip) is address)
    fix = conf.rewrite(texts[0][0], setting.codec.encode(left)) if len(texts) == 1 else None
    for at, text in texts:
        for match in _ITEM.finditer(text):
            item = match[0]
            try:
                ip = read_ip(item.partition("/")[0])
            except Refused:
                break
            if ip in seen and ip not in ("0.0.0.0", "::"):  # noqa: S104 - no address to vzctl, nothing is bound
                message = f"IP_ADDRESS: {shown(item)} stands twice; expected once"
                yield conf.finding("VZ402", at, message, item=item, offset=match.start(), fix=fix)
            seen.add(ip)


@line_check("VZ421", "VZ422", "VZ423", reads=("NAMESERVER", "SEARCHDOMAIN"))
def resolver(conf: ConfContext) -> Iterator[Finding]:
    """Look at name servers and search domains."""
    name = conf.about
    words = conf.value(name)
    if words is UNSET:
        return
    if "inherit" in words and len(words) > 1:
        what = "the other words are ignored" if is_hosts(words) else "it is no special word behind others"
        yield conf.about_value("VZ422", name, f"{name}: 'inherit' with other words: {what}", item="inherit")
    if name == "SEARCHDOMAIN" or is_hosts(words):
        return
    for word in words:
        reason = "" if word == "inherit" or "," in word else unusable_nameserver(word)
        if reason:
            message = f"NAMESERVER: {shown(word)} is {reason}; expected the address of a server"
            yield conf.about_value("VZ421", name, message, item=word)
    if len(words) > _RESOLVER_SERVERS:
        message = f"NAMESERVER: {len(words)} servers, of which the resolver uses {_RESOLVER_SERVERS}"
        yield conf.about_value("VZ423", name, message, item=words[_RESOLVER_SERVERS])


@line_check("VZ424", reads="HOSTNAME")
def hostname(conf: ConfContext) -> Iterator[Finding]:
    """Look at the name that the container gives itself."""
    value = conf.value("HOSTNAME")
    if not value:
        return
    if byte_length(value) > HOST_NAME_BYTES:
        message = f"HOSTNAME: {shown(value)} is longer than {HOST_NAME_BYTES} bytes; expected less"
        yield conf.about_value("VZ424", "HOSTNAME", message)
    elif _HOSTNAME.fullmatch(value) is None:
        message = f"HOSTNAME: {shown(value)} is no host name; expected letters, digits, '-' and '.'"
        yield conf.about_value("VZ424", "HOSTNAME", message)
