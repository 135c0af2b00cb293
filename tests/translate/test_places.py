"""Do the findings about a document stand at the node that they are about?"""

from __future__ import annotations

import pytest

from translator import domain_to_conf
from translator.errors import InputError

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
        (" <network/>", 2, "XD109 <network> stands where <domain> is expected"),
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
