"""How does a base document take what a changed conf says, and keep the rest?

What the conf says now is compared with what the base itself becomes as a conf. A lens may say one value by several
places (a quota means nothing without its period), and a base may say it by others than we would: so where a parameter
of a lens changed, all of its places are written.

The mirror image is :mod:`translator.lenses.into_conf`: a base, what is made anew, and the base with what differs.
"""

from __future__ import annotations

from typing import NamedTuple

from translator.characters import trim_xml
from translator.conf.dialect import Dialect
from translator.conf.directive import uuid_of, with_uuid
from translator.conf.host import marked
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import render, value_span
from translator.domain.document import parse_document
from translator.domain.span import Spans
from translator.domain.update import update_document
from translator.errors import ConflictError, InputError
from translator.finding import Finding
from translator.lenses.get import Made
from translator.lenses.into_conf import Settled, into_conf
from translator.lenses.lens import Driver
from translator.lenses.merge import CONFLICT, Clash, Prefer, lines_of, unknown_origin, weigh
from translator.lenses.name import NAMES, is_named
from translator.lenses.origin import uuid_key
from translator.lenses.put import driver_of_root, origin_of, place_of_item, read_document
from translator.lenses.reading import read_text
from translator.levels import make_finding


class Base:
    """A document to write into, and the conf that it is by itself.

    ``driver`` is the driver with the options that the document was written with. InputError for a document that cannot
    be read, or is for another driver.
    """

    def __init__(self, text: str, ctid: str, driver: Driver, dialect: Dialect) -> None:
        self.text = text
        self.ctid = ctid
        self.dialect = dialect
        contents = read_text(text, dialect)
        own = read_document(text, dialect, ctid, contents=contents)
        self.conf = own.text
        root = contents.root
        if driver_of_root(root).name != driver.name:
            kind = trim_xml(root.get("type", ""))
            message = f"the base is a document of type {kind!r}, not {driver.name!r}: --driver has to be the base's own"
            root = parse_document(text)
            line, column, width = Spans(text, root).attribute(root, "type")
            raise InputError(make_finding(line, column, "XD106", message, "domain/@type", width=width))
        self.view = contents.document.view
        self.residue = contents.residue
        derived = {} if self.residue is None else self.residue.derived
        #: Whether the document holds its whole conf.
        self.sourced = self.residue is not None and self.residue.source is not None
        self._lines = {entry.name: entry.line for entry in reversed(own.report.entries)}
        self.driver = driver.fit(self.view, derived)
        #: The vz.conf that the document was made over, as far as it shows it.
        self.layer = marked(derived, dialect)
        #: What somebody called the container in place of its id, and whether the residue says its names all the same.
        called = any("name" in lens.places for each in (driver, self.driver) for lens in each.lenses)
        self._name = name if not called and is_named(name := self.view.get("name", ""), ctid) else ""
        self._marked = "name" in derived and derived["name"] == self._name

    def made(self) -> Made:
        """Return what the base's own conf makes, with the base's options."""
        return Made(self.conf, self.ctid, self.driver, self.dialect, keep_source=self.sourced, layer=self.layer)

    def fit(self, driver: Driver) -> Driver:
        """Return a driver with the options that the base was written with, where it has no others."""
        # the base's own are not a caller's to be checked: what it calls its disk stays
        return driver.having({**self.driver.options, **driver.options})

    def mark_name(self, before: Made, after: Made) -> None:
        """Have the residue say that NAME and HOSTNAME are not what the document is called, once they are not."""
        if self._name:
            old, new = before.settings.value, after.settings.value
            if self._marked:
                before.got.derived["name"] = self._name
            if self._marked or any(old(each) != new(each) for each in NAMES):
                after.got.derived["name"] = self._name

    def merge(self, text: str, ancestor: str | None, prefer: Prefer | None) -> Merge:
        """Return a changed conf with what the document alone has changed since both were one.

        ``ancestor`` is the conf that both were; without it, the residue may know. The report is about the lines of the
        changed conf. ConflictError for what both have changed, unless the caller prefers a side.
        """
        origin = origin_of(self.residue, self.dialect, ancestor)
        if origin is None and prefer is not None:
            raise ConflictError([unknown_origin(prefer)])
        if origin is None:
            return Merge(text, (), known=False)
        conf = self.conf
        if self.residue is None:  # what another program's document does not say, it has not taken away
            conf = read_document(self.text, self.dialect, self.ctid, ancestor).text
        tree, its = parse(conf, self.dialect), parse(text, self.dialect)
        if uuid_of(tree) is None and (uuid := uuid_of(its)):
            tree = with_uuid(tree, uuid)
        ours, theirs = Settled.of(tree, self.dialect), Settled.of(its, self.dialect)
        merged = weigh(ours, theirs, origin, prefer)
        if self._name:  # what somebody called the document stays without the conf's word
            merged = merged.without(NAMES)
        kept = {key for clash in merged.told for key in clash.keys if key not in merged.taken}
        findings = [self._told(clash, theirs, prefer) for clash in merged.notes(origin)]
        if conflicts := [finding for finding in findings if finding.code == CONFLICT]:
            raise ConflictError(conflicts)
        if not kept:
            return Merge(text, tuple(findings))
        whole = into_conf(theirs, ours, kept)
        if uuid_key(self.dialect) in kept and (uuid := uuid_of(tree)):
            whole = with_uuid(whole, uuid)
        return Merge(render(whole), tuple(findings))

    def _told(self, clash: Clash, theirs: Settled, prefer: Prefer | None) -> Finding:
        place = place_of_item(clash.key, self._lines, self.driver)
        while place and place not in self._lines and f"devices/{place}" not in self._lines:
            place = place.rpartition("/")[0]
        line = self._lines.get(place) or self._lines.get(f"devices/{place}")
        message = clash._replace(lines=(line,) if line else ()).message(prefer)
        name = None if clash.key.startswith("\n") else clash.key
        for at in lines_of(clash.key, theirs)[:1]:
            column, width = value_span(theirs.tree[at])
            return make_finding(at + 1, column, clash.code, message, name, width=width)
        return make_finding(1, 1, clash.code, message, name, width=0)

    def meaning(self, document: str) -> object:
        """Return what a document says as a conf."""
        tree = parse(read_document(document, self.dialect, self.ctid).text, self.dialect)
        by_name = settle(tree, self.dialect).by_name
        return uuid_of(tree), {name: _comparable(each.value) for name, each in by_name.items() if each.kept}


class Merge(NamedTuple):
    """A changed conf with what stays of a document, and what is to be told of that. It is all that stays if it is
    ``known`` what both were when they were one.
    """

    text: str
    findings: tuple[Finding, ...]
    known: bool = True


def into_document(base: Base, made: Made, *, merged: bool) -> str:
    """Return ``base`` with what ``made`` says differently; all else keeps its bytes.

    ``merged`` says that ``made`` has what is the document's own and a conf can say.
    """
    own = base.made()
    base.mark_name(own, made)
    for lens in made.driver.lenses:
        lens.keep(base.view, own, made, merged=merged)
    new, old = made.document(), own.document()
    if old == base.text:  # nobody else has written into it
        return new
    result = update_document(base.text, new, old, changed_places(own, made))
    if result == base.text or base.meaning(result) == (wanted := base.meaning(new)):
        return result
    # a document of another program, without a residue, is read as saying more than stands in it
    result = update_document(base.text, new, old, changed_places(own, made), residue=True)
    if base.meaning(result) == wanted:
        return result
    places = [place for lens in made.driver.lenses for place in lens.places]
    result = update_document(base.text, new, old, places, residue=True, everything=True)
    if base.meaning(result) != wanted:
        message = "the base cannot be made to say what the conf says: convert without it"
        raise InputError(make_finding(1, 1, "XD106", message, "domain", width=0))
    return result


def changed_places(before: Made, after: Made) -> list[str]:
    """Return the places of the parameters that differ between two confs."""
    former, wanted = before.got.view, after.got.view
    found = ["uuid"] if former.get("uuid") != wanted.get("uuid") else []
    old, new = before.settings.value, after.settings.value
    for lens in after.driver.lenses:
        parameters = {name for name in lens.parameters if _comparable(old(name)) != _comparable(new(name))}
        differ = {place for place in lens.places if former.get(place) != wanted.get(place)}
        apart = lens.apart
        together = parameters.difference(apart.values()) or differ.difference(apart)
        found += [
            place
            for place in lens.places
            if place in differ or (apart[place] in parameters if place in apart else together)
        ]
    return found


def _comparable(value: object) -> object:
    return value if value == value else "nan"  # not a number equals nothing, itself neither
