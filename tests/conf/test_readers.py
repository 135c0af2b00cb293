"""What does each reader make of the same line? One table for the three, then repeated lines for each.

A value of None is "nothing is read". The name K of the table is HOSTNAME here, a parameter that all three know and
whose value is any text.
"""

from __future__ import annotations

import pytest

from translator import check_conf
from translator.conf.dialect import DIALECTS, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import Comment, Opaque, render
from translator.errors import EditError
from translator.values.codec import UNSET

#: case, lines with K for the name, what vzctl reads, what libvzctl reads, what libvirt's driver reads
LINES: tuple[tuple[str, str, str | None, str | None, str | None], ...] = (
    ("quoted", 'K="abc"', "abc", "abc", "abc"),
    ("bare", "K=abc", "abc", "abc", "abc"),
    ("apostrophes", "K='abc'", "'abc'", "abc", "'abc'"),
    ("apostrophes with a blank", "K='a b'", "'a b'", "a b", "'a b'"),
    ("bare with a blank", "K=a b", "a b", "a b", "a b"),
    ("indented by a blank", ' K="abc"', "abc", "abc", None),
    ("indented by a tab", '\tK="abc"', "abc", "abc", None),
    ("quoted, blanks after", 'K="abc"  ', "abc", "abc", "abc"),
    ("bare, blanks after", "K=abc  ", "abc", "abc", "abc  "),
    ("blank before the equals sign", "K =abc", None, None, None),
    ("blank after the equals sign", "K= abc", " abc", " abc", " abc"),
    ("blank before the quote", 'K= "abc"', ' "abc"', ' "abc', " "),
    ("export", 'export K="abc"', None, None, None),
    ("comment after a quote", 'K="abc" # c', "abc", "abc", "abc"),
    ("comment after a bare value", "K=abc # c", "abc # c", "abc", "abc # c"),
    ("hash right after the quote", 'K="abc"#c', "abc", 'abc"#c', "abc"),
    ("hash in a bare value", "K=abc#c", "abc#c", "abc#c", "abc#c"),
    ("quotes in the comment", 'K="abc" # "c"', 'abc" # "c', "abc", "abc"),
    ("hash inside quotes", 'K="a # b"', "a # b", "a # b", "a # b"),
    ("apostrophe inside quotes, then a comment", 'K="it\'s" # c', "it's", "it's", "it's"),
    ("semicolon and another", 'K="abc"; X=1', "abc", 'abc"; X=1', "abc"),
    ("another behind a blank", 'K="abc" X=1', "abc", 'abc" X=1', "abc"),
    ("escaped quote", r'K="a\"b"', 'a"b', 'a"b', "a\\"),
    ("escaped backslash", r'K="a\\b"', "a\\b", "a\\b", "a\\\\b"),
    ("lone backslash", r'K="a\b"', "ab", "ab", "a\\b"),
    ("escaped blank", r"K=a\ b", "a b", "a b", "a\\ b"),
    ("dollar", 'K="a$HOME"', "a$HOME", "a$HOME", "a$HOME"),
    ("backquotes", 'K="a`id`"', "a`id`", "a`id`", "a`id`"),
    ("command", 'K="a$(id)"', "a$(id)", "a$(id)", "a$(id)"),
    ("dollar in apostrophes", "K='a$HOME'", "'a$HOME'", "a$HOME", "'a$HOME'"),
    ("quotes within quotes", 'K="a"b"c"', 'a"b"c', 'a"b"c', "a"),
    ("empty, quoted", 'K=""', "", "", None),
    ("empty, bare", "K=", "", "", None),
    ("never closed", 'K="abc', None, "abc", "abc"),
    ("never opened", 'K=abc"', 'abc"', "abc", "abc"),
    ("apostrophe", "K=it's", "it's", "it's", "it's"),
    ("over two lines", 'K="abc\ndef"', None, "abc", "abc"),
    ("backslash at the end, quoted", 'K="abc\\\ndef"', None, "abc", "abc\\"),
    ("backslash at the end, bare", "K=abc\\\ndef", "abc", "abc", "abc\\"),
    ("CRLF, quoted", 'K="abc"\r', "abc", "abc", "abc"),
    ("CRLF, bare", "K=abc\r", "abc", "abc", "abc\r"),
    ("byte order mark", '\ufeffK="abc"', None, None, None),
    ("tab inside", 'K="a\tb"', "a\tb", "a\tb", "a"),
    ("shell signs", "K=a&b;c|d<e(f)", "a&b;c|d<e(f)", "a&b;c|d<e(f)", "a&b;c|d<e(f)"),
    ("tilde", "K=~/x", "~/x", "~/x", "~/x"),
    ("appending", 'K+="abc"', None, None, None),
    ("defaulting", 'K:="abc"', None, None, None),
    ("semicolon comment", "; text", None, None, None),
    ("no equals sign", "garbage", None, None, None),
    ("escaped hash", '\\#K="abc"', None, None, None),
    ("lower case", 'hostname="abc"', None, None, None),
    ("NUL", 'K="ab\0c"', None, "ab", "ab"),
    ("NUL, bare", "K=ab\0c", "ab", "ab", "ab"),
    ("twice", 'K="a"\nK="b"', "a", "b", "b"),
    ("once, then empty", 'K="a"\nK=""', "a", "", "a"),
    ("once, then indented", 'K="a"\n K="b"', "a", "b", "a"),
)


def value(text: str, dialect: str, name: str = "HOSTNAME") -> object:
    reader = dialect_named(dialect)
    found = settle(parse(text, reader), reader).value(name)
    return None if found is UNSET else found


@pytest.mark.parametrize(("case", "lines", "vzctl", "libvzctl", "libvirt"), LINES, ids=[case[0] for case in LINES])
def test_one_line_three_readers(
    case: str, lines: str, vzctl: str | None, libvzctl: str | None, libvirt: str | None
) -> None:
    text = "#\n" + lines.replace("K", "HOSTNAME") + "\n"
    assert [value(text, dialect) for dialect in ("vzctl", "libvzctl", "libvirt")] == [vzctl, libvzctl, libvirt]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_file_of_one_line_without_its_end(dialect: str) -> None:
    # vzctl loses the last byte: the quote is then never closed
    assert value('HOSTNAME="abc"', dialect) == (None if dialect == "vzctl" else "abc")
    assert value("BOOTORDER=10", dialect, "BOOTORDER") == (1 if dialect == "vzctl" else 10)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", ["", "\n", "#", "# c", "  \n", "\r\n", "\0"])
def test_what_says_nothing(dialect: str, text: str) -> None:
    reader = dialect_named(dialect)
    leaves = parse(text, reader)
    assert render(leaves) == text
    assert all(isinstance(leaf, Comment) for leaf in leaves) or text == "# c"


def test_what_nobody_reads_says_why() -> None:
    reasons = {
        dialect: [leaf.why for leaf in parse('garbage\nK="abc\n', dialect_named(dialect)) if isinstance(leaf, Opaque)]
        for dialect in DIALECTS
    }
    assert [len(reasons[dialect]) for dialect in DIALECTS] == [2, 1, 1]
    assert reasons["vzctl"] == ["no '=' on the line", "the double quote is never closed"]


def test_a_name_of_512_bytes_is_none_to_vzctl() -> None:
    reader = dialect_named("vzctl")
    assert isinstance(parse("x" * 512 + "=1\n", reader)[0], Opaque)
    assert not isinstance(parse("x" * 511 + "=1\n", reader)[0], Opaque)


#: two lines, what vzctl keeps in its canonical text (None for nothing), its verdict on a line (None for none)
REPEATED: tuple[tuple[str, str, str, str | None, str | None], ...] = (
    ("ONBOOT", "yes", "no", "yes", "duplicate"),
    ("ONBOOT", "bogus", "no", "no", "invalid"),
    ("CPUUNITS", "7", "1000", "1000", "invalid"),
    ("CPUMASK", "x", "2", "2", "invalid"),
    ("VM_OVERCOMMIT", "1", "2", "1", "duplicate"),
    ("HOSTNAME", "a", "b", "a", "duplicate"),
    ("LOCAL_UID", "1", "2", None, "unknown"),
    ("KMEMSIZE", "1", "2", "2", None),
    ("KMEMSIZE", "1", "x", "1", "invalid"),
    ("MEMINFO", "pages:1", "pages:2", "pages:2", None),
    ("NETFILTER", "full", "stateless", "stateless", None),
    ("VE_LAYOUT", "simfs", "ploop", "ploop", None),
    ("VEID", "1", "2", "2", None),
    ("IOPRIO", "1", "9", None, "invalid"),
    ("IOPRIO", "1", "x", "1", "invalid"),
    ("IOLIMIT", "1", "x", None, "invalid"),
    ("IOPSLIMIT", "1", "x", None, "invalid"),
    ("CPUMASK", "auto", "2", "auto", None),
    ("CPUMASK", "2", "auto", "auto", None),
    ("CPUMASK", "1", "2", "1", "duplicate"),
    ("IP_ADDRESS", "10.0.0.1", "10.0.0.2", "10.0.0.1 10.0.0.2", None),
    ("IP_ADDRESS", "10.0.0.1/24", "10.0.0.1/25", "10.0.0.1/24", None),
    ("NETDEV", "eth1", "eth1", "eth1 eth1", None),
    ("NAMESERVER", "8.8.8.8", "8.8.8.8 1.1.1.1", "8.8.8.8 1.1.1.1", None),
    ("NETIF", "ifname=eth0", "ifname=eth1", "ifname=eth0", "duplicate"),
    ("CAPABILITY", "SYS_TIME:on", "NET_RAW:on SYS_TIME:off", "NET_RAW:on SYS_TIME:on", None),
    ("FEATURES", "nfs:on", "nfs:off sit:on", "nfs:on sit:on", None),
    ("DEVNODES", "null:rw", "null:rw", "null:rw null:rw ", None),
)


@pytest.mark.parametrize(("name", "first", "second", "kept", "verdict"), REPEATED)
def test_a_parameter_on_two_lines_in_vzctl(
    name: str, first: str, second: str, kept: str | None, verdict: str | None
) -> None:
    reader = dialect_named("vzctl")
    settings = settle(parse(f'{name}="{first}"\n{name}="{second}"\n', reader), reader)
    found = settings.value(name)
    assert (None if found is UNSET else settings.by_name[name].codec.encode(found)) == kept
    assert {problem.verdict for problem in settings.problems} == ({verdict} if verdict else set())


def test_an_alias_is_the_parameter_itself() -> None:
    reader = dialect_named("vzctl")
    settings = settle(parse('DCACHESIZE="2"\nDCACHE="1"\n', reader), reader)
    assert settings.value("DCACHESIZE") == (1, 1)
    assert settings.problems == []


@pytest.mark.parametrize(("name", "first", "second"), [case[:3] for case in REPEATED])
def test_the_last_line_counts_in_libvzctl(name: str, first: str, second: str) -> None:
    reader = dialect_named("libvzctl")
    both = settle(parse(f'{name}="{first}"\n{name}="{second}"\n', reader), reader)
    last = settle(parse(f'{name}="{second}"\n', reader), reader)
    assert both.value(name) == last.value(name)


def test_a_refused_last_line_leaves_nothing_in_libvzctl() -> None:
    assert value('ONBOOT="yes"\nONBOOT="maybe"\n', "libvzctl", "ONBOOT") is None


def test_the_last_line_that_says_something_counts_in_libvirt() -> None:
    assert value('CPUS="1"\nCPUS="2"\nCPUS=""\n', "libvirt", "CPUS") == 2


def test_a_name_of_4096_bytes_is_none_to_libvzctl() -> None:
    reader = dialect_named("libvzctl")
    assert isinstance(parse("é" * 2048 + "=1\n", reader)[0], Opaque)
    assert not isinstance(parse("é" * 2047 + "x=1\n", reader)[0], Opaque)
    (finding,) = check_conf("#\n" + "x" * 4096 + "=1\n", ctid=101, dialect="libvzctl")
    assert (finding.code, finding.line) == ("VZ103", 2)
    assert "4096 bytes or more" in finding.message


@pytest.mark.parametrize(("letter", "size"), [("x", 1), ("é", 2), ("😀", 4)])
def test_a_line_ends_in_libvzctl_where_its_buffer_does(letter: str, size: int) -> None:
    room = 40_959 - len('HOSTNAME="')
    # the quote and the line feed need room, too, for nothing to be cut
    whole = letter * ((room - 2) // size)
    assert value(f'HOSTNAME="{whole}"\n', "libvzctl") == whole
    text = f'HOSTNAME="{letter * room}"\nNAME="x"\n'
    cut = (letter * room).encode()[:room].decode("utf-8", "surrogateescape")
    assert value(text, "libvzctl") == cut
    assert value(text, "libvzctl", "NAME") == "x"
    assert render(parse(text, dialect_named("libvzctl"))) == text
    assert value(text, "vzctl") == letter * room
    with pytest.raises(EditError):
        dialect_named("libvzctl").write("HOSTNAME", letter * (room + 1))
    assert value(dialect_named("vzctl").write("HOSTNAME", letter * room), "vzctl") == letter * room
