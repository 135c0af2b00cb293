"""On how many CPUs does a container run, on which, and with the memory of which nodes?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.domain.cpuset import read_cpuset
from translator.domain.number import whole
from translator.domain.place import Place
from translator.domain.place.scalar import NUMBER, Scalar, update_attribute
from translator.domain.reader import IMPLIED, Reader, content
from translator.domain.view import View
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

_VCPU, _NODES = frozenset(("cpuset", "placement", "current")), frozenset(("nodeset", "mode", "placement"))


class Vcpu(Scalar):
    """The number of CPUs, and the host's CPUs that they may be (``vcpu/@cpuset``)."""

    def __init__(self, path: str) -> None:
        super().__init__(path, NUMBER)
        self._cpuset = f"{path}/@cpuset"
        self.names = (path, self._cpuset)

    def read(self, reader: Reader, element: Element) -> None:
        """Read both; old versions of libvirt's OpenVZ driver print 0 for the host's number."""
        path = self.path
        number = whole(content(element))
        if number == 0:
            reader.take(element, path, IMPLIED)
            reader.leaf(element, path, _VCPU)
            return
        if not number or number >= 2**31:
            reader.drop(element, path, f"{shown(content(element))} is no number of CPUs")
            return
        reader.view[path] = number
        reader.take(element, path, path)
        cpuset = element.get("cpuset")
        if cpuset is not None:
            if read_cpuset(cpuset) is not None:
                reader.view[self._cpuset] = cpuset
            else:
                reader.drop(element, self._cpuset, f"{shown(cpuset)} is no list of CPUs such as 0-3,^2,5")
        placement = element.get("placement")
        if placement is not None:
            reader.view["placed"] = True  # libvirt always says it
        if placement not in (None, "static"):
            reader.drop(element, f"{path}/@placement", "OpenVZ places no CPUs by itself")
        current = element.get("current")
        if current is not None and whole(current) != number:
            reader.drop(element, f"{path}/@current", "a container has all its CPUs from the start")
        reader.leaf(element, path, _VCPU)

    def write(self, value: Any, view: View) -> str:
        """Return the element's line."""
        cpuset = f" cpuset='{view[self._cpuset]}'" if self._cpuset in view else ""
        return f"  <vcpu placement='static'{cpuset}>{value}</vcpu>\n"

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Write the number or the list."""
        if name == self._cpuset:
            update_attribute(base, after, name)
        else:
            super().update(base, before, after, name)

    def update_text(self, base: Side, element: Element, model: Element) -> None:
        """Write the number; of more CPUs than there are, none can be there from the start."""
        super().update_text(base, element, model)
        if (whole(element.get("current")) or 0) > (whole(model.text) or 0):
            del element.attrib["current"]


class Nodes(Place):
    """The NUMA nodes whose memory is used, and how strictly."""

    def __init__(self, path: str) -> None:
        self._nodeset, self._mode = f"{path}/@nodeset", f"{path}/@mode"
        super().__init__(path, self._nodeset, self._mode)

    def read(self, reader: Reader, element: Element) -> None:
        """Read both attributes."""
        path = self.path
        nodeset, placement = element.get("nodeset"), element.get("placement", "static")
        if nodeset is None and placement == "auto":
            # libvirt fills it in where the CPUs are placed so: that is told of them
            vcpu = element.find("../../vcpu")
            placed = vcpu is not None and vcpu.get("placement") == "auto"
            reader.imply(element, path, placed, "OpenVZ places no memory by itself")
            return
        if not nodeset or read_cpuset(nodeset) is None:
            reader.drop(element, path, f"{shown(nodeset or '')} is no list of nodes such as 0-3,^2,5")
            return
        reader.view[self._nodeset] = nodeset
        reader.view[self._mode] = element.get("mode", "strict")
        reader.take(element, path, self._nodeset)
        if placement != "static":
            reader.drop(element, f"{path}/@placement", "OpenVZ places no memory by itself")
        reader.leaf(element, path, _NODES)

    def write(self, value: Any, view: View) -> str:
        """Return the element's line."""
        mode = f" mode='{view[self._mode]}'" if self._mode in view else ""
        return f"    <memory{mode} nodeset='{value}'/>\n"

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Write one attribute."""
        update_attribute(base, after, name)
