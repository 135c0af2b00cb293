"""Does ``check`` find an error in just the documents that libvirt's LXC and OpenVZ drivers refuse?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

import pytest

from tests.boot.harness import Host
from tests.interop.harness import DefineResult, define_all, validate
from tests.verdict.campaign import Outcome, campaign, compare
from tests.verdict.judge import lxc_verdicts, openvz_verdicts
from tests.verdict.known import KNOWN
from tests.verdict.walk import Walk

#: Codes that a walk of this length is sure to meet: every rule about what the parser refuses.
_MET = frozenset(("XD213", "XD231", "XD232", "XD233", "XD234", "XD235"))


def _asserted(driver: str, outcome: Outcome, more: frozenset[str]) -> None:
    print(
        f"{driver}: {outcome.tried} documents, {outcome.invalid} invalid, {outcome.refused} refused; "
        + ", ".join(f"{number} x {known.what}" for known, number in outcome.kinds.items())
    )
    assert not outcome.unknown, "\n\n".join([f"{len(outcome.unknown)} in all", *outcome.unknown[:5]])
    # both verdicts are met, and each rule is
    assert outcome.tried // 4 < outcome.refused < outcome.tried * 3 // 4
    assert outcome.codes.keys() >= _MET | more


def _stale(driver: str, outcome: Outcome) -> list[str]:
    return [known.what for known in KNOWN if known.driver == driver and known not in outcome.kinds]


#: What long campaigns met that short ones do not, and what it says of whether libvirt takes it.
_MET_ONCE = (
    ("<console type='spicevmc' tty='t'><target type='xen'/></console>", True),
    ("<console type='spicevmc'><target type='lxc'/></console>", False),
    ("<console type='spicevmc'><target type='virtio'/></console>", False),
)


def _met_once(kind: str) -> list[str]:
    return [
        f"<domain type='{kind}'><name>101</name><memory>65536</memory><os><type>exe</type><init>/sbin/init</init></os>"
        f"<devices>{devices}</devices></domain>"
        for devices, _ in _MET_ONCE
    ]


@pytest.mark.boot
class TestLxc:
    def test_what_was_met_once(self, host: Host) -> None:
        outcome = Outcome()
        compare("lxc", _met_once("lxc"), partial(lxc_verdicts, host), outcome)
        assert not outcome.unknown
        assert outcome.refused == sum(not taken for _, taken in _MET_ONCE)

    def test_each_document_has_the_verdict_of_the_driver(self, host: Host) -> None:
        _asserted("lxc", campaign("lxc", partial(lxc_verdicts, host)), frozenset(("XD301",)))

    def test_each_known_kind_is_still_there(self, host: Host) -> None:
        outcome = Outcome()
        compare("lxc", [each.example for each in KNOWN if each.driver == "lxc"], partial(lxc_verdicts, host), outcome)
        assert not outcome.unknown
        assert not _stale("lxc", outcome)


@pytest.mark.interop
class TestOpenvz:
    def test_each_document_has_the_verdict_of_the_driver(self) -> None:
        _asserted("openvz", campaign("openvz", openvz_verdicts), frozenset(("XD214",)))

    def test_each_known_kind_is_still_there(self) -> None:
        outcome = Outcome()
        compare("openvz", [each.example for each in KNOWN if each.driver == "openvz"], openvz_verdicts, outcome)
        assert not outcome.unknown
        assert not _stale("openvz", outcome)

    def test_what_is_asked_apart_is_what_virsh_says_with_validate(self) -> None:
        """The schema and the driver are asked one after the other: together they say what ``--validate`` does."""
        walk = Walk(random.Random(3))  # noqa: S311
        documents = [walk.domain("openvz") for _ in range(12)]
        schema = validate({str(number): document for number, document in enumerate(documents)}).values()
        driver = openvz_verdicts(documents)
        really: Sequence[DefineResult] = define_all([(document, 1000) for document in documents], check_schema=True)
        apart = [invalid is None and said is None for invalid, said in zip(schema, driver, strict=True)]
        assert apart == [each.ok for each in really]
        assert True in apart
        assert False in apart
