"""What becomes of RAM and swap when somebody edits one of the places that they stand in?

Each edit is made in our own document (with the residue, with and without the conf as base) and in one without the
residue, written into the conf. In LXC the hard limit is the RAM, or ``<memory>`` where there is none: so libvirt's
driver sets the cgroup. The limit of RAM and swap together is that of cgroup v1; what v2 has instead is in
``test_hierarchy``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from translator import Finding, check_conf, conf_to_domain, domain_to_conf
from translator.lenses.lens import DriverName

CTID = 101
VSWAP = 'PHYSPAGES="0:131072"\nSWAPPAGES="0:65536"\n'
UNLIMITED = 'SWAPPAGES="0:2251799813685248"\n'
BEANCOUNTERS = 'PRIVVMPAGES="65536:69632"\nPHYSPAGES="0:unlimited"\n'
HARD, TOTAL = "memtune/hard_limit", "memtune/swap_hard_limit"
SOFT, GUARANTEE = "memtune/soft_limit", "memtune/min_guarantee"
#: What the documents are written with.
OPTIONS: dict[str, dict[str, Any]] = {"openvz": {}, "lxc": {"cgroup": "v1"}}
#: The drivers that take limits of memory; the third, vz, has the RAM alone (tests/translate/test_vz.py).
LIMITED = tuple(OPTIONS)
Result = tuple[str, tuple[Finding, ...]]


def _without(text: str, path: str) -> str:
    text = re.sub(rf" *<{path.rpartition('/')[2]} .*\n", "", text)
    return text.replace("  <memtune>\n  </memtune>\n", "")


def results(conf: str, driver: DriverName, edits: Mapping[str, int | None]) -> list[Result]:
    """Return the conf and the findings of the edited document: alone, with its base, and with the base alone."""
    text = conf_to_domain(conf, ctid=CTID, driver=driver, **OPTIONS[driver]).text
    for path, kib in edits.items():
        tag = path.rpartition("/")[2]
        assert f"<{tag} " in text, path
        text = _without(text, path) if kib is None else re.sub(rf"(<{tag} unit='KiB'>)\d+", rf"\g<1>{kib}", text)
    bare = re.sub(r"  <metadata>.*</metadata>\n", "", text, flags=re.DOTALL)
    done = [domain_to_conf(text), domain_to_conf(text, base=conf), domain_to_conf(bare, base=conf)]
    return [(each.text, each.report.findings) for each in done]


def _lines(text: str) -> set[str]:
    return {line for line in text.splitlines() if "PAGES" in line}


def expect(found: list[Result], conf: str, told: str = "") -> None:
    for text, findings in found:
        assert _lines(text) == _lines(conf)
        assert told in " ".join(f"{each.code} {each.message}" for each in findings)
        if not told:
            assert findings == ()


RAM = {"openvz": ("memory", "currentMemory"), "lxc": ("memory", "currentMemory", HARD)}


@pytest.mark.parametrize("driver", LIMITED)
@pytest.mark.parametrize("kib", [262144, 1048576])
def test_swap_stays_what_it_was_when_the_ram_is_edited(driver: DriverName, kib: int) -> None:
    found = results(VSWAP, driver, dict.fromkeys(RAM[driver], kib))
    expect(found, VSWAP.replace("131072", str(kib // 4)), "<swap_hard_limit>: the RAM was edited and 786432 KiB")


@pytest.mark.parametrize("driver", LIMITED)
def test_the_limit_of_both_says_the_swap_where_it_was_edited(driver: DriverName) -> None:
    expect(results(VSWAP, driver, {TOTAL: 1048576}), VSWAP.replace("65536", "131072"))
    both: dict[str, int | None] = {**dict.fromkeys(RAM[driver], 1048576), TOTAL: 2097152}
    expect(results(VSWAP, driver, both), 'PHYSPAGES="0:262144"\nSWAPPAGES="0:262144"\n')


@pytest.mark.parametrize("driver", LIMITED)
def test_a_limit_of_both_below_the_ram_is_told(driver: DriverName) -> None:
    for text, findings in results(VSWAP, driver, {TOTAL: 262144}):
        assert _lines(text) == {'PHYSPAGES="0:131072"', 'SWAPPAGES="0"'}
        assert [each.code for each in findings] == ["VZ502"]


@pytest.mark.parametrize("driver", LIMITED)
def test_a_limit_of_both_taken_away_is_swap_without_limit(driver: DriverName) -> None:
    found = results(VSWAP, driver, {TOTAL: None})
    expect(found, VSWAP.splitlines(keepends=True)[0] + UNLIMITED)
    for text, _ in found:
        assert not [each for each in check_conf(text) if each.code == "VZ301"]
        assert "swap_hard_limit unit" not in conf_to_domain(text, ctid=CTID, driver=driver, **OPTIONS[driver]).text
    barrier = VSWAP.replace('SWAPPAGES="0:', 'SWAPPAGES="5:')
    expect(results(barrier, driver, {TOTAL: None}), barrier.replace("5:65536", "5:2251799813685248"))


@pytest.mark.parametrize("driver", LIMITED)
def test_no_limit_of_both_where_there_was_none_is_no_edit(driver: DriverName) -> None:
    for conf in ('PHYSPAGES="0:131072"\n', 'PHYSPAGES="0:131072"\nSWAPPAGES="0:unlimited"\n', VSWAP):
        expect(results(conf, driver, {}), conf)


@pytest.mark.parametrize("driver", LIMITED)
def test_beancounters_that_become_ram_get_the_swap_that_vzctl_wants(driver: DriverName) -> None:
    conf = 'PHYSPAGES="0:unlimited"\n'
    expect(results(conf, driver, {"memory": 524288, "currentMemory": 524288}), 'PHYSPAGES="0:131072"\n' + UNLIMITED)


def test_lxc_goes_by_the_hard_limit() -> None:
    expect(results(VSWAP, "lxc", {"memory": 1048576}), VSWAP, "VZ502 <memory> is dropped: LXC goes by memtune's hard")
    found = results(VSWAP, "lxc", {HARD: 262144, TOTAL: 524288})
    expect(found, 'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n')
    expect(results(VSWAP, "lxc", {HARD: 262144}), VSWAP.replace("131072", "65536"), "swap stays 262144 KiB")


def test_lxc_goes_by_the_memory_without_a_hard_limit() -> None:
    expect(results(VSWAP, "lxc", {HARD: None}), VSWAP)
    expect(results(VSWAP, "lxc", {HARD: None, "memory": 262144}), VSWAP.replace("131072", "65536"), "swap stays")
    expect(results(BEANCOUNTERS, "lxc", {HARD: None}), BEANCOUNTERS)
    barrier, ram = 'PRIVVMPAGES="65536:unlimited"\n', {"memory": 524288, "currentMemory": 524288}
    expect(results(barrier, "lxc", {**ram}), 'PRIVVMPAGES="65536:131072"\n')


def test_lxc_goes_by_the_hard_limit_of_beancounters_too() -> None:
    expect(results(BEANCOUNTERS, "lxc", {"memory": 1048576}), BEANCOUNTERS, "VZ502 <memory> is dropped")
    expect(results(BEANCOUNTERS, "lxc", {HARD: 280000}), BEANCOUNTERS.replace("69632", "70000"))


@pytest.mark.parametrize("driver", LIMITED)
def test_the_memory_that_a_domain_has_now_is_no_other_ram(driver: DriverName) -> None:
    for kib, told in ((262144, "VZ502 <currentMemory> is dropped"), (1048576, "VZ559 <currentMemory>: libvirt takes")):
        expect(results(VSWAP, driver, {"currentMemory": kib}), VSWAP, told)


@pytest.mark.parametrize("kind", ["openvz", "lxc"])
def test_swap_without_limit_is_a_number_that_the_kernel_takes(kind: DriverName) -> None:
    text = (
        f"<domain type='{kind}'><name>101</name><memory>524288</memory><os><type>exe</type><init>/sbin/init</init></os>"
        "<features><privnet/></features><devices><filesystem type='mount'><source dir='/srv/r'/><target dir='/'/>"
        "</filesystem><console type='pty'/></devices></domain>"
    )
    made = domain_to_conf(text).text
    assert made.startswith('PHYSPAGES="0:131072"\n' + UNLIMITED)
    document = conf_to_domain(made, ctid=CTID, driver=kind).text
    assert "swap_hard_limit" not in document
    assert domain_to_conf(document).text == made


@pytest.mark.parametrize("driver", LIMITED)
def test_a_base_takes_other_ram_in_every_place_of_it(driver: DriverName) -> None:
    text = conf_to_domain(VSWAP, ctid=CTID, driver=driver, **OPTIONS[driver]).text
    bare = re.sub(r"  <metadata>.*</metadata>\n", "", text, flags=re.DOTALL)
    conf = VSWAP.replace("131072", "262144")
    for base in (text, bare):
        done = conf_to_domain(conf, ctid=CTID, driver=driver, base=base).text
        assert done.count(">1048576</") == len(RAM[driver])
        assert ">1310720</swap_hard_limit>" in done
        assert domain_to_conf(done, base=VSWAP, ancestor=VSWAP).text == conf


@pytest.mark.parametrize("driver", LIMITED)
def test_ram_without_limit_is_one_that_vzctl_starts(driver: DriverName) -> None:
    gone: dict[str, int | None] = dict.fromkeys((*RAM[driver], TOTAL))
    free = 'PHYSPAGES="0:2251799813685248"\n' + UNLIMITED
    expect(results(VSWAP, driver, gone), free, "VZ553 <memory>: no limit of RAM")
    for text, _ in results(VSWAP, driver, gone):
        assert not [each for each in check_conf(text) if each.code == "VZ301"]


@pytest.mark.parametrize("driver", LIMITED)
def test_a_base_that_becomes_vswap_has_the_swap_of_the_document(driver: DriverName) -> None:
    text = f"<domain type='{driver}'><name>101</name><memory>524288</memory><devices/></domain>"
    for conf in ("", 'SWAPPAGES="0:100"\n'):
        once = domain_to_conf(text, base=conf).text
        assert _lines(once) == {'PHYSPAGES="0:131072"', UNLIMITED.rstrip()}
        assert domain_to_conf(text, base=once).text == once


LOWERED = "VZ503 <soft_limit>: 262144 KiB is above the hard limit, 131072 KiB: the barrier of PRIVVMPAGES"


@pytest.mark.parametrize("driver", LIMITED)
@pytest.mark.parametrize(
    "rest", ['PHYSPAGES="0:unlimited"\n', 'SWAPPAGES="0:1000"\n', 'VMGUARPAGES="33792:unlimited"\n', ""]
)
def test_memory_that_follows_its_limit_is_no_ram_of_its_own(driver: DriverName, rest: str) -> None:
    conf = f'PRIVVMPAGES="65536:69632"\n{rest}'
    for kib, pages, told in ((131072, "32768", LOWERED), (524288, "65536:131072", ""), (262144, "65536", "")):
        for edited in (("memory", "currentMemory", HARD), (HARD,)):
            expect(results(conf, driver, dict.fromkeys(edited, kib)), f'PRIVVMPAGES="{pages}"\n{rest}', told)


def test_memory_follows_the_limit_that_it_was_derived_of() -> None:
    """The barrier where there is no limit, the guarantee where there is neither, and whatever limit is added."""
    memory = dict.fromkeys(RAM["openvz"], 131072)
    barrier = 'PRIVVMPAGES="65536:unlimited"\n'
    expect(results(barrier, "openvz", {**memory, SOFT: 131072}), 'PRIVVMPAGES="32768:unlimited"\n')
    guarantee = 'VMGUARPAGES="65536:unlimited"\n'
    expect(results(guarantee, "openvz", {**memory, GUARANTEE: 131072}), 'VMGUARPAGES="32768:unlimited"\n')
    text = conf_to_domain(barrier, ctid=CTID).text.replace(">262144</memory", ">300000</memory")
    text = text.replace("<memtune>\n", "<memtune>\n    <hard_limit unit='KiB'>300000</hard_limit>\n")
    assert _lines(domain_to_conf(text).text) == {'PRIVVMPAGES="65536:75000"'}


def test_memory_alone_makes_a_vswap_container_and_that_is_told() -> None:
    memory, told = dict.fromkeys(RAM["openvz"], 131072), "VZ559 <memory>: the container had beancounters"
    private, vswap = 'PRIVVMPAGES="65536:69632"\n', 'PHYSPAGES="0:32768"\n'
    free = f"{told}, and becomes one of VSwap with this RAM and swap without limit; to change what it may allocate"
    found = results(BEANCOUNTERS, "openvz", memory)
    expect(found, private + vswap + UNLIMITED, f"{free} instead, change <hard_limit>")
    found = results('PRIVVMPAGES="65536:unlimited"\n', "openvz", memory)
    expect(found, 'PRIVVMPAGES="65536:unlimited"\n' + vswap + UNLIMITED, f"{free} instead, change <soft_limit>")
    swap = 'SWAPPAGES="0:1000"\n'  # which the residue has, and a document without one nowhere
    known = results(private + swap, "openvz", memory)[:2]
    expect(known, private + vswap + swap, f"{told}, and becomes one of VSwap with this RAM; to change")


@pytest.mark.parametrize("driver", LIMITED)
def test_a_barrier_goes_down_with_its_limit_alone(driver: DriverName) -> None:
    conf = 'PHYSPAGES="131072:131072"\nSWAPPAGES="40000:65536"\n'
    for kib, ram in ((262144, "65536"), (1048576, "131072:262144")):
        found = results(conf, driver, dict.fromkeys(RAM[driver], kib))
        expect(found, conf.replace("131072:131072", ram), "VZ555")
    expect(results(conf, driver, {TOTAL: 655360}), conf.replace("40000:65536", "32768"))
    expect(results(conf, driver, {TOTAL: 1048576}), conf.replace("40000:65536", "40000:131072"))
    for limit in (32768, 0):  # what was so before is for check to say
        upside_down = f'PRIVVMPAGES="65536:{limit}"\nPHYSPAGES="5:4"\nSWAPPAGES="5:4"\n'
        expect(results(upside_down, driver, {}), upside_down)
        upside_down = f'PRIVVMPAGES="65536:{limit}"\nPHYSPAGES="0:unlimited"\n'
        expect(results(upside_down, driver, {}), upside_down)


def test_a_guarantee_above_the_limit_takes_it_along() -> None:
    conf = 'VMGUARPAGES="33792:44444"\nPHYSPAGES="0:unlimited"\n'
    expect(results(conf, "openvz", {GUARANTEE: 200000}), conf.replace("33792:44444", "50000"))
    expect(results(conf, "openvz", {GUARANTEE: 160000}), conf.replace("33792:44444", "40000:44444"))
