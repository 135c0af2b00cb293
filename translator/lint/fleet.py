"""What is wrong between the containers of a folder? One pass remembers who has what; memory stays small.

The totals are those of vzmemcheck and vzoversell, computed from barriers and limits (facts: 5.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from translator.conf.dialect import Dialect, dialect_named
from translator.ctid import check_ctid
from translator.finding import Finding
from translator.lint.context import Conf
from translator.lint.engine import findings_of
from translator.lint.lazy import lazy
from translator.lint.rule import NO_HOST, REGISTRY, Host
from translator.lint.suppress import Suppression, complaints, read_suppressions, silence
from translator.lint.text import shown
from translator.lint.validate import REQUIRED, is_vswap
from translator.values.codec import UNLIMITED, UNSET
from translator.values.size import PAGE

_UUID_LINE = lazy(r"^#UUID: ([0-9a-fA-F-]{32,36})", re.M)
_INT_MAX = 2**31 - 1
_NET = ("KMEMSIZE", "TCPRCVBUF", "TCPSNDBUF", "DGRAMRCVBUF", "OTHERSOCKBUF")
#: What is shared, the code for it, and what a message calls it.
_SHARED = {
    "ctid": ("VZ431", "the container id"),
    "name": ("VZ432", "the name"),
    "uuid": ("VZ433", "the UUID"),
    "ip": ("VZ434", "the address"),
    "mac": ("VZ435", "the MAC address"),
    "host": ("VZ436", "the interface on the host,"),
}


class Claim(NamedTuple):
    """What a container has for itself: ``kind`` of _SHARED, the thing, and where it stands."""

    kind: str
    thing: str
    line: int
    column: int
    width: int
    parameter: str | None


class Totals(NamedTuple):
    """Sums over the containers of a host, in bytes; ``containers`` is how many were counted.

    ``committed`` and ``allowed`` are vzmemcheck's alloc commit and alloc limit, without VSwap; ``ram`` and ``swap``
    are vzoversell's limits; ``unlimited`` counts the containers that it flags as having no limit.
    """

    containers: int = 0
    committed: int = 0
    allowed: int = 0
    ram: int = 0
    swap: int = 0
    unlimited: int = 0


class Fleet:
    """The files of one folder, one after the other; ``finish`` says what is wrong between them."""

    def __init__(self, *, host: Host = NO_HOST, dialect: str = "vzctl") -> None:
        self.host = host
        self.reader: Dialect = dialect_named(dialect)
        self.totals = Totals()
        self._seen: dict[tuple[str, str], tuple[str, int]] = {}
        self._between: list[Finding] = []
        self._suppressions: dict[str, tuple[str, list[Suppression]]] = {}
        self._last = ""

    def add(
        self, path: str, text: str, *, ctid: str | None = None, document: bool | None = None, named: bool = True
    ) -> list[Finding]:
        """Return the findings of one file, and remember what the others need to know of it.

        ``ctid`` is the container's id where the name of the file does not say it; ``document`` says whether the text
        is XML (by default the name does); ``named`` whether the file's name has to be an id.
        """
        is_document = path.endswith(".xml") if document is None else document
        suppressions = read_suppressions(text)
        if suppressions:
            self._suppressions[path] = (text, suppressions)
        claims: Iterable[Claim]
        if is_document:
            from translator.lint.engine import domain_findings
            from translator.lint.fleet_domain import document_claims

            found = domain_findings(text)
            claims = document_claims(text)
        else:
            stem = re.split(r"[/\\]", path)[-1].removesuffix(".conf")
            own = ctid or ctid_of(stem)
            conf = Conf(text, own, self.reader, self.host)
            found = findings_of(conf)
            if named and own != stem:
                found.append(_misnamed(stem, own))
            claims = _claims(conf)
            if own != "0":
                self.totals = _counted(self.totals, conf)
        self._compare(path, claims, "xml" if is_document else "conf")
        self._last = path
        found = [each._replace(path=path) for each in found]
        if not suppressions:
            return found
        left = silence(found, suppressions)
        said = [each._replace(path=path) for each in complaints(text, suppressions, fleet=False)]
        return sorted(left + silence(said, suppressions), key=lambda each: (each.line, each.column, each.code))

    def _compare(self, path: str, claims: Iterable[Claim], kind_of_file: str) -> None:
        seen = self._seen
        for claim in claims:
            # a conf and the document made from it describe one container
            key = (kind_of_file + claim.kind, claim.thing)
            first = seen.setdefault(key, (path, claim.line))
            if first[0] != path:
                code, what = _SHARED[claim.kind]
                message = f"{what} {claim.thing} is that of {first[0]}:{first[1]} too; expected one of its own"
                level = REGISTRY.rules[code].level
                self._between.append(
                    Finding(claim.line, claim.column, code, level, message, claim.parameter, path, claim.width)
                )

    def finish(self) -> list[Finding]:
        """Return what is wrong between the files, suppressions heeded; the last findings of a run."""
        found = []
        by_path: dict[str, list[Finding]] = {}
        for each in [*self._between, *self._overcommitted()]:
            if each.path in self._suppressions:
                by_path.setdefault(each.path, []).append(each)
            else:
                found.append(each)
        for path, (text, suppressions) in self._suppressions.items():
            found += silence(by_path.get(path, ()), suppressions)
            late = [each for each in suppressions if not each.used and each.code.startswith(("VZ43", "VZ44", "VZ45"))]
            found += [each._replace(path=path) for each in complaints(text, late, fleet=True)]
        return found

    def _overcommitted(self) -> list[Finding]:
        """Hold the totals against the host, where its RAM is known. They are said of the last file of the folder."""
        ram, totals = self.host.ram, self.totals
        if not ram or not totals.containers:
            return []
        both = ram + (self.host.swap or 0)
        found = []
        if totals.committed > both:
            message = (
                f"{totals.containers} containers are guaranteed {_mib(totals.committed)}, "
                f"{_percent(totals.committed, both)} of the host's RAM and swap ({_mib(both)})"
            )
            found.append(self._about_all("VZ451", message))
        if totals.ram + totals.swap > both or totals.ram > ram:
            swap = f", {_percent(totals.swap, self.host.swap)} of its swap" if self.host.swap else ""
            flagged = f"; {totals.unlimited} without a limit are not counted" if totals.unlimited else ""
            message = (
                f"{totals.containers} containers may use {_percent(totals.ram, ram)} of the host's RAM{swap}, "
                f"{_percent(totals.ram + totals.swap, both)} of both{flagged}"
            )
            found.append(self._about_all("VZ452", message))
        return found

    def _about_all(self, code: str, message: str) -> Finding:
        return Finding(1, 1, code, REGISTRY.rules[code].level, message, None, self._last, 1)


def ctid_of(stem: str) -> str | None:
    """Return the id that a file's name says, whatever its spelling; None for none."""
    if stem.isascii() and stem.isdigit() and stem[0] != "0" and len(stem) < 10:
        return stem
    try:
        return check_ctid(stem)
    except ValueError:
        return None


def _misnamed(stem: str, ctid: str | None) -> Finding:
    plain = f"{ctid}.conf" if ctid else "<id>.conf"
    message = f"{shown(stem + '.conf')} is not the name of a container's file; expected {plain}"
    return Finding(1, 1, "VZ441", REGISTRY.rules["VZ441"].level, message)


def _claims(conf: Conf) -> Iterable[Claim]:
    """Return what a container has for itself. Positions are found for few, so they are computed at once."""
    claims: list[Claim] = []
    if conf.ctid is not None:
        claims.append(Claim("ctid", conf.ctid, 1, 1, 1, None))
    if name := conf.value("NAME"):
        claims.append(_placed(conf, "name", name, "NAME", ""))
    if "#UUID:" in conf.text:
        for match in list(_UUID_LINE.finditer(conf.text))[-1:]:
            line = conf.text.count("\n", 0, match.start()) + 1
            claims.append(Claim("uuid", match[1].lower().replace("-", ""), line, 1, len(match[0]), None))
    addresses = conf.value("IP_ADDRESS")
    if addresses is not UNSET:
        claims.extend(_placed(conf, "ip", address.ip, "IP_ADDRESS", address.ip) for address in addresses)
    interfaces = conf.value("NETIF")
    if interfaces is not UNSET:
        for interface in interfaces:
            # host_mac is a copy of mac where it is not given
            macs = dict.fromkeys((interface.mac, interface.host_mac))
            claims.extend(_placed(conf, "mac", mac, "NETIF", mac) for mac in macs if mac)
            host = interface.host_ifname or (interface.default_host_ifname(conf.ctid) if conf.ctid else None)
            if host:
                claims.append(_placed(conf, "host", host, "NETIF", interface.host_ifname or ""))
    return claims


def _placed(conf: Conf, kind: str, thing: str, parameter: str, item: str) -> Claim:
    setting = conf.settings.by_name[parameter]
    at = setting.kept[-1] if setting.kept else setting.leaves[-1]
    raw = conf.tree[at].raw
    if item and item not in raw:
        at = next((each for each in setting.kept if item in conf.tree[each].raw), at)
        raw = conf.tree[at].raw
    column = raw.find(item or thing) + 1
    return Claim(kind, thing, conf.line_of(at), column or 1, len(item or thing), parameter)


def _counted(totals: Totals, conf: Conf) -> Totals:
    """Add one container to the totals, each by the program that counts its kind."""
    value = conf.settings.value
    physpages = value("PHYSPAGES")
    containers, committed, allowed, ram, swap, unlimited = totals
    if is_vswap(physpages) or value("SWAPPAGES") is not UNSET:
        more_ram, more_swap, flags = _oversold(physpages, value("PRIVVMPAGES"), value("SWAPPAGES"))
        return Totals(containers + 1, committed, allowed, ram + more_ram, swap + more_swap, unlimited + flags)
    if any(value(name) is UNSET for name in REQUIRED):
        if value("VMGUARPAGES") is UNSET:
            return totals
        # vzmemcheck leaves out a container that lacks a counter; a guarantee that is written down is promised
        return Totals(containers + 1, committed + value("VMGUARPAGES").barrier * PAGE, allowed, ram, swap, unlimited)
    net = sum(_finite(value(name).limit) for name in _NET)
    committed += value("VMGUARPAGES").barrier * PAGE + net
    private = value("PRIVVMPAGES").limit
    allowed += _finite(private) * PAGE + net
    return Totals(containers + 1, committed, allowed, ram, swap, unlimited + (private in (UNLIMITED, _INT_MAX)))


def _finite(number: int) -> int:
    return 0 if number in (UNLIMITED, _INT_MAX) else number


def _oversold(physpages: Any, private: Any, swappages: Any) -> tuple[int, int, int]:
    """Return RAM and swap of one container as vzoversell counts them, in bytes, and whether it has no limit."""
    limit = 0 if physpages is UNSET else _finite(physpages.limit)
    flags = 0
    if not limit:
        private_limit = UNLIMITED if private is UNSET else private.limit
        flags = int(private_limit in (UNLIMITED, _INT_MAX))
        limit = 0 if flags else private_limit // 2
    swap = 0 if swappages is UNSET else _finite(swappages.limit)
    return limit * PAGE, swap * PAGE, flags


def _mib(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"


def _percent(part: int, whole: int | None) -> str:
    return f"{part * 100 / whole:.0f}%" if whole else "-"
