"""Does the time that a text costs grow with its length, and not with its square?

Each kind of line or element is taken some thousand times, and four times as often: that may cost four times as much,
and, for sorting, caches and the like, somewhat more; what compares each with each costs sixteen times as much.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time

import pytest

from translator import check_conf, check_domain, conf_to_domain, domain_to_conf, normalize_conf
from translator.diff import meaning
from translator.lint.fix import fix_all
from translator.lint.output import FORMATS, Checked, reporter
from translator.lint.rule import Host
from translator.plan import make_plan
from translator.show import show_conf
from translator.vzctl import vzctl_commands

pytestmark = pytest.mark.benchmark

MANY = 4000
VSWAP = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'
DOMAIN = (
    "<domain type='openvz'><name>101</name><memory unit='KiB'>262144</memory><os><type>exe</type></os>\n"
    "<devices>\n{}</devices>\n</domain>\n"
)


def ip(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def mac(number: int) -> str:
    return f"00:18:51:{number >> 16 & 255:02X}:{number >> 8 & 255:02X}:{number & 255:02X}"


LINES: dict[str, Callable[[int], str]] = {
    "repeated": lambda _: 'ONBOOT="yes"',
    "overridden": lambda n: f'KMEMSIZE="{n}:{n}"',
    "overridden-by-the-last": lambda n: f'IPTENTRIES="{n}"',
    "refused": lambda n: f'CPUS="x{n}"',
    "unknown": lambda n: f'NOPE{n}="x"',
    "unreadable": lambda n: f"nothing here {n}",
    "comment": lambda n: f"# comment {n}",
    "suppression": lambda _: "# vzvirt: ignore[VZ201] x",
    "suppression-of-all": lambda _: "# vzvirt: ignore-file[VZ621] x",
    "bridge": lambda n: f'BRIDGEDEV_e{n}="br0"',
    "indented": lambda n: f' HOSTNAME="web{n}"',
    "address": lambda n: f'IP_ADDRESS="{ip(n)}"',
    "bad-address": lambda n: f'IP_ADDRESS="127.{ip(n)[3:]}"',
    "device": lambda n: f'DEVICES="c:10:{n}:rw"',
}
LISTS: dict[str, tuple[str, str, Callable[[int], str]]] = {
    "addresses": ("IP_ADDRESS", " ", lambda n: ip(n + 2**16)),
    "bad-addresses": ("IP_ADDRESS", " ", lambda n: f"127.{ip(n)[3:]}"),
    "odd-addresses": ("IP_ADDRESS", " ", lambda n: f"2001:DB8::0{n >> 12:x}:{n & 4095:x}/128"),
    "one-address": ("IP_ADDRESS", " ", lambda _: "192.0.2.1"),
    "interfaces": ("NETIF", ";", lambda n: f"ifname=e{n},bridge=br0,mac={mac(n)},host_ifname=v{n}"),
    "bridgeless-interfaces": ("NETIF", ";", lambda n: f"ifname=e{n},host_ifname=v{n}"),
    "alike-interfaces": ("NETIF", ";", lambda n: f"ifname=e{n},mac={mac(1)},host_ifname=v"),
    "servers": ("NAMESERVER", " ", lambda n: f"dns{n}"),
    "features": ("FEATURES", " ", lambda n: "nfs:on" if n % 2 else "nfs:off"),
    "devices": ("DEVICES", " ", lambda n: f"c:10:{n}:rw"),
    "slots": ("PCI", " ", lambda n: f"{n >> 16:x}:{n >> 8 & 255:x}:{n & 255:x}.0"),
    "cpus": ("CPUMASK", ",", lambda n: str(n % 4096)),
}
ELEMENTS: dict[str, Callable[[int], str]] = {
    "bridges": lambda _: "<interface type='bridge'><source bridge='br0'/></interface>",
    "sourceless": lambda _: "<interface type='bridge'/>",
    "guests": lambda n: f"<interface type='bridge'><source bridge='br0'/><guest dev='e{n}'/></interface>",
    "one-guest": lambda _: "<interface type='bridge'><source bridge='br0'/><guest dev='eth0'/></interface>",
    "routed": lambda n: f"<interface type='ethernet'><mac address='{mac(n)}'/><ip address='{ip(n)}'/></interface>",
    "mounts": lambda n: f"<filesystem type='mount'><source dir='/a{n}'/><target dir='/b{n}'/></filesystem>",
    "unknown": lambda _: "<nothing/>",
    "stray": lambda _: "<interface type='bridge'><source bridge='br0'/>text</interface>",
    "repeated": lambda _: "<emulator>/bin/true</emulator>",
    "suppressions": lambda _: "<!-- vzvirt: ignore[XD201] x -->",
}


def lines(name: str, count: int) -> str:
    if name in LINES:
        return VSWAP + "".join(f"{LINES[name](number)}\n" for number in range(count))
    parameter, separator, item = LISTS[name]
    return VSWAP + f'{parameter}="{separator.join(item(number) for number in range(count))}"\n'


def document(name: str, count: int) -> str:
    return DOMAIN.format("".join(f"{ELEMENTS[name](number)}\n" for number in range(count)))


def checked(text: str) -> None:
    host = Host(devices=frozenset(("null",)))
    findings = check_domain(text) if text.startswith("<") else check_conf(text, ctid="101", host=host)
    for name in FORMATS:
        told = reporter(name)
        list(told.file(Checked("101.conf", text, findings)))
        list(told.finish(1))


def both_ways(text: str) -> None:
    made = conf_to_domain(text, ctid=101).text
    domain_to_conf(made)
    domain_to_conf(made, base=text)
    conf_to_domain(text + 'IP_ADDRESS="10.255.0.1"\n', ctid=101, base=made)
    conf_to_domain(VSWAP, ctid=101, base=made)


CONF: dict[str, Callable[[str], object]] = {
    "check": checked,
    "fix": lambda text: fix_all(text, lambda now: check_conf(now, ctid="101"), unsafe=True),
    "convert": both_ways,
    "normalize": lambda text: normalize_conf(text, ctid=101),
    "show": lambda text: show_conf(text, ctid=101),
    "diff": lambda text: meaning(text, "101.conf"),
    "vzctl": lambda text: vzctl_commands(text, ctid=101),
    "plan": lambda text: make_plan(text, conf_to_domain(text, ctid=101, driver="lxc")),
}
DOCUMENT: dict[str, Callable[[str], object]] = {
    "check": checked,
    "convert": domain_to_conf,
    "update": lambda text: conf_to_domain(VSWAP + 'NETIF="ifname=eth0"\n', ctid=101, base=text),
}


def cost(run: Callable[[str], object], text: str) -> float:
    gc.collect()
    gc.disable()
    try:
        start = process_time()
        run(text)
        return process_time() - start
    finally:
        gc.enable()


def demand_linear(run: Callable[[str], object], make: Callable[[int], str]) -> None:
    few, many = cost(run, make(MANY)), cost(run, make(4 * MANY))
    # below a second nothing is to be seen of a square
    assert many < max(1.0, 9 * few), f"{few:.2f} s, then {many:.2f} s"


@pytest.mark.parametrize("name", [*LINES, *LISTS])
@pytest.mark.parametrize("command", CONF)
def test_a_conf(command: str, name: str) -> None:
    demand_linear(CONF[command], lambda count: lines(name, count))


@pytest.mark.parametrize("name", ELEMENTS)
@pytest.mark.parametrize("command", DOCUMENT)
def test_a_document(command: str, name: str) -> None:
    demand_linear(DOCUMENT[command], lambda count: document(name, count))
