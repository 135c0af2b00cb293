"""What does a conf look like as a document? Its native places, the residue of all others, and the account of both."""

from __future__ import annotations

from translator.characters import lower
from translator.conf.dialect import LIBVZCTL, Dialect
from translator.conf.directive import uuid_of
from translator.conf.host import MARK, Layer, laid_over, marks_of, taken
from translator.conf.parse import parse
from translator.conf.settle import Settings, read_assignment, settle
from translator.conf.tree import Assignment, Opaque, Tree, value_span
from translator.domain.text import is_xml
from translator.domain.write import write_domain
from translator.finding import Finding, by_place
from translator.lenses.lens import Driver, Got
from translator.lenses.origin import digest_of
from translator.lenses.residue import place_of, write_line, write_parameter, write_residue, write_source
from translator.levels import make_finding
from translator.report import Entry
from translator.table import HOST_ONLY, ORDER
from translator.values.codec import UNSET

_new = tuple.__new__


class Made:
    """Everything that ``get`` makes of one conf: the driver's places, the residue's body, the account.

    ``whole`` says that each line is in force as it stands. With ``keep_source``, the document holds the whole conf.
    ``layer`` is the host's vz.conf: what a driver that stands alone shows of it is marked, and none of the conf's own;
    ``over`` is what is in force over it.
    """

    __slots__ = (
        "_source",
        "body",
        "ctid",
        "dialect",
        "digest",
        "driver",
        "entries",
        "got",
        "over",
        "settings",
        "tree",
        "whole",
    )

    def __init__(
        self,
        text: str,
        ctid: str,
        driver: Driver,
        dialect: Dialect,
        *,
        keep_source: bool = False,
        layer: Layer | None = None,
    ) -> None:
        self.ctid = ctid
        self.driver = driver
        self.dialect = dialect
        self.tree = parse(text, dialect)
        self.settings = settle(self.tree, dialect)
        self.over, self.got = got_over(driver, self.settings, layer, ctid)
        uuid = uuid_of(self.tree)
        if uuid:
            self.got.view["uuid"] = uuid
            if dialect is LIBVZCTL:  # whose own place for it is a parameter
                self.got.derived["uuid"] = uuid
        elif dialect is LIBVZCTL and (said := str(self.settings.value("UUID") or "")):
            self.got.view["uuid"] = said
            (self.got.native if said == lower(said) else self.got.shown)["UUID"] = "uuid"
        self.body, self.entries, self.whole = _carry(self.tree, self.settings, self.got)
        self.digest = digest_of(self.tree, self.settings, uuid, plain=self.whole)
        self._source = write_source(text) if keep_source else ""
        if keep_source:
            self.body.append(self._source)

    def with_more(self, text: str, layer: Layer | None) -> Made:
        """Return what is made of this conf with changes that are a document's: that comes from this conf all the same,
        and has all of it where it has a source.
        """
        other = Made(text, self.ctid, self.driver, self.dialect, layer=layer)
        other.digest = self.digest
        if self._source:
            other.body.append(self._source)
        return other

    def document(self) -> str:
        """Return the document."""
        residue = write_residue(self.ctid, self.dialect, self.got.derived, self.body, self.digest)
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


_FATE = {
    "unknown": "unknown parameter",
    "duplicate": "an earlier line has set it",
    "overruled": "another parameter says the same thing later",
    "unparsable": "no reader takes this line apart",
    "invalid": "the value is refused",
    "truncated": "the number is too large and is capped",
    "word": "a word in it is unknown",
}


def _carry(tree: Tree, settings: Settings, got: Got) -> tuple[list[str], list[Entry], bool]:
    """Return the residue's elements, an entry for each line that is no comment, and whether all of them are in force as
    they stand.

    The elements stand in the order of a new conf (:func:`place_of`), at one place raw lines last, in their own order:
    the document of a conf and that of the conf made of it are then one text.
    """
    by_name, rows = settings.by_name, settings.dialect.rows
    native, shown, order = got.native, got.shown, ORDER
    verdicts = {problem.at: problem.verdict for problem in settings.problems}
    in_force: set[int] | None = None  # of the parameters whose lines are joined: few confs ask for it
    joined: dict[str, str] = {}
    by_meaning: dict[int, str] = {}
    raw: dict[int, list[str]] = {}
    entries: list[Entry] = []
    whole = not settings.problems
    for at, leaf in enumerate(tree):
        if type(leaf) is not Assignment:
            if type(leaf) is Opaque:
                raw.setdefault(place_of(leaf), []).append(write_line(leaf, leaf.name or "", "unparsable"))
                entries.append(Entry(at + 1, leaf.name or "", "carried", "metadata", leaf.why))
            continue
        row = rows.get(leaf[1])
        if row is None:
            raw.setdefault(place_of(leaf), []).append(write_line(leaf, leaf.name, "unknown"))
            entries.append(Entry(at + 1, leaf.name, "carried", "metadata", "unknown parameter"))
            whole = False
            continue
        name = row[0]
        setting = by_name[name]
        if setting.clean:
            if name in native:
                entries.append(_new(Entry, (at + 1, name, "translated", native[name], "")))
                continue
            first = at == setting.leaves[0]
            element = write_parameter(setting, settings.dialect) if first else joined[name]
            if len(setting.leaves) > 1:
                joined[name] = element
            if element:
                if first:
                    by_meaning[order[name]] = element
                why = f"{shown[name]} cannot give it back exactly" if name in shown else "no place in libvirt"
                entries.append(_new(Entry, (at + 1, name, "carried", "metadata", why)))
                continue
        verdict = verdicts.get(at, "")
        if in_force is None:
            in_force = {at for each in by_name.values() if len(each.kept) > 1 for at in each.kept}
        kept = at in setting.kept if len(setting.kept) < 2 else at in in_force
        replaced = not kept and bool(setting.kept) and _is_replaced(leaf, settings.dialect)
        status = _STATUS.get(verdict) or ("effective" if kept else "shadowed" if replaced else "ignored")
        whole = whole and kept
        raw.setdefault(order[name], []).append(write_line(leaf, name, status))
        reason = _FATE.get(verdict) or _REASON[status]
        entries.append(Entry(at + 1, name, "carried", "metadata", reason))
    if not raw:
        return [*map(by_meaning.__getitem__, sorted(by_meaning))], entries, whole
    for place, element in by_meaning.items():
        raw.setdefault(place, []).insert(0, element)
    return [each for place in sorted(raw) for each in raw[place]], entries, whole


def _is_replaced(leaf: Assignment, dialect: Dialect) -> bool:
    """Whether a line without effect is one for which another counts: to vzctl, an empty one sets nothing by itself."""
    if dialect.last_wins:
        return True
    reading = read_assignment(leaf.name, leaf.text, dialect)
    return reading is not None and reading.value is not UNSET


#: Why a line that the reader does not object to stands in the residue as it is.
_REASON = {
    "effective": "carried as it stands",
    "shadowed": "another line is in force",
    "ignored": "the reader sets nothing by it",
}
_STATUS = {
    "duplicate": "shadowed",
    "overruled": "shadowed",
    "invalid": "refused",
    "truncated": "effective",
    "word": "effective",
}


def findings(made: Made) -> tuple[Finding, ...]:
    """Return what a person should know of the document and of the conf's lines without force, at the conf's lines."""
    found = _advice(made) if made.got.advice else []
    if made.body and made.driver.forgets:
        message = (
            f"libvirt's {made.driver.name} driver forgets <metadata>, where the rest of the conf is: keep this "
            "document, or that beside it with --residue FILE"
        )
        found.append(make_finding(1, 1, "VZ596", message, "metadata", width=0))
    if not made.whole or not HOST_ONLY.isdisjoint(made.settings.by_name):
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
