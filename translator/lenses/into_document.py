"""How does a base document take what a changed conf says, and keep the rest?

What the conf says now is compared with what the base itself becomes as a conf. A lens may say one value by several
places (a quota means nothing without its period), and a base may say it by others than we would: so where a parameter
of a lens changed, all of its places are written.

The mirror image is :mod:`translator.lenses.into_conf`: a base, what is made anew, and the base with what differs.
"""

from __future__ import annotations

from translator.characters import trim_xml
from translator.conf.dialect import Dialect
from translator.conf.directive import uuid_of
from translator.conf.host import marked
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.domain.document import parse_document
from translator.domain.read import read_domain
from translator.domain.span import Spans
from translator.domain.update import update_document
from translator.errors import InputError
from translator.lenses.get import Made
from translator.lenses.lens import Driver
from translator.lenses.name import NAMES, is_named
from translator.lenses.put import read_document
from translator.lenses.residue import NAMESPACE
from translator.lenses.residue_read import read_residue
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
        self.conf = read_document(text, dialect, ctid).text
        root = parse_document(text)
        if (kind := trim_xml(root.get("type", ""))) != driver.name:
            message = f"the base is a document of type {kind!r}, not {driver.name!r}: --driver has to be the base's own"
            line, column, width = Spans(text, root).attribute(root, "type")
            raise InputError(make_finding(line, column, "XD106", message, "domain/@type", width=width))
        #: Whether the document holds its whole conf.
        self.sourced = root.find(f"metadata/{{{NAMESPACE}}}container/{{{NAMESPACE}}}source") is not None
        document = read_domain(root)
        self.view = document.view
        residue = document.residue
        derived = {} if residue is None else read_residue(residue, dialect, text).derived
        self.driver = driver.fit(document.view, derived)
        #: The vz.conf that the document was made over, as far as it shows it.
        self.layer = marked(derived, dialect)
        #: What somebody called the container in place of its id, and whether the residue says its names all the same.
        own = any("name" in lens.places for each in (driver, self.driver) for lens in each.lenses)
        self._name = name if not own and is_named(name := document.view.get("name", ""), ctid) else ""
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

    def meaning(self, document: str) -> object:
        """Return what a document says as a conf."""
        tree = parse(read_document(document, self.dialect, self.ctid).text, self.dialect)
        by_name = settle(tree, self.dialect).by_name
        return uuid_of(tree), {name: _comparable(each.value) for name, each in by_name.items() if each.kept}


def into_document(base: Base, made: Made) -> str:
    """Return ``base`` with what ``made`` says differently; all else keeps its bytes."""
    own = base.made()
    base.mark_name(own, made)
    for lens in made.driver.lenses:
        lens.keep(base.view, own, made)
    new, old, changed = made.document(), own.document(), changed_places(own, made)
    result = update_document(base.text, new, old, changed)
    if result == base.text or base.meaning(result) == (wanted := base.meaning(new)):
        return result
    # a document of another program, without a residue, is read as saying more than stands in it
    result = update_document(base.text, new, old, changed, residue=True)
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
