"""--residue FILE: does what libvirt forgets come back from the file beside the document?"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from lxml import etree

from tests.strategies import confs
from translator import InputError, conf_to_domain, domain_to_conf
from translator.cli import vzvirt
from translator.domain.beside import join, part
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName

CONF = 'VE_PRIVATE="/vz/private/$VEID"\nVE_LAYOUT="ploop"\nCPUS="2"\nCPUUNITS="1000"\nPHYSPAGES="0:65536"\n# ours\n'


def convert(*words: object) -> tuple[int, str]:
    run = CliRunner().invoke(vzvirt, ["convert", *(str(each) for each in words)])
    return run.exit_code, run.output


def test_what_libvirt_forgets_comes_back(tmp_path: Path) -> None:
    conf, document, residue, back = (tmp_path / name for name in ("101.conf", "101.xml", "101.residue", "back.conf"))
    conf.write_text(CONF)
    assert convert(conf, "--driver", "vz", "--residue", residue, "-o", document)[0] == 0
    assert "metadata" not in document.read_text()
    root = etree.fromstring(residue.read_bytes())
    assert {each.get("name") for each in root} >= {"CPUUNITS", "VE_PRIVATE"}
    assert convert(document, "--residue", residue, "-o", back)[0] == 0
    assert sorted(back.read_text().splitlines()) == sorted(CONF.splitlines()[:-1])
    assert convert(document, "--residue", residue, "--base", conf, "-o", back, "--force")[0] == 0
    assert back.read_text() == CONF
    assert convert(conf, "--driver", "vz", "--residue", residue, "-o", document, "--force")[0] == 0
    conf.write_text(CONF.replace("1000", "2000"))
    assert convert(conf, "--driver", "vz", "--residue", residue, "-o", tmp_path / "other.xml")[0] == 2  # is there


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("101.xml", "--residue", "101.conf"), 3, "no residue: expected what --residue wrote"),
        (("whole.xml", "--residue", "101.residue"), 3, "the document has a residue in it"),
        (("101.conf", "--to", "vzctl", "--residue", "new"), 2, "--residue is for a domain document"),
        (("101.conf", "--residue", "new", "-o", "new"), 2, "--residue needs a file of its own"),
        (("101.conf", "101.xml", "-o", "out", "--residue", "new"), 2, "--residue is for one source"),
        (("101.xml", "--residue", "missing"), 3, "missing"),
    ],
)
def test_what_means_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    whole = conf_to_domain(CONF, ctid=101, driver="vz").text
    document, residue = part(whole)
    texts = {"101.conf": CONF, "101.xml": document, "101.residue": residue, "whole.xml": whole}
    for name, text in texts.items():
        Path(name).write_text(text)
    found, output = convert(*words)
    assert told in output
    assert found == code
    assert not Path("new").exists()


def test_the_metadata_of_others_stays() -> None:
    whole = conf_to_domain(CONF, ctid=101, driver="vz").text
    other = "<a:a xmlns:a='urn:a'><container/></a:a>"
    document, residue = part(whole.replace("<metadata>\n", f"<metadata>{other}\n"))
    assert other in document
    assert domain_to_conf(join(document, residue)).text == domain_to_conf(whole).text
    with pytest.raises(InputError, match="no residue that could stand"):
        part(document)


@pytest.mark.hypothesis
@pytest.mark.parametrize("driver", DRIVERS)
@given(conf=confs())
def test_the_two_say_what_they_said_as_one(driver: DriverName, conf: str) -> None:
    whole = conf_to_domain(conf, ctid=101, driver=driver).text
    document, residue = part(whole)
    assert domain_to_conf(join(document, residue)).text == domain_to_conf(whole).text
