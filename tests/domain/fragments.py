"""Which single pieces of a document does libvirt's schema take, and which does it refuse?

Each is a path of elements and what stands at its end; the rest of the document is beyond doubt.
"""

from __future__ import annotations

_XSI = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
_INTERFACE = "devices/interface type='ethernet'"
_MISC = "<source><char>/dev/null</char></source>"
_MDEV = "<source><address uuid='86c12009e591a1596e9f91d18b85ef78'/></source>"
_UUID = "86c12009-e591-a159-6e9f-91d18b85ef78"
_BRIDGE = "devices/interface type='bridge'"
_FILES = "<filesystem>{}<source dir='/a'/><target dir='/'/></filesystem>"
_HOSTDEV = "devices/hostdev type='{}'/source"
_PCI = "<source><address/></source>"

VALID: tuple[tuple[str, str], ...] = (
    *(("cputune", f"<quota>{text}</quota>") for text in ("-1", "-01", "-0", "-00", "0", "007")),
    (_INTERFACE, "<ip address='192.0.2.1' family='ipv4'/>"),
    (_INTERFACE, "<route address='::' gateway='::1' family='ipv6'/>"),
    *((_INTERFACE, f"<filterref filter='{text}'/>") for text in ("clean-traffic", "clean ", "_a", "a.b", "é")),
    (_INTERFACE, "<filterref filter='a'><parameter name='IP' value='fe80::1'/></filterref>"),
    *((_INTERFACE, f"<{tag} path='{text}'/>") for tag in ("script", "downscript") for text in (" ", "x", "/etc/x y")),
    *(("", f"<clock offset='utc' adjustment='{text}'/>") for text in ("reset", " reset ", "+1", "-01")),
    ("metadata", f"<a xmlns='urn:x' {_XSI} xsi:schemaLocation='urn:x x.xsd' xsi:type='a'/>"),
    ("devices", f"<hostdev type='pci'>{_PCI}<driver name=' vfio '/></hostdev>"),
    *(
        (_HOSTDEV.format("pci"), f"<address {text}/>")
        for text in (
            *("", "bus=' 6'", "bus='0255'", "bus='0xff'", "bus='+6'", "domain='0000 '", "domain='0xffffffff'"),
            *("domain='4294967295'", "slot=' 1'", "slot='1f'", "slot='0x1F'", "slot='031'", "function='1 '"),
        )
    ),
    *(
        (_HOSTDEV.format("usb"), f"<address {text}/>")
        for text in ("bus='1' device='2'", "bus='0xfff' device='0x0'", "bus='fff' device='ABC'")
    ),
    *(
        ("devices", _FILES.format(text))
        for text in (
            *("<driver type='virtiofs' queue='01'/>", "<driver type=' virtiofs ' ats='on'/>", "<driver format='raw'/>"),
            *("<binary path='/x'><lock flock='on'/><cache mode='none'/></binary>", "<binary/>"),
            "<binary><thread_pool size=' -1'/><sandbox mode='chroot'/></binary>",
        )
    ),
    *((_INTERFACE, f"<alias name='{text}'/>") for text in ("net0", "ua-a.b", "_", ".")),
    *((_INTERFACE, f"<boot order='{text}/>") for text in ("1'", "007'", "1' loadparm='a. 1'")),
    *(("resource", f"<fibrechannel appid='{text}'/>") for text in ("a", " ", "~" * 128)),
    *(
        ("clock offset='utc'", f"<timer {text}/>")
        for text in (
            "name='rtc' track='wall' tickpolicy='merge'",
            "name='tsc' frequency='1' mode='auto'",
            "name=' pit '",
        )
    ),
    ("clock offset='utc'", "<timer name='hpet' tickpolicy='catchup'><catchup slew='1'/></timer>"),
    *(
        (_INTERFACE, f"<ip address='{text}'/>")
        for text in (
            "::",
            "1::",
            "::1.2.3.4",
            ":1.2.3.4",
            "1:2:3:4:5::1.2.3.4",
            "::2:3:4:5:6:1.2.3.4",
            "1:2:3:4:5:6::8",
        )
    ),
    *(
        ("devices/console type='pty'", text)
        for text in (
            *("<target type='lxc'><model name=' 16550a '/></target>", "<source append='on' tls='no'/>", "<protocol/>"),
            *(
                "<source><reconnect enabled='no'/><seclabel relabel='no'/><seclabel><label/></seclabel></source>",
                "<source/>",
            ),
            *("<protocol type='tls'/>", "<log file='/x'/>", "<source><mouse mode='client'/></source>"),
        )
    ),
    *(
        (_BRIDGE, f"<virtualport {text}</virtualport>")
        for text in (
            *(">", "type=' openvswitch '>", "><parameters managerid='0xff' typeid='+1' profileid=''/>"),
            *("type='802.1Qbg'><parameters managerid=' 1' typeidversion='0'/>", "type='802.1Qbh'><parameters/>"),
            f"type='midonet'><parameters interfaceid='{_UUID}'/>",
        )
    ),
    (
        "devices/hostdev type='usb'",
        "<source guestReset=' off ' startupPolicy='optional'><address bus='1' device='2'/></source>",
    ),
    ("devices/hostdev type='pci'", "<source writeFiltering='no'><address/></source>"),
    ("devices/interface type='user'", "<source dev='a'/>"),
    ("devices/interface type='network'", f"<source network='a' portid='{_UUID}'/>"),
    ("devices/interface type='vds'", f"<source switchid='{_UUID}' portid='18' portgroupid='' connectionid='-3'/>"),
    *(
        (_INTERFACE, f"<{text}/>")
        for text in ("rom", "rom bar=' on ' file='/x'", "teaming type='transient' persistent='ua-a'")
    ),
    *(
        ("", f"<q:{text} xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'/>")
        for text in ("commandline", "override")
    ),
    (f"{_INTERFACE}/vlan", "<tag id=' 1 '/>"),
    *((_INTERFACE, f"<boot order='{text}'/>") for text in ("9" * 24, "0" * 30 + "1")),
    *(("", f"<devices><![CDATA[{text}]]></devices>") for text in ("", " ", "\n")),
    ("", "<memory>6<![CDATA[4]]></memory>"),
)
INVALID: tuple[tuple[str, str], ...] = (
    *(("cputune", f"<quota>{text}</quota>") for text in ("-", "--1", "-2", "-10", " -1", "- 1")),
    (_INTERFACE, "<ip address='192.0.2.1' family=' ipv4 '/>"),
    (_INTERFACE, "<route address='::' gateway='::1' family='ipv6&#10;'/>"),
    *((_INTERFACE, f"<filterref filter='{text}'/>") for text in ("", "01", "0a", "a:b", "-a", "a b")),
    (_INTERFACE, "<filterref filter='a'><parameter name='IP' value='a-b'/></filterref>"),
    *(
        (_INTERFACE, f"<{tag} path='{text}'/>")
        for tag in ("script", "downscript")
        for text in ("", "/x&#10;", "/&#10;x")
    ),
    *(("", f"<clock offset='utc' adjustment='{text}'/>") for text in ("", " 1", "Reset", "+", "1.5")),
    *(("", f"<clock offset='variable' adjustment='{text}'/>") for text in ("reset", " reset ")),
    *(
        ("", f"<memory {_XSI} xsi:{name}>1</memory>")
        for name in (
            "schemaLocation='urn:x x'",
            "noNamespaceSchemaLocation='x'",
            "type='u64'",
            "nil='false'",
            "nil='true'",
        )
    ),
    ("", f"<metadata {_XSI} xsi:schemaLocation='urn:x x'/>"),
    ("devices", f"<disk {_XSI} xsi:schemaLocation='urn:x x'/>"),
    *(
        ("devices", f"<hostdev mode='capabilities' type='misc' {name}>{_MISC}</hostdev>")
        for name in ("model='x'", "display='on'", "ramfb='on'", "sgio='filtered'", "rawio='yes'", "managed='no'")
    ),
    *(
        ("devices", f"<hostdev type='pci' {name}>{_PCI}</hostdev>")
        for name in ("model='vfio-pci'", "display='on'", "ramfb='on'", "sgio='filtered'", "rawio='yes'")
    ),
    ("devices", f"<hostdev mode='capabilities' type='misc'>{_MISC}<driver name='vfio'/></hostdev>"),
    ("devices", f"<hostdev mode='capabilities' type='misc'>{_MISC}<teaming type='persistent'/></hostdev>"),
    (
        "devices",
        f"<hostdev type='mdev' model='pci'>{_MDEV}</hostdev>",
    ),
    (
        "devices",
        f"<hostdev type='mdev'>{_MDEV}</hostdev>",
    ),
    *(
        (_HOSTDEV.format("pci"), f"<address {text}/>")
        for text in (
            *("bus=''", "bus='256'", "bus='0x100'", "bus='ff'", "bus=' 0x1'", "domain='0x '", "domain='123456789a'"),
            *("slot='32'", "slot='2f'", "slot=''", "function='8'", "function='0x8'", "device='1'"),
        )
    ),
    *(
        (_HOSTDEV.format("usb"), f"<address {text}/>")
        for text in (
            *("bus=' 1' device='2'", "bus='1' device='2 '", "bus='0001' device='2'", "bus='0x1234' device='2'"),
            *("bus='1' device='2' slot='1'", "bus='-0' device='2'", "bus='1' device='x'"),
        )
    ),
    *(
        ("devices", _FILES.format(text))
        for text in (
            *("<driver queue='1'/>", "<driver type='path' queue='1'/>", "<driver type='virtiofs' queue='x'/>"),
            *("<driver type='virtiofs' queue='-1'/>", "<driver type='virtiofs' format='raw'/>"),
            *("<binary path='x'/>", "<binary><lock posix='1'/></binary>", "<binary>x</binary>"),
        )
    ),
    *((_INTERFACE, f"<alias name='{text}'/>") for text in ("", "a b", "a:b", "a ")),
    *((_INTERFACE, f"<boot order='{text}/>") for text in ("0'", "1' loadparm=''", "1' loadparm='123456789'")),
    *(("resource", f"<fibrechannel appid='{text}'/>") for text in ("", "é", "a&#10;", "~" * 129)),
    *(
        ("clock offset='utc'", f"<timer {text}/>")
        for text in (
            *(
                "",
                "name='x'",
                "name='pit' track='wall'",
                "name='rtc' mode='auto'",
                "name='kvmclock' tickpolicy='delay'",
            ),
            *("name='tsc' frequency='x'", "name='rtc' present='maybe'", "name='rtc' x='y'"),
        )
    ),
    ("clock offset='utc'", "<timer name='hpet'><catchup slew='1'/></timer>"),
    *(
        (_INTERFACE, f"<ip address='{text}'/>")
        for text in ("1::5:6:7.8.9.10", "1:2:3:4:5:6::1.2.3.4", "::1%lo", ":", ":1", "1:::2", "1::2::3", "::g", "1:2")
    ),
    *(
        ("devices/console type='pty'", text)
        for text in (
            *("<target><model name='x'/></target>", "<target><model/></target>", "<source append='yes'/>"),
            *("<source tls='1'/>", "<source>x</source>", "<source><a/></source>", "<source><seclabel/></source>"),
            *("<source><seclabel labelskip='yes' relabel='yes'/></source>", "<source><reconnect/></source>"),
            *(
                "<source><reconnect enabled='yes' timeout=' 1'/></source>",
                "<source><mouse/></source>",
                "<source><seclabel relabel='no'/><reconnect enabled='no'/></source>",
                "<protocol type='x'/>",
            ),
            *("<log file='x'/>", "<source><reconnect enabled='no'/><reconnect enabled='no'/></source>"),
        )
    ),
    *(
        ("devices/hostdev type='usb'", f"<source {text}><address bus='1' device='2'/></source>")
        for text in ("guestReset='yes'", "startupPolicy=''", "writeFiltering='no'")
    ),
    ("devices/hostdev type='pci'", "<source writeFiltering='on'><address/></source>"),
    *(
        ("devices/interface type='user'", f"<source {text}</source>")
        for text in ("dev='a' x='1'>", "dev='a'><ip address='::'/>")
    ),
    *(
        ("devices/interface type='network'", f"<source network='a' portid='{text}'/>")
        for text in ("18", f" {_UUID}", "")
    ),
    *(
        (_INTERFACE, f"<{text}/>")
        for text in (
            *("rom bar='yes'", "rom file='x'", "teaming", "teaming type='transient'"),
            "teaming type='persistent' persistent='a'",
        )
    ),
    ("devices/hostdev type='pci'", f"{_PCI}<teaming type='transient'/>"),
    *(("", f"<q:{text} xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'/>") for text in ("y", "namespace")),
    ("", "<q:commandline xmlns:q='http://libvirt.org/schemas/domain/lxc/1.0'/>"),
    *(
        (_INTERFACE, text)
        for text in (
            "<link state='up'>\u00a0</link>",
            "<link state='up\u2028'/>",
            "<vlan><tag id='\u00a01'/></vlan>",
            "\u2028",
        )
    ),
    *(
        ("devices/interface type='direct'", f"<source dev='a' mode='{text}'/>")
        for text in ("", " vepa", "bridge&#10;", "client")
    ),
    (_INTERFACE, f"<boot order='{'9' * 25}'/>"),
    ("", "<devices><![CDATA[x]]></devices>"),
    ("", "<memory><![CDATA[ 64]]></memory>"),
)

_RESIDUE = "metadata/vz:container xmlns:vz='urn:vzvirt:openvz:1' ctid='7'"
#: The same in our own namespace, which libvirt takes whatever it holds.
VALID_RESIDUE: tuple[tuple[str, str], ...] = (
    *((_RESIDUE, f"<vz:parameter name='{name}' value='x'/>") for name in ("ONBOOT", "my.own-1", "é", "X" * 511)),
    *(
        (_RESIDUE, f"<vz:parameter name='X' {text}")
        for text in (
            *(
                "barrier='1' limit='unlimited' unit='page'/>",
                "barrier='1' limit='2'/>",
                "soft='1' hard='2' unit='inode'/>",
            ),
            *("value='1' unit='MHz'/>", "unit='KiB'><vz:disk/></vz:parameter>", "/>"),
            "unit='kbit/s'><vz:item>a</vz:item></vz:parameter>",
        )
    ),
    *(
        (_RESIDUE, f"<vz:line status='unknown' name='{name}'>a=1</vz:line>")
        for name in ("export A", "A ", "&quot;", "a#")
    ),
    *(
        ("metadata", f"<vz:container xmlns:vz='urn:vzvirt:openvz:1' ctid='{ctid}'/>")
        for ctid in ("0", "101", "2147483644", "86c12009-E591-a159-6e9f-91d18b85ef78")
    ),
)
INVALID_RESIDUE: tuple[tuple[str, str], ...] = (
    *(
        (_RESIDUE, f"<vz:parameter name='{name}' value='x'/>")
        for name in ("", "#ONBOOT", "A&#10;B", "A B", " A", "A=", "&quot;A", "A&apos;", "A\\B", "X" * 512)
    ),
    *(
        (_RESIDUE, f"<vz:parameter name='X' {text}")
        for text in (
            *("barrier='1'/>", "limit='1'/>", "soft='1'/>", "hard='1'/>", "value='1' unit='furlong'/>"),
            *("value='1' unit=''/>", "value='1' unit=' byte'/>", "barrier='1' limit='2' unit='KiB'/>"),
            *("soft='1' hard='2' unit='byte'/>", "value='a&#10;b'/>", "><vz:item>a&#10;b</vz:item></vz:parameter>"),
            *("unit='s'><vz:item/></vz:parameter>", "unit='item'><vz:switch name='a' state='on'/></vz:parameter>"),
        )
    ),
    *(
        (_RESIDUE, f"<vz:line status='unknown' name='{name}'>a=1</vz:line>")
        for name in ("", "#A", " A", "A=B", "A&#10;")
    ),
    (_RESIDUE, "<vz:line status='unknown'>a=1&#10;b=2</vz:line>"),
    *((_RESIDUE, f"<vz:line status='unknown' encoding='{name}'>a</vz:line>") for name in ("", "base64", "percent ")),
    *(
        ("metadata", f"<vz:container xmlns:vz='urn:vzvirt:openvz:1' ctid='{ctid}'/>")
        for ctid in ("", "007", "-1", " 7", "2147483645", "web", "86c12009e591a1596e9f91d18b85ef78", "0.conf")
    ),
    *(
        (_BRIDGE, f"<virtualport {text}</virtualport>")
        for text in (
            *("type='x'>", "type='midonet'>", "type='midonet'><parameters/>", "><parameters managerid='256'/>"),
            *("type='802.1Qbg'><parameters profileid='a'/>", f"type='802.1Qbh'><parameters interfaceid='{_UUID}'/>"),
            *(
                "><parameters x='1'/>",
                "><parameters/><parameters/>",
                "><a/>",
                ">x",
                f"><parameters profileid='{'a' * 40}'/>",
            ),
        )
    ),
)

_NAT, _DNS, _DHCP = "forward mode='nat'", "dns", "ip address='192.0.2.1' prefix='24'/dhcp"
_DNSMASQ = "xmlns:d='http://libvirt.org/schemas/network/dnsmasq/1.0'"
#: The same in a network document.
VALID_NETWORK: tuple[tuple[str, str], ...] = (
    ("", "<bridge delay=' 1 ' stp='on'/>"),
    ("", "<portgroup name='a'/><portgroup name='b' default='no'/>"),
    *(
        (_NAT, text)
        for text in (
            *("<nat><port start=' 1' end='+65535'/></nat>", "<interface dev='a' connections='1'/><interface dev='b'/>"),
            *("<address type='pci' bus=' 1' slot='1f'/><pf dev='a'/>", "<driver name='vfio'/>"),
        )
    ),
    *(
        (_DNS, text)
        for text in (
            *("<forwarder/>", "<txt name='a' value=''/>", "<host ip='::1'><hostname>a</hostname></host>"),
            "<srv service='' protocol='tcp' port=' 1'/>",
        )
    ),
    *(
        (_DHCP, text)
        for text in (
            *("<host name='' ip='192.0.2.2'/>", "<host id='0:3:0:1:52:54:00:ab:cd:ef' ip='192.0.2.2'/>"),
            *("<range start='::1' end='192.0.2.9'><lease expiry='0' unit='hours'/></range>", "<bootp file='a b'/>"),
        )
    ),
    ("d:options", "<d:option value=''/><d:option value='a=b'/>"),
    ("bandwidth classID='00099999999999'", "<inbound/>"),
)
INVALID_NETWORK: tuple[tuple[str, str], ...] = (
    *(("", f"<bridge delay='{text}'/>") for text in ("", "-1", "+1", "x")),
    *(("", f"<{text}>") for text in ("portgroup name=''/", "portgroup name='a b'/", "domain name='a' register='yes'/")),
    ("", "<bandwidth classID='0'/>"),
    ("portgroup name='a'", "<port isolated='yes'/>"),
    *(
        (_NAT, text)
        for text in (
            *("<nat/><nat/>", "<nat><port start='0' end='1'/></nat>", "<nat><address start='::1' end='::1'/></nat>"),
            *("<interface dev='a'>x</interface>", "<interface dev='a'/><address type='pci'/>", "<address/>", "<port/>"),
            *("<address type='pci' domain='+0'/>", "<pf/>", "<driver name='xen'/>"),
        )
    ),
    *(
        (_DNS, text)
        for text in (
            *(
                "<forwarder x='1'/>",
                "<txt name='a'/>",
                "<host ip='::1'/>",
                "<host ip='a'><hostname>a</hostname></host>",
            ),
            *("<srv service='a' protocol=' tcp'/>", "<srv service='a' protocol='tcp' port='65536'/>", "<a/>", "x"),
        )
    ),
    *(
        (_DHCP, text)
        for text in (
            *("<host ip='192.0.2.2'/>", "<host mac='52:54:00:ab:cd:ef' id='0:2:1:1:1:1:1' ip='192.0.2.2'/>"),
            *("<range start='a' end='::1'/>", "<range end='::1'/>", "<range start='::1' end='::1'><lease/></range>"),
            *("<bootp file='a'/><bootp file='b'/>", "<bootp file=''/>", "<host id='0:9:1' ip='::1'/>"),
        )
    ),
    *(("d:options", f"<{text}>") for text in ("d:option/", "d:x/", "d:option value='a' x='b'/")),
)


def network(path: str, piece: str) -> str:
    """Return the whole network document."""
    text = document(path, piece).replace("<domain type='openvz'>", f"<network {_DNSMASQ}>")
    return text.replace("</domain>", "</network>")


def document(path: str, piece: str) -> str:
    """Return the whole document."""
    tags = path.split("/") if path else []
    head, tail = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag.split()[0]}>" for tag in reversed(tags))
    return f"<domain type='openvz'>\n<name>7</name>\n{head}\n{piece}\n{tail}</domain>\n"
