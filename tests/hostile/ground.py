"""Did a command hold? It ended by itself within bounds, said what was wrong, and left alone what is not its own."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from pathlib import Path

from tests.hostile.measure import Cost, measured

SECRET = "nobody is to read this"  # noqa: S105 - what stands in the file that no input may make a command read
#: A line that people read is no longer than this; paths of the system's longest length are not among the inputs.
LONGEST = 1000


class Ground:
    """A folder to work in, a secret beside it, and everything else around."""

    def __init__(self, around: Path) -> None:
        self.around = around
        self.work = around / "work"
        self.work.mkdir()
        self.secret = around / "secret"
        self.secret.write_text(SECRET)

    def attacked(
        self,
        *words: str | Path,
        code: int | Collection[int],
        says: str = "",
        seconds: float = 5,
        memory: float = 200,
        own: str = "out",
        stdin: str = os.devnull,
    ) -> Cost:
        """Run a command that may write below the folder ``own`` alone; assert that it holds."""
        before = self._looks(own)
        cost = measured(self.work, *words, seconds=60, stdin=stdin)
        assert cost.code in ((code,) if isinstance(code, int) else code), (
            cost.code,
            cost.out[-500:],
            cost.said[-2000:],
        )
        assert "Traceback" not in cost.said, cost.said[-2000:]
        assert says in cost.said + cost.out, cost.said[-2000:]
        assert SECRET not in cost.said + cost.out
        assert all(len(line) < LONGEST for line in cost.said.splitlines()), max(cost.said.splitlines(), key=len)[:500]
        assert cost.seconds < seconds
        assert cost.memory < memory
        assert self._looks(own) == before, "something was written outside of the target"
        return cost

    def _looks(self, own: str) -> dict[str, tuple[int, str | bytes]]:
        """What stands where, with links as links; but not what the command may write, and what it says."""
        looks = {}
        for folder, folders, files in os.walk(self.around):
            if Path(folder) == self.work and own in folders:
                folders.remove(own)
            for path in (Path(folder, name) for name in folders + files):
                if path.parent == self.around and path.name.startswith("work."):
                    continue
                looks[str(path)] = _look(path)
        return looks


def _look(path: Path) -> tuple[int, str | bytes]:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return mode, str(path.readlink())
    return mode, path.read_bytes() if stat.S_ISREG(mode) else b""
