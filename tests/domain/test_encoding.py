"""Is what a document declares of its encoding true once we have written it, and is one that is false found?"""

from __future__ import annotations

import pytest

from translator import check_domain, conf_to_domain, domain_to_conf
from translator.domain.encoding import declared_encoding, declared_truly, is_read_by

CONF = 'HOSTNAME="a"\nPHYSPAGES="0:65536"\n'
MADE = conf_to_domain(CONF, ctid=101).text
#: What is declared, whether it is true of ASCII and of a text with other letters.
DECLARED = [
    ("UTF-8", True, True),
    ("utf-8", True, True),
    ("ISO-8859-1", True, False),
    ("US-ASCII", True, False),
    ("windows-1252", True, False),
    ("GB18030", True, False),
    ("UTF-16", False, False),
    ("UTF-32LE", False, False),
    ("EBCDIC-US", False, False),
    ("cp037", False, False),
    ("bogus", False, False),
    ("hex", False, False),
    ("undefined", False, False),
    ("unicode_escape", False, False),
    ("", False, False),
    ("a b", False, False),
]


@pytest.mark.parametrize(("encoding", "of_ascii", "of_letters"), DECLARED)
def test_a_declaration_is_true_where_it_reads_the_same(encoding: str, of_ascii: bool, of_letters: bool) -> None:
    assert is_read_by(encoding, MADE) == of_ascii
    assert is_read_by(encoding, MADE + "é€") == of_letters


@pytest.mark.parametrize(("encoding", "of_ascii", "of_letters"), DECLARED)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_is_written_declares_the_truth(mark: str, encoding: str, of_ascii: bool, of_letters: bool) -> None:
    if not encoding or " " in encoding:
        return  # no parser takes these
    base = f'{mark}<?xml version="1.0"\n encoding = "{encoding}" standalone="yes"?>\n<!-- encoding="x" -->\n{MADE}'
    assert conf_to_domain(CONF, ctid=101, base=base).text == base
    plain = conf_to_domain(CONF.replace('"a"', '"b"'), ctid=101, base=base).text
    assert declared_encoding(plain) == (encoding if (of_ascii and not mark) or of_letters else "UTF-8")
    conf = CONF + 'DESCRIPTION="café"\n'
    done = conf_to_domain(conf, ctid=101, base=base).text
    assert declared_encoding(done) == (encoding if of_letters else "UTF-8")
    assert declared_truly(done) == done
    assert done.startswith(f'{mark}<?xml version="1.0"\n encoding = "')
    assert 'DESCRIPTION="café"' in domain_to_conf(done).text


@pytest.mark.parametrize(("encoding", "of_ascii", "of_letters"), DECLARED[:-2])
def test_a_false_declaration_is_found(encoding: str, of_ascii: bool, of_letters: bool) -> None:
    head = f"<?xml version='1.0'\n  encoding='{encoding}'?>\n"
    for text, true in ((MADE, of_ascii), (MADE.replace("</name>", "</name>\n  <title>café</title>"), of_letters)):
        found = [(each.line, each.column, each.width) for each in check_domain(head + text) if each.code == "XD216"]
        assert found == ([] if true else [(2, 13, len(encoding))])


@pytest.mark.parametrize("head", ["", "<?xml version='1.0'?>\n", "<!-- <?xml encoding='bogus'?> -->\n"])
def test_no_declaration_is_true(head: str) -> None:
    assert declared_encoding(head + MADE) is None
    assert declared_truly(head + MADE) == head + MADE
