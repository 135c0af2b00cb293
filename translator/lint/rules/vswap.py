"""Is RAM and swap of a VSwap container right? vzcfgvalidate's findings, and what else goes wrong.

Facts: ve-conf.md 5.3, 7.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.container.memory import VSWAP_UNLIMITED, is_vswap
from translator.container.start import endless_swap
from translator.finding import Finding
from translator.lint.context import ConfContext
from translator.lint.rule import Example, Host, Rule, conf_check, declare
from translator.values.codec import UNSET

_MIB = 2**20
_CONF = "101.conf"

declare(
    Rule(
        "VZ317",
        "vswap-barrier",
        "error",
        "PHYSPAGES or SWAPPAGES of a VSwap container with a barrier",
        "RAM and swap are the limits; the barrier has to be 0. Virtuozzo 7 writes both numbers alike, which "
        "vzcfgvalidate reports as an error.",
        'PHYSPAGES="65536:65536"\nSWAPPAGES="0:65536"\n',
        'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n',
        "unsafe",
        parameters=("PHYSPAGES", "SWAPPAGES"),
    ),
    Rule(
        "VZ318",
        "ram-above-host",
        "warning",
        "more RAM than the host has",
        "The container believes that it has more than there is. Only with --host-ram; vzcfgvalidate reports it as a "
        "warning.",
        Example({_CONF: 'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\n'}, Host(ram=128 * _MIB)),
        Example({_CONF: 'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\n'}, Host(ram=512 * _MIB)),
        "unsafe",
        parameters=("PHYSPAGES",),
    ),
    Rule(
        "VZ319",
        "swap-above-host",
        "warning",
        "more swap than the host has",
        "On a host without swap every amount is too much. Only with --host-swap; vzcfgvalidate reports it as a "
        "warning.",
        Example({_CONF: 'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'}, Host(swap=0)),
        Example({_CONF: 'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'}, Host(swap=512 * _MIB)),
        "unsafe",
        parameters=("SWAPPAGES",),
        beside=("PHYSPAGES",),
    ),
    Rule(
        "VZ321",
        "no-ram",
        "warning",
        "a container with no RAM",
        "PHYSPAGES with a limit of 0 makes a VSwap container in which no program can run. An amount below one page "
        "(4 KiB) is rounded down to 0.",
        'PHYSPAGES="0:0"\nSWAPPAGES="0:65536"\n',
        'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n',
        parameters=("PHYSPAGES",),
    ),
    Rule(
        "VZ322",
        "almost-unlimited",
        "warning",
        "RAM of 2251799813685248 pages",
        "That is what 'vzctl set --ram unlimited' stores. It is not the unlimited that vzctl knows when it reads the "
        "file, so the container is taken for one with VSwap: it has no limit of its RAM. In SWAPPAGES the number is "
        "right, and the only one that says no limit (VZ324).",
        'PHYSPAGES="0:2251799813685248"\nSWAPPAGES="0:65536"\n',
        'PHYSPAGES="0:65536"\nSWAPPAGES="0:2251799813685248"\n',
        parameters=("PHYSPAGES",),
    ),
    Rule(
        "VZ323",
        "counters-beside-vswap",
        "info",
        "PRIVVMPAGES below RAM and swap in a VSwap container",
        "In VSwap mode RAM and swap limit memory; a smaller PRIVVMPAGES refuses allocations before they do.",
        'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\nPRIVVMPAGES="1000:2000"\n',
        'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n',
        parameters=("PRIVVMPAGES",),
        beside=("PHYSPAGES", "SWAPPAGES"),
    ),
    Rule(
        "VZ324",
        "endless-swap",
        "error",
        "a VSwap container whose RAM and swap together are more than the kernel takes",
        "vzctl adds both up for vmguarpages, and the kernel refuses a number above LONG_MAX: 'setublimit vmguarpages "
        "failed', and the container does not start. 'vzctl set --swap unlimited' saves 2251799813685248 pages instead.",
        'PHYSPAGES="0:65536"\nSWAPPAGES="0:unlimited"\n',
        'PHYSPAGES="0:65536"\nSWAPPAGES="0:2251799813685248"\n',
        parameters=("SWAPPAGES",),
        beside=("PHYSPAGES",),
    ),
)


@conf_check("VZ321", "VZ322", "VZ323", "VZ324", reads="PHYSPAGES")
def memory(conf: ConfContext) -> Iterator[Finding]:
    """Look at the limits of RAM and swap."""
    ram, swap = conf.value("PHYSPAGES"), conf.value("SWAPPAGES")
    if not is_vswap(ram):
        return
    if ram.limit == 0:
        yield conf.about_value("VZ321", "PHYSPAGES", "PHYSPAGES: the limit is 0 pages, no RAM at all; expected some")
    if ram.limit == VSWAP_UNLIMITED:
        message = f"PHYSPAGES: the limit is {VSWAP_UNLIMITED} pages, which is not 'unlimited'; expected an amount"
        yield conf.about_value("VZ322", "PHYSPAGES", message)
    if conf.dialect.name == "vzctl":
        for obstacle in endless_swap(conf.value):
            yield conf.about_value(obstacle.code, obstacle.parameter, obstacle.message)
    private = conf.value("PRIVVMPAGES")
    if private is not UNSET and swap is not UNSET and private.limit < ram.limit + swap.limit:
        message = f"PRIVVMPAGES: the limit of {private.limit} is below RAM and swap, {ram.limit + swap.limit} pages"
        yield conf.about_value("VZ323", "PRIVVMPAGES", message)
