"""How does a long run look while it goes on? A bar on a terminal, a line now and then elsewhere, silence on request."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from translator.wording import counted

#: Seconds between two plain lines, and between two pictures of the bar.
_LINES, _PICTURES = 5.0, 0.1


class Progress:
    """Counts what becomes of files (clean, findings, loss, exists, failed), and shows the counts on standard error.

    No thread: it draws when it is told of something.
    """

    def __init__(self, *, quiet: bool, verb: str = "converted", transient: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self.done = 0
        self.unchanged = 0
        self.total: int | None = None
        self._verb = verb
        self._quiet = quiet
        self._transient = transient
        self._started = self._shown = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def start(self, total: int | None) -> None:
        """Begin, with the number of files if it is known."""
        self.total = total
        self._started = self._shown = time.monotonic()
        if self._quiet or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}/s"),
            TimeRemainingColumn(),
            TextColumn("[green]{task.fields[clean]} clean[/] [yellow]{task.fields[findings]} findings[/]"),
            TextColumn("[red]{task.fields[failed]} failed[/]"),
        )
        self._bar = Bar(
            *columns, console=Console(stderr=True), auto_refresh=False, expand=True, transient=self._transient
        )
        self._bar.start()
        self._task = self._bar.add_task("", total=total, **self._fields())

    def add(self, statuses: Sequence[str], unchanged: int = 0) -> None:
        """Count some outcomes, each by what became of it; so many of them were done by an earlier run."""
        self.done += len(statuses)
        self.counts.update(statuses)
        self.unchanged += unchanged
        now = time.monotonic()
        if self._bar is not None:
            if now - self._shown > _PICTURES:
                self._shown = now
                self._bar.update(self._task, completed=self.done, refresh=True, **self._fields())
        elif not self._quiet and now - self._shown > _LINES:
            self._shown = now
            self.say(self._line())

    def say(self, text: str) -> None:
        """Print a line of text above the bar."""
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            sys.stderr.write(text + "\n")

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Take a transient bar away while somebody else writes to the terminal."""
        if self._bar is None:
            yield
            return
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def stop(self) -> None:
        """Draw the last picture; a transient one goes away."""
        if self._bar is not None:
            self._bar.update(self._task, completed=self.done, refresh=True, **self._fields())
            self._bar.stop()
            self._bar = None

    def summary(self) -> str:
        """Return the sentence that ends a run."""
        counts, seconds = self.counts, time.monotonic() - self._started
        parts = [f"{counts['clean']} clean", f"{counts['findings'] + counts['loss']} with findings"]
        if counts["exists"]:
            parts.append(f"{counts['exists']} there already")
        parts.append(f"{counts['failed']} failed")
        again = f", {self.unchanged} of them done before" if self.unchanged else ""
        return f"{counted(self.done, 'container')} in {seconds:.1f} s{again}: {', '.join(parts)}"

    def _rate(self) -> float:
        return self.done / max(time.monotonic() - self._started, 1e-3)

    def _fields(self) -> dict[str, Any]:
        counts = self.counts
        return {
            "rate": f"{self._rate():.0f}",
            "clean": counts["clean"],
            "findings": counts["findings"] + counts["loss"],
            "failed": counts["failed"] + counts["exists"],
        }

    def _line(self) -> str:
        fields = self._fields()
        of, left = "", ""
        if self.total:
            of = f" of {self.total}"
            left = f", {max(self.total - self.done, 0) / max(self._rate(), 1e-3):.0f} s left"
        counts = f"{fields['clean']} clean, {fields['findings']} findings, {fields['failed']} failed"
        return f"{self.done}{of} {self._verb}, {fields['rate']}/s{left}: {counts}"
