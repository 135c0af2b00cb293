"""Do the findings about a document stand at the node that they are about?"""

from __future__ import annotations

import pytest

from translator import check_domain, conf_to_domain, domain_to_conf
from translator.convert import convert_text
from translator.errors import InputError
from translator.network import networks_of
from translator.target import Options

DOCUMENT = """\
<domain type='openvz'>
  <name>101</name>
  <memory unit='KiB'>262144</memory>
  <devices>
    <graphics
      type='vnc'/> <graphics type='spice'/>
  </devices>
</domain>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_dropped_node_is_found_at_its_start_tag(end: str) -> None:
    findings = domain_to_conf(DOCUMENT.replace("\n", end)).report.findings
    assert [(f.line, f.column, f.width) for f in findings] == [(5, 5, 9), (6, 20, 9)]


def test_an_attribute_is_found_in_its_tag() -> None:
    finding = domain_to_conf("<domain type='lxc' x='1'><name>7</name></domain>").report.findings[0]
    assert (finding.line, finding.column, finding.width) == (1, 20, 5)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("<domain type='kvm'/>", 9, "XD108 domain type 'kvm' is no container's: openvz, lxc, vz or parallels expected"),
        ("<domain/>", 1, "XD108 the domain has no type: openvz, lxc, vz or parallels expected"),
        (" <network/>", 2, "XD109 the root element is <network>; expected <domain>"),
        (
            "<domain type='lxc'><name>web</name></domain>",
            20,
            "XD107 the name 'web' is no container id: give one with --ctid N, or --ctid next --in DIR",
        ),
    ],
)
def test_a_refusal_stands_at_what_is_refused(text: str, column: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        domain_to_conf(text)
    assert str(caught.value) == f"-:1:{column}: {message}"


@pytest.mark.parametrize("text", ["<container/>", "<domain xmlns='u'/>", "\n <a:domain xmlns:a='u'/>"])
def test_a_wrong_root_is_told_in_the_same_words_by_convert_and_check(text: str) -> None:
    with pytest.raises(InputError) as caught:
        domain_to_conf(text)
    (checked,) = check_domain(text)
    converted = caught.value.finding
    assert (converted.code, checked.code) == ("XD109", "XD118")
    assert converted.message == checked.message
    assert (converted.line, converted.column, converted.width) == (checked.line, checked.column, checked.width)


CONF = 'OSTEMPLATE="basic"\nCPUS="2"\n OUR_TICKET="4711"\nCONFIGFILE="x"\n'


def test_what_no_option_sets_is_found_at_its_name() -> None:
    findings = convert_text(CONF, "101.conf", Options(to="vzctl")).translation.report.findings
    assert [(f.line, f.column, f.width) for f in findings] == [(3, 2, len("OUR_TICKET")), (4, 1, len("CONFIGFILE"))]


def test_what_no_option_sets_is_found_at_its_element() -> None:
    document = conf_to_domain(CONF, ctid=101).text
    findings = convert_text(document, "101.xml", Options(to="vzctl")).translation.report.findings
    lines = document.split("\n")
    marked = [lines[f.line - 1][f.column - 1 :][: f.width] for f in findings]
    assert marked == ["<vz:parameter", "<vz:line"]
    assert ["CONFIGFILE" in lines[findings[0].line - 1], "OUR_TICKET" in lines[findings[1].line - 1]] == [True, True]
    assert [f.parameter for f in findings] == ["CONFIGFILE", "OUR_TICKET"]


def test_advice_is_found_at_the_value() -> None:
    text = 'VE_PRIVATE="/vz/private/$VEID"\nONBOOT="yes"\nVE_LAYOUT="simfs"\n'
    (finding,) = conf_to_domain(text, ctid=101, driver="lxc").report.findings
    assert (finding.code, finding.line, finding.column, finding.width) == ("VZ517", 2, 9, 3)


def test_advice_about_what_is_missing_shows_no_line() -> None:
    (finding,) = conf_to_domain('CPUS="2"\n', ctid=101, driver="lxc").report.findings
    assert (finding.code, finding.line, finding.width) == ("VZ511", 1, 0)


def test_a_bridge_is_found_in_its_interface() -> None:
    text = 'NETIF="ifname=a,bridge=br:0;ifname=b,bridge=br0;ifname=c,bridge=br:0"\n'
    _, findings = networks_of([("101.conf", text)])
    assert [(f.column, f.width) for f in findings] == [(text.index("br:0") + 1, 4), (text.rindex("br:0") + 1, 4)]


def test_another_type_is_found_at_the_base_s_own() -> None:
    with pytest.raises(InputError) as caught:
        conf_to_domain('CPUS="2"\n', ctid=101, base="<domain id='1' type='lxc'><name>101</name></domain>")
    finding = caught.value.finding
    assert (finding.code, finding.column, finding.width) == ("XD106", 16, len("type='lxc'"))
    expected = "the base is a document of type 'lxc', not 'openvz': --driver has to be the base's own"
    assert finding.message == expected
