"""Which rules are there about what libvirt's parser and its LXC driver refuse? Their words and examples."""

from __future__ import annotations

from translator.lint.rule import Rule, declare


def _document(inside: str = "", *, devices: str = "", init: str = "/sbin/init", kind: str = "lxc") -> str:
    started = f"    <init>{init}</init>\n" if init else ""
    return (
        f"<domain type='{kind}'>\n  <name>101</name>\n  <memory unit='KiB'>65536</memory>\n{inside}"
        f"  <os>\n    <type>exe</type>\n{started}  </os>\n"
        + (f"  <devices>\n{devices}  </devices>\n" if devices else "")
        + "</domain>\n"
    )


_SHARED = """  <lxc:namespace xmlns:lxc='http://libvirt.org/schemas/domain/lxc/1.0'>
    <lxc:sharenet type='name' value='web'/>
  </lxc:namespace>
</domain>"""


def _files(target: str = "/", kind: str = "mount", source: str = "dir='/vz/private/101'") -> str:
    return (
        f"    <filesystem type='{kind}'>\n      <source {source}/>\n      <target dir='{target}'/>\n    </filesystem>\n"
    )


def _route(words: str) -> str:
    return f"    <interface type='ethernet'>\n      <route {words}/>\n    </interface>\n"


def _limits(memory: int, both: int) -> str:
    return (
        f"  <memtune>\n    <hard_limit unit='KiB'>{memory}</hard_limit>\n"
        f"    <swap_hard_limit unit='KiB'>{both}</swap_hard_limit>\n  </memtune>\n"
    )


_CONSOLE = "    <console type='pty'/>\n"


def _bridge(kind: str = "bridge", source: str = "bridge='br0'") -> str:
    return f"    <interface type='{kind}'>\n      <source {source}/>\n    </interface>\n"


_BEHIND = "libvirt's schema takes it and its parser does not: 'virsh define' fails, with --validate or without. "

declare(
    Rule(
        "XD222",
        "not-looked-into",
        "info",
        "a part of a container's document that check does not look into, for virtual machines have it",
        "Hardly a driver of containers makes use of it. What stands in it is held against no grammar: libvirt may "
        "refuse it all the same, which 'virsh define --validate' tells.",
        _document(devices="    <memballoon model='virtio'/>\n"),
        _document(devices="    <console type='pty'/>\n"),
        subject="domain",
    ),
    Rule(
        "XD231",
        "refused-size",
        "error",
        "a size of memory or disk that libvirt's parser refuses",
        _BEHIND + "Sizes are held in 64 bits, those of memory in 63; memory to be plugged in needs slots, and is at "
        "least the memory that is there.",
        _document("  <memtune>\n    <hard_limit unit='EiB'>9</hard_limit>\n  </memtune>\n"),
        _document("  <memtune>\n    <hard_limit unit='GiB'>9</hard_limit>\n  </memtune>\n"),
        subject="domain",
    ),
    Rule(
        "XD232",
        "refused-cpus",
        "error",
        "numbers of CPUs, nodes or block devices that libvirt's parser refuses",
        _BEHIND
        + "There are no fewer CPUs than those in use; a list names at least one, ranges run upwards, and memory "
        "that is bound is bound to nodes that are named. A CPU is pinned once, and a block device limited once.",
        _document("  <vcpu current='3'>2</vcpu>\n"),
        _document("  <vcpu current='2'>2</vcpu>\n"),
        subject="domain",
    ),
    Rule(
        "XD233",
        "refused-system",
        "error",
        "an init, a clock or a security label that libvirt's parser refuses",
        _BEHIND + "Arguments have a text, a clock names its time zone, and several security labels a model each.",
        _document("  <clock offset='timezone'/>\n"),
        _document("  <clock offset='timezone' timezone='Europe/Berlin'/>\n"),
        subject="domain",
    ),
    Rule(
        "XD234",
        "refused-interface",
        "error",
        "an interface, a route or a peer that libvirt's parser refuses",
        _BEHIND
        + "A route leads to a network without host bits, through a gateway of its own family, which for IPv6 has "
        "to be said.",
        _document(devices=_route("address='192.0.2.5' prefix='24' gateway='192.0.2.1'")),
        _document(devices=_route("address='192.0.2.0' prefix='24' gateway='192.0.2.1'")),
        subject="domain",
    ),
    Rule(
        "XD235",
        "refused-device",
        "error",
        "a file system, a disk, a host device or a console that libvirt's parser refuses",
        _BEHIND
        + "File systems have a target, disks a name that says where they are, host devices stand once, and consoles "
        "lead somewhere.",
        _document(devices=_files("")),
        _document(devices=_files("/")),
        subject="domain",
    ),
    Rule(
        "XD301",
        "refused-by-lxc",
        "error",
        "a document that libvirt's LXC driver refuses",
        "It runs programs (os type exe), has to be told which one is init, and makes files of the container's name.",
        _document(init=""),
        _document(),
        subject="domain",
    ),
    Rule(
        "XD303",
        "lxc-cannot-start",
        "warning",
        "what libvirt's LXC driver defines and cannot start",
        "'virsh define' takes it, and 'virsh start' fails: the driver has neither templates nor ploop images, knows "
        "four types of interface, wants a console of type pty, and shares no namespace that cannot be there; "
        "the kernel refuses memory with swap that is less than memory.",
        _document(_limits(65536, 1024), devices=_CONSOLE),
        _document(_limits(65536, 131072), devices=_CONSOLE),
        subject="domain",
    ),
    Rule(
        "XD304",
        "lxc-consequence",
        "warning",
        "what libvirt's LXC driver takes with consequences that are easily overlooked",
        "Without a root file system the container has its host's; with the policy 'allow' it has all capabilities; "
        "CPU shares above 10000 cannot be given on a host with cgroup v2.",
        _document("  <cputune>\n    <shares>50000</shares>\n  </cputune>\n", devices=_files()),
        _document("  <cputune>\n    <shares>5000</shares>\n  </cputune>\n", devices=_files()),
        subject="domain",
    ),
    Rule(
        "XD305",
        "lxc-root-is-root",
        "info",
        "an LXC container whose root is the host's",
        "Without <idmap> there is no user namespace: root in the container is root on the host, held back by its "
        "capabilities alone, as in OpenVZ. 'vzvirt convert --idmap' writes a map.",
        _document(),
        _document(
            "  <idmap>\n    <uid start='0' target='100000' count='65536'/>\n"
            "    <gid start='0' target='100000' count='65536'/>\n  </idmap>\n"
        ),
        subject="domain",
        silence="file",
    ),
    Rule(
        "XD306",
        "lxc-needs-another",
        "info",
        "a namespace that an LXC container shares with something else",
        "'virsh define' asks nobody for it, and 'virsh start' fails where the container does not run, the process has "
        "ended, or 'ip netns' has no such name.",
        _document().replace("</domain>", _SHARED),
        _document(),
        subject="domain",
    ),
)
