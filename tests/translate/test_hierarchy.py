"""What does a document say to a host with cgroup v2, and to one with v1? Does each come back to the conf that it is of?

What the numbers do on a host is measured: ``tests/boot`` (v1), ``tests/vm`` (v2).
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree

from tests.lxc import cases
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName
from translator.lenses.hierarchy import HIERARCHIES, Hierarchy

CTID = 101
SHARES, WEIGHT = "cputune/shares", "blkiotune/weight"
MEMORY, HARD, SOFT, TOTAL = "memory", "memtune/hard_limit", "memtune/soft_limit", "memtune/swap_hard_limit"
PERIOD, QUOTA = "cputune/period", "cputune/quota"
FREE = 9007199254740991


def values(conf: str) -> dict[str, object]:
    return cases.values(f"{conf}\n")  # vzctl reads no line without an end


def document(conf: str, **options: Any) -> str:
    return conf_to_domain(f'VE_PRIVATE="/vz/private/101"\n{conf}\n', ctid=CTID, driver="lxc", **options).text


def numbers(text: str) -> dict[str, int]:
    root = etree.fromstring(text.encode())
    paths = (MEMORY, HARD, SOFT, TOTAL, SHARES, PERIOD, QUOTA, WEIGHT)
    return {path: int(found) for path in paths if (found := root.findtext(path)) is not None}


def back(text: str, *edits: tuple[str, str]) -> dict[str, object]:
    """Return the values of the conf of a document in which something was edited."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    found = values(domain_to_conf(text).text)
    assert found.pop("VE_PRIVATE") == "/vz/private/101"
    return found


@pytest.mark.parametrize(
    ("units", "v1", "v2"),
    [
        (8, 8, 2),
        (24, 24, 2),
        (25, 25, 3),
        (1000, 1000, 100),
        (1024, 1024, 102),
        (50000, 50000, 5000),
        (150550, 150550, 10000),
        (262144, 262144, 10000),
        (500000, 262144, 10000),
    ],
)
def test_units_are_a_weight_that_the_host_takes(units: int, v1: int, v2: int) -> None:
    conf = f'CPUUNITS="{units}"'
    assert numbers(document(conf, cgroup="v1"))[SHARES] == v1
    assert numbers(document(conf))[SHARES] == numbers(document(conf, cgroup="v2"))[SHARES] == v2
    for each in HIERARCHIES:
        assert back(document(conf, cgroup=each)) == values(conf)


def test_units_that_no_weight_says_are_told() -> None:
    highest_of: dict[Hierarchy, int] = {"v1": 262144, "v2": 100000}
    for each, highest in highest_of.items():
        for units, codes in ((highest, []), (highest + 1, ["VZ531"])):
            conf = f'VE_PRIVATE="/vz/private/101"\nCPUUNITS="{units}"\n'
            found = conf_to_domain(conf, ctid=CTID, driver="lxc", layout="simfs", cgroup=each).report.findings
            assert [finding.code for finding in found] == codes
            assert all(f" {highest} " in finding.message for finding in found)


@pytest.mark.parametrize("units", range(8, 120))
def test_units_that_rounding_changes_much_are_told(units: int) -> None:
    conf = f'VE_PRIVATE="/vz/private/101"\nCPUUNITS="{units}"\n'
    for each in HIERARCHIES:
        done = conf_to_domain(conf, ctid=CTID, driver="lxc", layout="simfs", cgroup=each)
        said = numbers(done.text)[SHARES] * (10 if each == "v2" else 1)
        much = units < 20 or abs(said - units) / units > 0.1
        told = [finding.message for finding in done.report.findings if finding.code == "VZ531"]
        assert len(told) == (each == "v2" and much)
        assert all(f"{units} is" in message and message.endswith(f"one of {said} would") for message in told)
    assert not conf_to_domain(conf, ctid=CTID).report.findings  # the driver openvz does not act on the number


@pytest.mark.parametrize("cpus", ["", 'CPUS="2"\n'])
@pytest.mark.parametrize(
    ("line", "dialect", "told"),
    [
        ('CPULIMIT="25%"\n', "vzctl", "25% of all CPUs of its node"),
        ('CPULIMIT="25%"\n', "libvzctl", ""),  # a quarter of one CPU
        ('CPULIMIT="0%"\n', "vzctl", ""),
        ('CPULIMIT="25"\n', "vzctl", ""),
        ('CPULIMIT="1000MHz"\n', "libvzctl", "1000 MHz of its node"),
        ('CPULIMIT_MHZ="1000"\n', "libvzctl", "1000 MHz of its node"),
        ('CPULIMIT_MHZ="1000"\n', "vzctl", ""),  # an unknown name
        ('CPULIMIT_MHZ="0"\n', "libvzctl", ""),
    ],
)
def test_a_ceiling_that_only_its_node_knows_is_told(line: str, dialect: DialectName, told: str, cpus: str) -> None:
    conf = f'VE_PRIVATE="/vz/private/101"\n{line}{cpus}'
    for each in HIERARCHIES:
        done = conf_to_domain(conf, ctid=CTID, driver="lxc", dialect=dialect, cgroup=each)
        found = [finding for finding in done.report.findings if finding.code == "VZ514"]
        assert [(finding.line, finding.message[: len(told)]) for finding in found] == ([(2, told)] if told else [])
        assert cases.values(domain_to_conf(done.text, dialect=dialect).text, dialect) == cases.values(conf, dialect)
        if told:  # what the document has is what CPUS gives
            without = conf_to_domain(conf.replace(line, ""), ctid=CTID, driver="lxc", dialect=dialect, cgroup=each).text
            assert numbers(done.text) == numbers(without)
    kept = conf_to_domain(conf, ctid=CTID, dialect=dialect)  # it stays where it means something
    assert "VZ514" not in {finding.code for finding in kept.report.findings}


@pytest.mark.parametrize(("units", "shares", "edited", "new"), [(1024, 102, 200, 2000), (1000, 100, 2, 20)])
def test_edited_shares_come_back_as_units(units: int, shares: int, edited: int, new: int) -> None:
    text = document(f'CPUUNITS="{units}"')
    assert back(text, (f"<shares>{shares}<", f"<shares>{edited}<")) == values(f'CPUUNITS="{new}"')
    assert back(text, (f"<shares>{shares}</shares>", "")) == {}
    again = document(f'CPUUNITS="{units}"', cgroup="v1")
    assert back(again, (f"<shares>{units}<", f"<shares>{edited * 10}<")) == values(f'CPUUNITS="{edited * 10}"')


@pytest.mark.parametrize("priority", range(8))
def test_priorities_are_weights_around_the_default(priority: int) -> None:
    conf = f'IOPRIO="{priority}"'
    assert numbers(document(conf, cgroup="v1"))[WEIGHT] == (priority + 1) * 100
    assert numbers(document(conf))[WEIGHT] == {5: 120, 6: 140, 7: 160}.get(priority, 100)
    for each in HIERARCHIES:
        text = document(conf, cgroup=each)
        assert back(text) == values(conf)
        assert back(text, (f"<weight>{numbers(text)[WEIGHT]}<", "<weight>1000<")) == values('IOPRIO="7"')
    found = conf_to_domain(f'VE_PRIVATE="/p"\n{conf}\n', ctid=CTID, driver="lxc", layout="simfs").report.findings
    assert [finding.code for finding in found] == (["VZ531"] if priority < 4 else [])


@pytest.mark.parametrize("swap", ["0", "512M", "64M"])
def test_swap_stands_alone_with_v2(swap: str) -> None:
    conf = f'PHYSPAGES="0:256M"\nSWAPPAGES="0:{swap}"'
    kib = int(swap.rstrip("M")) * 1024
    assert numbers(document(conf, cgroup="v1")) == {MEMORY: 262144, HARD: 262144, TOTAL: 262144 + kib}
    text = document(conf)
    assert numbers(text) == {MEMORY: 262144, HARD: 262144, TOTAL: kib}
    assert back(text) == values(conf)
    # RAM and swap are edited apart, and nothing has to be said of it
    more = (">262144</memory>", ">524288</memory>"), (">262144</hard_limit>", ">524288</hard_limit>")
    assert back(text, *more) == values(conf.replace("256M", "512M"))
    edited = text.replace(f">{kib}</swap_hard_limit>", ">1048576</swap_hard_limit>")
    assert back(edited) == values('PHYSPAGES="0:256M"\nSWAPPAGES="0:1G"')
    assert not domain_to_conf(edited).report.findings
    gone = re.sub(r" *<swap_hard_limit.*\n", "", text)
    assert back(gone) == values('PHYSPAGES="0:256M"\nSWAPPAGES="0:2251799813685248"')


@pytest.mark.parametrize("conf", ['PHYSPAGES="0:256M"', 'PHYSPAGES="0:256M"\nSWAPPAGES="0:unlimited"'])
@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_swap_without_limit_has_none(conf: str, hierarchy: str) -> None:
    text = document(conf, cgroup=hierarchy)
    assert numbers(text) == {MEMORY: 262144, HARD: 262144}
    assert back(text) == values(conf)


def test_beancounters_limit_ram_and_swap_together() -> None:
    conf = 'PRIVVMPAGES="65536:69632"'
    text = document(conf, cgroup="v1")
    assert numbers(text) == {MEMORY: 278528, HARD: 278528, SOFT: 262144, TOTAL: 278528}
    assert back(text) == values(conf)
    text = document(conf)
    assert numbers(text) == {MEMORY: 278528, HARD: 278528, TOTAL: 0}
    assert back(text) == values(conf)
    assert numbers(document('PRIVVMPAGES="0:69632"')) == {MEMORY: 278528, HARD: 278528, TOTAL: 0}


def test_an_edited_limit_leaves_the_barrier_that_it_can() -> None:
    text = document('PRIVVMPAGES="65536:69632"')
    for kib, pair in ((409600, "65536:102400"), (8192, "2048:2048")):
        edits = (">278528</memory>", f">{kib}</memory>"), (">278528</hard_limit>", f">{kib}</hard_limit>")
        assert back(text, *edits) == values(f'PRIVVMPAGES="{pair}"')


@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_the_swap_of_beancounters_is_not_apart(hierarchy: str) -> None:
    text = document('PRIVVMPAGES="65536:69632"', cgroup=hierarchy)
    edited = re.sub(r"(<swap_hard_limit unit='KiB'>)\d+", r"\g<1>999424", text)
    done = domain_to_conf(edited)
    assert values(done.text) == values('PRIVVMPAGES="65536:69632"\nVE_PRIVATE="/vz/private/101"')
    assert [finding.code for finding in done.report.findings] == ["VZ502"]
    assert "together" in done.report.findings[0].message


@pytest.mark.parametrize("name", ["PRIVVMPAGES", "VMGUARPAGES", "PHYSPAGES", "SWAPPAGES", "OOMGUARPAGES"])
@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_no_limit_of_a_32_bit_kernel_is_none(name: str, hierarchy: str) -> None:
    conf = f'{name}="2147483647:2147483647"'
    text = document(conf, cgroup=hierarchy)
    assert numbers(text) == {MEMORY: FREE}
    assert "min_guarantee" not in text
    assert back(text) == values(conf)
    beside = f'PHYSPAGES="0:65536"\n{conf}' if name != "PHYSPAGES" else conf
    assert TOTAL not in numbers(document(beside, cgroup=hierarchy))


@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_the_hosts_ram_is_what_a_container_without_limit_sees(hierarchy: str) -> None:
    for conf in ("", 'PRIVVMPAGES="unlimited"', 'PHYSPAGES="unlimited"'):
        text = document(conf, cgroup=hierarchy, host_ram="16G")
        assert numbers(text) == {MEMORY: 16777216}
        assert back(text) == values(conf)
        ram: Any = back(text, (">16777216</memory>", ">1048576</memory>"))["PHYSPAGES"]
        assert ram.limit == 262144
        with_base = f'VE_PRIVATE="/vz/private/101"\n{conf}\nCPUS="2"\n'
        again = conf_to_domain(with_base, ctid=CTID, driver="lxc", base=text).text
        assert numbers(again)[MEMORY] == 16777216  # the document remembers
    limited = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"'
    assert numbers(document(limited, host_ram="16G")) == numbers(document(limited))
    for word in ("", "16", "x", "-1G", "0G", "16X", "99999999999T"):
        with pytest.raises(ValueError, match="no size"):
            document("", host_ram=word)


@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_the_hosts_ram_is_no_limit_beside_a_barrier(hierarchy: str) -> None:
    conf = 'PRIVVMPAGES="16384:unlimited"'
    text = document(conf, cgroup=hierarchy, host_ram="16G")
    assert back(text) == values(conf)


@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_the_memory_beside_a_hard_limit_that_was_edited_is_no_loss(hierarchy: Hierarchy) -> None:
    """So does 'virsh memtune 101 --hard-limit 524288 --swap-hard-limit 786432 --config'."""
    conf = 'VE_PRIVATE="/vz/private/101"\nPHYSPAGES="0:65536"\nSWAPPAGES="0:32768"\n'
    text = document(conf.partition("\n")[2], cgroup=hierarchy)
    text = re.sub("<hard_limit unit='KiB'>.*<", "<hard_limit unit='KiB'>524288<", text)
    text = re.sub("<swap_hard_limit unit='KiB'>.*<", "<swap_hard_limit unit='KiB'>786432<", text)
    for done in (domain_to_conf(text), domain_to_conf(text, base=conf)):
        assert not done.report.findings
        assert 'PHYSPAGES="0:131072"\n' in done.text
    more = text.replace("<memory unit='KiB'>262144<", "<memory unit='KiB'>393216<")
    for done in (domain_to_conf(more), domain_to_conf(more, base=conf)):
        assert any("memtune's hard limit" in finding.message for finding in done.report.findings)


@pytest.mark.parametrize(
    ("conf", "period", "quota"),
    [
        ('CPUS="2"', 100000, 200000),
        ('CPUS="2"\nCPULIMIT="0"', 100000, 200000),
        ('CPUS="2"\nCPULIMIT="201"', 100000, 200000),
        ('CPUS="2"\nCPULIMIT="200"', 100000, 200000),
        ('CPUS="2"\nCPULIMIT="50"', 100000, 50000),
        ('CPULIMIT="0"', None, -1),
        ('CPUS="0"', None, None),
    ],
)
@pytest.mark.parametrize("hierarchy", HIERARCHIES)
def test_cpus_limit(conf: str, period: int | None, quota: int | None, hierarchy: str) -> None:
    text = document(conf, cgroup=hierarchy)
    found = numbers(text)
    assert (found.get(PERIOD), found.get(QUOTA)) == (period, quota)
    assert back(text) == values(conf)
    base = f'VE_PRIVATE="/vz/private/101"\n{conf}\n'
    assert domain_to_conf(text, base=base).text == base


def test_cpus_and_the_ceiling_are_edited_apart() -> None:
    text = document('CPUS="2"')
    assert back(text, (">2</vcpu>", ">4</vcpu>")) == values('CPUS="4"')
    assert back(text, ("<quota>200000<", "<quota>50000<")) == values('CPUS="2"\nCPULIMIT="50"')
    raised = text.replace("<quota>200000<", "<quota>300000<")
    done = domain_to_conf(raised)
    assert values(done.text)["CPULIMIT"] == 300
    assert [(finding.code, "200 percent" in finding.message) for finding in done.report.findings] == [("VZ559", True)]
    base = document('CPUS="2"\nCPULIMIT="50"')
    again = conf_to_domain('VE_PRIVATE="/vz/private/101"\nCPUS="2"\n', ctid=CTID, driver="lxc", base=base).text
    assert numbers(again)[QUOTA] == 200000


def test_a_document_remembers_its_hierarchy() -> None:
    conf = 'VE_PRIVATE="/vz/private/101"\nCPUUNITS="2000"\nPHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'
    for each, shares, total in (("v1", 3000, 524288), ("v2", 300, 262144)):
        base = document('CPUUNITS="1000"', cgroup=each)
        done = conf_to_domain(conf.replace("2000", "3000"), ctid=CTID, driver="lxc", base=base).text
        assert (numbers(done)[SHARES], numbers(done)[TOTAL]) == (shares, total)
    moved = conf_to_domain(conf, ctid=CTID, driver="lxc", base=document('CPUUNITS="2000"', cgroup="v1"), cgroup="v2")
    assert moved.text == conf_to_domain(conf, ctid=CTID, driver="lxc").text
    with pytest.raises(ValueError, match="no hierarchy"):
        document("", cgroup="v3")


def test_a_document_of_another_program_is_read_by_the_manual() -> None:
    text = re.sub(
        r"  <metadata>.*</metadata>\n",
        "",
        document('PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"', cgroup="v1"),
        flags=re.S,
    )
    assert back(text) == values('PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\nDISK_QUOTA="no"\n')
