"""Which files does ``vzvirt check`` take, how does it tell, and when does it fail? Each option that CI asks for."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.fleet.conftest import command, environment
from translator.cli import vzvirt as command_line

Run = Callable[..., subprocess.CompletedProcess[str]]
GOOD = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'
WARNED = GOOD + 'MINE="1"\n'
BAD = GOOD + 'ONBOOT="perhaps"\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in {"7.conf": GOOD, "conf/101.conf": WARNED, "conf/old/102.conf": BAD}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def shown(vzvirt: Run, *words: str) -> list[str]:
    return vzvirt("check", "--show-files", *words).stdout.splitlines()


def test_this_folder_is_what_is_checked_where_nothing_is_named(vzvirt: Run, tree: Path) -> None:
    assert shown(vzvirt) == ["7.conf"]
    assert "1 file checked, nothing found" in vzvirt("check").stdout
    assert shown(vzvirt, "-r") == ["7.conf", "conf/101.conf", "conf/old/102.conf"]


def test_a_folder_without_confs_is_bad_usage(vzvirt: Run, tree: Path) -> None:
    (tree / "empty").mkdir()
    said = vzvirt("check", "empty", "7.conf", code=2)
    assert "empty: no conf and no document is there" in said.stderr
    assert not said.stdout
    assert "1 file checked" in vzvirt("check", "empty", "7.conf", "--allow-empty").stdout


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("old", ["7.conf", "conf/101.conf"]),
        ("old/", ["7.conf", "conf/101.conf"]),
        ("conf/old", ["7.conf", "conf/101.conf"]),
        ("conf", ["7.conf"]),
        ("./conf/*", ["7.conf"]),
        ("/conf/*.conf", ["7.conf", "conf/old/102.conf"]),
        ("/old", ["7.conf", "conf/101.conf", "conf/old/102.conf"]),
        ("conf/**/*.conf", ["7.conf"]),
        ("**/old/**", ["7.conf", "conf/101.conf"]),
        ("10?.conf", ["7.conf"]),
        ("101.conf", ["7.conf", "conf/old/102.conf"]),
        ("old/102.conf", ["7.conf", "conf/101.conf", "conf/old/102.conf"]),
    ],
)
def test_excluded_files_are_left_out(vzvirt: Run, tree: Path, pattern: str, left: list[str]) -> None:
    assert shown(vzvirt, "-r", "--exclude", pattern) == left
    (tree / "vzvirt.toml").write_text(f'exclude = ["{pattern}"]\n')
    assert shown(vzvirt, "-r") == left
    (tree / "vzvirt.toml").write_text(f'[per-file-ignores]\n"{pattern}" = ["VZ"]\n')
    said = vzvirt("check", "-r", "--format", "json", code=None).stdout
    assert {each["path"] for each in json.loads(said)["findings"]} == {*left} - {"7.conf"}


@pytest.mark.parametrize("pattern", ["", "/", "!a", "a//b", "a**", "[a", "a\\\\", "[[:digit:]]", "[b-a]"])
def test_a_pattern_that_means_nothing_is_refused(vzvirt: Run, tree: Path, pattern: str) -> None:
    (tree / "vzvirt.toml").write_text(f'exclude = ["{pattern}"]\n')
    assert f"{tree}/vzvirt.toml: exclude: '" in vzvirt("check", code=2).stderr
    (tree / "vzvirt.toml").write_text(f'[per-file-ignores]\n"{pattern}" = []\n')
    assert f"{tree}/vzvirt.toml: per-file-ignores: '" in vzvirt("check", code=2).stderr
    assert "--exclude: '" in vzvirt("check", "--isolated", "--exclude", pattern.replace("\\\\", "\\"), code=2).stderr


def test_patterns_of_a_configuration_are_below_its_folder(vzvirt: Run, tree: Path) -> None:
    (tree / "conf" / "vzvirt.toml").write_text('exclude = ["old/102.conf"]\n')
    assert shown(vzvirt, "-r") == ["7.conf", "conf/101.conf"]


def test_patterns_go_by_the_folders_that_links_lead_to(vzvirt: Run, tree: Path) -> None:
    (tree / "vzvirt.toml").write_text('exclude = ["conf/101.conf"]\n[per-file-ignores]\n"conf/old/" = ["VZ"]\n')
    (tree / "link").symlink_to("conf")
    (tree / "conf/9.conf").symlink_to("../7.conf")
    assert shown(vzvirt, "link") == ["link/9.conf"]
    assert vzvirt("check", "link/old/102.conf").stdout == "1 file checked, nothing found\n"


def test_a_named_file_that_is_excluded_is_told(vzvirt: Run, tree: Path) -> None:
    for words in (["conf/101.conf"], ["conf/101.conf", *["7.conf"] * 3], ["conf/1*.conf", "conf/101.conf"]):
        said = vzvirt("check", *words, "--exclude", "conf")
        assert "conf/101.conf: excluded by 'conf': left out" in said.stderr
        assert "MINE" not in said.stdout


def git(folder: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x", *words], cwd=folder, check=True, capture_output=True
    )


def test_what_git_ignores_is_left_out_of_folders(vzvirt: Run, tree: Path) -> None:
    git(tree, "init", "-q")
    (tree / ".gitignore").write_text("old/\n7.conf\n")
    assert shown(vzvirt, "-r") == ["conf/101.conf"]
    assert shown(vzvirt, "-r", "--no-gitignore") == ["7.conf", "conf/101.conf", "conf/old/102.conf"]
    assert shown(vzvirt, "7.conf") == ["7.conf"]  # whoever names it means it
    git(tree, "add", "-f", "7.conf")
    assert shown(vzvirt, "-r") == ["7.conf", "conf/101.conf"]
    (tree / "conf" / ".gitignore").write_text("!old/\n*.conf\n")
    assert shown(vzvirt, "-r") == ["7.conf"]
    assert "1 file checked" in vzvirt("check", "-r").stdout


def test_git_that_waits_for_a_pipe_is_not_waited_for(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tree, "init", "-q")
    os.mkfifo(tree / ".gitignore")
    monkeypatch.chdir(tree)
    monkeypatch.setattr("translator.sources.ignored.PATIENCE", 0.5)
    done = CliRunner().invoke(command_line, ["check", "-r", "."])
    assert (done.exit_code, "conf/101.conf" in done.stdout) == (1, True)
    assert "git has not said within 0.5 seconds what it ignores: nothing is left out for it" in done.stderr


def test_git_runs_nothing_that_a_repository_names(vzvirt: Run, tree: Path) -> None:
    git(tree, "init", "-q")
    program, ran = tree / "program", tree / "ran"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o755)
    git(tree, "add", "-f", "7.conf")
    git(tree, "config", "core.fsmonitor", str(program))
    subprocess.run(["git", "check-ignore", "7.conf"], cwd=tree, check=False, capture_output=True)
    assert ran.exists(), "git by itself runs it"
    ran.unlink()
    (tree / ".gitignore").write_text("old/\n")
    assert shown(vzvirt, "-r") == ["7.conf", "conf/101.conf"]
    assert not ran.exists()


def test_standard_input_has_a_name(vzvirt: Run, tree: Path) -> None:
    (tree / "conf" / "vzvirt.toml").write_text('[per-file-ignores]\n"102.conf" = ["VZ104"]\n')
    found = vzvirt("check", "-", "--stdin-filename", "conf/101.conf", "--format", "json", stdin=WARNED, code=1)
    assert [each["path"] for each in json.loads(found.stdout)["findings"]] == ["conf/101.conf"]
    assert vzvirt("check", "-", "--stdin-filename", "conf/102.conf", stdin=WARNED).returncode == 0
    veid = vzvirt("check", "-", "--stdin-filename", "conf/101.conf", stdin=GOOD + 'VEID="7"\n', code=1)
    assert "conf/101.conf:3:" in veid.stdout
    assert "VZ603" in veid.stdout
    fixed = vzvirt("check", "-", "--stdin-filename", "x/9.conf", "--fix", stdin=GOOD + 'ONBOOT="no"\nONBOOT="no"\n')
    assert fixed.stdout == GOOD + 'ONBOOT="no"\n'
    assert not (tree / "x").exists()
    many = vzvirt("check", "-", "conf", "--stdin-filename", "conf/102.conf", "--exclude", "102.conf", stdin=BAD, code=1)
    assert "ONBOOT" not in many.stdout
    assert "--stdin-filename is for -" in vzvirt("check", "7.conf", "--stdin-filename", "x", code=2).stderr


def test_concise_is_one_line_each(vzvirt: Run, tree: Path) -> None:
    lines = vzvirt("check", "-r", "--format", "concise", code=1).stdout.splitlines()
    assert [line.split(": ")[0] for line in lines[:-1]] == ["conf/101.conf:3:1", "conf/old/102.conf:3:9"]
    assert lines[-1] == "1 error, 1 warning in 3 files"


@pytest.mark.parametrize(
    ("words", "variables", "coloured"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "always", "-o", "out"), {}, True),
        (("-o", "out"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_who_gets_colours(tree: Path, words: tuple[str, ...], variables: dict[str, str], coloured: bool) -> None:
    plain = {name: value for name, value in environment().items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    done = subprocess.run(
        command("check", "conf/101.conf", *words), cwd=tree, env={**plain, **variables}, capture_output=True, text=True
    )
    text = (tree / "out").read_text() if "-o" in words else done.stdout
    assert "VZ104" in text
    assert ("\x1b[" in text) is coloured


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        (WARNED, ("--fail-level", "error"), 0),
        (BAD, ("--fail-level", "error"), 1),
        (GOOD + 'VE_LAYOUT="ploop:raw"\n', ("--fail-level", "info"), 1),
        (GOOD, ("--fail-level", "info"), 0),
        (BAD, ("--exit-zero",), 0),
        (BAD, ("--exit-zero", "--fail-level", "info"), 0),
        (GOOD + 'ONBOOT="no"\nONBOOT="no"\n', ("--fix", "--diff", "--exit-zero"), 0),
        (GOOD + 'ONBOOT="no"\nONBOOT="no"\n', ("--fix", "--diff"), 1),
    ],
)
def test_what_is_a_failure(vzvirt: Run, tmp_path: Path, text: str, words: tuple[str, ...], code: int) -> None:
    (tmp_path / "101.conf").write_text(text)
    assert vzvirt("check", "101.conf", *words, code=code).stdout


def test_an_unreadable_file_fails_whatever_is_let_pass(vzvirt: Run, tree: Path) -> None:
    assert vzvirt("check", "gone.conf", "--exit-zero", code=3).stderr


def test_settings_are_shown_with_where_they_are_said(vzvirt: Run, tree: Path) -> None:
    (tree / "conf" / "vzvirt.toml").write_text('ignore = ["VZ104"]\nexclude = ["old"]\nhost-ram = "64G"\n')
    said = vzvirt("check", "conf", "7.conf", "--level", "VZ3=info", "--exclude", "x", "--show-settings").stdout
    conf, top = said.split(f"{tree}:\n")
    for line in (
        f"configuration: {tree}/conf/vzvirt.toml",
        "ignore: VZ104",
        "exclude: x, old",
        "host-ram: 68719476736",
    ):
        assert f"  {line}\n" in conf
    assert "  configuration: none\n" in top
    assert "  exclude: x\n" in top
    assert "  levels: VZ3=info\n" in top


def test_the_baseline_says_how_many_it_hides(vzvirt: Run, tree: Path) -> None:
    vzvirt("check", "-r", "--write-baseline", "known.json")
    said = vzvirt("check", "-r", "--baseline", "known.json").stdout
    assert said == "3 files checked, nothing new found; 2 known in the baseline\n"
    (tree / "7.conf").write_text(BAD)
    assert "1 error in 3 files; 2 known" in vzvirt("check", "-r", "--baseline", "known.json", code=1).stdout


@pytest.mark.parametrize("form", ["sarif", "gitlab", "github"])
def test_code_hosts_get_paths_below_the_repository(vzvirt: Run, tree: Path, form: str) -> None:
    for path in ("./conf/101.conf", f"{tree}/conf/101.conf", "conf/../conf/101.conf"):
        said = vzvirt("check", path, "--format", form, code=1).stdout
        assert "conf/101.conf" in said
        assert str(tree) not in said
        assert "./" not in said.replace("$schema", "").replace("https://", "")
    top = {**environment(), "CI_PROJECT_DIR": str(tree)}
    done = subprocess.run(
        command("check", "101.conf", "--format", form), cwd=tree / "conf", env=top, capture_output=True, text=True
    )
    assert "conf/101.conf" in done.stdout


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["chek"], "check"),
        (["convrt", "x"], "convert"),
        (["explain", "PHYSPAGE"], "PHYSPAGES"),
        (["explain", "VZ30"], "VZ30"),
        (["explain", "missing-countr"], "missing-counter"),
        (["check", "x.conf", "--select", "VZ0301"], "VZ301"),
        (["check", "x.conf", "--level", "VW301=off"], "VZ301"),
        (["check", "x.conf", "--exlude", "y"], "--exclude"),
    ],
)
def test_a_slip_of_the_pen_gets_a_suggestion(vzvirt: Run, words: list[str], meant: str) -> None:
    assert meant in vzvirt(*words, code=2).stderr


def test_a_mistyped_key_gets_a_suggestion(vzvirt: Run, tree: Path) -> None:
    (tree / "vzvirt.toml").write_text("exlude = []\n")
    assert "did you mean 'exclude'" in vzvirt("check", code=2).stderr


def test_a_conf_of_openvz_7_is_read_by_its_own_rules_where_asked(vzvirt: Run, tmp_path: Path) -> None:
    (tmp_path / "7.conf").write_text(GOOD + 'UUID="{fbcdf284-5345-416b-a589-7b5fcaa87673}"\n')
    assert "VZ112" in vzvirt("check", "7.conf", code=1).stdout
    assert "nothing found" in vzvirt("check", "7.conf", "--dialect", "auto").stdout
    (tmp_path / "vzvirt.toml").write_text('dialect = "auto"\n')
    assert "nothing found" in vzvirt("check", "7.conf").stdout
    assert "nothing found" in vzvirt("check", ".", "--fix").stdout


def test_names_of_the_environment_are_not_needed(tree: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": environment()["PYTHONPATH"]}
    done = subprocess.run(command("check", "-r"), cwd=tree, env=bare, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
