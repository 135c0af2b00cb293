"""Does an edited document keep the quotes, entities and line ends of what was not edited?"""

from __future__ import annotations

import re

import pytest

from tests.digest import undigested
from translator import conf_to_domain, domain_to_conf

CONF = 'NAME="web"\nCPULIMIT="50"\nOSTEMPLATE="x"\nOUR_TICKET="it\'s 4711"\n'
MADE = conf_to_domain(CONF, ctid=101).text
FOREIGN = """\
<?xml version='1.0'?>
<!-- it's "ours" <a b="c"> -->
<domain type = "openvz" >
  <name>101</name>
  <title ><![CDATA[web]]></title>
  <description>a &#39;b&#x27; &quot;c&quot; > d</description>
  <memory   unit='KiB'>262144</memory>
  <cputune>
    <shares>1000</shares>
  </cputune>
  <devices>
    <graphics
      type='vnc' passwd="it's &gt;"/>
    <input type='mouse' bus="ps2" ></input>
    <sound/>
  </devices>
</domain>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_number_changes_one_line(end: str) -> None:
    base = MADE.replace("\n", end)
    changed = conf_to_domain(CONF.replace("50", "75"), ctid=101, base=base).text
    assert undigested(changed) == undigested(base.replace("<quota>50000<", "<quota>75000<"))


def test_a_changed_residue_keeps_our_own_spelling() -> None:
    changed = conf_to_domain(CONF.replace("4711", "4712"), ctid=101, base=MADE).text
    assert undigested(changed) == undigested(MADE.replace("4711", "4712"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_spelling_stays(end: str) -> None:
    base = FOREIGN.replace("\n", end)
    conf = domain_to_conf(base).text
    assert "CPUUNITS" in conf
    changed = conf_to_domain(conf.replace("1000", "2000"), ctid=101, base=base).text
    assert changed == base.replace("<shares>1000<", "<shares>2000<")


@pytest.mark.parametrize("indented", ["  ", "\t"])
def test_what_follows_the_residue_stays_where_it_was(indented: str) -> None:
    base = re.sub("^ +", lambda match: indented * (len(match[0]) // 2), MADE, flags=re.MULTILINE)
    base = base.replace("</vz:container>", "</vz:container> <!-- ours -->\n\n<mine:note xmlns:mine='urn:mine'/>")
    assert "ours" in base
    changed = conf_to_domain(CONF.replace("4711", "4712"), ctid=101, base=base).text
    assert undigested(changed) == undigested(base.replace("4711", "4712"))


@pytest.mark.parametrize(("mark", "single"), [("'", True), ('"', False)])
def test_new_attributes_have_the_quotes_of_most(mark: str, single: bool) -> None:
    """As many of one as of the other are no reason for single ones."""
    body = "<name>101</name>\n  <memory unit='KiB'>262144</memory>"
    base = f"<domain type={mark}openvz{mark}>\n  {body}\n</domain>\n"
    conf = domain_to_conf(base).text + 'IP_ADDRESS="192.0.2.1"\n'
    changed = conf_to_domain(conf, ctid=101, base=base).text
    assert ("<interface type='ethernet'>" in changed) == single
    assert ('<interface type="ethernet">' in changed) != single
