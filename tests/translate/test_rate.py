"""Is what a container of OpenVZ 7 may send in the document for LXC, and in the conf again?"""

from __future__ import annotations

import re

import pytest

from tests.digest import undigested
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName
from translator.lenses.lens import DriverName
from translator.report import Translation

HEAD = 'VE_PRIVATE="/vz/private/$VEID"\n'
BOUND = 'RATE="eth0:1:8000"\nRATEBOUND="yes"\n'
VENET = HEAD + 'IP_ADDRESS="192.0.2.1 "\n' + BOUND
PAIR = HEAD + 'NETIF="ifname=eth0,mac=00:18:51:00:00:01,host_ifname=veth1,type=bridge,network=br0"\n' + BOUND
BANDWIDTH = "      <bandwidth>\n        <outbound average='1000'/>\n      </bandwidth>\n"


def seven(conf: str, base: str | None = None, driver: DriverName = "lxc") -> Translation:
    if driver == "openvz":
        return conf_to_domain(conf, ctid=103, dialect="libvzctl", base=base)
    return conf_to_domain(conf, ctid=103, driver="lxc", dialect="libvzctl", base=base, layout="simfs")


def back(document: str, base: str | None = None, dialect: DialectName = "libvzctl") -> Translation:
    return domain_to_conf(document, dialect=dialect, base=base)


def said(done: Translation) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in done.report.findings]


@pytest.mark.parametrize("conf", [VENET, PAIR], ids=["venet", "veth"])
def test_a_rate_that_is_a_ceiling_is_what_the_interface_may_send(conf: str) -> None:
    done = seven(conf)
    assert BANDWIDTH in done.text
    assert said(done) == [
        (
            "VZ528",
            "libvirt has the host's kernel police 1000 kB/s, and starts no container where that cannot: "
            "'modprobe -a sch_ingress cls_u32 act_police' loads what that takes",
        )
    ]
    assert sorted(back(done.text).text.splitlines()) == sorted(conf.splitlines())
    assert back(done.text, base=conf).text == conf
    assert seven(conf, base=done.text).text == done.text
    assert "<bandwidth>" not in seven(conf, driver="openvz").text


@pytest.mark.parametrize("conf", [VENET, PAIR], ids=["venet", "veth"])
def test_edits_of_the_rate(conf: str) -> None:
    document = seven(conf).text
    for base in (None, conf):
        more = back(document.replace("'1000'", "'2000'"), base)
        assert 'RATE="eth0:1:16000"\n' in more.text
        assert more.report.findings == ()
        none = back(document.replace(BANDWIDTH, ""), base)
        assert "RATE" not in none.text
    done = seven(conf.replace("8000", "16000"), base=document).text
    changed = document.replace("'1000'", "'2000'").replace("eth0:1:8000", "eth0:1:16000")
    assert undigested(done) == undigested(changed)
    without = seven(conf.replace(BOUND, ""), base=document).text
    assert "<bandwidth>" not in without
    assert seven(conf, base=without).text == document
    # what somebody else says of the interface stays
    both = document.replace("<bandwidth>", "<bandwidth>\n        <inbound average='7'/>")
    assert "<inbound average='7'/>" in seven(conf.replace("8000", "16000"), base=both).text
    assert "<inbound average='7'/>" in seven(conf.replace(BOUND, ""), base=both).text
    assert "<outbound" not in seven(conf.replace(BOUND, ""), base=both).text


@pytest.mark.parametrize("lines", ['RATE="*:1:8000"\n', 'RATE="*:1:8000"\nRATEBOUND="no"\n', 'RATEBOUND="yes"\n'])
def test_a_rate_that_is_no_ceiling_travels(lines: str) -> None:
    done = seven(VENET.replace(BOUND, lines))
    assert "<bandwidth>" not in done.text
    assert said(done) == []
    for line in lines.splitlines():
        assert line in back(done.text).text


def test_rates_that_libvirt_has_not_are_told() -> None:
    classes = seven(VENET.replace("eth0:1:8000", "eth0:1:8000 eth0:2:100"))
    assert "<bandwidth>" not in classes.text
    [(code, message)] = said(classes)
    assert code == "VZ526"
    assert message.startswith("eth0:1:8000 eth0:2:100: ")
    several = seven(PAIR + 'IP_ADDRESS="192.0.2.1"\n')
    assert several.text.count(BANDWIDTH) == 2
    [(code, message), (of_kernel, _)] = said(several)
    assert of_kernel == "VZ528"
    assert (code, "each of 2 interfaces may send 1000 kB/s" in message) == ("VZ526", True)


def test_a_new_interface_shares_the_rate() -> None:
    document = seven(PAIR).text
    new = "    <interface type='bridge'>\n      <source bridge='br1'/>\n      <guest dev='eth1'/>\n    </interface>\n"
    done = back(document.replace("    <console", f"{new}    <console"), base=PAIR)
    assert 'RATE="eth0:1:8000"\n' in done.text
    assert any("it holds for eth1, too" in message for _, message in said(done))
    other = new.replace("      <guest", BANDWIDTH.replace("1000", "5") + "      <guest")
    done = back(document.replace("    <console", f"{other}    <console"), base=PAIR)
    assert any("1000 kB/s, not 5" in message for _, message in said(done))


def test_another_programs_bandwidth() -> None:
    document = re.sub(r"  <metadata>.*</metadata>\n", "", seven(PAIR).text, flags=re.DOTALL)
    assert 'RATE="*:1:8000"\nRATEBOUND="yes"\n' in back(document).text
    odd = document.replace("<outbound average='1000'/>", "<inbound average='9'/><outbound average='1000' burst='8'/>")
    done = back(odd)
    assert 'RATE="*:1:8000"\n' in done.text
    lost = [message for code, message in said(done) if code == "VZ502"]
    assert len(lost) == 2
    for kind in ("lxc", "openvz"):
        old = back(document.replace("type='lxc'", f"type='{kind}'"), dialect="vzctl")
        assert "RATE" not in old.text
        assert any("<bandwidth> is dropped" in message for _, message in said(old))
