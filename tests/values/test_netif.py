"""What is a bridge, what a virtual network, and how do they cross from one dialect to another?"""

from __future__ import annotations

import pytest

from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import dialect_named
from translator.values.codec import Codec
from translator.values.netif import Interface
from translator.values.virtuozzo_netif import addresses_of, gateways_of

LIBVZCTL, VZCTL = (dialect_named(name).codec(dialect_named(name).rows["NETIF"]) for name in ("libvzctl", "vzctl"))


def one(codec: Codec, text: str) -> Interface:
    (interface,) = codec.decode(text)
    assert isinstance(interface, Interface)
    return interface


def test_the_same_bridge_in_two_dialects() -> None:
    old = one(VZCTL, "ifname=eth0,bridge=br0")
    new = one(LIBVZCTL, "ifname=eth0,type=bridge,network=br0")
    assert old == new == Interface("eth0", bridge="br0")


def test_what_the_other_dialect_says_is_kept_but_means_nothing() -> None:
    assert one(VZCTL, "ifname=eth0,network=br0") == Interface("eth0", others=(("network", "br0"),))
    assert one(LIBVZCTL, "ifname=eth0,bridge=br0") == Interface("eth0", others=(("bridge", "br0"),))


def test_a_network_alone_is_a_virtual_network() -> None:
    assert one(LIBVZCTL, "ifname=eth0,network=Host-Only") == Interface("eth0", network="Host-Only")


def test_a_field_without_a_key_is_kept_as_it_stands() -> None:
    assert one(VZCTL, "ifname=eth0,=br0,").others == (("", "br0"),)


@pytest.mark.parametrize("codec", [VZCTL, LIBVZCTL], ids=["vzctl", "libvzctl"])
def test_records_say_the_same_in_both_dialects(codec: Codec) -> None:
    value = (Interface("eth0", "00:18:51:01:02:03", "veth101.0", None, "br0", "off"),)
    records = codec.records(value)
    assert records[0] == {
        "ifname": "eth0",
        "mac": "00:18:51:01:02:03",
        "host_ifname": "veth101.0",
        "bridge": "br0",
        "mac_filter": "off",
    }
    assert codec.decode(codec.spell(records)) == value


def test_an_address_of_the_other_family_goes_to_its_own_list() -> None:
    interface = one(LIBVZCTL, "ifname=eth0,ip6=10.0.0.1/8,2001:db8::1")
    assert interface.others == (("ip", "10.0.0.1/255.0.0.0"), ("ip6", "2001:db8::1"))
    assert [str(address) for address in addresses_of(interface)] == ["10.0.0.1/8", "2001:db8::1"]


def test_dhcp_overrules_the_addresses() -> None:
    interface = one(LIBVZCTL, "ifname=eth0,dhcp=yes,ip=10.0.0.1,gw=10.0.0.9/24")
    assert addresses_of(interface) == ()
    assert [address.ip for address in gateways_of(interface)] == ["10.0.0.9"]
    assert not LIBVZCTL.faithful((interface,))
    assert one(LIBVZCTL, LIBVZCTL.write((interface,))) == interface


def test_interfaces_of_libvzctl_in_a_document() -> None:
    conf = 'NETIF="ifname=eth0,type=bridge,network=br0;ifname=eth1,network=Host-Only"\n'
    document = conf_to_domain(conf, ctid=101, dialect="libvzctl").text
    assert "<source bridge='br0'/>" in document
    assert "<source network='Host-Only'/>" in document
    assert domain_to_conf(document, base=conf, dialect="libvzctl").text == conf
    edited = document.replace("network='Host-Only'", "network='Shared'")
    assert domain_to_conf(edited, base=conf, dialect="libvzctl").text == conf.replace("Host-Only", "Shared")


def test_a_bridge_crosses_from_one_dialect_to_the_other() -> None:
    conf = 'NETIF="ifname=eth0,mac=00:18:51:01:02:03,bridge=br0,mac_filter=off"\n'
    document = conf_to_domain(conf, ctid=101).text
    crossed = domain_to_conf(document, dialect="libvzctl").text
    assert crossed == 'NETIF="ifname=eth0,mac=00:18:51:01:02:03,type=bridge,network=br0,mac_filter=off"\n'
    back = domain_to_conf(conf_to_domain(crossed, ctid=101, dialect="libvzctl").text).text
    assert back == 'NETIF="ifname=eth0,bridge=br0,mac=00:18:51:01:02:03,mac_filter=off"\n'


@pytest.mark.parametrize(
    ("ifname", "ctid", "host"),
    [
        ("eth12", "101", "veth101.12"),
        ("eth99999999999", "101", "veth101.1215752"),
        ("eth0", "2147483644", "veth2147483644."),
    ],
)
def test_vzctl_cuts_the_name_that_it_makes_up(ifname: str, ctid: str, host: str) -> None:
    assert Interface(ifname).default_host_ifname(ctid) == host


def test_a_key_without_a_value_is_none_to_libvirt() -> None:
    codec = dialect_named("libvirt").codec(dialect_named("libvirt").rows["NETIF"])
    assert one(codec, "ifname=eth0,mac,bridge=br0") == Interface("eth0", bridge="br0", others=(("mac", ""),))


def test_a_record_without_a_name_is_an_interface_without_one() -> None:
    record = {"mac": "00:18:51:00:00:01", "bridge": "br0"}
    assert VZCTL.spell([record]) == "ifname=,bridge=br0,mac=00:18:51:00:00:01"
    assert LIBVZCTL.spell([record]) == "mac=00:18:51:00:00:01,type=bridge,network=br0"


@pytest.mark.parametrize("name", ["vnet5", "macvtap0", "macvlan1"])
def test_a_name_that_libvirt_gives_itself_is_in_no_document(name: str) -> None:
    """libvirt takes such a name out of what it defines: that would be an edit."""
    conf = f'NETIF="ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname={name}"\n'
    made = conf_to_domain(conf, ctid=101)
    assert f"<target dev='{name}'" not in made.text
    assert domain_to_conf(made.text).text == conf


def test_a_field_of_another_product_is_written_as_it_was_read() -> None:
    text = "ifname=eth0,foo,bar=1"
    assert LIBVZCTL.write(LIBVZCTL.decode(text)) == text
    assert LIBVZCTL.encode(LIBVZCTL.decode(text)) == "ifname=eth0"
