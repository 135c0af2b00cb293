"""Which beancounters contradict each other? vzcfgvalidate's findings, with its severities.

Facts: ve-conf.md 5.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.characters import is_digits
from translator.finding import Finding, Fix
from translator.lint.context import ConfContext
from translator.lint.rule import Rule, conf_check, declare
from translator.lint.validate import EQUAL, LATER, ORDERED, REQUIRED, Breach, breaches
from translator.values.codec import UNLIMITED
from translator.values.size import PAGE

_VALIDATE = "vzcfgvalidate reports it as an error."
_WARNS = "vzcfgvalidate reports it as a warning."

declare(
    Rule(
        "VZ301",
        "missing-counter",
        "error",
        "a beancounter that this kind of container cannot do without",
        "vzctl refuses to start the container (code 28). A finite limit of PHYSPAGES makes a VSwap container, which "
        "needs PHYSPAGES and SWAPPAGES; any other needs the whole set of beancounters.",
        'PHYSPAGES="0:65536"\n',
        'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n',
        parameters=(*REQUIRED, *LATER, "SWAPPAGES", "DISKSPACE", "DISKINODES"),
        beside=("DISK_QUOTA",),
        silence="file",
    ),
    Rule(
        "VZ302",
        "barrier-not-limit",
        "error",
        "a counter whose barrier and limit differ, although only one of them counts",
        "The kernel knows one number for these counters; two look like a soft limit. " + _VALIDATE,
        'NUMPROC="200:240"\n',
        'NUMPROC="240:240"\n',
        "unsafe",
        completed=True,
        parameters=EQUAL,
    ),
    Rule(
        "VZ303",
        "guarantee-limited",
        "error",
        "a guarantee whose limit is not unlimited",
        "The barrier of VMGUARPAGES and OOMGUARPAGES is the guarantee; their limit must be the largest number. "
        + _VALIDATE,
        'VMGUARPAGES="33792:33792"\n',
        'VMGUARPAGES="33792:unlimited"\n',
        "unsafe",
        completed=True,
        parameters=("VMGUARPAGES", "OOMGUARPAGES"),
    ),
    Rule(
        "VZ304",
        "barrier-above-limit",
        "error",
        "a counter whose barrier is above its limit",
        "The barrier is where the container is warned or throttled, the limit where it is refused: it cannot come "
        "first. " + _VALIDATE,
        'KMEMSIZE="20000000:15000000"\n',
        'KMEMSIZE="15000000:20000000"\n',
        "unsafe",
        completed=True,
        parameters=tuple(ORDERED),
    ),
    Rule(
        "VZ305",
        "physpages-ubc",
        "error",
        "PHYSPAGES other than 0:unlimited in a container without VSwap",
        "Without VSwap, RAM is accounted and not limited: PRIVVMPAGES limits. 2147483647, the unlimited of 32-bit "
        "hosts, is refused too. " + _VALIDATE,
        'PHYSPAGES="0:2147483647"\n',
        'PHYSPAGES="0:unlimited"\n',
        "unsafe",
        completed=True,
        parameters=("PHYSPAGES",),
    ),
    Rule(
        "VZ306",
        "quota-soft-above-hard",
        "error",
        "a disk quota whose soft limit is above its hard limit, with DISK_QUOTA=yes in the same file",
        "The grace period would start where writing is refused already. " + _VALIDATE,
        'DISK_QUOTA="yes"\nDISKSPACE="5:4"\nDISKINODES="5:5"\n',
        'DISK_QUOTA="yes"\nDISKSPACE="4:5"\nDISKINODES="5:5"\n',
        "unsafe",
        completed=True,
        parameters=("DISKSPACE", "DISKINODES"),
        beside=("DISK_QUOTA",),
    ),
    Rule(
        "VZ307",
        "dcachesize-below-files",
        "warning",
        "DCACHESIZE too small for NUMFILE",
        "Each open file pins 384 bytes of the cache of directory entries: the container cannot open as many files as "
        "NUMFILE promises. " + _WARNS,
        'DCACHESIZE="1000:2000"\n',
        'DCACHESIZE="3409920:3624960"\n',
        "unsafe",
        completed=True,
        parameters=("DCACHESIZE",),
        beside=("NUMFILE",),
    ),
    Rule(
        "VZ308",
        "kmemsize-below-processes",
        "error",
        "KMEMSIZE too small for the processes",
        "40 KiB of kernel memory a process, and the cache of directory entries on top: with less, processes cannot be "
        "started although NUMPROC allows them. " + _VALIDATE,
        'KMEMSIZE="1000:2000"\n',
        'KMEMSIZE="14372700:14790164"\n',
        "unsafe",
        completed=True,
        parameters=("KMEMSIZE",),
        beside=("NUMPROC", "AVNUMPROC", "DCACHESIZE"),
    ),
    Rule(
        "VZ309",
        "privvmpages-below-guarantee",
        "warning",
        "PRIVVMPAGES below the guarantee of VMGUARPAGES",
        "Less may be allocated than is guaranteed. The repair of vzcfgvalidate lifts the limit to unlimited where it "
        "was high enough. " + _WARNS,
        'PRIVVMPAGES="100:40000"\n',
        'PRIVVMPAGES="65536:69632"\n',
        "unsafe",
        completed=True,
        parameters=("PRIVVMPAGES",),
        beside=("VMGUARPAGES",),
    ),
    Rule(
        "VZ310",
        "tcpsndbuf-span",
        "error",
        "too little between barrier and limit of TCPSNDBUF",
        "Each socket may take 2560 bytes above the barrier; with less, connections stall for ever. " + _VALIDATE,
        'TCPSNDBUF="1720320:1720320"\n',
        'TCPSNDBUF="1720320:2703360"\n',
        "unsafe",
        completed=True,
        parameters=("TCPSNDBUF",),
        beside=("NUMTCPSOCK",),
    ),
    Rule(
        "VZ311",
        "othersockbuf-span",
        "error",
        "too little between barrier and limit of OTHERSOCKBUF",
        "Each socket may take 2560 bytes above the barrier; with less, local connections stall for ever. " + _VALIDATE,
        'OTHERSOCKBUF="1126080:1126080"\n',
        'OTHERSOCKBUF="1126080:2097152"\n',
        "unsafe",
        completed=True,
        parameters=("OTHERSOCKBUF",),
        beside=("NUMOTHERSOCK",),
    ),
    Rule(
        "VZ312",
        "tcprcvbuf-span",
        "warning",
        "too little between barrier and limit of TCPRCVBUF",
        "Each socket may take 2560 bytes above the barrier. " + _WARNS,
        'TCPRCVBUF="1720320:1720320"\n',
        'TCPRCVBUF="1720320:2703360"\n',
        "unsafe",
        completed=True,
        parameters=("TCPRCVBUF",),
        beside=("NUMTCPSOCK",),
    ),
    Rule(
        "VZ313",
        "tcp-buffer-small",
        "warning",
        "a TCP buffer below 64 KiB",
        "A single connection may need 64 KiB of buffer; with less it does not move. " + _WARNS,
        'TCPRCVBUF="60000:2703360"\n',
        'TCPRCVBUF="65536:2703360"\n',
        "unsafe",
        completed=True,
        parameters=("TCPSNDBUF", "TCPRCVBUF"),
    ),
    Rule(
        "VZ314",
        "datagram-buffer-small",
        "warning",
        "DGRAMRCVBUF or OTHERSOCKBUF below 32 KiB",
        "Datagrams of the usual sizes do not fit. " + _WARNS,
        'DGRAMRCVBUF="32767:262144"\n',
        'DGRAMRCVBUF="132096:262144"\n',
        "unsafe",
        completed=True,
        parameters=("DGRAMRCVBUF", "OTHERSOCKBUF"),
    ),
    Rule(
        "VZ315",
        "datagram-buffer-modest",
        "info",
        "DGRAMRCVBUF or OTHERSOCKBUF below 129 KiB",
        "129 KiB lets two of the largest datagrams wait. vzcfgvalidate recommends it.",
        'DGRAMRCVBUF="32768:262144"\n',
        'DGRAMRCVBUF="132096:262144"\n',
        "unsafe",
        completed=True,
        parameters=("DGRAMRCVBUF", "OTHERSOCKBUF"),
    ),
    Rule(
        "VZ316",
        "numfile-below-processes",
        "warning",
        "NUMFILE too small for the processes or the sockets",
        "32 files a process, and at least one for each socket and terminal: with less, programs fail to start. "
        + _WARNS,
        'NUMFILE="5759"\n',
        'NUMFILE="9312"\n',
        "unsafe",
        completed=True,
        parameters=("NUMFILE",),
        beside=("NUMPROC", "AVNUMPROC", "NUMTCPSOCK", "NUMOTHERSOCK", "NUMPTY"),
    ),
)


@conf_check(*(f"VZ{number}" for number in range(301, 320)))
def validation(conf: ConfContext) -> Iterator[Finding]:
    """Report what vzcfgvalidate does, which is vzctl's. The host's own file (0.conf) need not be complete."""
    if conf.dialect.name == "libvzctl":
        return
    missing: dict[str, list[str]] = {}
    for breach in breaches(conf.settings, conf.host):
        if breach.wants == "present":
            missing.setdefault(breach.why, []).append(breach.parameter)
        else:
            yield _finding(conf, breach)
    if conf.ctid != "0":
        for why, names in missing.items():
            yield _missing(conf, names, why)


def _missing(conf: ConfContext, names: list[str], why: str) -> Finding:
    """Return the one finding about what is missing for one reason, where vzcfgvalidate has a line for each."""
    if len(names) == 1:
        message = f"{names[0]} is missing: {why}; expected {names[0]} present"
    else:
        message = f"{', '.join(names)} are missing: {why.replace('without it', 'without them')}; expected them present"
    return conf.about_value("VZ301", names[0], message)


def _finding(conf: ConfContext, breach: Breach) -> Finding:
    name = breach.parameter
    value = conf.value(name)
    fix = repair(conf, breach)
    words = "soft and hard" if name.startswith("DISK") else "barrier and limit"
    why = f" ({breach.why}{_size(conf, name, breach)})" if breach.why else ""
    message = f"{name}: {words} are {_number(value[0])} and {_number(value[1])}; expected {breach.wants}{why}"
    return conf.about_value(breach.code, name, message, fix=fix)


def _number(number: int) -> str:
    return "unlimited" if number == UNLIMITED else str(number)


def _size(conf: ConfContext, name: str, breach: Breach) -> str:
    """Say a number of pages in MiB as well."""
    setting = conf.setting(name)
    number = breach.wants.rpartition(" ")[2]
    if setting is None or setting.row.unit != "page" or not is_digits(number) or int(number) in (0, UNLIMITED):
        return ""
    return f", {int(number) * PAGE / 2**20:.4g} MiB"


def repair(conf: ConfContext, breach: Breach) -> Fix | None:
    """Return vzcfgvalidate's repair, as a change of the line in force."""
    setting = conf.setting(breach.parameter)
    if setting is None or not setting.kept or breach.repair is None:
        return None
    return conf.rewrite(setting.kept[-1], setting.codec.encode(breach.repair))
