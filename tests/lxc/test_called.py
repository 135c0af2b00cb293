"""Is a domain called by what a caller chose, where libvirt can start it, and is its name understood on the way back?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.lxc.cases import values
from tests.strategies import confs
from translator import conf_to_domain, domain_to_conf
from translator.cli import vzvirt
from translator.conf.dialect import DIALECTS, DialectName
from translator.domain.schema import iter_schema_findings
from translator.lenses.called import NAMINGS, unusable
from translator.report import Translation

NO = " is no name for a domain, "
CONF = 'NAME="web 1"\nONBOOT="yes"\nHOSTNAME="web1.example.com"\nVE_PRIVATE="/srv/$VEID"\n'


def document(conf: str = CONF, **options: Any) -> Translation:
    return conf_to_domain(conf, ctid=101, driver="lxc", **options)


def called(text: str) -> str | None:
    return etree.fromstring(text.encode()).findtext("name")


def told(done: Translation, *codes: str) -> list[str]:
    return [finding.message for finding in done.report.findings if finding.code in codes]


@pytest.mark.parametrize(
    ("by", "name"), [(None, "101"), ("ctid", "101"), ("name", "web 1"), ("hostname", "web1.example.com")]
)
def test_the_domain_is_called_by_what_was_chosen_and_comes_back(by: str | None, name: str) -> None:
    done = document(name_by=by)
    assert called(done.text) == name
    assert not told(done, "VZ518")
    assert list(iter_schema_findings(done.text)) == []
    back = domain_to_conf(done.text)
    assert (back.ctid, values(back.text), back.report.findings) == ("101", values(CONF), ())
    assert domain_to_conf(done.text, base=CONF).text == CONF
    # the command that is told has the name, as a shell takes it
    assert told(done, "VZ517")[0].endswith(f"autostart {name if ' ' not in name else repr(name)}'")


def test_without_a_choice_nothing_is_another_than_before() -> None:
    assert document().text == document(name_by="ctid").text
    assert "name_by" not in document().text


@pytest.mark.parametrize(
    ("conf", "by", "why"),
    [
        ('NAME="12"\n', "name", f"'12'{NO}libvirt takes a number for a process id"),
        ('NAME="+12"\n', "name", f"'+12'{NO}libvirt takes a number for a process id"),
        (
            'NAME="5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11"\n',
            "name",
            f"'5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11'{NO}libvirt takes it for a UUID",
        ),
        ('HOSTNAME="a/b"\n', "hostname", f"'a/b'{NO}libvirt's LXC driver takes no '/' in a name"),
        (
            'HOSTNAME=" a"\n',
            "hostname",
            f"' a'{NO}it begins or ends with a blank, which nobody sees",
        ),
        (
            'HOSTNAME="a\x01"\n',
            "hostname",
            f"'a\\x01'{NO}libvirt takes no such character in a name",
        ),
        (
            f'HOSTNAME="{"a." * 43}"\n',
            "hostname",
            f"'{'a.' * 30}...'{NO}libvirt cannot start a container with a name of more than 85 bytes",
        ),
        (
            f'HOSTNAME="{"a" * 65}"\n',
            "hostname",
            f"'{'a' * 60}...'{NO}no host name is longer than 64 letters, and libvirt makes one of the name",
        ),
        ("", "name", "no NAME is in force"),
        ('NAME="a/b"\n', "name", "no NAME is in force"),  # vzctl refuses it
        ('NAME="web"\n', "hostname", "no HOSTNAME is in force"),
    ],
)
def test_what_cannot_be_a_name_is_told_and_the_id_takes_its_place(conf: str, by: str, why: str) -> None:
    done = document(conf, name_by=by)
    assert called(done.text) == "101"
    assert told(done, "VZ518") == [f"{why}: the domain is called 101, its container's id"]
    assert values(domain_to_conf(done.text).text) == values(conf)


def test_a_base_remembers_who_named_it_until_somebody_says_otherwise() -> None:
    text = document(name_by="name").text
    assert document(base=text).text == text
    for by in NAMINGS:
        assert document(base=text, name_by=by).text == document(name_by=by).text
    renamed = CONF.replace("web 1", "shop")
    assert document(renamed, base=text).text == document(renamed, name_by="name").text


def edited(text: str, **parts: str | None) -> str:
    root = etree.fromstring(text.encode())
    for tag, said in parts.items():
        element = root.find(tag)
        assert element is not None
        if said is None:
            root.remove(element)
        else:
            element.text = said
    return etree.tostring(root, encoding="unicode")


def test_who_edits_a_name_edits_what_it_says() -> None:
    text = document(name_by="name").text
    for parts, name in (
        ({"name": "shop"}, "shop"),
        ({"title": "shop"}, "shop"),
        ({"name": "shop", "title": "shop"}, "shop"),
    ):
        back = domain_to_conf(edited(text, **parts))
        assert values(back.text) == values(CONF.replace("web 1", name)), parts
        assert not back.report.findings
    both = domain_to_conf(edited(text, name="shop", title="store"))
    assert values(both.text) == values(CONF.replace("web 1", "shop"))
    assert told(both, "VZ502") == ["<title> is dropped: the name was edited, too, and says NAME otherwise: that counts"]
    gone = domain_to_conf(edited(text, title=None))
    assert values(gone.text) == values(CONF)
    assert told(gone, "VZ503") == ["<title>: the name says NAME all the same: web 1"]
    back = domain_to_conf(edited(text, name="101"))
    assert values(back.text) == values(CONF)
    assert told(back, "VZ502") == ["<name> is dropped: NAME is the title"]
    odd = domain_to_conf(edited(text, name="a@b"))
    assert values(odd.text) == values(CONF)
    assert told(odd, "VZ502") == [
        "<name> is dropped: 'a@b' cannot be NAME: letters, digits, blanks, '-', '+', '_' and '.' alone"
    ]


def test_who_edits_a_host_name_edits_hostname() -> None:
    text = document(name_by="hostname").text
    back = domain_to_conf(edited(text, name="shop.example.com", title="store"))
    assert values(back.text) == values(CONF.replace("web1.", "shop.").replace("web 1", "store"))
    assert not back.report.findings
    assert "HOSTNAME" not in values(domain_to_conf(edited(text, name="101")).text)
    odd = domain_to_conf(edited(text, name="a b"))
    assert "HOSTNAME" not in values(odd.text)
    assert told(odd, "VZ502") == [
        "<name> is dropped: 'a b' cannot be HOSTNAME: letters, digits, '-', '_' and '.' alone"
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("by", NAMINGS[1:])
@given(conf=confs() | st.builds('NAME="{}"\nHOSTNAME="{}"\n'.format, st.text(max_size=9), st.text(max_size=9)))
def test_every_conf_comes_back_whoever_names_its_domain(by: str, dialect: DialectName, conf: str) -> None:
    conf = conf.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")
    made = document(conf, name_by=by, dialect=dialect)
    name = called(made.text)
    assert name == "101" or (name and not unusable(name))
    assert list(iter_schema_findings(made.text)) == []
    assert domain_to_conf(made.text, base=conf, dialect=dialect).text == conf
    back = domain_to_conf(made.text, dialect=dialect)
    assert back.ctid == "101"
    assert document(back.text, name_by=by, dialect=dialect).text == made.text
    assert document(conf, base=made.text, dialect=dialect).text == made.text


def ran(*words: object) -> Result:
    return CliRunner().invoke(vzvirt, [str(word) for word in words])


@pytest.fixture
def node(tmp_path: Path) -> Path:
    folder = tmp_path / "conf"
    folder.mkdir()
    for ctid, name in ((101, "web"), (102, "db"), (103, "web"), (104, "104")):
        (folder / f"{ctid}.conf").write_text(f'NAME="{name}"\nVE_PRIVATE="/srv/$VEID"\nVE_LAYOUT="simfs"\n')
    return folder


def test_two_of_a_folder_with_one_name_are_told_and_both_are_there(node: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = (node, "--driver", "lxc", "--name-by", "name", "-o", out)
    result = ran("convert", *words)
    assert result.exit_code == 1
    same = "vzvirt: 2 domains are called web, and libvirt takes the first alone: 101.xml, 103.xml\n"
    assert same in result.stderr
    assert "VZ518" in result.stderr, "104"
    names = {file.name: called(file.read_text()) for file in out.glob("*.xml")}
    assert names == {"101.xml": "web", "102.xml": "db", "103.xml": "web", "104.xml": "104"}
    again = ran("convert", *words, "--resume")
    assert (again.exit_code, same in again.stderr) == (1, True)
    # and nothing of it without the option
    assert "domains are called" not in ran("convert", node, "--driver", "lxc", "-o", tmp_path / "plain").stderr
    # they find their way back into files of their own
    assert ran("convert", out, "-o", tmp_path / "back").exit_code == 0
    assert {file.name for file in (tmp_path / "back").glob("*.conf")} == {f"{ctid}.conf" for ctid in range(101, 105)}


def test_the_plan_has_the_names(node: Path) -> None:
    one = ran("convert", node / "101.conf", "--driver", "lxc", "--name-by", "name", "--plan").stdout
    assert one.startswith("Container 101 under LXC, called web\n")
    assert "virsh -c lxc:///system start web\n" in one
    assert "define --validate 101.xml\n" in one
    fallen = ran("convert", node / "104.conf", "--driver", "lxc", "--name-by", "name", "--plan").stdout
    assert f"'104'{NO}libvirt takes a number for a process id" in fallen
    data = json.loads(ran("plan", node, "--name-by", "name", "--json").stdout)
    shared = "2 domains are called web, and libvirt takes the first alone: 101, 103"
    tasks = {each["ctid"]: [task["what"] for task in each["tasks"]] for each in data["containers"]}
    assert {ctid for ctid, what in tasks.items() if shared in what} == {"101", "103"}
    states = {each["ctid"]: each["state"] for each in data["containers"]}
    assert states["101"] == states["103"] == "needs work"
    assert shared in ran("convert", node, "--driver", "lxc", "--name-by", "name", "--plan").stderr


@pytest.mark.parametrize("hostname", ["web 1", "ä.example", "a:b", "-x", "web+1", "a..b", "{a}", "a&b", "ok.example"])
def test_a_host_name_that_only_the_residue_says_whole_is_no_loss(hostname: str) -> None:
    conf = f'PHYSPAGES="0:65536"\nHOSTNAME="{hostname}"\n'
    text = document(conf, name_by="hostname").text
    assert called(text) == hostname
    with_uuid = text.replace("</name>", "</name>\n  <uuid>5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11</uuid>")
    for each in (text, with_uuid):
        for base in (None, conf):
            done = domain_to_conf(each, base=base, strict=True)
            assert (values(done.text), done.report.findings) == (values(conf), ())
