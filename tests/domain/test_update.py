"""Does a document that takes a changed conf say what the conf says, and keep what is not of it?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from tests.digest import undigested
from tests.laws.translation import values
from translator import check_domain, conf_to_domain, domain_to_conf
from translator.lenses.lens import DriverName

CTID = 101
#: What a pair of another program's document gets, so that its bridge delivers something.
HOST = ",host_mac=FE:FF:FF:FF:FF:FF"


def document(body: str = "", devices: str = "", *, kind: str = "openvz", memory: int = 262144) -> str:
    """Return a document of another program's making: no residue, one line, nothing but what is asked for."""
    return (
        f"<domain type='{kind}'><name>{CTID}</name><memory unit='KiB'>{memory}</memory>{body}"
        f"<os><type>exe</type><init>/sbin/init</init></os><devices>{devices}</devices></domain>"
    )


def conf_of(base: str) -> str:
    """Return the conf that a document is by itself."""
    return domain_to_conf(base, ctid=CTID).text


def taken(base: str, conf: str, driver: DriverName = "openvz") -> etree._Element:
    """Return the document after it took a conf, which it then has to be."""
    done = conf_to_domain(conf, ctid=CTID, driver=driver, base=base).text
    assert values(conf_of(done)) == values(conf)
    return etree.fromstring(done.encode())


def edited(base: str, change: Callable[[str], str], driver: DriverName = "openvz") -> etree._Element:
    """Return the document after it took its own conf, changed."""
    conf = conf_of(base)
    assert change(conf) != conf
    return taken(base, change(conf), driver)


def replacing(old: str, new: str) -> Callable[[str], str]:
    """Return what changes a text in one place."""

    def change(conf: str) -> str:
        assert conf.count(old) == 1, conf
        return conf.replace(old, new)

    return change


def texts(root: etree._Element, *paths: str) -> list[str | None]:
    """Return the texts, or attributes, at some places."""
    found = []
    for path in paths:
        place, _, attribute = path.partition("/@")
        found.append(
            root.findtext(place) if not attribute else (e := root.find(place)) is not None and e.get(attribute)
        )
    return [text or None for text in found]


def test_a_quota_is_written_with_its_period() -> None:
    base = document("<cputune><shares>300</shares><period>50000</period><quota>25000</quota></cputune>")
    done = edited(base, replacing('CPULIMIT="50"', 'CPULIMIT="75"'))
    assert texts(done, "cputune/shares", "cputune/period", "cputune/quota") == ["300", "100000", "75000"]


def test_a_weight_that_the_conf_caps_stays_when_the_quota_changes() -> None:
    base = document("<cputune><shares>3</shares><period>50000</period><quota>25000</quota></cputune>")
    done = edited(base, replacing('CPULIMIT="50"', 'CPULIMIT="75"'))
    assert texts(done, "cputune/shares", "cputune/quota") == ["3", "75000"]


def test_a_barrier_is_written_beside_a_hard_limit_that_stood_alone() -> None:
    base = document("<memtune><hard_limit unit='MiB'>512</hard_limit></memtune>")
    done = edited(base, replacing('"131072"', '"131072:200000"'))
    assert texts(done, "memtune/hard_limit", "memtune/soft_limit") == ["800000", "524288"]
    assert texts(done, "memtune/hard_limit/@unit") == ["KiB"]


def test_a_unit_stays_where_the_amount_does() -> None:
    base = document("<memtune><hard_limit unit='MiB'>512</hard_limit></memtune>")
    done = edited(base, replacing('"131072"', '"100000:131072"'))
    assert texts(done, "memtune/hard_limit", "memtune/hard_limit/@unit", "memtune/soft_limit") == [
        "512",
        "MiB",
        "400000",
    ]


def test_a_soft_limit_of_space_is_written_beside_a_hard_one_that_stood_alone() -> None:
    base = document(
        devices="<filesystem type='template'><source name='x'/><target dir='/'/>"
        "<space_hard_limit unit='GiB'>2</space_hard_limit></filesystem>"
    )
    done = edited(base, replacing('"2097152:2097152"', '"2097152:3097152"'))
    root = "devices/filesystem/"
    assert texts(done, f"{root}space_hard_limit", f"{root}space_soft_limit") == ["3171483648", "2147483648"]
    assert texts(done, f"{root}space_hard_limit/@unit") == ["bytes"]


def test_a_weight_that_has_no_place_of_ours_does_not_come_back() -> None:
    base = document("<cputune><shares>300000</shares></cputune>")
    done = edited(base, replacing("300000", "400000"))
    assert texts(done, "cputune/shares") == [None]


def test_swap_below_the_memory_does_not_come_to_life() -> None:
    base = document("<memtune><swap_hard_limit unit='KiB'>200000</swap_hard_limit></memtune>")
    done = edited(base, replacing(":65536", ":25600"))
    assert texts(done, "memory", "memtune/swap_hard_limit") == ["102400", "102400"]


def test_an_empty_title_says_no_name_and_takes_one() -> None:
    base = document("<title/><description/>")
    conf = conf_of(base)
    assert "NAME" not in conf
    assert "DESCRIPTION" not in conf
    assert texts(taken(base, conf + 'NAME="web"\n'), "title", "description") == ["web", None]


def test_the_memory_at_the_start_is_followed_where_it_was_the_memory() -> None:
    base = document("<currentMemory>262144</currentMemory>")
    assert texts(edited(base, replacing(":65536", ":25600")), "currentMemory") == ["102400"]
    base = document("<currentMemory>1024</currentMemory>")
    assert texts(edited(base, replacing(":65536", ":25600")), "currentMemory") == ["1024"]
    assert edited(document(), replacing(":65536", ":25600")).find("currentMemory") is None


def test_a_list_of_cpus_is_static_and_no_cpus_are_more_than_there_are() -> None:
    base = document("<vcpu placement='auto' current='3'>4</vcpu>")
    done = taken(base, conf_of(base).replace('CPUS="4"', 'CPUS="2"') + 'CPUMASK="0,1"\n')
    assert dict(done.find("vcpu").attrib) == {"placement": "static", "cpuset": "0-1"}  # type: ignore[union-attr]


def test_the_spelling_of_a_list_of_cpus_stays() -> None:
    done = edited(document("<vcpu cpuset='0,1'>4</vcpu>"), replacing('CPUS="4"', 'CPUS="2"'))
    assert texts(done, "vcpu", "vcpu/@cpuset") == ["2", "0,1"]


def test_a_comment_in_a_text_stays() -> None:
    base = document("<cputune><period>100000</period><quota>25<!-- c -->000</quota></cputune>")
    done = edited(base, replacing('CPULIMIT="25"', 'CPULIMIT="75"'))
    quota = done.find("cputune/quota")
    assert quota is not None
    assert etree.tostring(quota) == b"<quota>75000<!-- c --></quota>"


def bridged(bridge: str, guest: str | None = None, more: str = "") -> str:
    """Return a bridge interface."""
    inside = "" if guest is None else f"<guest dev='{guest}'/>"
    return f"<interface type='bridge'><source bridge='{bridge}'/>{inside}{more}</interface>"


def routed(*addresses: str) -> str:
    """Return a routed interface with some addresses."""
    ips = "".join(f"<ip address='{a.partition('/')[0]}' prefix='{a.partition('/')[2]}'/>" for a in addresses)
    return f"<interface type='ethernet'>{ips.replace(chr(32) + 'prefix=' + chr(39) * 2, '')}</interface>"


def interfaces(root: etree._Element) -> list[str]:
    """Return what each interface has of a bridge, a name inside and addresses, in order."""
    found = []
    for element in root.iterfind("devices/interface"):
        said = [each.get(name, "") for tag, name in _SAID for each in element.iterfind(tag)]
        found.append(" ".join(said))
    return found


_SAID = (("source", "bridge"), ("guest", "dev"), ("ip", "address"))


def test_an_interface_is_found_by_its_name_where_a_name_stands_twice() -> None:
    base = document(devices=bridged("br0", "eth0") + bridged("br1", "eth0") + bridged("br2", "eth2"))
    assert interfaces(edited(base, replacing("br2", "brX"))) == ["br0 eth0", "br1 eth0", "brX eth2"]


def test_a_name_that_stands_twice_goes_twice() -> None:
    base = document(devices=bridged("br0", "eth0") + bridged("br1", "eth0") + bridged("br2", "eth2"))
    assert interfaces(edited(base, replacing(f"ifname=eth0,bridge=br0{HOST};", ""))) == ["br2 eth2"]


def test_an_interface_without_a_name_gets_its_own_when_one_before_it_goes() -> None:
    base = document(devices=bridged("br0") + bridged("br1"))
    assert interfaces(edited(base, replacing(f"ifname=eth0,bridge=br0{HOST};", ""))) == ["br1 eth1"]
    assert interfaces(edited(base, replacing("ifname=eth0,bridge=br0", "ifname=eth0,bridge=brX"))) == ["brX", "br1"]


def test_an_interface_of_another_name_but_the_same_mac_is_the_same() -> None:
    mac = "<mac address='00:18:51:01:02:03' type='static'/><mtu size='1400'/>"
    base = document(devices=bridged("br0", "eth0", mac) + bridged("br1", "eth1"))
    done = edited(base, replacing("ifname=eth0", "ifname=eth7"))
    assert interfaces(done) == ["br0 eth7", "br1 eth1"]
    assert texts(done, "devices/interface/mtu/@size", "devices/interface/mac/@type") == ["1400", "static"]


def test_interfaces_take_the_order_of_the_conf() -> None:
    base = document(devices=bridged("br0", "eth0") + "<!-- b --><emulator>/x</emulator>" + bridged("br1", "eth1"))
    first, second = (f"ifname=eth{at},bridge=br{at}{HOST}" for at in (0, 1))
    done = edited(base, replacing(f"{first};{second}", f"{second};{first}"))
    assert interfaces(done) == ["br1 eth1", "br0 eth0"]
    devices = done.find("devices")
    assert devices is not None
    assert [each.tag for each in devices if isinstance(each.tag, str)] == ["interface", "emulator", "interface"]


@pytest.mark.parametrize(
    "addresses",
    [
        "10.0.0.2/24 10.0.0.1",
        "10.0.0.3 10.0.0.1 10.0.0.2/24",
        "10.0.0.1 2001:db8::1 10.0.0.2/24",
        "10.0.0.2/16",
        "10.0.0.1/32",
        "",
    ],
)
@pytest.mark.parametrize(
    ("driver", "devices"),
    [
        ("openvz", routed("10.0.0.1") + routed("10.0.0.2/24")),
        ("openvz", routed("10.0.0.1", "10.0.0.2/24")),
        ("lxc", routed("10.0.0.1") + routed("10.0.0.2/24")),
        ("lxc", routed("10.0.0.1", "10.0.0.2/24")),
        ("openvz", ""),
        ("lxc", ""),
    ],
)
def test_addresses_take_the_order_of_the_conf(driver: DriverName, devices: str, addresses: str) -> None:
    base = document(devices=devices + bridged("br0", "eth0"), kind=driver)
    before = 'IP_ADDRESS="10.0.0.1 10.0.0.2/24"\n'
    if not devices:
        base = conf_to_domain(before + 'NETIF="ifname=eth0,bridge=br0"\n', ctid=CTID, driver=driver).text
    conf = conf_of(base)
    assert before in conf
    done = taken(base, conf.replace(before, f'IP_ADDRESS="{addresses}"\n'), driver)
    assert interfaces(done)[-1] == "br0 eth0"


def test_an_address_that_stands_twice_goes_twice() -> None:
    base = document(devices=routed("10.0.0.1") + routed("10.0.0.1/24") + routed("10.0.0.2"))
    assert interfaces(edited(base, replacing("10.0.0.1 ", ""))) == ["10.0.0.2"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mac=00:18:51:01:02:03", "mac=00:18:51:01:02:04"),
        ("bridge=br0", "bridge=br1"),
        ("host_ifname=v1", "host_ifname=v2"),
    ],
)
def test_attributes_of_others_stay(old: str, new: str) -> None:
    more = "<mac address='00:18:51:01:02:03' type='static' check='no'/><target dev='v1' managed='no'/>"
    base = document(devices=bridged("br0", "eth0", more).replace("br0'", "br0' macTableManager='libvirt'"))
    done = edited(base, replacing(old, new))
    nic = "devices/interface/"
    assert texts(done, f"{nic}mac/@type", f"{nic}mac/@check", f"{nic}source/@macTableManager") == [
        "static",
        "no",
        "libvirt",
    ]
    assert texts(done, f"{nic}target/@managed") == ["no"]


def test_the_peer_of_an_address_stays() -> None:
    base = document(
        devices="<interface type='ethernet'><ip address='10.0.0.1' prefix='24' peer='10.0.0.9'/></interface>"
    )
    done = edited(base, replacing("10.0.0.1/24", "10.0.0.1/16"))
    assert texts(done, "devices/interface/ip/@peer", "devices/interface/ip/@prefix") == ["10.0.0.9", "16"]


def test_a_network_becomes_a_bridge_whole() -> None:
    devices = "<interface type='network'><source network='default' portgroup='x'/><guest dev='eth0'/></interface>"
    done = edited(document(devices=devices), replacing("bridge=default", "bridge=br0"))
    nic = done.find("devices/interface")
    assert nic is not None
    assert nic.get("type") == "bridge"
    assert [dict(each.attrib) for each in nic.iterfind("source")] == [{"bridge": "br0"}]


@pytest.mark.parametrize(("kind", "left"), [("bridge", {"network": "lan"}), ("network", {})])
def test_a_network_beside_a_bridge_stays_as_long_as_the_type_does(kind: str, left: dict[str, str]) -> None:
    devices = f"<interface type='{kind}'><source bridge='br0' network='lan'/><guest dev='eth0'/></interface>"
    done = edited(document(devices=devices, kind="lxc"), replacing("bridge=br0", "bridge=br7"), "lxc")
    assert [dict(each.attrib) for each in done.iterfind("devices/interface/source")] == [{"bridge": "br7", **left}]


def test_a_source_of_another_type_has_no_attribute_of_the_old_one() -> None:
    devices = (
        "<filesystem type='file'><driver type='loop' format='raw'/><source file='/a.img' startupPolicy='x'/>"
        "<target dir='/'/></filesystem>"
    )
    base = document(devices=devices, kind="lxc")
    done = taken(base, conf_of(base) + 'VE_PRIVATE="/vz/private/1"\n', "lxc")
    assert [dict(each.attrib) for each in done.iterfind("devices/filesystem/source")] == [{"dir": "/vz/private/1"}]


def test_a_further_address_goes_to_the_last_of_several_routed_interfaces() -> None:
    two = ("<ip address='10.0.0.1'/><ip address='10.0.0.2'/>", "<ip address='10.0.0.3'/><ip address='10.0.0.4'/>")
    base = document(devices="".join(f"<interface type='ethernet'>{each}</interface>" for each in two))
    done = edited(base, replacing("10.0.0.4", "10.0.0.4 10.0.0.5"))
    nics = [[each.get("address") for each in nic.iterfind("ip")] for nic in done.iterfind("devices/interface")]
    assert nics == [["10.0.0.1", "10.0.0.2"], ["10.0.0.3", "10.0.0.4", "10.0.0.5"]]


def test_no_bridge_means_no_virtual_port() -> None:
    more = "<virtualport type='openvswitch'/>"
    done = edited(document(devices=bridged("br0", "eth0", more)), replacing(",bridge=br0", ""))
    nic = done.find("devices/interface")
    assert nic is not None
    assert nic.get("type") == "ethernet"
    assert [each.tag for each in nic] == ["guest"]


def test_a_source_of_another_type_leaves_nothing_behind() -> None:
    source = "<source network='net0' portid='x'>\n  <local address='192.0.2.1' port='1'/>\n</source>"
    done = edited(
        document(devices=f"<interface type='network'>{source}<guest dev='eth0'/></interface>"),
        lambda conf: conf.replace("bridge=net0", "bridge=br0"),
    )
    assert [
        etree.tostring(each, encoding="unicode", with_tail=False) for each in done.iterfind("devices/interface/source")
    ] == ['<source bridge="br0"/>']


def test_a_bridge_has_no_device_of_its_own() -> None:
    devices = "<interface type='ethernet'><target dev='veth1' managed='no'/><guest dev='eth0'/></interface>"
    base = document(devices=devices, kind="lxc")
    done = taken(base, conf_of(base).replace("host_ifname=veth1", "host_ifname=veth1,bridge=br0"), "lxc")
    nic = done.find("devices/interface")
    assert nic is not None
    assert nic.get("type") == "bridge"
    assert [dict(each.attrib) for each in nic.iterfind("target")] == [{"dev": "veth1"}]


def test_a_root_that_is_no_folder_becomes_one_whole() -> None:
    devices = (
        "<filesystem type='block'><driver type='loop'/><source dev='/dev/vg/x'/><target dir='/'/><readonly/>"
        "</filesystem>"
    )
    base = document(devices=devices, kind="lxc")
    done = taken(base, conf_of(base) + 'VE_PRIVATE="/vz/private/1"\n', "lxc")
    root = done.find("devices/filesystem")
    assert root is not None
    assert root.get("type") == "mount"
    assert [(each.tag, dict(each.attrib)) for each in root] == [
        ("source", {"dir": "/vz/private/1"}),
        ("target", {"dir": "/"}),
        ("readonly", {}),
    ]


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
def test_space_changes_where_the_root_is_no_folder(driver: DriverName) -> None:
    devices = (
        "<filesystem type='block'><source dev='/dev/vg/x'/><target dir='/'/>"
        "<space_hard_limit unit='GiB'>2</space_hard_limit></filesystem>"
    )
    done = edited(document(devices=devices, kind=driver), replacing("2097152:2097152", "2097152:3097152"), driver)
    assert texts(done, "devices/filesystem/source/@dev") == ["/dev/vg/x"]
    assert texts(done, "devices/filesystem/space_hard_limit") == ["3171483648"]
    done = edited(document(devices=devices, kind=driver), replacing('DISKSPACE="2097152:2097152"\n', ""), driver)
    assert texts(done, "devices/filesystem/source/@dev", "devices/filesystem/space_hard_limit") == ["/dev/vg/x", None]


def test_a_second_root_does_not_come_to_life() -> None:
    root = "<filesystem type='mount'><source dir='/vz/private/{}'/><target dir='/'/></filesystem>"
    base = document(devices=root.format(1) + root.format(2) + root.format(3).replace("dir='/'", "dir='/mnt'"))
    done = edited(base, replacing('VE_PRIVATE="/vz/private/1"\n', ""))
    assert texts(done, "devices/filesystem/source/@dir") == ["/vz/private/3"]


def test_a_template_of_lxc_goes_where_the_conf_has_another() -> None:
    devices = "<filesystem type='template'><source name='x'/><target dir='/'/></filesystem>"
    edited(document(devices=devices, kind="lxc"), replacing('OSTEMPLATE="x"', 'OSTEMPLATE="y"'), "lxc")


def test_host_devices_take_the_order_of_the_conf() -> None:
    device = "<hostdev mode='capabilities' type='misc'><source><char>/dev/{}</char></source></hostdev>"
    base = document(devices=device.format("fuse") + device.format("net/tun"), kind="lxc")
    done = edited(base, lambda conf: conf.replace("fuse:rw net/tun:rw", "net/tun:rw kvm:rw fuse:rw"), "lxc")
    assert [each.text for each in done.iter("char")] == ["/dev/net/tun", "/dev/kvm", "/dev/fuse"]


def test_capabilities_of_others_stay() -> None:
    caps = (
        "<features><capabilities policy='default'><audit_read state='on'/><mknod state='on'/></capabilities></features>"
    )
    done = edited(document(caps, kind="lxc"), replacing("MKNOD:on", "MKNOD:off"), "lxc")
    assert [(each.tag, each.get("state")) for each in done.iterfind("features/capabilities/*")] == [
        ("audit_read", "on"),
        ("mknod", "off"),
    ]
    caps = caps.replace("default", "allow").replace("mknod state='on'", "mknod state='off'")
    done = edited(document(caps, kind="lxc"), lambda conf: conf.replace("MKNOD:off", "MKNOD:on"), "lxc")
    assert texts(done, "features/capabilities/@policy", "features/capabilities/audit_read/@state") == ["default", "on"]


def test_the_disk_of_a_throttle_is_the_document_s_own() -> None:
    tune = (
        "<blkiotune><device><path>/dev/vda</path><weight>300</weight><read_bytes_sec>1048576</read_bytes_sec>"
        "<write_bytes_sec>1048576</write_bytes_sec></device><device><path>/dev/vdb</path><weight>1</weight></device></blkiotune>"
    )
    base = document(tune, kind="lxc")
    device = "blkiotune/device/"
    done = edited(base, replacing("1048576", "2097152"), "lxc")
    assert texts(done, f"{device}path", f"{device}weight", f"{device}read_bytes_sec") == ["/dev/vda", "300", "2097152"]
    done = edited(base, replacing('IOLIMIT="1048576"\n', ""), "lxc")
    assert texts(done, f"{device}path", f"{device}weight", f"{device}read_bytes_sec") == ["/dev/vda", "300", None]
    other = conf_to_domain(conf_of(base), ctid=CTID, driver="lxc", base=base, block_device="/dev/vdc").text
    assert values(conf_of(other)) == values(conf_of(base))
    assert texts(etree.fromstring(other), f"{device}path", f"{device}read_bytes_sec") == ["/dev/vdc", "1048576"]


def test_the_map_of_ids_stays_marked_as_ours() -> None:
    base = conf_to_domain('HOSTNAME="a"\n', ctid=CTID, driver="lxc", idmap="100000:65536").text
    done = conf_to_domain('HOSTNAME="b"\n', ctid=CTID, driver="lxc", base=base).text
    assert undigested(done) == undigested(base.replace("'a'", "'b'"))


def test_a_document_that_holds_its_conf_goes_on_holding_it() -> None:
    base = conf_to_domain('# x\nHOSTNAME="a"\n', ctid=CTID, keep_source=True).text
    conf = '# x\n# y\nHOSTNAME="b"\n'
    done = conf_to_domain(conf, ctid=CTID, base=base).text
    assert conf_of(done) == conf
    assert done == conf_to_domain(conf, ctid=CTID, keep_source=True).text
    assert conf_to_domain('# x\nHOSTNAME="a"\n', ctid=CTID, base=base, keep_source=True).text == base


def test_the_name_is_the_container_s() -> None:
    base = conf_to_domain('CPUS="2"\n', ctid=101).text
    done = conf_to_domain('CPUS="2"\n', ctid=102, base=base).text
    assert done == conf_to_domain('CPUS="2"\n', ctid=102).text
    called = base.replace("<name>101<", "<name>web<")
    named = conf_to_domain('CPUS="2"\n', ctid=101, base=called).text
    mark = "      <vz:derived place='name' value='web'/>\n"
    assert named.replace(mark, "") == called
    assert named.count(mark) == 1  # for the conf says no name
    assert conf_to_domain('CPUS="2"\n', ctid=101, base=named).text == named
    agreed = conf_to_domain('NAME="web"\nCPUS="2"\n', ctid=101, base=called).text
    assert undigested(agreed) == undigested(called)


def test_what_was_valid_stays_valid() -> None:
    base = document(devices=bridged("br0", "eth0") + routed("10.0.0.1"))
    assert not [each for each in check_domain(base) if each.level != "info"]
    done = conf_to_domain(
        conf_of(base).replace("10.0.0.1", "10.0.0.3 10.0.0.4") + 'CPULIMIT="5"\n', ctid=CTID, base=base
    )
    assert check_domain(done.text) == check_domain(base)
