"""Which further texts break a rule? One for each message that the rule's own example does not give.

A rule shows a person one example; a message nobody has an example of would be one that nobody has ever seen.
"""

from __future__ import annotations

from tests.lint.machine_examples import MACHINES
from tests.lint.more import More
from tests.lint.parser_examples import PARSER
from translator.lint.examples import complete


def _domain(inside: str, kind: str = "openvz", system: str = "<os><type>exe</type></os>", devices: str = "") -> str:
    memory = "" if "<memory" in inside else "<memory>65536</memory>"
    return f"<domain type='{kind}'><name>101</name>{memory}{inside}{system}<devices>{devices}</devices></domain>"


def _nic(inside: str, kind: str = "ethernet") -> str:
    return _domain("", devices=f"<interface type='{kind}'>{inside}</interface>")


def _vz(inside: str, routes: str = "") -> str:
    root = (
        "<filesystem type='file'><driver type='ploop' format='ploop'/><source file='/p'/><target dir='/'/></filesystem>"
    )
    nic = f"<interface type='bridge'><source bridge='b'/>{routes}</interface>"
    return _domain(inside, "vz", "<os><type>exe</type><init>/sbin/init</init></os>", root + nic)


_MISC = "<hostdev mode='capabilities' type='misc'><source><char>/dev/fuse</char></source></hostdev>"
_ADDRESS = "<address domain='0' bus='a' slot='0' function='0'/>"
_PCI = f"<hostdev mode='subsystem' type='pci'><source>{_ADDRESS}</source></hostdev>"
_FILES = "<filesystem type='mount'><source dir='/a'/><target dir='{}'/>{}</filesystem>"
_SOFT = (
    "<filesystem type='template'><source name='a'/><target dir='/'/><space_soft_limit>1</space_soft_limit></filesystem>"
)
_SOFT_OF_NONE = _SOFT.replace("</filesystem>", "<space_hard_limit>0</space_hard_limit></filesystem>")
_MAP = "<idmap><{0} start='{1}' target='1000' count='9'/></idmap>"

_ONCE = "<interface type='bridge'><source bridge='b'/>{}</interface>"
_IP = "<ip address='192.0.2.1' prefix='24'/>"

MORE: tuple[More, ...] = (
    More(
        "XD210",
        _domain("", "lxc", devices=_ONCE.format("<guest dev='eth0'/>") + _ONCE.format("")),
        "LXC calls interface 2 eth0, the name inside of interface 1",
    ),
    More("XD303", _domain("", "lxc", devices=_ONCE.format(_IP + _IP)), "cannot give an interface 192.0.2.1 twice"),
    More(
        "XD303",
        _domain("", "lxc", devices=_ONCE.format("<script path='/etc/up'/>")),
        "starts no interface of type bridge with <script>",
    ),
    More("VZ346", 'BINDMOUNT="/dev/:/host"\n', "'/dev/' is the host's own; expected a folder below it", "libvzctl"),
    More("VZ106", 'ONBOOT="yes"\nONBOOT="no"\n', "which libvzctl takes", "libvzctl"),
    More("VZ106", 'IP_ADDRESS="192.0.2.1"\nIP_ADDRESS="192.0.2.2"\n', "vzctl joins the lines"),
    More("VZ201", '="192.0.2.1x"\n', "a line without a name"),
    More("VZ201", f'VE_PRIVATE="/{"x" * 508}$VEID"\n', "with the id 101 in it"),
    More("VZ208", 'DEVICES="c:10:200:rw\tc:10:229:rw"\n', "is dropped in silence"),
    More("VZ209", 'DEVICES="c:10:200:none"\n', "has no permission"),
    More("VZ210", 'NAME=" web"\n', "starts or ends with a blank"),
    More("VZ210", f'NAME="{"x" * 256}"\n', "more than 255 bytes"),
    More("VZ222", 'BOOTORDER=""\n', "nothing is written"),
    More("VZ202", 'KMEMSIZE="9223372036854775808:unlimited"\n', "libvzctl takes it for unlimited", "libvzctl"),
    More("VZ222", 'CPULIMIT_MHZ="GHz"\n', "'GHz' holds no number and reads as 0", "libvzctl"),
    More("VZ222", 'CPULIMIT="%"\n', "'%' holds no number and reads as 0", "libvzctl"),
    More("VZ222", 'IOLIMIT="M"\n', "'M' holds no number and reads as 0", "libvzctl"),
    More("VZ227", 'IOLIMIT="10MB"\n', "'10MB' is read as '10M', 'B' is ignored", "libvzctl"),
    More("VZ227", 'MEMINFO="privvmpages:3~"\n', "'privvmpages:3~' is read as privvmpages:3, '~' is ignored"),
    More("VZ227", 'CPULIMIT_MHZ="1.5GHz"\n', "'1.5GHz' is read as '1', '.5GHz' is ignored", "libvzctl"),
    More("VZ229", 'NUMPROC="-1"\n', "'-1' wraps to unlimited", "libvzctl"),
    More("VZ229", 'PRIVVMPAGES="65536:-1K"\n', "'-1K' wraps to 4611686018427387903"),
    More("VZ229", 'CPUS="-1"\n', "'-1' wraps to a number near 2^64", "libvzctl"),
    More("VZ301", complete("").replace('SHMPAGES="21504"\n', ""), "SHMPAGES"),
    More("VZ301", complete("").replace('LOCKEDPAGES="256"\n', ""), "LOCKEDPAGES"),
    More("VZ301", complete('DISK_QUOTA="yes"\n'), "DISK_QUOTA is on"),
    More("VZ305", complete('PHYSPAGES="5:unlimited"\n'), "barrier"),
    More("VZ317", 'PHYSPAGES="0:65536"\nSWAPPAGES="5:65536"\n', "swap is the limit"),
    More("VZ342", 'VE_LAYOUT="simfs"\nVE_PRIVATE="/vz/101/root.hdd"\n', "is a disk image"),
    More("VZ342", 'VE_LAYOUT="ploop"\nDISKSPACE="0:0"\n', "the size of the ploop image"),
    More("VZ342", 'VE_LAYOUT="ploop"\nDISK_QUOTA="yes"\n', "ignored on ploop"),
    More("VZ401", 'IP_ADDRESS="192.0.2.1/33"\n', "'192.0.2.1/33' is read with the prefix 1;", "libvzctl"),
    More("VZ401", 'IP_ADDRESS="192.0.2.1/255.0.255.0"\n', "has a mask with holes", "libvzctl"),
    More(
        "VZ401", 'NETIF="ifname=eth0,ip=192.0.2.1/0"\n', "NETIF: '192.0.2.1/0' is read with the prefix 32", "libvzctl"
    ),
    More("VZ203", f'DISK="uuid={"0" * 32},image=root.hdd,sise=1"\n', "'sise=1' is unknown and passed over", "libvzctl"),
    More("VZ416", 'NETIF="ifname=eth0 ;ifname=eth1"\n', "takes 'eth0 ' for no interface's name"),
    More("VZ416", 'NETIF="ifname=eth0,host_ifname=veth/0"\n', "takes 'veth/0' for no"),
    More("VZ416", 'NETIF="ifname=eth0,bridge=br:0"\n', "takes 'br:0' for no"),
    More("VZ416", 'NETIF="ifname=eth456789012345x"\n', "takes 'eth456789012345x' for no", "libvzctl"),
    More("VZ416", 'NETDEV="eth1 eth0:1"\n', "NETDEV: the kernel takes 'eth0:1' for no"),
    More("VZ417", 'NETIF="ifname=eth0,dhcp=yes"\n', "libvzctl's"),
    More("VZ417", 'NETIF="ifname=eth0,bogus=1"\n', "passed over and lost"),
    More("VZ417", 'NETIF="ifname=eth0,bogus=1"\n', "expected ifname, mac", "libvzctl"),
    More("VZ417", 'NETIF="ifname=eth0,bridge=br0"\n', "libvzctl passes over it", "libvzctl"),
    More("VZ417", 'NETIF="ifname=venet0,ip=192.0.2.1"\n', "those of IP_ADDRESS", "libvzctl"),
    More("VZ106", 'CPULIMIT="10"\nCPULIMIT_MHZ="100"\n', "one value to libvzctl", "libvzctl"),
    More("VZ424", f'HOSTNAME="{".".join(["x" * 60] * 6)}"\n', "is longer than"),
    More("VZ129", 'ONBOOT="yes"\r\n', "1 line ends in CR LF"),
    More("VZ129", 'ONBOOT="yes"\r\nCPUS="2"\r\n', "2 lines end in CR LF"),
    More("VZ133", f'HOSTNAME="{"x" * 20000}"\n', "vzctl's writer cuts it"),
    More("XD100", "<a>&foo;</a>", "entity &foo; is not defined"),
    More("XD100", "<a b='<'/>", "holds '<'"),
    More("XD100", "<a b='x\n/>", "no closing quote"),
    More("XD100", "<a><1/></a>", "a name is malformed"),
    More("XD100", "<a><!-- -- --></a>", "a comment holds '--'"),
    More("XD100", "<a b=1/>", "not in quotes"),
    More("XD100", "<a b/>", "has no value"),
    More("XD100", "<a b='1' b='2'/>", "stands twice"),
    More("XD100", "<x:a/>", "prefix 'x' of a"),
    More("XD100", "<a x:b='1'/>", "prefix 'x' of b"),
    More("XD100", "<a/><b/>", "something follows"),
    More("XD100", "<a>R&D</a>", "a '&' starts no entity"),
    More("XD100", "<a>&#0;</a>", "a number that XML does not allow"),
    More("XD100", "<a>\n<b></a>", "</a> ends what <b> on line 2 began"),
    More("XD100", "<a>\n<b>", "the document ends inside <b>"),
    More("XD100", "<a>]]></a>", "not well-formed XML"),
    More("XD203", _nic("<ip address='192.0.2.x'/>"), "is no address"),
    More("XD203", _nic("<ip address='192.0.2.1' prefix='x'/>"), "the prefix is 'x'; expected 0 to 32"),
    More("XD203", _nic("<ip address='2001:db8::1' prefix='129'/>"), "expected 0 to 128"),
    More("XD208", _nic("<mac address='0:0:0:0:0:0'/>"), "zeros"),
    More(
        "XD204",
        _nic("<mac address='0:18:51:0:0:1'/></interface><interface type='ethernet'><mac address='00:18:51:00:00:01'/>"),
        "00:18:51:00:00:01",
    ),
    More("XD203", _nic("<ip address='192.0.2.1' family='ipv6'/>"), "is an IPv4 address"),
    More("XD203", _nic("<ip address='2001:db8::1' family='ipv4'/>"), "is an IPv6 address"),
    More("XD213", _domain("", " openvz"), "blanks around the type"),
    More("XD213", _domain("<memory unit='E'>9</memory>"), "<memory> is more than"),
    More("XD213", _domain("<on_crash> destroy</on_crash>"), "blanks around 'destroy'"),
    More("XD213", _nic("", " ethernet"), "blanks around 'ethernet'"),
    More("XD213", _domain(_MAP.format("uid", 0)), "an id map without <gid>"),
    More("XD213", _domain(_MAP.format("gid", 5)), "no <gid> of the id map starts at 0"),
    More("XD213", _domain("<resource/>"), "<resource> is empty"),
    More("XD213", _domain("", "lxc", "<os><type>exe</type><initenv name='A'/></os>"), "<initenv> is empty"),
    More("XD213", _domain("", "lxc", devices=_PCI), "is read as a decimal number"),
    More("XD213", _nic("<bandwidth><inbound average='1' floor='1'/></bandwidth>"), "'floor' is for interfaces"),
    More("XD213", _nic("<bandwidth><inbound peak='1'/></bandwidth>"), "<inbound> without 'average'"),
    More("XD214", _domain("", devices=_FILES.format("/", "") + _FILES.format("/b", "")), "a second file system"),
    More("XD214", _domain("", devices=_SOFT), "without a hard one"),
    More("XD214", _domain("", devices=_SOFT_OF_NONE), "without a hard one"),
    More("XD214", _domain("", system=""), "no type of operating system"),
    More("XD214", _domain("", system="<os><type>hvm</type></os>"), "the type 'hvm'"),
    More("XD214", _domain("", system="<os><type arch='s390x'>exe</type></os>"), "of the architecture 's390x'"),
    More("XD214", _domain("<vcpu current='1'>2</vcpu>"), "fewer current CPUs"),
    More("XD214", _domain("<maxMemory slots='1'>131072</maxMemory>"), "refuses <maxMemory>"),
    More("XD214", _domain("", devices=_MISC), "devices given by capability"),
    More("XD214", _nic("<guest dev='lan'/>"), "no number to make one of"),
    More("XD214", _nic("<target dev='vnet0'/><guest dev='lan'/>"), "no number to make one of"),
    More("XD215", _domain("", devices="<video/>"), "ignores <video>"),
    More("XD214", _domain("", devices="<filesystem><source socket='/a'/><target dir='/'/></filesystem>"), "crashes"),
    *PARSER,
    *MACHINES,
    More("XD401", _vz("<memory>65537</memory>"), "refuses 65537 KiB; expected whole MiB"),
    More("XD401", _vz("<currentMemory>1024</currentMemory>"), "less memory from the start"),
    More("XD401", _vz("<memtune><hard_limit>1024</hard_limit></memtune>"), "refuses <hard_limit>"),
    More("XD401", _vz("<vcpu current='1'>2</vcpu>"), "refuses fewer CPUs (1) from the start; expected 2"),
    More("XD401", _vz("<vcpu>2</vcpu><cputune><vcpupin vcpu='0' cpuset='0'/></cputune>"), "other CPUs for one of them"),
    More("XD401", _vz("", "<route address='10.0.0.0' prefix='8' gateway='10.0.0.1'/>"), "not the default one"),
    More("XD401", _vz("", "<route address='0.0.0.0' gateway='10.0.0.1'/>" * 2), "a second default route"),
    More("XD401", _domain("", "vz"), "no root file system"),
    More("XD402", _vz("<memory unit='TiB'>4</memory>"), "reads another amount back; expected at most 4194303 MiB"),
    More("XD402", _vz(""), "one CPU; expected a number"),
)
