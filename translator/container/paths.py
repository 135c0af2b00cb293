"""Where on its host are a container's files, and where are they mounted?"""

from __future__ import annotations

from translator.conf.settle import Settings
from translator.values.word import resolve


def path_of(settings: Settings, name: str, ctid: str) -> str:
    """Return the path that VE_PRIVATE or VE_ROOT comes to for the container ``ctid``, with its id in it.

    '' where none is in force, or one that is too long for its reader with this id.
    """
    path = settings.value(name)
    return resolve(path, ctid, dialect=settings.dialect.name) if path else ""
