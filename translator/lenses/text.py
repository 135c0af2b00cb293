"""How does a text get its own element, and come back?"""

from __future__ import annotations

import re

from translator.conf.dialect import Dialect
from translator.domain.text import is_xml
from translator.lenses.lens import Put
from translator.lenses.scalar import ScalarLens
from translator.values.codec import UNSET

_BLANKS = re.compile(r"[ \t\r\n]+").split


class TextLens(ScalarLens):
    """A text that stands in an element of its own, whole: one that is not empty and that XML can hold."""

    def __init__(self, parameter: str, place: str) -> None:
        super().__init__(parameter, place, to=lambda text: text if text and is_xml(text) else None)

    def put(self, put: Put) -> None:
        """Copy it back. Where the reader has no way to write a line feed, blanks take their place."""
        text = put.view.get(self.place, UNSET)
        if text is not UNSET and "\n" in text and "\n" in self._written(put.settings.dialect, text):
            text = " ".join(_BLANKS(text.strip(" \t\r\n")))
            put.note(self.place, "line feeds became blanks: a line of a conf cannot hold them")
        put.set(self.parameter, text)

    def _written(self, dialect: Dialect, text: str) -> str:
        """Return the text as it would stand in a line."""
        row = dialect.rows.get(self.parameter)
        return text if row is None else dialect.codec(row).write(text)
