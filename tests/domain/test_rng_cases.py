"""Does our grammar give libvirt's verdict on the cases and the real documents that the founders share?

They stand beside the repository, in ../shared, and not in it: without them these tests are skipped.
"""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from translator.domain.document import parse_document
from translator.domain.schema import is_valid, iter_schema_findings
from translator.errors import InputError

SHARED = Path(__file__).parents[2].parent / "shared"
CASES = SHARED / "facts" / "rng-cases"
NETWORKS = SHARED / "facts" / "rng-cases-network"
CORPUS = SHARED / "corpus" / "xml"

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
}

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="../shared is absent")


def cases(folder: Path) -> list[tuple[str, bool]]:
    if not folder.is_dir():
        return []
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        return [(row["case"], row["rng"] == "valid") for row in csv.DictReader(index, delimiter="\t")]


@pytest.mark.parametrize(("case", "valid"), cases(CASES))
def test_verdict(case: str, valid: bool) -> None:
    text = (CASES / ("valid" if valid else "invalid") / f"{case}.xml").read_text("utf-8")
    findings = list(iter_schema_findings(text))
    assert is_valid(parse_document(text)) == (not findings)
    if case in ACCEPTED:
        assert not valid, "stale exception"
        assert not findings, "stale exception"
    else:
        assert (not findings) == valid, findings
    assert not any(each.code == "XD119" for each in findings), "no words for this"


@pytest.mark.parametrize(("case", "valid"), cases(NETWORKS))
def test_network_verdict(case: str, valid: bool) -> None:
    text = (NETWORKS / ("valid" if valid else "invalid") / f"{case}.xml").read_text("utf-8")
    findings = list(iter_schema_findings(text, grammar="network.xsd"))
    assert (not findings) == valid, findings
    assert not any(each.code == "XD119" for each in findings), "no words for this"


def test_exceptions_are_cases() -> None:
    assert ACCEPTED.keys() <= {case for case, _ in cases(CASES)}


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.xml")), ids=lambda path: path.stem)
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
        assert is_valid(root), "stale exception"
        assert not judged, "stale exception"
    else:
        assert is_valid(root) == judged
