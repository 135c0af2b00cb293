"""What did a conf say when a document was made of it? Its digest in the residue knows: not what it said, but whether.

The digest is one of meaning, item by item: a mark for each parameter, each unknown name and each line that nobody can
read. Comments, order, quotes and the spelling of a value are not in it, for writing into a base leaves them alone: the
conf that a document makes by itself has the digest of the conf that the document came from. A mark by itself tells of
a parameter whether it was there, and whether it said what it says now; that is all a merge has to know.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Container, Mapping
from functools import lru_cache
from hashlib import blake2b

from translator.conf.dialect import LIBVZCTL, Dialect
from translator.conf.directive import dashed, is_uuid, is_uuid_line, uuid_of
from translator.conf.settle import Setting, Settings
from translator.conf.tree import Assignment, Leaf, Opaque, Tree
from translator.kept import LONGEST

#: The key of the UUID that libvirt keeps in a comment.
UUID_LINE = "#UUID"
#: Characters of a mark that say whose it is, and all of them: 18 bits and 24, so that no two names of the table meet.
_WHOSE, _MARK = 3, 7
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def said(tree: Tree, settings: Settings, but: Container[str] = ()) -> dict[str, str]:
    """Return what a conf says, by item, for comparison; ``but`` are parameters that nobody asks for.

    A parameter whose lines count as they stand says its canonical text, all others their lines. The key of a line that
    nobody can read is the line.
    """
    found = {name: _text(setting, tree) for name, setting in settings.by_name.items() if name not in but}
    rows = settings.dialect.rows
    for leaf in tree:
        if type(leaf) is Opaque or (type(leaf) is Assignment and leaf.name not in rows):
            key = str(key_of(leaf))
            found[key] = f"{found.get(key, '')}\n{leaf.raw.removesuffix(chr(10))}"
    uuid = uuid_of(tree)
    if uuid is None and settings.dialect is LIBVZCTL:
        uuid = str(settings.value("UUID") or "")
    return {**found, uuid_key(settings.dialect): dashed(uuid)} if uuid and is_uuid(uuid) else found


def uuid_key(dialect: Dialect) -> str:
    """Return the key of the UUID: libvzctl has it in a parameter, wherever it stands and whatever its letters."""
    return "UUID" if dialect is LIBVZCTL else UUID_LINE


def key_of(leaf: Leaf) -> str | None:
    """Return the item that a line which is no known parameter's belongs to; None for one that says nothing."""
    if type(leaf) is Opaque:
        return "\n" + leaf.raw.removesuffix("\n")
    if type(leaf) is Assignment:
        return leaf.name
    return UUID_LINE if is_uuid_line(leaf) else None


def _text(setting: Setting, tree: Tree) -> str:
    if setting.clean:
        return setting.codec.write(setting.value)
    return "".join("\n" + tree[at].raw.removesuffix("\n") for at in setting.leaves)


def digest_of(tree: Tree, settings: Settings, uuid: str | None, *, plain: bool) -> str:
    """Return the digest of a conf; ``plain`` says that each of its lines is in force as it stands, and so no name is
    unknown. ``uuid`` is that of :func:`uuid_of`.
    """
    if plain and settings.dialect is not LIBVZCTL:
        marks = []
        for name, setting in settings.by_name.items():
            reading = setting[6]
            if reading is None or not setting[5]:
                marks.append(_mark(name, _text(setting, tree)))
                continue
            if reading.mark is None:
                reading.mark = _mark(name, _text(setting, tree))
            marks.append(reading.mark)
        if uuid:
            marks.append(_mark(UUID_LINE, uuid))
    else:
        marks = [_mark(key, text) for key, text in said(tree, settings).items()]
    marks.sort()
    return "".join(marks)


def _mark(key: str, text: str) -> str:
    """Return the mark of an item: whose it is, and what it says."""
    return (_whose if len(key) <= LONGEST else _whose.__wrapped__)(key) + _letters(f"{key}\n{text}")


@lru_cache(1024)
def _whose(key: str) -> str:
    return _letters(key)[:_WHOSE]


def _letters(text: str) -> str:
    """Return four letters for a text, which may hold what no file can."""
    short = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=3).digest()
    return b2a_base64(short, newline=False).translate(_URL_SAFE).decode()


class Origin:
    """What is known of the conf as it was when conf and document were one: its text, or a digest alone.

    ``words`` are what it said, by item; None where only the digest is known.
    """

    def __init__(self, digest: str, words: Mapping[str, str] | None = None) -> None:
        self.words = words
        self._marks = {digest[at : at + _MARK] for at in range(0, len(digest), _MARK)}
        self._whose = {mark[:_WHOSE] for mark in self._marks}

    @classmethod
    def of(cls, tree: Tree, settings: Settings) -> Origin:
        """Return what is known of a conf that is there."""
        words = said(tree, settings)
        return cls("".join(_mark(key, text) for key, text in words.items()), words)

    def is_now(self, key: str, text: str | None) -> bool:
        """Whether an item said what it says now; None for one that says nothing."""
        if self.words is not None:
            return self.words.get(key) == text
        return _mark(key, "")[:_WHOSE] not in self._whose if text is None else _mark(key, text) in self._marks


def read_digest(digest: str | None) -> Origin | None:
    """Return what the digest of a residue says; None for one that says none, or is damaged."""
    return None if digest is None or len(digest) % _MARK else Origin(digest)
