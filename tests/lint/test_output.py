"""Is each format what its readers expect?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from lxml import etree

import translator.lint.engine  # noqa: F401 - registers the rules that reports name
from translator.finding import Finding, Fix
from translator.lint.output import FORMATS, Checked, Failure, reporter

TEXT = 'ONBOOT="true"\nIPTENTRIES="128"\n'
FIX = Fix("write NUMIPTENT", 2, 3, 'NUMIPTENT="128"\n', safe=True)
FOUND = [
    Finding(1, 9, "VZ201", "error", "ONBOOT: 'true' is not valid, 100%\nsure", "ONBOOT", "a b,c.conf", 4),
    Finding(2, 1, "VZ601", "warning", "IPTENTRIES is obsolete <&\x01", "IPTENTRIES", "a b,c.conf", 10, FIX),
    Finding(2, 1, "VZ602", "info", "caf\udce9", None, "a b,c.conf", 1),
]
SCHEMA = Path(__file__).parent / "sarif" / "sarif-2.1.0-rtm.5.json"


def told(form: str, findings: list[Finding] | None = None, *, failed: bool = True) -> str:
    teller = reporter(form)
    text = "".join(teller.file(Checked("a b,c.conf", TEXT, FOUND if findings is None else findings)))
    text += "".join(teller.file(Checked("clean.conf", "", [])))
    if failed:
        text += teller.failed(Failure("gone.conf", "gone.conf: No such file", bug=False))
        text += teller.failed(Failure("bad.conf", "bad.conf: this is a bug", bug=True))
    return text + "".join(teller.finish(2))


def sarif(text: str) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(text)
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text()))
    assert not [error.message for error in validator.iter_errors(log)]
    return log


def test_text() -> None:
    assert told("text").startswith("a b,c.conf:1:9: VZ201 ONBOOT: 'true'")
    assert '    ONBOOT="true"\n            ^^^^\n' in told("text")
    failed = "2 files could not be checked"
    assert told("text").endswith(f"1 error, 1 warning, 1 info in 2 files (1 fixable with --fix); {failed}\n")
    assert told("text", []) == f"2 files checked, nothing found; {failed}\n"


def test_json() -> None:
    data = json.loads(told("json", failed=False))
    assert data.keys() == {"findings", "files"}
    assert data["files"] == 2
    first, second, _ = data["findings"]
    assert first == {
        "path": "a b,c.conf",
        "line": 1,
        "column": 9,
        "code": "VZ201",
        "level": "error",
        "parameter": "ONBOOT",
        "message": "ONBOOT: 'true' is not valid, 100%\nsure",
        "fix": None,
    }
    assert second["fix"] == {"summary": "write NUMIPTENT", "start": 2, "end": 3, "text": FIX.text, "safe": True}
    assert [each["kind"] for each in json.loads(told("json"))["failed"]] == ["unreadable", "bug"]
    assert json.loads(told("json", [], failed=False)) == {"findings": [], "files": 2}


def test_sarif_is_valid() -> None:
    run = sarif(told("sarif"))["runs"][0]
    assert [each["level"] for each in run["results"]] == ["error", "warning", "note"]
    assert run["tool"]["driver"]["rules"][run["results"][1]["ruleIndex"]]["id"] == "VZ601"
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b,c.conf"
    assert place["region"] == {"startLine": 1, "startColumn": 9, "endColumn": 13}
    assert run["results"][1]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == FIX.text
    assert run["invocations"][0]["executionSuccessful"] is False
    assert sarif(told("sarif", [], failed=False))["runs"][0]["results"] == []


def test_the_schema_refuses_what_is_no_sarif() -> None:
    with pytest.raises(AssertionError):
        sarif('{"version": "2.1.0", "runs": [{"results": []}]}')


def test_github() -> None:
    first, second, third, gone, bad = told("github").splitlines()
    assert first == (
        "::error file=a b%2Cc.conf,line=1,endLine=1,col=9,endColumn=13,title=VZ201 invalid-value"
        "::ONBOOT: 'true' is not valid, 100%25%0Asure"
    )
    assert second.startswith("::warning ")
    assert third.startswith("::notice ")
    assert gone == "::error file=gone.conf,title=unreadable::gone.conf: No such file"
    assert "vzvirt failed" in bad


def test_junit() -> None:
    root = etree.fromstring(told("junit").encode("utf-8", "surrogateescape"))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("6", "2", "2")
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["a b,c.conf", "clean.conf", "gone.conf", "bad.conf"]
    assert [len(suite) for suite in suites] == [3, 1, 1, 1]
    assert suites[0][0][0].get("message") == "ONBOOT: 'true' is not valid, 100%\nsure"


def test_gitlab() -> None:
    issues = json.loads(told("gitlab"))
    assert [issue["severity"] for issue in issues] == ["major", "minor", "info", "blocker", "blocker"]
    assert issues[0]["location"] == {"path": "a b,c.conf", "lines": {"begin": 1}}
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert json.loads(told("gitlab", [], failed=False)) == []


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_lost_on_the_way_to_bytes(form: str) -> None:
    told(form).encode("utf-8", "surrogateescape")


def test_json_holds_no_lone_surrogate() -> None:
    from translator.lint.output import dumps

    assert json.loads(dumps({"text": "caf\udce9 \U0001f600 \ud83d"})) == {"text": "caf\ufffd \U0001f600 \ud83d"}


def test_a_surrogate_that_stands_for_no_byte_crashes_no_rule() -> None:
    from translator import check_conf

    assert check_conf('HOSTNAME="\ud800"\nNETIF="ifname=eth0,host_ifname=\ud800"\n\ud800=1\n', ctid=101)
