"""Does our grammar give libvirt's verdict on the recorded cases, and on published documents where they are at hand?"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from lxml import etree

from tests.recorded import CORPUS, libvirt_verdicts
from translator.domain.document import parse_document
from translator.domain.schema import is_valid, iter_schema_findings
from translator.errors import InputError

#: Cases that our grammar takes and libvirt's schema refuses.
ACCEPTED = {
    "root-type-parallels": "libvirt's parser knows the type",
    "fs-template-dot": "most real OS templates have a dot",
    "fs-template-leading-dot": "OpenVZ 7 has such templates",
    "fs-template-slash": "a template is any non-empty text",
    "fs-template-space": "a template is any non-empty text",
}
#: The same for real documents.
ACCEPTED_REAL = {
    "042-libvirt1-domain-parallels-ct-simple": "type='parallels'",
    "056-libvirt1-doc-parallels-1": "type='parallels'",
    "062-gist-binbash12-openvz": "a template with a dot",
    "070-cvm-php-openvz-101": "a template with a dot",
    "template-of-any-text": "a template is any non-empty text",
    "template-with-dots": "most real OS templates have a dot",
    "type-parallels": "libvirt's parser knows the type",
    "shuffled": "an order that libxml2 refuses, and the schema does not",
}


def cases(kind: str) -> list[object]:
    return [
        pytest.param(row["case"], row["text"], row["schema"] == "valid", id=row["case"])
        for row in libvirt_verdicts(kind)
    ]


@pytest.mark.parametrize(("case", "text", "valid"), cases("domains"))
def test_verdict(case: str, text: str, valid: bool) -> None:
    findings = list(iter_schema_findings(text, libvirt="9"))
    assert is_valid(parse_document(text), libvirt="9") == (not findings)
    if case in ACCEPTED:
        assert not valid, "stale exception"
        assert not findings, "stale exception"
    else:
        assert (not findings) == valid, findings
    assert not any(each.code == "XD119" for each in findings), "no words for this"


@pytest.mark.parametrize(("case", "text", "valid"), cases("networks"))
def test_network_verdict(case: str, text: str, valid: bool) -> None:
    findings = list(iter_schema_findings(text, grammar="network.xsd", libvirt="9"))
    assert (not findings) == valid, findings
    assert not any(each.code == "XD119" for each in findings), "no words for this"


def test_exceptions_are_cases() -> None:
    assert ACCEPTED.keys() <= {row["case"] for row in libvirt_verdicts("domains")}


VALID = Path(__file__).parents[2] / "fixtures" / "documents" / "valid"


# ours are here wherever the published ones are not
@pytest.mark.parametrize("path", sorted([*(CORPUS / "xml").glob("*.xml"), *VALID.glob("*.xml")]), ids=lambda p: p.stem)
@pytest.mark.interop
def test_real_document(path: Path) -> None:
    judged = subprocess.run(["virt-xml-validate", path, "domain"], capture_output=True, check=False).returncode == 0
    try:
        root = parse_document(path.read_text("utf-8", errors="surrogateescape"))
    except InputError:
        with pytest.raises(etree.XMLSyntaxError):
            etree.parse(str(path))
        return
    if path.stem in ACCEPTED_REAL:
        assert is_valid(root, libvirt="9"), "stale exception"
        assert not judged, "stale exception"
    else:
        assert is_valid(root, libvirt="9") == judged
