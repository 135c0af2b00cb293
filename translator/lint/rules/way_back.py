"""What does the way back to OpenVZ report? What a document of another program means there, and what vzctl needs."""

from __future__ import annotations

from translator.lint.rule import Example, Rule, declare

_CONF, _XML = "101.conf", "101.xml"
_ONBOOT = 'ONBOOT="yes"\n'
_ROOT = "    <filesystem type='mount'>\n      <source dir='/srv/101'/>\n      <target dir='/'/>\n    </filesystem>\n"
_NIC = "    <interface type='bridge'>\n      <source bridge='br0'/>\n    </interface>\n"
_ROUTED = (
    "    <interface type='ethernet'>\n      <ip address='192.0.2.1' family='ipv4'/>\n      <guest dev='{}'/>\n"
    "    </interface>\n"
)
_POLICY = "  <features>\n    <capabilities policy='{}'/>\n  </features>\n"
_QUOTA = "  <vcpu>2</vcpu>\n  <cputune>\n    <period>100000</period>\n    <quota>{}</quota>\n  </cputune>\n"


def _lxc(devices: str, inside: str = "", memory: int = 65536) -> str:
    return (
        f"<domain type='lxc'>\n  <name>101</name>\n  <memory unit='KiB'>{memory}</memory>\n{inside}"
        "  <os>\n    <type>exe</type>\n    <init>/sbin/init</init>\n  </os>\n"
        f"  <devices>\n{devices}  </devices>\n</domain>\n"
    )


declare(
    Rule(
        "VZ551",
        "host-network-given-up",
        "warning",
        "a domain that uses the host's network",
        "Without an interface and without <privnet/>, LXC leaves a container in the host's network. One of OpenVZ has "
        "its own, and without IP_ADDRESS and NETIF nothing reaches it. With --strict the translation fails.",
        Example({_XML: _lxc(_ROOT)}, command="convert 101.xml"),
        Example({_XML: _lxc(_ROOT, "  <features>\n    <privnet/>\n  </features>\n")}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ552",
        "network-as-bridge",
        "warning",
        "an interface in a network of libvirt's, of which only the name is known",
        "vzctl knows bridges alone. The name of the network is taken for the bridge's, which it hardly ever is: put "
        "the interface on a bridge that the node has. With --strict the translation fails.",
        Example(
            {_XML: _lxc(_ROOT + "    <interface type='network'>\n      <source network='lan'/>\n    </interface>\n")},
            command="convert 101.xml",
        ),
        Example({_XML: _lxc(_ROOT + _NIC)}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ553",
        "no-memory-limit",
        "info",
        "a document without a limit of RAM",
        "Without PHYSPAGES vzctl would want all beancounters. The conf has what 'vzctl set --ram unlimited --swap "
        "unlimited' saves: a VSwap container that may use all RAM of the node.",
        Example({_XML: _lxc(_ROOT + _NIC, memory=9007199254740991)}, command="convert 101.xml"),
        Example({_XML: _lxc(_ROOT + _NIC)}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ554",
        "becomes-venet",
        "warning",
        "an interface with addresses and without a bridge, under a name of its own",
        "Addresses without a bridge are those of venet, whose interface is called venet0 in every container. With "
        "--strict the translation fails.",
        Example({_XML: _lxc(_ROOT + _ROUTED.format("eth2"))}, command="convert 101.xml"),
        Example({_XML: _lxc(_ROOT + _ROUTED.format("venet0"))}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ555",
        "swap-kept",
        "info",
        "a document whose RAM was edited, and not the limit of RAM and swap together",
        "It appears where <swap_hard_limit>, the sum of both, is what it was. Who gives a "
        "container more RAM does not mean to take its swap: SWAPPAGES stays as it was.",
        subject="translation",
    ),
    Rule(
        "VZ556",
        "one-cpu-of-libvirt",
        "info",
        "one CPU in a document of LXC",
        "libvirt writes <vcpu placement='static'>1</vcpu> into every domain that says nothing of CPUs, and LXC gives a "
        "container all of them. CPUS=1 would be a real limit, so the conf has none; that is told where libvirt did not "
        "write it.",
        Example({_XML: _lxc(_ROOT + _NIC, "  <vcpu>1</vcpu>\n")}, command="convert 101.xml"),
        Example({_XML: _lxc(_ROOT + _NIC, "  <vcpu>2</vcpu>\n")}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ557",
        "left-to-the-node",
        "warning",
        "something that 'vzctl create' needs and the conf does not say",
        "A conf needs no template, and no size of a ploop image, once the container is there; 'vzctl create' does. It "
        "takes what the node's vz.conf says, or fails.",
        Example({_CONF: _ONBOOT}, command="convert 101.conf --to vzctl"),
        Example({_CONF: _ONBOOT + 'OSTEMPLATE="debian-12-x86_64"\n'}, command="convert 101.conf --to vzctl"),
        subject="translation",
        parameters=("OSTEMPLATE", "DISKSPACE"),
        beside=("VE_LAYOUT",),
    ),
    Rule(
        "VZ558",
        "policy-spelled-out",
        "info",
        "a policy for all capabilities that a document does not name",
        "CAPABILITY of a conf changes vzctl's default set, name by name. So each capability that vzctl knows is "
        "written, on or off: another kernel's may be missing there.",
        Example({_XML: _lxc(_ROOT + _NIC, _POLICY.format("deny"))}, command="convert 101.xml"),
        Example({_XML: _lxc(_ROOT + _NIC, _POLICY.format("default"))}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ559",
        "without-effect",
        "warning",
        "a limit that another one in the document makes void",
        "CPUS is a limit, too, so a quota above so many CPUs gives nothing more; and libvirt takes no more than "
        "<memory> for <currentMemory>. Of a container with beancounters <memory> repeats the hard limit, which is what "
        "it may allocate; edited alone, it makes one of VSwap. The message says which one to change.",
        Example({_XML: _lxc(_ROOT + _NIC, _QUOTA.format(300_000))}, command="convert 101.xml"),
        Example({_XML: _lxc(_ROOT + _NIC, _QUOTA.format(150_000))}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ560",
        "files-to-move",
        "warning",
        "a root file system that is not where OpenVZ 7 looks for it",
        "libvzctl has the files of a container without an image in the folder fs of its private area. They have to be "
        "moved there before it starts.",
        Example({_XML: _lxc(_ROOT + _NIC)}, command="convert 101.xml --dialect libvzctl"),
        Example({_XML: _lxc(_ROOT.replace("101", "101/fs") + _NIC)}, command="convert 101.xml --dialect libvzctl"),
        subject="translation",
    ),
    Rule(
        "VZ561",
        "root-of-an-image",
        "info",
        "a document whose root was edited, of a container that is in an image",
        "It appears where an image was mounted elsewhere: what LXC has as its root is where the image is mounted "
        "(VE_ROOT), and the image itself stays in its private area.",
        subject="translation",
        parameters=("VE_ROOT",),
    ),
)
