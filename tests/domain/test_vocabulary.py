"""Do the grammars know the words of the table, and no others? What is written twice is compared here."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from tests.odd_documents import PLACES
from translator import conf_to_domain
from translator.conf.dialect import DIALECTS
from translator.domain.grammar import grammar_path
from translator.lenses.drivers import DRIVERS, driver_of
from translator.lint.tell import explain_parameter
from translator.table import ROWS, Row
from translator.values import virtuozzo_netif
from translator.values.disk import Disk
from translator.values.netif import Interface
from translator.values.switch import CAPABILITIES
from translator.values.word import Ignored

RESIDUE = "metadata/container"
GRAMMARS = grammar_path("domain.xsd").parent


def words(place: str) -> list[str]:
    """Return the words of an attribute that the grammar lists, or the texts that it takes."""
    (found,) = (each for each in PLACES if str(each) == place)
    return list(found.values)


def attributes(element: str) -> set[str]:
    return {each.attribute for each in PLACES if each.attribute and str(each) == f"{element}/@{each.attribute}"}


def test_the_grammar_has_the_units_of_the_rows() -> None:
    units = words(f"{RESIDUE}/parameter/@unit")
    assert sorted(units) == sorted({row.unit for row in ROWS if row.unit})
    assert len(set(units)) == len(units)


#: Units that people know by these letters; any other is explained in words.
SAY_THEMSELVES = {"KiB", "MHz", "kbit/s"}


@pytest.mark.parametrize("row", [row for row in ROWS if row.unit], ids=lambda row: row.name)
def test_every_unit_is_told_in_words(row: Row) -> None:
    told = re.search(r"^Unit: +(\S+)", explain_parameter(row.name) or "", re.MULTILINE)
    assert told or any(isinstance(codec, Ignored) for codec in (row.codec, row.codec7))
    assert not told or told[1] != row.unit or row.unit in SAY_THEMSELVES


def test_the_grammar_has_the_keys_of_an_interface() -> None:
    keys = {*Interface._fields, *virtuozzo_netif.KEYS} - {"others"}
    assert attributes(f"{RESIDUE}/parameter/interface") == keys


def test_the_grammar_has_the_keys_of_a_disk() -> None:
    assert attributes(f"{RESIDUE}/parameter/disk") == {*Disk._fields} - {"others"}


def test_the_grammar_has_the_dialects() -> None:
    assert words(f"{RESIDUE}/@dialect") == list(DIALECTS)


def test_the_grammar_has_the_types_that_are_read() -> None:
    read = [kind for kind in words("/@type") if driver_of(kind)]
    assert sorted(read) == sorted([*DRIVERS, "parallels"])


def test_lxc_has_the_capabilities_of_vzctl_but_the_one_of_the_openvz_kernel() -> None:
    path = "features/capabilities/"
    here = {str(each).removeprefix(path).upper() for each in PLACES if str(each).startswith(path)}
    assert set(CAPABILITIES) - here == {"VE_ADMIN"}


#: A conf that has lines of every fate.
ALL_FATES = (
    'garbage\nOURS="1"\nONBOOT="maybe"\nCPUS="1"\nCPUS="2"\nONBOOT="perhaps"\nVE0CPUUNITS="1"\n'
    'DISKSPACE="5:99999999999999999999"\nDESCRIPTION="a"  # c\n'
)


def test_the_grammar_has_every_status_that_a_line_gets() -> None:
    root = etree.fromstring(conf_to_domain(ALL_FATES, ctid=101).text.encode())
    given = {line.get("status") for line in root.iter("{urn:vzvirt:openvz:1}line")}
    assert sorted(words(f"{RESIDUE}/line/@status")) == sorted(filter(None, given))


def test_a_list_of_words_in_a_grammar_names_them_all() -> None:
    """What a message says is expected is the documentation of the type, which stands beside its words."""
    schema = "{http://www.w3.org/2001/XMLSchema}"
    seen = 0
    for path in sorted(GRAMMARS.glob("*.xsd")):
        for kind in etree.parse(str(path)).iter(f"{schema}simpleType"):
            told = kind.findtext(f"{schema}annotation/{schema}documentation") or ""
            words = {str(each.get("value")) for each in kind.iter(f"{schema}enumeration")}
            if words and told and not re.match(r"an? [a-z]+|.*(?:such as|;)", told) and told not in ELSEWHERE:
                seen += 1
                assert words <= set(re.split(r"[ ,]+", told)), f"{path.name}: {told}"
    assert seen > 40


#: Lists that leave out what goes with another type of element only.
ELSEWHERE = frozenset(("vepa, bridge, private or passthrough", "xen, serial, uml, virtio, lxc, openvz, sclp or sclplm"))
