"""What is a lens? It relates some parameters of a conf to some places of a domain document, in both directions.

``get(source)`` makes the view, ``put(view, source)`` writes an edited view back and touches nothing else. A driver is a
list of lenses; the residue takes every parameter that none of them expresses exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from translator.conf.settle import Settings
from translator.domain.places import BY_NAME as PLACES
from translator.domain.view import View
from translator.finding import Level
from translator.table import BY_NAME as ROWS
from translator.values.codec import UNSET


class Advice(NamedTuple):
    """What a person should know of a parameter's way into the document: a finding on the parameter's line."""

    code: str
    level: Level
    parameter: str
    message: str


class Got(NamedTuple):
    """What the lenses of a driver make of a conf.

    ``native`` maps a parameter to the place that gives its value back exactly; ``shown`` to a place that shows part
    of it, so that the residue still has to carry it. ``derived`` are places whose content no parameter gives, or gives
    alone, with what they were worked out to be: the residue marks them, so that an edit of them is known for one.
    """

    view: View
    native: dict[str, str]
    shown: dict[str, str]
    derived: dict[str, Any]
    advice: list[Advice]


class Remark(NamedTuple):
    """What happened to a place on its way into a conf; ``record`` is which one, of a place that holds several."""

    place: str
    message: str
    record: object = None


class Put:
    """An edited view on its way into a source: reads both sides, collects the changes.

    ``view`` is the edited document, ``old`` what the source itself gives, ``derived`` what was derived in the document
    before it was edited; ``foreign`` says that neither a base nor a residue is the source, so that what vzctl demands
    has to be added.
    """

    __slots__ = ("changes", "ctid", "derived", "foreign", "losses", "notes", "old", "settings", "view")

    def __init__(
        self, view: View, old: View, derived: Mapping[str, Any], settings: Settings, ctid: str, *, foreign: bool
    ) -> None:
        self.foreign = foreign
        self.view = view
        self.old = old
        self.derived = derived
        self.settings = settings
        self.ctid = ctid
        #: parameter to its new value, or UNSET to remove it
        self.changes: dict[str, Any] = {}
        self.losses: list[Remark] = []
        self.notes: list[Remark] = []

    def lose(self, place: str, reason: str, record: object = None) -> None:
        """Note what the conf cannot hold."""
        self.losses.append(Remark(place, reason, record))

    def note(self, place: str, message: str, record: object = None) -> None:
        """Note what was rounded, or understood in another way."""
        self.notes.append(Remark(place, message, record))

    def changed(self, *places: str) -> bool:
        """Whether the view differs from the source in one of the places."""
        view, old = self.view.get, self.old.get
        for place in places:  # noqa: SIM110 - called for every lens of every document: any() costs more
            if view(place) != old(place):
                return True
        return False

    def value(self, name: str) -> Any:
        """Return the value of a parameter as it stands after the changes so far."""
        return self.changes[name] if name in self.changes else self.settings.value(name)

    def set(self, name: str, value: Any) -> None:
        """Note the new value of a parameter, UNSET to remove it."""
        if value != self.settings.value(name) or (value is UNSET) != (self.settings.value(name) is UNSET):
            self.changes[name] = value
        else:
            self.changes.pop(name, None)


class Lens:
    """One relation. ``parameters`` says of each where it goes, for people; ``places`` are the places that it owns.

    No two lenses of a driver may share a parameter or a place.
    """

    parameters: Mapping[str, str] = {}
    places: Sequence[str] = ()
    #: Whether vzctl starts no container without the parameters: a document of another program that says nothing of
    #: them then needs a word from this lens, too.
    demanded = False

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the places from the parameters, and say which are expressed exactly."""
        raise NotImplementedError

    def put(self, put: Put) -> None:
        """Write the parameters from the places that were edited."""
        raise NotImplementedError


class Driver(NamedTuple):
    """A libvirt driver: its domain type and its lenses, in the order in which they read and write.

    ``fit`` returns the driver with the options that a document was written with, given its view and what its residue
    marks as derived; None for a driver without options.
    """

    name: str
    lenses: tuple[Lens, ...]
    fit: Callable[[View, dict[str, Any]], Driver] | None = None

    def get(self, settings: Settings, ctid: str) -> Got:
        """Return what the conf's values look like in this driver's documents."""
        got = Got({"type": self.name, "name": ctid}, {}, {}, {}, [])
        for lens in self.lenses:
            lens.get(settings, got, ctid)
        return got

    def put(self, put: Put) -> None:
        """Collect what the edited view changes in the source."""
        for lens in self.lenses:
            if (put.foreign and lens.demanded) or put.changed(*lens.places):
                lens.put(put)

    def place_of(self, parameter: str) -> str:
        """Return the places that a parameter may have, for people; the residue when no lens takes it."""
        for lens in self.lenses:
            if parameter in lens.parameters:
                return lens.parameters[parameter]
        return "metadata"


def check_driver(driver: Driver) -> Driver:
    """Return the driver; ValueError when two of its lenses write one parameter or one place, or nobody knows one."""
    for kind, known, where in (
        ("parameters", ROWS, "translator.table"),
        ("places", PLACES, "translator.domain.places"),
    ):
        owner: dict[str, Lens] = {}
        for lens in driver.lenses:
            for name in getattr(lens, kind):
                who = f"{driver.name}: {name}"
                if name not in known:
                    raise ValueError(f"{who} of {type(lens).__name__} is none of the {kind} of translator.{where}")
                if name in owner:
                    raise ValueError(f"{who} belongs to {type(owner[name]).__name__} and {type(lens).__name__}")
                owner[name] = lens
    return driver
