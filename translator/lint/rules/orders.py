"""Which orders of elements does libvirt's schema allow, and libxml2, which runs it for libvirt, refuse all the same?

RELAX NG lets the members of several groups stand among each other. libxml2 takes them apart group by group and gives
up where one of them is parted while another one, which the schema names earlier, has begun and is not at its end.
Measured with xmllint 2.9.14 and the schemas of 9.0, 11.3 and 12.8, for thousands of orders: this is what it refuses,
no more and no less (tests/verdict/test_orders.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from translator.domain.releases import RELEASES
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.rule import Rule, declare, domain_check

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The groups of several elements below <domain>, as the schema names them one after the other.
_GROUPS: Final = (
    frozenset(("name", "uuid", "genid")),
    frozenset(
        """maxMemory memory currentMemory blkiotune memtune memoryBacking vcpu vcpus iothreads cputune numatune
        resource""".split()
    ),
    frozenset(("on_poweroff", "on_reboot", "on_crash", "on_lockfailure")),
    frozenset(("seclabel",)),
)
_GROUP_OF: Final = {tag: number for number, group in enumerate(_GROUPS) for tag in group}
#: What has to stand together in a <hostdev>.
_HOSTDEV: Final = frozenset(("source", "driver", "teaming"))

declare(
    Rule(
        "XD236",
        "order-of-libxml2",
        "warning",
        "an order of elements that 'virsh define --validate' refuses",
        "The schema allows it, the library that libvirt validates with does not understand it: 'virsh define "
        "--validate' and 'virsh edit' refuse the document, 'virsh define' takes it. What belongs together (names, "
        "resources, actions, security labels; source and driver of a host device) is best written together.",
        "<domain type='lxc'>\n  <name>101</name>\n  <vcpu>1</vcpu>\n  <on_poweroff>destroy</on_poweroff>\n"
        "  <memory>65536</memory>\n  <on_reboot>restart</on_reboot>\n  <os>\n    <type>exe</type>\n"
        "    <init>/sbin/init</init>\n  </os>\n</domain>\n",
        "<domain type='lxc'>\n  <name>101</name>\n  <vcpu>1</vcpu>\n  <memory>65536</memory>\n"
        "  <on_poweroff>destroy</on_poweroff>\n  <on_reboot>restart</on_reboot>\n  <os>\n    <type>exe</type>\n"
        "    <init>/sbin/init</init>\n  </os>\n</domain>\n",
        subject="domain",
    )
)


@domain_check("XD236")
def in_turns(context: DomainContext) -> Iterator[Finding]:
    """Find the elements below the root that stand among those of another group in turns."""
    children = list(context.root.iterchildren("*"))
    of = [_GROUP_OF.get(str(each.tag)) for each in children]
    places = [[at for at, group in enumerate(of) if group == number] for number in range(len(_GROUPS))]
    # libvirt 9.0's schema alone has the names in a group
    old = RELEASES[context.libvirt] > RELEASES["9"]
    pairs = sorted(combinations(range(len(_GROUPS)), 2), key=lambda pair: old and pair[0] == 0)
    for first, second in pairs:
        outer, inner = places[first], places[second]
        parted = _parted(outer, inner)
        if parted:
            elements = [children[at] for at in (inner[0], parted, outer[-1])]
            yield _finding(context, elements, old=old and first == 0)
            return


def _parted(outer: Sequence[int], inner: Sequence[int]) -> int:
    """Return the place of the first member of ``inner`` behind others than its group, where ``outer``, the group that
    the schema names earlier, has begun before and ends later; 0 where libxml2 understands it.
    """
    inside = [at for at in inner if outer and at > outer[0]]
    if not inside or inside[0] > outer[-1]:
        return 0
    return next((at for before, at in pairwise(inside) if at > before + 1), 0)


def _finding(context: DomainContext, elements: Sequence[Element], *, old: bool) -> Finding:
    first, parted, other = (f"<{each.tag!s}>" for each in elements)
    whose = "libvirt 9's 'virsh define --validate'" if old else "'virsh define --validate'"
    message = f"{parted} is parted from {first} and stands among {other} and its like: {whose} refuses that order"
    level = "info" if old else None
    return context.finding("XD236", elements[1], f"{message}; expected {parted} beside {first}", level=level)


@domain_check("XD236", of="hostdev")
def in_hostdevs(context: DomainContext) -> Iterator[Finding]:
    """Find host devices whose source, driver and teaming do not stand together."""
    for hostdev in context.devices("hostdev"):
        if hostdev.get("mode") is None and hostdev.get("managed") is None:
            continue  # libxml2 goes another way through the schema here, and understands it
        children = list(hostdev.iterchildren("*"))
        at = [number for number, each in enumerate(children) if each.tag in _HOSTDEV]
        if at and at[-1] - at[0] >= len(at):
            parted = next(children[after] for before, after in pairwise(at) if after > before + 1)
            message = (
                f"<{parted.tag!s}> is parted from <{children[at[0]].tag!s}>: 'virsh define --validate' refuses that "
                f"order; expected one beside the other"
            )
            yield context.finding("XD236", parted, message)
