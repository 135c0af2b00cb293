"""Which nodes does libvirt's vz driver refuse by themselves, wherever they stand in a container's document?

One line each: where the node is, as XPath, what the driver says no to, what it takes instead, and which line of its
source says so. What takes more than the node to tell is in :mod:`.vz` and :mod:`.vz_disks`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from translator.characters import trim_xml
from translator.lint.context import DomainContext

_TYPES = ("vz", "parallels")
_NONE = "none"


def is_container(context: DomainContext) -> bool:
    """Whether a document is of a container for this driver; it has virtual machines, too."""
    if trim_xml(context.type) not in _TYPES:
        return False
    kind = context.root.find("os/type")
    return kind is not None and trim_xml(kind.text or "") == "exe"


class Refusal(NamedTuple):
    """A node that the driver refuses: where, what it is called, what is taken, and the line that refuses it (libvirt
    9.0.0, vz_sdk.c unless another file is named).
    """

    path: str
    what: str
    taken: str
    source: str


def _by(paths: str, what: str, source: str, taken: str = _NONE) -> Refusal:
    return Refusal(paths, what, taken, source)


#: What is told by the node alone.
REFUSALS: Final = (
    _by("name[contains(., '/')]", "a '/' in the name", "domain_postparse.c:843", "a name without one"),
    _by("maxMemory[number()!=0 or @slots!=0]", "memory to be plugged in", "domain_postparse.c:763"),
    _by("devices/memory", "memory to be plugged in", "domain_postparse.c:763"),
    _by("title", "a title", "2411"),
    _by("blkiotune/device", "limits of a disk", "2417"),
    _by("memoryBacking/hugepages", "huge pages", "2442"),
    _by("vcpu[@placement='auto']", "CPUs placed by the host", "2455", "placement='static'"),
    _by("cputune/shares", "CPU shares", "2466"),
    _by("cputune/period[number()!=0]", "a period of a CPU quota", "2466"),
    _by("cputune/quota[number()!=0]", "a CPU quota", "2466"),
    _by("numatune/memory[not(@mode) or @mode='strict']", "memory of strictly these nodes", "2491"),
    _by("numatune/memnode", "memory by node", "2491"),
    _by("on_poweroff[.!='destroy']", "this action", "2501", "destroy"),
    _by("on_reboot[.!='restart']", "this action", "2501", "restart"),
    _by("on_crash[.!='destroy']", "this action", "2501", "destroy"),
    _by("os/type[@machine]", "a kind of machine", "2518"),
    _by("os/bootmenu[@enable] | os/bios[@useserial] | os/smbios", "a way to boot", "2518"),
    _by("os/kernel | os/initrd | os/cmdline | os/root | os/loader", "a kernel of its own", "2518"),
    _by("bootloader | bootloader_args", "a boot loader", "2518"),
    _by("os[not(init)]", "a container without init", "2550", "<init>/sbin/init</init>"),
    _by("os/init[.!='/sbin/init']", "this program", "2550", "/sbin/init"),
    _by("os/initarg", "arguments of init", "2550"),
    _by("os/boot", "an order of booting", "2550"),
    _by("os/type[@arch and @arch!='x86_64' and @arch!='i686']", "this architecture", "3892", "x86_64 or i686"),
    _by("devices/emulator", "an emulator", "2557"),
    _by("features/*[not(self::capabilities[not(@policy) or @policy='default'])]", "a feature", "2565"),
    _by("clock[@offset!='utc']", "this clock", "2575", "utc"),
    _by("clock[@offset='utc' and @adjustment!='reset']", "an adjusted clock", "2575"),
    _by("clock/timer", "a timer", "2575"),
    _by(
        "devices/sound | devices/hostdev | devices/redirdev | devices/smartcard | devices/parallel | devices/channel"
        " | devices/lease | devices/hub",
        "this device",
        "2593",
    ),
    _by("devices[not(graphics)]/input", "an input device without VNC", "2614"),
    _by(
        "devices[graphics]/input[(@type!='mouse' and @type!='keyboard') or @bus!='parallels' or"
        " @type=preceding-sibling::input/@type]",
        "this input device",
        "2609",
        "one mouse and one keyboard, or none",
    ),
    _by("devices/graphics[@type!='vnc']", "this display", "vz_utils.c:499", "vnc"),
    _by("devices/graphics[position()>1]", "a second display", "3912"),
    _by("devices/graphics[@websocket]", "a web socket", "vz_utils.c:506"),
    _by("devices/graphics[@keymap and @keymap!='en-us']", "this keymap", "vz_utils.c:514", "en-us"),
    _by("devices/graphics[@sharePolicy='allow-exclusive']", "this policy", "vz_utils.c:521"),
    _by("devices/graphics[@connected='fail' or @connected='keep']", "this action", "vz_utils.c:529"),
    _by("devices/graphics[@passwdValidTo]", "a password that expires", "vz_utils.c:536"),
    _by("devices/graphics[count(listen)>1]", "more than one address to listen on", "vz_utils.c:543"),
    _by("devices/graphics/listen[@type!='address']", "this way to listen", "vz_utils.c:551", "address"),
    _by(
        "devices/serial[@type!='dev' and @type!='file' and @type!='unix' and @type!='tcp' and @type!='udp']",
        "a serial port of this type",
        "2781",
        "dev, file, unix, tcp or udp",
    ),
    _by("devices/serial/target[@type]", "a type of the port", "2768"),
    _by("devices/serial/address", "an address of a serial port", "2788"),
    _by("devices/serial/source/seclabel", "a label of a serial port", "2795"),
    _by("devices/serial[@type='tcp']/protocol[@type!='raw']", "this protocol", "2803", "raw"),
    _by("devices/interface[@type!='network' and @type!='bridge']", "this type", "2828", "network or bridge"),
    _by("devices/interface/backend[@tap or @vhost]", "a backend", "2835"),
    _by("devices/interface/source[@portgroup]", "a port group", "2842"),
    _by("devices/interface/tune/sndbuf", "a send buffer", "2849"),
    _by("devices/interface/script", "a script", "2856"),
    _by("devices/interface/guest[@dev]", "a name of the container's end", "2863"),
    _by("devices/interface/address", "an address of the device", "2870"),
    _by("devices/interface/filterref", "a network filter", "2877"),
    _by("devices/interface/bandwidth", "a bandwidth", "2884"),
    _by("devices/interface/vlan[@trunk='yes' or count(tag)>1]", "a trunk of VLANs", "2891"),
    _by(
        "devices/filesystem[not(@type) or (@type!='file' and @type!='volume' and @type!='template')]",
        "a file system of this type",
        "2904",
        "file, volume or template",
    ),
    _by(
        "devices/filesystem[@type='file' or @type='volume'][not(driver[@type='ploop'])]", "this driver", "2911", "ploop"
    ),
    _by(
        "devices/filesystem[@type='file' or @type='volume'][@accessmode and @accessmode!='passthrough']",
        "this access mode",
        "2918",
        "passthrough",
    ),
    _by("devices/filesystem[@type='file' or @type='volume']/driver[@wrpolicy]", "a policy of writing", "2925"),
    _by(
        "devices/filesystem[@type='file' or @type='volume'][driver[@type='ploop'][not(@format='ploop')]]",
        "this format",
        "2932",
        "ploop",
    ),
    _by("devices/filesystem[@type='file' or @type='volume']/readonly", "a file system that is read only", "2939"),
    _by(
        "devices/filesystem[@type='file' or @type='volume']/*[self::space_hard_limit or self::space_soft_limit]",
        "a limit of space",
        "2946",
    ),
    _by(
        "devices[filesystem[@type='template']]/filesystem[position()>1]",
        "a second file system beside a template",
        "4087, 4101",
    ),
    _by("devices/disk[@device='lun' or @device='floppy']", "this kind of disk", "vz_utils.c:275", "disk or cdrom"),
    _by("devices/disk/blockio[@logical_block_size!=0 or @physical_block_size!=0]", "a block size", "vz_utils.c:283"),
    _by(
        "devices/disk/iotune/*[contains(' total_bytes_sec read_bytes_sec write_bytes_sec total_iops_sec read_iops_sec"
        " write_iops_sec ', concat(' ', local-name(), ' ')) and number()!=0]",
        "limits of a disk",
        "vz_utils.c:296",
    ),
    _by("devices/disk/wwn", "a name of the disk", "vz_utils.c:308"),
    _by("devices/disk/vendor", "a name of the disk", "vz_utils.c:315"),
    _by("devices/disk/product", "a name of the disk", "vz_utils.c:322"),
    _by("devices/disk/driver[@error_policy and @error_policy!='default']", "this policy", "vz_utils.c:329"),
    _by("devices/disk/driver[@io and @io!='native']", "this way of I/O", "vz_utils.c:337", "native"),
    _by("devices/disk/driver[@copy_on_read]", "a word on copies on read", "vz_utils.c:344"),
    _by("devices/disk/source[@startupPolicy]", "a policy of starting", "vz_utils.c:351"),
    _by("devices/disk/transient", "a transient disk", "vz_utils.c:358"),
    _by("devices/disk/driver[@discard]", "a way to discard", "vz_utils.c:365"),
    _by("devices/disk/driver[@iothread]", "an I/O thread", "vz_utils.c:372"),
    _by("devices/disk[@type!='file' and @type!='block']", "a disk of this type", "vz_utils.c:381", "file or block"),
)
