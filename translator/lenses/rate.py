"""How much may a container of OpenVZ 7 send, where RATE with RATEBOUND is a ceiling, and where does libvirt have that?

libvzctl's rate is kbit/s of all that a container sends through one device of the host's in one class of addresses;
libvirt's is kilobytes/s of one interface, ``<bandwidth><outbound average=.../>`` seen from inside. Without
``RATEBOUND="yes"`` the rate is what a container gets at least: libvirt's LXC driver promises none. It has the host's
kernel police what comes out of the host's end, and starts no container where that cannot (tests/boot/test_openvz7.py);
the kernels of distributions have what it takes as modules.
"""

from __future__ import annotations

from collections.abc import Sequence

from translator.conf.dialect import LIBVZCTL
from translator.conf.settle import Settings
from translator.domain.view import Nic
from translator.lenses.lens import Advice, Got, Put
from translator.values.codec import UNSET
from translator.values.virtuozzo_list import Rate

#: The finding about a rate that the host's kernel has to hold.
OF_KERNEL = "VZ528"
#: The modules of the kernel by which libvirt has it police what a container sends.
MODULES = ("sch_ingress", "cls_u32", "act_police")
#: The finding about a rate that LXC does not hold as libvzctl does.
NOT_THE_SAME = "VZ526"
_PLACE = "interface/bandwidth"
#: All devices of the host, in the class that stands for every address.
_ANY, _CLASS = "*", 1


def with_rate(settings: Settings, got: Got, nics: list[Nic]) -> list[Nic]:
    """Return the interfaces, each with the ceiling of the container, and say what was expressed."""
    rates = _ceilings(settings)
    if not nics or not rates:
        return nics
    average = _average(rates)
    if average is None:
        message = (
            f"{' '.join(map(str, rates))}: LXC has one rate for an interface, whatever the device and the class: "
            "limit it with tc on the host"
        )
        got.advice.append(Advice(NOT_THE_SAME, "RATE", message))
        return nics
    if len(nics) > 1:
        message = (
            f"each of {len(nics)} interfaces may send {average} kB/s: libvirt has no rate for all of them together"
        )
        got.advice.append(Advice(NOT_THE_SAME, "RATE", message))
    message = (
        f"libvirt has the host's kernel police {average} kB/s, and starts no container where that cannot: "
        f"'{modules_command()}' loads what that takes"
    )
    got.advice.append(Advice(OF_KERNEL, "RATE", message))
    got.shown["RATE"] = got.shown["RATEBOUND"] = _PLACE
    return [nic._replace(outbound=average) for nic in nics]


def modules_command() -> str:
    """Return what loads the modules; where they are built in, it does nothing, and fails where there are none."""
    return f"modprobe -a {' '.join(MODULES)}"


def put_rate(put: Put, new: Sequence[Nic], old: Sequence[Nic], *, shaped: bool) -> None:
    """Write RATE and RATEBOUND; ``shaped`` is a driver that has them."""
    if not (shaped and put.settings.dialect is LIBVZCTL):
        for nic in new:
            if nic.outbound:
                put.lose(_PLACE, "a conf has no rate for it: shape it with tc on the node", nic)
        return
    after = _rate(new)
    # a residue holds the rate, and not the interfaces that it was written at
    before = (_average(_ceilings(put.settings)) if old or not put.whole else None) if new else None
    for nic in new:
        if after and nic.outbound and nic.outbound != after:
            put.lose(_PLACE, f"RATE is one for the container: {after} kB/s, not {nic.outbound}", nic)
        elif after and not nic.outbound:
            put.note(_PLACE, f"RATE is the container's: it holds for {nic.guest or 'this interface'}, too", nic)
    if after == before:
        return
    if after is None:
        put.set("RATE", UNSET)
        put.set("RATEBOUND", UNSET)
        return
    rates: Sequence[Rate] = put.settings.value("RATE") or ()
    device, cls = (rates[0].device, rates[0].cls) if len(rates) == 1 else (_ANY, _CLASS)
    put.set("RATE", (Rate(device, cls, after * 8),))
    put.set("RATEBOUND", "yes")


def _ceilings(settings: Settings) -> Sequence[Rate]:
    """Return the rates where they are ceilings, on a node whose vz.conf has TRAFFIC_SHAPING="yes"."""
    if settings.value("RATEBOUND") != "yes":
        return ()
    return settings.value("RATE") or ()


def _average(rates: Sequence[Rate]) -> int | None:
    """Return in kilobytes/s what an interface can have of some rates, None where it can have none."""
    return max(rates[0].rate // 8, 1) if len(rates) == 1 and rates[0].rate >= 1 else None


def _rate(nics: Sequence[Nic]) -> int | None:
    """Return the ceiling of the first interface that has one."""
    return next((nic.outbound for nic in nics if nic.outbound), None)
