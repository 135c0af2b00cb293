"""What differs in meaning between two containers, each given as a conf or as a domain document?"""

from __future__ import annotations

from typing import NamedTuple

from translator.conf.dialect import dialect_named
from translator.conf.normalize import saved_text
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import Assignment, Opaque
from translator.convert import ctid_of
from translator.kind import is_document
from translator.lenses.document import domain_to_conf
from translator.values.codec import UNSET


class Difference(NamedTuple):
    """One parameter: its canonical text on each side, None where it is not in force.

    The name of a line that nobody can read is the line itself, with its line feed; it has no text.
    """

    name: str
    left: str | None
    right: str | None


def meaning(text: str, path: str, dialect: str = "vzctl") -> dict[str, str]:
    """Return what a conf or a document says: parameter to canonical text; unknown names and lines by their raw text.

    InputError for a document that cannot be read.
    """
    ctid = ctid_of(path)
    if is_document(text):
        result = domain_to_conf(text, ctid=_ctid_for(text, ctid), dialect=dialect)
        text, ctid = result.text, result.ctid
    reader = dialect_named(dialect)
    tree = parse(text, reader)
    settings = settle(tree, reader)
    found = {
        name: saved_text(setting, ctid or "0")
        for name, setting in settings.by_name.items()
        if setting.value is not UNSET
    }
    for leaf in tree:
        if isinstance(leaf, Assignment) and leaf.name not in reader.rows:
            found[leaf.name] = leaf.text
        elif isinstance(leaf, Opaque):
            found[f"{leaf.raw.strip()}\n"] = ""
    return found


def _ctid_for(text: str, ctid: str | None) -> str | None:
    """A document without an id can still be compared: 0 stands for it."""
    from translator.errors import InputError

    try:
        domain_to_conf(text, ctid=ctid)
    except InputError as error:
        if error.finding.code == "XD107":
            return "0"
        raise
    return ctid


def differences(left: dict[str, str], right: dict[str, str]) -> list[Difference]:
    """Return what the two sides say differently, in the order of their lines."""
    return [
        Difference(name, left.get(name), right.get(name))
        for name in {**left, **right}
        if left.get(name) != right.get(name)
    ]
