"""How is one parameter one place? Both directions are said in one line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from translator.conf.settle import Settings
from translator.lenses.lens import Got, Lens, Put
from translator.values.codec import UNSET

#: What tells a person of a value that was rounded, or understood in another way.
Note = Callable[[str], None]


def same(value: Any) -> Any:
    """Return a value that is the same on both sides."""
    return value


def same_back(value: Any, note: Note) -> Any:
    """Return a value that is the same on both sides."""
    del note
    return value


class ScalarLens(Lens):
    """One parameter and one place: ``ScalarLens("CPUPERIOD", "cputune/global_period")``.

    ``to`` returns what stands at the place for a value of the parameter, None where nothing can; ``back`` the value of
    the parameter for what stands there, UNSET for none, and notes where that is not quite the same.
    """

    def __init__(
        self,
        parameter: str,
        place: str,
        *,
        to: Callable[[Any], Any] = same,
        back: Callable[[Any, Note], Any] = same_back,
    ) -> None:
        self.parameter = parameter
        self.place = place
        self.parameters = {parameter: place}
        self.places = (place,)
        self._to = to
        self._back = back

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the place."""
        value = settings.value(self.parameter)
        if value is not UNSET and (shown := self._to(value)) is not None:
            got.view[self.place] = shown
            got.native[self.parameter] = self.place

    def put(self, put: Put) -> None:
        """Write the parameter."""
        value = put.view.get(self.place, UNSET)
        put.set(self.parameter, value if value is UNSET else self._back(value, partial(put.note, self.place)))
