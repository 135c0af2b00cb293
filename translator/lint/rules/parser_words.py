"""Which words and numbers of a document have blanks around them that libvirt's schema allows and its parser does not?

To the schema they are tokens. The parser compares words to the letter, and reads numbers with C's strtoul, which skips
the blanks before a number and refuses those behind it. Facts: libvirt-domain.md 3.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.characters import trim_xml
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.rule import domain_check
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Words that the parser reads to the letter, wherever they stand in what containers have: tag/attribute.
_WORDS = frozenset(
    """memory/dumpCore memory/placement memory/mode vcpu/placement capabilities/policy clock/offset clock/basis
    seclabel/type seclabel/relabel timer/name timer/tickpolicy timer/track timer/mode timer/present
    filesystem/type filesystem/accessmode filesystem/model filesystem/multidevs interface/type hostdev/type
    hostdev/mode driver/type driver/wrpolicy driver/format driver/name driver/ats driver/iommu driver/packed
    driver/page_per_vq interface/trustGuestRxFilters
    link/state mac/type mac/check target/managed target/type source/mode
    port/isolated virtualport/type tag/nativeMode vlan/trunk rom/enabled rom/bar hostdev/sgio hostdev/rawio
    source/startupPolicy source/writeFiltering source/autoAddress source/guestReset address/multifunction
    console/type source/append log/append source/tls reconnect/enabled mouse/mode clipboard/copypaste
    route/family type/arch protocol/type""".split()
)
#: Numbers, in which blanks behind are refused.
_NUMBERS = frozenset(
    """vcpu/current vcpupin/vcpu clock/start ip/prefix route/prefix route/metric tag/id acpi/index boot/order
    target/port address/domain address/bus address/slot address/function address/device vendor/id product/id
    inbound/average inbound/peak inbound/burst inbound/floor outbound/average outbound/peak outbound/burst
    outbound/floor uid/start uid/target uid/count gid/start gid/target gid/count filesystem/fmode filesystem/dmode
    reconnect/timeout timer/frequency catchup/threshold catchup/slew catchup/limit source/usage maxMemory/slots
    driver/queue mtu/size""".split()
)
#: Elements whose text is such a word, or such a number.
_EVENTS = ("on_poweroff", "on_reboot", "on_crash", "on_lockfailure")
_NUMBER_TEXTS = frozenset(
    """weight read_bytes_sec write_bytes_sec read_iops_sec write_iops_sec shares quota period global_quota global_period
    emulator_quota emulator_period iothread_quota iothread_period""".split()
)
#: What is said of consoles, and the types of console of which libvirt reads it.
_CONSOLES = {
    "source/append": ("file",),
    "source/mode": ("tcp", "udp", "unix"),
    "source/tls": ("tcp",),
    "protocol/type": ("tcp",),
    "reconnect/enabled": ("tcp", "unix"),
    "reconnect/timeout": ("tcp", "unix"),
    "mouse/mode": ("qemu-vdagent",),
    "clipboard/copypaste": ("qemu-vdagent",),
}
_BLANKS = frozenset(" \t\n\r")
#: An attribute that begins or ends with a blank, as it stands in the text (and at times something else in a comment).
_PADDED = re.compile(r"""=[ \t\r\n]*+(?:'(?:[ \t\r\n]|[^']*+(?<=[ \t\r\n])')|"(?:[ \t\r\n]|[^"]*+(?<=[ \t\r\n])"))""")


@domain_check("XD213")
def padded(context: DomainContext) -> Iterator[Finding]:
    """Find words with blanks around them, and numbers with blanks behind them, in attributes."""
    if _PADDED.search(context.text) is None and "&#" not in context.text:
        return
    for element in context.root.iter("*"):
        for name, value in element.items():
            if value and (value[-1] in _BLANKS or value[0] in _BLANKS) and _wrong_value(element, str(name), value):
                message = f"blanks around {shown(trim_xml(value))}, which the parser refuses; expected none"
                yield context.finding("XD213", element, message, attribute=str(name))


@domain_check("XD213", of=" ".join(("type", *_EVENTS, *_NUMBER_TEXTS)))
def padded_texts(context: DomainContext) -> Iterator[Finding]:
    """Find the same in elements."""
    for element in [each for tag in ("type", *_EVENTS, *_NUMBER_TEXTS) for each in context.tags.get(tag, ())]:
        text = element.text
        if text and (text[-1] in _BLANKS or (text[0] in _BLANKS and element.tag not in _NUMBER_TEXTS)):
            message = f"blanks around {shown(trim_xml(text))}, which the parser refuses; expected none"
            yield context.finding("XD213", element, message)


def _wrong_value(element: Element, name: str, value: str) -> bool:
    tag, above = str(element.tag), element.getparent()
    place = f"{tag}/{name}"
    console = next(element.iterancestors("console"), None) if place in _CONSOLES else None
    if console is not None and console.get("type", "pty") not in _CONSOLES[place]:
        return False
    if place in _NUMBERS:
        return value[-1] in _BLANKS
    return place in _WORDS or (name == "state" and above is not None and above.tag == "capabilities")
