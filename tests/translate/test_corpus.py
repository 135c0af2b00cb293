"""Does every real conf and document that was collected convert and come back? Used in place, skipped where absent."""

from __future__ import annotations

from typing import cast

import pytest

from tests.laws.translation import values
from tests.recorded import CORPUS, needs_corpus, random_confs, read_text
from translator import conf_to_domain, domain_to_conf
from translator.domain.schema import iter_schema_findings
from translator.errors import InputError
from translator.lenses.lens import DriverName

CONFS = sorted((CORPUS / "conf").glob("*.conf"))
DOCUMENTS = sorted((CORPUS / "xml").glob("*.xml"))


@needs_corpus
@pytest.mark.parametrize("driver", ["openvz", "lxc", "vz"])
def test_every_conf_comes_back_byte_for_byte_with_its_base(driver: DriverName) -> None:
    for path in CONFS:
        conf = read_text(path)
        made = conf_to_domain(conf, ctid=101, driver=driver)
        assert domain_to_conf(made.text, base=conf).text == conf, path.name
        assert values(domain_to_conf(made.text).text) == values(conf), path.name
        assert list(iter_schema_findings(made.text)) == [], path.name
    print(f"{len(CONFS)} confs")


def test_the_recorded_random_confs_too() -> None:
    rows = random_confs()
    assert rows
    for row in rows:
        conf = row["conf"]
        made = conf_to_domain(conf, ctid=101).text
        assert domain_to_conf(made, base=conf).text == conf
        assert values(domain_to_conf(made).text) == values(conf)
    print(f"{len(rows)} confs")


@needs_corpus
def test_every_document_is_read_or_refused_with_a_reason() -> None:
    refused = 0
    for path in DOCUMENTS:
        document = read_text(path)
        finding = None
        try:
            result = domain_to_conf(document, ctid=101)
        except InputError as error:
            finding = error.finding
        if finding is not None:
            refused += 1
            assert finding.line >= 1, path.name
            assert len(finding.message) > 20, path.name
            continue
        for entry in result.report.dropped:
            assert entry.reason, path.name
        kind = document.partition("type=")[2][1:].partition(document.partition("type=")[2][0])[0]
        if kind == "openvz" or kind == "lxc":
            again = conf_to_domain(result.text, ctid=101, base=document, driver=cast("DriverName", kind))
            assert again.text == document, path.name
    print(f"{len(DOCUMENTS)} documents, {refused} refused")
