"""What does a document show of what its container has from the host's vz.conf, and what becomes of edits of that?"""

from __future__ import annotations

import pytest

from translator.lenses.document import conf_to_domain, domain_to_conf
from translator.lint.engine import check_conf

HOST = (
    'VE_ROOT=/srv/root/$VEID\nVE_PRIVATE="/srv/a&b/$VEID"\nVE_LAYOUT=ploop\nCPUUNITS=1000\nCAPABILITY="NET_ADMIN:on"\n'
)
CONF = '# web\nPHYSPAGES="0:65536"\nSWAPPAGES="0"\nCAPABILITY="SYS_TIME:off"\n'
BACK = 'PHYSPAGES="0:65536"\nSWAPPAGES="0"\nCAPABILITY="SYS_TIME:off"\n'
DOCUMENT = conf_to_domain(CONF, ctid=101, driver="lxc", host_conf=HOST)
FOREIGN = """<domain type='lxc'><name>101</name><memory unit='KiB'>262144</memory>
<os><type>exe</type><init>/sbin/init</init></os>
<devices><filesystem type='mount'><source dir='/srv/a&amp;b/101'/><target dir='/'/></filesystem></devices></domain>"""


def test_a_document_for_lxc_shows_what_no_openvz_will_add() -> None:
    for words in ("<source dir='/srv/a&amp;b/101'/>", "<shares>100</shares>", "net_admin state='on'", "sys_time"):
        assert words in DOCUMENT.text
    assert "/vz/root/" not in DOCUMENT.text  # vzctl takes no layout from vz.conf
    assert [finding.code for finding in DOCUMENT.report.findings] == ["VZ523"]  # the private area decides
    assert "vz:parameter name='VE_PRIVATE'" not in DOCUMENT.text


def test_a_document_for_openvz_leaves_vz_conf_to_vzctl() -> None:
    assert conf_to_domain(CONF, ctid=101, host_conf=HOST) == conf_to_domain(CONF, ctid=101)


def test_the_way_back_gives_the_container_s_own_conf() -> None:
    assert domain_to_conf(DOCUMENT.text).text == BACK
    assert domain_to_conf(DOCUMENT.text, base=CONF).text == CONF


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("/srv/a&amp;b/101'/>", "/data/web'/>", 'VE_PRIVATE="/data/web"\n'),
        ("<shares>100<", "<shares>50<", 'CPUUNITS="500"\n'),
    ],
)
def test_what_is_edited_becomes_the_container_s_own(old: str, new: str, line: str) -> None:
    edited = DOCUMENT.text.replace(old, new)
    assert set(domain_to_conf(edited).text.splitlines()) == {*BACK.splitlines(), line.rstrip("\n")}
    assert domain_to_conf(edited, base=CONF).text == CONF + line


def test_what_a_conf_cannot_take_back_is_told() -> None:
    done = domain_to_conf(DOCUMENT.text.replace("    <shares>100</shares>\n", ""))
    assert done.text == BACK
    (finding,) = done.report.findings
    assert (finding.code, finding.level) == ("VZ502", "warning")
    assert "the host's vz.conf says CPUUNITS, and no conf can take it back" in finding.message


def test_a_base_keeps_the_vz_conf_that_it_was_made_over_until_another_is_given() -> None:
    again = conf_to_domain(CONF, ctid=101, driver="lxc", base=DOCUMENT.text).text
    assert again == DOCUMENT.text
    moved = conf_to_domain(CONF, ctid=101, driver="lxc", base=DOCUMENT.text, host_conf="VE_PRIVATE=/new/$VEID\n").text
    assert moved == conf_to_domain(CONF, ctid=101, driver="lxc", host_conf="VE_PRIVATE=/new/$VEID\n").text


def test_a_document_of_another_program_says_no_more_than_the_host_does() -> None:
    assert 'VE_PRIVATE="/srv/a&b/101"\n' in domain_to_conf(FOREIGN).text
    assert "VE_PRIVATE" not in domain_to_conf(FOREIGN, host_conf=HOST).text


def test_without_a_vz_conf_the_root_is_called_a_guess() -> None:
    (finding,) = conf_to_domain(CONF, ctid=101, driver="lxc").report.findings
    assert finding.code == "VZ511"
    assert "no more than a guess" in finding.message
    assert "vzctl's default" not in finding.message


def test_a_path_is_held_against_the_host_s() -> None:
    conf = 'VE_ROOT="/srv/a&b/101"\n'
    assert "VZ344" not in {each.code for each in check_conf(conf, ctid=101)}
    found = check_conf(conf.replace("101", "$VEID"), ctid=101, host_conf=HOST)
    assert [each.line for each in found if each.code == "VZ344"] == [1]
