"""vzvirt: OpenVZ container configurations to libvirt domain XML and back, without losing anything.

The package by the name of its distribution; what is in it is :mod:`translator`'s.
"""

from typing import TYPE_CHECKING

import translator

if TYPE_CHECKING:
    from translator import *  # noqa: F403

__all__ = [*translator.__all__]


def __getattr__(name: str) -> object:
    return getattr(translator, name)


def __dir__() -> list[str]:
    return dir(translator)
