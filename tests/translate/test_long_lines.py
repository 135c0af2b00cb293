"""Is nothing kept of long texts? Thousands of containers go through one process."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator

import pytest

from translator import check_conf, conf_to_domain, domain_to_conf, normalize_conf
from translator.lenses.lens import DriverName

LENGTH, MANY = 50_000, 8


def confs(driver: str) -> Iterator[str]:
    """Yield confs with long lines, each of which has others."""
    for number in range(MANY):
        own = f"{driver}{number}" + "x" * LENGTH
        yield (
            f'DESCRIPTION="{own}"\nVE_PRIVATE="/{own}"\nHOSTNAME="web"\nUNKNOWN="{own}"\nNETIF="ifname={own}"\n'
            f"no equals sign {own}\n# {own}\n"
        )
        yield f'DESCRIPTION="{own}"\nVE_PRIVATE="/{own}"\nSEARCHDOMAIN="{own}"\n# {own}\n'


def convert(text: str, driver: DriverName) -> None:
    made = conf_to_domain(text, ctid=101, driver=driver).text
    domain_to_conf(made)
    conf_to_domain(text, ctid=101, driver=driver, base=made)
    check_conf(text, ctid="101")
    normalize_conf(text, ctid=101)


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
def test_long_lines_are_forgotten(driver: DriverName) -> None:
    first, *others = confs(driver)
    convert(first, driver)
    gc.collect()
    tracemalloc.start()
    try:
        for text in others:
            convert(text, driver)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 3 * LENGTH
    finally:
        tracemalloc.stop()
