"""Would a conf be taken for something else by how it begins?

Lines that a made conf starts with may stand anywhere in the one that it stands for. But what starts like a document is
no conf to anybody.
"""

from __future__ import annotations

import re

from translator.sources.kind import content_of
from translator.values.codec import file_bytes

#: How nearly all confs begin, and no document.
_PLAIN = re.compile("[A-Z#][A-Z0-9_# ]{2}")
#: Characters in which everything stands that tells of something else.
_BEGIN = 512
#: The comment that stands above a first line by which a conf would be taken for something else.
GUARD = "# a conf, although the next line starts like something else\n"


def is_begun_otherwise(text: str) -> bool:
    """Whether a text would be taken for something else than a conf by how it begins."""
    if not text or _PLAIN.match(text):
        return False
    # with a line end for each character: how many control characters there may be is a question to whole files
    return content_of(file_bytes(text[:_BEGIN] + "\n" * _BEGIN)).kind not in ("conf", "empty")


def begun_as_conf(text: str, before: str = "") -> str:
    """Return a conf that was made, or made of ``before``, below a comment where it begins like something else."""
    return GUARD + text if is_begun_otherwise(text) and not is_begun_otherwise(before) else text
