"""What is wrong between the containers of a folder? One pass remembers who has what; memory stays small.

The totals are those of vzmemcheck and vzoversell, computed from barriers and limits (facts: ve-conf.md 5.7).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from translator.characters import lower
from translator.conf.dialect import Dialect, dialect_named
from translator.finding import Finding
from translator.lint.claims import Looked, PlacedClaim, Totals, look
from translator.lint.rule import NO_HOST, REGISTRY, Host
from translator.lint.suppress import Suppression, complaints, silence
from translator.wording import counted

#: What is shared, the code for it, and what a message calls it.
_SHARED = {
    "ctid": ("VZ431", "the container id"),
    "domain": ("VZ431", "the name"),
    "name": ("VZ432", "the name"),
    "uuid": ("VZ433", "the UUID"),
    "ip": ("VZ434", "the address"),
    "mac": ("VZ435", "the MAC address"),
    "host_ifname": ("VZ436", "the interface on the host,"),
    "private": ("VZ437", "the private area"),
    "root": ("VZ437", "the mount point"),
}
#: Folders of a host.
_FOLDERS = ("private", "root")
#: The other form of a container.
_OTHERS = {"conf": "xml", "xml": "conf"}
#: What a network knows a container by, wherever its host stands.
_OF_NETWORKS = ("ip", "mac")
#: Lines and files in one number: a line is below 2**26, since a file is at most 16 MiB.
_LINE_BITS = 26


class _Files:
    """The files that claim something, by number: name, folder, host and container. Compact, for there are many."""

    def __init__(self) -> None:
        self._names: list[str] = []
        #: Folders as they come, one for all files of it that stand together; and the number of each file's.
        self._folders: list[str] = []
        self._folder_of = array("L")
        self._hosts = array("L")
        self._ctids: list[str | None] = []

    def enter(self, path: str, host: int, ctid: str | None) -> None:
        """Begin with a file: the claims that follow are its own. The container is its host's number, and its id."""
        name = path.rpartition("/")[2]
        folder = path.removesuffix(name)
        if not self._folders or self._folders[-1] != folder:
            self._folders.append(folder)
        self._names.append(name)
        self._folder_of.append(len(self._folders) - 1)
        self._hosts.append(host)
        self._ctids.append(ctid)

    @property
    def last(self) -> int:
        """Return the number of the file that was entered last."""
        return len(self._names) - 1

    def path(self, number: int) -> str:
        """Return the path of a file."""
        return self._folders[self._folder_of[number]] + self._names[number]

    def ctid(self, number: int) -> str | None:
        """Return the id of a file's container."""
        return self._ctids[number]

    def are_copies(self, first: int, second: int) -> bool:
        """Whether two files bear one container id, each on a host of its own."""
        ctid = self._ctids[first]
        return ctid is not None and ctid == self._ctids[second] and self._hosts[first] != self._hosts[second]

    def are_two(self, first: int, second: int) -> bool:
        """Whether two files bear an id each, and not the same."""
        one, other = self._ctids[first], self._ctids[second]
        return one is not None and other is not None and lower(one) != lower(other)


class Seen:
    """Who has what: the first file that claims a thing, and the line. Compact, for there is one for each claim."""

    def __init__(self, files: _Files | None = None) -> None:
        self.files = _Files() if files is None else files
        self.hosts = 0
        self._things: dict[str, dict[str, int]] = {}

    def first(self, source: str, claim: PlacedClaim) -> tuple[str, int] | None:
        """Return path and line of the file that has claimed the thing before; None, and note it, where none has.

        Nor is a container in conflict with what bears its id on another host: that is a copy of it. And a conf and the
        document made from it describe one container: ``source``, what the claim stands in, is ``conf`` or ``xml``.
        """
        things = self._things.get(source + claim.kind)
        if things is None:
            things = self._things[source + claim.kind] = {}
        now = self.files.last
        packed = things.setdefault(claim.thing, now << _LINE_BITS | claim.line)
        owner = packed >> _LINE_BITS
        if owner == now or self.files.are_copies(now, owner):
            packed = self._things.get(_OTHERS[source] + claim.kind, {}).get(claim.thing, packed)
            owner = packed >> _LINE_BITS
            if not self.files.are_two(now, owner):
                return None
        return self.files.path(owner), packed & (1 << _LINE_BITS) - 1


class _Folders:
    """Who has which folder of a host. Nearly all are called by their container's id: of these the files are listed, by
    the folder that they are in, and looked at for those that are not.
    """

    def __init__(self) -> None:
        self._usual: dict[tuple[str, str], array[int]] = {}
        self._others: list[tuple[int, PlacedClaim]] = []

    def note(self, number: int, claim: PlacedClaim, ctid: str | None) -> None:
        """Remember a folder of the file that has this number."""
        around, _, name = claim.thing.rpartition("/")
        if name == ctid:
            self._usual.setdefault((claim.kind, around), array("Q")).append(number << _LINE_BITS | claim.line)
        else:
            self._others.append((number, claim))

    def finish(self, files: _Files) -> Iterator[Finding]:
        """Yield which ones two files have."""
        owners: dict[tuple[str, str], int] = {}
        for kind, around in {(claim.kind, claim.thing.rpartition("/")[0]) for _, claim in self._others}:
            for packed in self._usual.get((kind, around), ()):
                owners[kind, f"{around}/{files.ctid(packed >> _LINE_BITS)}"] = packed
        for number, claim in self._others:
            packed = owners.setdefault((claim.kind, claim.thing), number << _LINE_BITS | claim.line)
            owner = packed >> _LINE_BITS
            if owner != number:
                yield _shared(files.path(number), claim, files.path(owner), packed & (1 << _LINE_BITS) - 1)


class Fleet:
    """The files of one host, one after the other; ``finish`` says what is wrong between them.

    ``network`` is what several hosts share: an address of a container of another host is found there.
    """

    def __init__(self, *, host: Host = NO_HOST, dialect: str = "vzctl", network: Seen | None = None) -> None:
        self.host = host
        self.reader: Dialect = dialect_named(dialect)
        self.totals = Totals()
        self._seen = Seen(None if network is None else network.files)  # one list for both
        self._network = network
        self._host_number = 0
        if network is not None:
            network.hosts += 1
            self._host_number = network.hosts
        self._folders = _Folders()
        self._between: list[Finding] = []
        self._suppressions: dict[str, tuple[str, tuple[Suppression, ...]]] = {}
        self._last = ""

    def add(
        self, path: str, text: str, *, ctid: str | None = None, document: bool | None = None, named: bool = True
    ) -> list[Finding]:
        """Return the findings of one file, and remember what the others need to know of it; see ``look``."""
        looked = look(path, text, self.reader, host=self.host, ctid=ctid, document=document, named=named)
        self.note(looked)
        return looked.findings

    def note(self, looked: Looked) -> list[Finding]:
        """Remember what the others need to know of a file, and return in what it is like one before it.

        These findings come with ``finish`` as well, where suppressions are heeded.
        """
        path = looked.path
        if looked.suppressions:
            self._suppressions[path] = (looked.text, looked.suppressions)
        if looked.totals is not None:
            self.totals = Totals(*map(int.__add__, self.totals, looked.totals))
        self._last = path
        found = self._compare(looked)
        self._between += found
        return found

    def _compare(self, looked: Looked) -> list[Finding]:
        found: list[Finding] = []
        if not looked.claims:
            return found
        seen, network = self._seen, self._network
        seen.files.enter(looked.path, self._host_number, looked.ctid)
        for claim in looked.claims:
            if claim.kind in _FOLDERS:
                self._folders.note(seen.files.last, claim, looked.ctid)
                continue
            everywhere = network if claim.kind in _OF_NETWORKS else None
            first = (everywhere or seen).first(looked.kind, claim)
            if first is not None:
                found.append(_shared(looked.path, claim, *first))
        return found

    def finish(self) -> list[Finding]:
        """Return what is wrong between the files, suppressions heeded; the last findings of a run."""
        found = []
        by_path: dict[str, list[Finding]] = {}
        for each in [*self._between, *self._folders.finish(self._seen.files), *self._overcommitted()]:
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
                f"{counted(totals.containers, 'container is', 'containers are')} guaranteed {_mib(totals.committed)}, "
                f"{_percent(totals.committed, both)} of the host's RAM and swap ({_mib(both)})"
            )
            found.append(self._about_all("VZ451", message))
        if totals.ram + totals.swap > both or totals.ram > ram:
            swap = f", {_percent(totals.swap, self.host.swap)} of its swap" if self.host.swap else ""
            flagged = f"; {totals.unlimited} without a limit are not counted" if totals.unlimited else ""
            message = (
                f"{counted(totals.containers, 'container')} may use {_percent(totals.ram, ram)} of the host's RAM"
                f"{swap}, {_percent(totals.ram + totals.swap, both)} of both{flagged}"
            )
            found.append(self._about_all("VZ452", message))
        return found

    def _about_all(self, code: str, message: str) -> Finding:
        return Finding(1, 1, code, REGISTRY.rules[code].level, message, None, self._last, 0)


def _shared(path: str, claim: PlacedClaim, other: str, line: int) -> Finding:
    code, what = _SHARED[claim.kind]
    message = f"{what} {claim.thing} is that of {other}:{line} too; expected one of its own"
    level = REGISTRY.rules[code].level
    column, width = claim.span
    return Finding(claim.line, column, code, level, message, claim.parameter, path, width)


def _mib(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"


def _percent(part: int, whole: int | None) -> str:
    return f"{part * 100 / whole:.0f}%" if whole else "-"
