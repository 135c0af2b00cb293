"""How is a pattern kept from costing time before it is needed? It is compiled at its first use.

Most confs are plain, so most patterns of the rules are never used in a run over one file.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands in for a compiled pattern, and takes over its methods once one is asked for."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        method = getattr(re.compile(*self._source), name)
        setattr(self, name, method)
        return method


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled at its first use; a broken one is found only then."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
