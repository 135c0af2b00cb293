"""Where does the environment live that OpenVZ 7 starts a container's first program with?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from translator.conf.settle import Settings
from translator.domain.text import is_line
from translator.lenses.lens import Got, Lens, Put
from translator.values.codec import UNSET
from translator.values.virtuozzo_list import SEPARATORS

PLACE = "os/initenv"
#: What libvirt's schema takes for a name.
_NAME = re.compile(r"[a-zA-Z_]+[a-zA-Z0-9_]*")


class EnvironmentLens(Lens):
    """Each word of VE_ENVIRONMENT, ``NAME=value``, is a variable. libvirt takes none without a value."""

    parameters: Mapping[str, str] = {"VE_ENVIRONMENT": PLACE}
    places = (PLACE,)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the variables that have a name and a value, each once."""
        words: tuple[str, ...] = settings.value("VE_ENVIRONMENT") or ()
        found: dict[str, str] = {}
        for word in words:
            name, _, value = word.partition("=")
            if _NAME.fullmatch(name) and value and is_line(value):
                found.setdefault(name, value)
        if found:
            exact = len(found) == len(words)
            (got.native if exact else got.shown)["VE_ENVIRONMENT"] = PLACE
            got.view[PLACE] = tuple(found.items())

    def put(self, put: Put) -> None:
        """Write the words; those that no document shows stay."""
        new, old = put.view.get(PLACE, ()), put.old.get(PLACE, ())
        if "VE_ENVIRONMENT" not in put.settings.dialect.rows:
            for name, _ in new:
                put.lose(PLACE, f"vzctl starts /sbin/init with an environment of its own, without {name}")
            return
        if new == old:
            return
        words: Sequence[str] = put.settings.value("VE_ENVIRONMENT") or ()
        shown = {f"{name}={value}" for name, value in old}
        wanted = {f"{name}={value}" for name, value in new}
        kept = [word for word in words if word not in shown or word in wanted]
        for name, value in new:
            word = f"{name}={value}"
            if word in kept:
                continue
            if not _is_word(word):
                put.lose(PLACE, f"VE_ENVIRONMENT is words apart by blanks: {name} has the value {value!r}")
            else:
                kept.append(word)
        put.set("VE_ENVIRONMENT", tuple(kept) or UNSET)


def _is_word(text: str) -> bool:
    """Whether a list has this text as one word."""
    return not set(text) & {*SEPARATORS, "\n"}
