"""Which further documents break the rules about disks and other parts of machines? One for each message of them."""

from __future__ import annotations

from tests.lint.more import More

_PLACE = "<address type='drive' controller='{}' bus='{}' target='{}' unit='{}'/>"
_UDP = (
    "<serial type='udp'><source mode='bind' host='a' service='1'/><source mode='connect' host='a' service='2'/>"
    "</serial>"
)


def machine(devices: str, inside: str = "", kind: str = "lxc") -> str:
    """Return a container's document with devices of machines."""
    return (
        f"<domain type='{kind}'><name>101</name><memory>65536</memory><vcpu>2</vcpu>{inside}"
        f"<os><type>exe</type><init>/sbin/init</init></os><devices>{devices}</devices></domain>"
    )


def disk(name: str, bus: str = "", inside: str = "", *, device: str = "disk", kind: str = "lxc") -> str:
    """Return a document with one disk in a file."""
    on = f" bus='{bus}'" if bus else ""
    return machine(f"<disk device='{device}'><source file='/d'/><target dev='{name}'{on}/>{inside}</disk>", kind=kind)


def _vz(name: str, bus: str = "", inside: str = "") -> str:
    return disk(name, bus, inside, kind="vz")


MACHINES: tuple[More, ...] = (
    More("XD222", machine("", "<features><acpi/></features>"), "<acpi> is not looked into"),
    More("XD222", machine("<interface type='bridge'><source bridge='b'/><tune/></interface>"), "<tune>"),
    More("XD222", machine("", "<cputune><vcpusched vcpus='0' scheduler='batch'/></cputune>"), "<vcpusched>"),
    More("XD222", machine("", "<cpu mode='host-model'/>"), "<cpu>"),
    More("XD232", machine("", "<vcpus><vcpu id='0' enabled='yes'/></vcpus>"), "CPUs one by one"),
    More("XD235", disk("fda"), "'fda' is no name of a disk"),
    More("XD235", disk("sda", device="floppy"), "'sda' is no name of a floppy"),
    More("XD235", disk("sdA"), "'sdA' is no name that says where"),
    More("XD235", disk("hda", inside="<address type='pci'/>"), "a disk on ide has no address of type pci"),
    More("XD235", disk("fda", "fdc", device="cdrom"), "a cdrom on the bus fdc"),
    More("XD235", machine("<disk><target dev='sda'/></disk>"), "a disk without a source"),
    More("XD235", machine("<input type='mouse'/>"), "no container has input devices"),
    More("XD235", machine("<graphics type='vnc'/>"), "no model of a video"),
    More("XD401", _vz("vda"), "a disk on the bus virtio; expected ide or scsi"),
    More("XD401", _vz("sda", inside="<driver type='qcow2'/>"), "the format qcow2 here; expected ploop"),
    More("XD401", _vz("sdA", inside=_PLACE.format(0, 0, 0, 0)), "refuses the name 'sdA'"),
    More("XD401", _vz("sdh"), "a second controller, where sdh is; expected at most sdg"),
    More("XD401", _vz("sda", inside=_PLACE.format(1, 0, 0, 0)), "a second controller; expected controller='0'"),
    More("XD401", _vz("sda", inside=_PLACE.format(0, 0, 1, 0)), "a target of a controller"),
    More("XD401", _vz("hda", inside=_PLACE.format(0, 0, 0, 2)), "unit 2 of a bus of IDE"),
    More("XD401", _vz("sda", inside=_PLACE.format(0, 1, 0, 0)), "a second bus of scsi"),
    More("XD401", _vz("hdc", inside=_PLACE.format(0, 0, 0, 1)), "expected bus='1' and unit='0'"),
    More("XD401", machine("<controller type='usb'/>", kind="vz"), "a controller of type usb; expected scsi or ide"),
    More("XD401", machine("<controller type='scsi' model='lsilogic'/>", kind="vz"), "the model lsilogic of SCSI"),
    More("XD401", machine(_UDP, kind="vz"), "refuses to listen elsewhere than it sends"),
    More("XD404", machine("<controller type='sata'/>", kind="vz"), "refuses SATA on Virtuozzo 7"),
    More("XD404", machine("<controller type='scsi' model='buslogic'/>", kind="vz"), "buslogic on Virtuozzo 7"),
)
