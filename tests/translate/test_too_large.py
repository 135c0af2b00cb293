"""Is a conf refused whose document nobody could read, with the line that is to blame?"""

from __future__ import annotations

import pytest

from translator import InputError, conf_to_domain, domain_to_conf
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName
from translator.limits import MAX_DOCUMENT

#: Each of them is five characters of a document.
LONG = 'CPUS="1"\nDESCRIPTION="{}"\n'.format("&" * (MAX_DOCUMENT // 5))


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("base", [False, True])
def test_a_document_is_not_made_larger_than_what_is_read(driver: DriverName, base: bool) -> None:
    before = conf_to_domain('CPUS="1"\n', ctid=101, driver=driver).text if base else None
    with pytest.raises(InputError) as caught:
        conf_to_domain(LONG, ctid=101, driver=driver, base=before)
    finding = caught.value.finding
    assert (finding.line, finding.column, finding.code) == (2, 14, "XD102")
    assert f"expected at most {MAX_DOCUMENT}" in finding.message
    assert len(finding.message) < 200


def test_one_that_has_room_is_made() -> None:
    conf = LONG.replace("&", "a")
    assert domain_to_conf(conf_to_domain(conf, ctid=101).text, base=conf).text == conf


def test_a_text_longer_than_the_parser_takes_is_refused() -> None:
    """libxml2 takes no text of more than 10 MB, though a document may have 16."""
    with pytest.raises(InputError, match="XD102"):
        conf_to_domain("".join("# {}\n".format("a" * 500) for _ in range(21_000)), ctid=101, keep_source=True)
