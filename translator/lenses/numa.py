"""Where do the NUMA nodes live that a container may use?"""

from __future__ import annotations

from collections.abc import Mapping

from translator.conf.settle import Settings
from translator.lenses.cpu import read_list
from translator.lenses.lens import Got, Lens, Put
from translator.values.codec import UNSET
from translator.values.mask import write_ranges


class NodeLens(Lens):
    """NODEMASK is the node set of ``numatune``, in mode ``restrictive``: the one mode that libvirt's LXC driver turns
    into ``cpuset.mems`` (with ``strict``, its default, it does nothing).
    """

    parameters: Mapping[str, str] = {"NODEMASK": "numatune/memory/@nodeset"}
    places = ("numatune/memory/@nodeset", "numatune/memory/@mode")

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the list; ``all`` has no spelling and stays away."""
        mask = settings.value("NODEMASK")
        if mask is not UNSET and not isinstance(mask, str):
            got.view["numatune/memory/@nodeset"] = write_ranges(mask)
            got.view["numatune/memory/@mode"] = "restrictive"
            got.native["NODEMASK"] = "numatune/memory"

    def put(self, put: Put) -> None:
        """Write the list; there is only one way to keep to it."""
        nodeset, mode = (put.view.get(place, UNSET) for place in self.places)
        if mode not in (UNSET, "restrictive"):
            put.note("numatune/memory", f"mode {mode} became a plain list of nodes")
        put.set("NODEMASK", nodeset if nodeset is UNSET else read_list(put, "numatune/memory/@nodeset", nodeset))
