"""What does a rule see? One conf, read once, or one domain document, parsed once; positions are found when asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from translator.conf.dialect import Dialect
from translator.conf.host import host_layer, laid_over
from translator.conf.objections import Lines
from translator.conf.parse import parse
from translator.conf.settle import Setting, settle
from translator.conf.spots import Holders
from translator.conf.tree import Assignment, Leaf
from translator.domain.releases import NEWEST
from translator.finding import Finding, Fix, Level
from translator.lint.rule import REGISTRY, Host
from translator.values.codec import UNSET

if TYPE_CHECKING:
    from lxml import etree

    from translator.domain.span import Spans


class ConfContext(Lines):
    """One conf as one reader takes it. For checks of lines, ``about`` is the parameter that is looked at, and ``fresh``
    are the positions of the lines that may have something to be said of them.

    ``in_force`` is what the container has, where the host's vz.conf is known from there as well; ``settings`` are what
    the conf says.
    """

    __slots__ = ("_holders", "about", "ctid", "fresh", "host", "in_force", "text")

    def __init__(self, text: str, ctid: str | None, dialect: Dialect, host: Host, host_conf: str | None = None) -> None:
        tree = parse(text, dialect)
        super().__init__(tree, settle(tree, dialect))
        self.in_force = laid_over(self.settings, host_layer(host_conf, dialect))
        self.text = text
        self.ctid = ctid
        self.host = host
        self.about = ""
        self.fresh: Sequence[int] = range(len(tree))
        self._holders: dict[str, Holders] = {}

    def value(self, name: str) -> Any:
        """Return the value in force, UNSET for none."""
        setting = self.settings.by_name.get(name)
        return UNSET if setting is None else setting.value

    def setting(self, name: str) -> Setting | None:
        """Return what the text says of a parameter, None where it has no line."""
        return self.settings.by_name.get(name)

    def level(self, code: str) -> Level:
        """Return how bad a finding of a rule is."""
        return REGISTRY.rules[code].level

    def holder(self, name: str, item: str) -> int | None:
        """Return the leaf in force that holds an item of a parameter, None where none spells it so."""
        holders = self._holders.get(name)
        if holders is None:
            kept = self.settings.by_name[name].kept
            holders = self._holders[name] = Holders((at, self.tree[at]) for at in kept)
        return holders.of(item)

    def finding(
        self,
        code: str,
        at: int,
        message: str,
        *,
        item: str = "",
        offset: int = -1,
        whole: bool = False,
        parameter: str | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """Return a finding about one leaf, with its fix."""
        found = super().finding(code, at, message, item=item, offset=offset, whole=whole, parameter=parameter)
        return found if fix is None else found._replace(fix=fix)

    def named(self, code: str, at: int, message: str, *, fix: Fix | None = None) -> Finding:
        """Return a finding about the name on a line, with its fix."""
        found = super().named(code, at, message)
        return found if fix is None else found._replace(fix=fix)

    def about_value(self, code: str, name: str, message: str, *, item: str = "", fix: Fix | None = None) -> Finding:
        """Return a finding about the line in force of a parameter, or about the whole text where it has none."""
        setting = self.settings.by_name.get(name)
        if setting is None or not setting.leaves:
            # about the file as a whole: no line of it is to be shown
            return Finding(1, 1, code, REGISTRY.rules[code].level, message, name, None, 0, fix)
        at = setting.kept[-1] if setting.kept else setting.leaves[-1]
        if item:
            # lists accumulate: the line that holds the item
            holder = self.holder(name, item) if len(setting.kept) > 1 else None
            at = at if holder is None else holder
        return self.finding(code, at, message, item=item, parameter=name, fix=fix)

    def replace(self, summary: str, at: int, text: str, *, safe: bool) -> Fix:
        """Return the fix that puts ``text`` (line end included, '' to remove it) in place of one leaf's line."""
        line = self.line_of(at)
        return Fix(summary, line, line + 1, text, safe)

    def rewrite(self, at: int, text: str) -> Fix | None:
        """Return the unsafe fix that gives a line another value; None where no line can hold it."""
        leaf = self.tree[at]
        if not isinstance(leaf, Assignment) or self.endless or any(char in text for char in '"\\\n\0'):
            return None
        line = f'{leaf.name}="{text}"{self.end_of(leaf) or chr(10)}'
        return None if line == leaf.raw else self.replace(f"set {leaf.name} to {text}", at, line, safe=False)

    def end_of(self, leaf: Leaf) -> str:
        """Return the line end of a leaf: what a line that takes its place has to end with."""
        return leaf.raw[len(leaf.raw.rstrip("\r\n")) :]


class DomainContext:
    """One domain document. ``spans`` is made when the first finding asks for a position."""

    def __init__(self, text: str, root: etree._Element, libvirt: str = NEWEST) -> None:
        self.text = text
        self.libvirt = libvirt
        self.root = root
        self.type = root.get("type", "")

    @cached_property
    def tags(self) -> Mapping[str, list[etree._Element]]:
        """Return the elements that a check is about, by their tags, in the order of the document. Other programs' in
        ``<metadata>`` are none of them.
        """
        from translator.domain.place.metadata import RESIDUE_TAG  # a conf's context needs none of it

        foreign: set[etree._Element] = set()
        for each in self.root.iterfind("metadata/*"):
            if each.tag != RESIDUE_TAG:
                foreign.update(each.iter())
        tags: dict[str, list[etree._Element]] = {}
        for each in self.root.iter(*REGISTRY.tags):
            if each not in foreign:
                tags.setdefault(str(each.tag), []).append(each)
        return tags

    @cached_property
    def parts(self) -> dict[str, etree._Element]:
        """Return the children of the root by their tags, of several the first."""
        return _parts(self.root)

    @cached_property
    def _devices(self) -> dict[str, list[etree._Element]]:
        devices: dict[str, list[etree._Element]] = {}
        for above in self.root.iterchildren("devices"):
            for each in above:
                devices.setdefault(str(each.tag), []).append(each)
        return devices

    @property
    def kinds(self) -> Iterable[str]:
        """Return the tags of the devices, each once, in order."""
        return self._devices

    def devices(self, tag: str) -> list[etree._Element]:
        """Return the devices of one tag, in order."""
        return self._devices.get(tag, [])

    @cached_property
    def filesystems(self) -> list[tuple[etree._Element, dict[str, etree._Element]]]:
        """Return the file systems in order, each with its children by their tags, of several the first."""
        return [(each, _parts(each)) for each in self.devices("filesystem")]

    def lacks(self, tag: str) -> bool:
        """Whether there is nothing of this name in all of the document: what stands at a wrong place is not missing."""
        return next(self.root.iter(tag), None) is None

    @cached_property
    def spans(self) -> Spans:
        """Return the positions of the elements in the text."""
        from translator.domain.span import Spans

        return Spans(self.text, self.root)

    def finding(
        self, code: str, element: etree._Element, message: str, *, attribute: str | None = None, level: Any = None
    ) -> Finding:
        """Return a finding about one element, or about one of its attributes."""
        level = level or REGISTRY.rules[code].level
        if element is self.root and attribute is None:  # many documents have no other finding
            from translator.domain.span import root_span

            span = root_span(self.text)
            return Finding(span.line, span.column, code, level, message, f"/{element.tag!s}", None, span.width)
        span = self.spans.attribute(element, attribute) if attribute else self.spans.element(element)
        path = self.spans.paths.of(element)
        node = f"{path}/@{attribute}" if attribute else path
        return Finding(span.line, span.column, code, level, message, node, None, span.width)


def _parts(element: etree._Element) -> dict[str, etree._Element]:
    return {str(each.tag): each for each in element.iterchildren(reversed=True)}
