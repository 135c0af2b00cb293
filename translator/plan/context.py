"""What does a plan know of a container? Its conf's values in force, and what the document made of it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from translator.conf.script_keys import script_key
from translator.conf.settle import Settings
from translator.conf.tree import Assignment, Leaf
from translator.container.network import pairs
from translator.container.paths import path_of
from translator.domain.document import parse_document
from translator.domain.read import read_domain
from translator.domain.view import Filesystem, Nic, View
from translator.finding import Finding
from translator.lenses.residue_read import read_residue
from translator.report import Translation
from translator.values.codec import UNSET
from translator.values.netif import Interface

#: Findings about action scripts, which say first what they are about.
_OF_SCRIPTS = frozenset(("VZ524", "VZ581"))
#: The finding about a weight that is none of the host's.
_NEARLY = "VZ531"


class Links(NamedTuple):
    """Of each name inside, its first interface and which one of the document's it is, from 1; the bridge that a script
    would put it into, '' for any other name; and the pairs whose host's end the document puts into no bridge, by name.
    """

    nics: Mapping[str | None, tuple[int, Nic]]
    bridges: Mapping[str, str]
    loose: Mapping[str, Sequence[Interface]]


class Context(NamedTuple):
    """``told`` are the findings that ask for somebody's hands, by parameter; ``nearly`` says of those that the document
    can only nearly say how they differ; ``name`` is the domain's name;
    ``derived`` what the residue marks as no parameter's, by place; ``scripts`` the names of the
    action scripts that were found, and what is to be known of each; ``unknown`` the texts of names that no reader
    knows; ``shifted`` says that the files have to get the owners of a map of ids that the conf does not ask for.
    ``links`` says how the network is put together, which is looked for once: there may be thousands of interfaces.
    """

    settings: Settings
    ctid: str
    name: str
    view: View
    derived: Mapping[str, str]
    told: Mapping[str, Finding]
    nearly: Mapping[str, str]
    scripts: tuple[tuple[str, str], ...]
    unknown: Mapping[str, str]
    shifted: bool
    links: Links

    @property
    def hierarchy(self) -> str:
        """The hierarchy of cgroups that the document is for; the mark is missing where v1 alone was known."""
        return self.derived.get("cgroup", "v1")

    @property
    def root(self) -> Filesystem | None:
        """The root file system."""
        return next((each for each in self.view.get("filesystems", ()) if each.target == "/"), None)

    @property
    def folder(self) -> str:
        """The folder on the new host that holds the container's files."""
        root = self.root
        if root is not None and root.type == "mount":
            return root.source
        return path_of(self.settings, "VE_ROOT", self.ctid) or f"/vz/root/{self.ctid}"

    @property
    def is_image(self) -> bool:
        """Whether the files are in a ploop image."""
        layout = self.settings.value("VE_LAYOUT")
        if layout is not UNSET:
            return str(layout).startswith("ploop")
        root = self.root
        if root is not None and root.type == "file":
            return True
        if any(finding.code == "VZ512" for finding in self.told.values()):
            return True
        return self.settings.dialect.name == "libvzctl" and not self.folder.endswith("/fs")

    @property
    def is_disabled(self) -> bool:
        """Whether OpenVZ would not start it."""
        return bool(self.value("DISABLED") == "yes")

    @property
    def starts_with_host(self) -> bool:
        """Whether it came back with its node, where it ran before: without ONBOOT, too."""
        return self.value("ONBOOT") != "no" and not self.is_disabled

    @property
    def mounted(self) -> str:
        """Where the old node has the files while the container runs."""
        return path_of(self.settings, "VE_ROOT", self.ctid) or f"/vz/root/{self.ctid}"

    @property
    def nics(self) -> tuple[Nic, ...]:
        """The interfaces."""
        found: tuple[Nic, ...] = self.view.get("interfaces", ())
        return found

    def value(self, name: str) -> Any:
        """Return the value in force of a parameter, UNSET for none."""
        return self.settings.value(name)


def context_of(
    tree: Sequence[Leaf],
    settings: Settings,
    done: Translation,
    told: Mapping[str, Finding],
    ids: str | None,
) -> Context:
    """Return what is known of a container, for the document ``done`` that was made of it.

    ``ids`` is the map of ids that the conf itself asks for.
    """
    root = parse_document(done.text)
    document = read_domain(root)
    derived = {} if document.residue is None else read_residue(document.residue, settings.dialect).derived
    shifted = derived.get("idmap") not in (None, ids)
    name = root.findtext("name") or done.ctid
    names = {problem.at for problem in settings.problems if problem.verdict == "unknown"}
    unknown = {leaf.name: leaf.text for at, leaf in enumerate(tree) if at in names and isinstance(leaf, Assignment)}
    nearly = {each.parameter: each.message for each in done.report.findings if each.parameter and each.code == _NEARLY}
    about = [each for each in done.report.findings if each.code in _OF_SCRIPTS and not each.parameter]
    scripts = tuple(each.message.partition(": ")[::2] for each in about)
    links = _links(settings, document.view.get("interfaces", ()), unknown)
    return Context(settings, done.ctid, name, document.view, derived, told, nearly, scripts, unknown, shifted, links)


def _links(settings: Settings, nics: Sequence[Nic], unknown: Mapping[str, str]) -> Links:
    first = {nic.guest: (at, nic) for at, nic in reversed([*enumerate(nics, 1)])}
    bridges: dict[str, str] = {}
    for name, text in unknown.items():
        key = script_key(name)
        if key is not None and key.use == "bridge" and (key.device or not bridges.get("")):
            bridges[key.device] = text
    guests = {nic.guest for nic in nics if nic.type == "ethernet" and not nic.ips}
    loose: dict[str, list[Interface]] = {}
    for pair in pairs(settings):
        if pair.ifname in guests:
            loose.setdefault(pair.ifname, []).append(pair)
    return Links(first, bridges, loose)
