"""Is in force under three vz.confs what vzctl 4.11.1 has in force, for 450 random confs? And does vzcfgvalidate care?

Recorded: the parameters as vzctl's main merges them and as its writer then saves them, the paths that it ends with,
whether it has a quota on, and what ``start`` misses. What only its host could tell is compared as in ``test_truth``.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.conf.test_truth import agree, device_nodes, saved
from tests.recorded import host_answers
from translator.conf.dialect import VZCTL
from translator.conf.host import host_layer, laid_over
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.container.memory import memory_model
from translator.container.paths import path_of
from translator.lint.engine import check_conf
from translator.lint.validate import LATER, REQUIRED
from translator.values.codec import UNSET

HOSTS = ("stock", "proxmox", "odd")
SEVERITIES = {"Error": "error", "Warning": "warning", "Recommendation": "info"}
#: vzctl forgets the conf's own when it merges, and nothing but vzcfgvalidate, which does not, ever looks at it.
FORGOTTEN = "AVNUMPROC"


def differing(case: dict[str, Any], host: str, text: str) -> list[Any]:
    tree = parse(case["conf"], VZCTL)
    own = settle(tree, VZCTL)
    if "DEVNODES" in own.by_name and device_nodes(tree)[0] is None:
        del own.by_name["DEVNODES"]  # the host has none of them
    merged = laid_over(own, host_layer(text, VZCTL))
    ours, theirs = saved(tree, merged), case["hosts"][host]["kept"]
    if merged.value("CPUMASK") == own.value("CPUMASK") == "auto":
        del ours["CPUMASK"]  # forgotten when it merges, and not when it saves, which test_truth is about
    wrong: list[Any] = [
        (name, ours.get(name), theirs.get(name))
        for name in sorted((ours.keys() | theirs.keys()) - {FORGOTTEN})
        if not (name in ours and name in theirs and agree(name, theirs[name], ours[name]))
    ]
    recorded = case["hosts"][host]
    for name, key in (("VE_ROOT", "root"), ("VE_PRIVATE", "private")):
        path = path_of(merged, name, "101")
        if path != (recorded[key] or ""):
            wrong.append((name, path, recorded[key]))
    quota = merged.value("DISK_QUOTA")
    if (None if quota is UNSET else quota) != recorded["quota"]:
        wrong.append(("DISK_QUOTA", quota, recorded["quota"]))
    return wrong


@pytest.mark.parametrize("host", HOSTS)
def test_what_is_in_force_over_a_vz_conf_is_what_vzctl_has(host: str) -> None:
    texts, cases = host_answers()
    assert len(cases) >= 300
    wrong = [(at, found) for at, case in enumerate(cases) if (found := differing(case, host, texts[host]))]
    assert not wrong, (len(wrong), wrong[:8])


def missing(case: dict[str, Any], text: str) -> set[str]:
    """Return what ``start`` demands and neither file says: all counters without VSwap, RAM and swap with it."""
    merged = laid_over(settle(parse(case["conf"], VZCTL), VZCTL), host_layer(text, VZCTL))
    names = ("PHYSPAGES", "SWAPPAGES") if memory_model(merged) == "vswap" else (*REQUIRED, *LATER)
    return {name for name in names if merged.value(name) is UNSET}


@pytest.mark.parametrize("host", HOSTS)
def test_start_misses_what_neither_file_says(host: str) -> None:
    texts, cases = host_answers()
    for case in cases:
        assert missing(case, texts[host]) == set(case["hosts"][host]["needs"]), case["conf"]


def test_vzcfgvalidate_says_the_same_over_every_vz_conf() -> None:
    """It merges the files, and then looks at the conf alone: recorded once, for the answers were equal. So are ours."""
    texts, cases = host_answers()
    for case in cases:
        said = Counter(SEVERITIES[line.partition(":")[0]] for line in case["validate"]["said"])
        plain = [each for each in check_conf(case["conf"], ctid=101) if "VZ301" <= each.code <= "VZ319"]
        # what is missing is one finding, and a line each to vzcfgvalidate
        lines = Counter(
            each.level
            for each in plain
            for _ in (each.message.partition(" missing: ")[0].split(", ") if each.code == "VZ301" else "1")
        )
        assert lines == said, case["conf"]
        for text in texts.values():
            found = check_conf(case["conf"], ctid=101, host_conf=text)
            assert [each for each in found if "VZ301" <= each.code <= "VZ319"] == plain
