"""What does an edit change, on either side of what somebody else has written? The lines of the difference, kept.

Confs are edited and written into documents of other programs, documents are edited and written into confs.
``--update-goldens`` writes ``fixtures/told/edits.txt`` anew; the difference is to be proof-read. That nothing is lost
on the way is for ``tests/laws/`` to say: this shows where one more or one less line changes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from typing import cast

import pytest

from tests.golden import FIXTURES
from tests.told.sections import HEAD, keep, kept
from translator import InputError, conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName
from translator.errors import VzvirtError
from translator.lenses.lens import DriverName

TOLD = FIXTURES / "told" / "edits.txt"
VALID = FIXTURES / "documents" / "valid"
#: Documents that say much, in an order and with comments of their own.
DOCUMENTS = {
    "openvz": """<?xml version="1.0"?>
<!-- of the inventory -->
<domain type='openvz' id='7'>
  <title>web</title> <!-- its name -->
  <name>101</name>
  <vcpu cpuset='0-3'>4</vcpu>
  <memory unit='MiB'>512</memory>
  <devices>
    <interface type='bridge'>
      <!-- the first -->
      <mac address='00:18:51:00:00:01'/>
      <source bridge='br0'/>
      <target dev='veth101.0'/>
    </interface>
    <interface type='bridge'><source bridge='br1'/><mac address='00:18:51:00:00:02'/><guest dev='eth5'/></interface>
    <interface type='ethernet'>
      <ip family='ipv4' address='192.0.2.10' prefix='24'/>
      <ip address='192.0.2.11'/>
    </interface>
    <filesystem type='template'>
      <source name='debian-12'/>
      <target dir='/'/>
      <space_hard_limit unit='MiB'>2</space_hard_limit>
    </filesystem>
  </devices>
  <os><type>exe</type></os>
  <cputune><shares>500</shares></cputune>
</domain>
""",
    "of OpenVZ 7 vz": """<domain type='vz'>
  <name>web</name>
  <description>of ops</description>
  <memory unit='MiB'>512</memory>
  <vcpu>2</vcpu>
  <os><type>exe</type><init>/sbin/init</init></os>
  <devices>
    <filesystem type='file'>
      <driver type='ploop' format='ploop'/><source file='/vz/private/101/root.hdd'/><target dir='/'/>
    </filesystem>
    <interface type='network' trustGuestRxFilters='yes'>
      <source network='Bridged'/><mac address='00:18:51:00:00:03'/>
    </interface>
    <interface type='bridge' trustGuestRxFilters='no'>
      <source bridge='br1'/><mac address='00:18:51:00:00:04'/>
    </interface>
    <interface type='network'>
      <mac address='00:18:51:00:00:05'/><source network='host-routed'/><ip address='192.0.2.10' prefix='24'/>
    </interface>
  </devices>
</domain>
""",
    "lxc": """<domain xmlns:mine='urn:mine' type='lxc'>
\t<metadata><mine:owner>ops</mine:owner></metadata>
\t<name>101</name>
\t<uuid>fbcdf284-5345-416b-a589-7b5fcaa87673</uuid>
\t<memory unit='KiB'>524288</memory>
\t<memtune><swap_hard_limit unit='GiB'>1</swap_hard_limit><hard_limit unit='KiB'>524288</hard_limit></memtune>
\t<blkiotune>
\t\t<device><path>/dev/sda</path><read_bytes_sec>5000</read_bytes_sec><write_bytes_sec>5000</write_bytes_sec></device>
\t\t<device><path>/dev/sdb</path><weight>200</weight></device>
\t</blkiotune>
\t<numatune><memory mode='restrictive' nodeset='0'/></numatune>
\t<idmap><gid start='0' target='100000' count='65536'/><uid start='0' target='100000' count='65536'/></idmap>
\t<features>
\t\t<privnet/><capabilities policy='default'><sys_time state='on'/><net_raw state='off'/></capabilities>
\t</features>
\t<os><type arch='x86_64'>exe</type><init>/sbin/init</init></os>
\t<devices>
\t\t<emulator>/usr/libexec/libvirt_lxc</emulator>
\t\t<filesystem type='mount'><source dir='/vz/private/101'/><target dir='/'/></filesystem>
\t\t<filesystem type='mount'><source dir='/srv/data'/><target dir='/data'/><readonly/></filesystem>
\t\t<interface type='network'>
\t\t\t<source network='default'/><guest dev='eth0'/><link state='up'/>
\t\t</interface>
\t\t<interface type='bridge'><source bridge='br0'/></interface>
\t\t<interface type='ethernet'>
\t\t\t<source><ip address='192.0.2.1' family='ipv4' peer='192.0.2.10'/></source>
\t\t\t<ip address='192.0.2.10' family='ipv4' prefix='32'/>
\t\t\t<route family='ipv4' address='0.0.0.0' prefix='0' gateway='192.0.2.1'/>
\t\t\t<target dev='venet101'/>
\t\t</interface>
\t\t<hostdev mode='capabilities' type='misc'><source><char>/dev/net/tun</char></source></hostdev>
\t\t<hostdev mode='capabilities' type='net'><source><interface>eth7</interface></source></hostdev>
\t\t<console type='pty'/>
\t</devices>
</domain>
""",
    **{
        f"{name} {kind}": (VALID / f"{name}.xml").read_text().replace("type='openvz'", f"type='{kind}'")
        for name, kind in (("filesystems", "openvz"), ("interface-routed", "lxc"), ("resources", "lxc"))
    },
}
#: What a conf may say instead; None takes the parameter out.
EDITS: tuple[tuple[str, str | None], ...] = (
    *(("NAME", "db"), ("NAME", None), ("DESCRIPTION", "it"), ("CPUS", "2"), ("CPUS", None), ("CPUMASK", "0,2")),
    *(("CPUMASK", None), ("CPUUNITS", "2000"), ("CPUUNITS", None), ("CPULIMIT", "150"), ("CPULIMIT", "0")),
    *(("PHYSPAGES", "0:65536"), ("PHYSPAGES", "0:unlimited"), ("SWAPPAGES", "0:1024"), ("SWAPPAGES", None)),
    *(("PRIVVMPAGES", "1000:2000"), ("VMGUARPAGES", "500"), ("IOPRIO", "7"), ("IOLIMIT", "7000"), ("IOLIMIT", None)),
    *(("IOPSLIMIT", "70"), ("NODEMASK", "1"), ("NODEMASK", None), ("CAPABILITY", "SYS_TIME:off"), ("CAPABILITY", None)),
    *(
        ("FEATURES", "nfs:on"),
        ("DISKSPACE", "1000:2000"),
        ("DISKSPACE", None),
        ("DISKINODES", "10:20"),
        ("DISKSPACE", "0:4096"),
        ("DISKSPACE", "2048:0"),
        ("DEVNODES", "net/tun:none fuse:rw"),
    ),
    *(("OSTEMPLATE", "fedora"), ("OSTEMPLATE", None), ("VE_PRIVATE", "/srv/101"), ("VE_PRIVATE", None)),
    *(("VE_ROOT", "/srv/root"), ("VE_LAYOUT", "ploop"), ("VE_LAYOUT", "simfs"), ("NETDEV", "eth8 eth9")),
    *(("NETDEV", None), ("DEVNODES", "net/tun:rw fuse:rw"), ("DEVNODES", None), ("DEVICES", "c:10:229:rw")),
    *(("IP_ADDRESS", "192.0.2.20"), ("IP_ADDRESS", "192.0.2.10 192.0.2.11 2001:db8::1"), ("IP_ADDRESS", None)),
    *(
        ("NETIF", None),
        ("NETIF", "ifname=eth0,bridge=br9,host_ifname=veth101.9"),
        ("ONBOOT", "yes"),
    ),
    (
        "NETIF",
        "ifname=eth5,bridge=br1,mac=00:18:51:00:00:02;ifname=eth6,bridge=br2;ifname=eth0,bridge=br0,mac_filter=off",
    ),
    ("NETIF", "ifname=eth9,bridge=br0,mac=00:18:51:00:00:01,host_ifname=veth101.0"),
)
#: Documents in which lists have members without names, of one name, and in an order of their own; and what a conf may
#: say of them instead.
LISTS: dict[str, tuple[str, tuple[tuple[str, str | None], ...]]] = {
    "unnamed lxc": (
        """<domain type='lxc'>
  <name>101</name>
  <memory unit='KiB'>524288</memory>
  <vcpu current='2'>4</vcpu>
  <os><type>exe</type><init>/sbin/init</init><initenv name='A'>1</initenv><initenv name='B'>x</initenv></os>
  <devices>
    <interface type='bridge'><source bridge='br0'/><model type='virtio'/></interface>
    <interface type='bridge'>
      <source bridge='br1'/>
      <mac address='00:18:51:00:00:01'/>
      <bandwidth><inbound average='5'/></bandwidth>
    </interface>
    <interface type='bridge'><source bridge='br2'/><guest dev='eth5'/></interface>
    <interface type='bridge'><source bridge='br3'/><guest dev='eth5'/></interface>
    <interface type='ethernet'>
      <target dev='venet101'/>
      <ip address='192.0.2.10'/>
      <ip address='2001:db8::1' family='ipv6'/>
      <source><ip address='192.0.2.1' peer='192.0.2.10'/></source>
      <route address='0.0.0.0' gateway='192.0.2.1'/>
      <route family='ipv6' address='::' gateway='fe80::1'/>
    </interface>
  </devices>
</domain>
""",
        (
            *(
                ("NETIF", text)
                for text in (
                    "ifname=eth1,bridge=br1,mac=00:18:51:00:00:01;ifname=eth5,bridge=br2",
                    "ifname=eth0,bridge=br0;ifname=eth5,bridge=br2",
                    "ifname=eth5,bridge=br2;ifname=eth1,bridge=br1,mac=00:18:51:00:00:01;ifname=eth0,bridge=br0",
                    "ifname=eth0,bridge=br0;ifname=eth7,bridge=br7;ifname=eth1,bridge=br1,mac=00:18:51:00:00:01",
                    "ifname=eth0,bridge=br0;ifname=eth9,bridge=br1,mac=00:18:51:00:00:01;ifname=eth5,bridge=br2",
                    "ifname=eth0,bridge=br8;ifname=eth1,bridge=br1,mac=00:18:51:00:00:02;ifname=eth5,bridge=br2",
                    "ifname=eth7,bridge=br7",
                )
            ),
            *(
                ("IP_ADDRESS", text)
                for text in (
                    "192.0.2.10",
                    "2001:db8::1",
                    "192.0.2.20 2001:db8::1",
                    "2001:db8::1 192.0.2.10",
                    "192.0.2.20",
                    "192.0.2.10 2001:db8::1 192.0.2.30",
                    None,
                )
            ),
            ("CPUS", "1"),
            ("CPUS", "3"),
            ("CPUS", "8"),
        ),
    ),
    "one by one lxc": (
        """<domain type='lxc'>
  <name>101</name>
  <memory>524288</memory>
  <blkiotune>
    <device>
      <path>/dev/sda</path>
      <read_iops_sec>70</read_iops_sec>
      <read_iops_sec>71</read_iops_sec>
      <!-- why -->
      <write_iops_sec>70</write_iops_sec>
    </device>
  </blkiotune>
  <os><type>exe</type><init>/sbin/init</init></os>
  <features><capabilities policy='allow'><mknod state='off'/></capabilities></features>
  <devices>
    <filesystem type='mount'>
      <target dir='/'/>
      <space_hard_limit unit='MiB'>2</space_hard_limit>
      <source dir='/vz/private/101'/>
      <space_hard_limit unit='KiB'>2048</space_hard_limit>
    </filesystem>
    <filesystem type='mount'><source dir='/srv/other'/><target dir='/'/></filesystem>
    <interface type='ethernet'><ip address='192.0.2.10' family='ipv4'/></interface>
    <interface type='ethernet'>
      <ip address='192.0.2.11'/>
      <bandwidth><inbound average='5'/><outbound average='7'/></bandwidth>
    </interface>
    <!-- by hand -->
    <interface type='ethernet'><ip address='192.0.2.12' family='ipv4' prefix='32'/></interface>
    <hostdev mode='capabilities' type='misc'><source><char>/dev/net/tun</char></source></hostdev>
    <hostdev mode='capabilities' type='misc'><source><char>/dev/fuse</char></source></hostdev>
    <hostdev mode='capabilities' type='net'><source><interface>eth7</interface></source></hostdev>
    <hostdev mode='capabilities' type='net'><source><interface>eth8</interface></source></hostdev>
  </devices>
</domain>
""",
        (
            *(
                ("IP_ADDRESS", text)
                for text in (
                    "192.0.2.10 192.0.2.12",
                    "192.0.2.11",
                    "192.0.2.12 192.0.2.11 192.0.2.10",
                    "192.0.2.10 192.0.2.20 192.0.2.11 192.0.2.12",
                    "192.0.2.10 2001:db8::1",
                    "192.0.2.20",
                    None,
                )
            ),
            *(("NETDEV", text) for text in ("eth8", "eth8 eth7", "eth9 eth7 eth8", "eth7 eth6 eth8", None)),
            *(("DEVNODES", text) for text in ("fuse:rw", "fuse:rw net/tun:rw", "kvm:rw fuse:rw", None)),
            *(("IOPSLIMIT", text) for text in ("50", "0", None)),
            *(("IOLIMIT", "7000"), ("IOLIMIT", None)),
            *(("DISKSPACE", text) for text in ("2048:2048", "1024:2048", "0:4096", None)),
            *(("VE_PRIVATE", text) for text in ("/srv/101", None)),
            *(("CAPABILITY", text) for text in ("MKNOD:on", "SYS_TIME:off", None)),
        ),
    ),
    "mounts of OpenVZ 7 lxc": (
        """<domain type='lxc'>
  <name>101</name>
  <memory unit='KiB'>524288</memory>
  <os>
    <type>exe</type>
    <init>/sbin/init</init>
    <initenv name='A'>1</initenv>
    <!-- by hand -->
    <initenv name='B'>x</initenv>
  </os>
  <devices>
    <filesystem type='mount'><source dir='/srv/b'/><target dir='/b'/><readonly/></filesystem>
    <filesystem type='mount'><source dir='/vz/private/101'/><target dir='/'/></filesystem>
    <filesystem type='mount' accessmode='passthrough'><!-- why --><source dir='/srv/c'/><target dir='/c'/></filesystem>
    <interface type='bridge'>
      <source bridge='br0'/>
      <guest dev='eth0'/>
      <ip address='192.0.2.7' prefix='24'/>
      <ip address='2001:db8::7' family='ipv6' prefix='64'/>
      <route address='0.0.0.0' gateway='192.0.2.1' metric='5'/>
      <bandwidth><inbound average='5'/><outbound average='1000'/></bandwidth>
    </interface>
    <interface type='bridge'><source bridge='br1'/><guest dev='eth1'/></interface>
  </devices>
</domain>
""",
        (
            ("BINDMOUNT", "/srv/b:/b /srv/c:/c"),
            ("BINDMOUNT", "/srv/c:/c,ro /srv/b:/b,ro"),
            ("BINDMOUNT", "/srv/c:/c /srv/d:/d /srv/b:/b,ro"),
            ("BINDMOUNT", "/srv/e:/c"),
            ("BINDMOUNT", None),
            ("VE_ENVIRONMENT", "B=x A=1"),
            ("VE_ENVIRONMENT", "A=2 C=3"),
            ("VE_ENVIRONMENT", "B=x"),
            ("VE_ENVIRONMENT", None),
            ("NETIF", "ifname=eth0,type=bridge,network=br0,ip=192.0.2.7/24,gw=192.0.2.1;ifname=eth1,network=br1"),
            (
                "NETIF",
                "ifname=eth0,network=br0,ip=192.0.2.8/24,ip6=2001:db8::7/64,gw=192.0.2.2;ifname=eth1,network=br1",
            ),
            ("NETIF", "ifname=eth1,network=br1,ip=192.0.2.9/24;ifname=eth0,type=bridge,network=br0"),
            ("RATE", "*:1:2000"),
            ("RATE", "eth0:1:9000"),
            ("RATE", None),
        ),
    ),
}
DOCUMENTS |= {name: text for name, (text, _) in LISTS.items()}
#: By their dialect, and what else tells them apart.
CONFS: dict[str, str] = {
    "vzctl": """# web
NAME="web" # its name
CPUS=2
CPUMASK='0-3'
PHYSPAGES="0:131072"
SWAPPAGES="5:65536"
VMGUARPAGES="65536:unlimited"
CPUUNITS="1000"
CPULIMIT="50"
IOPRIO="6"
DISKSPACE="2048:4096"
DISKINODES="100:200"
OSTEMPLATE="debian-12"
VE_PRIVATE="/vz/private/$VEID"
IP_ADDRESS="192.0.2.10 2001:db8::1"
NETIF="ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_mac=00:18:51:00:00:11;ifname=eth1,mac_filter=off"
CAPABILITY="SYS_TIME:on NET_RAW:off"
DEVNODES="net/tun:rw kvm:rw fuse:r"
NETDEV="eth7"
IOLIMIT="1048576"
ONBOOT="yes"
""",
    "libvzctl": """PHYSPAGES="131072:131072"
SWAPPAGES="65536:65536"
CPUS="2"
CPULIMIT_MHZ="1000"
VE_LAYOUT="ploop"
NETIF="ifname=eth0,network=Bridged,ip=192.0.2.7/24,gw=192.0.2.1;ifname=eth1,type=routed"
IP_ADDRESS="192.0.2.10/255.255.255.0"
""",
    "libvzctl mounts": """VE_PRIVATE="/vz/private/101"
VE_LAYOUT="simfs"
BINDMOUNT="/srv/a:/a,ro /srv/b:/b,nosuid,noexec,nodev"
DISK="uuid={00000000-0000-0000-0000-000000000001},device=/dev/sdb,mnt=/d"
VE_ENVIRONMENT="A=1 B=2 C"
RATE="eth0:1:8000"
RATEBOUND="yes"
NETIF="ifname=eth0,bridge=br0,ip=192.0.2.7/24"
HOSTNAME="web"
""",
    "vzctl beancounters": """NAME="web"
HOSTNAME="web.example"
PRIVVMPAGES="65536:70000"
VMGUARPAGES="33792:unlimited"
OOMGUARPAGES="26112:unlimited"
VE_PRIVATE="/vz/private/101"
NETIF="ifname=eth0,bridge=br0"
RATE="eth0:1:8000"
""",
}
#: What an editor of documents does: a pattern, and what stands there instead.
SPOILS: tuple[tuple[str, str], ...] = (
    *(("<title>.*?</title>", "<title>db</title>"), ("<title>.*?</title>", ""), ("<vcpu.*?</vcpu>", "<vcpu>3</vcpu>")),
    *(
        ("<vcpu.*?</vcpu>", ""),
        ("<vcpu.*?</vcpu>", "<vcpu cpuset='1'>1</vcpu>"),
        ("<memory .*?</memory>", "<memory>9999</memory>"),
    ),
    *(
        ("<memtune>.*?</memtune>", ""),
        ("(<swap_hard_limit .*?>)[0-9]+", r"\g<1>999999"),
        ("<swap_hard_limit.*?</swap_hard_limit>", ""),
    ),
    *(
        ("(<hard_limit .*?>)[0-9]+", r"\g<1>300000"),
        ("<hard_limit.*?</hard_limit>", ""),
        ("<min_guarantee.*?</min_guarantee>", ""),
    ),
    *(
        ("(<shares>)[0-9]+", r"\g<1>777"),
        ("<cputune>.*?</cputune>", ""),
        ("(<quota>)[0-9]+", r"\g<1>12345"),
        ("<period>.*?</period>", ""),
    ),
    *(("(<weight>)[0-9]+", r"\g<1>333"), ("<blkiotune>.*?</blkiotune>", ""), ("(<read_bytes_sec>)[0-9]+", r"\g<1>1")),
    *(
        ("<capabilities.*?</capabilities>", ""),
        ("<sys_time state='on'/>", "<sys_nice state='off'/>"),
        ("policy='default'", "policy='deny'"),
    ),
    *(
        ("<filesystem.*</filesystem>", ""),
        ("<source dir='.*?'", "<source dir='/srv/other'"),
        ("<source name='.*?'", "<source name='f'"),
    ),
    *(
        ("(<space_hard_limit.*?>)[0-9]+", r"\g<1>9000"),
        ("<space_hard_limit.*?</space_hard_limit>", ""),
        ("<readonly/>", ""),
    ),
    *(
        ("<interface.*</interface>", ""),
        ("<interface.*?</interface>", ""),
        ("<mac address=.*?/>", ""),
        ("51:00:00:01", "51:00:00:99"),
    ),
    *(
        ("bridge='br0'", "bridge='br7'"),
        ("bridge='br0'", f"bridge='{'b' * 16}'"),
        ("<guest dev='eth0'/>", "<guest dev='eth4'/>"),
    ),
    *(
        ("<guest dev='eth0'/>", ""),
        ("<target dev='v.*?/>", "<target dev='mine0'/>"),
        ("<filterref.*?/>", ""),
        ("<ip .*?/>", ""),
    ),
    *(("192.0.2.10", "192.0.2.99"), ("<ip ", "<ip address='192.0.2.77' family='ipv4'/><ip "), ("<route.*?/>", "")),
    *(("<hostdev.*</hostdev>", ""), ("/dev/net/tun", "/dev/kvm"), ("eth7", "eth8"), ("<metadata>.*</metadata>", "")),
    *(("(</interface>)", r"\1<interface type='bridge'><source bridge='br5'/></interface>"), ("<uuid>.*?</uuid>", "")),
    *(
        ("<privnet/>", ""),
        ("<name>.*?</name>", "<name>102</name>"),
        ("<idmap>.*?</idmap>", ""),
        ("<numatune>.*?</numatune>", ""),
    ),
    ("<interface type='ethernet'>", "<interface type='ethernet'><guest dev='eth3'/>"),
    ("<interface type='ethernet'>", "<interface type='ethernet'><mac address='00:18:51:00:00:77'/><target dev='v7'/>"),
    ("<interface type='ethernet'>", "<interface type='ethernet'><source><ip address='192.0.2.1'/></source>"),
    ("<char>/dev/kvm</char>", "<char>/dev/fuse</char>"),
    ("<hostdev mode='capabilities' type='misc'>.*?</hostdev>", ""),
    ("<hostdev mode='capabilities' type='net'>.*?</hostdev>", ""),
    ("<filesystem type='mount'", "<filesystem type='mount' accessmode='squash'"),
    ("</filesystem>", "<readonly/></filesystem>"),
    ("<source dir='.*?'", "<source dir='/'"),
    ("<title>.*?</title>", "<title>a/b</title>"),
    ("<title>.*?</title>", "<title>a\nb</title>"),
    ("<name>.*?</name>", "<name>db</name>"),
    ("<name>.*?</name>", "<name>a/b</name>"),
    ("<name>(.*?)</name>\n(.*?)<title>.*?</title>", r"<name>db</name>\n\2<title>other</title>"),
    ("eth7", "tap0"),
    ("<init>.*?</init>", r"\g<0><initenv name='A'>a b</initenv><initenv name='Z'>1</initenv>"),
    ("<filesystem type='file'>", "<filesystem type='bind'>"),
    ("<filesystem type='mount'>", "<filesystem type='block'>"),
    ("<source (dir|file)='.*?'", "<source dir='/vz/root/101'"),
    ("<source (dir|file)='.*?'", "<source dir='/srv/$VEID'"),
    ("</devices>", "<filesystem type='bind'><source dir='/srv/c d'/><target dir='/c'/></filesystem></devices>"),
    (
        "</devices>",
        "<filesystem type='mount'><source dir='/srv/c'/><target dir='/c'/><readonly/></filesystem></devices>",
    ),
    ("</devices>", "<filesystem type='mount'><source dir='/'/><target dir='/c'/></filesystem></devices>"),
    ("</devices>", "<filesystem type='block'><source dev='/dev/sdz'/><target dir='/z'/></filesystem></devices>"),
    ("</filesystem>", "<space_hard_limit unit='bytes'>4096</space_hard_limit></filesystem>"),
    ("<driver type='ploop'.*?/>", "<driver type='loop' format='raw'/>"),
    ("</devices>", "<interface type='network'><source network='host-routed'/></interface></devices>"),
    ("<interface type='ethernet'>", "<interface type='ethernet'><filterref filter='f'/>"),
    ("</interface>", "<route family='ipv4' address='198.51.100.0' prefix='24' gateway='192.0.2.1'/></interface>"),
    ("<ip .*?/>", r"\g<0>\g<0>"),
    ("</interface>", "<bandwidth><outbound average='7'/></bandwidth></interface>"),
    ("<bandwidth>.*?</bandwidth>", ""),
    ("</memory>", "</memory><memtune><swap_hard_limit unit='KiB'>999999</swap_hard_limit></memtune>"),
    ("<interface ", "<interface trustGuestRxFilters='no' "),
    ("trustGuestRxFilters='yes'", "trustGuestRxFilters='no'"),
    ("<vcpu.*?</vcpu>", "<vcpu>0</vcpu>"),
)


def _difference(before: str, after: str) -> Iterator[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    yield from (f"    {ascii(line)[1:-1][:200]}" for line in list(lines)[2:] if line[0] in "+-")


def _outcome(make: Callable[[], tuple[str, list[str]]], before: str) -> Iterator[str]:
    try:
        text, told = make()
    except InputError as error:
        yield f"    refused: {error.finding.message!a}"
    except VzvirtError as error:
        yield f"    refused: {error!s:.200}"
    else:
        yield from _difference(before, text)
        yield from told


def _into_document(name: str) -> Iterator[str]:
    base = DOCUMENTS[name]
    driver = cast("DriverName", name.rpartition(" ")[2])
    dialect: DialectName = "libvzctl" if name in LISTS and "of OpenVZ 7" in name else "vzctl"
    conf = domain_to_conf(base, ctid=101, dialect=dialect).text
    for parameter, text in LISTS[name][1] if name in LISTS else EDITS:
        edited = re.sub(rf"^{parameter}=.*\n", "", conf, flags=re.MULTILINE)
        edited += "" if text is None else f'{parameter}="{text}"\n'
        lines = list(_outcome(lambda: _made(edited, driver, dialect, base), base))  # noqa: B023 - called at once
        if lines:
            yield f"{parameter} {text!a}"
            yield from lines


def _made(conf: str, driver: DriverName, dialect: DialectName, base: str) -> tuple[str, list[str]]:
    done = conf_to_domain(conf, ctid=101, driver=driver, dialect=dialect, base=base)
    return done.text, [
        f"    {each.code} {each.parameter}: {ascii(each.message)[1:-1][:200]}" for each in done.report.findings
    ]


def _into_conf(name: str, driver: DriverName, choices: dict[str, str]) -> Iterator[str]:
    conf = CONFS[name]
    dialect = cast("DialectName", name.partition(" ")[0])
    document = conf_to_domain(conf, ctid=101, driver=driver, dialect=dialect, **choices).text  # type: ignore[arg-type]
    ctid = None if "<name>101</name>" in document else 101
    ways = (
        ("", document, conf, conf),
        (", alone", document, None, _put(document, dialect, None, ctid)[0]),
        (", of another program", foreign := _without_residue(document), conf, _put(foreign, dialect, conf, ctid)[0]),
    )
    for pattern, new in SPOILS:
        for about, source, base, before in ways:
            edited = re.sub(pattern, new, source, flags=re.DOTALL)
            if edited != source:
                lines = list(_outcome(lambda: _put(edited, dialect, base, ctid), before))  # noqa: B023 - called at once
                yield f"{pattern[:60]!a} to {new[:60]!a}{about}"
                yield from lines


def _without_residue(document: str) -> str:
    return re.sub(" *<metadata>.*</metadata>\n", "", document, flags=re.DOTALL)


def _put(document: str, dialect: DialectName, base: str | None, ctid: int | None) -> tuple[str, list[str]]:
    done = domain_to_conf(document, dialect=dialect, base=base, ctid=ctid)
    return done.text, [
        f"    {each.code} {each.parameter}: {ascii(each.message)[1:-1][:200]}" for each in done.report.findings
    ]


_WRITTEN: tuple[tuple[DriverName, dict[str, str]], ...] = (
    ("openvz", {}),
    ("lxc", {"cgroup": "v1", "block_device": "/dev/sda", "idmap": "100000:65536"}),
    ("lxc", {"cgroup": "v2", "nwfilter": "no-mac-spoofing"}),
    ("vz", {}),
)
HOW: dict[str, tuple[str, DriverName, dict[str, str]]] = {
    f"{name} {' '.join((driver, *choices.values()))}": (name, driver, choices)
    for name in CONFS
    for driver, choices in _WRITTEN
}
HOW |= {
    "vzctl beancounters lxc name": ("vzctl beancounters", "lxc", {"name_by": "name"}),
    "libvzctl mounts lxc hostname": ("libvzctl mounts", "lxc", {"name_by": "hostname"}),
}
NAMES = [*(f"into the document {name}" for name in DOCUMENTS), *(f"into the conf {name}" for name in HOW)]


def section(name: str) -> str:
    """Return what edits change."""
    kind, _, which = name.removeprefix("into the ").partition(" ")
    lines = _into_document(which) if kind == "document" else _into_conf(*HOW[which])
    return "\n".join([f"{HEAD}{name}", *lines]) + "\n"


def test_no_section_is_missing_or_left_over(pytestconfig: pytest.Config) -> None:
    keep(TOLD, map(section, NAMES), pytestconfig)
    assert kept(TOLD).keys() == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_edit_changes_what_it_changed(name: str) -> None:
    assert section(name).rstrip() == kept(TOLD).get(name, "").rstrip()
