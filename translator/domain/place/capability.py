"""How are a container's capabilities read, printed and updated?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.characters import trim_xml, upper
from translator.domain.match import by_key, reconcile, write_attributes
from translator.domain.place import Place
from translator.domain.place.side import take_out
from translator.domain.reader import Reader, local
from translator.domain.view import View
from translator.values.switch import CAPABILITIES

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

_POLICY, _STATE = frozenset(("policy",)), frozenset(("state",))


class Capabilities(Place):
    """The policy, and the state of each capability, sorted by name."""

    def read(self, reader: Reader, element: Element) -> None:
        """Read policy and states."""
        states = tuple(sorted((c.tag, trim_xml(c.get("state", "on"))) for c in element if type(c.tag) is str))
        reader.view[self.path] = (trim_xml(element.get("policy", "default")), states)
        reader.take(element, self.path, self.path)
        reader.know(element, self.path, _POLICY)
        for child in element:
            if type(child.tag) is str:
                reader.leaf(child, f"{self.path}/{local(child.tag)}", _STATE)

    def write(self, value: Any, view: View) -> str:
        """Return the element's lines."""
        policy, states = value
        lines = "".join([f"      <{name} state='{state}'/>\n" for name, state in states])
        return f"    <capabilities policy='{policy}'>\n{lines}    </capabilities>\n"

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Write the states that differ; a policy other than ours takes all of them along."""
        element, model = base.root.find(self.path), after.root.find(self.path)
        if element is None or model is None:
            if element is not None:
                take_out([element])
            elif model is not None:
                base.add(self.path, model)
            return
        former = None if before is None else before.root.find(self.path)
        if element.get("policy", "default") != model.get("policy"):
            element.set("policy", model.get("policy", ""))
            former = None
        had = [(_tag(each), each) for each in element.iterchildren("*") if upper(_tag(each)) in CAPABILITIES]
        models = None if former is None else by_key(former, _tag)
        reconcile(element, had, models, by_key(model, _tag), write_attributes)


def _tag(element: Element) -> str:
    return str(element.tag)
