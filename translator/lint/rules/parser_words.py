"""Which words and numbers of a document have blanks around them that libvirt's schema allows and its parser does not?

To the schema they are tokens. The parser compares words to the letter, and reads numbers with C's strtoul, which skips
the blanks before a number and refuses those behind it. Facts: libvirt-domain.md 3.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.characters import trim_xml
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.rule import domain_check
from translator.wording import shown

#: Words that the parser reads to the letter, wherever they stand in what containers have: tag/attribute.
_WORDS = frozenset(
    """memory/dumpCore memory/placement memory/mode vcpu/placement capabilities/policy clock/offset clock/basis
    seclabel/type seclabel/relabel timer/name timer/tickpolicy timer/track timer/mode timer/present on_lockfailure
    filesystem/accessmode filesystem/model filesystem/multidevs driver/type driver/wrpolicy driver/format
    driver/name driver/ats driver/iommu driver/packed driver/page_per_vq interface/trustGuestRxFilters
    link/state mac/type mac/check target/managed target/type source/mode
    port/isolated virtualport/type tag/nativeMode vlan/trunk rom/enabled rom/bar hostdev/sgio hostdev/rawio
    source/startupPolicy source/writeFiltering source/autoAddress source/guestReset address/multifunction
    console/type source/append log/append source/tls reconnect/enabled mouse/mode clipboard/copypaste
    route/family type/arch""".split()
)
#: Numbers, in which blanks behind are refused.
_NUMBERS = frozenset(
    """vcpu/current vcpupin/vcpu clock/start ip/prefix route/prefix route/metric tag/id acpi/index boot/order
    target/port address/domain address/bus address/slot address/function address/device vendor/id product/id
    inbound/average inbound/peak inbound/burst inbound/floor outbound/average outbound/peak outbound/burst
    outbound/floor uid/start uid/target uid/count gid/start gid/target gid/count filesystem/fmode filesystem/dmode
    reconnect/timeout timer/frequency catchup/threshold catchup/slew catchup/limit source/usage maxMemory/slots
    driver/queue""".split()
)
_TEXTS = ("weight", "read_bytes_sec", "write_bytes_sec", "read_iops_sec", "write_iops_sec", "shares")
_TEXT_NUMBERS = re.compile(r"(?:global_|emulator_|iothread_)?(?:quota|period)")


@domain_check("XD213")
def padded(context: DomainContext) -> Iterator[Finding]:
    """Find words with blanks around them, and numbers with blanks behind them."""
    for element in context.root.iter("*"):
        tag = str(element.tag)
        if tag.startswith("{"):
            continue
        text = element.text
        if (
            text
            and text[-1] in " \t\n\r"
            and not len(element)
            and (tag in _TEXTS or _TEXT_NUMBERS.fullmatch(tag) or tag == "on_lockfailure")
        ) or (tag == "on_lockfailure" and text and text != trim_xml(text)):
            message = f"blanks around {shown(trim_xml(text))}, which the parser refuses; expected none"
            yield context.finding("XD213", element, message)
        for name, value in element.items():
            if value == trim_xml(value):
                continue
            place = f"{tag}/{name}"
            if place in _WORDS or (place in _NUMBERS and value[-1:] in " \t\n\r"):
                message = f"blanks around {shown(trim_xml(value))}, which the parser refuses; expected none"
                yield context.finding("XD213", element, message, attribute=str(name))
