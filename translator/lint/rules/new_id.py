"""What is told of a container that gets another id? The findings of :mod:`translator.conf.renumber`."""

from __future__ import annotations

from translator.lint.rule import Example, Rule, declare

_CONF, _COMMAND = "101.conf", "convert 101.conf --to conf --ctid 201"
_PRIVATE = 'VE_PRIVATE="/vz/private/$VEID"\n'

declare(
    Rule(
        "VZ571",
        "changed-for-the-new-id",
        "info",
        "a value that carried the container's former id, and has the new one",
        "--ctid gives a container of another name, or a backup, a new id. A folder that is called by the former one in "
        "VE_PRIVATE and VE_ROOT is then called by the new one, and so are the host's ends of its interfaces. The files "
        "are not moved: they belong where VE_PRIVATE now says.",
        Example({_CONF: 'VE_PRIVATE="/vz/private/101"\n'}, command=_COMMAND),
        Example({_CONF: _PRIVATE}, command=_COMMAND),
        subject="translation",
        parameters=("VE_PRIVATE", "VE_ROOT", "NETIF", "VEID"),
    ),
    Rule(
        "VZ572",
        "former-id-left",
        "warning",
        "a value of the container that had the former id, which the new one cannot have",
        "A path without the id in it is that of one container: both would have the same files, or the same folder to "
        "mount them on. A name of an interface on the host is there once. Give the new one its own.",
        Example({_CONF: 'VE_PRIVATE="/srv/web"\n'}, command=_COMMAND),
        Example({_CONF: _PRIVATE}, command=_COMMAND),
        subject="translation",
    ),
    Rule(
        "VZ573",
        "same-as-former-id",
        "info",
        "something that two containers cannot have at once, and that keeps its value under a new id",
        "A container that is restored, or moved, under a new id keeps its name, addresses and MAC addresses. A copy "
        "that is to run beside the former one needs others.",
        Example({_CONF: _PRIVATE + 'NAME="web"\n'}, command=_COMMAND),
        Example({_CONF: _PRIVATE}, command=_COMMAND),
        subject="translation",
        parameters=("NAME", "UUID", "IP_ADDRESS", "NETIF"),
    ),
)
