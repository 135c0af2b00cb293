"""What is told of a container's action scripts? The findings of :mod:`translator.container.actions`."""

from __future__ import annotations

from translator.lint.rule import Example, Rule, declare

_CONF = 'VE_PRIVATE="/vz/private/$VEID"\n'
_MOUNT = '#!/bin/sh\n. /etc/vz/vz.conf\n. "$VE_CONFFILE"\nmount -n --bind /srv/data "$VE_ROOT/data"\n'
_COMMAND = "convert 101.conf --driver lxc"

declare(
    Rule(
        "VZ581",
        "action-script",
        "warning",
        "an action script beside the conf, which goes on running by itself only on its node",
        "vzctl runs CTID.mount, .start and the like, and vps.mount for all containers: mounts, rules of a firewall, "
        "routes. No driver of libvirt's runs them, and another node has none of them. Mounts of the usual forms become "
        "file systems with --mounts; --scripts DIR writes the container's own scripts for another node.",
        Example({"101.conf": _CONF, "101.mount": _MOUNT}, command=_COMMAND),
        Example({"101.conf": _CONF}, command=_COMMAND),
        subject="translation",
    ),
)
