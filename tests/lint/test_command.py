"""Does the command line do what it says?"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import ready

ROOT = Path(__file__).resolve().parents[2]
GOOD = 'ONBOOT="yes"\nPHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def vzvirt(tmp_path: Path) -> object:
    def run(*words: str, stdin: str = "", **environment: str) -> Ran:
        done = ready.run(*words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, stdin=stdin)
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def codes(ran: Ran) -> list[str]:
    return [each["code"] for each in json.loads(ran.out)["findings"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [(GOOD, 0), (GOOD + 'VE_LAYOUT="ploop:raw"\n', 0), (GOOD + 'CPULIMIT="50%"\n', 1), (GOOD + 'IOPRIO="9"\n', 1)],
    ids=["clean", "info", "warning", "error"],
)
def test_exit_codes_by_level(vzvirt, tmp_path: Path, text: str, code: int) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(text)
    assert vzvirt("check", "101.conf").code == code


def test_the_worst_exit_code_counts_and_all_files_are_checked(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD + 'IOPRIO="9"\n')
    ran = vzvirt("check", "gone.conf", "101.conf", "--format", "json")
    assert ran.code == 3
    assert codes(ran) == ["VZ201"]
    assert "gone.conf: No such file" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["check", ".", "--select", "VZ9"],
        ["check", ".", "--level", "VZ3"],
        ["check", ".", "--host-ram", "much"],
        ["check", ".", "--ctid", "web"],
        ["check", ".", "--baseline", "gone.json"],
        ["check", ".", "--config", "gone.toml"],
        ["explain"],
        ["explain", "VZ999"],
    ],
)
def test_bad_usage(vzvirt, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    ran = vzvirt(*words)
    assert ran.code == 2
    assert ran.err.startswith(("Usage", "Error"))


def test_a_rule_that_crashes_names_the_file(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for number in (101, 102):
        (tmp_path / f"{number}.conf").write_text(GOOD + ('NAME="crash"\n' if number == 101 else 'IOPRIO="9"\n'))
    (tmp_path / "sitecustomize.py").write_text(
        "import translator.lint.engine\n"
        "from translator.lint.rule import REGISTRY, ConfCheck\n"
        "def crash(conf):\n    raise RuntimeError('on purpose')\n    yield\n"
        "REGISTRY.by_parameter['NAME'] = [ConfCheck(crash, (), ('NAME',))]\n"
    )
    ran = vzvirt("check", ".", "--format", "json", PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert ran.code == 4
    assert "101.conf: this is a bug in vzvirt: RuntimeError: on purpose" in ran.err
    assert codes(ran) == ["VZ201"]


def test_fix_writes_what_is_safe_and_nothing_is_left_to_fix(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "101.conf"
    file.write_text('IPTENTRIES="128"\nNUMPROC="200:240"\n')
    diff = vzvirt("check", "101.conf", "--diff")
    assert '-IPTENTRIES="128"\n+NUMIPTENT="128"\n' in diff.out
    assert diff.code == 1
    assert file.read_text().startswith("IPTENTRIES")
    vzvirt("check", "101.conf", "--fix")
    assert file.read_text() == 'NUMIPTENT="128"\nNUMPROC="200:240"\n'
    assert vzvirt("check", "101.conf", "--diff") == Ran(0, "", "")


def test_unsafe_fixes_are_the_repairs_of_vzcfgvalidate(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "101.conf"
    file.write_text('PHYSPAGES="65536"\nSWAPPAGES="0:65536"\n')
    assert vzvirt("check", "101.conf", "--unsafe-fixes").code == 0
    assert file.read_text() == 'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'


def test_standard_input_is_fixed_to_standard_output(vzvirt) -> None:  # type: ignore[no-untyped-def]
    ran = vzvirt("check", "-", "--fix", stdin=GOOD + 'IPTENTRIES="128"\n')
    assert ran.out == GOOD + 'NUMIPTENT="128"\n'
    assert ran.code == 0


def test_choosing(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD + 'IOPRIO="9"\nCPULIMIT="50%"\nFOO="1"\n')
    every = ["check", "101.conf", "--format", "json"]
    assert codes(vzvirt(*every)) == ["VZ201", "VZ224", "VZ104"]
    assert codes(vzvirt(*every, "--select", "VZ2")) == ["VZ201", "VZ224"]
    assert codes(vzvirt(*every, "--select", "VZ2,VZ104", "--ignore", "VZ22")) == ["VZ201", "VZ104"]
    assert codes(vzvirt(*every, "--ignore", "VZ2", "--select", "VZ201")) == ["VZ201"]
    (tmp_path / "vzvirt.toml").write_text(
        'ignore = ["VZ104"]\n[levels]\nVZ201 = "info"\nVZ224 = "off"\n[per-file-ignores]\n"102*" = ["VZ2"]\n'
    )
    ran = vzvirt(*every)
    assert ran.code == 0
    assert [(each["code"], each["level"]) for each in json.loads(ran.out)["findings"]] == [("VZ201", "info")]
    (tmp_path / "102.conf").write_text((tmp_path / "101.conf").read_text())
    assert codes(vzvirt("check", "102.conf", "--format", "json")) == []
    assert codes(vzvirt(*every, "--isolated")) == ["VZ201", "VZ224", "VZ104"]
    assert codes(vzvirt(*every, "--level", "VZ104=off", "--isolated")) == ["VZ201", "VZ224"]


def test_all_is_every_rule(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD + 'IOPRIO="9"\nCPULIMIT="50%"\nFOO="1"\n')
    every = ["check", "101.conf", "--format", "json"]
    assert codes(vzvirt(*every, "--select", "ALL")) == ["VZ201", "VZ224", "VZ104"]
    assert codes(vzvirt(*every, "--select", "ALL", "--ignore", "VZ2")) == ["VZ104"]
    assert codes(vzvirt(*every, "--ignore", "ALL", "--select", "VZ224")) == ["VZ224"]
    assert codes(vzvirt(*every, "--ignore", "ALL")) == []
    ran = vzvirt(*every, "--level", "ALL=info", "--level", "VZ104=error")
    assert [each["level"] for each in json.loads(ran.out)["findings"]] == ["info", "info", "error"]
    assert (
        "select: ALL\n  ignore: ALL\n  levels: ALL=info\n"
        in vzvirt("check", ".", "--show-settings", "--select", "ALL", "--ignore", "ALL", "--level", "ALL=info").out
    )
    (tmp_path / "vzvirt.toml").write_text('select = ["ALL"]\n[levels]\nALL = "info"\n')
    ran = vzvirt(*every)
    assert [(each["code"], each["level"]) for each in json.loads(ran.out)["findings"]] == [
        ("VZ201", "info"),
        ("VZ224", "info"),
        ("VZ104", "info"),
    ]


def test_pyproject_is_found_above(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "pyproject.toml").write_text('[tool.vzvirt]\nselect = ["VZ3"]\n')
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "101.conf").write_text(GOOD + 'IOPRIO="9"\n')
    assert vzvirt("check", "conf").code == 0


@pytest.mark.parametrize(
    "text", ['selct = ["VZ3"]', "select = 3", 'select = ["VZ9"]', "levels = 1", '[levels]\nVZ1 = "bad"', "x ="]
)
def test_a_configuration_that_means_nothing(vzvirt, tmp_path: Path, text: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "vzvirt.toml").write_text(text)
    ran = vzvirt("check", ".")
    assert ran.code == 2
    assert "vzvirt.toml" in ran.err


def test_baseline_lets_only_new_findings_fail(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "101.conf"
    file.write_text(GOOD + 'IOPRIO="9"\n')
    assert vzvirt("check", ".", "--write-baseline", "known.json").code == 0
    assert vzvirt("check", ".", "--baseline", "known.json").code == 0
    file.write_text("# a line above\n" + GOOD + 'IOPRIO="9"\n')
    assert vzvirt("check", ".", "--baseline", "known.json").code == 0
    file.write_text(GOOD + 'IOPRIO="9"\nIOPRIO="9"\n')
    ran = vzvirt("check", ".", "--baseline", "known.json", "--format", "json")
    assert ran.code == 1
    assert codes(ran) == ["VZ201"]
    (tmp_path / "known.json").write_text("[]")
    assert vzvirt("check", ".", "--baseline", "known.json").code == 2
    none = vzvirt("check", ".", "--baseline", "none.json")
    assert (none.code, "none.json: No such file or directory; --write-baseline" in none.err) == (2, True)


def test_statistics(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text('A="1"\nB="1"\n' + GOOD + 'IOPRIO="9"\n')
    lines = vzvirt("check", ".", "--statistics").out.splitlines()
    assert [line.split()[:2] for line in lines] == [["2", "VZ104"], ["1", "VZ201"]]


def test_a_folder_is_a_fleet(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD + 'IP_ADDRESS="192.0.2.1"\n')
    (tmp_path / "102.conf").write_text(GOOD + 'IP_ADDRESS="192.0.2.1"\n')
    (tmp_path / "0.conf").write_text('ONBOOT="no"\nKMEMSIZE="1:2"\n')
    (tmp_path / "ve-basic.conf-sample").write_text("garbage\n")
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "web").symlink_to("../101.conf")
    ran = vzvirt("check", ".", "--format", "json")
    assert [(each["path"], each["line"], each["code"]) for each in json.loads(ran.out)["findings"]] == [
        ("102.conf", 4, "VZ434")
    ]
    assert json.loads(ran.out)["files"] == 3
    assert codes(vzvirt("check", ".", "--format", "json", "--host-ram", "256M", "--host-swap", "1G")) == [
        "VZ434",
        "VZ452",
    ]
    assert codes(vzvirt("check", "101.conf", "--format", "json", "--host-ram", "128M")) == ["VZ318", "VZ452"]


def test_documents_are_told_by_their_content(vzvirt) -> None:  # type: ignore[no-untyped-def]
    assert codes(vzvirt("check", "-", "--format", "json", stdin="<domain/>")) != []
    assert codes(vzvirt("check", "-", "--format", "json", stdin=GOOD)) == []


def test_explain(vzvirt) -> None:  # type: ignore[no-untyped-def]
    assert vzvirt("explain", "vz305").out.startswith("VZ305 physpages-ubc (error)\n")
    assert vzvirt("explain", "shared-address", "privvmpages").out.count("\n\n") > 2
    listed = vzvirt("explain", "--all").out.splitlines()
    assert len(listed) > 100
    assert listed == sorted(listed, key=lambda line: line[:5])


@pytest.mark.parametrize("option", ["-o", "--write-baseline"])
@pytest.mark.parametrize("paths", [("101.conf",), (".",), ("./101.con?",), ("--files-from", "list")])
def test_what_is_checked_is_not_written_over(vzvirt, tmp_path: Path, option: str, paths: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD)
    (tmp_path / "list").write_text("101.conf\n")
    (tmp_path / "link").symlink_to("101.conf")
    for output in ("101.conf", "link"):
        ran = vzvirt("check", *paths, option, output)
        assert ran.code == 2
        assert f"{output} is read too" in ran.err
        assert (tmp_path / "101.conf").read_text() == GOOD


def test_lists_and_baselines_are_not_written_over_by_findings(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD)
    (tmp_path / "list").write_text("101.conf\n")
    vzvirt("check", ".", "--write-baseline", "known.json")
    for words in (("--files-from", "list", "-o", "list"), (".", "--baseline", "known.json", "-o", "known.json")):
        assert vzvirt("check", *words).code == 2
    # a baseline is written anew from what is found now
    assert vzvirt("check", ".", "--baseline", "known.json", "--write-baseline", "known.json").code == 0


@pytest.mark.parametrize("paths", [("hh/conf/101.conf",), ("hh/conf",), ("-r", "hh"), ("hh/conf/*",)], ids=" ".join)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("hh/vzvirt.toml", ("-o", "--write-baseline")),
        ("hh/conf/pyproject.toml", ("-o", "--write-baseline")),
        ("hh/vz.conf", ("-o", "--write-baseline")),
        ("hh/known.json", ("-o",)),
    ],
)
def test_what_was_found_is_not_written_over(  # type: ignore[no-untyped-def]
    vzvirt, tmp_path: Path, paths: tuple[str, ...], name: str, options: tuple[str, ...]
) -> None:
    (tmp_path / "hh/conf").mkdir(parents=True)
    (tmp_path / "hh/conf/101.conf").write_text(GOOD)
    (tmp_path / "hh/vz.conf").write_text('DISKSPACE="1:2"\n')
    vzvirt("check", "--isolated", "hh/conf", "--write-baseline", "hh/known.json")
    settings = 'ignore = ["VZ3"]\nbaseline = "{}known.json"\n'
    if "pyproject" in name:
        (tmp_path / name).write_text("[tool.vzvirt]\n" + settings.format("../"))
    else:
        (tmp_path / "hh/vzvirt.toml").write_text(settings.format(""))
    (tmp_path / "link").symlink_to(name)
    before = (tmp_path / name).read_bytes()
    for option in options:
        for output in (name, "link"):
            ran = vzvirt("check", *paths, option, output)
            assert f"{output} is " in ran.err
            assert ran.code == 2
            assert (tmp_path / name).read_bytes() == before
    # a baseline that was found is written anew as well
    assert vzvirt("check", *paths, "--write-baseline", "hh/known.json").code == 0


@pytest.mark.extras
def test_what_a_url_names_is_not_written_over(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD)
    ran = vzvirt("check", f"file://{tmp_path}/101.conf", "-o", "101.conf")
    assert "101.conf is read too" in ran.err
    assert ran.code == 2
    assert (tmp_path / "101.conf").read_text() == GOOD


def test_configurations_that_were_named_are_not_written_over(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD)
    (tmp_path / "mine.toml").write_text("")
    (tmp_path / "vz.conf").write_text("")
    for words in (
        ("101.conf", "--config", "mine.toml", "--write-baseline", "mine.toml"),
        ("101.conf", "--host-conf", "vz.conf", "-o", "vz.conf"),
    ):
        before = (tmp_path / words[-1]).read_bytes()
        ran = vzvirt("check", *words)
        assert f"{words[-1]} is read too" in ran.err
        assert ran.code == 2
        assert (tmp_path / words[-1]).read_bytes() == before
    ran = vzvirt("check", "101.conf", "--write-baseline", "new", "-o", "./new")
    assert "needs a file of its own" in ran.err
    assert not (tmp_path / "new").exists()


def test_a_report_takes_the_place_of_the_last_one(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD)
    for _ in range(2):  # the second time, the report stands among the *.xml of the folder
        assert vzvirt("check", ".", "--format", "junit", "-o", "report.xml") == Ran(0, "", "")
        assert (tmp_path / "report.xml").read_text().count("<testsuite ") == 1
    (tmp_path / "102.xml").write_text("<domain/>")
    assert vzvirt("check", ".", "--format", "junit", "-o", "102.xml").code == 2


def test_a_report_is_there_whole_or_not_at_all(vzvirt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD)
    (tmp_path / "report").write_text("the last one")
    (tmp_path / "sitecustomize.py").write_text(
        "import translator.cli.checking.tally as t\n"
        "def end(self):\n    raise RuntimeError('on purpose')\n"
        "t.Tally.end = end\n"
    )
    assert vzvirt("check", "101.conf", "-o", "report", PYTHONPATH=f"{tmp_path}:{ROOT}").code == 4
    assert (tmp_path / "report").read_text() == "the last one"
    assert vzvirt("check", "101.conf", "-o", "/dev/stdout").out == "1 file checked, nothing found\n"


@pytest.mark.parametrize("option", ["-o", "--write-baseline"])
def test_a_place_that_cannot_be_written_is_no_bad_usage(vzvirt, tmp_path: Path, option: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "101.conf").write_text(GOOD)
    ran = vzvirt("check", ".", option, "no/such/report")
    assert (ran.code, ran.err) == (3, "vzvirt: no/such/report: No such file or directory\n")
