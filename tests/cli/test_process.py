"""What does only a process of its own show? The exit code of a bug of ours, a reader that goes away, colours."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY)}


def command(*arguments: str, code: str = "") -> list[str]:
    return [
        sys.executable,
        "-c",
        f"import sys; sys.argv[0] = 'vzvirt'\n{code}\nfrom translator.__main__ import main; main()",
        *arguments,
    ]


def test_a_bug_of_ours_has_its_own_exit_code_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "101.conf"
    path.write_text('CPUS="2"\n')
    broken = "import translator.cli.convert as c\ndef bad(*a, **k): raise KeyError('x')\nc.convert_text = bad"
    done = subprocess.run(
        command("convert", str(path), code=broken), env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 4
    assert "this is a bug in vzvirt: KeyError" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_word_steers_no_terminal() -> None:
    """As one of ``find`` may."""
    done = subprocess.run(command("explain", "\x1b[2J"), env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, "\x1b" in done.stderr, "\\x1b[2J" in done.stderr) == (2, False, True)


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "101.conf"
    path.write_text("".join(f'UNKNOWN_{n}="{"x" * 200}"\n' for n in range(5000)))
    shell = f"{sys.executable} -m translator convert {path} | head -c 100 >/dev/null; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_a_check_that_nobody_reads_to_its_end_is_not_clean(tmp_path: Path) -> None:
    path = tmp_path / "101.conf"
    path.write_text("".join(f'UNKNOWN_{n}="{"x" * 200}"\n' for n in range(5000)))
    shell = f"{sys.executable} -m translator check {path} | head -c 100 >/dev/null; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 1


def test_what_a_closed_standard_error_does_not_take_is_lost_alone(tmp_path: Path) -> None:
    for redirection in ("2>&-", "2>/dev/full"):
        line = ["bash", "-c", f'"$@" {redirection}', "bash", sys.executable, "-m", "translator", "convert", "gone.conf"]
        done = subprocess.run(line, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (3, "", "")


@pytest.mark.parametrize(
    "words",
    [
        ("convert", "101.conf", "--driver", "lxc", "--plan"),
        ("convert", "101.conf"),
        ("check", "101.conf"),
        ("show", "101.conf"),
        ("plan", "101.conf"),
        ("fleet", "query", "SELECT value FROM parameters", "--record", "r.db"),
        ("fleet", "query", "SELECT value FROM parameters", "--record", "r.db", "--export", "csv"),
    ],
    ids=" ".join,
)
def test_what_a_locale_has_no_bytes_for_is_no_bug_of_ours(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "101.conf").write_bytes('DESCRIPTION="Müller →"\nVE_PRIVATE="/ü/'.encode() + b'\xfc"\n')
    line = [sys.executable, "-m", "translator"]
    if words[0] == "fleet":
        fill = [*line, "convert", ".", "-q", "-o", "out", "--record", "r.db"]
        subprocess.run(fill, cwd=tmp_path, env=ENVIRONMENT, check=False)
    done = subprocess.run(
        [*line, *words], cwd=tmp_path, env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii:strict"}, capture_output=True
    )
    assert done.returncode in (0, 1), done
    assert b"bug" not in done.stderr
    if words in (("convert", "101.conf"), ("check", "101.conf")) or "--export" in words:  # UTF-8 for all programs
        assert "ü".encode() in done.stdout


@pytest.mark.parametrize("unbuffered", [False, True])
def test_what_is_told_is_told_at_once(unbuffered: bool) -> None:
    """Python's own streams have no buffer where PYTHONUNBUFFERED asks for none."""
    code = "import os, sys; sys.stdout.write('said\\n'); sys.stderr.write('told\\n'); os._exit(0)"
    plain = {name: value for name, value in ENVIRONMENT.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        [sys.executable, "-c", f"from translator.streams import prepare; prepare(); {code}"],
        env={**plain, "PYTHONUNBUFFERED": "1"} if unbuffered else plain,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("said\n" if unbuffered else "", "told\n")


def test_a_closed_standard_input_cannot_be_read(tmp_path: Path) -> None:
    line = ["bash", "-c", '"$@" <&-', "bash", sys.executable, "-m", "translator", "show", "-"]
    done = subprocess.run(line, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "vzvirt: -: Bad file descriptor\n")


def _on_terminal(environment: dict[str, str], path: Path) -> bytes:
    leader, follower = pty.openpty()
    with subprocess.Popen(
        command("convert", str(path)), env=environment, stdout=subprocess.DEVNULL, stderr=follower
    ) as process:
        os.close(follower)
        process.wait(30)
    shown = os.read(leader, 4096)
    os.close(leader)
    return shown


def test_colours_on_a_terminal_unless_no_color_is_set(tmp_path: Path) -> None:
    path = tmp_path / "101.xml"
    path.write_text("<domain")
    plain = {name: value for name, value in ENVIRONMENT.items() if name != "NO_COLOR"}
    assert b"\x1b[" in _on_terminal(plain, path)
    assert b"\x1b[" not in _on_terminal({**plain, "NO_COLOR": "1"}, path)


def test_the_version_needs_nothing_else() -> None:
    code = (
        "import atexit; atexit.register(lambda: print(sorted(m for m in sys.modules if m in ('click', 'lxml', 're2'))))"
    )
    done = subprocess.run(command("--version", code=code), env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stdout.startswith("vzvirt ")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("con", ["plain,convert"]),
        ("convert /etc/vz", ["file,/etc/vz"]),
        ("convert a.conf b.co", ["file,b.co"]),
        ("convert -o o", ["file,o"]),
        ("convert --in o", ["dir,o"]),
        ("convert --base o", ["file,o"]),
        ("check o", ["file,o"]),
        ("check --write-baseline o", ["file,o"]),
        ("show o", ["file,o"]),
        ("diff o p", ["file,p"]),
        ("normalize o", ["file,o"]),
        ("network -o o", ["dir,o"]),
        ("fleet show --record o", ["file,o"]),
        ("explain PHY", ["plain,PHYSPAGES", "plain,physpages-ubc"]),
        ("explain vz30", [f"plain,VZ30{n}" for n in range(1, 10)]),
        ("check --select VZ30", [f"plain,VZ30{n}" for n in range(1, 10)]),
        ("check --ignore VZ1,VZ31", [f"plain,VZ1,VZ31{n}" for n in range(10)]),
    ],
)
def test_completion(line: str, expected: list[str]) -> None:
    words = f"vzvirt {line}"
    environment = {
        **ENVIRONMENT,
        "_VZVIRT_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    done = subprocess.run(command(), env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == expected
