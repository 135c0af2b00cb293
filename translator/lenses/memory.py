"""Where do a container's memory limits live?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from translator.conf.dialect import LIBVZCTL
from translator.conf.settle import Settings
from translator.container.memory import VSWAP_UNLIMITED, is_unlimited, is_vswap
from translator.domain.view import UNLIMITED_KIB, View
from translator.lenses.hierarchy import Hierarchy
from translator.lenses.lens import Got, Lens, Put
from translator.values.codec import UNLIMITED, UNSET, Refused
from translator.values.size import Pair, read_size

#: KiB in a page. libvirt multiplies by the host's page; OpenVZ ran on x86, where it is this.
PAGE_KIB = 4


def ram_kib(physpages: Any) -> int | None:
    """Return the RAM of a VSwap container in KiB, None for one without or with more than libvirt can say."""
    return (_kib(physpages.limit) or None) if is_vswap(physpages) else None


def _kib(pages: int) -> int | None:
    """Return pages in KiB, or None for what libvirt calls unlimited."""
    kib = pages * PAGE_KIB
    return kib if kib < UNLIMITED_KIB else None


class MemtuneLens(Lens):
    """PRIVVMPAGES is the hard and soft limit, the barrier of VMGUARPAGES the guarantee, as in libvirt's driver."""

    parameters: Mapping[str, str] = {
        "PRIVVMPAGES": "memtune/hard_limit, memtune/soft_limit",
        "VMGUARPAGES": "memtune/min_guarantee",
        "MEMGUARANTEE_BYTES": "memtune/min_guarantee (without VMGUARPAGES)",
    }
    places = ("memtune/hard_limit", "memtune/soft_limit", "memtune/min_guarantee")
    apart: Mapping[str, str] = {"memtune/min_guarantee": "VMGUARPAGES"}

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write pages as KiB; what is unlimited has no element."""
        self.get_limits(settings, got)
        self.get_guarantee(settings, got, _kib)

    @staticmethod
    def get_limits(settings: Settings, got: Got) -> None:
        """Write the hard and the soft limit."""
        view = got.view
        private = settings.value("PRIVVMPAGES")
        if private is not UNSET:
            soft, hard = _kib(private.barrier), _kib(private.limit)
            if hard is not None:
                view["memtune/hard_limit"] = hard
            if soft is not None:
                view["memtune/soft_limit"] = soft
            if soft is not None and (hard is not None or private.limit == UNLIMITED):
                got.native["PRIVVMPAGES"] = "memtune/hard_limit, memtune/soft_limit"
            elif hard is not None:
                got.shown["PRIVVMPAGES"] = "memtune/hard_limit"

    @staticmethod
    def get_guarantee(settings: Settings, got: Got, kib_of: Callable[[int], int | None]) -> None:
        """Write the guarantee, in the KiB that pages are."""
        guarantee = settings.value("VMGUARPAGES")
        if guarantee is not UNSET:
            kib = kib_of(guarantee.barrier)
            if kib:
                got.view["memtune/min_guarantee"] = kib
                exact = guarantee.limit == UNLIMITED and not _says_bytes(settings)
                (got.native if exact else got.shown)["VMGUARPAGES"] = "memtune/min_guarantee"
            return
        size = settings.value("MEMGUARANTEE_BYTES")
        if type(size) is int and 1024 <= size < UNLIMITED_KIB * 1024:
            got.view["memtune/min_guarantee"] = size // 1024
            # never native, for the same place without anything in the residue is VMGUARPAGES
            got.shown["MEMGUARANTEE_BYTES"] = "memtune/min_guarantee"

    def put(self, put: Put) -> None:
        """Write KiB as pages, rounded down; a missing hard limit is unlimited, a missing soft limit is the hard one."""
        self.put_limits(put, put.view)
        self.put_guarantee(put)

    @staticmethod
    def put_limits(put: Put, view: View) -> None:
        """Write PRIVVMPAGES from the limits of a view, where they are not the source's."""
        hard, soft = (view.get(place) for place in ("memtune/hard_limit", "memtune/soft_limit"))
        if hard == put.old.get("memtune/hard_limit") and soft == put.old.get("memtune/soft_limit"):
            return
        if hard is None and soft is None:
            put.set("PRIVVMPAGES", UNSET)
            return
        limit = UNLIMITED if hard is None else to_pages(put, "memtune/hard_limit", view)
        barrier = limit if soft is None else to_pages(put, "memtune/soft_limit", view)
        if barrier > limit and _is_lowered(put, hard):
            message = f"{soft} KiB is above the hard limit, {hard} KiB: the barrier of PRIVVMPAGES goes down with it"
            put.note("memtune/soft_limit", message)
            barrier = limit
        put.set("PRIVVMPAGES", Pair(barrier, limit))

    @staticmethod
    def put_guarantee(put: Put) -> None:
        """Write the barrier of VMGUARPAGES, whose limit means nothing to the kernel and stays; or OpenVZ 7's bytes."""
        if put.changed("memtune/min_guarantee"):
            old = put.settings.value("VMGUARPAGES")
            if old is UNSET and _in_bytes(put):
                kib = put.view.get("memtune/min_guarantee")
                put.set("MEMGUARANTEE_BYTES", UNSET if kib is None else kib * 1024)
                put.set("MEMGUARANTEE", UNSET)  # the one takes the other's place
            elif "memtune/min_guarantee" not in put.view:
                put.set("VMGUARPAGES", UNSET)
            else:
                barrier = to_pages(put, "memtune/min_guarantee")
                put.set("VMGUARPAGES", Pair(barrier, UNLIMITED if old is UNSET else max(old.limit, barrier)))


def _is_lowered(put: Put, hard: int | None) -> bool:
    """Whether a hard limit (KiB) below the soft one is one that was edited, and not a conf's own that comes back: a
    residue that lacks it knows it as what the memory was derived from.
    """
    was = put.derived.get("memory")
    return put.whole or put.foreign or (hard is not None and isinstance(was, int) and 0 < hard < was)


def _says_bytes(settings: Settings) -> bool:
    """Whether a conf has OpenVZ 7's guarantee."""
    if settings.dialect is not LIBVZCTL:
        return False
    return settings.value("MEMGUARANTEE") is not UNSET or settings.value("MEMGUARANTEE_BYTES") is not UNSET


def _in_bytes(put: Put) -> bool:
    """Whether a guarantee without VMGUARPAGES is one of OpenVZ 7's, not a pair that only the residue leaves out."""
    return put.settings.dialect is LIBVZCTL and (put.foreign or put.whole or _says_bytes(put.settings))


def _limit(view: View, place: str) -> int | None:
    """Return a limit of memtune, None where it is not set: libvirt sets none of 0, and none of its largest number."""
    kib: int | None = view.get(place)
    return kib if kib and kib < UNLIMITED_KIB else None


def to_pages(put: Put, place: str, view: View | None = None) -> int:
    """Return the place's KiB as pages, with a note where they do not fill the last page."""
    kib: int = (put.view if view is None else view)[place]
    if kib >= UNLIMITED_KIB:
        return UNLIMITED
    if kib % PAGE_KIB:
        put.note(place, f"{kib} KiB is no whole number of pages: {kib // PAGE_KIB} pages of {PAGE_KIB} KiB")
    return kib // PAGE_KIB


def _with_limit(old: Any, limit: int) -> Pair:
    """Return a pair of the source, or UNSET, with another limit; the barrier stays, but goes down with its limit."""
    if old is UNSET:
        return Pair(0, limit)
    return Pair(min(old.barrier, limit) if limit < old.limit else old.barrier, limit)


def align_memory(put: Put) -> None:
    """Have the source say what the document's memory was before it was edited."""
    if not put.whole:
        # the residue's own conf lacks what stands in native places: what is derived of the rest was not derived before
        put.old.pop("memory", None)
        if "memory" in put.derived:
            put.old["memory"] = put.derived["memory"]
        elif not put.foreign:
            put.view.setdefault("memory", UNLIMITED_KIB)
    if "currentMemory" in put.view:
        message = "libvirt takes more than <memory> for that: to give more, change <memory>"
        put.note("currentMemory", message, code="VZ559")


#: The place of the limit of RAM and swap together.
TOTAL = "memtune/swap_hard_limit"


class MemoryLens(Lens):
    """The container's RAM: PHYSPAGES of a VSwap container, with SWAPPAGES added for the limit of both together.

    Without VSwap no parameter is the RAM, and libvirt wants a number above 0: the allocation limit stands there, or
    libvirt's own "unlimited". It is marked as derived and does not come back as PHYSPAGES unless somebody edits it; nor
    where it was edited together with the limit that it stands for.
    """

    parameters: Mapping[str, str] = {
        "PHYSPAGES": "memory",
        "SWAPPAGES": "memtune/swap_hard_limit (RAM and swap together)",
    }
    places: Sequence[str] = ("memory", TOTAL)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write RAM, and RAM plus swap, in KiB."""
        if self.get_vswap(settings, got):
            return
        self.get_beancounters(settings, got)

    @staticmethod
    def get_beancounters(settings: Settings, got: Got) -> None:
        """Write what stands for the RAM of a container without VSwap."""
        private, guarantee = settings.value("PRIVVMPAGES"), settings.value("VMGUARPAGES")
        kib = private is not UNSET and (_kib(private.limit) or _kib(private.barrier))
        kib = kib or (guarantee is not UNSET and _kib(guarantee.barrier)) or UNLIMITED_KIB
        got.view["memory"] = kib
        got.derived["memory"] = kib

    @staticmethod
    def get_vswap(settings: Settings, got: Got) -> bool:
        """Write the RAM and the swap of a VSwap container; False for one without."""
        ram = settings.value("PHYSPAGES")
        kib = ram_kib(ram)
        if not kib:
            return False
        got.view["memory"] = kib
        exact = ram.barrier == 0
        (got.native if exact else got.shown)["PHYSPAGES"] = "memory"
        swap = settings.value("SWAPPAGES")
        if swap is not UNSET and _kib(ram.limit + swap.limit) is not None:
            total = got.view[TOTAL] = kib + swap.limit * PAGE_KIB
            got.derived[TOTAL] = f"{kib}+{total - kib}"
            exact = swap.barrier == 0
            (got.native if exact else got.shown)["SWAPPAGES"] = TOTAL
        return True

    def align(self, put: Put) -> None:
        """Take no derived memory for an edit, be it of the limits that the document had or of those that it has."""
        align_memory(put)
        if "memory" in put.derived and put.view.get("memory", UNLIMITED_KIB) == self.stand_in(put):
            put.old["memory"] = put.view.get("memory")

    @staticmethod
    def stand_in(put: Put) -> int:
        """Return what stands for the RAM of a container with the limits of the document, if it has no VSwap."""
        places = ["memtune/hard_limit", "memtune/soft_limit"]
        if not _says_bytes(put.settings):
            places.append("memtune/min_guarantee")
        return next((kib for place in places if (kib := _limit(put.view, place))), UNLIMITED_KIB)

    def put(self, put: Put) -> None:
        """Write RAM and swap in pages, rounded down; barriers of the source stay, as far as the limits let them."""
        if put.changed("memory"):
            self.put_ram(put, put.view.get("memory", UNLIMITED_KIB))
        self.put_swap(put)
        limit = next((place for place in MemtuneLens.places[:2] if _limit(put.view, place)), None)
        if limit is not None and "memory" in put.derived and is_vswap(put.changes.get("PHYSPAGES", UNSET)):
            swap = put.changes.get("SWAPPAGES", UNSET)
            free = " and swap without limit" if swap is not UNSET and swap.limit == VSWAP_UNLIMITED else ""
            message = (
                f"the container had beancounters, and becomes one of VSwap with this RAM{free}; to change what it may "
                f"allocate instead, change <{limit.rpartition('/')[2]}> to the same"
            )
            put.note("memory", message, code="VZ559")

    @staticmethod
    def put_ram(put: Put, kib: int, place: str = "memory") -> None:
        """Write RAM, which the document says at ``place``."""
        ram = put.settings.value("PHYSPAGES")
        if kib < UNLIMITED_KIB:
            pages = max(1, to_pages(put, place, {place: kib}))
            put.set("PHYSPAGES", _with_limit(ram, pages))
        elif ram_kib(ram) or _was_vswap(put):  # more than libvirt can say is no limit, too
            free_ram(put)

    @staticmethod
    def put_swap(put: Put) -> None:
        """Write swap, which is what the limit of both leaves to it; whoever edits the RAM alone leaves swap as it was.

        A limit of both that was taken away is none, and so has swap no limit: vzctl starts no VSwap container without
        SWAPPAGES.
        """
        total, old = _limit(put.view, TOTAL), put.settings.value("SWAPPAGES")
        ram = put.value("PHYSPAGES")
        was = _sum(put.derived.get(TOTAL))
        if total is None:
            # no document has a place for swap without limit; a residue says any swap of its own
            free = old is UNSET or (put.whole and _kib(old.limit) is not None)
            new = free and (put.foreign or "memory" in put.derived) and "PHYSPAGES" in put.changes
            if was is not None or TOTAL in put.view or new:
                put.set("SWAPPAGES", _with_limit(old, VSWAP_UNLIMITED) if is_vswap(ram) else UNSET)
        elif not put.changed(TOTAL) and "PHYSPAGES" not in put.changes:
            return
        elif not ram_kib(ram):
            put.lose(TOTAL, "a container without a limit of its RAM has none of RAM and swap")
        elif was is not None and total == sum(was) and ram.limit != was[0] // PAGE_KIB:
            swap = was[1] // PAGE_KIB
            put.set("SWAPPAGES", _with_limit(old, swap))
            message = f"the RAM was edited and {total} KiB for RAM and swap together was not: swap stays {was[1]} KiB"
            put.note(TOTAL, message, code="VZ555")
        elif ram.limit * PAGE_KIB > total:
            put.set("SWAPPAGES", Pair(0, 0))
            put.lose(TOTAL, f"{total} KiB for RAM and swap together is less than the RAM alone")
        else:
            put.set("SWAPPAGES", _with_limit(old, to_pages(put, TOTAL) - ram.limit))


def _sum(mark: object) -> tuple[int, int] | None:
    """Return RAM and swap (KiB) that the limit of both was derived from; None where it is not known."""
    match = re.fullmatch(r"([0-9]{1,16})\+([0-9]{1,16})", str(mark))
    return None if match is None else (int(match[1]), int(match[2]))


def _was_vswap(put: Put) -> bool:
    """Whether the document came of a VSwap container, as its residue says: any other has its memory derived."""
    return not put.whole and not put.foreign and "memory" not in put.derived


def free_ram(put: Put) -> None:
    """Write RAM without limit, so that vzctl starts the container: without VSwap it would want all beancounters."""
    put.set("PHYSPAGES", _with_limit(put.settings.value("PHYSPAGES"), VSWAP_UNLIMITED))
    message = f"no limit of RAM: PHYSPAGES is what 'vzctl set --ram unlimited' saves, {VSWAP_UNLIMITED} pages"
    put.note("memory", message, code="VZ553")


def _limited_kib(pages: int) -> int | None:
    """Return pages in KiB, or None for no limit, be it that of a 32-bit kernel (where libvirt's driver sees 8 TiB)."""
    return None if is_unlimited(pages) else _kib(pages)


def host_ram(text: str) -> int:
    """Return a host's RAM in KiB; ValueError for a text that is none."""
    try:
        kib = read_size(text, 1024, "KMGT") if text[-1:] in "kKmMgGtT" else 0
    except Refused:
        kib = 0
    if not 0 < kib < UNLIMITED_KIB:
        raise ValueError(f"no size: {text!r} (expected a number with K, M, G or T, such as 64G)")
    return kib


class CgroupMemoryLens(Lens):
    """Memory as libvirt's LXC driver limits it, by cgroups.

    A VSwap container has its RAM (PHYSPAGES) as ``memory`` and as hard limit: what vzctl's own backend for upstream
    kernels sets. ``swap_hard_limit`` is RAM and swap together with cgroup v1, as libvirt's manual says. With v2 libvirt
    writes the number to memory.swap.max, which is swap alone, so that SWAPPAGES itself stands there; 0 is no swap.

    Any other container has the nearest to beancounters, of which PRIVVMPAGES limits what is allocated, RAM and swap
    together: its limit is the hard limit and that of both. So there is no swap beside a full RAM with v1, and none at
    all with v2, whose two limits are apart: any swap would come on top. Its barrier is the soft limit with v1, a
    preference when memory is short. With v2 that would be memory.high, from which on the kernel slows a container
    down: the barrier travels in the residue. Without a limit ``memory`` is the RAM of the host where the caller gives
    it (``--host-ram``), for it is what programs see, and else libvirt's "unlimited". VMGUARPAGES stands where libvirt
    keeps a guarantee, which LXC does not act on.
    """

    parameters: Mapping[str, str] = {
        "PHYSPAGES": "memory, memtune/hard_limit",
        "SWAPPAGES": "memtune/swap_hard_limit (with cgroup v1: RAM and swap together)",
        "PRIVVMPAGES": "memory, memtune/hard_limit (without VSwap)",
        "VMGUARPAGES": "memtune/min_guarantee",
        "MEMGUARANTEE_BYTES": "memtune/min_guarantee (without VMGUARPAGES)",
    }
    places = (*MemtuneLens.places, *MemoryLens.places)
    apart = MemtuneLens.apart
    demanded = True

    def __init__(self, hierarchy: Hierarchy, ram: str | None = None) -> None:
        self.together = hierarchy == "v1"
        self.options = {} if ram is None else {"host_ram": ram}
        self.ram = None if ram is None else host_ram(ram)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the limits in KiB."""
        if self.ram is not None:
            got.derived[RAM_MARK] = self.ram
        kib = ram_kib(settings.value("PHYSPAGES"))
        if kib:
            self._get_vswap(settings, got, kib)
        else:
            self._get_beancounters(settings, got)
        MemtuneLens.get_guarantee(settings, got, _limited_kib)

    def _get_vswap(self, settings: Settings, got: Got, kib: int) -> None:
        view = got.view
        ram, swap = settings.value("PHYSPAGES"), settings.value("SWAPPAGES")
        view["memory"] = view["memtune/hard_limit"] = kib
        (got.native if ram.barrier == 0 else got.shown)["PHYSPAGES"] = "memory"
        if swap is UNSET:
            return
        swap_kib = _limited_kib(swap.limit)
        if swap_kib is None or (self.together and _kib(ram.limit + swap.limit) is None):
            return
        view[TOTAL] = kib + swap_kib if self.together else swap_kib
        got.derived[TOTAL] = f"{kib}+{swap_kib}"
        (got.native if swap.barrier == 0 else got.shown)["SWAPPAGES"] = TOTAL

    def _get_beancounters(self, settings: Settings, got: Got) -> None:
        view = got.view
        private = settings.value("PRIVVMPAGES")
        hard, soft = self._limits(private)
        if hard is not None:
            view["memtune/hard_limit"] = hard
            view[TOTAL] = hard if self.together else 0
            got.derived[TOTAL] = view[TOTAL]
        if soft is not None:
            view["memtune/soft_limit"] = soft
        if hard or soft:
            exact = private == self._private(hard, view.get("memtune/soft_limit"))
            place = "memtune/hard_limit, memtune/soft_limit" if self.together else "memtune/hard_limit"
            (got.native if exact else got.shown)["PRIVVMPAGES"] = place
        view["memory"] = got.derived["memory"] = hard or self.ram or UNLIMITED_KIB

    def _limits(self, private: Any) -> tuple[int | None, int | None]:
        """Return what PRIVVMPAGES shows, in KiB: the hard limit, and the soft one where the hierarchy has it."""
        if private is UNSET:
            return None, None
        return _limited_kib(private.limit) or None, (self.together and _limited_kib(private.barrier)) or None

    @staticmethod
    def _private(hard: int | None, soft: int | None) -> Pair:
        """Return what the two limits say by themselves."""
        limit = UNLIMITED if hard is None else hard // PAGE_KIB
        return Pair(limit if soft is None else soft // PAGE_KIB, limit)

    def options_of(self, view: View, derived: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the RAM of the host that a document was written with."""
        ram = derived.get(RAM_MARK)
        return {"host_ram": f"{ram}K"} if isinstance(ram, int) and 0 < ram < UNLIMITED_KIB else {}

    def align(self, put: Put) -> None:
        """Take nothing that is derived for an edit."""
        align_memory(put)
        derived = put.derived.get(TOTAL)
        if not put.whole and isinstance(derived, int):
            # a container with beancounters has no limit of swap of its own
            put.old[TOTAL] = derived

    def put(self, put: Put) -> None:
        """Write pages, rounded down. The driver goes by the hard limit, or by the memory where there is none. A source
        with beancounters keeps to them; any other becomes a VSwap container, whose RAM that is.
        """
        view = put.view
        MemtuneLens.put_guarantee(put)
        memory, hard = view.get("memory", UNLIMITED_KIB), _limit(view, "memtune/hard_limit")
        ram, _ = _sum(put.derived.get(TOTAL)) or (None, None)
        left = hard is None or view.get("memory", hard) in (hard, put.derived.get("memory"), ram)
        if not left and put.changed("memory"):
            put.lose("memory", f"LXC goes by memtune's hard limit, {hard} KiB: change that")
        if "memory" in put.old and not ram_kib(put.settings.value("PHYSPAGES")):
            self._put_beancounters(put, memory, hard)
            return
        if _limit(view, "memtune/soft_limit"):
            put.lose("memtune/soft_limit", "a VSwap container has no soft limit of its RAM")
        if hard is None:
            MemoryLens.put_ram(put, memory)
        else:
            MemoryLens.put_ram(put, hard, "memtune/hard_limit")
        if not ram_kib(put.value("PHYSPAGES")) and any(self._limits(put.settings.value("PRIVVMPAGES"))):
            put.set("PRIVVMPAGES", UNSET)  # no limit of RAM hides it any more
        self._put_swap(put)
        if put.foreign and put.value("PHYSPAGES") is UNSET:
            free_ram(put)
            put.set("SWAPPAGES", Pair(0, VSWAP_UNLIMITED))

    def _put_beancounters(self, put: Put, memory: int, hard: int | None) -> None:
        view, old = put.view, put.old
        unlimited = (UNLIMITED_KIB, None if TOTAL in put.derived else put.derived.get(RAM_MARK))
        limited = old["memory"] not in unlimited or "memtune/soft_limit" in view
        if hard is None and limited and memory not in unlimited:
            self._put_limits(put, {**view, "memtune/hard_limit": memory})
        else:
            self._put_limits(put, view)
            if hard is None and put.changed("memory"):
                MemoryLens.put_ram(put, memory)
        if TOTAL not in old or is_vswap(put.value("PHYSPAGES")):
            self._put_swap(put)
        elif view.get(TOTAL) not in (old[TOTAL], hard if self.together or hard is None else 0):
            put.lose(TOTAL, "beancounters limit RAM and swap together: change <hard_limit>")

    def _put_limits(self, put: Put, view: View) -> None:
        """Write PRIVVMPAGES from the limits of a view; a barrier that no place shows stays, as far as it can."""
        MemtuneLens.put_limits(put, view)
        was, new = put.settings.value("PRIVVMPAGES"), put.changes.get("PRIVVMPAGES")
        if self.together or not new:
            return
        if "memtune/soft_limit" in view:
            message = "PRIVVMPAGES' barrier: a document for cgroup v2 shows none, for there it slows a container down"
            put.note("memtune/soft_limit", message)
        elif was is not UNSET and was.barrier < min(was.limit, new.limit):
            put.set("PRIVVMPAGES", new._replace(barrier=was.barrier))

    def _put_swap(self, put: Put) -> None:
        if self.together:
            MemoryLens.put_swap(put)
        else:
            _put_swap_alone(put)


#: The mark of the RAM of the host (KiB) that a document was written with.
RAM_MARK = "host_ram"


def _put_swap_alone(put: Put) -> None:
    """Write swap, which a document for cgroup v2 says by itself. A limit that was taken away is none, and so has swap
    no limit: vzctl starts no VSwap container without SWAPPAGES.
    """
    kib, old = put.view.get(TOTAL), put.settings.value("SWAPPAGES")
    ram = put.value("PHYSPAGES")
    if kib is None or kib >= UNLIMITED_KIB:
        # no document has a place for swap without limit; a residue says any swap of its own
        free = old is UNSET or (put.whole and _limited_kib(old.limit) is not None)
        new = free and (put.foreign or "memory" in put.derived) and "PHYSPAGES" in put.changes
        if _sum(put.derived.get(TOTAL)) is not None or TOTAL in put.view or new:
            put.set("SWAPPAGES", _with_limit(old, VSWAP_UNLIMITED) if is_vswap(ram) else UNSET)
    elif put.changed(TOTAL) or "PHYSPAGES" in put.changes:
        if is_vswap(ram):
            put.set("SWAPPAGES", _with_limit(old, to_pages(put, TOTAL)))
        else:
            put.lose(TOTAL, "a container without a limit of its RAM has none of its swap")
