"""Do the laws of the lenses hold for the driver lxc?"""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from tests.interop.corpus import Case
from tests.lxc.cases import confs, values
from tests.strategies import clean_confs
from tests.strategies import confs as any_confs
from translator import Translation, conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName

CASES = list(confs())
IDS = [case.name for case in CASES]


def to_lxc(conf: str, ctid: int = 101, dialect: DialectName = "vzctl") -> Translation:
    return conf_to_domain(conf, ctid=ctid, driver="lxc", dialect=dialect)


def _is_text(conf: str) -> bool:
    """Whether a file can hold it: bytes that are no UTF-8 stand as surrogates, but not every surrogate is a byte."""
    try:
        return conf.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") == conf
    except UnicodeEncodeError:
        return False


def test_there_are_cases() -> None:
    assert len(CASES) > 20


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_put_of_get_changes_no_byte(case: Case) -> None:
    document = to_lxc(case.conf, case.ctid).text
    assert domain_to_conf(document, base=case.conf).text == case.conf


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_new_conf_has_the_values(case: Case) -> None:
    again = domain_to_conf(to_lxc(case.conf, case.ctid).text)
    assert values(again.text) == values(case.conf)
    assert not again.report.findings


@given(any_confs())
def test_put_of_get_changes_no_byte_of_any_conf(conf: str) -> None:
    assume(_is_text(conf))
    document = to_lxc(conf).text
    assert domain_to_conf(document, base=conf).text == conf


@given(any_confs())
def test_a_new_conf_has_the_values_of_any_conf(conf: str) -> None:
    assume(_is_text(conf))
    assert values(domain_to_conf(to_lxc(conf).text).text) == values(conf)


@given(clean_confs())
def test_every_line_is_accounted_for(conf: str) -> None:
    lines = [number for number, line in enumerate(conf.split("\n"), 1) if "=" in line and line[0] != "#"]
    assert [entry.line for entry in to_lxc(conf).report.entries] == lines


@given(clean_confs("libvzctl"))
def test_virtuozzo_confs_come_back_too(conf: str) -> None:
    document = to_lxc(conf, dialect="libvzctl").text
    assert domain_to_conf(document, base=conf, dialect="libvzctl").text == conf
    again = domain_to_conf(document, dialect="libvzctl")
    assert values(again.text, "libvzctl") == values(conf, "libvzctl")


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_options_come_back_as_options(case: Case) -> None:
    made = conf_to_domain(case.conf, ctid=case.ctid, driver="lxc", idmap="100000:65536", block_device="/dev/sda").text
    assert domain_to_conf(made, base=case.conf).text == case.conf
    again = domain_to_conf(made)
    assert values(again.text) == values(case.conf)
    assert not again.report.findings


def test_a_mac_of_zeros_comes_back() -> None:
    conf = 'NETIF="ifname=eth0,mac=00:00:00:00:00:00"\n'
    assert values(domain_to_conf(to_lxc(conf).text).text) == values(conf)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_document_that_says_it_already_stays(case: Case) -> None:
    document = conf_to_domain(case.conf, ctid=case.ctid, driver="lxc", idmap="100000:65536").text
    foreign = document.replace("  <devices>\n", "  <!-- ours -->\n  <devices>\n    <emulator>/usr/bin/lxc</emulator>\n")
    assert conf_to_domain(case.conf, ctid=case.ctid, driver="lxc", base=foreign).text == foreign
