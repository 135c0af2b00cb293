"""Which ids of the host are a container's users, as vzctl's builds for upstream kernels note it?

Their ``vzctl create`` writes LOCAL_UID and LOCAL_GID, and gives the files of the private area to ids from there on; the
container starts with a map of 100000 of them (UID_GID_RANGE in vzctl's src/lib/hooks_ct.c). All other builds call both
unknown, and so do the dialects. A map that a caller chose for a document counts for its later versions, too.
"""

from __future__ import annotations

import re

from translator.characters import is_digits
from translator.finding import Finding
from translator.levels import make_finding
from translator.wording import brief

_LINE = re.compile(r"^[ \t]*(LOCAL_[UG]ID)=\"?([^\"\n]*)", re.MULTILINE)
RANGE = 100_000
#: One above the largest id.
_END = 2**32


def read_local_ids(text: str) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the map of ids of a conf as ``START:COUNT``, None for one without; and what is to be said of one that no
    map of ours can say: the first line of each counts, and 0 is no map.
    """
    if "LOCAL_UID" not in text:
        return None, ()
    first: dict[str, tuple[str, int]] = {}
    for match in _LINE.finditer(text):
        first.setdefault(match[1], (match[2], text.count("\n", 0, match.start(1)) + 1))
    uid, line = first.get("LOCAL_UID", ("", 0))
    gid, _ = first.get("LOCAL_GID", (uid, 0))
    digits = uid.lstrip("0") if is_digits(uid) else ""
    # Python reads no number of more than 4,300 digits, and no id has more than ten
    start = int(digits or 0) if len(digits) <= 10 else _END
    if not start:
        return None, ()
    if uid != gid or start + RANGE > _END:
        message = (
            f"users are the host's from {brief(uid)} on, groups from {brief(gid)}: no map of ids says it, and the "
            "files are not root's; give their owners one start, and that as --idmap START:COUNT"
        )
        return None, (make_finding(line, 1, "VZ525", message, "LOCAL_UID"),)
    return f"{start}:{RANGE}", ()
