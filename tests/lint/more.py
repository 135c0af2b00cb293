"""What is a further example of a rule?"""

from __future__ import annotations

from typing import NamedTuple

from translator.conf.dialect import DialectName


class More(NamedTuple):
    """A text that breaks the rule ``code``, as read by ``dialect``, and words of the message."""

    code: str
    text: str
    words: str
    dialect: DialectName = "vzctl"
