"""Where do a container's memory limits live?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.conf.settle import Settings
from translator.domain.view import UNLIMITED_KIB, View
from translator.lenses.lens import Got, Lens, Put
from translator.values.codec import UNLIMITED, UNSET
from translator.values.size import Pair

#: KiB in a page. libvirt multiplies by the host's page; OpenVZ ran on x86, where it is this.
PAGE_KIB = 4
#: What ``vzctl set --ram unlimited`` saves: RAM without limit, and yet a VSwap container.
VSWAP_UNLIMITED = 2**63 >> 12


def is_vswap(physpages: Any) -> bool:
    """vzctl's own test: PHYSPAGES has a limit that is neither LONG_MAX nor a 32-bit kernel's INT_MAX."""
    return physpages is not UNSET and physpages.limit not in (UNLIMITED, 2**31 - 1)


def _ram_kib(physpages: Any) -> int | None:
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
    }
    places = ("memtune/hard_limit", "memtune/soft_limit", "memtune/min_guarantee")

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write pages as KiB; what is unlimited has no element."""
        self.get_limits(settings, got)
        self.get_guarantee(settings, got)

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
    def get_guarantee(settings: Settings, got: Got) -> None:
        """Write the guarantee."""
        guarantee = settings.value("VMGUARPAGES")
        if guarantee is not UNSET:
            kib = _kib(guarantee.barrier)
            if kib:
                got.view["memtune/min_guarantee"] = kib
                exact = guarantee.limit == UNLIMITED
                (got.native if exact else got.shown)["VMGUARPAGES"] = "memtune/min_guarantee"

    def put(self, put: Put) -> None:
        """Write KiB as pages, rounded down; a missing hard limit is unlimited, a missing soft limit is the hard one."""
        self.put_limits(put)
        self.put_guarantee(put)

    @staticmethod
    def put_limits(put: Put) -> None:
        """Write PRIVVMPAGES."""
        view = put.view
        if put.changed("memtune/hard_limit", "memtune/soft_limit"):
            hard, soft = view.get("memtune/hard_limit"), view.get("memtune/soft_limit")
            if hard is None and soft is None:
                put.set("PRIVVMPAGES", UNSET)
            else:
                limit = UNLIMITED if hard is None else to_pages(put, "memtune/hard_limit")
                barrier = limit if soft is None else to_pages(put, "memtune/soft_limit")
                put.set("PRIVVMPAGES", Pair(barrier, limit))

    @staticmethod
    def put_guarantee(put: Put) -> None:
        """Write the barrier of VMGUARPAGES; its limit means nothing to the kernel and stays."""
        if put.changed("memtune/min_guarantee"):
            old = put.settings.value("VMGUARPAGES")
            if "memtune/min_guarantee" not in put.view:
                put.set("VMGUARPAGES", UNSET)
            else:
                limit = UNLIMITED if old is UNSET else old.limit
                put.set("VMGUARPAGES", Pair(to_pages(put, "memtune/min_guarantee"), limit))


def to_pages(put: Put, place: str, view: View | None = None) -> int:
    """Return the place's KiB as pages, with a note where they do not fill the last page."""
    kib: int = (put.view if view is None else view)[place]
    if kib >= UNLIMITED_KIB:
        return UNLIMITED
    if kib % PAGE_KIB:
        put.note(place, f"{kib} KiB is no whole number of pages: {kib // PAGE_KIB} pages of {PAGE_KIB} KiB")
    return kib // PAGE_KIB


class MemoryLens(Lens):
    """The container's RAM: PHYSPAGES of a VSwap container, with SWAPPAGES added for the limit of both together.

    Without VSwap no parameter is the RAM, and libvirt wants a number above 0: the allocation limit stands there, or
    libvirt's own "unlimited". It is marked as derived and does not come back as PHYSPAGES unless somebody edits it.
    """

    parameters: Mapping[str, str] = {
        "PHYSPAGES": "memory",
        "SWAPPAGES": "memtune/swap_hard_limit (RAM and swap together)",
    }
    places = ("memory", "memtune/swap_hard_limit")

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write RAM, and RAM plus swap, in KiB."""
        if self.get_vswap(settings, got):
            return
        private, guarantee = settings.value("PRIVVMPAGES"), settings.value("VMGUARPAGES")
        kib = private is not UNSET and (_kib(private.limit) or _kib(private.barrier))
        kib = kib or (guarantee is not UNSET and _kib(guarantee.barrier)) or UNLIMITED_KIB
        got.view["memory"] = kib
        got.derived["memory"] = kib

    @staticmethod
    def get_vswap(settings: Settings, got: Got) -> bool:
        """Write the RAM and the swap of a VSwap container; False for one without."""
        ram = settings.value("PHYSPAGES")
        kib = _ram_kib(ram)
        if not kib:
            return False
        got.view["memory"] = kib
        exact = ram.barrier == 0
        (got.native if exact else got.shown)["PHYSPAGES"] = "memory"
        swap = settings.value("SWAPPAGES")
        if swap is not UNSET and _kib(ram.limit + swap.limit) is not None:
            got.view["memtune/swap_hard_limit"] = kib + swap.limit * PAGE_KIB
            exact = swap.barrier == 0
            (got.native if exact else got.shown)["SWAPPAGES"] = "memtune/swap_hard_limit"
        return True

    def put(self, put: Put) -> None:
        """Write RAM and swap in pages, rounded down; barriers of the source stay."""
        self.put_vswap(put, put.view, changed=put.changed("memory"))

    @staticmethod
    def put_vswap(put: Put, view: View, *, changed: bool) -> None:
        """Write RAM, if it changed, and swap."""
        ram = put.settings.value("PHYSPAGES")
        if changed:
            if "memory" not in view or view["memory"] >= UNLIMITED_KIB:
                if is_vswap(ram):
                    put.set("PHYSPAGES", UNSET)
            else:
                put.set("PHYSPAGES", Pair(0 if ram is UNSET else ram.barrier, to_pages(put, "memory", view)))
        total = view.get("memtune/swap_hard_limit")
        if not put.changed("memtune/swap_hard_limit") and "PHYSPAGES" not in put.changes:
            return
        old = put.settings.value("SWAPPAGES")
        ram = put.value("PHYSPAGES")
        if total is None and old is not UNSET and _kib(old.limit) is None:
            return  # no document has a place for swap without limit: the source says it
        if total is None or total >= UNLIMITED_KIB:
            # vzctl starts no VSwap container without SWAPPAGES; without a limit of both, swap has none
            needed = is_vswap(ram) and (put.foreign or put.changed("memtune/swap_hard_limit"))
            put.set("SWAPPAGES", Pair(0, UNLIMITED) if needed else UNSET)
        elif not is_vswap(ram):
            put.lose("memtune/swap_hard_limit", "a container without a limit of its RAM has none of RAM and swap")
        elif ram.limit * PAGE_KIB > total:
            put.set("SWAPPAGES", Pair(0, 0))
            put.lose("memtune/swap_hard_limit", f"{total} KiB for RAM and swap together is less than the RAM alone")
        else:
            put.set(
                "SWAPPAGES",
                Pair(0 if old is UNSET else old.barrier, to_pages(put, "memtune/swap_hard_limit") - ram.limit),
            )


class CgroupMemoryLens(Lens):
    """Memory as libvirt's LXC driver limits it, by cgroups.

    A VSwap container has its RAM (PHYSPAGES) as ``memory`` and as hard limit, RAM plus swap (PHYSPAGES + SWAPPAGES) as
    the limit of both together: what vzctl's own backend for upstream kernels sets. Any other container has the nearest
    that beancounters offer, PRIVVMPAGES: its limit as hard limit, its barrier as soft limit. Without a finite one its
    ``memory`` is libvirt's "unlimited", with which the driver sets no limit. VMGUARPAGES stands where libvirt keeps a
    guarantee, which LXC does not act on.
    """

    parameters: Mapping[str, str] = {
        "PHYSPAGES": "memory, memtune/hard_limit",
        "SWAPPAGES": "memtune/swap_hard_limit (RAM and swap together)",
        "PRIVVMPAGES": "memory, memtune/hard_limit (without VSwap)",
        "VMGUARPAGES": "memtune/min_guarantee",
    }
    places = (*MemtuneLens.places, *MemoryLens.places)
    demanded = True

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the limits in KiB."""
        if MemoryLens.get_vswap(settings, got):
            got.view["memtune/hard_limit"] = got.view["memory"]
        else:
            MemtuneLens.get_limits(settings, got)
            kib = got.view.get("memtune/hard_limit") or UNLIMITED_KIB
            got.view["memory"] = got.derived["memory"] = kib
        MemtuneLens.get_guarantee(settings, got)

    def put(self, put: Put) -> None:
        """Write pages, rounded down. A source with beancounters keeps to them; any other becomes a VSwap container,
        whose RAM is the hard limit, for that is what the driver goes by where a document has both.
        """
        view = put.view
        MemtuneLens.put_guarantee(put)
        if "memory" in put.old and not _ram_kib(put.settings.value("PHYSPAGES")):
            MemtuneLens.put_limits(put)
            memory = put.changed("memory") and view.get("memory") != view.get("memtune/hard_limit")
            MemoryLens.put_vswap(put, view, changed=memory)
            return
        if "memtune/soft_limit" in view:
            put.lose("memtune/soft_limit", "a VSwap container has no soft limit of its RAM")
        ram = view.get("memtune/hard_limit", view.get("memory", UNLIMITED_KIB))
        if view.get("memory", ram) != ram:
            put.lose("memory", f"LXC goes by memtune's hard limit, {ram} KiB: change that")
        MemoryLens.put_vswap(put, {**view, "memory": ram}, changed=True)
        if put.foreign and put.value("PHYSPAGES") is UNSET:
            # without VSwap, vzctl would want all beancounters
            put.set("PHYSPAGES", Pair(0, VSWAP_UNLIMITED))
            put.set("SWAPPAGES", Pair(0, UNLIMITED))
            message = f"no limit of RAM: PHYSPAGES is what 'vzctl set --ram unlimited' saves, {VSWAP_UNLIMITED} pages"
            put.note("memory", message)
