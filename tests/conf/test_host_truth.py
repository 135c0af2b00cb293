"""Is in force under three vz.confs what vzctl 4.11.1 has in force, for 450 random confs? And does vzcfgvalidate care?

Recorded: the parameters as vzctl's main merges them and as its writer then saves them, the paths that it ends with,
whether it has a quota on, and what ``start`` misses. What only its host could tell is compared as in ``test_truth``.
"""

from __future__ import annotations

import re
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
from translator.finding import Finding
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


#: What each line of vzcfgvalidate's is about.
ABOUT = re.compile(r"(\w+): (?:parameter (\w+) not found|.* for (\w+) \(|(\w+)\.(?:bar|lim).* should|(\w+) should)")


def told(line: str) -> tuple[str, str]:
    """Return the level and the parameter of a line of vzcfgvalidate's."""
    match = ABOUT.match(line)
    assert match, line
    return SEVERITIES[match[1]], str(next(filter(None, match.groups()[1:]))).upper()


def found(finding: Finding) -> list[tuple[str, str]]:
    """Return the same of a finding: what is missing is one of ours, and a line each to vzcfgvalidate."""
    missing = finding.message.partition(" missing: ")[0].removesuffix(" is").removesuffix(" are")
    names = missing.split(", ") if finding.code == "VZ301" else [str(finding.parameter)]
    return [(finding.level, name.removesuffix(":")) for name in names]


def test_vzcfgvalidate_says_the_same_over_every_vz_conf() -> None:
    """It merges the files, and then looks at the conf alone: recorded once, for the answers were equal. So are ours."""
    texts, cases = host_answers()
    lines = 0
    for case in cases:
        said = Counter(map(told, case["validate"]["said"]))
        plain = [each for each in check_conf(case["conf"], ctid=101) if "VZ301" <= each.code <= "VZ319"]
        assert Counter(pair for each in plain for pair in found(each)) == said, case["conf"]
        lines += said.total()
        for text in texts.values():
            over = check_conf(case["conf"], ctid=101, host_conf=text)
            assert [each for each in over if "VZ301" <= each.code <= "VZ319"] == plain
    assert lines > 2000


#: What it says where it looks at disk limits and finds them wrong.
DISK = {("error", "DISKSPACE"), ("error", "DISKINODES")}


def test_disk_quotas_of_vz_conf_are_none_of_vzcfgvalidates() -> None:
    """Limits that are missing, or the wrong way round, are errors to it where the conf itself says DISK_QUOTA=yes."""
    texts, cases = host_answers()
    assert "DISK_QUOTA=yes" in texts["stock"]
    silent = 0
    for case in cases:
        settings = settle(parse(case["conf"], VZCTL), VZCTL)
        said = {told(line) for line in case["validate"]["said"]}
        limits = [settings.value(name) for name in ("DISKSPACE", "DISKINODES")]
        wrong = any(limit is UNSET or limit.soft > limit.hard for limit in limits)
        looked = memory_model(settings) != "vswap" and all(settings.value(name) is not UNSET for name in REQUIRED)
        if wrong and looked:
            assert said.isdisjoint(DISK) == (settings.value("DISK_QUOTA") != "yes"), case["conf"]
            silent += said.isdisjoint(DISK)
    assert silent >= 10
