"""How do findings become a JUnit report? A suite a file, a case a finding; infos do not fail."""

from __future__ import annotations

from collections.abc import Iterator

from translator.domain.text import escape_attribute, is_xml
from translator.lint.output import Checked, Failure, Kept, Reporter

#: What every report starts with.
HEAD = "<?xml version='1.0' encoding='UTF-8'?>\n<testsuites name='vzvirt' "


def _attribute(text: str) -> str:
    """Return text for an attribute; characters that XML cannot hold become U+FFFD."""
    shown = text if is_xml(text) else "".join(char if is_xml(char) else "\ufffd" for char in text)
    return escape_attribute(shown)


class JUnit(Reporter):
    """Keeps the suites: their counts come first."""

    def __init__(self) -> None:
        self._suites = Kept()
        self._tests = self._failures = self._errors = 0

    def file(self, checked: Checked, /) -> tuple[str, ...]:
        """Keep the suite of one file. Findings between files come without one, and make suites of their own."""
        if checked.text is None and not checked.findings:
            return ()
        name = _attribute(checked.path)
        count = len(checked.findings) or 1
        failures = sum(each.level != "info" for each in checked.findings)
        keep = self._suites.add
        keep(f"  <testsuite name='{name}' tests='{count}' failures='{failures}' errors='0'>\n")
        for each in checked.findings:
            title = _attribute(f"{each.code}:{each.line}:{each.column}")
            inside = f"{each.path or checked.path}:{each.line}:{each.column}: {each.code} {each.message}"
            if each.level == "info":
                body = f"<system-out>{_attribute(inside)}</system-out>"
            else:
                body = (
                    f"<failure message='{_attribute(each.message)}' type='{_attribute(each.level)}'>"
                    f"{_attribute(inside)}</failure>"
                )
            keep(f"    <testcase classname='{name}' name='{title}'>{body}</testcase>\n")
        if not checked.findings:
            keep(f"    <testcase classname='{name}' name='check'/>\n")
        keep("  </testsuite>\n")
        self._tests += count
        self._failures += failures
        return ()

    def failed(self, failure: Failure, /) -> str:
        """Keep a suite with an error."""
        name, kind = _attribute(failure.path), "bug" if failure.bug else "unreadable"
        self._tests += 1
        self._errors += 1
        self._suites.add(
            f"  <testsuite name='{name}' tests='1' failures='0' errors='1'>\n"
            f"    <testcase classname='{name}' name='check'>"
            f"<error message='{_attribute(failure.message)}' type='{kind}'/></testcase>\n  </testsuite>\n"
        )
        return ""

    def finish(self, _files: int, _hidden: int = 0, /) -> Iterator[str]:
        """Yield the whole document."""
        yield f"{HEAD}tests='{self._tests}' failures='{self._failures}' errors='{self._errors}'>\n"
        yield from self._suites
        yield "</testsuites>\n"


def make(*, colour: bool) -> JUnit:
    """Return a new reporter."""
    del colour
    return JUnit()
