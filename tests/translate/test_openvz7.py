"""Has a document for LXC what OpenVZ 7 says of a container's start and identity, and has the conf it again?"""

from __future__ import annotations

import pytest

from tests.digest import undigested
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName
from translator.errors import ConflictError, InputError
from translator.lenses.lens import DriverName
from translator.report import Translation

PATHS = 'VE_PRIVATE="/vz/private/$VEID"\n'
UUID = "fbcdf284-5345-416b-a589-7b5fcaa87673"
OTHER = "11111111-5345-416b-a589-7b5fcaa87673"


def seven(conf: str, driver: DriverName = "lxc", base: str | None = None) -> Translation:
    if driver == "lxc":
        return conf_to_domain(conf, ctid=103, driver=driver, dialect="libvzctl", base=base, layout="simfs")
    return conf_to_domain(conf, ctid=103, driver=driver, dialect="libvzctl", base=base)


def back(document: str, base: str | None = None, dialect: DialectName = "libvzctl") -> Translation:
    return domain_to_conf(document, dialect=dialect, base=base)


def foreign(inside: str = "", environment: str = "", kind: str = "lxc") -> str:
    return (
        f"<domain type='{kind}'><name>103</name>{inside}<memory>65536</memory>"
        f"<os><type>exe</type><init>/sbin/init</init>{environment}</os>"
        "<features><privnet/></features><devices><filesystem type='mount'><source dir='/vz/private/103/fs'/>"
        "<target dir='/'/></filesystem><console type='pty'/></devices></domain>"
    )


def test_the_environment_is_initenv() -> None:
    conf = f'VE_ENVIRONMENT="LANG=C.UTF-8 A=1=2"\n{PATHS}'
    done = seven(conf)
    assert "    <initenv name='LANG'>C.UTF-8</initenv>\n    <initenv name='A'>1=2</initenv>\n" in done.text
    assert back(done.text).text == conf
    assert back(done.text, base=conf).text == conf
    assert "<initenv" not in seven(conf, driver="openvz").text


def test_words_that_are_no_variables_travel() -> None:
    conf = f'VE_ENVIRONMENT="A=1 B= C 2=3 A=4"\n{PATHS}'
    done = seven(conf)
    assert done.text.count("<initenv") == 1
    assert back(done.text).text == conf
    edited = done.text.replace("<initenv name='A'>1<", "<initenv name='A'>5<")
    assert 'VE_ENVIRONMENT="B= C 2=3 A=4 A=5"\n' in back(edited).text


def test_edits_of_the_environment() -> None:
    conf = f'# mine\nVE_ENVIRONMENT="A=1 B=2"\n{PATHS}'
    document = seven(conf).text
    for base in (None, conf):
        assert 'VE_ENVIRONMENT="B=2"\n' in back(document.replace("    <initenv name='A'>1</initenv>\n", ""), base).text
        line = "    <initenv name='B'>2</initenv>\n"
        more = document.replace(line, f"{line}    <initenv name='C'>3</initenv>\n")
        assert 'VE_ENVIRONMENT="A=1 B=2 C=3"\n' in back(more, base).text
    with pytest.raises(ConflictError, match='VE_ENVIRONMENT="A=1 B=2 C=3" in the base'):
        seven(conf.replace("A=1 B=2", "A=7"), base=more)
    again = seven(conf.replace("A=1 B=2", "A=7"), base=undigested(more)).text
    assert "<initenv name='A'>7</initenv>" in again
    assert "<initenv name='B'>" not in again


def test_another_programs_environment() -> None:
    document = foreign(environment="<initenv name='A'>1</initenv><initenv name='B'>two words</initenv>")
    done = back(document)
    assert 'VE_ENVIRONMENT="A=1"\n' in done.text
    [lost] = [finding.message for finding in done.report.findings if finding.code == "VZ502"]
    assert "'two words'" in lost
    for kind in ("lxc", "openvz"):
        old = back(document.replace("'lxc'", f"'{kind}'"), dialect="vzctl")
        assert "VE_ENVIRONMENT" not in old.text
        assert len([each for each in old.report.findings if "<initenv> is dropped" in each.message]) == 2


@pytest.mark.parametrize("driver", ["openvz", "lxc", "vz"])
@pytest.mark.parametrize("text", [UUID, UUID.upper()])
def test_the_uuid_is_the_domains(driver: DriverName, text: str) -> None:
    conf = f'UUID="{text}"\n{PATHS}'
    done = seven(conf, driver)
    assert f"<uuid>{text}</uuid>" in done.text
    assert sorted(back(done.text).text.splitlines()) == sorted(conf.splitlines())
    assert back(done.text, base=conf).text == conf
    other = done.text.replace(f"<uuid>{text}<", f"<uuid>{OTHER}<")
    for base in (None, conf):
        edited = back(other, base=base).text
        assert f'UUID="{OTHER}"\n' in edited
        assert "#UUID" not in edited


def test_the_uuid_of_libvirts_comment_stays_one() -> None:
    conf = f"#UUID: {UUID}\n{PATHS}"
    done = seven(conf)
    assert f"<uuid>{UUID}</uuid>" in done.text
    assert back(done.text, base=conf).text == conf
    other = done.text.replace(f"<uuid>{UUID}<", f"<uuid>{OTHER}<")
    for document, said in ((done.text, conf), (other, conf.replace(UUID, OTHER))):
        assert sorted(back(document).text.splitlines()) == sorted(said.splitlines())
    assert back(other, base=conf).text == conf.replace(UUID, OTHER)
    both = conf + f'UUID="{OTHER}"\n'
    assert sorted(back(seven(both).text).text.splitlines()) == sorted(both.splitlines())
    # another program's is libvzctl's own, in its dialect, and libvirt's in that of vzctl
    document = foreign(f"<uuid>{UUID}</uuid>")
    assert f'UUID="{UUID}"\n' in back(document).text
    assert f"#UUID: {UUID}\n" in back(document, dialect="vzctl").text


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
def test_guaranteed_ram_is_min_guarantee(driver: DriverName) -> None:
    conf = f'MEMGUARANTEE_BYTES="268435456"\n{PATHS}'
    done = seven(conf, driver)
    assert "<min_guarantee unit='KiB'>262144</min_guarantee>" in done.text
    assert back(done.text).text == conf
    more = done.text.replace(">262144<", ">524288<")
    for base in (None, conf):
        assert back(more, base=base).text == conf.replace("268435456", "536870912")
        assert back(done.text.replace("    <min_guarantee unit='KiB'>262144</min_guarantee>\n", ""), base).text == PATHS


def test_a_guarantee_in_pages_stays_one() -> None:
    conf = f'VMGUARPAGES="65536:9223372036854775807"\n{PATHS}'
    done = seven(conf)
    assert back(done.text).text == conf
    assert 'VMGUARPAGES="131072:9223372036854775807"\n' in back(done.text.replace(">262144<", ">524288<")).text
    both = f'VMGUARPAGES="65536:unlimited"\nMEMGUARANTEE_BYTES="1073741824"\n{PATHS}'
    assert "<min_guarantee unit='KiB'>262144</min_guarantee>" in seven(both).text
    assert back(seven(both).text).text == both


@pytest.mark.parametrize("line", ['MEMGUARANTEE="50"', 'MEMGUARANTEE_BYTES="auto"', 'MEMGUARANTEE_BYTES="1000"'])
def test_a_guarantee_that_is_no_number_of_kib_travels(line: str) -> None:
    conf = f"{line}\n{PATHS}"
    done = seven(conf)
    assert "<min_guarantee" not in done.text
    assert back(done.text).text == conf
    added = done.text.replace(
        "  <os>\n", "  <memtune>\n    <min_guarantee unit='KiB'>1024</min_guarantee>\n  </memtune>\n  <os>\n"
    )
    assert back(added, base=conf).text == f'MEMGUARANTEE_BYTES="1048576"\n{PATHS}'


def test_ids_of_the_host_are_a_map() -> None:
    conf = f'LOCAL_UID="100000"\nLOCAL_GID="100000"\n{PATHS}VE_LAYOUT="simfs"\n'
    done = conf_to_domain(conf, ctid=103, driver="lxc")
    assert (
        "    <uid start='0' target='100000' count='100000'/>\n    <gid start='0' target='100000' count='100000'/>\n"
        in done.text
    )
    assert domain_to_conf(done.text, base=conf).text == conf
    assert sorted(domain_to_conf(done.text).text.splitlines()) == sorted(conf.splitlines())
    assert not domain_to_conf(done.text).report.dropped
    # what somebody asks for counts, and OpenVZ's own driver has no such thing
    asked = conf_to_domain(conf, ctid=103, driver="lxc", idmap="200000:65536")
    assert "<uid start='0' target='200000' count='65536'/>" in asked.text
    assert "<idmap>" not in conf_to_domain(conf, ctid=103).text
    for none in (conf.replace("100000", "0"), PATHS, f"#LOCAL_UID=1\n{PATHS}"):
        assert "<idmap>" not in conf_to_domain(none, ctid=103, driver="lxc").text


@pytest.mark.parametrize(("uid", "gid"), [("100000", "200000"), ("4294967290", "4294967290")])
def test_ids_that_no_map_says_are_told(uid: str, gid: str) -> None:
    done = conf_to_domain(f'{PATHS}VE_LAYOUT="simfs"\nLOCAL_UID="{uid}"\nLOCAL_GID="{gid}"\n', ctid=103, driver="lxc")
    assert "<idmap>" not in done.text
    [finding] = [each for each in done.report.findings if each.code == "VZ525"]
    assert (finding.line, finding.level) == (3, "warning")
    assert uid in finding.message
    assert gid in finding.message


def test_another_programs_map_is_told_with_the_choice() -> None:
    maps = "".join(f"<{tag} start='0' target='5000' count='1000'/>" for tag in ("uid", "gid"))
    done = domain_to_conf(foreign(f"<idmap>{maps}</idmap>"))
    [finding] = [each for each in done.report.findings if "user namespaces" in each.message]
    assert finding.code == "VZ502"
    assert "--idmap 5000:1000" in finding.message
    with pytest.raises(InputError):
        domain_to_conf("UUID=1\n")


def test_a_map_follows_the_conf_and_stays_where_somebody_chose_it() -> None:
    conf = f'{PATHS}VE_LAYOUT="simfs"\n'
    ids = 'LOCAL_UID="{}"\n'
    one, two = conf + ids.format("100000"), conf + ids.format("200000")

    def lxc(text: str, base: str | None = None, idmap: str | None = None) -> str:
        return conf_to_domain(text, ctid=103, driver="lxc", base=base, idmap=idmap).text

    assert lxc(two, base=lxc(one)) == lxc(two)
    assert lxc(two, base=lxc(conf)) == lxc(two)
    assert lxc(conf, base=lxc(one)) == lxc(conf)
    chosen = lxc(one, idmap="300000:65536")
    assert lxc(one, base=chosen) == chosen
    assert lxc(conf, base=chosen).count("target='300000'") == 2
    assert "target='300000'" in lxc(two, base=chosen)
    assert "target='400000'" in lxc(two, base=chosen, idmap="400000:65536")
