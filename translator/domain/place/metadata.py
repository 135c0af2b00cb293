"""Where in a document does the residue stand, and when does it differ from another one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.domain.graft import copied, indentation, insert, reindent
from translator.domain.match import plain
from translator.domain.place import Place
from translator.domain.reader import IMPLIED, Reader, local
from translator.domain.view import View

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

#: The attribute that knows of the conf that a document came from whether it has changed since.
DIGEST = "digest"
RESIDUE_TAG = "{urn:vzvirt:openvz:1}container"
SOURCE_TAG = "{urn:vzvirt:openvz:1}source"


class Metadata(Place):
    """What no place of libvirt's holds: our residue, and what other programs keep."""

    def read(self, reader: Reader, element: Element) -> None:
        """Find the residue; what another program keeps there is nothing of a container's."""
        reader.take(element, self.path, IMPLIED)
        reader.know(element, self.path)
        for child in element:
            tag = child.tag
            if tag == RESIDUE_TAG and reader.residue is None:
                reader.residue = child
                reader.take(child, f"{self.path}/container", "residue")
            elif type(tag) is str:
                reader.drop(child, f"{self.path}/{local(tag)}", "metadata of another program")

    def write(self, value: Any, view: View) -> str:
        """Return the element with the residue's text in it."""
        return f"  <metadata>\n{value}  </metadata>\n"

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Put the residue of ``after`` in the place of the base's own."""
        model, present = residue_of(after.root), residue_of(base.root)
        if model is None:
            return
        parent = base.above(f"{self.path}/container")
        copy = copied(model)
        if present is None:
            insert(parent, copy)
        else:
            reindent(copy, 2, indentation(base.root))
            copy.tail = present.tail
            parent.replace(present, copy)


def residue_of(root: Element) -> Element | None:
    """Return a document's residue."""
    metadata = root.find("metadata")
    return None if metadata is None else metadata.find(RESIDUE_TAG)


def new_origin(base: Element, new: Element, *, changed: bool) -> str | None:
    """Return the digest of the conf that is written into a base, None where the base's residue knows of that already.

    One of an older vzvirt's knows of none, and gets the digest once something else has ``changed``.
    """
    present, model = residue_of(base), residue_of(new)
    digest = None if model is None else model.get(DIGEST)
    if present is None or digest is None:
        return None
    return None if present.get(DIGEST, None if changed else digest) == digest else digest


def carried(root: Element) -> object:
    """Return what the residue says of a container; the order of different parameters, the file's, says nothing."""
    residue = residue_of(root)
    if residue is None:
        return None
    children = sorted(residue, key=_order_key)
    attributes = sorted(item for item in residue.attrib.items() if item[0] != DIGEST)
    return attributes, [plain(child) for child in children if isinstance(child.tag, str)]


def _order_key(child: Element) -> tuple[str, str]:
    """Sort by name; lines of one name keep their order, those that no reader takes apart have none to keep."""
    unread = child.get("status") == "unparsable"
    name = "" if unread else child.get("name") or child.get("place") or ""
    return name, "" if name else child.text or ""
