"""Where does each parameter live in a document for libvirt's OpenVZ driver?

Wherever that driver reads a value itself, the document says what the driver would print (libvirt 9.0.0,
openvz_conf.c); it reads fewer spellings than vzctl, we read them all.
"""

from __future__ import annotations

from translator.lenses.cpu import QuotaLens, VcpuLens, WeightLens
from translator.lenses.io import PriorityLens
from translator.lenses.lens import Driver
from translator.lenses.memory import MemoryLens, MemtuneLens
from translator.lenses.network import NetworkLens
from translator.lenses.root import RootLens
from translator.lenses.text import TextLens

OPENVZ = Driver(
    "openvz",
    (
        TextLens("NAME", "title"),
        TextLens("DESCRIPTION", "description"),
        MemtuneLens(),
        MemoryLens(),
        VcpuLens(),
        WeightLens(None),
        QuotaLens(),
        PriorityLens("v1"),
        RootLens(),
        NetworkLens(),
    ),
)
