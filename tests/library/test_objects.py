"""Does a program get and change values as it expects, and is nothing else touched?"""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translator
import translator.library.conf
import translator.library.domain
from tests.strategies import confs, valid_texts_for
from translator import Conf, Domain, InputError, conf_to_domain
from translator.conf.dialect import DIALECTS, DialectName, dialect_named
from translator.table import ROWS
from translator.values.codec import UNSET

CONF = """\
# web server
ONBOOT="yes"
PHYSPAGES="0:512M"  # half a gigabyte

NAMESERVER="192.0.2.1"
MINE="kept"
"""
DOCUMENT = """\
<!-- by hand -->
<domain type='lxc'>
  <name>web</name>
  <memory unit='MiB'>512</memory>  <vcpu>2</vcpu>
  <os><type>exe</type></os>
  <devices>
    <graphics type='vnc'/>
    <interface type='bridge'><source bridge='br0'/></interface>
  </devices>
</domain>
"""


@pytest.mark.parametrize("module", [translator.library.conf, translator.library.domain])
def test_the_examples_of_the_docstrings_run(module: object) -> None:
    names = {"Conf": Conf, "Domain": Domain}
    failed, tried = doctest.testmod(module, extraglobs=names)  # type: ignore[arg-type]
    assert (failed, tried > 3) == (0, True)


def test_a_conf_is_a_mapping_of_what_is_in_force() -> None:
    conf = Conf.parse(CONF, ctid=101)
    assert list(conf) == ["ONBOOT", "PHYSPAGES", "NAMESERVER"]
    assert (len(conf), "ONBOOT" in conf, "CPUS" in conf, "MINE" in conf) == (3, True, False, False)
    assert conf["PHYSPAGES"].limit == 131072
    assert conf["NAMESERVER"] == ("192.0.2.1",)
    assert conf.get("CPUS") is None
    assert conf.text_of("PHYSPAGES") == "0:131072"
    assert conf.lines_of("PHYSPAGES") == (3,)
    assert (conf.text, str(conf), conf.dialect, conf.id) == (CONF, CONF, "vzctl", 101)
    assert "PHYSPAGES" in repr(conf)
    with pytest.raises(KeyError, match="did you mean 'PHYSPAGES'"):
        conf["PHYSPAGE"]
    with pytest.raises(ValueError, match="whose conf"):
        Conf.parse(CONF).to_domain()


def test_a_change_is_of_its_line_alone() -> None:
    conf = Conf.parse(CONF)
    conf["PHYSPAGES"] = "0:1G"
    assert conf.text == CONF.replace("0:512M", "0:1G")
    conf["CPUS"] = 2
    assert conf.text.count("\n") == CONF.count("\n") + 1
    del conf["CPUS"]
    conf["PHYSPAGES"] = "0:512M"
    assert conf.text == CONF
    with pytest.raises(KeyError):
        del conf["CPUS"]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("ONBOOT", True, "yes"),
        ("ONBOOT", False, "no"),
        ("CPUS", 4, "4"),
        ("CPULIMIT", 150, "150"),
        ("PHYSPAGES", (0, 1024), "0:1024"),
        ("DISKSPACE", (2097152, 2306867), "2097152:2306867"),
        ("IP_ADDRESS", ["192.0.2.1", "2001:db8::1"], "192.0.2.1 2001:db8::1"),
        ("IP_ADDRESS", (), ""),
        ("HOSTNAME", "web.example.org", "web.example.org"),
        ("NETIF", Conf.parse('NETIF="ifname=eth0,bridge=br0"\n')["NETIF"], "ifname=eth0,bridge=br0"),
        ("DESCRIPTION", "Shop\\n", None),
    ],
)
def test_values_as_python_has_them(name: str, value: object, text: str | None) -> None:
    conf = Conf.parse("")
    conf[name] = value
    if text is not None:
        assert conf.text == f'{name}="{text}"\n'
    if text:
        assert conf.text_of(name) == text


@pytest.mark.parametrize(
    ("name", "value"),
    [("CPUS", "many"), ("CPUS", -1), ("ONBOOT", "perhaps"), ("PHYSPAGES", object()), ("IP_ADDRESS", ["nowhere"])],
)
def test_a_value_that_is_none_changes_nothing(name: str, value: object) -> None:
    conf = Conf.parse(CONF)
    with pytest.raises(ValueError, match=f"{name}: .* expected "):
        conf[name] = value
    with pytest.raises(ValueError, match=name):
        conf.change({"CPUS": 3, name: value})
    with pytest.raises(KeyError, match="did you mean"):
        conf.change({"CPUS": 3, "ONBOTT": True})
    assert conf.text == CONF


@given(st.sampled_from(DIALECTS), st.data())
def test_each_value_that_a_parameter_takes_can_be_given(dialect: DialectName, data: st.DataObject) -> None:
    reader = dialect_named(dialect)
    row = data.draw(st.sampled_from([row for row in ROWS if row.name in reader.rows]))
    text = data.draw(valid_texts_for(row, reader))
    before = data.draw(confs())
    conf = Conf(before, dialect=dialect)
    others = {name: value for name, value in conf.items() if name != row.name}
    wanted = reader.codec(row).decode(text)
    try:
        conf[row.name] = text
    except ValueError:
        return  # no line of this reader has it: a quote, or more than one line
    assert repr(conf.get(row.name, UNSET)) == repr(wanted)
    assert {name: repr(conf.get(name)) for name in others if name not in RIVAL} == {
        name: repr(value) for name, value in others.items() if name not in RIVAL
    }


#: One takes the other out of force.
RIVAL = {"CPULIMIT", "CPULIMIT_MHZ", "MEMGUARANTEE", "MEMGUARANTEE_BYTES"}


@given(confs())
def test_a_value_that_is_given_again_stays(text: str) -> None:
    conf = Conf.parse(text)
    for name in conf:
        value = conf[name]
        once = Conf.parse(text)
        try:
            once[name] = value
        except ValueError:
            continue  # what the text says, and no writer can
        assert repr(once[name]) == repr(value)


def test_what_the_functions_tell_is_there() -> None:
    conf = Conf.parse(CONF + 'IP_ADDRESS="192.0.2.9"\n', ctid=101)
    assert {each.code for each in conf.findings()} >= {"VZ104", "VZ301"}
    assert "<name>101</name>" in conf.to_domain(driver="lxc").text
    assert "vzctl create 101" in conf.commands().text
    assert conf.networks() == ([], []), "its document refers to none"
    assert [network.name for network in conf.networks(routed=True)[0]] == ["venet"]
    other = Conf.parse(CONF, ctid=101)
    assert [each.name for each in conf.differences(other)] == ["IP_ADDRESS"]


def test_a_document_is_a_mapping_of_what_it_says() -> None:
    domain = Domain.parse(DOCUMENT)
    assert {name: domain[name] for name in ("name", "memory", "vcpu")} == {"name": "web", "memory": 524288, "vcpu": 2}
    assert domain["interfaces"][0].source == "br0"
    assert (domain.type, len(domain), "uuid" in domain, "type" in domain) == ("lxc", len(list(domain)), False, False)
    assert domain.get("cputune/shares") is None
    assert "web" in repr(domain)
    with pytest.raises(KeyError, match="did you mean 'memory'"):
        domain["memori"]
    with pytest.raises(InputError):
        Domain.parse("<domain>")


def test_a_change_is_of_its_place_alone() -> None:
    domain = Domain.parse(DOCUMENT)
    domain["vcpu"] = 4
    assert domain.text == DOCUMENT.replace("<vcpu>2<", "<vcpu>4<")
    domain["memory"] = 1048576
    assert domain["memory"] == 1048576
    assert "<graphics type='vnc'/>" in domain.text
    assert domain.text.startswith("<!-- by hand -->\n")
    del domain["vcpu"]
    assert "vcpu" not in domain.text
    nic = domain["interfaces"][0]
    domain["interfaces"] = (nic, nic._replace(source="br1"))
    assert [each.source for each in domain["interfaces"]] == ["br0", "br1"]
    domain["description"] = "a < b & c"
    assert Domain.parse(domain.text)["description"] == "a < b & c"
    assert str(domain) == domain.text


@pytest.mark.parametrize(
    ("place", "value"), [("memory", "much"), ("vcpu", -1), ("interfaces", 3), ("vcpu", None), ("filesystems", ("x",))]
)
def test_a_place_that_cannot_hold_a_value_changes_nothing(place: str, value: object) -> None:
    domain = Domain.parse(DOCUMENT)
    with pytest.raises(ValueError, match="cannot be"):
        domain[place] = value
    assert domain.text == DOCUMENT


def test_parameters_of_a_document_change_what_says_them() -> None:
    conf = Conf.parse('PHYSPAGES="0:512M"\nSWAPPAGES="0:0"\nBOOTORDER="7"\n', ctid=101)
    domain = Domain.parse(conf.to_domain(driver="lxc").text)
    assert not domain.change({"PHYSPAGES": "0:1G", "BOOTORDER": 3, "vcpu": "2"})
    assert (domain["memory"], domain["memtune/hard_limit"], domain["vcpu"]) == (1048576, 1048576, 2)
    assert domain.conf()["BOOTORDER"] == 3
    assert domain.conf().ctid == "101"
    before = domain.text
    with pytest.raises(ValueError, match="CPUS"):
        domain.change({"vcpu": 3, "CPUS": "x"})
    with pytest.raises(KeyError):
        domain.change({"memory": 5, "NOTHING": "x"})
    assert domain.text == before
    domain.change({"vcpu": None, "BOOTORDER": None, "CPUS": None})
    assert "BOOTORDER" not in domain.conf()


@pytest.mark.parametrize("keep_source", [False, True])
@pytest.mark.parametrize("change", [{"PHYSPAGES": "0:1G"}, {"BOOTORDER": 3}, {"BOOTORDER": None}, {"NAME": "a"}])
def test_a_parameter_of_a_document_is_edited_as_one_by_hand(change: dict[str, object], keep_source: bool) -> None:
    conf = Conf.parse('# web\nPHYSPAGES="0:512M"\nSWAPPAGES="0:0"\nBOOTORDER="7"\n', ctid=101)
    before = conf.text
    domain = Domain.parse(conf.to_domain(driver="lxc", keep_source=keep_source).text)
    domain.change(change)
    conf.change(change)
    # what it came from, it knows as before: the conf has not changed, and takes the edit
    told = domain.to_conf(base=before)
    assert (dict(Conf.parse(told.text)), told.report.findings) == (dict(conf), ())
    assert told.text.startswith("# web\n")
    # and the conf that has it says nothing new to the document
    again = Domain.parse(conf.to_domain(driver="lxc", base=domain.text).text)
    assert dict(again.conf()) == dict(domain.conf()) == dict(conf)


def test_everything_public_is_there_and_documented() -> None:
    assert set(translator.__all__) <= set(dir(translator))
    for name in translator.__all__:
        value = getattr(translator, name)
        assert inspect.getdoc(value), name
        if inspect.isclass(value) and value.__module__.startswith("translator.library"):
            for member, method in vars(value).items():
                assert member.startswith("_") or inspect.getdoc(method), (name, member)


def test_the_package_is_called_vzvirt_too() -> None:
    code = (
        "import sys, vzvirt\n"
        "assert 'lxml' not in sys.modules and 'translator.table' not in sys.modules\n"
        "assert 'Conf' in dir(vzvirt) and vzvirt.__version__\n"
        "from vzvirt import Conf, conf_to_domain\n"
        "import translator\n"
        "assert Conf is translator.Conf and vzvirt.__all__ == translator.__all__\n"
        "assert vzvirt.Conf.parse('CPUS=2\\n')['CPUS'] == 2\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert not done.stderr


def test_a_document_for_parallels_is_one_of_the_driver_vz() -> None:
    domain = Domain.parse(DOCUMENT.replace("'lxc'", "'parallels'").replace("    <graphics type='vnc'/>\n", ""))
    domain.change({"CPUS": 3}, ctid=101, dialect="libvzctl")
    assert (domain.type, domain["vcpu"]) == ("parallels", 3)
    assert domain.text == DOCUMENT.replace("'lxc'", "'parallels'").replace("    <graphics type='vnc'/>\n", "").replace(
        "<vcpu>2", "<vcpu>3"
    )


def test_a_document_lists_what_it_can_be_asked_for() -> None:
    domain = Domain.parse("<domain type='lxc'><name>7</name><vcpu placement='static'>1</vcpu></domain>")
    assert {place: domain[place] for place in domain} == {"name": "7", "vcpu": 1}


def test_an_edit_of_a_document_leaves_what_it_knows_of_its_conf() -> None:
    domain = Domain.parse(conf_to_domain('NUMPROC="5"\nONBOOT="yes"\n', ctid=101).text)
    (digest,) = re.findall("digest='[^']+'", domain.text)
    domain.change({"ONBOOT": "no"})
    assert "value='no'" in domain.text
    assert digest in domain.text
