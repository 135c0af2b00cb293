"""Where do we mean to differ from libvirt's OpenVZ driver, whatever the conf?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.interop.compare import Difference, differences, without

NO_MAC = "00:00:00:00:00:00"


@dataclass(frozen=True)
class Rule:
    """A kind of difference that is meant, and why."""

    name: str
    reason: str
    applies: Callable[[Difference, str], bool]
    """Is this difference, in the document of this conf, of the kind?"""


def _memory(difference: Difference, conf: str) -> bool:
    return difference.path in {"/domain/memory", "/domain/currentMemory"} and difference.theirs == "0"


def _host_cpus(difference: Difference, conf: str) -> bool:
    read_by_driver = re.search(r'^CPUS="?\s*\+?0*[1-9]\d*"?\r?$', conf, re.MULTILINE)
    return difference.path == "/domain/vcpu" and not read_by_driver


def _no_mac(difference: Difference, conf: str) -> bool:
    return difference.part == "@address" and difference.ours is None and difference.theirs == NO_MAC


def _group_mac(difference: Difference, conf: str) -> bool:
    mac = re.fullmatch(r"[0-9a-f]([0-9a-f])(:[0-9a-f]{2}){5}", difference.theirs)
    return difference.path.endswith("/mac") and difference.ours is None and mac is not None and int(mac[1], 16) % 2 == 1


def _no_bridge(difference: Difference, conf: str) -> bool:
    kind = re.fullmatch(r"/domain/devices/interface\.ethernet\[\d+\]", difference.path)
    return bool(kind) and (difference.part, difference.ours, difference.theirs) == ("@type", "ethernet", "bridge")


RULES = (
    Rule("memory", "it prints 0, which no driver would define again; we print the container's RAM", _memory),
    Rule("vcpu", "it prints the host's CPUs where it reads no CPUS; a translation knows no host", _host_cpus),
    Rule("mac", "it prints zeros for a MAC that the conf does not give; that is left out", _no_mac),
    Rule("group mac", "it prints MACs of groups, which its own parser refuses; they are carried", _group_mac),
    Rule("bridge", "it prints a bridge interface without a bridge, which its own parser refuses", _no_bridge),
)

# An interface that only one of the two prints would shift all that follow: these are left out of both documents.
PLACEHOLDERS = "devices/interface[ip[@address='0.0.0.0' or @address='::']]"
"""Words of IP_ADDRESS by which vzctl means that there is no address; libvirt takes them for addresses."""


def unexpected(ours: str, theirs: str, conf: str) -> list[Difference]:
    """Find the differences that no rule covers."""
    return [
        difference
        for difference in differences(without(ours, PLACEHOLDERS), without(theirs, PLACEHOLDERS))
        if not any(rule.applies(difference, conf) for rule in RULES)
    ]
