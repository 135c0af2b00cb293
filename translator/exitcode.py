"""With which code does the command end?"""

from enum import IntEnum


class ExitCode(IntEnum):
    """One meaning each; a run over many files ends with the worst."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    UNREADABLE = 3
    BUG = 4


#: What a shell calls a command that Ctrl-C has ended.
STOPPED = 130
