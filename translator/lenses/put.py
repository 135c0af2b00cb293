"""How does an edited document change the conf that it came from, and nothing else of it?"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from translator.conf.dialect import Dialect, dialect_named
from translator.conf.directive import is_uuid, with_uuid
from translator.conf.edit import insert, remove, set_text
from translator.conf.parse import parse
from translator.conf.settle import Setting, Settings, settle
from translator.conf.tree import Assignment, Leaf, Opaque, Tree, render
from translator.ctid import is_ctid
from translator.domain.read import IMPLIED, Document, read_domain
from translator.domain.view import View
from translator.errors import EditError, InputError
from translator.finding import Finding
from translator.lenses.cpu import read_cpuset
from translator.lenses.lens import Driver, Got, Put
from translator.lenses.residue_read import Residue, order_leaves, read_residue
from translator.report import Entry, Report, Translation
from translator.table import BY_NAME
from translator.values.codec import UNSET, Refused
from translator.values.mask import write_ranges

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: What a place says beside the path of its first node, for people.
_WORDS = re.compile(r"\[[^\]]*\]|[ ,:].*")
_NO_RESIDUE = Residue("", "", {}, (), None, [])


def put_document(
    text: str, root: Element, driver: Driver, dialect: Dialect, wanted: str | None, base: str | None
) -> Translation:
    """Return the conf of a document, ``text`` parsed to ``root``, written into ``base`` where there is one.

    A document with a residue says the whole conf by itself: that conf is made first, and what it says differently from
    the base goes into the base. One without (another program wrote it) changes what its places say, and no more.
    """
    document = read_domain(root)
    residue = _NO_RESIDUE if document.residue is None else read_residue(document.residue, dialect, text)
    ctid = _ctid(root, document.view.get("name", ""), residue.ctid, wanted)
    base = residue.source if base is None else base
    direct = base is not None and document.residue is None
    source = parse(base or "", dialect) if direct else residue.tree
    known = _names(driver)
    settings = settle(source, dialect, known)
    if driver.fit is not None:
        driver = driver.fit(document.view, residue.derived)
    old = driver.get(settings, ctid)
    _settle_derived(document.view, old, old.derived if direct else residue.derived, direct=direct)
    put = Put(document.view, old.view, settings, ctid, foreign=base is None and document.residue is None)
    driver.put(put)
    tree, losses = _apply(source, settings, put, known, driver, ordered=direct)
    if base is None:
        tree = tuple(order_leaves(tree))
    elif not direct:
        tree = merge(parse(base, dialect), tree, dialect)
    if uuid := document.view.get("uuid"):
        if is_uuid(uuid):
            tree = with_uuid(tree, uuid)
        else:
            losses.append(("uuid", f"{uuid!r} is no UUID"))
    entries, findings = _account(document, driver, put, losses)
    entries += residue.entries
    findings += [_loss(entry) for entry in residue.entries if entry.status == "dropped"]
    return Translation(render(tree), Report(tuple(entries), tuple(findings)), ctid)


def _settle_derived(view: View, old: Got, derived: dict[str, Any], *, direct: bool) -> None:
    """Take what was derived out of the comparison: it is no edit, unless somebody changed it."""
    if not direct:
        # the residue's own conf lacks what stands in native places: what was derived of that, it says itself
        old.view.pop("memory", None)
        if "memory" in derived:
            old.view["memory"] = derived["memory"]
        if "filesystems" in old.derived and "filesystems" not in derived:
            del old.view["filesystems"]
    if "vcpu" in derived and view.get("vcpu") == derived["vcpu"] and "vcpu" not in old.view:
        # the number beside a list of CPUs, or the one CPU that libvirt fills in where a document says nothing
        del view["vcpu"]
    elif "vcpu" in old.derived and "vcpu" not in view:
        old.view.pop("vcpu", None)
    cpuset = view.get("vcpu/@cpuset")
    if cpuset is not None:
        # only a real change counts, not another spelling of the same CPUs
        ranges = read_cpuset(cpuset)
        view["vcpu/@cpuset"] = ranges if isinstance(ranges, str) else write_ranges(ranges)


def _apply(
    tree: Tree, settings: Settings, put: Put, known: Container[str], driver: Driver, *, ordered: bool
) -> tuple[Tree, list[tuple[str, str]]]:
    """Return the tree with the changes in it, and the places whose value the dialect cannot write.

    ``settings`` has been settled for the names that are ``known``. Without ``ordered`` new lines go to the end: the
    caller puts all lines into an order of their own.
    """
    losses = list(put.losses)
    new: list[Leaf] = []
    dialect = settings.dialect
    touched = False
    for name, value in put.changes.items():
        if name not in dialect.rows:
            losses.append((_place(driver, name), f"the {dialect.name} dialect has no parameter {name}"))
            continue
        current = settle(tree, dialect) if touched or name not in known else settings
        if value is UNSET:
            tree = remove(tree, current, name)
            touched = True
            continue
        try:
            line = _written(dialect.name, name, value)
            setting = current.by_name.get(name)
            if setting is not None:
                tree = set_text(tree, current, name, line.text) if setting.kept else remove(tree, current, name)
                touched = True
            if setting is None or not setting.kept:
                new.append(line)
        except EditError as error:
            losses.append((_place(driver, name), f"{name} cannot say it: {error}"))
    if new:
        tree = insert(tree, new) if ordered else (*tree, *new)
    return tree, losses


def _place(driver: Driver, name: str) -> str:
    """Return the path of the node that a parameter comes from."""
    return _WORDS.sub("", driver.place_of(name)).partition("/@")[0]


@lru_cache(16_384)
def _written(dialect: str, name: str, value: Any) -> Assignment:
    """Return the line that says ``value``; EditError where the reader would not find it there.

    Thousands of containers have the same values, so the lines are kept and shared.
    """
    reader = dialect_named(dialect)
    codec = reader.codec(reader.rows[name])
    text = codec.write(value)
    try:
        same = codec.decode(text) == value
    except Refused:
        same = False
    if not same:
        raise EditError(f"no text says {codec.show(value)!r}: expected {codec.expects}")
    return Assignment(reader.write(name, text), name, text)


def merge(base: Tree, made: Tree, dialect: Dialect) -> Tree:
    """Return ``base`` with what ``made`` says differently; lines that say the same keep their bytes."""
    before, after = settle(base, dialect), settle(made, dialect)
    tree, current = base, before
    for name, new in after.by_name.items():
        old = before.by_name.get(name)
        if old is not None and _says_the_same(old, base, new, made):
            continue
        if new.kept and old is not None and old.kept and new.codec.faithful(new.value):
            tree = set_text(tree, current, name, new.codec.encode(new.value))
        else:
            tree = insert(remove(tree, current, name), [made[at] for at in new.leaves])
        current = settle(tree, dialect)
    for name in before.by_name.keys() - after.by_name.keys():
        tree = remove(tree, current, name)
        current = settle(tree, dialect)
    return _merge_odd_lines(tree, base, made, dialect)


def _says_the_same(old: Setting, base: Tree, new: Setting, made: Tree) -> bool:
    if old.kept and new.kept:
        return bool(old.value == new.value) or old.value != old.value
    if old.kept or new.kept:
        return False
    return [base[at].raw.rstrip("\n") for at in old.leaves] == [made[at].raw.rstrip("\n") for at in new.leaves]


def _odd(tree: Tree, dialect: Dialect) -> list[Leaf]:
    """Return the lines with unknown names and those that nobody can read."""
    return [
        leaf for leaf in tree if type(leaf) is Opaque or (type(leaf) is Assignment and leaf.name not in dialect.rows)
    ]


def _merge_odd_lines(tree: Tree, base: Tree, made: Tree, dialect: Dialect) -> Tree:
    before = [leaf.raw.removesuffix("\n") for leaf in _odd(base, dialect)]
    after = [leaf.raw.removesuffix("\n") for leaf in _odd(made, dialect)]
    if sorted(before) == sorted(after):
        return tree
    gone = [raw for raw in before if raw not in after]
    kept = tuple(leaf for leaf in tree if leaf.raw.removesuffix("\n") not in gone)
    return insert(kept, [leaf for leaf in _odd(made, dialect) if leaf.raw.removesuffix("\n") not in before])


def _ctid(root: Element, name: str, residue_ctid: str, wanted: str | None) -> str:
    """Return the container's id: what the caller wants, the document's name, or the residue's; InputError for none."""
    if wanted is not None:
        return wanted
    if name.isdigit() and is_ctid(name):
        return name
    if residue_ctid and is_ctid(residue_ctid):
        return residue_ctid
    if name and is_ctid(name):
        return name
    message = f"the name {name!r} is no container id: give one with --ctid N, or --ctid next --in DIR"
    line = next((child.sourceline or 1 for child in root.iterchildren("name")), root.sourceline or 1)
    raise InputError(Finding(line, 1, "XD107", "error", message, "name"))


def _account(
    document: Document, driver: Driver, put: Put, losses: list[tuple[str, str]]
) -> tuple[list[Entry], list[Finding]]:
    """Return an entry for each node, and a finding for each loss and each rounding."""
    owned = _owned(driver)
    findings: list[Finding] = []
    entries = document.nodes
    for at, entry in enumerate(entries):
        if entry[3] not in owned:
            if entry.status != "dropped":
                entry = Entry(entry.line, entry.name, "dropped", "", f"the {driver.name} driver has no place for it")
                entries[at] = entry
            findings.append(_loss(entry))
    if losses or put.notes:
        by_path = {entry.name: entry for entry in entries}
        for place, reason in losses:
            entry = Entry(_line(by_path, place), place, "dropped", "", reason)
            entries.append(entry)
            findings.append(_loss(entry))
        for place, message in put.notes:
            line = max(1, _line(by_path, place))
            findings.append(Finding(line, 1, "VZ503", "info", f"{_named(place)}: {message}", place))
    return entries, findings


@cache
def _names(driver: Driver) -> frozenset[str]:
    """Return the names and aliases of the parameters that a driver's lenses read."""
    rows = [BY_NAME[name] for lens in driver.lenses for name in lens.parameters]
    return frozenset(name for row in rows for name in (row.name, *row.aliases, *row.aliases7))


@cache
def _owned(driver: Driver) -> frozenset[str]:
    return frozenset((IMPLIED, "name", "uuid", "residue", *(place for lens in driver.lenses for place in lens.places)))


def _loss(entry: Entry) -> Finding:
    message = f"{_named(entry.name)} is dropped: {entry.reason}"
    return Finding(max(1, entry.line), 1, "VZ502", "warning", message, entry.name)


def _line(by_path: dict[str, Entry], place: str) -> int:
    while place:
        if at := by_path.get(place) or by_path.get(f"devices/{place}"):
            return at.line
        place = place.rpartition("/")[0]
    return 1


def _named(path: str) -> str:
    """Write a node's path for people: the element in brackets, an attribute with its name."""
    if "/@" in path:
        element, _, attribute = path.rpartition("/@")
        return f"{attribute}= of <{element.rpartition('/')[2]}>"
    return f"<{path.rpartition('/')[2]}>"
