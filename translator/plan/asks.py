"""Whom does a container ask by address: which name servers and gateways, that may be containers themselves?"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from translator.characters import trim
from translator.conf.script_keys import script_key
from translator.conf.settle import Settings
from translator.container.claims import claims
from translator.container.network import pairs
from translator.container.resolver import is_hosts
from translator.plan.context import Context
from translator.values.netif import Interface


def addresses_of(context: Context) -> tuple[str, ...]:
    """Return the addresses that a container has, each once."""
    return tuple(dict.fromkeys(each.thing for each in claims(context.settings, context.ctid) if each.kind == "ip"))


def asked_by(context: Context) -> tuple[str, ...]:
    """Return the addresses of others that its conf names, each once: name servers, and gateways of interfaces."""
    own = set(addresses_of(context))
    named = (_canonical(text) for text in _named(context))
    return tuple(dict.fromkeys(each for each in named if each and each not in own))


def _named(context: Context) -> Iterator[str]:
    servers = context.value("NAMESERVER") or ()
    yield from () if is_hosts(servers) else servers
    for pair in pairs(context.settings):
        yield from _gateways(context.settings, pair)
    for name, text in context.unknown.items():
        key = script_key(name)
        if key is not None and key.use == "gateway":
            yield trim(text)


def _gateways(settings: Settings, pair: Interface) -> Iterator[str]:
    if settings.dialect.name == "libvzctl":
        yield from (text for key in ("gw", "gw6") if (text := pair.other(key)))


def _canonical(text: str) -> str:
    """Return an address in its one form, without a mask; '' for what is none."""
    try:
        return str(ipaddress.ip_address(text.partition("/")[0]))
    except ValueError:
        return ""
