"""Does ``check`` find all that vzctl 4.11.1 and vzcfgvalidate object to, on the same lines, and no error more?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.recorded import answers
from translator.finding import Finding
from translator.lint.engine import check_conf
from translator.lint.rule import Host

#: What the host of the recordings had below /dev, as far as the confs name it.
HOST = Host(devices=frozenset({"null", "zero", "full", "net/tun", "fuse"}))
VERDICTS = {
    **dict.fromkeys(("VZ101", "VZ102", "VZ103"), "unparsable"),
    **dict.fromkeys(("VZ104", "VZ108", "VZ109", "VZ110", "VZ111"), "unknown"),
    "VZ105": "duplicate",
    "VZ201": "invalid",
    "VZ202": "truncated",
    "VZ211": "invalid",
}
#: Errors that neither program tells and the kernel makes: what vzctl start ends with.
OWN = ("VZ324",)
LEVELS = {"error": "error", "warning": "warning", "recommendation": "info"}


def found_lines(findings: list[Finding]) -> Counter[tuple[int, str]]:
    return Counter((each.line, VERDICTS[each.code]) for each in findings if each.code in VERDICTS)


def found_relations(findings: list[Finding]) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for each in findings:
        if each.code == "VZ301":  # one finding, for which vzcfgvalidate has a line each
            for name in re.split(r" (?:is|are) missing: ", each.message)[0].split(", "):
                found[each.level, name, "present"] += 1
        elif "VZ301" <= each.code <= "VZ319":
            match = re.search(r"expected (.+?)(?: \(.*\))?$", each.message)
            assert match, each
            found[each.level, str(each.parameter), match[1]] += 1
    return found


@pytest.mark.parametrize("recorded", answers())
def test_all_answers_match(recorded: Callable[[], list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]) -> None:
    cases = recorded()
    assert cases
    matched = lines = relations = 0
    wrong = []
    for case in cases:
        findings = check_conf(case["conf"], ctid=case.get("ctid", 101), host=HOST)
        # a file of one line without line feed is two lines to vzctl, and one to everybody else
        only = "\n" not in case["conf"]
        wanted_lines = Counter((1 if only else each["line"], each["verdict"]) for each in case["lines"])
        wanted = Counter((LEVELS[each["severity"]], each["parameter"], each["wants"]) for each in case["validate"])
        got_lines, got = found_lines(findings), found_relations(findings)
        errors = [
            each
            for each in findings
            if each.level == "error" and each.code not in (*VERDICTS, *OWN) and not "VZ301" <= each.code <= "VZ319"
        ]
        if (got_lines, got) == (wanted_lines, wanted) and not errors:
            matched += 1
            lines += wanted_lines.total()
            relations += wanted.total()
        else:
            wrong.append(
                (
                    case.get("file", cases.index(case)),
                    got_lines - wanted_lines,
                    wanted_lines - got_lines,
                    got - wanted,
                    wanted - got,
                    errors,
                )
            )
    with capsys.disabled():
        print(f"\n{matched} of {len(cases)} confs match in full: {lines} lines, {relations} relations")
    assert not wrong, wrong[:5]
