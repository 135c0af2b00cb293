"""How does an edited document change the conf that it came from, and nothing else of it?"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from translator.characters import trim_xml
from translator.conf.begin import begun_as_conf
from translator.conf.dialect import LIBVZCTL, Dialect, dialect_named
from translator.conf.directive import dashed, is_uuid, uuid_of, with_uuid
from translator.conf.edit import insert, mended, remove, set_text
from translator.conf.host import MARK, Layer, host_layer, marked
from translator.conf.parse import parse
from translator.conf.settle import Setting, settle
from translator.conf.tree import Assignment, Leaf, Tree, render
from translator.container.memory import VSWAP_UNLIMITED
from translator.container.start import Obstacle, deaf_pairs, endless_swap, missing_swap, obstacles
from translator.domain.document import parse_document
from translator.errors import ConflictError, EditError, InputError
from translator.finding import Finding
from translator.kept import LONGEST, MANY
from translator.lenses.account import account
from translator.lenses.drivers import driver_of
from translator.lenses.foreign import complete, on_bridges, without_filled_in
from translator.lenses.get import got_over
from translator.lenses.into_conf import Settled, into_conf
from translator.lenses.lens import Driver, Put
from translator.lenses.merge import CONFLICT, Prefer, Weighed, unknown_origin, weigh
from translator.lenses.name import ctid_of_document, is_named, put_name
from translator.lenses.origin import UUID_LINE, Origin, read_digest, said, uuid_key
from translator.lenses.pairs_before import pairs_before
from translator.lenses.reading import Contents, read_text
from translator.lenses.residue import order_leaves
from translator.lenses.residue_read import Residue
from translator.levels import make_finding
from translator.report import Report, Translation
from translator.table import ORDER
from translator.values.codec import UNSET, Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: What a place says beside the path of its first node, for people.
_WORDS = re.compile(r"\[[^\]]*\]|[ ,:].*")
#: What ``<os><type>`` says of a machine with a kernel of its own; a container's is exe.
_MACHINES = ("hvm", "xen", "linux", "xenpvh", "uml")
_NO_RESIDUE = Residue("", "", {}, (), None, list, [])


def put_document(
    contents: Contents,
    driver: Driver,
    dialect: Dialect,
    wanted: str | None,
    base: str | None,
    host_conf: str | None = None,
    *,
    scripted: bool = False,
    ancestor: str | None = None,
    prefer: Prefer | None = None,
) -> Translation:
    """Return the conf of a document, written into ``base`` where there is one.

    A document with a residue says the whole conf by itself: that conf is made first, and what it says differently from
    the base goes into the base. One without (another program wrote it) changes what its places say, and no more.
    What the base says otherwise than it did when it and the document were one stays: ``ancestor`` is the conf that
    they were, which the residue knows by itself, if only by its digest. ConflictError for what both say otherwise,
    unless the caller prefers a side. What ``host_conf``, the host's vz.conf, says already is no change to the base; a
    document with a residue was made over the vz.conf that is marked there.
    """
    root, document, residue, _ = contents
    if residue is None:
        _demand_container(root)
        residue = _NO_RESIDUE
    view = document.view.copy()
    name = view.get("name", "")
    ctid = ctid_of_document(root, name, residue.ctid, wanted)
    find_origin = partial(origin_of, residue, dialect, ancestor)  # a cache for each document costs more
    origin = None if base is None else find_origin()
    if base is not None and origin is None and prefer is not None:
        raise ConflictError([unknown_origin(prefer)])
    base = residue.source if base is None else base
    whole = base is not None and document.residue is None
    source = parse((base if ancestor is None else ancestor) or "", dialect) if whole else residue.tree
    driver = driver.fit(view, residue.derived)
    own = settle(source, dialect, driver.names)
    layer = host_layer(host_conf, dialect) if document.residue is None else marked(residue.derived, dialect)
    settings, made = got_over(driver, own, layer, ctid)
    derived = made.derived if whole else residue.derived
    foreign = base is None and document.residue is None
    if document.residue is None and dialect is not LIBVZCTL:
        on_bridges(view)
    filled = without_filled_in(view, driver) if foreign else None
    put = Put(
        view,
        made,
        derived,
        settings,
        ctid,
        own=own,
        source=source,
        base=base,
        origin=find_origin,
        foreign=foreign,
        whole=whole,
        scripted=scripted,
    )
    driver.put(put)
    if put.foreign:
        complete(put)
        if filled is not None:
            put.note(filled.parameter, filled.message, code=filled.code)
    if name != ctid and is_named(name, ctid):
        put_name(put, source, driver)
    uuid = view.get("uuid")
    # libvzctl's own place for it, unless it stood, or stands, in libvirt's comment
    seven = dialect is LIBVZCTL and "uuid" not in residue.derived and uuid_of(parse(base or "", dialect)) is None
    if uuid and seven:
        _put_uuid(put, source, uuid)
    tree = _edited(source, put, driver) if whole else _made(put, driver, residue)
    under = layer if host_conf is None else host_layer(host_conf, dialect)
    if under is not None:
        tree = _over_host(tree, put, driver, under)
    if base is not None and origin is not None:
        ours = parse(base, dialect)
        # a document without a UUID has nothing against the conf's
        own_uuid = uuid_of(ours) if not uuid else None if seven or not is_uuid(uuid) else uuid
        theirs = tree if own_uuid is None else with_uuid(tree, own_uuid)
        merged, tree = _merged(Settled.of(ours, dialect), Settled.of(theirs, dialect), origin, prefer)
        notes = list(merged.notes(origin))
        known = {entry.name for entry in residue.entries()} if notes else set()
        for clash in notes:
            put.note(place_of_item(clash.key, known, driver), clash.message(prefer), code=clash.code)
        seven = seven or uuid_key(dialect) not in merged.taken
    elif base is None:
        tree = tuple(order_leaves(tree))
    elif not whole:
        tree = into_conf(Settled.of(parse(base, dialect), dialect), Settled.of(tree, dialect))
    if uuid and not is_uuid(uuid):
        put.lose("uuid", f"{uuid!r} is no UUID")
    elif uuid and not seven:
        tree = with_uuid(tree, uuid)
    if dialect.name == "vzctl":
        _judge(put, driver)
    if residue.dialect not in ("", dialect.name):
        residue = residue._replace(objections=[])
    entries, findings = account(document, residue, driver, put, root.sourceline or 1)
    if conflicts := [finding for finding in findings if finding.code == CONFLICT]:
        raise ConflictError(conflicts)
    made_text = begun_as_conf(render(tree), base or "")
    return Translation(made_text, Report(entries, tuple(findings)), ctid)


def _merged(base: Settled, made: Settled, origin: Origin, prefer: Prefer | None) -> tuple[Weighed, Tree]:
    """Return what is to be said of a base and what is made, and the base with what it takes of that.

    One that has no line end, and gets one because something changes, takes what it lacks then, too.
    """
    merged = weigh(base, made, origin, prefer)
    tree = into_conf(base, made, merged.taken)
    whole = tuple(mended(base.tree))
    if tree is base.tree or len(whole) == len(base.tree):
        return merged, tree
    ended = Settled.of(whole, base.settings.dialect)
    return merged, into_conf(ended, made, merged.taken | weigh(ended, made, origin, prefer).taken)


def origin_of(residue: Residue | None, dialect: Dialect, ancestor: str | None) -> Origin | None:
    """Return what is known of the conf that a document and its base both were: ``ancestor``, or what the residue keeps
    or knows of it. None where nothing is known, and for a digest that was taken by the rules of another dialect.
    """
    text = ancestor if ancestor is not None or residue is None else residue.source
    if text is not None:
        return Origin.of(*Settled.of(parse(text, dialect), dialect))
    return None if residue is None or residue.dialect != dialect.name else read_digest(residue.digest)


def place_of_item(key: str, known: Container[str], driver: Driver) -> str:
    """Return the path of the node that says an item; ``known`` are the paths of the residue's elements."""
    if key in (UUID_LINE, "UUID"):
        return "uuid"
    if key.startswith("\n"):
        return "metadata/container"
    path = f"metadata/container/{key}"
    return path if path in known else _place(driver, key)


def _judge(put: Put, driver: Driver) -> None:
    """Tell what vzctl would not start, or start in vain: all of it in another program's document, and what an edit did
    in one of ours. What was so before is for ``check_conf`` to say.
    """
    changes = put.changes
    found: list[Obstacle] = []
    if put.foreign:
        found += obstacles(put.value)
    elif put.whole:
        if "SWAPPAGES" in changes or "PHYSPAGES" in changes:
            found += (*endless_swap(put.value), *missing_swap(put.value))
    elif (swap := changes.get("SWAPPAGES")) is not None and (swap is UNSET or swap.limit > VSWAP_UNLIMITED):
        # no place of a document has room for more RAM than that
        found += (*endless_swap(put.value), *missing_swap(put.value))
    if not put.foreign and changes.get("NETIF") and (deaf := [*deaf_pairs(put.value)]):
        before = pairs_before(put, changes["NETIF"])
        known = set(deaf_pairs(lambda _: before))
        found += (each for each in deaf if each not in known)
    for code, parameter, message, _ in found:
        put.note(_place(driver, parameter), message, code=code)


def _put_uuid(put: Put, source: Tree, uuid: str) -> None:
    """Write the UUID where libvzctl keeps it, in a parameter; one that says the same in other letters stays."""
    known = settle(source, LIBVZCTL, frozenset(("UUID",))).value("UUID")
    if is_uuid(uuid) and dashed(str(known)) != dashed(uuid):
        put.set("UUID", dashed(uuid))


def _edited(source: Tree, put: Put, driver: Driver) -> Tree:
    """Return a whole conf with the changes in it."""
    tree, new = _changed(source, put, driver)
    return insert(tree, new) if new else tree


def _made(put: Put, driver: Driver, residue: Residue) -> Tree:
    """Return the conf of a residue with the changes."""
    tree, new = _changed(put.source, put, driver)
    tree = (*tree, *new)
    _contradict(tree, put, driver, residue)
    if residue.dialect not in ("", put.settings.dialect.name):
        _compare_dialects(put.source, residue.dialect, put)
    return tree


def driver_of_root(root: Element) -> Driver:
    """Return the driver that reads a document; InputError where it is no container's."""
    line = root.sourceline or 1
    if root.tag != "domain":
        from translator.domain.document import other_root

        raise InputError(make_finding(line, 1, "XD109", other_root(root), "domain"))
    kind = trim_xml(root.get("type", ""))
    driver = driver_of(kind)
    if driver is None:
        which = f"domain type {kind!r} is no container's" if kind else "the domain has no type"
        message = f"{which}: openvz, lxc, vz or parallels expected"
        raise InputError(make_finding(line, 1, "XD108", message, "domain/@type"))
    return driver


def _demand_container(root: Element) -> None:
    """Raise InputError for a virtual machine: drivers such as vz have them under the same domain type."""
    machine = root.find("os/type")
    if machine is not None and trim_xml(machine.text or "") in _MACHINES:
        message = f"<type>{trim_xml(machine.text or '')}</type>: a virtual machine is no container: exe expected"
        raise InputError(make_finding(machine.sourceline or 1, 1, "XD108", message, "domain/os/type"))


def read_document(
    text: str,
    dialect: Dialect,
    wanted: str | None,
    base: str | None = None,
    host_conf: str | None = None,
    *,
    scripted: bool = False,
    ancestor: str | None = None,
    prefer: Prefer | None = None,
    contents: Contents | None = None,
) -> Translation:
    """Return the conf of a document, with every finding at its node; InputError for one that cannot be read,
    ConflictError as :func:`put_document`. ``contents`` is what the document says, where somebody has read it.
    """
    contents = contents or read_text(text, dialect)
    try:
        result = put_document(
            contents,
            driver_of_root(contents.root),
            dialect,
            wanted,
            base,
            host_conf,
            scripted=scripted,
            ancestor=ancestor,
            prefer=prefer,
        )
    except InputError as error:
        raise InputError(*_located([error.finding], text, contents)) from None
    except ConflictError as error:
        raise ConflictError(_located(error.findings, text, contents)) from None
    if result.report.findings:
        findings = _located(result.report.findings, text, contents)
        result = result._replace(report=result.report.told(findings))
    return result


def _located(findings: Sequence[Finding], text: str, contents: Contents) -> tuple[Finding, ...]:
    """Return the findings at their nodes; the module is imported for a document that has some."""
    from translator.domain.locate import locate

    return locate(findings, text, contents.root if contents.whole else parse_document(text))


def _changed(tree: Tree, put: Put, driver: Driver) -> tuple[Tree, list[Leaf]]:
    """Return the tree with the changes in it, and the lines that are new; a value that the dialect cannot write is a
    loss.
    """
    settings, known = put.own, driver.names
    new: list[Leaf] = []
    dialect = settings.dialect
    touched = False
    for name, value in put.changes.items():
        if name not in dialect.rows:
            put.lose(_place(driver, name), f"the {dialect.name} dialect has no parameter {name}")
            continue
        current = settle(tree, dialect) if touched or name not in known else settings
        if value is UNSET:
            if name in current.by_name:  # else it is vz.conf's (over_host)
                tree = remove(tree, current, name)
                touched = True
            continue
        try:
            write = _written.__wrapped__ if type(value) is str and len(value) > LONGEST else _written
            line = write(dialect.name, name, value)
            setting = current.by_name.get(name)
            if setting is not None:
                tree = set_text(tree, current, name, line.text) if setting.kept else remove(tree, current, name)
                touched = True
            if setting is None or not setting.kept:
                new.append(line)
        except EditError as error:
            put.lose(_place(driver, name), f"{name} cannot say it: {error}")
    return tree, new


def _over_host(tree: Tree, put: Put, driver: Driver, under: Layer) -> Tree:
    """Return the conf with what keeps vz.conf's values out of force where the document has none any more; what no line
    does is told.
    """
    gone = [name for name, value in put.changes.items() if value is UNSET]
    edited = [name for name, value in put.changes.items() if value is not UNSET and name in under.given]
    if not put.whole and not put.foreign:
        # a residue lacks what stood in native places, so that the digest tells whether these were edited
        origin = put.origin()
        known = origin or Origin("")
        own = settle(tree, put.settings.dialect)
        now = said(tree, own) if edited else {}
        edited = [n for n in edited if MARK + n in put.derived or (origin and not origin.is_now(n, now.get(n)))]
        there = ORDER if put.base is None else settle(parse(put.base, own.dialect), own.dialect).by_name
        gone += (name for name in driver.names - own.by_name.keys() if name in there and not known.is_now(name, None))
    if gone or edited:
        from translator.lenses.beneath import over_host

        tree, told = over_host(tree, under, sorted(gone, key=ORDER.__getitem__), edited)
        for name, message in told.items():
            put.lose(_place(driver, name), message)
    return tree


def _contradict(tree: Tree, put: Put, driver: Driver, residue: Residue) -> None:
    """Tell of the residue's parameters that a native place says otherwise, and would say whole.

    We write few like these, which are in a native place as well, and nowhere whole: where the digest knows one, it is
    the place that was edited. All others somebody added, and they are not in the conf. One that a native place shows in
    part is no contradiction, but what is left of it.
    """
    settings, source = put.own, put.source
    names = [name for name in put.changes if (setting := settings.by_name.get(name)) and setting.kept]
    origin = origin_of(residue, settings.dialect, None) if names else None
    if origin is not None:
        words = said(source, settings)
        names = [name for name in names if not origin.is_now(name, words[name])]
    if not names:
        return
    rows = settings.dialect.rows
    ours = {settings.by_name[name].row for name in names}
    leaves = [leaf for leaf in tree if not (type(leaf) is Assignment and rows.get(leaf.name) in ours)]
    leaves += [source[at] for name in names for at in settings.by_name[name].leaves]
    native = driver.get(settle(leaves, settings.dialect, driver.names), put.ctid).native
    for name in names:
        if name in native:
            put.lose(f"metadata/container/{name}", f"<{native[name]}> says it, too, and otherwise: that counts")


def _compare_dialects(source: Tree, writer: str, put: Put) -> None:
    """Tell of the values that the dialect which the residue was written in reads in another way."""
    reader = put.settings.dialect
    theirs, ours = settle(source, dialect_named(writer)).by_name, settle(source, reader).by_name
    for name, setting in theirs.items():
        own = ours.get(name)
        said, read = _shown(setting), _shown(own)
        if said != read and (own is None or setting.value != own.value):
            put.lose(f"metadata/container/{name}", f"{writer}, its dialect, reads {said}, {reader.name} reads {read}")


def _shown(setting: Setting | None) -> str:
    return setting.codec.show(setting.value) if setting is not None and setting.kept else "nothing"


def _place(driver: Driver, name: str) -> str:
    """Return the path of the node that a parameter comes from."""
    return _WORDS.sub("", driver.place_of(name)).partition("/@")[0]


@lru_cache(MANY)
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
