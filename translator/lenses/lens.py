"""What is a lens? It relates some parameters of a conf to some places of a domain document, in both directions.

``get(source)`` makes the view, ``put(view, source)`` writes an edited view back and touches nothing else. A driver is a
list of lenses; the residue takes every parameter that none of them expresses exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from translator.conf.settle import Settings
from translator.conf.tree import Tree
from translator.domain.places import BY_NAME as PLACES
from translator.domain.reader import IMPLIED
from translator.domain.view import View
from translator.table import BY_NAME as ROWS
from translator.table import RIVALS
from translator.values.codec import UNSET

if TYPE_CHECKING:
    from translator.lenses.get import Made
    from translator.lenses.origin import Origin


#: The finding about a container that would have the host's own files; nothing is written that asks for them.
HOSTS_OWN = "VZ521"


class Advice(NamedTuple):
    """What a person should know of a parameter's way into the document: a finding on the parameter's line."""

    code: str
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
    """What happened to a place on its way into a conf; ``record`` is which one, of a place that holds several. ``code``
    is that of its finding, where it is another than that of every loss, or of every note.
    """

    place: str
    message: str
    record: object = None
    code: str = ""


class Put:
    """An edited view on its way into a source: reads both sides, collects the changes.

    ``view`` is the edited document, ``old`` what the source itself gives, ``made`` of which this is the view;
    ``derived`` is what was derived in the document before it was edited. ``settings`` are what is in force, ``own``
    what of it the source says itself: the rest is vz.conf's. ``whole`` says that the source is a whole conf, and not a
    residue, which lacks what stands in native places; ``foreign`` that it is neither, so that what vzctl demands has to
    be added; ``scripted`` that a mount script mounts what the conf cannot. The lines of the ``source`` are there for
    what is no parameter to its reader. ``base`` is the text of the conf that the result goes into, and ``origin``
    returns what is known of the one that the document was made of.
    """

    __slots__ = (
        "base",
        "changes",
        "ctid",
        "derived",
        "foreign",
        "losses",
        "made",
        "notes",
        "old",
        "origin",
        "own",
        "scripted",
        "settings",
        "source",
        "view",
        "whole",
    )

    def __init__(
        self,
        view: View,
        made: Got,
        derived: Mapping[str, Any],
        settings: Settings,
        ctid: str,
        *,
        own: Settings,
        source: Tree,
        base: str | None,
        origin: Callable[[], Origin | None],
        foreign: bool,
        whole: bool,
        scripted: bool = False,
    ) -> None:
        self.own = own
        self.source = source
        self.base = base
        self.origin = origin
        self.scripted = scripted
        self.foreign = foreign
        self.whole = whole
        self.view = view
        self.made = made
        self.old = made.view
        self.derived = derived
        self.settings = settings
        self.ctid = ctid
        #: parameter to its new value, or UNSET to remove it
        self.changes: dict[str, Any] = {}
        self.losses: list[Remark] = []
        self.notes: list[Remark] = []

    def lose(self, place: str, reason: str, record: object = None, code: str = "") -> None:
        """Note what the conf cannot hold."""
        self.losses.append(Remark(place, reason, record, code))

    def note(self, place: str, message: str, record: object = None, code: str = "") -> None:
        """Note what was rounded, or understood in another way."""
        self.notes.append(Remark(place, message, record, code))

    def changed(self, *places: str) -> bool:
        """Whether the view differs from the source in one of the places."""
        view, old = self.view.get, self.old.get
        return any(view(place) != old(place) for place in places)

    def edited(self) -> set[str]:
        """Return the places in which the view differs from the source."""
        view, old = self.view, self.old
        edited = {place for place, value in view.items() if value != old.get(place)}
        edited.update(place for place, value in old.items() if place not in view and value is not None)
        return edited

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
    #: Whether a document of another program that says nothing of the parameters needs a word from this lens, too: most
    #: of all where vzctl starts no container without them.
    demanded = False
    #: Places that say a parameter by themselves. All others say the parameters together, as a quota means nothing
    #: without its period: where one is written into a document, all of them are.
    apart: Mapping[str, str] = {}
    #: The choices of a caller that it was made with, by their names among the driver's options.
    options: Mapping[str, str] = {}

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the places from the parameters, and say which are expressed exactly."""
        raise NotImplementedError

    def align(self, put: Put) -> None:
        """Take out of the comparison of view and source what is no edit: what was derived, another spelling."""

    def put(self, put: Put) -> None:
        """Write the parameters from the places that were edited."""
        raise NotImplementedError

    def options_of(self, view: View, derived: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the options that a document was written with, given what its residue marks as derived."""
        return {}

    def keep(self, view: View, before: Made, after: Made, *, merged: bool) -> None:
        """Have a base document's own conf and the changed one say what stands in the document's ``view`` without being
        of either. ``merged`` says that the changed one has all that somebody wrote there and a conf can say.
        """


#: The places of a container's identity, and of what no lens takes: they are the engine's own.
EVERYWHERE = ("name", "uuid", "residue")


#: The domain types that documents are written for.
DriverName = Literal["openvz", "lxc", "vz"]


class Driver:
    """A libvirt driver: its domain type and its lenses, in the order in which they read and write.

    ``make`` returns the driver with some of the lenses' options; None for a driver without options. ValueError when two
    lenses write one parameter or one place, or nobody knows one.
    """

    __slots__ = ("_aligning", "_optional", "alone", "forgets", "lenses", "make", "name", "names", "owned")

    def __init__(
        self,
        name: DriverName,
        lenses: Sequence[Lens],
        make: Callable[..., Driver] | None = None,
        *,
        alone: bool = False,
        forgets: bool = False,
    ) -> None:
        self.name = name
        #: Whether its documents are all that a container has: where vzctl runs it, vz.conf lies under the conf.
        self.alone = alone
        #: Whether libvirt keeps no ``<metadata>`` of a document, and so no residue.
        self.forgets = forgets
        self.lenses = lenses
        self.make = make
        self._check()
        self._aligning = [lens for lens in lenses if type(lens).align is not Lens.align]
        self._optional = [lens for lens in lenses if type(lens).options_of is not Lens.options_of]
        #: The names and aliases of the parameters that the lenses read.
        self.names = _names({parameter for lens in lenses for parameter in lens.parameters})
        #: What a node of a document can be of: the places of the lenses, and what every driver reads.
        self.owned = frozenset((IMPLIED, *EVERYWHERE, *(place for lens in lenses for place in lens.places)))

    def _check(self) -> None:
        for kind, known, where in (("parameters", ROWS, "table"), ("places", PLACES, "domain.places")):
            owner: dict[str, Lens] = {}
            for lens in self.lenses:
                for name in getattr(lens, kind):
                    who = f"{self.name}: {name}"
                    if name not in known:
                        raise ValueError(f"{who} of {type(lens).__name__} is none of the {kind} of translator.{where}")
                    if name in owner:
                        raise ValueError(f"{who} belongs to {type(owner[name]).__name__} and {type(lens).__name__}")
                    owner[name] = lens

    @property
    def options(self) -> dict[str, str]:
        """Return the choices of a caller that the lenses were made with."""
        return {name: choice for lens in self.lenses for name, choice in lens.options.items()}

    def having(self, options: Mapping[str, str]) -> Driver:
        """Return the driver with other options."""
        return self if self.make is None else self.make(**options)

    def fit(self, view: View, derived: Mapping[str, Any]) -> Driver:
        """Return the driver with the options that a document was written with."""
        if self.make is None:
            return self
        options: dict[str, str] = {}
        for lens in self._optional:
            options.update(lens.options_of(view, derived))
        return self.make(**options)

    def get(self, settings: Settings, ctid: str) -> Got:
        """Return what the conf's values look like in this driver's documents."""
        got = Got({"type": self.name, "name": ctid}, {}, {}, {}, [])
        for lens in self.lenses:
            lens.get(settings, got, ctid)
        return got

    def put(self, put: Put) -> None:
        """Collect what the edited view changes in the source."""
        for lens in self._aligning:
            lens.align(put)
        edited = put.edited()
        for lens in self.lenses:
            if not edited.isdisjoint(lens.places) or (put.foreign and lens.demanded):
                lens.put(put)

    def place_of(self, parameter: str) -> str:
        """Return the places that a parameter may have, for people; the residue when no lens takes it."""
        for lens in self.lenses:
            if parameter in lens.parameters:
                return lens.parameters[parameter]
        return "metadata"


def _names(parameters: set[str]) -> frozenset[str]:
    """Return the names and aliases of parameters, and those of their rivals."""
    known = {*parameters, *(name for pair in RIVALS if parameters.intersection(pair) for name in pair)}
    rows = [ROWS[name] for name in known]
    return frozenset(name for row in rows for name in (row.name, *row.aliases, *row.aliases7))
