"""Does the linter know which lines readers disagree about, and how?"""

from __future__ import annotations

import pytest

from translator.lint.engine import check_conf
from translator.lint.shell import shell_view

#: The line, the rule that speaks of it (None: all agree), and what the message has to say.
CASES = [
    ('HOSTNAME="abc"', None, ""),
    ("HOSTNAME=abc", None, ""),
    ("HOSTNAME='abc'", "VZ120", "vzctl reads ''abc'', libvzctl and a shell read 'abc'"),
    ("VE_ROOT=/vz/root/$VEID", None, ""),
    ("VE_ROOT='/vz/root/$VEID'", "VZ120", ""),
    ("VE_ROOT=/vz/$HOME/$VEID", "VZ126", ""),
    ("DESCRIPTION='a b'", "VZ120", "libvzctl and a shell read 'a b'"),
    ("DESCRIPTION=a b", "VZ121", "in a shell it runs a command"),
    ('  HOSTNAME="abc"', "VZ124", ""),
    ('\tONBOOT="yes"', "VZ124", "libvirt reads nothing"),
    ('HOSTNAME="abc"   ', None, ""),
    ("OSTEMPLATE=abc   ", "VZ121", "libvirt reads 'abc   '"),
    ("HOSTNAME= abc", "VZ132", "' abc'"),
    ('HOSTNAME="abc" # c', None, ""),
    ("HOSTNAME=abc # c", "VZ122", "vzctl reads 'abc # c', libvzctl and a shell read 'abc'"),
    ('HOSTNAME="abc"#c', "VZ123", "a shell reads 'abc#c'"),
    ("HOSTNAME=abc#c", None, ""),
    ('HOSTNAME="abc" # "c"', "VZ123", "libvzctl and a shell read 'abc'"),
    ('DESCRIPTION="a # b"', None, ""),
    ('HOSTNAME="abc"; X=1', "VZ123", "sets more than one variable"),
    ('DESCRIPTION="a\\"b"', None, ""),
    ('OSTEMPLATE="a\\"b"', "VZ125", "libvirt reads 'a\\'"),
    ('DESCRIPTION="a\\b"', "VZ125", "a shell reads 'a\\b'"),
    ('DESCRIPTION="a$HOME"', "VZ126", "is expanded"),
    ('DESCRIPTION="a`id`"', "VZ126", "is executed"),
    ('DESCRIPTION="a$(id)"', "VZ126", "is executed"),
    ("DESCRIPTION='a$HOME'", "VZ120", ""),
    ('DESCRIPTION="a"b"c"', "VZ128", "a shell reads 'abc'"),
    ('HOSTNAME=""', None, ""),
    ('HOSTNAME=abc"', "VZ128", "runs on"),
    ("DESCRIPTION=it's", "VZ121", "runs on"),
    ('HOSTNAME="abc"\r', "VZ129", "CR LF"),
    ('IP_ADDRESS="192.0.2.1\t192.0.2.2"', "VZ130", "libvirt reads '192.0.2.1'"),
    ("DESCRIPTION=a&b", "VZ121", "in a shell"),
    ("DESCRIPTION=a;b", "VZ121", "in a shell"),
    ("DESCRIPTION=a|b", "VZ121", "in a shell"),
    ("DESCRIPTION=(a)", "VZ121", "is an error"),
    ("VE_PRIVATE=~/x", "VZ121", "is expanded"),
    ('VE_PRIVATE="/vz/private/$VEID"', None, ""),
    ('VE_PRIVATE="/vz/private/${VEID}"', "VZ127", "never replaced by libvirt"),
    ('VE_PRIVATE="/vz/$VEID/$VEID"', "VZ127", "only the first"),
    ('VE_PRIVATE="/vz/$VEID_old"', "VZ127", "another variable"),
    ('HOSTNAME="web$VEID"', "VZ127", "VE_ROOT and VE_PRIVATE only"),
    ("HOSTNAME=a\0b", "VZ131", ""),
]


@pytest.mark.parametrize(("line", "code", "says"), CASES, ids=[repr(case[0]) for case in CASES])
def test_table(line: str, code: str | None, says: str) -> None:
    found = [each for each in check_conf(f"# a comment\n{line}\n") if "VZ120" <= each.code <= "VZ133"]
    assert [each.code for each in found] == ([code] if code else [])
    if code:
        assert says in found[0].message


@pytest.mark.parametrize(
    ("line", "text", "trouble"),
    [
        ('K="abc"', "abc", ""),
        ('export K="abc"', "abc", ""),
        ("K='a b'c", "a bc", ""),
        ("K=a\\ b", "a b", ""),
        ('K="a\\$b"', "a$b", ""),
        ("K=", "", ""),
        ("K=a b", None, "runs a command and leaves it unset"),
        ("K=a X=1", "a", "sets more than one variable or runs commands"),
        ('K="a', None, "runs on into the next lines"),
        ("K=a\\", "a", "is joined with the next line"),
        ("K =a", None, "is an error"),
        ("# K=a", None, ""),
    ],
)
def test_shell(line: str, text: str | None, trouble: str) -> None:
    view = shell_view(line + "\n")
    assert (view.text, view.trouble) == (text, trouble)


@pytest.mark.parametrize("line", ["HOSTNAME='a$b'", "DESCRIPTION='a`b'", "DESCRIPTION='a\"b'"])
def test_nothing_is_put_in_double_quotes_that_means_more_in_there(line: str) -> None:
    found = [each for each in check_conf(f"{line}\n", ctid=101) if each.code == "VZ120"]
    assert [each.fix for each in found] == [None]
