"""What happens to a value that a conf cannot say? It is a loss with a reason, never a line that its reader refuses."""

from __future__ import annotations

from translator import conf_to_domain, domain_to_conf

CONF = 'NAME="web"\nPHYSPAGES="0:65536"\nNETIF="ifname=eth0,bridge=br0,network=x"\n'


def test_a_title_that_is_no_name() -> None:
    document = conf_to_domain(CONF, ctid=101).text
    result = domain_to_conf(document.replace("<title>web<", "<title>web/1: été<"), base=CONF)
    assert result.text == CONF.replace('NAME="web"\n', "")
    assert [finding.code for finding in result.report.findings] == ["VZ502"]
    assert "NAME" in result.report.findings[0].message or "title" in result.report.findings[0].message


def test_keys_that_vzctl_passes_over_survive_an_edit_of_their_line() -> None:
    document = conf_to_domain(CONF, ctid=101).text
    result = domain_to_conf(document.replace("bridge='br0'", "bridge='br1'"), base=CONF)
    assert result.text == CONF.replace("br0", "br1")
