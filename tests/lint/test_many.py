"""Does what is said of one line among thousands stay what is said of it alone?"""

from __future__ import annotations

import pytest

from translator.conf import objections
from translator.finding import Finding, Fix, excerpt
from translator.lint import fix
from translator.lint.engine import check_conf

VSWAP = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'


def marked(text: str, code: str) -> list[str]:
    """Return what the markers of a code's findings stand under."""
    lines = text.split("\n")
    return [
        lines[each.line - 1][each.column - 1 : each.column - 1 + each.width]
        for each in check_conf(text, ctid="101")
        if each.code == code
    ]


def columns(text: str, code: str) -> list[tuple[int, int]]:
    return [(each.line, each.column) for each in check_conf(text, ctid="101") if each.code == code]


def test_an_item_is_not_marked_inside_of_a_longer_one() -> None:
    line = 'IP_ADDRESS="192.0.2.1 127.0.0.11 127.0.0.1"'
    assert columns(f"{VSWAP}{line}\n", "VZ401") == [
        (3, line.index("127.0.0.11") + 1),
        (3, line.rindex("127.0.0.1") + 1),
    ]


@pytest.mark.parametrize(
    ("code", "line", "what"),
    [
        ("VZ402", 'IP_ADDRESS="192.0.2.1 192.0.2.2 192.0.2.1"', "192.0.2.1"),
        ("VZ411", 'NETIF="ifname=eth0;ifname=eth1;ifname=eth0"', "ifname=eth0"),
        ("VZ412", 'NETIF="ifname=a,mac=00:18:51:00:00:0a;ifname=b,mac=00:18:51:00:00:0a"', "00:18:51:00:00:0a"),
        ("VZ415", 'NETIF="ifname=a,host_ifname=va;ifname=b,host_ifname=va"', "va"),
        ("VZ206", 'FEATURES="nfs:on nfs:off nfs:on nfs:off"', "nfs:off"),
        ("VZ418", 'NETIF="ifname=eth0,bridge=br0,bridge=br0"', "bridge=br0"),
    ],
)
def test_the_second_of_two_is_marked(code: str, line: str, what: str) -> None:
    text = f"{VSWAP}{line}\n"
    assert set(marked(text, code)) == {what}
    assert columns(text, code)[-1] == (3, line.rindex(what) + 1)


def test_each_item_is_marked_on_the_line_that_holds_it() -> None:
    text = VSWAP + "".join(f'IP_ADDRESS="127.0.0.{number}"\n' for number in range(1, 9))
    assert columns(text, "VZ401") == [(line, 13) for line in range(3, 11)]


def test_a_word_with_separators_in_it_is_marked_on_its_line() -> None:
    text = VSWAP + 'NAMESERVER="192.0.2.1 192.0.2.2;192.0.2.3"\nNAMESERVER="192.0.2.4"\n'
    assert columns(text, "VZ421") == [(3, 23)]
    assert marked(text, "VZ421") == ["192.0.2.2;192.0.2.3"]


def test_each_code_of_a_suppression_is_marked() -> None:
    text = VSWAP + '# vzvirt: ignore[VZ201, VZ999,VZ202] x\nONBOOT="yes"\n'
    assert marked(text, "VZ621") == ["VZ201", "VZ202"]
    assert marked(text, "VZ622") == ["VZ999"]


def test_suppressions_of_one_code_are_all_of_use() -> None:
    assert check_conf(VSWAP + "# vzvirt: ignore[VZ2] x\n" * 3 + 'ONBOOT="true"\n') == []
    assert check_conf("# vzvirt: ignore-file[VZ201] x\n" * 3 + VSWAP + 'ONBOOT="true"\n') == []


def test_an_excerpt_is_of_its_line() -> None:
    text = "".join(f'NOPE{number}="x"\n' for number in range(100))
    for each in check_conf(text, ctid="101"):
        if each.width:
            assert excerpt(text, each).splitlines()[0].strip() == f'NOPE{each.line - 1}="x"'


def test_harmless_fixes_are_tried_together(monkeypatch: pytest.MonkeyPatch) -> None:
    text = VSWAP + 'KMEMSIZE="1:2"\n' * 200
    looks: list[str] = []
    views = fix.views

    def look(now: str) -> list[dict[str, str]]:
        looks.append(now)
        return views(now)

    monkeypatch.setattr(fix, "views", look)
    fixed = fix.fix_all(text, lambda now: [each for each in check_conf(now) if each.code == "VZ106"])
    assert fixed.text == VSWAP + 'KMEMSIZE="1:2"\n'
    assert len(fixed.applied) == 199
    assert len(looks) < 10


def test_a_fix_that_breaks_its_promise_stays_out() -> None:
    text = 'ONBOOT="yes"\n# a comment\nNAME="a"\nCPUS="1"\n\n'

    def check(now: str) -> list[Finding]:
        # every line is to go, and all of them say that nobody misses it
        return [
            Finding(at, 1, "VZ105", "warning", "", fix=Fix("drop the line", at, at + 1, "", safe=True))
            for at in range(1, now.count("\n") + 1)
        ]

    assert fix.fix_all(text, check).text == text.replace("# a comment\n", "").removesuffix("\n")


def test_guessing_what_was_meant_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def spelled(name: str) -> str:
        asked.append(name)
        return ""

    monkeypatch.setattr(objections, "spelled", spelled)
    assert len(check_conf("".join(f'NOPE{number}="x"\n' for number in range(2000)))) > 2000
    assert 100 <= len(asked) <= 1000
