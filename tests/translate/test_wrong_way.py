"""What if a document is given where a conf is expected? Every text is a conf to its readers, so we look."""

from __future__ import annotations

import pytest

from translator import InputError, LossError, conf_to_domain, domain_to_conf

CONF = 'ONBOOT="yes"\n'
DOCUMENT = conf_to_domain(CONF, ctid=101).text


@pytest.mark.parametrize("start", ["", "\ufeff", "\n ", "<?xml version='1.0'?>\n", "<!-- by hand -->"])
def test_a_document_is_no_conf(start: str) -> None:
    with pytest.raises(InputError) as caught:
        conf_to_domain(start + DOCUMENT, ctid=101)
    assert str(caught.value) == "-:1:1: VZ504 this is a document already: expected a conf"


def test_a_document_is_no_base_of_a_conf() -> None:
    with pytest.raises(InputError, match="the base is a document, too"):
        domain_to_conf(DOCUMENT, base=DOCUMENT)


def test_a_conf_is_no_base_of_a_document() -> None:
    with pytest.raises(InputError):
        conf_to_domain(CONF, ctid=101, base=CONF)


def test_what_is_raised_can_be_caught() -> None:
    graphics = DOCUMENT.replace("<devices>", "<devices><graphics type='vnc'/>")
    with pytest.raises(LossError) as caught:
        domain_to_conf(graphics, strict=True)
    (finding,) = caught.value.findings
    assert (finding.code, finding.parameter) == ("VZ502", "devices/graphics")
