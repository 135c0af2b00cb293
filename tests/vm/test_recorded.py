"""Are our documents those that were started on hosts with cgroup v2, and was the right thing seen of them?"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.docs.pages import MANUAL
from tests.vm.cases import STARTED
from tests.vm.expect import expected, seen
from tests.vm.machine import SUITES
from tests.vm.recorded import recorded
from translator import domain_to_conf

RECORDED = recorded()
IDS = [f"{each['suite']}: {each['case']}" for each in RECORDED]
_DIGEST = re.compile(r" digest='[^']*'")


@pytest.mark.parametrize("answer", RECORDED, ids=IDS)
def test_the_document_is_the_one_that_was_started(answer: dict[str, Any]) -> None:
    started = STARTED[answer["case"]]
    assert started.text == answer["conf"]
    # the digest is our own, and says nothing to libvirt
    assert _DIGEST.sub("", started.document()) == _DIGEST.sub("", answer["document"])
    assert (answer["define"]["status"], answer["start"]["status"]) == (0, 0)


@pytest.mark.parametrize("answer", RECORDED, ids=IDS)
def test_what_was_seen_is_what_the_conf_asks_for(answer: dict[str, Any]) -> None:
    assert seen(answer) == expected(STARTED[answer["case"]])


@pytest.mark.parametrize("answer", RECORDED, ids=IDS)
def test_what_was_started_comes_back(answer: dict[str, Any]) -> None:
    assert domain_to_conf(answer["document"], base=answer["conf"]).text == answer["conf"]


def test_every_case_was_started_somewhere() -> None:
    assert {each["case"] for each in RECORDED} == set(STARTED)
    assert {each["suite"] for each in RECORDED} == set(SUITES)


def test_the_manual_names_the_releases_of_libvirt_that_started_them() -> None:
    *early, last = dict.fromkeys(each["libvirt"].removesuffix(".0") for each in RECORDED)
    named = f"{', '.join(early)} and {last}"
    for page in ("lxc.md", "versions.md", "planning.md"):
        assert named in (MANUAL / page).read_text(encoding="utf-8"), page
