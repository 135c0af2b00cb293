"""Does each conf of fixtures/pairs become exactly its document, and come back? Text, report and the conf made anew.

``case.toml`` says what is shown, and where it is another than the default: the ``dialect`` and the ``driver``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.golden import expect, folders, report_lines
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import VZCTL, DialectName
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.domain.schema import iter_schema_findings

CASES = folders("pairs")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_pair(case: Path, pytestconfig: pytest.Config) -> None:
    about = tomllib.loads((case / "case.toml").read_text())
    conf = (case / "in.conf").read_bytes().decode("utf-8", "surrogateescape")
    dialect = about.get("dialect", "vzctl")
    made = conf_to_domain(conf, ctid=about["ctid"], dialect=dialect, driver=about.get("driver", "openvz"))
    expect(case / "out.xml", made.text, pytestconfig)
    expect(case / "report.json", report_lines(made.report), pytestconfig)
    back = domain_to_conf(made.text, dialect=dialect)
    expect(case / "back.conf", back.text, pytestconfig)
    assert back.ctid == made.ctid == str(about["ctid"])
    assert list(iter_schema_findings(made.text)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_pair_comes_back_byte_for_byte(case: Path) -> None:
    conf = (case / "in.conf").read_bytes().decode("utf-8", "surrogateescape")
    made = conf_to_domain(conf, ctid=101)
    assert domain_to_conf(made.text, base=conf).text == conf
    kept = conf_to_domain(conf, ctid=101, keep_source=True)
    assert domain_to_conf(kept.text).text == conf


@pytest.mark.parametrize("dialect", ["libvzctl", "libvirt"])
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_pair_comes_back_in_every_dialect(case: Path, dialect: DialectName) -> None:
    conf = (case / "in.conf").read_bytes().decode("utf-8", "surrogateescape")
    made = conf_to_domain(conf, ctid=101, dialect=dialect)
    assert domain_to_conf(made.text, base=conf, dialect=dialect).text == conf


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_pair_means_the_same_without_its_base(case: Path) -> None:
    conf = (case / "in.conf").read_bytes().decode("utf-8", "surrogateescape")
    back = domain_to_conf(conf_to_domain(conf, ctid=101).text).text
    before, after = (settle(parse(text, VZCTL), VZCTL) for text in (conf, back))
    names = before.by_name.keys() | after.by_name.keys()
    assert {name: before.value(name) for name in names} == {name: after.value(name) for name in names}


def test_every_case_says_what_it_shows() -> None:
    shown = [tomllib.loads((case / "case.toml").read_text())["what"] for case in CASES]
    assert len(shown) == len(set(shown))
    assert len(CASES) >= 25
