"""What does a conf look like as a document? Its native places, the residue of all others, and the account of both."""

from __future__ import annotations

from translator.characters import lower
from translator.conf.dialect import LIBVZCTL, Dialect
from translator.conf.directive import UUID_MARK, uuid_of
from translator.conf.host import MARK, Layer, laid_over, marks_of, taken
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.conf.tree import value_span
from translator.domain.text import is_xml
from translator.domain.write import write_domain
from translator.finding import Finding, by_place
from translator.lenses.carry import Carried
from translator.lenses.lens import Driver, Got
from translator.lenses.origin import digest_of
from translator.lenses.residue import write_residue, write_source
from translator.levels import make_finding
from translator.table import HOST_ONLY


class Made:
    """Everything that ``get`` makes of one conf: the driver's places, and what is carried beside them.

    With ``keep_source``, the document holds the whole conf. ``layer`` is the host's vz.conf: what a driver that stands
    alone shows of it is marked, and none of the conf's own; ``over`` is what is in force over it.
    """

    __slots__ = ("_source", "carried", "ctid", "dialect", "digest", "driver", "got", "over", "settings", "tree")

    def __init__(
        self,
        text: str,
        ctid: str,
        driver: Driver,
        dialect: Dialect,
        *,
        keep_source: bool,
        layer: Layer | None = None,
    ) -> None:
        self.ctid = ctid
        self.driver = driver
        self.dialect = dialect
        self.tree = parse(text, dialect)
        self.settings = settle(self.tree, dialect)
        self.over, self.got = got_over(driver, self.settings, layer, ctid)
        uuid = uuid_of(self.tree) if UUID_MARK in text else None
        if uuid:
            self.got.view["uuid"] = uuid
            if dialect is LIBVZCTL:  # whose own place for it is a parameter
                self.got.derived["uuid"] = uuid
        elif dialect is LIBVZCTL and (said := str(self.settings.value("UUID") or "")):
            self.got.view["uuid"] = said
            (self.got.native if said == lower(said) else self.got.shown)["UUID"] = "uuid"
        self.carried = Carried(self.tree, self.settings, self.got)
        self.digest = digest_of(self.tree, self.settings, uuid, plain=self.carried.whole)
        self._source = write_source(text) if keep_source else ""
        if keep_source:
            self.carried.body.append(self._source)

    def with_more(self, text: str, layer: Layer | None) -> Made:
        """Return what is made of this conf with changes that are a document's: that comes from this conf all the same,
        and has all of it where it has a source.
        """
        other = Made(text, self.ctid, self.driver, self.dialect, keep_source=False, layer=layer)
        other.digest = self.digest
        if self._source:
            other.carried.body.append(self._source)
        return other

    def document(self) -> str:
        """Return the document."""
        residue = write_residue(self.ctid, self.dialect, self.got.derived, self.carried.body, self.digest)
        return write_domain(self.got.view, residue)


def got_over(driver: Driver, own: Settings, layer: Layer | None, ctid: str) -> tuple[Settings, Got]:
    """Return what is in force over a vz.conf, and what the driver makes of it.

    Nothing that is taken from vz.conf counts as expressed: what the conf says of it itself is the residue's.
    """
    if layer is None or not driver.alone:
        return own, driver.get(own, ctid)
    names = [name for name in taken(own, laid_over(own, layer)) if name in driver.names]
    marks = {place: text for place, text in marks_of(layer, names).items() if is_xml(text)}
    if not marks:
        return own, driver.get(own, ctid)
    layer = layer._replace(given={name: layer.given[name] for name in names if MARK + name in marks})
    merged = laid_over(own, layer)
    got = driver.get(merged, ctid)
    for name in layer.given:
        place = got.native.pop(name, None)
        if place is not None:
            got.shown[name] = place
    got.derived.update(marks)
    return merged, got


def findings(made: Made) -> tuple[Finding, ...]:
    """Return what a person should know of the document and of the conf's lines without force, at the conf's lines."""
    found = _advice(made) if made.got.advice else []
    if made.carried.body and made.driver.forgets:
        message = (
            f"libvirt's {made.driver.name} driver forgets <metadata>, where the rest of the conf is: keep this "
            "document, or that beside it with --residue FILE"
        )
        found.append(make_finding(1, 1, "VZ596", message, "metadata", width=0))
    if not made.carried.whole or not HOST_ONLY.isdisjoint(made.settings.by_name):
        from translator.conf.objections import objections

        found += objections(made.tree, made.settings)
    return tuple(sorted(found, key=by_place)) if found else ()


def _advice(made: Made) -> list[Finding]:
    """Return what the driver's lenses have to say."""
    by_name = made.settings.by_name
    found = []
    for code, parameter, message in made.got.advice:
        setting = by_name.get(parameter)
        if setting is None:  # about what the conf does not say: no line of it is to be shown
            found.append(make_finding(1, 1, code, message, parameter, width=0))
        else:
            at = (setting.kept or setting.leaves)[0]
            column, width = value_span(made.tree[at])
            found.append(make_finding(at + 1, column, code, message, parameter, width=width))
    return found
