"""Is a conf that was made taken for one, whatever its first line?"""

from __future__ import annotations

import pytest

from translator import check_conf, conf_to_domain, domain_to_conf, normalize_conf
from translator.conf.begin import GUARD, begun_as_conf
from translator.lint.fix import fix_all
from translator.sources.kind import content_of

DOCUMENT = "<domain type='lxc'>\n"


@pytest.mark.parametrize("line", [DOCUMENT, "<?xml version='1.0'?>\n", "<!-- -->\n", "<b>=1\n", "  \t<domain x=1\n"])
def test_a_line_that_starts_like_a_document_does_not_make_one(line: str) -> None:
    conf = f"# my conf\n{line}"
    document = conf_to_domain(conf, ctid=101).text
    made = domain_to_conf(document).text
    assert made == GUARD + line
    assert content_of(made.encode()).kind == "conf"
    assert conf_to_domain(made, ctid=101).text == document
    assert domain_to_conf(document, base=made).text == made
    assert domain_to_conf(document, base=conf).text == conf


@pytest.mark.parametrize("text", ["BZh91AY&SY=1\n", "PK\3\4=1\n", "\udcff\udcfe=1\n", "a\0b\0=1\n", "\ufeff<x\n"])
def test_what_files_are_known_by_is_guarded_too(text: str) -> None:
    assert begun_as_conf(text) == GUARD + text
    assert begun_as_conf(text, text) == text


@pytest.mark.parametrize("text", ["", "\n", "CPUS=1\n", "#\n", "x\n", "ö=1\n", "\0\1\2\3\4\5\n", "\ud800\n", "=<\n"])
def test_any_other_text_stays(text: str) -> None:
    assert begun_as_conf(text) == text


def test_a_line_that_goes_uncovers_no_document() -> None:
    conf = f"CPUS=2\n{DOCUMENT}"
    document = conf_to_domain(conf, ctid=101).text
    edited = document.replace("  <vcpu placement='static'>2</vcpu>\n", "").replace("  <vcpu>2</vcpu>\n", "")
    assert edited != document
    made = domain_to_conf(edited, base=conf).text
    assert made == GUARD + DOCUMENT
    assert domain_to_conf(edited, base=made).text == made


def test_neither_normalize_nor_a_fix_uncovers_one() -> None:
    rivals = f"DISABLED=yes\n{DOCUMENT}"
    assert normalize_conf(rivals, ctid=101) in (f'DISABLED="yes"\n{DOCUMENT}', rivals)
    fixed = fix_all(f"CPUS=1\n{DOCUMENT}CPUS=2\n", lambda text: check_conf(text, ctid=101), unsafe=True).text
    assert content_of(fixed.encode()).kind == "conf"
