"""Do we read and save what vzctl 4.11.1 read and saved of 450 random confs, and of the real ones?

Every value that it kept is compared in its canonical form, and its verdict on every line. What only its host could
tell: DEVNODES are looked up among the devices that the host had, CPULIMIT in percent is doubled (it had two CPUs),
and of NETIF only the keys that the line gives are compared, for it makes up the others. A recorded text that ends in
a double quote has lost it on the way into the record: vzctl's own writer keeps it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.recorded import answers
from translator.conf.dialect import VZCTL
from translator.conf.normalize import normalize_conf, saved_text
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.conf.tree import Assignment, Tree, render
from translator.values.codec import UNSET, Refused
from translator.values.device import DeviceNodes
from translator.values.number import HostPercent

HOST_DEVICES = frozenset(("null", "zero", "full", "net/tun", "fuse"))
HOST_CPUS = 2


def device_nodes(tree: Tree) -> tuple[str | None, set[int]]:
    """Return the DEVNODES that the host took, as saved, and the lines (from 1) that it refused."""
    codec = DeviceNodes()
    taken: list[Any] = []
    refused = set()
    for line, leaf in enumerate(tree, 1):
        if isinstance(leaf, Assignment) and leaf.name == "DEVNODES":
            nodes: Any = ()
            try:
                nodes = codec.decode(leaf.text)
            except Refused as objection:
                refused.add(line)
                nodes = objection.kept
            try:
                nodes = codec.on_host(nodes or (), HOST_DEVICES)
            except Refused as objection:
                refused.add(line)
                nodes = objection.kept or ()
            taken += nodes
    return codec.encode(taken) if taken else None, refused


def saved(tree: Tree, settings: Settings) -> dict[str, str]:
    """Return what vzctl would write back of each parameter in force that it ever writes."""
    texts = {}
    for name, setting in settings.by_name.items():
        if setting.value is UNSET or not setting.row.saved:
            continue
        value = setting.value
        if isinstance(value, HostPercent):
            value = value.percent * HOST_CPUS
            texts[name] = str(value)
        else:
            texts[name] = saved_text(setting, "101")
    nodes, _ = device_nodes(tree)
    texts.pop("DEVNODES", None)
    if nodes:
        texts["DEVNODES"] = nodes
    return {name: text for name, text in texts.items() if text or settings.value(name) == ""}


def interfaces(text: str) -> list[dict[str, str]]:
    return [dict(field.partition("=")[::2] for field in piece.split(",")) for piece in text.split(";")]


def agree(name: str, theirs: str, ours: str) -> bool:
    if name == "NETIF":
        pairs = zip(interfaces(theirs), interfaces(ours), strict=True)
        return all(given.items() <= full.items() for full, given in pairs)
    return ours == theirs or ours == theirs + '"'


def verdicts(tree: Tree, settings: Settings) -> Counter[tuple[int, str]]:
    _, refused = device_nodes(tree)
    found = {(problem.at + 1, problem.verdict) for problem in settings.problems}
    found |= {(line, "invalid") for line in refused}
    return Counter((line, str(verdict)) for line, verdict in found if verdict != "word")


@pytest.mark.parametrize("recorded", answers())
def test_every_value_and_every_verdict(
    recorded: Callable[[], list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    cases = recorded()
    values = lines = 0
    wrong: list[str] = []
    for number, case in enumerate(cases):
        text: str = case["conf"]
        tree = parse(text, VZCTL)
        assert render(tree) == text
        settings = settle(tree, VZCTL)
        ours, theirs = saved(tree, settings), case["kept"]
        for key in sorted(ours.keys() | theirs.keys()):
            if key in ours and key in theirs and agree(key, theirs[key], ours[key]):
                values += 1
            else:
                wrong.append(f"{number} {key}: theirs {theirs.get(key)!r}, ours {ours.get(key)!r}")
        wanted = Counter((entry["line"], entry["verdict"]) for entry in case["lines"])
        found = verdicts(tree, settings)
        lines += (wanted & found).total()
        wrong += [f"{number} line {line}: {verdict} is missing" for line, verdict in wanted - found]
        wrong += [f"{number} line {line}: {verdict} is too much" for line, verdict in found - wanted]
    with capsys.disabled():
        print(f"\n{len(cases)} confs, {values} values and {lines} verdicts match, {len(wrong)} do not")
    assert cases
    assert not wrong, "\n".join(wrong[:30])


@pytest.mark.parametrize("recorded", answers())
def test_a_normalized_conf_holds_the_same_container(recorded: Callable[[], list[dict[str, Any]]]) -> None:
    for case in recorded():
        text: str = case["conf"]
        if "\n" not in text:
            continue  # read as two lines, written as one
        normal = normalize_conf(text, ctid=101)
        tree, again = parse(text, VZCTL), parse(normal, VZCTL)
        before, after = settle(tree, VZCTL), settle(again, VZCTL)
        assert saved(again, after) == saved(tree, before)
        assert normalize_conf(normal, ctid=101) == normal
