"""Each lens: what it says that it relates is what it relates, or a value is lost in silence.

Whether a driver's lenses together bring every value back is :mod:`tests.laws.test_each_row`'s question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.laws.test_each_row import texts_of
from translator.conf.dialect import DIALECTS, Dialect, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.domain.places import BY_NAME
from translator.lenses.called import NAMINGS
from translator.lenses.drivers import DRIVERS, driver_named
from translator.lenses.hierarchy import HIERARCHIES
from translator.lenses.lens import Driver, Got, Lens, Put
from translator.table import ROWS

CTID = "101"
#: Parameters that have a place beside others only, with these.
BESIDE = {
    "SWAPPAGES": 'PHYSPAGES="0:65536"\n',
    "DISKSPACE": 'OSTEMPLATE="debian"\n',
    "VE_LAYOUT": 'VE_PRIVATE="/p"\n',
    "VE_ROOT": 'VE_LAYOUT="ploop"\n',
    "RATE": 'IP_ADDRESS="192.0.2.1"\nRATEBOUND="yes"\n',
    "RATEBOUND": 'IP_ADDRESS="192.0.2.1"\nRATE="eth0:1:8000"\n',
}
#: Texts that have a place, of parameters that take any text.
PLACED = {
    "VE_PRIVATE": "/srv/101",
    "VE_ROOT": "/srv/root",
    "VE_ENVIRONMENT": "A=1",
    "DISK": "uuid={5cc13ef4-a3d0-45c1-a2a4-ffd5ba9f26b4},device=/dev/sdb1,mnt=/data",
}
OPTIONS = {"idmap": "1000:10", "block_device": "/dev/sda", "nwfilter": "no-mac-spoofing"}
#: What is read and not written with cgroup v2.
IDLE = frozenset(("memtune/soft_limit",))


def drivers() -> Iterator[Driver]:
    """Yield the drivers, with all their options."""
    for name in DRIVERS:
        if name == "lxc":
            yield from (
                driver_named(name, cgroup=each, name_by=by, **OPTIONS)
                for each, by in zip(HIERARCHIES, NAMINGS[1:], strict=True)
            )
        else:
            yield driver_named(name)


def settings_of(text: str, dialect: Dialect) -> Settings:
    return settle(parse(text, dialect), dialect)


def got(lens: Lens, settings: Settings) -> Got:
    """Return what one lens alone makes of a conf."""
    alone = Got({}, {}, {}, {}, [])
    lens.get(settings, alone, CTID)
    return alone


def claimed(lens: Lens) -> Iterator[tuple[str, Mapping[str, Any], Got]]:
    """Yield each value of each parameter of a lens: the parameter, what stands there without it, and with it."""
    for dialect in map(dialect_named, DIALECTS):
        for row in ROWS:
            if row.name in lens.parameters and row.name in dialect.rows:
                beside = BESIDE.get(row.name, "")
                bare = got(lens, settings_of(beside, dialect)).view
                for text in (*texts_of(row, dialect), *([PLACED[row.name]] if row.name in PLACED else ())):
                    yield row.name, bare, got(lens, settings_of(beside + dialect.write(row.name, text), dialect))


LENSES = [
    pytest.param(
        lens,
        IDLE if driver.options.get("cgroup") == "v2" else frozenset(),
        id=f"{' '.join((driver.name, driver.options.get('cgroup', '')))}-{type(lens).__name__}",
    )
    for driver in drivers()
    for lens in driver.lenses
]


@pytest.mark.parametrize(("lens", "idle"), LENSES)
def test_a_lens_writes_what_it_says(lens: Lens, idle: frozenset[str]) -> None:
    written, said = set(got(lens, settings_of("", dialect_named("vzctl"))).view), set()
    for parameter, bare, found in claimed(lens):
        written |= found.view.keys()
        says = {*found.native, *found.shown}
        said |= says
        if parameter in says:
            assert found.view != bare, f"{parameter} has a place, and nothing stands there"
        assert not found.native.keys() & found.shown.keys()
    assert written == set(lens.places) - idle
    assert said == set(lens.parameters)


class _Both(Lens):
    """A lens of one parameter and one place, any."""

    def __init__(self, parameter: str, place: str) -> None:
        self.parameters, self.places = {parameter: place}, (place,)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:  # noqa: ARG002
        got.native.update(self.parameters)

    def put(self, put: Put) -> None:
        pass


@pytest.mark.parametrize(
    ("lenses", "name"),
    [
        ((_Both("CPUUNITS", "cputune/other"),), "cputune/other"),
        ((_Both("CPUOTHER", "cputune/shares"),), "CPUOTHER"),
        ((_Both("CPUUNITS", "cputune/shares"), _Both("CPUS", "cputune/shares")), "cputune/shares"),
        ((_Both("CPUUNITS", "cputune/shares"), _Both("CPUUNITS", "vcpu")), "CPUUNITS"),
    ],
)
def test_a_driver_is_refused_whose_lens_names_what_nobody_knows_or_another_has(
    lenses: tuple[Lens, ...], name: str
) -> None:
    with pytest.raises(ValueError, match=f"lxc: {name} (?:of _Both is none|belongs to _Both and _Both)"):
        Driver("lxc", lenses)


def test_a_lens_that_claims_and_writes_nothing_is_found() -> None:
    with pytest.raises(AssertionError, match="nothing stands there"):
        test_a_lens_writes_what_it_says(_Both("CPUUNITS", "cputune/shares"), frozenset())


def test_every_place_is_some_lens_s() -> None:
    """A place that none writes is one whose lens was forgotten: what stands there would be read, and lost."""
    owned = {name for driver in drivers() for name in driver.owned}
    assert {*BY_NAME} <= owned
