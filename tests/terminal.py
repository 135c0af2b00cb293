"""What does the command print on a terminal of some width?"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import termios
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.ready import begin, ended

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(*words: str | Path, columns: int = 80, folder: Path | None = None, **environment: str) -> str:
    """Run the command with its standard output and error on one terminal, and return what comes, colours and all."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    terminal = Path(os.ttyname(follower))
    with ThreadPoolExecutor(1) as other:
        printed = other.submit(_all_of, leader)
        begin(*words, streams=[terminal] * 3, cwd=folder, env={**plain, "TERM": "xterm", **environment})
        ended()
        os.close(follower)
    os.close(leader)
    return printed.result().decode().replace("\r\n", "\n")


def _all_of(leader: int) -> bytes:
    pieces = []
    with contextlib.suppress(OSError):  # so Linux says that nobody has the other end any more
        while piece := os.read(leader, 1 << 16):
            pieces.append(piece)
    return b"".join(pieces)


def without_style(text: str) -> str:
    """Return the text without colours."""
    return _STYLE.sub("", text)
