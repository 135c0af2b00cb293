"""Which pairs did NETIF have when conf and document were one?

A residue without NETIF does not say: it lacks a pair that the document shows in full, as it lacks one that there never
was. The conf's text knows, or its digest: it tells whether some of the pairs are what NETIF was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.lenses.lens import Put
from translator.table import BY_NAME
from translator.values.netif import Interface

#: How many pairs are written at most to find those of a digest. Whoever adds some puts them behind the others, and is
#: understood with any number.
_MOST = 20_000


def pairs_before(put: Put, pairs: Sequence[Interface]) -> Sequence[Interface] | None:
    """Return the pairs as they were; None where nobody knows. ``pairs`` are those of the document."""
    own: Sequence[Interface] = put.settings.value("NETIF") or ()
    if own or put.whole or put.foreign:
        return own
    origin = put.origin()
    if origin is not None:
        if origin.is_now("NETIF", None):
            return ()
        write = put.settings.dialect.codec(BY_NAME["NETIF"]).write
        for some in islice(_some_of(pairs), max(2, _MOST // (len(pairs) or 1))):
            if origin.is_now("NETIF", write(some)):
                return some
    if put.base is None:
        return None
    dialect = put.settings.dialect
    return settle(parse(put.base, dialect), dialect, frozenset(("NETIF",))).value("NETIF") or ()


def new_among(pairs: Sequence[Interface], before: Sequence[Interface]) -> set[str]:
    """Return the names of the pairs that were not there before, by their name or their MAC."""
    names, macs = {was.ifname for was in before}, {was.mac for was in before if was.mac}
    return {pair.ifname for pair in pairs if pair.ifname not in names and pair.mac not in macs}


def _some_of(pairs: Sequence[Interface]) -> Iterator[Sequence[Interface]]:
    """Yield all pairs, those without the last ones, and then those without any others."""
    yield from (pairs[:last] for last in range(len(pairs), 0, -1))
    yield from (some for left in range(len(pairs) - 1, 0, -1) for some in combinations(pairs, left))
