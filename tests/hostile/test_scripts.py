"""Does a command hang or swell that reads an action script made to do harm, beside a conf or in an archive with it?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.ground import Ground
from tests.hostile.inputs import CONF
from tests.hostile.test_archives import zipped
from translator import limits

#: A line that is understood, to be seen whether what follows harm is still read.
GOOD = "mount --bind /srv/z $VE_ROOT/z\n"


def filled(line: Callable[[int], str]) -> str:
    """Return as many lines as the longest script has that is taken apart."""
    lines, left = list[str](), limits.MAX_SCRIPT - len(GOOD)
    while (left := left - len(each := line(len(lines)))) >= 0:
        lines.append(each)
    return "".join(lines)


#: Scripts, by what they try, and what is said of each.
SCRIPTS: dict[str, tuple[Callable[[], str], str]] = {
    "variables in variables": (
        lambda: "a=xxxxxxxx\n" + "a=$a$a\n" * 40 + "mount --bind /$a $VE_ROOT/a\n" + GOOD,
        "1 mount of it; by hand: line 42",
    ),
    "variables in variables of one line": (
        lambda: "a=xxxxxxxx;" + "a=$a$a;" * 40 + "mount --bind /$a $VE_ROOT/a\n" + GOOD,
        "1 mount of it; by hand: line 1",
    ),
    "one long variable often": (
        lambda: "mount --bind /" + "$LONG" * 2000 + " $VE_ROOT/a\n" + GOOD,
        "1 mount of it; by hand: line 1",
    ),
    "many long variables": (lambda: f"a={'x' * 16000}\n" + filled(lambda n: f"v{n}=y$a\n")[16003:] + GOOD, "VZ581"),
    "many long mounts": (
        lambda: f"a={'x' * 3000}\n" + filled(lambda n: f"mount -B /$a/{n} $VE_ROOT/$a/{n}\n")[3003:] + GOOD,
        "VZ581",
    ),
    "many variables": (lambda: filled(lambda n: f"v{n}=\n") + GOOD, "1 mount of it"),
    "many mounts": (lambda: filled(lambda n: f"mount -B /a $VE_ROOT/{n}\n"), "mounts of it"),
    "blocks that nobody closes": (lambda: GOOD + filled(lambda _: "if [ -d a ]\n"), "1 mount of it"),
    "blocks in blocks": (
        lambda: GOOD + filled(lambda n: "if [ -d a ]\n" if n < 10000 else "fi\n"),
        "1 mount of it",
    ),
    "many lines nobody understands": (lambda: GOOD + filled(lambda _: "x\n"), "19, 20 and 1310"),
    "a line that goes on": (lambda: filled(lambda _: "a\\\n"), "VZ581"),
    "many words": (lambda: "mount " + "a " * 100_000 + "\n" + GOOD, "1 mount of it; by hand: line 1"),
    "longer than any": (lambda: "# much\n" * 2_000_000, "it is longer than 256 KiB: nothing is looked for in it"),
}


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts(ground: Ground, name: str) -> None:
    make, says = SCRIPTS[name]
    conf = CONF + b'LONG="' + b"a" * 1_000_000 + b'"\n'
    (ground.work / "101.conf").write_bytes(conf)
    (ground.work / "101.mount").write_text(make())
    ground.attacked("convert", "101.conf", "--driver", "lxc", "-o", "out/", code=1, says=says, memory=150)


@pytest.mark.parametrize(
    "words",
    [
        *("convert 101.conf --driver lxc --plan", "convert 101.conf --to pct", "plan ."),
        "convert . -o out --driver lxc --mounts",
        *("convert a.zip -o out --driver lxc --mounts", "plan a.zip"),
    ],
)
def test_every_way_that_reads_scripts(ground: Ground, words: str) -> None:
    script = SCRIPTS["variables in variables"][0]()
    (ground.work / "101.conf").write_bytes(CONF)
    (ground.work / "101.mount").write_text(script)
    (ground.work / "a.zip").write_bytes(zipped([("101.conf", CONF), ("101.mount", script.encode())]))
    ground.attacked(*words.split(), code=(0, 1), memory=150)
