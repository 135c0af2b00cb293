"""What does one see of three hundred thousand findings? A person ten and a count, a program all, in bounded memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from tests.cli.conftest import Run, run
from tests.hostile.measure import measured
from translator.few import MANY, Further, few
from translator.finding import Finding

__all__ = ["run"]

COUNT = 300_000
#: MiB beside the findings: Python, the rules, and the text.
BASE = 100
#: Bytes of memory a finding, however it is told. Measured: 300 to 380.
EACH = 600


#: JSON has all as quickly as text; the others take a tenth of them.
FEWER = COUNT // 10
FORMS = {"json": COUNT, "github": FEWER, "gitlab": FEWER, "junit": FEWER, "sarif": FEWER}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for name, count in (("101", COUNT), ("102", FEWER)):
        (folder / f"{name}.conf").write_text('IP_ADDRESS="' + "10.0.0.1 " * count + '"\n')
    return folder


def test_text_is_short(folder: Path) -> None:
    for form, lines in (("text", 3), ("concise", 1)):
        cost = measured(folder, "check", "101.conf", "--format", form)
        assert cost.code == 1, cost.said
        told = [line for line in cost.out.splitlines() if "VZ402" in line]
        assert len(told) == 11
        assert told[-1] == "101.conf: and 299,989 more of VZ402: --format json has all"
        assert len(cost.out.splitlines()) < 11 * lines + 20
        assert cost.out.endswith("1 error, 300000 warnings in 1 file\n"), "the count at the end is of all"
        assert cost.memory < BASE + COUNT * EACH / 2**20, cost.memory


@pytest.mark.parametrize("form", FORMS)
def test_programs_get_all(folder: Path, form: str) -> None:
    count = FORMS[form]
    cost = measured(folder, "check", "101.conf" if count == COUNT else "102.conf", "--format", form)
    assert cost.code == 1, cost.said
    assert cost.out.count("VZ402") >= count - 1
    if form in ("json", "gitlab", "sarif"):
        json.loads(cost.out)
    elif form == "junit":
        etree.fromstring(cost.out.encode(), etree.XMLParser(huge_tree=True))
    assert cost.memory < BASE + count * EACH / 2**20, cost.memory


def test_what_is_no_more_than_a_few_is_told_in_full() -> None:
    def findings(*counts: int) -> list[Finding]:
        return [
            Finding(line, 1, f"VZ{code}", "error", "", None, path)
            for path in ("a", "b")
            for code, count in enumerate(counts)
            for line in range(count)
        ]

    assert list(few(findings(MANY, 3))) == findings(MANY, 3)
    told = list(few(findings(MANY + 1, 3)))
    assert [each for each in told if isinstance(each, Further)] == [
        Further("a", "VZ0", "error", 11),
        Further("b", "VZ0", "error", 11),
    ]
    rest = [each for each in told if not isinstance(each, Further)]
    assert rest == [each for each in findings(MANY + 1, 3) if each.code == "VZ1" or each.line < 10]


def test_a_conversion_tells_as_few(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "101.conf"
    path.write_text("".join(f'UNKNOWN_{n}="1"\n' for n in range(1000)) + 'ONBOOT="maybe"\n')
    told = run("convert", path).stderr
    assert told.count("is no parameter that vzctl knows") == 10
    assert f"{path}: and 990 more of VZ104: vzvirt check --format json has what check finds of it" in told
    assert "ONBOOT" in told
