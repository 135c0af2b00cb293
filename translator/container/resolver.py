"""Which name servers and search domains does a container ask: its own, or those of the host it is on?"""

from __future__ import annotations

from collections.abc import Sequence


def is_hosts(words: Sequence[str]) -> bool:
    """Whether NAMESERVER or SEARCHDOMAIN takes what the host has at each start; other words are ignored then.

    ``inherit`` says so as the first word, and is one like any other behind others (facts: ve-conf.md 3.9).
    """
    return bool(words) and words[0] == "inherit"
