"""What does the command print on a terminal of some width?"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import termios
from pathlib import Path

from tests.ready import begin, ended

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(*words: str | Path, columns: int = 80, folder: Path | None = None, **environment: str) -> str:
    """Run the command with its standard output and error on one terminal, and return what comes, colours and all."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    begin((follower, follower, follower), *words, cwd=folder, env={**plain, "TERM": "xterm", **environment})
    os.close(follower)
    pieces = []
    with contextlib.suppress(OSError):  # so Linux says that nobody has the other end any more
        while piece := os.read(leader, 1 << 16):
            pieces.append(piece)
    ended()
    os.close(leader)
    return b"".join(pieces).decode().replace("\r\n", "\n")


def without_style(text: str) -> str:
    """Return the text without colours."""
    return _STYLE.sub("", text)
