"""What becomes of the name of a document? NAME, and what a container of LXC calls itself: HOSTNAME."""

from __future__ import annotations

import pytest

from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, DialectName
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName

CTID = 101
#: The drivers in whose documents the name is the id, and NAME the title.
TITLED = tuple(name for name in DRIVERS if name != "vz")


def named(name: str, kind: str, title: str = "") -> str:
    said = f"<title>{title}</title>" if title else ""
    features = "<features><privnet/></features>" if kind == "lxc" else ""
    return (
        f"<domain type='{kind}'><name>{name}</name>{said}<memory>524288</memory><os><type>exe</type>"
        f"<init>/sbin/init</init></os>{features}<devices/></domain>"
    )


def names(conf: str) -> dict[str, str]:
    pairs = (line.split("=", 1) for line in conf.splitlines() if line.startswith(("NAME", "HOSTNAME")))
    return {name: text.strip('"') for name, text in pairs}


def losses(text: str, dialect: DialectName = "vzctl") -> list[str]:
    return [
        each.message
        for each in domain_to_conf(text, ctid=CTID, dialect=dialect).report.findings
        if each.code == "VZ502"
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("openvz", "", {"NAME": "jessie"}),
        ("lxc", "", {"NAME": "jessie", "HOSTNAME": "jessie"}),
        ("lxc", "web", {"NAME": "web", "HOSTNAME": "jessie"}),
        ("openvz", "jessie", {"NAME": "jessie"}),
        ("vz", "", {"NAME": "jessie"}),
        ("parallels", "", {"NAME": "jessie"}),
    ],
)
def test_a_name_is_in_the_conf(dialect: DialectName, kind: str, title: str, expected: dict[str, str]) -> None:
    text = named("jessie", kind, title)
    done = domain_to_conf(text, ctid=CTID, dialect=dialect)
    assert names(done.text) == expected
    assert losses(text, dialect) == []
    assert domain_to_conf(text, ctid=CTID, dialect=dialect, base=done.text).text == done.text


@pytest.mark.parametrize(
    ("name", "kind", "title", "expected", "told"),
    [
        ("jessie", "openvz", "web", {"NAME": "web"}, "<name> is dropped: NAME is the title"),
        ("jessie", "vz", "web", {"NAME": "jessie"}, "<title> is dropped: the vz driver has no place for it"),
        ("a,b", "openvz", "", {}, "<name> is dropped: 'a,b' cannot be NAME: letters"),
        ("a,b", "lxc", "", {}, "<name> is dropped: 'a,b' cannot be NAME: letters"),
        ("007", "openvz", "", {}, "<name> is dropped: 007 is no container id, and no name can be a number"),
        ("n" * 256, "openvz", "", {}, "cannot be NAME"),
        (" web", "openvz", "", {}, "cannot be NAME"),
    ],
)
def test_a_name_that_has_no_place_is_told(
    name: str, kind: str, title: str, expected: dict[str, str], told: str
) -> None:
    text = named(name, kind, title)
    assert names(domain_to_conf(text, ctid=CTID).text) == expected
    (message,) = losses(text)
    assert told in message


def test_a_name_that_no_host_has_is_a_name_all_the_same() -> None:
    assert names(domain_to_conf(named("my web+1", "lxc"), ctid=CTID).text) == {"NAME": "my web+1"}
    assert names(domain_to_conf(named("n" * 65, "lxc"), ctid=CTID).text) == {"NAME": "n" * 65}


def test_an_id_is_no_name() -> None:
    uuid = "5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11"
    for name in ("101", "202", uuid):
        text = named(name, "lxc")
        assert names(domain_to_conf(text, ctid=CTID).text) == {}
        assert losses(text) == []


@pytest.mark.parametrize("driver", TITLED)
def test_our_document_called_otherwise_is_a_container_with_that_name(driver: DriverName) -> None:
    host = {"HOSTNAME": "web"} if driver == "lxc" else {}
    for conf, expected in (("ONBOOT=yes\n", host), ("ONBOOT=yes\nHOSTNAME=h\n", {"HOSTNAME": "h"})):
        text = conf_to_domain(conf, ctid=CTID, driver=driver).text.replace("<name>101<", "<name>web<")
        for base in (None, conf):
            done = domain_to_conf(text, base=base)
            assert done.ctid == "101"
            assert names(done.text) == {"NAME": "web", **expected}
            assert done.report.findings == ()
    conf = "NAME=old\nHOSTNAME=h\n"
    text = conf_to_domain(conf, ctid=CTID, driver=driver).text.replace("<name>101<", "<name>web<")
    assert domain_to_conf(text, base=conf).text == conf
    assert losses(text) == ["<name> is dropped: NAME is the title"]


def test_what_was_edited_counts() -> None:
    conf = domain_to_conf(named("jessie", "lxc"), ctid=CTID).text
    renamed = domain_to_conf(named("woody", "lxc"), ctid=CTID, base=conf).text
    assert renamed == conf.replace("jessie", "woody")
    other = conf.replace('HOSTNAME="jessie"', 'HOSTNAME="h"')
    assert names(domain_to_conf(named("woody", "lxc"), ctid=CTID, base=other).text) == {
        "NAME": "woody",
        "HOSTNAME": "h",
    }


@pytest.mark.parametrize("driver", TITLED)
def test_a_base_with_a_name_takes_a_conf_with_another_or_none(driver: DriverName) -> None:
    base = named("jessie", driver)
    own = domain_to_conf(base, ctid=CTID).text
    assert conf_to_domain(own, ctid=CTID, driver=driver, base=base).text == base
    for conf in (own.replace("jessie", "web"), own.replace('NAME="jessie"\n', ""), own + 'HOSTNAME="h"\n', ""):
        done = conf_to_domain(conf, ctid=CTID, driver=driver, base=base).text
        assert "<name>jessie</name>" in done
        assert names(domain_to_conf(done, ctid=CTID).text) == names(domain_to_conf(done, base=conf).text) == names(conf)
        assert conf_to_domain(conf, ctid=CTID, driver=driver, base=done).text == done


@pytest.mark.parametrize("hostname", ["web", "other.example"])
def test_a_name_that_hostname_says_is_not_lost(hostname: str) -> None:
    conf = f'NAME="shop"\nHOSTNAME="{hostname}"\n'
    named = conf_to_domain(conf, ctid=101, driver="lxc").text.replace("<name>101<", "<name>web<")
    for base in (None, conf):
        back = domain_to_conf(named, base=base)
        assert f'HOSTNAME="{hostname}"' in back.text
        assert [each.parameter for each in back.report.findings] == (["name"] if hostname != "web" else [])
