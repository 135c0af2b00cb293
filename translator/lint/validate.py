"""What does vzcfgvalidate object to, and how would it repair that?

The arithmetic is vzcfgvalidate's own: unsigned 64-bit numbers that wrap, right sides with the top bit cleared, and
the factor 2560 in double precision, so that ``unlimited`` satisfies some formulas and breaks others.
Facts: ve-conf.md 5.1, 5.2, 5.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from translator.conf.settle import Settings
from translator.container.memory import is_vswap
from translator.lint.rule import NO_HOST, Host
from translator.values.codec import ULONG_RANGE, UNLIMITED, UNSET
from translator.values.size import PAGE, Pair, Quota

#: Without all of these vzcfgvalidate stops at once, in its order.
REQUIRED = (
    "NUMPROC NUMTCPSOCK NUMOTHERSOCK OOMGUARPAGES VMGUARPAGES KMEMSIZE TCPSNDBUF TCPRCVBUF OTHERSOCKBUF DGRAMRCVBUF "
    "PRIVVMPAGES NUMFILE DCACHESIZE PHYSPAGES NUMPTY"
).split()
_DCACHE_PER_FILE = 384
_KMEM_PER_PROCESS = 40960
_BUFFER_PER_SOCKET = 2560
_TCP_BUFFER = 65536
_DGRAM_BUFFER = 32768
_DGRAM_BUFFER_BETTER = 132096
_FILES_PER_PROCESS = 32
#: Barrier and limit have to be equal, or in order.
EQUAL = ("NUMPROC", "NUMTCPSOCK", "NUMOTHERSOCK", "SHMPAGES", "NUMFILE", "NUMPTY", "NUMSIGINFO", "NUMIPTENT")
ORDERED = "KMEMSIZE TCPSNDBUF TCPRCVBUF OTHERSOCKBUF DGRAMRCVBUF PRIVVMPAGES LOCKEDPAGES NUMFLOCK DCACHESIZE".split()
#: Validated one by one: they may be missing without stopping the rest.
LATER = ("SHMPAGES", "NUMSIGINFO", "NUMIPTENT", "LOCKEDPAGES", "NUMFLOCK")
COUNTERS = (*REQUIRED, *LATER, "AVNUMPROC")
#: Confs are made from few samples, and so have few sets of beancounters: of so many it is kept what they mean.
SETS = 1024


class Breach(NamedTuple):
    """One condition that does not hold. ``wants`` is the relation, with vzcfgvalidate's numbers; ``why`` says where a
    number comes from; ``repair`` is the value it would write, None where it has none.
    """

    code: str
    parameter: str
    wants: str
    why: str = ""
    repair: Pair | Quota | None = None


def breaches(settings: Settings, host: Host = NO_HOST) -> Iterator[Breach]:
    """Yield what vzcfgvalidate reports for a conf, in its order."""
    value = settings.value
    physpages = value("PHYSPAGES")
    if is_vswap(physpages):
        yield from _vswap(physpages, value("SWAPPAGES"), host)
        return
    counters = counters_of(settings)
    if UNSET in counters[: len(REQUIRED)]:
        for name, counter in zip(REQUIRED, counters, strict=False):
            if counter is UNSET:
                yield Breach("VZ301", name, "present", "a container without VSwap cannot start without it")
        return
    pairs, formulas = _of_counters(counters)
    yield from pairs
    if value("DISK_QUOTA") == "yes":
        yield from _quota(value)
    yield from formulas


def counters_of(settings: Settings) -> tuple[Any, ...]:
    """Return the values of the beancounters, those that are ``REQUIRED`` first, UNSET for what is not said."""
    get = settings.by_name.get
    return tuple([UNSET if (setting := get(name)) is None else setting.value for name in COUNTERS])


@lru_cache(SETS)
def _of_counters(counters: tuple[Any, ...]) -> tuple[tuple[Breach, ...], tuple[Breach, ...]]:
    """Return what is wrong with each of the beancounters, and between them."""
    values = dict(zip(COUNTERS, counters, strict=True))
    return tuple(_pairs(values)), tuple(_formulas(values))


def _vswap(physpages: Pair, swappages: Any, host: Host) -> Iterator[Breach]:
    if physpages.barrier:
        yield Breach("VZ317", "PHYSPAGES", "barrier == 0", "RAM is the limit", Pair(0, physpages.limit))
    if host.ram is not None and physpages.limit > host.ram // PAGE:
        pages = host.ram // PAGE
        yield Breach("VZ318", "PHYSPAGES", f"limit <= {pages}", "the host's RAM", Pair(physpages.barrier, pages))
    if swappages is UNSET:
        yield Breach("VZ301", "SWAPPAGES", "present", "a VSwap container cannot start without it")
        return
    if swappages.barrier:
        yield Breach("VZ317", "SWAPPAGES", "barrier == 0", "swap is the limit", Pair(0, swappages.limit))
    if host.swap is not None and swappages.limit > host.swap // PAGE:
        pages = host.swap // PAGE
        yield Breach("VZ319", "SWAPPAGES", f"limit <= {pages}", "the host's swap", Pair(swappages.barrier, pages))


def _pairs(values: dict[str, Any]) -> Iterator[Breach]:
    for name in EQUAL:
        pair = values[name]
        if pair is UNSET:
            yield Breach("VZ301", name, "present", "a container without VSwap cannot start without it")
        elif pair.barrier != pair.limit:
            both = max(pair)
            yield Breach("VZ302", name, "barrier == limit", "the barrier has no meaning of its own", Pair(both, both))
    for name in ORDERED:
        pair = values[name]
        if pair is UNSET:
            yield Breach("VZ301", name, "present", "a container without VSwap cannot start without it")
        elif pair.barrier > pair.limit:
            yield Breach("VZ304", name, "barrier <= limit", "", Pair(pair.barrier, pair.barrier))
    for name in ("VMGUARPAGES", "OOMGUARPAGES"):
        pair = values[name]
        if pair.limit != UNLIMITED:
            repair = Pair(pair.barrier, UNLIMITED)
            yield Breach("VZ303", name, f"limit == {UNLIMITED}", "unlimited; the barrier is the guarantee", repair)
    physpages = values["PHYSPAGES"]
    if physpages.barrier:
        yield Breach("VZ305", "PHYSPAGES", "barrier == 0", "", Pair(0, physpages.limit))
    if physpages.limit != UNLIMITED:
        repair = Pair(physpages.barrier, UNLIMITED)
        yield Breach("VZ305", "PHYSPAGES", f"limit == {UNLIMITED}", "unlimited, in this mode", repair)


def _quota(value: Any) -> Iterator[Breach]:
    for name in ("DISKSPACE", "DISKINODES"):
        quota = value(name)
        if quota is UNSET:
            yield Breach("VZ301", name, "present", "DISK_QUOTA is on")
        elif quota.soft > quota.hard:
            yield Breach("VZ306", name, "barrier <= limit", "soft and hard", Quota(quota.soft, quota.soft))


def _wrapped(number: int) -> int:
    """Return a right side as vzcfgvalidate computes it: 64 bits, top bit cleared."""
    return number & UNLIMITED


def _per_socket(sockets: int) -> int:
    product = float(sockets) * _BUFFER_PER_SOCKET
    return 0 if product >= ULONG_RANGE else _wrapped(int(product))


def _raised(pair: Pair, barrier: int) -> Pair:
    """Return the pair with this barrier and the limit raised by as much, as far as numbers go."""
    if pair.limit == UNLIMITED:
        return Pair(barrier, UNLIMITED)
    return Pair(barrier, min(pair.limit + barrier - pair.barrier, UNLIMITED))


def _formulas(values: dict[str, Any]) -> Iterator[Breach]:
    numfile, dcache, kmem = values["NUMFILE"], values["DCACHESIZE"], values["KMEMSIZE"]
    tcp, other, pty = values["NUMTCPSOCK"], values["NUMOTHERSOCK"], values["NUMPTY"]
    average = values["AVNUMPROC"]
    processes = values["NUMPROC"].barrier // 2 if average is UNSET else average.barrier
    of = "NUMPROC / 2" if average is UNSET else "AVNUMPROC"

    want = _wrapped(_DCACHE_PER_FILE * numfile.barrier)
    if dcache.limit < want:
        yield Breach("VZ307", "DCACHESIZE", f"limit >= {want}", "384 x NUMFILE", Pair(dcache.barrier, want))
    want = _wrapped(_KMEM_PER_PROCESS * processes + dcache.limit)
    if kmem.barrier < want:
        why = f"40960 x {of} + DCACHESIZE's limit"
        yield Breach("VZ308", "KMEMSIZE", f"barrier >= {want}", why, _raised(kmem, want))
    private, guarantee = values["PRIVVMPAGES"], values["VMGUARPAGES"]
    if private.barrier < guarantee.barrier:
        # vzcfgvalidate takes the guarantee's limit, unlimited, where the limit was high enough already
        limit = guarantee.barrier if private.limit < guarantee.barrier else guarantee.limit
        repair = Pair(guarantee.barrier, limit)
        yield Breach("VZ309", "PRIVVMPAGES", f"barrier >= {guarantee.barrier}", "VMGUARPAGES' barrier", repair)
    for code, name, sockets, what in (
        ("VZ310", "TCPSNDBUF", tcp, "NUMTCPSOCK"),
        ("VZ311", "OTHERSOCKBUF", other, "NUMOTHERSOCK"),
        ("VZ312", "TCPRCVBUF", tcp, "NUMTCPSOCK"),
    ):
        pair = values[name]
        want = _per_socket(sockets.barrier)
        if (pair.limit - pair.barrier) % ULONG_RANGE < want:
            repair = Pair(pair.barrier, min(pair.barrier + want, UNLIMITED))
            yield Breach(code, name, f"limit - barrier >= {want}", f"2560 x {what}", repair)
    for name in ("TCPRCVBUF", "TCPSNDBUF"):
        pair = values[name]
        if pair.barrier < _TCP_BUFFER:
            repair = _raised(pair, _TCP_BUFFER)
            yield Breach("VZ313", name, f"barrier >= {_TCP_BUFFER}", "64 KiB, one socket's buffer", repair)
    for name in ("DGRAMRCVBUF", "OTHERSOCKBUF"):
        pair = values[name]
        if pair.barrier < _DGRAM_BUFFER:
            yield Breach("VZ314", name, f"barrier >= {_DGRAM_BUFFER}", "32 KiB", _raised(pair, _DGRAM_BUFFER))
        elif pair.barrier < _DGRAM_BUFFER_BETTER:
            repair = _raised(pair, _DGRAM_BUFFER_BETTER)
            yield Breach("VZ315", name, f"barrier >= {_DGRAM_BUFFER_BETTER}", "129 KiB is recommended", repair)
    # the larger one is taken before the top bit goes: sockets without limit are then few, and the processes forgotten
    sockets = (tcp.barrier + other.barrier + pty.barrier) % ULONG_RANGE
    want = _wrapped(max(_FILES_PER_PROCESS * processes % ULONG_RANGE, sockets))
    if numfile.barrier < want:
        why = f"the larger of 32 x {of} and all sockets and terminals"
        yield Breach("VZ316", "NUMFILE", f"barrier >= {want}", why, Pair(want, max(numfile.limit, want)))
