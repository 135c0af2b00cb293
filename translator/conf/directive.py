"""Which comments carry a meaning? Only libvirt's: ``#UUID: `` and the domain's UUID, in a line of its own."""

from __future__ import annotations

import re

from translator.characters import C_BLANKS, lower, trim
from translator.conf.edit import insert
from translator.conf.tree import Comment, Leaf, Tree

#: How a line with the UUID begins.
UUID_MARK = "#UUID: "
#: libvirt cuts what follows the one blank after 36 characters.
_LINE = re.compile(rf"#UUID: ([^{C_BLANKS}]{{1,36}})")
_UUID = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")


def dashed(uuid: str) -> str:
    """Return a UUID in lower case with its four dashes; a text that is none as it is."""
    digits = lower(trim(uuid).replace("-", ""))
    return (
        "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])) if len(digits) == 32 else uuid
    )


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as libvirt reads it: 32 digits, whatever dashes stand between them."""
    return re.fullmatch(r"[0-9a-fA-F]{32}", trim(text).replace("-", "")) is not None


def is_uuid_line(leaf: Leaf) -> bool:
    """Whether a line is the one in which libvirt keeps the UUID."""
    return type(leaf) is Comment and leaf.raw.startswith(UUID_MARK)


def uuid_of(tree: Tree) -> str | None:
    """Return the UUID of the first ``#UUID: `` line, lower case, with dashes; None where it is missing or malformed."""
    for leaf in tree:
        if type(leaf) is Comment and is_uuid_line(leaf):  # most lines are none: nothing is called for them
            match = _LINE.match(leaf.raw)
            uuid = lower(match[1]) if match else ""
            return dashed(uuid) if _UUID.fullmatch(uuid) else None
    return None


def with_uuid(tree: Tree, uuid: str) -> Tree:
    """Return the tree with this UUID in the line where libvirt keeps it."""
    if uuid_of(tree) == dashed(uuid):
        return tree
    line = Comment(f"{UUID_MARK}{dashed(uuid)}\n")
    for at, leaf in enumerate(tree):
        if is_uuid_line(leaf):
            return (*tree[:at], line, *tree[at + 1 :])
    return insert(tree, [line])
