"""Is each rule registered with the parameters that it speaks of, and with no others?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.lint.examples import CHECKED, found_in
from translator.conf.dialect import DIALECTS
from translator.finding import Finding
from translator.lint.engine import check_conf, iter_rules
from translator.lint.examples import COMPLETE, complete
from translator.lint.rule import REGISTRY, Host, Rule
from translator.lint.tell import explain_parameter
from translator.table import BY_NAME

ROOT = Path(__file__).resolve().parents[2]
RULES = [REGISTRY.rules[code] for code in iter_rules()]
SMALL = Host(ram=2**20, swap=0, devices=frozenset(("null",)))
#: Values of all kinds, one of which breaks each rule about any parameter that takes it.
VALUES = (
    *("", "0", "2", "1:2", "2:1", "1:1", "1P", "1K", "0.5", "1,5", "9999999999999999999", "5:4"),
    *("pages:-1", "pages:5x", "0:2251799813685248", "inherit 192.0.2.1", "a,b", "1.2.3.4 " * 4, "x:1"),
    *("c:1:2:none", "net/tun:rw " * 60, "c:10:200:rw " * 60, "c:1:2:rw\t,", "0:1:2.3,0:1:2.4", "ipt_odd", "nfs:no"),
    *("ifname=eth0,ip=bogus", "bogus nptl", ":rw", "-1", "-1K", "10MB", "ifname=eth0,ip=192.0.2.1/33"),
    f"uuid={'0' * 32},image=root.hdd,sise=1",
    *("ploop:raw", "relative", "/a/root.hdd", "yes", "40000:262144", "/", "/dev:/mnt"),
)
#: What the node's vz.conf says for all its containers.
NODE = 'VE_ROOT="/a/root.hdd"\n'
#: What stands beside them.
AROUND = ("", 'DISK_QUOTA="yes"\n', 'VE_LAYOUT="ploop"\n', 'VE_LAYOUT="simfs"\n', 'PHYSPAGES="0:65536"\n')


def names(finding: Finding) -> str | None:
    """Return the parameter that a finding is about, by its own name."""
    row = BY_NAME.get(finding.parameter or "")
    return row.name if row else None


def without(name: str) -> str:
    return "".join(f'{other}="{text}"\n' for other, text in COMPLETE.items() if other != name)


def texts(name: str) -> Iterator[str]:
    yield without(name)
    yield without(name) + 'DISK_QUOTA="yes"\n'
    yield without(name) + 'DISK_QUOTA="yes"\nDISKSPACE="1:1"\n'
    yield 'PHYSPAGES="0:65536"\n'
    for value in VALUES:
        line = f'{name}="{value}"\n'
        yield complete(line) + 'DISK_QUOTA="yes"\n'
        for around in AROUND:
            yield line + around
    for alias in BY_NAME[name].aliases:
        yield f'{alias}="1"\n'


@cache
def codes_about(name: str) -> frozenset[str]:
    """Return the codes of all that any reader's rules say of a parameter."""
    return frozenset(
        each.code
        for text in texts(name)
        for dialect in DIALECTS
        for node in (None, NODE)
        for each in check_conf(text, ctid="101", dialect=dialect, host=SMALL, host_conf=node)
        if names(each) == name
    )


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.code)
def test_the_example_is_about_a_registered_parameter(rule: Rule) -> None:
    about = {names(each) for each in found_in(rule, rule.bad) if each.code == rule.code}
    if rule.subject == "translation":
        return  # what a command prints names the parameter in its words alone
    if rule.parameters:
        assert about <= {*rule.parameters}
    elif not rule.code.startswith("VZ1"):
        assert about <= {None} or rule.code in ("VZ201", "VZ611")


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures").rglob("*.conf")), ids=lambda path: path.stem)
def test_every_finding_is_about_a_registered_parameter(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    for dialect in DIALECTS:
        for each in check_conf(text, ctid="101", dialect=dialect):
            known = REGISTRY.rules[each.code].parameters
            assert not known or names(each) in known, each


@pytest.mark.parametrize("name", sorted({name for rule in RULES for name in rule.parameters}))
def test_every_rule_about_a_parameter_is_registered(name: str) -> None:
    for code in codes_about(name):
        known = REGISTRY.rules[code].parameters
        assert not known or name in known, code


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.subject == "conf"], ids=lambda rule: rule.code)
def test_no_parameter_is_registered_in_vain(rule: Rule) -> None:
    example = {names(each) for each in found_in(rule, rule.bad) if each.code == rule.code}
    assert [name for name in rule.parameters if name not in example and rule.code not in codes_about(name)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_registered_names_are_those_of_the_table(rule: Rule) -> None:
    both = (*rule.parameters, *rule.beside)
    assert [name for name in both if BY_NAME[name].name != name] == []
    assert not {*rule.parameters} & {*rule.beside}
    assert len(set(both)) == len(both)


def test_an_explanation_names_the_rules_about_a_parameter() -> None:
    text = explain_parameter("PRIVVMPAGES")
    assert text
    for code in ("VZ301", "VZ304", "VZ309", "VZ323"):
        assert f"\n    {code} " in text
    text = explain_parameter("SEARCHDOMAIN")
    assert text
    assert "VZ421" not in text
    assert "VZ423" not in text
    text = explain_parameter("NUMFILE")
    assert text
    assert text.index("VZ316") < text.index("Rules that hold others against it:") < text.index("VZ307")
