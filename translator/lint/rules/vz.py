"""What does libvirt's vz driver refuse, and what does it take otherwise than it stands there?

It has one list of refusals for what it defines (facts: libvirt-vz.md 2), each a line of the table below: where the node
is, as XPath, what the driver says no to, and what it takes instead. Virtual machines are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from translator.characters import trim_xml
from translator.container.network import NO_ADDRESS
from translator.domain.cpuset import read_cpuset
from translator.domain.number import whole
from translator.domain.reader import scaled
from translator.domain.view import UNLIMITED_KIB
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.rule import domain_check
from translator.lint.rules import vz_declared  # noqa: F401 - declares the rules

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TYPES = ("vz", "parallels")
_MIB = 2**20
#: The driver makes KiB of MiB in 32 bits when it reads them back.
MOST_MEMORY = (2**22 - 1) * _MIB
_NONE = "none"


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
    _by("title", "a title", "2411"),
    _by("blkiotune/device", "limits of a disk", "2417"),
    _by("memoryBacking/hugepages", "huge pages", "2442"),
    _by("vcpus/vcpu[@enabled='no']", "CPUs that are not there from the start", "2449"),
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
    _by("clock/timer", "a timer", "2575"),
    _by(
        "devices/sound | devices/hostdev | devices/redirdev | devices/smartcard | devices/parallel | devices/channel"
        " | devices/lease | devices/hub",
        "this device",
        "2593",
    ),
    _by("devices[not(graphics)]/input", "an input device without VNC", "2614"),
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
    _by("devices/interface/vlan[@trunk='yes']", "a trunk of VLANs", "2891"),
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
    _by("devices/disk/blockio[@logical_block_size or @physical_block_size]", "a block size", "vz_utils.c:283"),
    _by("devices/disk/iotune", "limits of a disk", "vz_utils.c:296"),
    _by(
        "devices/disk/wwn | devices/disk/vendor | devices/disk/product",
        "a name of the disk",
        "vz_utils.c:308, 315, 322",
    ),
    _by("devices/disk/driver[@error_policy and @error_policy!='default']", "this policy", "vz_utils.c:329"),
    _by("devices/disk/driver[@io and @io!='native']", "this way of I/O", "vz_utils.c:337", "native"),
    _by("devices/disk/driver[@copy_on_read='on']", "a copy on read", "vz_utils.c:344"),
    _by("devices/disk/source[@startupPolicy]", "a policy of starting", "vz_utils.c:351"),
    _by("devices/disk/transient", "a transient disk", "vz_utils.c:358"),
    _by("devices/disk/driver[@discard]", "a way to discard", "vz_utils.c:365"),
    _by("devices/disk/driver[@iothread]", "an I/O thread", "vz_utils.c:372"),
    _by("devices/disk[@type!='file' and @type!='block']", "a disk of this type", "vz_utils.c:381", "file or block"),
)
_COMPILED = [(etree.XPath(each.path), each) for each in REFUSALS]
_ROOT = etree.XPath("devices/filesystem/target[@dir='/'] | devices/disk[not(@device) or @device='disk']")


def _is_container(context: DomainContext) -> bool:
    if trim_xml(context.type) not in _TYPES:
        return False
    kind = context.root.find("os/type")
    return kind is not None and trim_xml(kind.text or "") == "exe"


@domain_check("XD401")
def refused(context: DomainContext) -> Iterator[Finding]:
    """Find what the driver refuses to define."""
    if not _is_container(context):
        return
    root = context.root
    for path, refusal in _COMPILED:
        for element in path(root):
            message = f"libvirt's vz driver refuses {refusal.what}; expected {refusal.taken}"
            yield context.finding("XD401", element, message)
    if not _ROOT(root):
        devices = root.find("devices")
        message = "no root file system, which libvirt's vz driver takes for a container without disk; expected one"
        yield context.finding("XD401", root if devices is None else devices, message)
    yield from _memory(context)
    yield from _cpus(context)
    for nic in context.devices("interface"):
        yield from _routes(context, nic)


def _memory(context: DomainContext) -> Iterator[Finding]:
    memory, current = context.root.find("memory"), context.root.find("currentMemory")
    if memory is None or (total := scaled(memory, 1024)) is None:
        return
    if -(-total // 1024) % 1024:
        message = f"libvirt's vz driver refuses {memory.text} {memory.get('unit', 'KiB')}; expected whole MiB"
        yield context.finding("XD401", memory, message)
    now = None if current is None else scaled(current, 1024)
    if current is not None and now and -(-now // 1024) < -(-total // 1024):
        message = "libvirt's vz driver refuses less memory from the start; expected the same as <memory>"
        yield context.finding("XD401", current, message)
    for limit in context.root.iterfind("memtune/*"):
        kib = (scaled(limit, 1024) or 0) // 1024
        if 0 < kib < UNLIMITED_KIB:
            message = f"libvirt's vz driver refuses <{limit.tag!s}>; expected none"
            yield context.finding("XD401", limit, message)


def _cpus(context: DomainContext) -> Iterator[Finding]:
    vcpu = context.root.find("vcpu")
    if vcpu is None:
        return
    now, most = whole(trim_xml(vcpu.get("current", ""))), whole(trim_xml(vcpu.text or ""))
    if now is not None and most is not None and now < most:
        message = f"libvirt's vz driver refuses fewer CPUs ({now}) from the start; expected {most}"
        yield context.finding("XD401", vcpu, message, attribute="current")
    usual = read_cpuset(vcpu.get("cpuset", ""))
    for pin in context.root.iterfind("cputune/vcpupin"):
        if read_cpuset(pin.get("cpuset", "")) != usual:
            message = "libvirt's vz driver refuses other CPUs for one of them; expected those of <vcpu cpuset='...'>"
            yield context.finding("XD401", pin, message)


def _routes(context: DomainContext, nic: Element) -> Iterator[Finding]:
    families: set[bool] = set()
    for route in nic.iterfind("route"):
        six = ":" in route.get("gateway", "")
        if route.get("address", "") not in NO_ADDRESS:
            message = "libvirt's vz driver refuses a route that is not the default one; expected 0.0.0.0 or ::"
            yield context.finding("XD401", route, message)
        elif six in families:
            message = "libvirt's vz driver refuses a second default route of one family; expected one"
            yield context.finding("XD401", route, message)
        families.add(six)


@domain_check("XD402")
def otherwise(context: DomainContext) -> Iterator[Finding]:
    """Find what the driver takes for something else than it says."""
    if not _is_container(context):
        return
    root = context.root
    for address in root.iterfind("devices/interface/ip"):
        if address.get("prefix") is None and address.get("netmask") is None:
            message = "without prefix it is one of /0 to libvirt's vz driver; expected prefix='...'"
            yield context.finding("XD402", address, message)
    memory = root.find("memory")
    if memory is not None and (scaled(memory, 1024) or 0) > MOST_MEMORY:
        message = f"libvirt's vz driver reads another amount back; expected at most {MOST_MEMORY // _MIB} MiB"
        yield context.finding("XD402", memory, message)
    if root.find("vcpu") is None:
        message = "without <vcpu> libvirt's vz driver gives the container one CPU; expected a number"
        yield context.finding("XD402", root, message)


@domain_check("XD403")
def forgotten(context: DomainContext) -> Iterator[Finding]:
    """Name what the driver takes without keeping it."""
    if not _is_container(context):
        return
    for path in ("metadata", "blkiotune/weight", "devices/video"):
        for element in context.root.iterfind(path):
            message = f"libvirt's vz driver keeps no <{element.tag!s}> of a container"
            yield context.finding("XD403", element, message)
