"""Which lines of a conf travel in the residue, how, and what became of each line?"""

from __future__ import annotations

from translator.conf.settle import Setting, Settings, sets_something
from translator.conf.tree import Assignment, Comment, Opaque, Tree
from translator.lenses.lens import Got
from translator.lenses.residue import place_of, write_line, write_parameter
from translator.report import Entry
from translator.table import ORDER

_new = tuple.__new__

_FATE = {
    "unknown": "unknown parameter",
    "duplicate": "an earlier line has set it",
    "overruled": "another parameter says the same thing later",
    "unparsable": "no reader takes this line apart",
    "invalid": "the value is refused",
    "truncated": "the number is too large and is capped",
    "word": "a word in it is unknown",
}
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


class Carried:
    """What of a conf stands in no native place.

    ``body`` are the residue's elements, in the order of a new conf (:func:`place_of`), at one place raw lines last, in
    their own order: the document of a conf and that of the conf made of it are then one text. ``whole`` says that each
    line is in force as it stands. The account of the lines is made for those who ask for it.
    """

    __slots__ = ("_by_meaning", "_got", "_in_force", "_settings", "_tree", "_verdicts", "body", "whole")

    def __init__(self, tree: Tree, settings: Settings, got: Got) -> None:
        self._tree = tree
        self._settings = settings
        self._got = got
        #: The elements of the parameters that travel by their meaning.
        by_meaning = self._by_meaning = dict[str, str]()
        native, dialect = got.native, settings.dialect
        raw = bool(settings.problems or settings.nameless)
        for name, setting in settings.by_name.items():
            if setting[5]:  # clean
                if name in native:
                    continue
                reading = setting[6]
                element = None if reading is None else reading.element
                if element is None:
                    element = write_parameter(setting, dialect)
                if element:
                    by_meaning[name] = element
                    continue
            raw = True
        self.whole = not (settings.problems or settings.nameless)
        if raw:
            self._verdicts = {problem.at: problem.verdict for problem in settings.problems}
            self._in_force = {at for setting in settings.by_name.values() for at in setting.kept}
            self.body = self._with_raw_lines()
        else:
            self.body = [*map(by_meaning.__getitem__, sorted(by_meaning, key=ORDER.__getitem__))]

    def _with_raw_lines(self) -> list[str]:
        places: dict[int, list[str]] = {ORDER[name]: [element] for name, element in self._by_meaning.items()}
        by_name, rows = self._settings.by_name, self._settings.dialect.rows
        for at, leaf in enumerate(self._tree):
            row = rows.get(leaf[1]) if type(leaf) is Assignment else None
            if row is None:
                if not isinstance(leaf, Comment):
                    element = write_line(leaf, leaf.name or "", "unparsable" if type(leaf) is Opaque else "unknown")
                    places.setdefault(place_of(leaf), []).append(element)
            elif row.name not in self._by_meaning and not (by_name[row.name].clean and row.name in self._got.native):
                status, kept = self._status(at, by_name[row.name])
                self.whole = self.whole and kept
                places.setdefault(ORDER[row.name], []).append(write_line(leaf, row.name, status))
        return [each for place in sorted(places) for each in places[place]]

    def entries(self) -> tuple[Entry, ...]:
        """Return an entry for each line that is no comment."""
        native, shown, by_meaning = self._got.native, self._got.shown, self._by_meaning
        by_name, rows = self._settings.by_name, self._settings.dialect.rows
        entries = []
        for at, leaf in enumerate(self._tree):
            row = rows.get(leaf[1]) if type(leaf) is Assignment else None
            if row is None:
                if not isinstance(leaf, Comment):
                    why = leaf.why if type(leaf) is Opaque else "unknown parameter"
                    entries.append(Entry(at + 1, leaf.name or "", "carried", "metadata", why))
                continue
            name = row[0]
            if name in by_meaning:
                why = f"{shown[name]} cannot give it back exactly" if name in shown else "no place in libvirt"
                entries.append(_new(Entry, (at + 1, name, "carried", "metadata", why)))
            elif name in native and by_name[name].clean:
                entries.append(_new(Entry, (at + 1, name, "translated", native[name], "")))
            else:
                status, _ = self._status(at, by_name[name])
                reason = _FATE[self._verdicts[at]] if at in self._verdicts else _REASON[status]
                entries.append(Entry(at + 1, name, "carried", "metadata", reason))
        return tuple(entries)

    def _status(self, at: int, setting: Setting) -> tuple[str, bool]:
        """Return what the reader makes of a line that travels as it is, and whether it is in force."""
        kept = at in self._in_force
        status = _STATUS.get(self._verdicts.get(at, ""))
        if status or kept:
            return status or "effective", kept
        return "shadowed" if setting.kept and self._is_replaced(at) else "ignored", kept

    def _is_replaced(self, at: int) -> bool:
        """Whether another line counts for one without effect: to vzctl, an empty one sets nothing by itself."""
        leaf, dialect = self._tree[at], self._settings.dialect
        return dialect.last_wins or not isinstance(leaf, Assignment) or sets_something(leaf, dialect)
