"""What becomes of an interface in a document, beyond what NETIF holds?"""

from __future__ import annotations

import re

import pytest

from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName

DOCUMENT = """\
<domain type='openvz'>
  <name>101</name>
  <memory unit='KiB'>262144</memory>
  <devices>
    <interface type='{kind}'>
      <source {kind}='br0'/>
      {inside}
      <guest dev='eth0'/>
    </interface>
  </devices>
</domain>
"""


def lost(inside: str, kind: str = "bridge", dialect: DialectName = "vzctl") -> list[tuple[str, str, str]]:
    result = domain_to_conf(DOCUMENT.format(inside=inside, kind=kind), dialect=dialect)
    assert "ifname=eth0" in result.text
    return [(f.code, f.level, f.message) for f in result.report.findings]


def test_addresses_of_a_pair_are_not_lost_in_silence() -> None:
    message = "<ip> is dropped: NETIF takes no addresses from a document: set them inside the container"
    assert lost("<ip address='192.0.2.1' prefix='24'/>") == [("VZ502", "warning", message)]


def test_routes_of_a_pair_are_not_lost_in_silence() -> None:
    message = "<route> is dropped: NETIF takes no routes from a document: set them inside the container"
    route = "<route address='0.0.0.0' prefix='0' gateway='192.0.2.254'/>"
    assert lost(route) == [("VZ502", "warning", message)]


def test_a_link_that_is_down_is_brought_up() -> None:
    assert lost("<link state='down'/>") == [("VZ502", "warning", "<link> is dropped: vzctl brings every interface up")]


@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        ("vzctl", ["<source>: the network br0 is given as a bridge of that name, which the node has to have"]),
        ("libvzctl", []),
    ],
)
def test_a_network_is_a_bridge_for_vzctl_alone(dialect: DialectName, said: list[str]) -> None:
    assert [message for _, _, message in lost("", "network", dialect)] == said


def test_a_second_interface_of_one_name_costs_only_itself() -> None:
    second = "<guest dev='eth0'/></interface><interface type='bridge'><source bridge='br1'/>"
    result = domain_to_conf(DOCUMENT.format(kind="bridge", inside=second))
    assert 'NETIF="ifname=eth0,bridge=br0,host_mac=FE:FF:FF:FF:FF:FF"\n' in result.text
    messages = [finding.message for finding in result.report.findings]
    assert messages == ["<interface> is dropped: guest device eth0 stands twice: vzctl keeps the first"]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("names", [["~"], ["~", "="], ["eth0", "~"], ["~", "eth1"]])
def test_a_pair_whose_name_no_document_shows_can_be_edited(
    names: list[str], dialect: DialectName, driver: DriverName, whole: bool
) -> None:
    on = "network" if dialect == "libvzctl" else "bridge"
    pairs = [f"ifname={name},{on}=br0,mac=00:18:51:00:00:0{at},mac_filter=on" for at, name in enumerate(names)]
    conf = f'NETIF="{";".join(pairs)}"\n'
    document = conf_to_domain(conf, ctid=101, dialect=dialect, driver=driver).text
    at = names.index("~")
    edited = document.replace(f"<mac address='00:18:51:00:00:0{at}'", "<mac address='00:18:51:00:00:0a'")
    assert edited != document
    made = domain_to_conf(edited, dialect=dialect, base=conf if whole else None).text
    read = dialect_named(dialect)
    was, now = (settle(parse(text, read), read).value("NETIF") for text in (conf, made))
    wanted = list(was)
    wanted[at] = was[at]._replace(mac="00:18:51:00:00:0A")
    assert list(now) == wanted
    assert domain_to_conf(edited, dialect=dialect, base=made).text == made


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
@pytest.mark.parametrize("names", [("", "~"), ("~", ""), ("", "~", "")])
def test_a_pair_without_a_name_may_stand_beside_it(driver: DriverName, names: tuple[str, ...]) -> None:
    pairs = [f"mac=00:18:51:00:00:0{at}" + (f",ifname={name}" if name else "") for at, name in enumerate(names)]
    conf, at = f'NETIF="{";".join(pairs)}"\n', names.index("~")
    document = conf_to_domain(conf, ctid=101, driver=driver, dialect="libvirt").text
    edited = document.replace(f"'00:18:51:00:00:0{at}'", "'00:18:51:00:00:0a'")
    assert edited != document
    made = domain_to_conf(edited, dialect="libvirt", base=conf).text
    read = dialect_named("libvirt")
    was, now = (settle(parse(text, read), read).value("NETIF") for text in (conf, made))
    assert [pair._replace(mac="00:18:51:00:00:0A") if pair.ifname else pair for pair in was] == list(now)


def test_as_many_bare_interfaces_as_odd_names_are_needed_to_know_them() -> None:
    conf = 'NETIF="ifname=~,mac=00:18:51:00:00:01,mac_filter=on;ifname==,mac=00:18:51:00:00:02"\n'
    document = conf_to_domain(conf, ctid=101).text
    first = "<interface type='ethernet'>\n      <mac address='00:18:51:00:00:01'/>\n    </interface>\n"
    assert first in document
    rest = document.replace(first, "")
    assert domain_to_conf(rest).text == 'NETIF="ifname==,mac=00:18:51:00:00:02"\n'
    other = rest.replace("<mac address='00:18:51:00:00:02'", "<mac address='00:18:51:00:00:03'")
    assert domain_to_conf(other).text == 'NETIF="ifname=eth0,mac=00:18:51:00:00:03"\n'


#: Two pairs with all that a document shows and a MAC of the host's end, which it does not; their names go into ``{}``.
TWO = (
    'NETIF="ifname={},bridge=br0,mac=00:18:51:00:00:01,host_ifname=v1,host_mac=00:18:51:00:00:11;'
    'ifname={},bridge=br0,mac=00:18:51:00:00:02,host_ifname=v2,host_mac=00:18:51:00:00:22"\n'
)


def _host_ends(conf: str, *interfaces: str) -> list[str]:
    """Return name and host's MAC of each pair, after the interfaces of the conf's document are these.

    An interface is the last digit of its MAC, the name of its host end, and its own, apart by blanks; - is none.
    """
    texts = []
    for mac, target, guest in map(str.split, interfaces):
        parts = [f"<mac address='00:18:51:00:00:0{mac}'/>"] * (mac != "-") + ["<source bridge='br0'/>"]
        parts += [f"<target dev='{target}'/>"] * (target != "-") + [f"<guest dev='{guest}'/>"] * (guest != "-")
        texts.append(f"<interface type='bridge'>{''.join(parts)}</interface>")
    document = re.sub("<interface.*</interface>", "".join(texts), conf_to_domain(conf, ctid=101).text, flags=re.DOTALL)
    found = re.findall("ifname=([^,]*),.*?host_mac=([0-9A-F:]*)", domain_to_conf(document, base=conf).text)
    return [f"{name.encode().hex() if not name.isprintable() else name} {mac[-2:]}" for name, mac in found]


@pytest.mark.parametrize(
    ("interfaces", "expected"),
    [
        (("1 v1 eth8", "2 v2 eth9"), ["eth8 11", "eth9 22"]),
        (("2 v2 eth8", "1 v1 eth9"), ["eth8 22", "eth9 11"]),  # by the MAC, not by the order
        (("9 v2 eth8", "1 w eth9"), ["eth8 22", "eth9 11"]),  # by the host's end where the MAC is new
        (("1 v2 eth8", "3 v1 eth9"), ["eth8 11", "eth9 FF"]),  # each once: what was the first's is nobody's now
        (("3 v2 eth8", "2 v1 eth9"), ["eth8 FF", "eth9 22"]),
        (("1 v1 eth6", "2 v2 eth5"), ["eth6 22", "eth5 11"]),  # names that were there before stay whose they were
        (("1 v1 eth5", "1 v1 eth9"), ["eth5 11", "eth9 FF"]),
        (("3 w eth9",), ["eth9 FF"]),
    ],
)
def test_a_pair_with_a_new_name_is_known_by_mac_or_host_end(interfaces: tuple[str, ...], expected: list[str]) -> None:
    assert _host_ends(TWO.format("eth5", "eth6"), *interfaces) == expected


@pytest.mark.parametrize(
    ("interfaces", "expected"),
    [
        (("1 v1 -", "2 v2 -"), ["6101 11", "6202 22"]),
        (("2 v9 -", "1 v8 -"), ["6202 22", "6101 11"]),
        (("- v2 -", "- v1 -"), ["6202 22", "6101 11"]),
        (("2 v1 -", "- v2 -"), ["6202 22", "6101 11"]),
        (("8 v8 -", "9 v9 -"), ["6101 11", "6202 22"]),
        (("2 v2 -",), ["6202 22"]),
        (("- v2 -",), ["6202 22"]),
        (("9 v9 -", "2 v2 -", "1 v1 -"), ["eth0 FF", "6202 22", "6101 11"]),
    ],
)
def test_a_pair_whose_name_no_document_shows_is_known_by_the_rest(
    interfaces: tuple[str, ...], expected: list[str]
) -> None:
    assert _host_ends(TWO.format("a\x01", "b\x02"), *interfaces) == expected


def test_a_name_that_the_conf_has_already_is_not_too_long() -> None:
    conf = 'NETIF="ifname=longer-than-a-kernels,bridge=br0,mac=00:18:51:00:00:01"\n'
    document = conf_to_domain(conf, ctid=101, dialect="libvirt").text
    done = domain_to_conf(document.replace("'br0'", "'br1'"), base=conf, dialect="libvirt")
    assert (done.text, done.report.findings) == (conf.replace("br0", "br1"), ())
    renamed = document.replace("<guest dev='longer", "<guest dev='even-longer")
    [lost] = domain_to_conf(renamed, base=conf, dialect="libvirt").report.findings
    assert "even-longer-than-a-kernels is longer than 15 bytes" in lost.message


def test_two_of_one_name_are_one_to_vzctl_and_two_to_libvirt() -> None:
    pair = (
        "<interface type='bridge'><mac address='00:18:51:00:00:0{0}'/><source bridge='br{0}'/><guest dev='eth0'/>"
        "</interface>"
    )
    document = (
        "<domain type='openvz'><name>101</name><memory>65536</memory><os><type>exe</type><init>/sbin/init</init></os>"
        f"<devices>{pair.format(1)}{pair.format(2)}</devices></domain>"
    )
    first, second = (f"ifname=eth0,bridge=br{at},mac=00:18:51:00:00:0{at}" for at in (1, 2))
    one, two = (domain_to_conf(document, dialect=dialect) for dialect in ("vzctl", "libvirt"))
    assert f'NETIF="{first},host_mac=FE:FF:FF:FF:FF:FF"\n' in one.text
    assert [finding.code for finding in one.report.findings] == ["VZ502"]
    assert f'NETIF="{first};{second}"\n' in two.text
    assert two.report.findings == ()
