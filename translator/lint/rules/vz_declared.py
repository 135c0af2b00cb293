"""Which rules are there about documents for libvirt's vz driver? Their words; :mod:`.vz` has the checks."""

from __future__ import annotations

from translator.lint.rule import Rule, declare

_IMAGE = (
    "    <filesystem type='file'>\n      <driver type='ploop' format='ploop'/>\n"
    "      <source file='/vz/private/101/root.hdd'/>\n      <target dir='/'/>\n    </filesystem>\n"
)


def _example(inside: str = "", devices: str = "", vcpu: str = "  <vcpu>2</vcpu>\n") -> str:
    return (
        f"<domain type='vz'>\n  <name>web1</name>\n  <memory unit='KiB'>65536</memory>\n{vcpu}{inside}  <os>\n"
        "    <type>exe</type>\n    <init>/sbin/init</init>\n  </os>\n"
        f"  <devices>\n{_IMAGE}{devices}  </devices>\n</domain>\n"
    )


_CDROM = "    <disk device='cdrom'>\n      <target dev='hda' bus='{}'/>\n    </disk>\n"
_NIC = (
    "    <interface type='network'>\n      <source network='host-routed'/>\n"
    "      <ip address='192.0.2.10' family='ipv4'{}/>\n    </interface>\n"
)

declare(
    Rule(
        "XD401",
        "refused-by-vz",
        "error",
        "a node that libvirt's driver of Virtuozzo and OpenVZ 7 refuses to define",
        "The driver hands a container to Virtuozzo, which has no place for what stands here: 'virsh define' fails with "
        "'not supported by vz driver'. vzctl or prlctl may set it on the node, once the container is defined.",
        _example("  <cputune>\n    <shares>1000</shares>\n  </cputune>\n"),
        _example(),
        subject="domain",
    ),
    Rule(
        "XD402",
        "misread-by-vz",
        "warning",
        "a node, or its absence, that libvirt's vz driver takes for something else",
        "An address without prefix becomes one of /0, of which all the world is a neighbour; a container without a "
        "number of CPUs gets one; more memory than 4 TiB is read back as less.",
        _example(devices=_NIC.format("")),
        _example(devices=_NIC.format(" prefix='32'")),
        subject="domain",
    ),
    Rule(
        "XD403",
        "forgotten-by-vz",
        "info",
        "a node that libvirt's vz driver takes and does not keep",
        "It is gone from what 'virsh dumpxml' prints. Of what vzvirt writes that is <metadata>, which has what no "
        "other place can say: keep the document, or have 'vzvirt convert --residue FILE' keep that beside it.",
        _example("  <blkiotune>\n    <weight>500</weight>\n  </blkiotune>\n"),
        _example(),
        subject="domain",
    ),
    Rule(
        "XD404",
        "one-virtuozzo",
        "warning",
        "a bus or a controller that libvirt's vz driver takes on one version of Virtuozzo alone",
        "Virtuozzo 7, and with it OpenVZ 7, has disks on IDE and on SCSI of the model virtio-scsi; Virtuozzo 6 has "
        "SATA as well, and SCSI of the model buslogic. On the other version 'virsh define' fails.",
        _example(devices=_CDROM.format("sata")),
        _example(devices=_CDROM.format("ide")),
        subject="domain",
    ),
)
