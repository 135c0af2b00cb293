"""Does mac_filter become a network filter of the host's where a caller names one, and come back?"""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from tests.lxc.cases import values
from translator import conf_to_domain, domain_to_conf

NETIF = (
    'NETIF="ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname=veth101.0,host_mac=00:18:51:00:00:02;'
    "ifname=eth1,bridge=br0,mac=00:18:51:00:00:03,host_ifname=veth101.1,host_mac=00:18:51:00:00:04,mac_filter=off;"
    'ifname=eth2,mac=00:18:51:00:00:05,host_ifname=veth101.2,host_mac=00:18:51:00:00:06,mac_filter=on"\n'
)
CONF = f'IP_ADDRESS="192.0.2.1"\n{NETIF}'
FILTER = "no-mac-spoofing"
LINE = f"      <filterref filter='{FILTER}'/>\n"


def document(conf: str = CONF, **options: Any) -> str:
    return conf_to_domain(conf, ctid=101, driver="lxc", **options).text


def filters(text: str) -> dict[str | None, list[str | None]]:
    nics = etree.fromstring(text.encode()).iter("interface")
    return {_guest(nic): [each.get("filter") for each in nic.findall("filterref")] for nic in nics}


def _guest(nic: etree._Element) -> str | None:
    guest = nic.find("guest")
    return None if guest is None else guest.get("dev")


def mac_filters(conf: str) -> dict[str, str | None]:
    pairs: Any = values(conf)["NETIF"]
    return {pair.ifname: pair.mac_filter for pair in pairs}


def test_each_pair_that_is_filtered_gets_it() -> None:
    assert filters(document()) == {"venet0": [], "eth0": [], "eth1": [], "eth2": []}
    assert filters(document(nwfilter=FILTER)) == {"venet0": [], "eth0": [FILTER], "eth1": [], "eth2": [FILTER]}


@pytest.mark.parametrize("name", [FILTER, "my-own.filter_2"])
def test_it_comes_back(name: str) -> None:
    text = document(nwfilter=name)
    done = domain_to_conf(text)
    assert values(done.text) == values(CONF)
    assert not done.report.findings
    assert domain_to_conf(text, base=CONF).text == CONF
    # the document remembers what it was written with
    assert filters(conf_to_domain(CONF.replace("=off", "=on"), ctid=101, driver="lxc", base=text).text) == {
        "venet0": [],
        **{guest: [name] for guest in ("eth0", "eth1", "eth2")},
    }


def test_who_edits_filters_edits_mac_filter() -> None:
    text = document(nwfilter=FILTER)
    without = text.replace(LINE, "")
    assert mac_filters(domain_to_conf(without).text) == {"eth0": "off", "eth1": "off", "eth2": "off"}
    assert mac_filters(domain_to_conf(without, base=CONF).text) == {"eth0": "off", "eth1": "off", "eth2": "off"}
    more = text.replace("      <guest dev='eth1'/>\n", f"      <guest dev='eth1'/>\n{LINE}")
    assert mac_filters(domain_to_conf(more).text) == {"eth0": None, "eth1": None, "eth2": "on"}
    # a document without the choice says nothing of filters: only what is added to it counts
    plain = document()
    assert mac_filters(domain_to_conf(plain).text) == {"eth0": None, "eth1": "off", "eth2": "on"}
    added = plain.replace("      <guest dev='eth1'/>\n", f"      <guest dev='eth1'/>\n{LINE}")
    assert mac_filters(domain_to_conf(added).text) == {"eth0": None, "eth1": None, "eth2": "on"}


@pytest.mark.parametrize(
    "other",
    [
        "<filterref filter='clean-traffic'/>",
        "<filterref filter='no-mac-spoofing'><parameter name='MAC' value='00:18:51:00:00:09'/></filterref>",
        "<filterref/>",
    ],
)
@pytest.mark.parametrize("guest", ["eth0", "venet0"])
def test_what_mac_filter_does_not_do_is_told(other: str, guest: str) -> None:
    for chosen in ({}, {"nwfilter": FILTER}):
        text = document(**chosen).replace(LINE, "") if guest == "eth0" else document(**chosen)
        edited = text.replace(f"<guest dev='{guest}'/>", f"<guest dev='{guest}'/>{other}")
        found = domain_to_conf(edited).report.findings
        assert [(each.code, str(each.parameter).rpartition("/")[2]) for each in found] == [("VZ502", "filterref")]


def test_an_end_without_a_name_has_none_and_is_told() -> None:
    conf = CONF.replace(",host_ifname=veth101.0", "")
    done = conf_to_domain(conf, ctid=101, driver="lxc", nwfilter=FILTER)
    assert filters(done.text)["eth0"] == []
    assert [(each.code, each.level) for each in done.report.findings if "eth0" in each.message] == [
        ("VZ533", "warning")
    ]
    assert domain_to_conf(done.text, base=conf).text == conf


@pytest.mark.parametrize("name", ["", "a b", "1st", "x'y"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="network filter"):
        document(nwfilter=name)
