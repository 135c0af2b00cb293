"""Where do the number of CPUs, their list, the weight and the ceiling live?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.conf.settle import Settings
from translator.domain.cpuset import read_cpuset
from translator.lenses.hierarchy import Hierarchy
from translator.lenses.lens import Advice, Got, Lens, Put
from translator.values.codec import UNSET
from translator.values.mask import HIGHEST, merge_ranges, write_ranges
from translator.values.number import HostPercent
from translator.values.virtuozzo import Megahertz


class VcpuLens(Lens):
    """CPUS is the number of virtual CPUs, CPUMASK the host CPUs that they may use."""

    parameters: Mapping[str, str] = {"CPUS": "vcpu", "CPUMASK": "vcpu/@cpuset"}
    places = ("vcpu", "vcpu/@cpuset")
    apart: Mapping[str, str] = {"vcpu": "CPUS", "vcpu/@cpuset": "CPUMASK"}

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write both; a mask needs a number of CPUs beside it, which is derived from the mask where CPUS is not set."""
        cpus, mask = settings.value("CPUS"), settings.value("CPUMASK")
        ranged = mask is not UNSET and not isinstance(mask, str)
        # libvirt's schema has room for 65535
        if cpus is not UNSET and 1 <= cpus <= 65535:
            got.view["vcpu"] = cpus
            got.native["CPUS"] = "vcpu"
        else:
            derived = sum(last - first + 1 for first, last in mask) if ranged else 1
            # libvirt fills in one CPU where a document has none
            got.derived["vcpu"] = derived
            if ranged:
                got.view["vcpu"] = derived
        if ranged:
            got.view["vcpu/@cpuset"] = write_ranges(mask)
            got.native["CPUMASK"] = "vcpu/@cpuset"

    def align(self, put: Put) -> None:
        """Take no derived number, and no other spelling of the same list, for an edit."""
        view, old = put.view, put.old
        cpuset = view.get("vcpu/@cpuset")
        if cpuset is not None:
            cpuset = view["vcpu/@cpuset"] = spell_cpuset(cpuset)
        if "vcpu" in put.made.derived:
            old.pop("vcpu", None)
        # without a residue's mark, a number beside another list of CPUs is one that somebody gave
        marked = not put.whole or cpuset == old.get("vcpu/@cpuset")
        if marked and "vcpu" in put.derived and view.get("vcpu") == put.derived["vcpu"] and "vcpu" not in old:
            # the number beside a list of CPUs, or the one CPU that libvirt fills in where a document says nothing
            del view["vcpu"]

    def put(self, put: Put) -> None:
        """Write both."""
        view = put.view
        if put.changed("vcpu"):
            put.set("CPUS", view.get("vcpu", UNSET))
        if put.changed("vcpu/@cpuset"):
            cpuset = view.get("vcpu/@cpuset", UNSET)
            put.set("CPUMASK", cpuset if cpuset is UNSET else read_list(put, "vcpu/@cpuset", cpuset))


def read_list(put: Put, place: str, text: str) -> Any:
    """Return what a mask says of a document's list of CPUs or nodes; numbers that no mask has room for are a loss."""
    numbers, more = _numbers(text)
    if more:
        put.lose(place, f"a mask goes up to {HIGHEST}, and {text} does not")
    if not numbers:
        return UNSET
    return "all" if len(numbers) > HIGHEST else merge_ranges(numbers)


def spell_cpuset(text: str) -> str:
    """Return a list of CPUs in the one spelling that a mask is written in; one with larger numbers as it stands."""
    numbers, more = _numbers(text)
    return text if more or len(numbers) > HIGHEST else write_ranges(merge_ranges(numbers))


def _numbers(text: str) -> tuple[frozenset[int], bool]:
    """Return what is within a mask, and whether there is more; a list that is none does not get into a view."""
    return read_cpuset(text) or (frozenset(), False)


#: What vzctl takes.
_UNITS = (8, 500_000)


class WeightLens(Lens):
    """CPUUNITS is the weight of the container among all that run on the host.

    cgroup v2 has weights of 1 to 10000 around a default of 100, OpenVZ units around a default of 1000: ten units are
    one of weight. So the ratios between containers stay, and a container of OpenVZ's default weighs what a container
    or service of the host does that nobody gave a weight. On v1 units are shares, whose default is 1024.
    What a weight cannot say is brought into its range and rounded, and the exact number travels in the residue.
    Rounding is much of a small weight: 8 units weigh what 20 would.
    """

    parameters: Mapping[str, str] = {"CPUUNITS": "cputune/shares"}
    places = ("cputune/shares",)
    #: The units that a share stands for, and the shares that can be said: libvirt's parser takes 2 to 262144, and with
    #: v2 the start fails above 10000.
    SCALE: Mapping[Hierarchy, tuple[int, int, int]] = {"v1": (1, 2, 262_144), "v2": (10, 2, 10_000)}

    def __init__(self, hierarchy: Hierarchy | None) -> None:
        #: Whether the number counts; None is a driver that does not act on it, and needs no nearest one.
        self.counts = hierarchy is not None
        self.scale, self.lowest, self.highest = self.SCALE[hierarchy or "v1"]

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the shares."""
        units = settings.value("CPUUNITS")
        if units is UNSET or (units > self.highest and not self.counts):
            return
        scale = self.scale
        shares = got.view["cputune/shares"] = min(max((units + scale // 2) // scale, self.lowest), self.highest)
        (got.native if shares * scale == units else got.shown)["CPUUNITS"] = "cputune/shares"
        if self.counts and (why := self._inexact(units, shares * scale)):
            message = f"{units} is {why}: the container weighs what one of {shares * scale} would"
            got.advice.append(Advice("VZ531", "CPUUNITS", message))

    def _inexact(self, units: int, said: int) -> str:
        """Return why a weight does not say the units, '' where what it says is off by a tenth at most."""
        if units > self.highest * self.scale:
            return "more than a weight can say"
        if units < self.lowest * self.scale:
            return "less than a weight can say"
        return "between two weights" if abs(said - units) * 10 > units else ""

    def put(self, put: Put) -> None:
        """Write the units, those that vzctl refuses brought into its range; 0 is libvirt's word for none."""
        shares = put.view.get("cputune/shares")
        if not shares:
            put.set("CPUUNITS", UNSET)
            return
        units = min(max(shares * self.scale, _UNITS[0]), _UNITS[1])
        if units != shares * self.scale:
            message = f"{shares} became {units}: CPUUNITS goes from {_UNITS[0]} to {_UNITS[1]}"
            put.note("cputune/shares", message)
        put.set("CPUUNITS", units)


class QuotaLens(Lens):
    """CPULIMIT, percent of one CPU, is a quota of a period of 100 ms (0 is libvirt's -1)."""

    parameters: Mapping[str, str] = {"CPULIMIT": "cputune/period, cputune/quota"}
    places = ("cputune/period", "cputune/quota")
    PERIOD = 100_000
    #: libvirt's parser takes no larger quota.
    MAX_QUOTA = 17_592_186_044_415

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write period and quota (microseconds)."""
        limit = settings.value("CPULIMIT")
        if isinstance(limit, int):
            if limit == 0:
                got.view["cputune/quota"] = -1
                got.native["CPULIMIT"] = "cputune/quota"
            elif limit * 1000 <= self.MAX_QUOTA:
                got.view["cputune/period"] = self.PERIOD
                got.view["cputune/quota"] = limit * 1000
                got.native["CPULIMIT"] = "cputune/period, cputune/quota"

    def put(self, put: Put) -> None:
        """Write percent, rounded to the nearest."""
        view = put.view
        if "CPULIMIT_MHZ" in put.settings.by_name:
            # libvzctl's other name for the ceiling: its own writer drops it, too
            put.changes["CPULIMIT_MHZ"] = UNSET
        quota, period = view.get("cputune/quota"), view.get("cputune/period") or self.PERIOD
        if not quota:
            put.set("CPULIMIT", UNSET)
        elif quota < 0:
            put.set("CPULIMIT", 0)
        else:
            percent = max(1, (quota * 100 + period // 2) // period)
            if percent * period != quota * 100:
                put.note("cputune/quota", f"{quota} of {period} microseconds became {percent} percent")
            put.set("CPULIMIT", percent)


class BoundQuotaLens(QuotaLens):
    """CPULIMIT, and where it allows more than CPUS does, the quota of so many CPUs.

    LXC shows a container all CPUs of the host and limits none of them. In OpenVZ CPUS is a limit, and in vzctl's own
    backend for upstream kernels (ct_setcpus) it is this: 100 percent for each, or CPULIMIT where that is less. No
    parameter gives the quota of CPUS by itself, so it is marked as derived.

    A ceiling that only the node knows in percent of one CPU travels in the residue, and a person is told.
    """

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write period and quota (microseconds)."""
        for name in ("CPULIMIT", "CPULIMIT_MHZ"):
            if why := of_its_node(name, settings.value(name)):
                got.advice.append(Advice("VZ514", name, why))
        cpus = settings.value("CPUS")
        quota = cpus * self.PERIOD if _bound(cpus, settings.value("CPULIMIT")) else 0
        if not 0 < quota <= self.MAX_QUOTA:
            super().get(settings, got, ctid)
            return
        got.view["cputune/period"], got.view["cputune/quota"] = self.PERIOD, quota
        got.derived["cputune/quota"] = quota
        got.shown["CPULIMIT"] = "cputune/quota"

    def align(self, put: Put) -> None:
        """Have the source say what was derived of the number of CPUs before the document was edited."""
        if put.whole:
            return
        if "cputune/quota" in put.derived:
            put.old["cputune/period"], put.old["cputune/quota"] = self.PERIOD, put.derived["cputune/quota"]
        elif "cputune/quota" in put.made.derived:  # a residue that has CPUS lacks CPULIMIT, which says this quota
            del put.old["cputune/period"], put.old["cputune/quota"]

    def put(self, put: Put) -> None:
        """Write percent, and tell of a quota that CPUS allows less of."""
        super().put(put)
        cpus = put.value("CPUS")
        if _bound(cpus, put.value("CPULIMIT")):
            message = f"{cpus} CPUs are no more than {cpus * 100} percent: change <vcpu>, too"
            put.note("cputune/quota", message, code="VZ559")


def of_its_node(name: str, ceiling: Any) -> str:
    """Return why a ceiling is no percent of one CPU without its node, and what to do; '' for one that is."""
    if isinstance(ceiling, HostPercent):
        share = ceiling.percent
        return (
            f"{share}% of all CPUs of its node, whose number no conf says: give CPULIMIT in percent of one CPU, "
            f"{share} for each CPU of the node"
        )
    mhz = ceiling.mhz if isinstance(ceiling, Megahertz) else ceiling if name == "CPULIMIT_MHZ" else UNSET
    if mhz is UNSET or not mhz:
        return ""
    return f"{mhz} MHz of its node, whose clock no conf says: give CPULIMIT in percent of one CPU"


def _bound(cpus: Any, limit: Any) -> bool:
    """Whether a container has fewer CPUs (CPUS) than its ceiling (CPULIMIT, percent) would let it use."""
    return cpus is not UNSET and cpus > 0 and not (isinstance(limit, int) and 0 < limit <= cpus * 100)
