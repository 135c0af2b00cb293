"""Where on its host are a container's files, and where are they mounted?"""

from __future__ import annotations

import posixpath
from functools import lru_cache

from translator.conf.settle import Settings
from translator.kept import LONGEST
from translator.values.word import resolve

#: Folders that are the host itself: a container with one of them has the host's files, or all of its devices.
_HOSTS_OWN = frozenset(("/", "/dev"))


def path_of(settings: Settings, name: str, ctid: str) -> str:
    """Return the path that VE_PRIVATE or VE_ROOT comes to for the container ``ctid``, with its id in it.

    '' where none is in force, or one that is too long for its reader with this id.
    """
    path = settings.value(name)
    return resolve(path, ctid, dialect=settings.dialect.name) if path else ""


def is_hosts_own(path: str) -> bool:
    """Whether a path is the host's own root or its ``/dev``, however it is spelled (``//``, ``/dev/``, ``/vz/..``)."""
    return path.startswith("/") and (_normal if len(path) <= LONGEST else _normal.__wrapped__)(path) in _HOSTS_OWN


@lru_cache(1024)
def _normal(path: str) -> str:
    return "/" + posixpath.normpath(path).strip("/")
