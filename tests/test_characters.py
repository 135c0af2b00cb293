"""Is text of users read with the blanks, digits and letters of the programs that read it, and never with Python's?

``str.split()``, ``isdigit()`` and the pattern ``\\s`` go by Unicode: a no-break space is a blank to them. To vzctl it
is a part of a name. So the package asks :mod:`translator.characters`, and what it asks Python all the same stands here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from translator import conf_to_domain, domain_to_conf, normalize_conf
from translator.characters import C_BLANKS, XML_BLANKS, is_digits, lower, trim, trim_xml, upper
from translator.conf.dialect import DIALECTS, DialectName
from translator.convert import next_ctid
from translator.diff import meaning

PACKAGE = Path(__file__).parents[1] / "translator"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "characters.py")
#: Methods that go by Unicode, whatever their arguments.
ALWAYS = frozenset(
    "isdigit isspace isalpha isalnum isdecimal isnumeric splitlines casefold lower upper title swapcase".split()
)
#: Methods that go by Unicode where nothing says what to look for.
BARE = frozenset("split rsplit strip lstrip rstrip".split())
_CLASSES = re.compile(r"(?<!\\)(?:\\\\)*(\\[sSdDwWbB])")
_PATTERN = "the pattern of a heuristic: it has to find what a person would see, and nothing is read by it"
_OURS = "our own word, from the table or the code"
_PAGES = "the words of our own pages"
_ASKED = "a word of the command line, compared with names that are all ASCII"
_SHOWN = "layout of a table for people"
_MATCHED = "a pattern has let nothing but ASCII through"
#: What is asked of Python all the same: module, expression or classes of a pattern, and why it may.
ALLOWED = {
    ("cli/help.py", "word.lower()"): _ASKED,
    ("cli/patch.py", "path.strip()"): "a name with any blank at its end is quoted, which patch undoes",
    ("cli/show.py", "' '.join((cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()"): _SHOWN,
    ("cli/words.py", "start.lower()"): _ASKED,
    ("cli/words.py", "word.lower()"): _OURS,
    ("domain/explain.py", "(each.annotation.documentation[0].text or '').split()"): "the text of our own grammar",
    (
        "domain/explain.py",
        "each.isspace()",
    ): "looks for what Unicode calls a blank, to hide it from xmlschema",
    ("domain/explain.py", "name.lower()"): "looks for a similar name to suggest",
    ("fleet/lock.py", "os.read(fd, 32).decode('ascii', 'replace').strip()"): "what our own lock says",
    ("lenses/capability.py", "name.lower()"): _OURS,
    ("lenses/document.py", r"\b"): "tells a declaration from a processing instruction of a longer name, in ASCII",
    ("lenses/drivers.py", "name.upper()"): _OURS,
    ("lint/rule.py", "of.split()"): _OURS,
    ("lint/rules/secrets.py", r"(?i) \b \s \w"): _PATTERN,
    ("lint/rules/secrets.py", r"\b"): _PATTERN,
    ("lint/tell.py", "name.upper()"): _ASKED,
    ("lint/tell.py", "text[0].upper()"): "the first letter of our own sentence",
    ("lint/tell.py", "word.lower()"): _ASKED,
    ("lint/tell.py", "word.upper()"): _ASKED,
    ("manual/roff.py", "name.upper()"): _OURS,
    ("manual/roff.py", "words.upper()"): _PAGES,
    ("manual/text.py", "piece.text.upper()"): _PAGES,
    ("manual/text.py", "words.upper()"): _PAGES,
    ("plan/judge.py", "name.upper()"): _OURS,
    ("plan/text.py", "'  '.join([*(row[at].ljust(widths[at]) for at in range(3)), row[3]]).rstrip()"): _SHOWN,
    (
        "sources/kind.py",
        r"\s",
    ): "a document behind a stray blank of any kind is meant as one: libxml2 says what is wrong",
    ("sources/words.py", "word.lower()"): "the ending of a file's name, which is ASCII",
    ("table.py", "name.lower()"): _OURS,
    ("values/libvirt.py", "value.upper()"): _MATCHED,
    ("values/netif.py", "text.upper()"): _MATCHED,
    ("values/number.py", "match[1].lower()"): _MATCHED,
    ("values/size.py", "fraction[1:].lower()"): _MATCHED,
    ("values/size.py", "suffix.upper()"): _MATCHED,
    ("values/virtuozzo.py", "(suffix or 'B').upper()"): _MATCHED,
    ("wording.py", "name.upper()"): "looks for a similar name to suggest",
}


def asked(tree: ast.Module) -> Iterator[str]:
    """Yield what a module asks of Python's own idea of characters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            ours = isinstance(node.func.value, ast.Constant)
            if not ours and (node.func.attr in ALWAYS or (node.func.attr in BARE and not node.args)):
                yield ast.unparse(node)
            flags = " ".join(ast.unparse(each) for each in (*node.args[1:], *(word.value for word in node.keywords)))
            if re.search(r"\bre\.(?:I|IGNORECASE)\b", flags) and not re.search(r"\bre\.(?:A|ASCII)\b", flags):
                yield flags
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            classes = set(_CLASSES.findall(node.value)) | ({"(?i)"} if re.match(r"\(\?[a-z]*i", node.value) else set())
            if classes:
                yield " ".join(sorted(classes))


ASKED = {
    (path.relative_to(PACKAGE).as_posix(), each)
    for path in MODULES
    for each in asked(ast.parse(path.read_text("utf-8")))
}


def test_nobody_asks_python_what_a_blank_is() -> None:
    assert not sorted(ASKED - ALLOWED.keys())


def test_the_list_is_not_stale() -> None:
    assert not sorted(ALLOWED.keys() - ASKED)


@pytest.mark.parametrize("text", ["x.split()", "x.strip()", "x.isdigit()", "re.compile(r'\\s')", "re.compile(x, re.I)"])
def test_it_would_be_found(text: str) -> None:
    assert list(asked(ast.parse(text)))


#: Blanks, digits and letters to Unicode, and to no program that reads confs or documents.
FOREIGN = (
    "\x1c",
    "\x1f",
    "\x85",
    "\xa0",
    "\u1680",
    "\u2003",
    "\u2028",
    "\u3000",
    "\u0663",
    "\uff11",
    "\u00b2",
    "\u212a",
)


@pytest.mark.parametrize("char", FOREIGN)
def test_what_unicode_counts_besides_is_text(char: str) -> None:
    assert trim(f" {char} ") == trim_xml(f" {char} ") == char
    assert not is_digits(char)
    assert lower(f"A{char}") == f"a{char}"
    assert upper(f"a{char}") == f"A{char}"


def test_the_blanks_of_c_and_of_xml() -> None:
    assert trim(f"{C_BLANKS}a b{C_BLANKS}") == trim_xml(f"{XML_BLANKS}a b{XML_BLANKS}") == "a b"
    assert trim_xml("\v") == "\v"
    assert is_digits("007")
    assert not is_digits("")


#: Lists in which a character that is no separator stands within an item, or is one.
LISTS = (
    'DEVNODES="{}:w null:r"',
    'DEVNODES="a{}b:w"',
    'NAMESERVER="a{}b c"',
    'SEARCHDOMAIN="{}"',
    'NETDEV="eth1{} eth2"',
    'NETIF="ifname=eth0{},mac=00:18:51:01:02:03"',
    'VE_PRIVATE="/vz{}/private"',
    'OSTEMPLATE="{}"',
    'NAME="{}"',
    'UNKNOWN="{}"',
    "#UUID: 6d4a7fb2-3d3c-4d1f-9c0e-0a1b2c3d4e5f{}",
    "{}",
)


@pytest.mark.parametrize("line", LISTS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_such_character_parts_an_item(line: str, dialect: DialectName) -> None:
    for driver in ("openvz", "lxc", "vz"):
        for char in (*FOREIGN, "\udc80", "\v", "\f", "\r", "\t"):
            conf = f"# one\n{line.replace('{}', char)}\n"
            document = conf_to_domain(conf, ctid=101, driver=driver, dialect=dialect).text
            assert domain_to_conf(document, dialect=dialect, base=conf).text == conf
            again = domain_to_conf(document, dialect=dialect).text
            assert conf_to_domain(again, ctid=101, driver=driver, dialect=dialect).text == document
            if "=" in line:
                saved = normalize_conf(conf, ctid=101, dialect=dialect)
                assert normalize_conf("# one\n" + again, ctid=101, dialect=dialect) == saved


def test_a_unit_with_the_kelvin_sign_is_none() -> None:
    document = "<domain type='lxc'><name>101</name><memory unit='{}iB'>65536</memory></domain>"
    for letter, status in (("K", "translated"), ("\u212a", "dropped")):
        report = domain_to_conf(document.format(letter)).report
        assert [entry.status for entry in report.entries if entry.name == "memory"] == [status]


def test_a_name_of_digits_that_are_none_is_no_id() -> None:
    assert next_ctid(["101", "\u00b2", "\u0661\u0660\u0662"]) == "102"


def test_unreadable_lines_that_differ_in_a_foreign_blank_differ() -> None:
    said = [meaning(f"nonsense{blank}\n\n", "101.conf") for blank in ("", "\xa0", "\v")]
    assert said[0] == said[2] != said[1]
