"""Which capabilities does a container have?"""

from __future__ import annotations

from collections.abc import Mapping

from translator.conf.settle import Settings
from translator.lenses.lens import Got, Lens, Put
from translator.values.codec import UNSET
from translator.values.switch import CAPABILITIES, Switches

#: vzctl's name to libvirt's; VE_ADMIN is of OpenVZ kernels only.
_NATIVE = {name: name.lower() for name in CAPABILITIES if name != "VE_ADMIN"}
_OURS = {theirs: ours for ours, theirs in _NATIVE.items()}
#: Features of OpenVZ that come down to a capability: vzctl itself adds NET_ADMIN for a bridge.
_FEATURES = {"bridge": "net_admin", "time": "sys_time"}
#: What reaches beyond a container, its kernel being the host's: modules, ports and memory of the machine, mounts and
#: devices, the clock. None of it is in vzctl's default set; of SYS_MODULE its manual says that it is full control.
_OF_THE_HOST = frozenset(("sys_module", "sys_rawio", "sys_admin", "sys_time"))
States = dict[str, str]


class CapabilityLens(Lens):
    """CAPABILITY switches capabilities of LXC's default set on and off, by the same names in lower case.

    Both systems start from a default set of their own, so the policy is ``default``; a name that is both on and off is
    off, as at vzctl's run time. FEATURES shows where a feature is a capability (``bridge:on``: net_admin) that
    CAPABILITY does not speak of. Order says nothing: libvirt prints the names sorted, so do we.
    """

    parameters: Mapping[str, str] = {"CAPABILITY": "features/capabilities", "FEATURES": "features/capabilities"}
    places = ("features/capabilities",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the states."""
        said = _capability(settings)
        features = _features(settings)
        if features:
            got.shown["FEATURES"] = "features/capabilities"
        if said:
            switches = settings.value("CAPABILITY")
            exact = (
                not set(switches.on) & set(switches.off)
                and "VE_ADMIN" not in (*switches.on, *switches.off)
                and not said.keys() & features.keys()
            )
            (got.native if exact else got.shown)["CAPABILITY"] = "features/capabilities"
        states = {**features, **said}
        if states:
            got.view["features/capabilities"] = ("default", tuple(sorted(states.items())))

    def put(self, put: Put) -> None:
        """Write the states that FEATURES does not give; a policy other than ``default`` is spelled out."""
        policy, listed = put.view.get("features/capabilities", ("default", ()))
        states = dict(listed)
        for name in sorted(states.keys() - _OURS.keys()):
            if states[name] != "off":  # no container of OpenVZ has it
                put.lose("features/capabilities", f"vzctl knows no capability {name}")
        if policy in ("allow", "deny"):
            rest = "on" if policy == "allow" else "off"
            given = sorted(name for name in _OF_THE_HOST if states.get(name, rest) == "on")
            if given:
                names = " ".join(_OURS[name] for name in given)
                message = f"policy {policy} gives the container power over the host of OpenVZ, too: {names}"
                put.note("features/capabilities", message, code="VZ532")
            states = {name: states.get(name, rest) for name in _OURS}
            message = f"policy {policy} became a state for each capability"
            put.note("features/capabilities", message, code="VZ558")
        before, features = _capability(put.settings), _features(put.settings)
        wanted = {
            name: state
            for name, state in states.items()
            if name in _OURS and (name in before or features.get(name) != state)
        }
        if wanted == before:
            return
        on = {_OURS[name] for name, state in wanted.items() if state == "on"}
        off = {_OURS[name] for name, state in wanted.items() if state != "on"}
        put.set("CAPABILITY", _switches(put, on, off))


def _capability(settings: Settings) -> States:
    """Return the states that CAPABILITY gives, by libvirt's names."""
    switches = settings.value("CAPABILITY")
    if switches is UNSET:
        return {}
    on = {_NATIVE[name]: "on" for name in switches.on if name in _NATIVE}
    return on | {_NATIVE[name]: "off" for name in switches.off if name in _NATIVE}


def _features(settings: Settings) -> States:
    switches = settings.value("FEATURES")
    return {} if switches is UNSET else {_FEATURES[name]: "on" for name in switches.on if name in _FEATURES}


def _switches(put: Put, on: set[str], off: set[str]) -> object:
    """Return the value of CAPABILITY; what only OpenVZ knows of the source's stays."""
    source = put.settings.value("CAPABILITY")
    if source is not UNSET:
        on |= set(source.on) - _NATIVE.keys()
        off |= set(source.off) - _NATIVE.keys()
    value = Switches(tuple(n for n in CAPABILITIES if n in on), tuple(n for n in CAPABILITIES if n in off))
    return value if on or off else UNSET
