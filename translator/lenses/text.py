"""How does a text get its own element, and come back?"""

from __future__ import annotations

from translator.conf.settle import Settings
from translator.domain.text import is_xml
from translator.lenses.lens import Got, Lens, Put
from translator.values.codec import UNSET


class TextLens(Lens):
    """A text that stands in an element of its own, whole."""

    def __init__(self, parameter: str, place: str) -> None:
        self.parameter = parameter
        self.place = place
        self.parameters = {parameter: place}
        self.places = (place,)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Copy a text that is not empty and that XML can hold."""
        text = settings.value(self.parameter)
        if text and is_xml(text):
            got.view[self.place] = text
            got.native[self.parameter] = self.place

    def put(self, put: Put) -> None:
        """Copy it back. A line of a conf cannot hold a line feed: blanks take their place."""
        text = put.view.get(self.place, UNSET)
        if text is not UNSET and "\n" in text:
            text = " ".join(text.split())
            put.note(self.place, "line feeds became blanks: a line of a conf cannot hold them")
        put.set(self.parameter, text)
