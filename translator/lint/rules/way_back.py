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
        "libvirt writes <vcpu>1</vcpu> into every domain that says nothing of CPUs, and LXC gives a container all of "
        "them. CPUS=1 would be a real limit, so the conf has none.",
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
)
