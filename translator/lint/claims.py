"""What has one container for itself, and what does it take of its host's memory?

All that the other containers need to know of it, apart from them: it may be asked for in another process.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from translator.characters import is_digits
from translator.conf.dialect import Dialect
from translator.conf.directive import UUID_MARK, is_uuid_line, uuid_of
from translator.conf.spots import Spots
from translator.conf.tree import Leaf
from translator.container.claims import claims as claims_of
from translator.container.memory import is_unlimited, is_vswap
from translator.ctid import check_ctid
from translator.domain.releases import NEWEST
from translator.finding import Finding
from translator.lint.context import ConfContext
from translator.lint.engine import findings_of
from translator.lint.rule import NO_HOST, REGISTRY, Host
from translator.lint.suppress import Suppression, judge, read_suppressions, speaks_for_fleets
from translator.lint.validate import COUNTERS, REQUIRED, SETS, counters_of
from translator.values.codec import UNLIMITED, UNSET
from translator.values.size import PAGE
from translator.wording import shown

#: Rules about a container as a whole, and about parameters that belong into vz.conf.
_OF_CONTAINERS = ("VZ3", "VZ4", "VZ602", "VZ603")
_NET = ("KMEMSIZE", "TCPRCVBUF", "TCPSNDBUF", "DGRAMRCVBUF", "OTHERSOCKBUF")


class PlacedClaim(NamedTuple):
    """What a container has for itself, a thing of a kind, and where that stands.

    ``span`` is column and width. Of a conf, whose ``leaf`` says it in some ``item``, it is found when it is asked for:
    of nearly all claims it never is.
    """

    kind: str
    thing: str
    line: int
    parameter: str | None
    known: tuple[int, int] = (1, 0)
    leaf: Leaf | None = None
    item: str = ""

    @property
    def span(self) -> tuple[int, int]:
        """Column and width, 0 for the file as a whole."""
        return self.known if self.leaf is None else _spots(self.leaf).of(self.item)


_spots = lru_cache(1)(Spots)  # claims about one line come one after the other


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


class Looked(NamedTuple):
    """What one look at a file gives: its own findings, and what the rules between files ask for.

    ``kind`` is ``conf`` or ``xml``; ``totals`` are those of this container; ``suppressions`` the ones that may silence
    findings between files, and ``text`` the file's, only where there are such.
    """

    path: str
    kind: str
    ctid: str | None
    findings: list[Finding]
    claims: tuple[PlacedClaim, ...] = ()
    totals: Totals | None = None
    suppressions: tuple[Suppression, ...] = ()
    text: str = ""


def look(
    path: str,
    text: str,
    reader: Dialect,
    *,
    host: Host = NO_HOST,
    ctid: str | None = None,
    document: bool | None = None,
    named: bool = True,
    host_conf: str | None = None,
    libvirt: str = NEWEST,
) -> Looked:
    """Look at one file.

    ``ctid`` is the container's id where the name of the file does not say it; ``document`` says whether the text is XML
    (by default the name does); ``named`` whether the file's name has to be an id; ``host_conf`` is the host's vz.conf,
    ``libvirt`` the libvirt that a document is for.
    """
    totals = None
    claims: Iterable[PlacedClaim]
    if path.endswith(".xml") if document is None else document:
        from translator.lint.engine import domain_findings
        from translator.lint.fleet_domain import document_claims

        kind, own = "xml", None
        found = domain_findings(text, libvirt)
        claims = tuple(document_claims(text))
        own = next((claim.thing for claim in claims if claim.kind == "ctid"), None)
    else:
        kind, stem = "conf", path.replace("\\", "/").rpartition("/")[2].removesuffix(".conf")
        own = ctid or ctid_of_stem(stem)
        conf = ConfContext(text, own, reader, host, host_conf)
        found = findings_of(conf)
        if named and own != stem:
            found.append(_misnamed(stem, own))
        if is_of_host(path):
            found, claims = of_host(found), ()
        else:
            claims = tuple(_claims(conf))
            totals = None if own == "0" else _counted(conf)
    found = [each._replace(path=path) for each in found]
    suppressions = read_suppressions(text)
    if suppressions:
        left = [each._replace(path=path) for each in judge(text, found, suppressions)]
        found = sorted(left, key=lambda each: (each.line, each.column, each.code))
        suppressions = [each for each in suppressions if speaks_for_fleets(each)]
    return Looked(path, kind, own, found, claims, totals, tuple(suppressions), text if suppressions else "")


def is_of_host(path: str) -> bool:
    """Whether a file is what vzctl reads before every conf: it stands for no container."""
    return path.replace("\\", "/").rpartition("/")[2] == "vz.conf"


def of_host(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that a vz.conf can be blamed for: its lines and values, not what a container is to be."""
    return [each for each in findings if not each.code.startswith(_OF_CONTAINERS)]


def ctid_of_stem(stem: str) -> str | None:
    """Return the id that a file's name says, whatever its spelling; None for none."""
    if is_digits(stem) and stem[0] != "0" and len(stem) < 10:
        return stem
    try:
        return check_ctid(stem)
    except ValueError:
        return None


def _misnamed(stem: str, ctid: str | None) -> Finding:
    plain = f"{ctid}.conf" if ctid else "<id>.conf"
    message = f"{shown(stem + '.conf')} is not the name of a container's file; expected {plain}"
    return Finding(1, 1, "VZ441", REGISTRY.rules["VZ441"].level, message, width=0)


def _claims(conf: ConfContext) -> Iterable[PlacedClaim]:
    """Return what a container has for itself, and no rule lets another one have."""
    found = [_placed(conf, *claim) for claim in claims_of(conf.in_force, conf.ctid)]
    if UUID_MARK in conf.text and (uuid := uuid_of(conf.tree)):
        at = next(at for at, leaf in enumerate(conf.tree) if is_uuid_line(leaf))
        width = len(conf.tree[at].raw.rstrip("\r\n"))
        found.append(PlacedClaim("uuid", uuid.replace("-", ""), conf.line_of(at), None, (1, width)))
    return found


def _placed(conf: ConfContext, kind: str, thing: str, parameter: str, item: str) -> PlacedClaim:
    """Return a claim with its place: that of the item, or of the value; the whole file where no line says it."""
    if not parameter or not conf.in_force.by_name[parameter].leaves:  # the host's vz.conf says it
        return PlacedClaim(kind, thing, 1, None)
    setting = conf.settings.by_name[parameter]
    item = item or thing
    at = setting.kept[-1] if setting.kept else setting.leaves[-1]
    if len(setting.kept) > 1:
        holder = conf.holder(parameter, item)
        at = at if holder is None else holder
    return PlacedClaim(kind, thing, conf.line_of(at), parameter, (1, 0), conf.tree[at], item)


def _counted(conf: ConfContext) -> Totals:
    """Return the totals of one container, by the program that counts its kind."""
    value = conf.settings.value
    physpages, swappages = value("PHYSPAGES"), value("SWAPPAGES")
    if is_vswap(physpages) or swappages is not UNSET:
        ram, swap, flags = _oversold(physpages, value("PRIVVMPAGES"), swappages)
        return Totals(1, ram=ram, swap=swap, unlimited=flags)
    return _committed(counters_of(conf.settings))


@lru_cache(SETS)
def _committed(counters: tuple[Any, ...]) -> Totals:
    """Return the totals of a container with these beancounters."""
    value = dict(zip(COUNTERS, counters, strict=True))
    guaranteed = value["VMGUARPAGES"]
    if guaranteed is UNSET:
        return Totals()
    if UNSET in counters[: len(REQUIRED)]:
        # vzmemcheck leaves out a container that lacks a counter; a guarantee that is written down is promised
        return Totals(1, guaranteed.barrier * PAGE)
    net = sum(_finite(value[name].limit) for name in _NET)
    private = value["PRIVVMPAGES"].limit
    committed, allowed = guaranteed.barrier * PAGE + net, _finite(private) * PAGE + net
    return Totals(1, committed, allowed, unlimited=int(is_unlimited(private)))


def _finite(number: int) -> int:
    return 0 if is_unlimited(number) else number


def _oversold(physpages: Any, private: Any, swappages: Any) -> tuple[int, int, int]:
    """Return RAM and swap of one container as vzoversell counts them, in bytes, and whether it has no limit."""
    limit = 0 if physpages is UNSET else _finite(physpages.limit)
    flags = 0
    if not limit:
        private_limit = UNLIMITED if private is UNSET else private.limit
        flags = int(is_unlimited(private_limit))
        limit = 0 if flags else private_limit // 2
    swap = 0 if swappages is UNSET else _finite(swappages.limit)
    return limit * PAGE, swap * PAGE, flags
