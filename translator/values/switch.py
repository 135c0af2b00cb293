"""How do lists of name:on and name:off read and write?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from translator.characters import upper
from translator.values.codec import UNSET, Codec, Refused, byte_length, file_bytes

_SPLIT = re.compile(r"[ \t,]+").split
_ITEM = re.compile(r"[^ \t,]+")

#: vzctl's names in the kernel's bit order.
CAPABILITIES = (
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE "
    "NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN "
    "SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE VE_ADMIN SETFCAP"
).split()
FEATURES = "sysfs nfs sit ipip ppp ipgre bridge nfsd".split()


class Switches(NamedTuple):
    """The names that are switched on and those that are switched off, both in the table's order."""

    on: tuple[str, ...]
    off: tuple[str, ...]

    def state(self, name: str) -> str | None:
        """Return ``on``, ``off``, or None where nothing is said; ``on`` where both are, as vzctl writes it."""
        return "on" if name in self.on else "off" if name in self.off else None


class _SwitchCodec(Codec):
    shape = "switches"
    names: Sequence[str]

    def _ordered(self, on: set[str], off: set[str]) -> Switches:
        return Switches(tuple(n for n in self.names if n in on), tuple(n for n in self.names if n in off))

    def encode(self, value: Switches) -> str:
        """Write ``name:on`` and ``name:off`` in the table's order."""
        return " ".join(f"{name}:{state}" for name in self.names if (state := value.state(name)))

    def merge(self, old: Switches, new: Switches) -> Switches:
        """Join what two lines switch."""
        return self._ordered({*old.on, *new.on}, {*old.off, *new.off})


class Capabilities(_SwitchCodec):
    """Capabilities without ``CAP_``, in any letter case. FS_MASK is another name of CHOWN's bit, and is always
    written beside it. A name both on and off is saved as on but is off at run time: vzctl's own contradiction.
    """

    names = CAPABILITIES
    expects = "NAME:on or NAME:off, NAME a capability such as NET_ADMIN"
    _KNOWN = frozenset([*CAPABILITIES, "FS_MASK"])

    def decode(self, text: str) -> object:
        """Read the items; the first bad one ends the list, those before it stay."""
        on: set[str] = set()
        off: set[str] = set()
        for item in _SPLIT(text):
            if not item:
                continue
            name, _, state = item.partition(":")
            name = upper(name)
            if name not in self._KNOWN or state not in ("on", "off"):
                raise Refused(item, kept=self._ordered(on, off) if on or off else UNSET)
            (on if state == "on" else off).add("CHOWN" if name == "FS_MASK" else name)
        return self._ordered(on, off) if on or off else UNSET

    def encode(self, value: Switches) -> str:
        """Write upper case in bit order, FS_MASK last."""
        text = super().encode(value)
        state = value.state("CHOWN")
        return f"{text} FS_MASK:{state}" if state else text

    def write(self, value: Switches) -> str:
        """Write every switch, also a name that is both on and off."""
        return " ".join((*(f"{name}:on" for name in value.on), *(f"{name}:off" for name in value.off)))

    def faithful(self, value: Switches) -> bool:
        """A capability both on and off is written as on, and off is then forgotten."""
        return not set(value.on) & set(value.off)


def nfsd_by_mistake(text: str, start: int, end: int) -> str:
    """Return the state, ``on`` or ``off``, to which vzctl switches nfsd for an unknown item, '' for none.

    It looks from the item's sixth byte on. In a shorter item that is behind it, in the rest of the value.
    """
    item = text[start:end]
    if item.partition(":")[0] in FEATURES and ":" in item:
        return ""
    state = file_bytes(item)[5:] if byte_length(item) > 4 else file_bytes(text[start:])[5:]
    return state.decode() if state in (b"on", b"off") else ""


class Features(_SwitchCodec):
    """Kernel features. ``on`` wins over ``off`` in any order. vzctl 4.11.1 takes any unknown item whose text from the
    sixth byte on is ``on`` or ``off`` for nfsd, so ``fuse:on`` or ``fuse on`` switches nfsd on: its bug, and its doing.
    """

    names: Sequence[str] = FEATURES
    expects = "name:on or name:off, name one of " + " ".join(FEATURES)

    def __init__(self, names: Sequence[str] = FEATURES, *, mistakes_nfsd: bool = True) -> None:
        self.names = names
        self.mistakes_nfsd = mistakes_nfsd
        self.expects = "name:on or name:off, name one of " + " ".join(names)

    def decode(self, text: str) -> object:
        """Read the items; an unknown word is passed over with a warning, the others count."""
        on: set[str] = set()
        off: set[str] = set()
        unknown = ""
        for match in _ITEM.finditer(text):
            item = match[0]
            name, _, state = item.partition(":")
            if name not in self.names or state not in ("on", "off"):
                name, state = "nfsd", nfsd_by_mistake(text, *match.span()) if self.mistakes_nfsd else ""
                if not state:
                    unknown = unknown or item
                    continue
            (on if state == "on" else off).add(name)
        value = self._ordered(on, off - on) if on or off else UNSET
        if unknown:
            raise Refused(unknown, kept=value, verdict="word" if self.mistakes_nfsd else "invalid")
        return value

    def merge(self, old: Switches, new: Switches) -> Switches:
        """Join two lines; on wins."""
        on = {*old.on, *new.on}
        return self._ordered(on, {*old.off, *new.off} - on)


_IPTABLES = (
    "ip_tables iptable_filter iptable_mangle ipt_limit ipt_multiport ipt_tos ipt_TOS ipt_REJECT ipt_TCPMSS ipt_tcpmss "
    "ipt_ttl ipt_LOG ipt_length ip_conntrack ip_conntrack_ftp ip_conntrack_irc ipt_conntrack ipt_state ipt_helper "
    "iptable_nat ip_nat_ftp ip_nat_irc ipt_REDIRECT xt_mac ipt_recent ipt_owner"
).split()
_NEEDS = {
    "ip_conntrack_ftp": ("ip_conntrack",),
    "ip_conntrack_irc": ("ip_conntrack",),
    "ipt_conntrack": ("ip_conntrack",),
    "ipt_state": ("ip_conntrack",),
    "ipt_helper": ("ip_conntrack",),
    "iptable_nat": ("ip_conntrack",),
    "ip_nat_ftp": ("iptable_nat", "ip_conntrack", "ip_conntrack_ftp"),
    "ip_nat_irc": ("iptable_nat", "ip_conntrack", "ip_conntrack_irc"),
    "ipt_REDIRECT": ("iptable_nat", "ip_conntrack"),
}


class Iptables(Codec):
    """Netfilter modules; each brings those it needs. Obsolete: NETFILTER overrides it."""

    shape = "items"
    expects = "module names such as iptable_filter or ipt_state"

    def decode(self, text: str) -> object:
        """Read the words; an unknown one is passed over with a warning, the others count."""
        modules: set[str] = set()
        unknown = ""
        for word in _SPLIT(text):
            if word in _IPTABLES:
                modules.update((word, "ip_tables", *_NEEDS.get(word, ())))
            elif word:
                unknown = unknown or word
        value = tuple(m for m in _IPTABLES if m in modules) or UNSET
        if unknown:
            raise Refused(unknown, kept=value, verdict="word")
        return value

    def encode(self, value: Sequence[str]) -> str:
        """Write each module with a blank behind it, the last one too, as vzctl does."""
        return "".join(f"{module} " for module in value)

    def merge(self, old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
        """Join two lines in the table's order."""
        return tuple(m for m in _IPTABLES if m in old or m in new)
