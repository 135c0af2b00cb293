"""Which capabilities give a container power over its host?

Facts: ve-conf.md 3.10.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.finding import Finding
from translator.lint.context import ConfContext
from translator.lint.rule import Rule, declare, line_check
from translator.values.codec import UNSET

#: What each of them allows.
_OVER_HOST = {
    "SYS_MODULE": "to load code into the host's kernel",
    "SYS_RAWIO": "to reach the host's devices and memory directly",
}

declare(
    Rule(
        "VZ461",
        "capability-over-host",
        "warning",
        "a capability with which root of the container is root of the host",
        "SYS_MODULE loads code into the one kernel that all containers share, SYS_RAWIO reaches the host's ports and "
        "memory. No container needs them; a document of libvirt with the policy 'allow' gives them all the same.",
        'CAPABILITY="SYS_MODULE:on"\n',
        'CAPABILITY="NET_ADMIN:on"\n',
        parameters=("CAPABILITY",),
    ),
)


@line_check("VZ461", reads="CAPABILITY")
def over_host(conf: ConfContext) -> Iterator[Finding]:
    """Look at what is switched on, and not off as well: off counts."""
    switches = conf.value("CAPABILITY")
    if switches is UNSET or conf.dialect.name == "libvzctl":
        return
    for name, what in _OVER_HOST.items():
        if name in switches.on and name not in switches.off:
            message = f"CAPABILITY: {name} allows root of the container {what}; expected it off"
            yield conf.about_value("VZ461", "CAPABILITY", message, item=f"{name}:on")
