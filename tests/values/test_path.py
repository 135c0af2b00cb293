"""What does each reader make of $VEID, and of the slashes at the end of a path?"""

from __future__ import annotations

import pytest

from translator import check_conf, conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, DialectName
from translator.lenses.image import Layout
from translator.lenses.lens import DriverName
from translator.values.word import resolve


@pytest.mark.parametrize(
    ("path", "vzctl", "libvzctl", "libvirt"),
    [
        ("/vz/private/$VEID", "/vz/private/101", "/vz/private/101", "/vz/private/101"),
        ("/vz/private/${VEID}", "/vz/private/101", "/vz/private/101", "/vz/private/${VEID}"),
        ("/vz/$VEID/$VEID", "/vz/101/$VEID", "/vz/101/$VEID", "/vz/101/101"),
        ("/vz/${VEID}/$VEIDX", "/vz/${VEID}/101X", "/vz/${VEID}/101X", "/vz/${VEID}/101X"),
        ("/vz/private/$VEID//", "/vz/private/101", "/vz/private/101//", "/vz/private/101//"),
        ("/", "", "/", "/"),
    ],
)
def test_a_path_as_each_reader_uses_it(path: str, vzctl: str, libvzctl: str, libvirt: str) -> None:
    assert [resolve(path, "101", dialect=dialect) for dialect in DIALECTS] == [vzctl, libvzctl, libvirt]
    for dialect, used in zip(DIALECTS, (vzctl, libvzctl, libvirt), strict=True):
        conf = f'VE_PRIVATE="{path}"\n'
        layouts: dict[DriverName, Layout | None] = {"openvz": None, "lxc": "simfs"}
        for driver, layout in layouts.items():
            document = conf_to_domain(conf, ctid=101, dialect=dialect, driver=driver, layout=layout).text
            # OpenVZ 7 has the files in a folder of the private area; the host's own root is nobody's
            files = used.rstrip("/") + "/fs" if (driver, dialect) == ("lxc", "libvzctl") else used
            assert used in ("", "/") or f"<source dir='{files}'/>" in document
            assert domain_to_conf(document, dialect=dialect).text == conf
            assert domain_to_conf(document, dialect=dialect, base=conf).text == conf


def verdicts(text: str, ctid: int, dialect: DialectName) -> list[str]:
    return [f.code for f in check_conf(f'#\nVE_PRIVATE="{text}"\n', ctid=ctid, dialect=dialect) if f.code == "VZ201"]


@pytest.mark.parametrize(
    ("dialect", "room"),
    [("vzctl", 512), ("libvzctl", 4096)],
)
def test_a_path_has_to_fit_with_the_id_in_it(dialect: DialectName, room: int) -> None:
    def path(size: int, spelling: str) -> str:
        return "/" + "x" * (size - 1 - len(spelling)) + spelling

    for spelling, saved in (("$VEID", 2), ("${VEID}", 4)):
        # 101 is shorter than its spelling
        assert verdicts(path(room - 1 + saved, spelling), 101, dialect) == []
        assert verdicts(path(room + saved, spelling), 101, dialect) == ["VZ201"]
        assert verdicts(path(room + saved, spelling), 1, dialect) == []
    long = path(room - 1, "$VEID")
    assert verdicts(long, 1234567890, dialect) == ["VZ201"]
    document = conf_to_domain(f'VE_PRIVATE="{long}"\n', ctid=1234567890, dialect=dialect).text
    assert "<source" not in document
    assert domain_to_conf(document, dialect=dialect).text == f'VE_PRIVATE="{long}"\n'


@pytest.mark.parametrize("dialect", ["vzctl", "libvzctl"])
def test_a_path_without_an_id_has_all_the_room(dialect: DialectName) -> None:
    long = "/" + "é" * 3000
    assert verdicts(long, 101, dialect) == []
    assert f"<source dir='{long}'/>" in conf_to_domain(f'VE_PRIVATE="{long}"\n', ctid=101, dialect=dialect).text


def test_slashes_at_the_end_take_no_room_in_vzctl() -> None:
    text = "/$VEID" + "x" * 500 + "/" * 20
    assert verdicts(text, 101, "vzctl") == []
    assert verdicts("/$VEID" + "é" * 256, 101, "vzctl") == ["VZ201"]
    assert verdicts("/$VEID" + "x" * 4090 + "/" * 20, 101, "libvzctl") == ["VZ201"]
    assert verdicts("/$VEID" + "x" * 4096, 101, "libvirt") == []


def test_a_path_without_room_is_not_refused_and_the_next_line_a_duplicate() -> None:
    conf = f'VE_PRIVATE="/{"x" * 600}$VEID"\nVE_PRIVATE="/vz/$VEID"\n'
    assert "VZ105" in {each.code for each in check_conf(conf, ctid=101) if each.line == 2}
    assert "<source" not in conf_to_domain(conf, ctid=101).text
