"""Which further documents does libvirt's parser refuse, or its LXC driver? One for each message of those rules."""

from __future__ import annotations

from tests.lint.more import More


def _lxc(
    inside: str = "", devices: str = "", system: str = "<type>exe</type><init>/sbin/init</init>", name: str = "1"
) -> str:
    return (
        f"<domain type='lxc'><name>{name}</name><memory>65536</memory>{inside}<os>{system}</os>"
        f"<devices>{devices}</devices></domain>"
    )


def _nic(inside: str, kind: str = "bridge", source: str = "<source bridge='br0'/>") -> str:
    return _lxc(devices=f"<interface type='{kind}'>{source if kind == 'bridge' else ''}{inside}</interface>")


def _route(words: str) -> str:
    return _nic(f"<route {words}/>", "ethernet")


def _port(words: str, inside: str = "") -> str:
    return _nic(f"<virtualport {words}>{inside}</virtualport>")


def _files(words: str = "", inside: str = "", target: str = "/", source: str = "dir='/a'") -> str:
    return _lxc(devices=_mount(words, inside, target, source))


def _mount(words: str = "", inside: str = "", target: str = "/", source: str = "dir='/a'") -> str:
    return f"<filesystem {words}>{inside}<source {source}/><target dir='{target}'/></filesystem>"


def _device(inside: str, words: str = "mode='subsystem' type='usb'") -> str:
    return f"<hostdev {words}><source>{inside}</source></hostdev>"


def _console(words: str, inside: str = "") -> str:
    return _lxc(devices=f"<console {words}>{inside}</console>")


_PCI = "mode='subsystem' type='pci'"
_FUSE = "<hostdev mode='capabilities' type='misc'><source><char>/dev/fuse</char></source></hostdev>"
_GATE = "gateway='192.0.2.1'"

_SHARED = "<lxc:namespace xmlns:lxc='http://libvirt.org/schemas/domain/lxc/1.0'><lxc:sharenet type='name' value='{}'/>"

PARSER: tuple[More, ...] = (
    More("XD303", _lxc(f"{_SHARED.format(1)}</lxc:namespace>"), "shared with the container itself"),
    More(
        "XD303",
        _nic("").replace("<os>", f"{_SHARED.format('web')}</lxc:namespace><os>"),
        "the network is another's and the container's own",
    ),
    More(
        "XD303",
        _lxc(f"<features><privnet/></features>{_SHARED.format('web')}</lxc:namespace>"),
        "the network is another's and the container's own",
    ),
    More("XD213", _lxc("<on_lockfailure>pause </on_lockfailure>"), "blanks around 'pause'"),
    More("XD213", _lxc("<vcpu current='1 '>1</vcpu>"), "blanks around '1'"),
    More(
        "XD213",
        _console("type='tcp'", "<source mode='bind' host='a' service='1'/><protocol type=' raw'/>"),
        "blanks around 'raw'",
    ),
    More(
        "XD213",
        _lxc("<features><capabilities policy='default'><syslog state=' on'/></capabilities></features>"),
        "blanks around 'on'",
    ),
    More("XD231", _lxc("<maxMemory slots='0'>65536</maxMemory>"), "in 0 slots"),
    More("XD231", _lxc("<maxMemory slots='1'>1</maxMemory>"), "less than <memory>"),
    More("XD232", _lxc("<vcpu>00</vcpu>"), "no CPU at all"),
    More("XD232", _lxc("<vcpu cpuset='3-1'>1</vcpu>"), "runs backwards"),
    More("XD232", _lxc("<cputune><emulatorpin cpuset='^1'/></cputune>"), "nothing is left"),
    More("XD232", _lxc("<numatune><memory nodeset='99999'/></numatune>"), "is above 16383"),
    More(
        "XD232",
        _lxc("<cputune><vcpupin vcpu='0' cpuset='0'/><vcpupin vcpu='0' cpuset='1'/></cputune>"),
        "pinned a second time",
    ),
    More("XD232", _lxc("<numatune><memory mode='strict' placement='static'/></numatune>"), "none is named"),
    More("XD232", _lxc("<numatune><memnode cellid='0' mode='strict' nodeset='0'/></numatune>"), "<memnode> is for"),
    More(
        "XD232",
        _lxc("<blkiotune>" + "<device><path>/dev/sda</path><weight>500</weight></device>" * 2 + "</blkiotune>"),
        "limited a second time",
    ),
    More("XD233", _lxc(system="<type>exe</type><init>/sbin/init</init><initarg/>"), "<initarg> is empty"),
    More("XD233", _lxc("<resource><fibrechannel appid='é'/></resource>"), "no application id"),
    More("XD233", _lxc("<clock offset='utc' adjustment='reset '/>"), "blanks around 'reset'"),
    More("XD233", _lxc("<clock offset='utc'><timer name='pit' frequency='1'/></clock>"), "has no 'frequency'"),
    More("XD233", _lxc("<clock offset='utc'><timer name='pit' track='guest'/></clock>"), "has no 'track'"),
    More(
        "XD233", _lxc("<clock offset='utc'><timer name='kvmclock' tickpolicy='delay'/></clock>"), "has no 'tickpolicy'"
    ),
    More(
        "XD233", _lxc("<clock offset='utc'><timer name='pit'><catchup slew='1'/></timer></clock>"), "<catchup> without"
    ),
    More("XD233", _lxc("<seclabel type='none' model='a'/><seclabel type='none'/>"), "one of several"),
    More("XD233", _lxc("<seclabel type='none' model='a'/>" * 2), "a second <seclabel>"),
    More("XD233", _lxc("<seclabel type='static'><label>a</label></seclabel>"), "without 'model'"),
    More("XD233", _lxc("<seclabel type='dynamic' model='a' relabel='no'/>"), "without relabeling"),
    More("XD233", _lxc("<seclabel type='none' model='a' relabel='yes'/>"), "no label and relabeling"),
    More("XD233", _lxc("<seclabel type='static' model='a'><label></label></seclabel>"), "without a label"),
    More("XD234", _nic("<model type='a b'/>"), "is no model"),
    More("XD234", _nic("<model type='veth'/>"), "unknown to this driver"),
    More("XD234", _nic("", "network"), "type network without a source"),
    More("XD234", _nic("", source="<source bridge='br0'><ip address='192.0.2.1'/></source>"), "the host's end"),
    More("XD234", _nic("<target dev='a' managed='no'/>"), "an unmanaged device"),
    More("XD234", _nic("<port isolated='yes'/>", "ethernet"), "can be isolated"),
    More("XD234", _nic("<bandwidth classID='1'/>"), "'classID' is libvirt's own"),
    More(
        "XD234",
        _lxc(
            devices="<interface type='network'><source network='a'/><bandwidth><outbound average='1' floor='1'/>"
            "</bandwidth></interface>"
        ),
        "is for <inbound>",
    ),
    More(
        "XD234",
        _lxc(
            devices="<interface type='network'><source network='a'/><bandwidth><inbound peak='1' floor='1'/>"
            "</bandwidth></interface>"
        ),
        "without 'average'",
    ),
    More("XD234", _nic("<virtualport/>", "ethernet"), "has no <virtualport>"),
    More("XD234", _nic("<virtualport/>"), "without 'type'"),
    More("XD234", _port("type='802.1Qbg'", "<parameters managerid='999'/>"), "'999' is no managerid"),
    More("XD234", _port("type='802.1Qbh'", "<parameters instanceid='x'/>"), "'x' is no instanceid"),
    More("XD234", _port("type='802.1Qbh'", f"<parameters profileid='{'x' * 40}'/>"), "is no profileid"),
    More("XD234", _port("type='802.1Qbg'"), "without 'managerid'"),
    More("XD234", _port("type='openvswitch'", "<parameters managerid='1'/>"), "has no 'managerid'"),
    More("XD234", _nic("<vlan/>"), "without a <tag>"),
    More(
        "XD234",
        _nic("<vlan trunk='yes'><tag id='1' nativeMode='tagged'/><tag id='2' nativeMode='tagged'/></vlan>"),
        "a second native VLAN",
    ),
    More("XD234", _nic("<vlan trunk='no'><tag id='1'/><tag id='2'/></vlan>"), "expected trunk='yes'"),
    More("XD234", _route(f"family='x' address='192.0.2.0' prefix='24' {_GATE}"), "the family 'x'"),
    More("XD234", _route("address='192.0.2.0' prefix='24'"), "without 'gateway'"),
    More("XD234", _route(f"address='x' prefix='24' {_GATE}"), "'x' is no address"),
    More("XD234", _route("address='2001:db8::' prefix='32' gateway='2001:db8::1'"), "expected family='ipv6'"),
    More("XD234", _route(f"family='ipv6' address='192.0.2.0' prefix='24' {_GATE}"), "expected family='ipv4'"),
    More("XD234", _route(f"address='192.0.2.0' prefix='33' {_GATE}"), "the prefix is '33'"),
    More("XD234", _route(f"address='192.0.2.0' prefix='24' netmask='255.255.255.0' {_GATE}"), "a netmask is for"),
    More("XD234", _route(f"address='192.0.2.0' netmask='x' {_GATE}"), "'x' is no netmask"),
    More("XD234", _route(f"address='192.0.2.1' netmask='255.255.255.0' {_GATE}"), "is no network of"),
    More(
        "XD234",
        _route("family='ipv6' address='2001:db8::1' prefix='64' gateway='2001:db8::1'"),
        "2001:db8::1/64 has host bits",
    ),
    More("XD234", _route(f"address='192.0.2.0' {_GATE}"), "192.0.2.0/0 has host bits"),
    More("XD234", _route(f"address='192.0.2.0' prefix='24' metric='0' {_GATE}"), "the metric is '0'"),
    More("XD234", _nic("<ip address='192.0.2.1' peer='2001:db8::1'/>", "ethernet"), "is no IPv4 address"),
    More(
        "XD236",
        _lxc(
            devices="<hostdev mode='subsystem' type='pci'><driver name='vfio'/><alias name='ua-a'/>"
            "<source><address domain='0' bus='0' slot='1' function='0'/></source></hostdev>"
        ),
        "<source> is parted from <driver>",
    ),
    More("XD235", _files(inside="<boot order='1'/>"), "starts from a file system"),
    More("XD235", _files("type='ram'", source="usage='99' units='EiB'"), "no size that libvirt holds"),
    More("XD235", _files(inside="<driver type='loop' format='luks'/>"), "no format 'luks'"),
    More("XD235", _lxc(devices=_mount(inside="<driver type='virtiofs'/>") * 2), "a second virtiofs"),
    More("XD235", _lxc(devices=_FUSE.replace("/dev/fuse", "")), "expected <char>"),
    More("XD235", _lxc(devices=_FUSE * 2), "a second time"),
    More(
        "XD235",
        _lxc(devices=_device("<address bus='1'/>", _PCI).replace("<source", "<source startupPolicy='optional'")),
        "is for USB devices",
    ),
    More("XD235", _lxc(devices=_device("<address bus='1'/>", f"{_PCI} rawio='yes'")), "is for SCSI devices"),
    More("XD235", _lxc(devices=_device("<address bus='1'/>", f"{_PCI} model='vfio-pci'")), "has no 'model'"),
    More("XD235", _lxc(devices=_device("<address bus='0x1' slot='0x20'/>", _PCI)), "is above 0x1f"),
    More("XD235", _lxc(devices=_device("<address bus='08' device='1'/>")), "'08' is no number"),
    More("XD235", _lxc(devices=_device("<vendor id='0x0000'/><product id='1'/>")), "vendor 0"),
    More("XD235", _console("", "<target type='system-serial'/>"), "is no console"),
    More("XD235", _console("", "<target port='a'/>"), "the port is 'a'"),
    More("XD235", _console("type='file'"), "without 'path'"),
    More("XD235", _console("type='udp'", "<source mode='bind' host='a' service='1'/>"), "without 'service'"),
    More("XD235", _console("type='unix'", "<source mode='a' path='/a'/>"), "the mode 'a' is unknown"),
    More(
        "XD235",
        _files(inside="<driver type='virtiofs'/><binary path='/a'><thread_pool size='4294967296'/></binary>"),
        "no size of a pool",
    ),
    More("XD235", _console("type='spicevmc'"), "no console is a spicevmc"),
    More("XD235", _console("type='pty'", "<source path='/a'/>" * 2), "one <source> too many"),
    More("XD235", _console("type='pty'", "<log file='/a'/>" * 2), "a second <log>"),
    More("XD235", _console("type='nmdm'", "<source master='/a'/>"), "expected both"),
    More(
        "XD235",
        _console("type='unix'", "<source mode='bind' path='/a'><reconnect enabled='yes'/></source>"),
        "without 'timeout'",
    ),
    More(
        "XD235",
        _console("type='unix'", "<source mode='bind' path='/a'><reconnect enabled='no'/></source>"),
        "only who connects",
    ),
    More("XD235", _console("type='dbus'", "<source channel='a b'/>"), "is no name of a channel"),
    More(
        "XD235",
        _console(
            "type='pty'", "<source path='/a'>" + "<seclabel model='a'><label>b</label></seclabel>" * 2 + "</source>"
        ),
        "a second <seclabel>",
    ),
    More(
        "XD235",
        _console("type='pty'", "<source path='/a'><seclabel relabel='no'><label>b</label></seclabel></source>"),
        "and no relabeling",
    ),
    More(
        "XD235",
        _lxc(
            "<seclabel type='static' model='a'><label>b</label></seclabel>",
            "<console type='pty'><source path='/a'><seclabel model='a'><label>c</label></seclabel></source></console>",
        ),
        "does not relabel",
    ),
    More("XD235", _nic("<acpi index='0'/>"), "index is '0'"),
    More("XD235", _nic("<boot order='1' loadparm='-'/>"), "cannot be loaded"),
    More("XD235", _nic("<rom enabled='no' bar='on'/>"), "a ROM that is off"),
    More("XD301", _lxc(name="a/b"), "refuses the '/'"),
    More("XD301", _lxc(system=""), "no type of operating system"),
    More("XD301", _lxc(system="<type>hvm</type>"), "the type 'hvm'"),
    More("XD301", _lxc("<maxMemory slots='1'>131072</maxMemory>"), "refuses <maxMemory>"),
    More("XD303", _nic("", "user"), "no interface of type user"),
    More("XD303", _files("type='template'", source="name='a'"), "of type template"),
    More("XD303", _files("type='file'", "<driver type='ploop' format='ploop'/>", source="file='/a'"), "read by ploop"),
    More("XD303", _console("type='null'"), "of type pty alone"),
    More("XD303", _lxc(), "no console"),
    More("XD303", _files("type='file'", "<driver type='nbd'/>", source="file='/a'"), "and no format"),
    More("XD304", _lxc(), "no root file system"),
    More(
        "XD304",
        _lxc("<features><capabilities policy='allow'/></features>", devices=_mount()),
        "all capabilities are given",
    ),
)
