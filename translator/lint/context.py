"""What does a rule see? One conf, read once, or one domain document, parsed once; positions are found when asked."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from translator.conf.dialect import Dialect
from translator.conf.parse import parse
from translator.conf.settle import Setting, Settings, settle
from translator.conf.tree import Assignment, Leaf, Tree, item_span, value_span
from translator.finding import Finding, Fix
from translator.lint.rule import REGISTRY, Host
from translator.values.codec import UNSET

if TYPE_CHECKING:
    from lxml import etree

    from translator.domain.place import Places


class Conf:
    """One conf as one reader takes it. ``about`` is the parameter for which a check is running."""

    __slots__ = ("about", "ctid", "dialect", "host", "settings", "text", "tree")

    def __init__(self, text: str, ctid: str | None, dialect: Dialect, host: Host) -> None:
        self.text = text
        self.ctid = ctid
        self.dialect = dialect
        self.host = host
        self.tree: Tree = parse(text, dialect)
        self.settings: Settings = settle(self.tree, dialect)
        self.about = ""

    def value(self, name: str) -> Any:
        """Return the value in force, UNSET for none."""
        setting = self.settings.by_name.get(name)
        return UNSET if setting is None else setting.value

    def setting(self, name: str) -> Setting | None:
        """Return what the text says of a parameter, None where it has no line."""
        return self.settings.by_name.get(name)

    def line_of(self, at: int) -> int:
        """Return the line number of a leaf. A text of one line without line feed has two leaves (see parse)."""
        return at + 1 if at == 0 or "\n" in self.text else 1

    def finding(
        self,
        code: str,
        at: int,
        message: str,
        *,
        item: str = "",
        whole: bool = False,
        parameter: str | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """Return a finding about one leaf: at ``item`` in its value, at its value, or at the ``whole`` line."""
        leaf = self.tree[at]
        if whole:
            column, width = 1, max(1, len(leaf.raw.rstrip("\r\n")))
        else:
            column, width = item_span(leaf, item) if item else value_span(leaf)
        name = parameter if parameter is not None else getattr(leaf, "name", None)
        line = at + 1
        if line > 1 and "\n" not in self.text:
            line, column, width = 1, len(self.text), 1
        level = REGISTRY.rules[code].level
        return Finding(line, column, code, level, message, name or None, None, width, fix)

    def named(self, code: str, at: int, message: str, *, fix: Fix | None = None) -> Finding:
        """Return a finding about the name on a line."""
        found = self.finding(code, at, message, whole=True, fix=fix)
        name = found.parameter or ""
        column = self.tree[at].raw.find(name) + 1
        return found._replace(column=column, width=max(1, len(name))) if column else found

    def about_value(self, code: str, name: str, message: str, *, item: str = "", fix: Fix | None = None) -> Finding:
        """Return a finding about the line in force of a parameter, or about the whole text where it has none."""
        setting = self.settings.by_name.get(name)
        if setting is None or not setting.leaves:
            # about the file as a whole: no line of it is to be shown
            return Finding(1, 1, code, REGISTRY.rules[code].level, message, name, None, 0, fix)
        at = setting.kept[-1] if setting.kept else setting.leaves[-1]
        if item:
            # lists accumulate: the line that holds the item
            at = next((kept for kept in setting.kept if item in self.tree[kept].raw), at)
        return self.finding(code, at, message, item=item, parameter=name, fix=fix)

    def replace(self, summary: str, at: int, text: str, *, safe: bool) -> Fix:
        """Return the fix that puts ``text`` (line end included, '' to remove it) in place of one leaf's line."""
        line = self.line_of(at)
        return Fix(summary, line, line + 1, text, safe)

    def rewrite(self, at: int, text: str) -> Fix | None:
        """Return the unsafe fix that gives a line another value; None where no line can hold it."""
        leaf = self.tree[at]
        if not isinstance(leaf, Assignment) or "\n" not in self.text or any(char in text for char in '"\\\n\0'):
            return None
        line = f'{leaf.name}="{text}"{self.end_of(leaf) or chr(10)}'
        return None if line == leaf.raw else self.replace(f"set {leaf.name} to {text}", at, line, safe=False)

    def end_of(self, leaf: Leaf) -> str:
        """Return the line end of a leaf: what a line that takes its place has to end with."""
        return leaf.raw[len(leaf.raw.rstrip("\r\n")) :]


class DomainContext:
    """One domain document. ``places`` is made when the first finding asks for a position."""

    def __init__(self, text: str, root: etree._Element) -> None:
        self.text = text
        self.root = root
        self.type = root.get("type", "")

    @cached_property
    def places(self) -> Places:
        """Return the positions of the elements in the text."""
        from translator.domain.place import Places

        return Places(self.text, self.root)

    def finding(
        self, code: str, element: etree._Element, message: str, *, attribute: str | None = None, level: Any = None
    ) -> Finding:
        """Return a finding about one element, or about one of its attributes."""
        place = self.places.attribute(element, attribute) if attribute else self.places.element(element)
        path = element.getroottree().getpath(element)
        node = f"{path}/@{attribute}" if attribute else path
        return Finding(
            place.line, place.column, code, level or REGISTRY.rules[code].level, message, node, None, place.width
        )
