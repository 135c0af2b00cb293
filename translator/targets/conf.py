"""How does a container become a conf? By being read; it is what all others are made of."""

from __future__ import annotations

from translator.report import Report, Translation
from translator.target import Target, Work


def make(work: Work) -> Translation:
    """Return the conf that another target was read as."""
    return Translation(work.text, Report(()), str(work.ctid))


TARGET = Target(".conf", "a conf", make, based=True, of_openvz=True)
