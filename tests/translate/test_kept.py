"""What stays of a conf when something else is edited, and what of it has no room in a document?"""

from __future__ import annotations

import re

import pytest

from translator import ConflictError, Domain, conf_to_domain, domain_to_conf
from translator.lenses.drivers import DRIVERS


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("kept", ["192.0.2.1/32", "192.0.2.1/24", "192.0.2.1", "2001:db8::1/128", "2001:db8::1/64"])
def test_an_address_beside_one_that_goes_is_written_as_it_was(driver: str, kept: str) -> None:
    conf = f'IP_ADDRESS="192.0.2.9 {kept}"\n'
    document = conf_to_domain(conf, ctid=101, driver=driver).text  # type: ignore[arg-type]
    left = re.sub(r"\n *<ip [^\n]*192\.0\.2\.9['\"][^\n]*", "", document)
    assert left != document
    assert f'IP_ADDRESS="{kept}"\n' in domain_to_conf(left, base=conf).text


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
@pytest.mark.parametrize(
    ("kib", "limited"), [(2**54 - 1, True), (2**54, False), (2**54 + 1, False), (2**55 - 1, False)]
)
def test_a_limit_of_space_is_what_libvirt_has_room_for(driver: str, kib: int, limited: bool) -> None:
    conf = f'DISKSPACE="{kib}:{kib}"\nVE_PRIVATE="/vz/private/101"\nOSTEMPLATE="debian-12"\n'
    document = conf_to_domain(conf, ctid=101, driver=driver).text  # type: ignore[arg-type]
    assert ("<space_hard_limit" in document) == limited
    assert f'DISKSPACE="{kib}:{kib}"\n' in domain_to_conf(document).text


@pytest.mark.parametrize("said", ["VE_ADMIN:on", "VE_ADMIN:off", "NET_ADMIN:on VE_ADMIN:on"])
def test_a_capability_of_openvz_kernels_alone_is_none_of_libvirts(said: str) -> None:
    document = conf_to_domain(f'CAPABILITY="{said}"\n', ctid=101, driver="lxc").text
    assert "<ve_admin" not in document
    assert f'CAPABILITY="{said}"\n' in domain_to_conf(document).text


def test_an_edit_of_a_document_keeps_its_source_and_how_that_is_written() -> None:
    """What is no text to XML is percent-encoded, which an attribute of the source says."""
    for conf in ('# web\nDESCRIPTION="a\x01b"\nBOOTORDER="7"\n', '# web\nBOOTORDER="7"\n'):
        domain = Domain.parse(conf_to_domain(conf, ctid=101, driver="lxc", keep_source=True).text)
        domain.change({"BOOTORDER": 3})
        # the base has gone: what both were stands in the document, and what it says otherwise is an edit of that
        assert domain_to_conf(domain.text, base=conf).text == conf.replace('"7"', '"3"')


@pytest.mark.parametrize(("prefer", "cpus"), [("ours", "2"), ("theirs", "3")])
def test_who_is_preferred_decides_what_both_have_edited(prefer: str, cpus: str) -> None:
    ancestor = 'CPUS="1"\nONBOOT="no"\nNUMPROC="5"\n'
    ours = 'CPUS="2"\nONBOOT="yes"\nNUMPROC="5"\n'
    theirs = conf_to_domain('CPUS="3"\nONBOOT="no"\nNUMPROC="6"\n', ctid=101).text
    made = domain_to_conf(theirs, base=ours, ancestor=ancestor, prefer=prefer)  # type: ignore[arg-type]
    assert made.text == f'CPUS="{cpus}"\nONBOOT="yes"\nNUMPROC="6"\n'


def test_what_stays_and_what_both_have_edited_is_told() -> None:
    ancestor, ours = 'CPUS="1"\nONBOOT="no"\n', 'CPUS="2"\nONBOOT="no"\n'
    edited = conf_to_domain(ancestor.replace("1", "3"), ctid=101).text
    for prefer, end in (("ours", "the base keeps its own"), ("theirs", "this is taken")):
        made = domain_to_conf(edited, base=ours, ancestor=ancestor, prefer=prefer)  # type: ignore[arg-type]
        [told] = [each.message for each in made.report.findings]
        assert told == f'both have changed: CPUS="2" in the base (line 1), CPUS="3" here, CPUS="1" before; {end}'
    [told] = [
        each.message for each in domain_to_conf(conf_to_domain(ancestor, ctid=101).text, base=ours).report.findings
    ]
    assert told == 'CPUS="2" in the base (line 1) stays: it was changed since both were one, and CPUS="1" here was not'


@pytest.mark.parametrize(
    ("was", "ours", "theirs"),
    [
        ("", 'CPULIMIT_MHZ="500"\n', 'CPULIMIT="50"\n'),
        ('CPULIMIT="25"\n', 'CPULIMIT="25"\nCPULIMIT_MHZ="500"\n', 'CPULIMIT="50"\n'),
        ('MEMGUARANTEE="25"\n', 'MEMGUARANTEE="30"\n', 'MEMGUARANTEE_BYTES="4096"\n'),
    ],
)
def test_who_edits_a_value_under_its_two_names_edits_one_value(was: str, ours: str, theirs: str) -> None:
    """Both lines side by side would let the later one count, whoever is preferred, and untold."""
    edited = conf_to_domain(theirs, ctid=101, dialect="libvzctl").text
    with pytest.raises(ConflictError):
        domain_to_conf(edited, dialect="libvzctl", base=ours, ancestor=was)
    with pytest.raises(ConflictError):
        conf_to_domain(ours, ctid=101, dialect="libvzctl", base=edited, ancestor=was)
    for prefer, conf, document in (("ours", ours, theirs), ("theirs", theirs, ours)):
        how = {"dialect": "libvzctl", "ancestor": was, "prefer": prefer}
        made = domain_to_conf(edited, base=ours, **how)  # type: ignore[arg-type]
        assert made.text == conf
        [told] = made.report.findings
        both = f"both have changed: {' '.join(ours.split())} in the base"
        assert (told.code, told.message.startswith(both)) == ("VZ547", True)
        done = conf_to_domain(ours, ctid=101, base=edited, **how).text  # type: ignore[arg-type]
        assert domain_to_conf(done, dialect="libvzctl").text == document


def test_a_second_name_for_a_value_that_nobody_else_has_edited_is_no_conflict() -> None:
    was = 'MEMGUARANTEE_BYTES="4096"\n'
    both = f'MEMGUARANTEE="30"\n{was}'
    document = conf_to_domain(was, ctid=101, dialect="libvzctl").text
    done = conf_to_domain(both, ctid=101, dialect="libvzctl", base=document, ancestor=was).text
    assert domain_to_conf(done, dialect="libvzctl").text == both
