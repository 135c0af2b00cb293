"""What does the way to Proxmox VE report? The findings of ``convert --to pct``."""

from __future__ import annotations

from translator.lint.rule import Example, Rule, declare

_CONF = "101.conf"
_PCT = 'PHYSPAGES="0:131072"\nSWAPPAGES="0:0"\nDISKSPACE="1048576:1048576"\nONBOOT="no"\n'

declare(
    Rule(
        "VZ541",
        "no-pct-option",
        "warning",
        "a parameter that no option of Proxmox VE's pct says",
        "The container is made without it: what it stands for has to be set on the new node, or inside.",
        Example({_CONF: _PCT + 'IOPRIO="7"\n'}, command="convert 101.conf --to pct"),
        Example({_CONF: _PCT}, command="convert 101.conf --to pct"),
        subject="translation",
    ),
    Rule(
        "VZ542",
        "pct-asks",
        "warning",
        "something that the pct command leaves to its reader",
        "OpenVZ needs no limit, no gateway and no size where Proxmox VE has one for every container: the message says "
        "which option to look at.",
        Example({_CONF: _PCT + 'IP_ADDRESS="192.0.2.1"\n'}, command="convert 101.conf --to pct"),
        Example({_CONF: _PCT}, command="convert 101.conf --to pct"),
        subject="translation",
    ),
)
