"""What does a driver know before anybody has chosen something, and what does it say of the choices?"""

from __future__ import annotations

import importlib
import runpy

import pytest

from translator import conf_to_domain
from translator.lenses.called import told_namesakes
from translator.lenses.drivers import DECLARED, Choice, driver_named
from translator.lenses.lens import Driver, Lens

#: A text that each choice takes, and one that it refuses.
TEXTS = {
    "cgroup": ("v1", "v3"),
    "idmap": ("100000:65536", "100000"),
    "block_device": ("/dev/sda", "sda"),
    "layout": ("ploop", "ext4"),
    "host_ram": ("16G", "much"),
    "nwfilter": ("no-mac-spoofing", "no filter"),
    "name_by": ("hostname", "title"),
    "mounted": ("/srv /data ro", "/srv /data"),
}
CHOICES = [(driver, choice) for driver, declared in DECLARED.items() for choice in declared.choices]


@pytest.mark.parametrize("name", DECLARED)
def test_nothing_is_chosen_before_somebody_chooses(name: str) -> None:
    assert dict(driver_named(name).options) == {}


def known(lens: Lens) -> dict[str, object]:
    """Return what a lens was made with, but for functions, of which each is like itself alone."""
    return {name: value for name, value in vars(lens).items() if not callable(value)}


@pytest.mark.parametrize("name", ["openvz", "vz", "lxc"])
def test_a_driver_can_be_made_again_as_it_was_made(name: str) -> None:
    module = importlib.import_module(f"translator.lenses.{name}")
    again = runpy.run_path(str(module.__file__), run_name="again")
    drivers = {key: value for key, value in vars(module).items() if isinstance(value, Driver)}
    for key, driver in drivers.items():
        assert [*map(known, again[key].lenses)] == [*map(known, driver.lenses)]
        assert (again[key].owned, again[key].names, again[key].options) == (driver.owned, driver.names, driver.options)
    assert drivers or name == "lxc"


@pytest.mark.parametrize(("driver", "choice"), CHOICES, ids=[choice.name for _, choice in CHOICES])
def test_a_choice_takes_its_texts_alone(driver: str, choice: Choice) -> None:
    name = choice.name
    right, wrong = TEXTS[name]
    assert driver_named(driver, **{name: right}).options[name] == right
    with pytest.raises(ValueError, match="no "):
        driver_named(driver, **{name: wrong})


def test_the_first_ten_of_one_name_are_told() -> None:
    files = [f"{at}.conf" for at in range(12)]
    ten = "0.conf, 1.conf, 2.conf, 3.conf, 4.conf, 5.conf, 6.conf, 7.conf, 8.conf, 9.conf"
    assert told_namesakes("web", files) == (
        f"12 domains are called web, and libvirt takes the first alone: {ten} and 2 more"
    )
    assert told_namesakes("web", files[:10]) == f"10 domains are called web, and libvirt takes the first alone: {ten}"


@pytest.mark.parametrize("kind", ["uid", "gid"])
def test_a_base_with_one_map_of_ids_gets_the_other(kind: str) -> None:
    made = conf_to_domain("", ctid=101, driver="lxc", idmap="100000:65536").text
    line = f"    <{kind} start='0' target='100000' count='65536'/>\n"
    assert line in made
    again = conf_to_domain("", ctid=101, driver="lxc", idmap="200000:10", base=made.replace(line, "")).text
    for each in ("uid", "gid"):
        assert again.count(f"<{each} start='0' target='200000' count='10'/>") == 1
