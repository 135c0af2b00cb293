"""Does a pattern name the files that it would name as a line of .gitignore? git says which these are."""

from __future__ import annotations

import subprocess
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.sources.pattern import PatternError, check_pattern, matching

NAMES = ("a", "b", "ab", "a.c", "x1", "[", "]", "*", "a b", "-", "^", "\\", "!", "#", "\n", "&&", ".d")
PATHS = [*NAMES, *map("/".join, product(NAMES, ("d", "b.c"))), *map("/".join, product(NAMES, ("a", "ab"), ("b", "-")))]
#: Names that wildcards can share in many ways.
MANY_WAYS = [*map("".join, product("ab", repeat=4)), *map("/".join, product(("a", "ab", "ba", "aab"), repeat=3))]
FILES = [f"{path}.f" for path in PATHS] + ["1/a", "1/b/c", "1/b/a"] + [f"w/{path}/aba" for path in MANY_WAYS]
PARTS = r"a b c d f .c .f x 1 / * ? ** /**/ **/ /** [ ] [! [^ - a-c [ab] [!a] []a] [a\]] [-a] \ \* \a \[ ! # &&".split()
WILD = st.lists(st.sampled_from(["*", "*", "a", "b", "?", "/", "/**/"]), min_size=3, max_size=9).map("".join)
PATTERNS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("".join) | WILD


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", folder], check=True)
    for each in FILES:
        (folder / each).parent.mkdir(parents=True, exist_ok=True)
        (folder / each).touch()
    return folder


def named_by_git(folder: Path, pattern: str) -> set[str]:
    (folder / ".gitignore").write_text(f"{pattern}\n")
    words = ["git", "-C", str(folder), "check-ignore", "--no-index", "-z", "--stdin"]
    done = subprocess.run(words, input="\0".join(FILES), capture_output=True, text=True, check=False)
    assert done.returncode < 2, done.stderr
    return {*done.stdout.split("\0")} - {""}


@given(PATTERNS.filter(lambda pattern: pattern[0] != "#"))
def test_a_pattern_names_what_git_has_it_name(repository: Path, pattern: str) -> None:
    try:
        check_pattern(pattern)
    except PatternError:
        negated, doubled = pattern.startswith("!"), "//" in pattern
        within = any("**" in name for name in pattern.split("/") if name != "**")
        assert negated or doubled or within or not named_by_git(repository, pattern)
        return
    ours = {path for path in FILES if [*matching(f"{repository}/{path}", [pattern], str(repository))]}
    assert ours == named_by_git(repository, pattern)


def test_a_character_is_one_however_it_is_written() -> None:
    """For git, which counts bytes, this is two."""
    assert [*matching("/a/é", ("?", "[é]"), "/a")] == ["?", "[é]"]


def test_patterns_come_in_their_order() -> None:
    assert [*matching("/a/b.conf", ("c", "b.conf", "*.conf"), "/a")] == ["b.conf", "*.conf"]
    assert [*matching("/a/b.conf", (), "/a")] == []


def test_what_stands_below_no_folder_is_known_by_its_name() -> None:
    assert [*matching("../b.conf", ("b.conf", "/b.conf"), "")] == ["b.conf"]
    assert [*matching("memory://nodes/b.conf", ("b.conf", "nodes/", "nodes/b.conf"), "")] == ["b.conf", "nodes/"]
