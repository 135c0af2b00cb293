"""What holds of the linter for every text?"""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.lint.strategies import confs, counters
from translator import check_conf, check_domain
from translator.conf.dialect import DIALECTS, DialectName, dialect_named
from translator.conf.whose import NAMES
from translator.finding import Finding
from translator.lint.fix import fix_all, views
from translator.lint.rule import Host

HOST = Host(ram=2**30, swap=0, devices=frozenset({"null"}))
TEXTS = st.text(max_size=200) | confs
dialects = st.sampled_from(DIALECTS)


def check(text: str) -> list[Finding]:
    return check_conf(text, ctid="101", host=HOST)


def placed(text: str, finding: Finding) -> bool:
    lines = text.split("\n")
    whole = (finding.line, finding.column, finding.width) == (1, 1, 0)
    inside = 1 <= finding.line <= len(lines) and finding.column >= 1 and (finding.width >= 1 or whole)
    return inside and finding.column <= len(lines[finding.line - 1]) + 1


@given(TEXTS, dialects)
def test_every_conf_has_findings_that_stand_in_it_and_stay(text: str, dialect: DialectName) -> None:
    found = check_conf(text, ctid="101", dialect=dialect, host=HOST)
    assert all(placed(text, each) for each in found), found
    assert found == check_conf(text, ctid="101", dialect=dialect, host=HOST)


@given(st.text(max_size=200) | st.text("<>/domain type='openvz' &;", max_size=60))
def test_every_text_may_be_a_document(text: str) -> None:
    found = check_domain(text)
    assert all(placed(text, each) for each in found), found
    assert found == check_domain(text)


#: More carriage returns before a line end than fixing has rounds.
CRS = "\r" * 40 + "\n"


@given(confs)
@example(f'ONBOOT="yes"{CRS}NAME="a"\n')
@settings(max_examples=300)
def test_safe_fixes_change_no_view(text: str) -> None:
    fixed = fix_all(text, check)
    assert views(fixed.text) == views(text)
    again = fix_all(fixed.text, check)
    assert again.text == fixed.text
    assert not again.applied


@given(confs)
@settings(max_examples=300)
def test_a_fix_that_calls_itself_safe_is(text: str) -> None:
    # without the check that fix_all makes: the promise of each rule by itself
    for each in check(text):
        fix = each.fix
        if fix is not None and fix.safe:
            lines = text.split("\n")
            before, after = lines[: fix.start - 1], lines[fix.end - 1 :]
            changed = "\n".join([*before, fix.text + "\n".join(after)])
            assert views(changed) == views(text), each


@given(confs | counters)
@example(f'NAME="a"\nONBOOT=yes{CRS}X{CRS}')
@settings(max_examples=200)
def test_unsafe_fixes_come_to_an_end(text: str) -> None:
    fixed = fix_all(text, check, unsafe=True)
    again = fix_all(fixed.text, check, unsafe=True)
    assert again.text == fixed.text
    assert not again.applied


@given(counters)
def test_repairs_satisfy_vzcfgvalidate(text: str) -> None:
    left = {each.code for each in fix_all(text, check, unsafe=True).left}
    # only what the host lacks and what nothing can repair may be left
    assert not {code for code in left if "VZ302" <= code <= "VZ317"}, left


#: Sizes, and what nearly is one.
_NUMBER = r"[ +-]?(?:[0-9]{0,21}(?:\.[0-9]?)?[TGMKPBtgmkpbx]?|unlimited)"
SIZES = st.from_regex(rf"{_NUMBER}(?::{_NUMBER})?", fullmatch=True)


@given(st.sampled_from(("NUMPROC", "SHMPAGES", "DISKSPACE")), SIZES, st.sampled_from(("", '"', "'")), dialects)
@example("DISKSPACE", "-1G:1P", '"', "vzctl")
@example("SHMPAGES", "G", "'", "libvzctl")
@example("SHMPAGES", "16777216T:1.5M", '"', "vzctl")
def test_a_quick_look_spares_no_size(name: str, size: str, quote: str, dialect: DialectName) -> None:
    text = f"{name}={quote}{size}{quote}\n"
    found = check_conf(text, dialect=dialect)
    thorough = check_conf(f"{text}# \\\n", dialect=dialect)  # every size is looked at where there is a backslash
    assert found == [each for each in thorough if each.line == 1]


def test_what_only_libvzctl_reads_is_unknown_to_the_others() -> None:
    # so VZ112 need not look for it in a conf that its reader has no objection to
    assert all(dialect_named(name).rows.keys().isdisjoint(NAMES) for name in DIALECTS if name != "libvzctl")
