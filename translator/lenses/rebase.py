"""How does a base document take what a changed conf says, and keep the rest?

What the conf says now is compared with what the base itself becomes as a conf. A lens may say one value by several
places (a quota means nothing without its period), and a base may say it by others than we would: so where a parameter
of a lens changed, all of its places are written.
"""

from __future__ import annotations

from translator.characters import trim_xml
from translator.conf.dialect import Dialect
from translator.conf.directive import uuid_of
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.domain.document import parse_document
from translator.domain.read import read_domain
from translator.domain.span import Spans
from translator.domain.update import update_document
from translator.errors import InputError
from translator.lenses.drivers import driver_named
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
        self._ctid = ctid
        self._dialect = dialect
        self.conf = read_document(text, dialect, ctid).text
        root = parse_document(text)
        if (kind := trim_xml(root.get("type", ""))) != driver.name:
            message = f"the base is a document of type {kind!r}, not {driver.name!r}: --driver has to be the base's own"
            line, column, width = Spans(text, root).attribute(root, "type")
            raise InputError(make_finding(line, column, "XD106", message, "domain/@type", width=width))
        #: Whether the document holds its whole conf.
        self.sourced = root.find(f"metadata/{{{NAMESPACE}}}container/{{{NAMESPACE}}}source") is not None
        document = read_domain(root)
        self._view = document.view
        residue = document.residue
        derived = {} if residue is None else read_residue(residue, dialect, text).derived
        self.driver = driver.fit(document.view, derived)
        #: What somebody called the container in place of its id, and whether the residue says its names all the same.
        self._name = name if is_named(name := document.view.get("name", ""), ctid) else ""
        self._marked = derived.get("name") == name

    def take(self, view: Made, driver: Driver, keep_source: str | None) -> str:
        """Return the document with what differs in ``view``, which ``driver`` made; with a source, if one is kept."""
        own = Made(self.conf, self._ctid, self.driver, self._dialect)
        self._mark_name(own, view)
        for lens in driver.lenses:
            lens.keep(self._view, own, view)
        made, projected = view.text(keep_source), own.text(self.conf if self.sourced else None)
        changed = changed_places(driver, own, view)
        result = update_document(self.text, made, projected, changed)
        if result == self.text or self._meaning(result) == (wanted := self._meaning(made)):
            return result
        # a document of another program, without a residue, is read as saying more than stands in it
        result = update_document(self.text, made, projected, changed, residue=True)
        if self._meaning(result) == wanted:
            return result
        places = [place for lens in driver.lenses for place in lens.places]
        result = update_document(self.text, made, projected, places, residue=True, everything=True)
        if self._meaning(result) != wanted:
            message = "the base cannot be made to say what the conf says: convert without it"
            raise InputError(make_finding(1, 1, "XD106", message, "domain", width=0))
        return result

    def _mark_name(self, own: Made, view: Made) -> None:
        """Have the residue say that NAME and HOSTNAME are not what the document is called, once they are not."""
        if self._name:
            old, new = own.settings.value, view.settings.value
            if self._marked:
                own.got.derived["name"] = self._name
            if self._marked or any(old(each) != new(each) for each in NAMES):
                view.got.derived["name"] = self._name

    def _meaning(self, document: str) -> object:
        """Return what a document says as a conf."""
        tree = parse(read_document(document, self._dialect, self._ctid).text, self._dialect)
        by_name = settle(tree, self._dialect).by_name
        return uuid_of(tree), {name: _comparable(each.value) for name, each in by_name.items() if each.kept}


def fitted(base: Base, name: str, idmap: str | None, block_device: str | None) -> Driver:
    """Return a driver with the options that are given, and else with those that the base was written with."""
    driver = driver_named(name, idmap=idmap, block_device=block_device)
    # the base's own are not a caller's to be checked: what it calls its disk stays
    return driver.having({**base.driver.options, **driver.options})


def changed_places(driver: Driver, before: Made, after: Made) -> list[str]:
    """Return the places of the parameters that differ between two confs."""
    was, now = before.got.view, after.got.view
    found = ["uuid"] if was.get("uuid") != now.get("uuid") else []
    for lens in driver.lenses:
        old, new = before.settings.value, after.settings.value
        parameters = {name for name in lens.parameters if _comparable(old(name)) != _comparable(new(name))}
        differ = {place for place in lens.places if was.get(place) != now.get(place)}
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
