"""Which numbers mean something else than they look like? Sizes, percentages, empty values.

Facts: ve-conf.md 3.2, 3.3, 3.4, 3.5, 7.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.characters import C_BLANKS, trim
from translator.conf.settle import Setting
from translator.conf.tree import Assignment
from translator.finding import Finding
from translator.lazy import lazy
from translator.lint.context import ConfContext
from translator.lint.rule import Rule, conf_check, declare, line_check
from translator.table import ROWS
from translator.values.codec import UNLIMITED, UNSET
from translator.values.number import FLOAT, HostPercent
from translator.values.virtuozzo import Megahertz
from translator.wording import shown

_PAIRS = ("limits", "quota")
_SIZES = tuple(row.name for row in ROWS if row.codec.shape in _PAIRS)
#: Those in which vzctl takes the suffix P.
_WITH_PAGES = tuple(row.name for row in ROWS if row.name in _SIZES and row.unit != "item" and row.known != "7")
_EMPTY_IS_ZERO = tuple(
    "CPUS CPUUWEIGHT CPULIMIT CPULIMIT_MHZ IOPRIO IOLIMIT IOPSLIMIT QUOTATIME QUOTAUGIDLIMIT BOOTORDER "
    "STOP_TIMEOUT".split()
)

#: Sizes that wrap without a word: all that libvzctl reads, and vzctl's pages, of which a suffix leaves a part.
_WRAP = tuple(
    row.name
    for row in ROWS
    if row.name in _SIZES
    and (row.unit == "page" or (row.known != "4" and getattr(row.codec7, "shape", "limits") in _PAIRS))
)
#: Plain numbers that libvzctl wraps, and vzctl refuses or does not know.
_WRAP7 = tuple(
    "BOOTORDER MEMGUARANTEE MEMGUARANTEE_BYTES CPUWEIGHT CPULIMIT_MHZ CPUS BURST_CPU_AVG_USAGE BURST_CPULIMIT "
    "QUOTAUGIDLIMIT".split()
)

declare(
    Rule(
        "VZ221",
        "suffix-pages",
        "warning",
        "the size suffix P, which means pages",
        "vzctl multiplies by 4096 where one might expect peta; libvzctl refuses the value.",
        'DISKSPACE="1P"\n',
        'DISKSPACE="1G"\n',
        "unsafe",
        parameters=_WITH_PAGES,
    ),
    Rule(
        "VZ222",
        "empty-number",
        "warning",
        "an empty value that reads as zero",
        "vzctl takes nothing for the number 0, which may be no limit, or a limit of nothing at all. libvzctl refuses "
        "most of them. Leave the line out, or write the number.",
        'DISKSPACE=""\n',
        'DISKSPACE="1048576:1048576"\n',
        parameters=(*_SIZES, *_EMPTY_IS_ZERO),
    ),
    Rule(
        "VZ223",
        "size-below-unit",
        "warning",
        "a size that is rounded down to zero",
        "Sizes are rounded down to whole units of the parameter: pages of 4 KiB, KiB of disk space.",
        'LOCKEDPAGES="1K"\n',
        'LOCKEDPAGES="4K"\n',
        parameters=_SIZES,
    ),
    Rule(
        "VZ224",
        "cpulimit-of-host",
        "warning",
        "CPULIMIT with a percent sign",
        "vzctl takes N% for a share of the whole host and multiplies it by the number of CPUs when it reads the file; "
        "libvzctl takes it for a share of one CPU. Without the sign, 100 is one CPU to both.",
        'CPULIMIT="50%"\n',
        'CPULIMIT="50"\n',
        parameters=("CPULIMIT",),
    ),
    Rule(
        "VZ225",
        "cpulimit-wraps",
        "warning",
        "CPULIMIT outside of what 32 bits hold",
        "vzctl cuts the number to 32 bits with a sign: 4294967297 becomes 1, a negative number becomes a huge one.",
        'CPULIMIT="4294967297"\n',
        'CPULIMIT="100"\n',
        parameters=("CPULIMIT",),
    ),
    Rule(
        "VZ226",
        "cpulimit-above-cpus",
        "warning",
        "CPULIMIT above CPUS x 100",
        "A container with N CPUs cannot use more than N x 100 percent of one CPU: the ceiling is never reached.",
        'CPUS="2"\nCPULIMIT="400"\n',
        'CPUS="2"\nCPULIMIT="200"\n',
        parameters=("CPULIMIT",),
        beside=("CPUS",),
    ),
    Rule(
        "VZ227",
        "text-after-number",
        "warning",
        "text behind a number that is ignored",
        "VM_OVERCOMMIT and MEMINFO are read up to the first character that does not fit: 1,5 is 1, and 256M is 256. So "
        "are CPULIMIT_MHZ, and IOLIMIT up to its suffix, by libvzctl.",
        'VM_OVERCOMMIT="1,5"\n',
        'VM_OVERCOMMIT="1.5"\n',
        parameters=("VM_OVERCOMMIT", "MEMINFO", "CPULIMIT_MHZ", "IOLIMIT"),
    ),
    Rule(
        "VZ228",
        "cpuweight-ignored",
        "info",
        "CPUUWEIGHT beside CPUUNITS",
        "vzctl uses the raw weight only where CPUUNITS is not set.",
        'CPUUNITS="1000"\nCPUUWEIGHT="5"\n',
        'CPUUNITS="1000"\n',
        parameters=("CPUUWEIGHT",),
        beside=("CPUUNITS",),
    ),
    Rule(
        "VZ229",
        "negative-number",
        "warning",
        "a negative number that wraps to a huge one",
        "The sign is read and the number wraps at 64 bits: -1 becomes unlimited, or what comes next to it, and -1K of "
        "pages a quarter of that. libvzctl says nothing of it; vzctl of what is more than it can hold (VZ202).",
        'MEMINFO="pages:-1"\n',
        'MEMINFO="pages:65536"\n',
        parameters=("MEMINFO", *_WRAP, *_WRAP7),
    ),
)

#: A mebibyte or more, in no way a zero in any unit, nor one after what vzctl makes of numbers that are too large.
_BIG = r"[1-9][0-9]{0,5}+(?:\.[0-9]++)?[TGMtgm]"
_PLAIN = lazy(
    rf"(?:{_BIG}|[1-9][0-9]*)(?::(?:{_BIG}|[1-9][0-9]*|unlimited))?"
    rf"|0(?::(?:{_BIG}|[0-9]+|unlimited))?|unlimited(?::unlimited)?"
)
_NOT_ZERO = lazy(r"[1-9]")
#: Digits from which on a number may be above what a size can be.
_LIMIT_DIGITS = len(str(UNLIMITED))
_DIGIT = lazy(r"[0-9]")
#: How far libvzctl reads numbers that something may follow.
_READ7 = {
    "CPULIMIT_MHZ": lazy(rf"[{C_BLANKS}]*[+-]?[0-9]+"),
    "IOLIMIT": lazy(rf"[{C_BLANKS}]*[+-]?[0-9]*[TGMKBtgmkb]?"),
    "CPULIMIT": lazy(r".*"),
}
_SUFFIX_PAGES = lazy(r"[0-9.][pP](?::|$)")


def _in_force(conf: ConfContext, setting: Setting) -> tuple[int, str] | None:
    """Return the line in force and its text."""
    if not setting.kept:
        return None
    at = setting.kept[-1]
    leaf = conf.tree[at]
    return (at, leaf.text) if isinstance(leaf, Assignment) else None


@line_check("VZ202", "VZ221", "VZ222", "VZ223", "VZ229", reads=_SIZES)
def size(conf: ConfContext) -> Iterator[Finding]:
    """Look at a size with a suffix, a fraction, a sign, very many digits or nothing in it."""
    name = conf.about
    setting = conf.settings.by_name[name]
    found = _in_force(conf, setting)
    if found is None or (len(found[1]) < _LIMIT_DIGITS and _PLAIN.fullmatch(found[1])):
        return
    at, text = found
    if name in _WITH_PAGES and _SUFFIX_PAGES.search(text):
        message = f"{name}: the suffix P in {shown(text)} means pages of 4096 bytes, and libvzctl refuses it"
        yield conf.finding("VZ221", at, message, fix=conf.rewrite(at, setting.codec.encode(setting.value)))
    for part, number in zip((text.split(":") * 2)[:2], setting.value, strict=True):
        if number:
            yield from _beyond(conf, at, part, number)
            continue
        if not trim(part) or trim(part) in "TGMKPBtgmkpb":
            yield conf.finding("VZ222", at, f"{name}: {shown(text)} holds no number and reads as 0; expected one")
            return
        if _NOT_ZERO.search(part):
            unit = setting.row.unit or ""
            yield conf.finding("VZ223", at, f"{name}: {shown(part)} is less than one {unit} and reads as 0", item=part)
            return


def _beyond(conf: ConfContext, at: int, part: str, number: int) -> Iterator[Finding]:
    """Look at a number that is not what is written, and of which the reader itself does not complain."""
    name, digits = conf.about, trim(part).lstrip("+0")
    if number >= UNLIMITED and (conf.dialect.name != "libvzctl" or digits in ("unlimited", str(UNLIMITED))):
        return
    if digits.startswith("-"):
        reads = "unlimited" if number >= UNLIMITED else number
        message = f"{name}: {shown(part)} wraps to {reads}; expected a number of 0 or more"
        yield conf.finding("VZ229", at, message, item=part)
    elif number >= UNLIMITED:
        message = f"{name}: {shown(part)} is too large, libvzctl takes it for unlimited; expected at most {UNLIMITED}"
        yield conf.finding("VZ202", at, message, item=part)


@line_check("VZ229", reads=_WRAP7)
def signed(conf: ConfContext) -> Iterator[Finding]:
    """Look at numbers with a sign that libvzctl wraps."""
    found = _in_force(conf, conf.settings.by_name[conf.about])
    if found is None or conf.dialect.name != "libvzctl" or not conf.value(conf.about):
        return
    if trim(found[1]).startswith("-"):
        message = f"{conf.about}: {shown(found[1])} wraps to a number near 2^64; expected a number of 0 or more"
        yield conf.finding("VZ229", found[0], message)


@line_check("VZ222", reads=_EMPTY_IS_ZERO)
def empty(conf: ConfContext) -> Iterator[Finding]:
    """Look at numbers of which nothing is written."""
    found = _in_force(conf, conf.settings.by_name[conf.about])
    if found is not None and not found[1]:
        yield conf.finding("VZ222", found[0], f"{conf.about}: nothing is written and reads as 0; expected a number")


@conf_check("VZ224", "VZ225", "VZ226", reads="CPULIMIT")
def cpulimit(conf: ConfContext) -> Iterator[Finding]:
    """Look at the ceiling of CPU time."""
    value, cpus = conf.value("CPULIMIT"), conf.value("CPUS")
    found = _in_force(conf, conf.settings.by_name["CPULIMIT"])
    if found is None:
        return
    at, text = found
    if isinstance(value, HostPercent):
        message = (
            f"CPULIMIT: {shown(text)} is {value.percent}% of the whole host to vzctl and of one CPU to libvzctl; "
            "expected a number without %"
        )
        yield conf.finding("VZ224", at, message)
        return
    if isinstance(value, Megahertz):
        return
    number = trim(text).lstrip("+").rstrip("%").lstrip("0") or "0"
    if number != str(value) and number.strip("-0"):
        yield conf.finding("VZ225", at, f"CPULIMIT: {shown(text)} wraps to {value}; expected at most 2147483647")
    elif cpus is not UNSET and cpus and value > cpus * 100:
        message = f"CPULIMIT: {value} percent of one CPU is more than {cpus} CPUs give; expected at most {cpus * 100}"
        yield conf.finding("VZ226", at, message)


@line_check("VZ222", "VZ227", reads=tuple(_READ7))
def junk7(conf: ConfContext) -> Iterator[Finding]:
    """Look at numbers that libvzctl reads up to what does not fit."""
    name = conf.about
    found = _in_force(conf, conf.settings.by_name[name])
    if found is None or conf.dialect.name != "libvzctl" or found[1] in ("", "unlimited"):
        return
    at, text = found
    match = _READ7[name].match(text)
    if match is None or not _DIGIT.search(match[0]):
        yield conf.finding("VZ222", at, f"{name}: {shown(text)} holds no number and reads as 0; expected one")
    elif rest := text[match.end() :]:
        message = f"{name}: {shown(text)} is read as {shown(match[0])}, {shown(rest)} is ignored"
        yield conf.finding("VZ227", at, message, item=rest)


@line_check("VZ227", "VZ229", reads=("VM_OVERCOMMIT", "MEMINFO"))
def junk(conf: ConfContext) -> Iterator[Finding]:
    """Look at numbers with text behind them."""
    name = conf.about
    found = _in_force(conf, conf.settings.by_name[name])
    if found is None:
        return
    at, text = found
    if name == "VM_OVERCOMMIT":
        match = FLOAT.match(text)
        rest = text[match.end() :] if match else ""
    else:
        number = trim(text.partition(":")[2])
        if number.startswith("-"):
            message = f"MEMINFO: {shown(number)} wraps to {conf.value('MEMINFO')[1]}; expected a number above 0"
            yield conf.finding("VZ229", at, message, item=number)
            return
        rest = number.lstrip("+0123456789")
    if rest:
        read = conf.settings.by_name[name].codec.encode(conf.value(name))
        yield conf.finding("VZ227", at, f"{name}: {shown(text)} is read as {read}, {shown(rest)} is ignored", item=rest)


@conf_check("VZ228", reads="CPUUWEIGHT")
def weight(conf: ConfContext) -> Iterator[Finding]:
    """Look at the raw weight."""
    if conf.value("CPUUWEIGHT") is not UNSET and conf.value("CPUUNITS") is not UNSET:
        yield conf.about_value("VZ228", "CPUUWEIGHT", "CPUUWEIGHT: not used, as CPUUNITS is set; expected one of them")
