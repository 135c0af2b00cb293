"""Is every base that libvirt's schema allows, in whatever order, still valid with a conf written into it?

Held against the schemas of Debian 12, 13 and sid (``VZVIRT_SCHEMAS``). libxml2 refuses some orders that the schema
allows: an element that comes in must not make one of them (``translator/domain/graft.py``).

``VZVIRT_BASES=2000`` tries so many for both drivers together, with ``VZVIRT_SEED`` others.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Sequence

import pytest
from lxml import etree

from tests.domain.libvirt import SCHEMAS, schemas_of, verdicts
from tests.interop.corpus import PAIRS
from tests.verdict.campaign import DRIVERS, SEED
from tests.verdict.walk import Walk
from translator import InputError, check_domain, conf_to_domain
from translator.lenses.lens import DriverName

#: For each driver.
NUMBER = int(os.environ.get("VZVIRT_BASES", "600")) // len(DRIVERS)
_LINE = re.compile(r"""^[A-Z_0-9]+="[^"'\\\n]*"$""", re.MULTILINE)
#: What each second conf or so says, so that something comes into most documents.
_NATIVE = ("UUID", "PHYSPAGES", "CPUUNITS", "CPULIMIT", "IP_ADDRESS", "NETIF")
_UUID = "#UUID: ea0aadef-0879-42aa-aaba-ba33adaa2aa3"


def _valid(documents: Sequence[str]) -> list[frozenset[str]]:
    """Return for each document which releases of libvirt have a schema that takes it."""
    by_release = {release: verdicts(documents, "domain", schemas_of(release)) for release in SCHEMAS}
    return [
        frozenset(release for release, taken in by_release.items() if taken[number]) for number in range(len(documents))
    ]


def _base(walk: Walk, driver: DriverName) -> str:
    """Return a document of the walk; of each second one the parts are shuffled."""
    root = etree.fromstring(walk.domain(driver))
    if walk.chance.random() < 0.5:
        parts = list(root)
        walk.chance.shuffle(parts)
        root[:] = parts
    return etree.tostring(root, encoding="unicode")


def _confs(chance: random.Random, driver: DriverName) -> list[str]:
    """Return confs of lines of the fixtures, one line a parameter: those whose own document every libvirt takes."""
    texts = (conf.read_text("utf-8", "replace") for conf in PAIRS.glob("*/in.conf"))
    lines = {line for text in texts for line in _LINE.findall(text) if line[0] != "#"}
    by_name: dict[str, list[str]] = {"UUID": [_UUID]}
    for line in sorted(lines):
        by_name.setdefault(line.partition("=")[0], []).append(line)
    names = sorted(by_name)

    def conf() -> str:
        chosen = dict.fromkeys((*chance.sample(_NATIVE, 3), *chance.sample(names, chance.randint(1, 5))))
        return "".join(f"{chance.choice(by_name[name])}\n" for name in chosen)

    confs = [conf() for _ in range(NUMBER)]
    alone = _valid([conf_to_domain(conf, ctid=101, driver=driver).text for conf in confs])
    return [conf for conf, takers in zip(confs, alone, strict=True) if len(takers) == len(SCHEMAS)]


@pytest.mark.interop
@pytest.mark.parametrize("driver", DRIVERS)
def test_a_valid_base_stays_valid(driver: DriverName) -> None:
    walk = Walk(random.Random(f"base {driver} {SEED}"))  # noqa: S311
    drawn = [_base(walk, driver) for _ in range(NUMBER)]
    bases = [(base, takers) for base, takers in zip(drawn, _valid(drawn), strict=True) if takers]
    assert len(bases) > NUMBER // 2
    confs = _confs(walk.chance, driver)
    assert len(confs) > NUMBER // 2
    done = []
    for base, takers in bases:
        conf = walk.chance.choice(confs)
        try:
            done.append((takers, base, conf, conf_to_domain(conf, ctid=101, driver=driver, base=base).text))
        except InputError as refused:
            assert "the base cannot be made to say" in str(refused)  # noqa: PT017 - one in a thousand
    assert len(done) > len(bases) * 0.98
    assert sum(base != made for _, base, _, made in done) > len(done) * 0.9
    broken = [
        "\n\n".join((f"no longer for {sorted(takers - left)}", *each))
        for (takers, *each), left in zip(done, _valid([made for *_, made in done]), strict=True)
        if takers - left
    ]
    assert not broken, f"{len(broken)}:\n{broken[0]}"
    for release in SCHEMAS:
        assert sum(release in takers for takers, *_ in done) > NUMBER // 2, release


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_new_uuid_stands_behind_the_name(driver: DriverName) -> None:
    base = (
        f"<domain type='{driver}'>\n  <memory>65536</memory>\n  <os>\n    <type>exe</type>\n"
        "    <init>/sbin/init</init>\n  </os>\n  <name>101</name>\n  <devices/>\n</domain>\n"
    )
    made = conf_to_domain(f"{_UUID}\n", ctid=101, driver=driver, base=base).text
    tags = [each.tag for each in etree.fromstring(made)]
    assert tags[tags.index("name") + 1] == "uuid"
    assert not [each for each in check_domain(made) if each.level == "error"]


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_network_beside_a_bridge_stays(driver: DriverName) -> None:
    """Such a source is valid only as a whole: without the network, what goes with it has no place."""
    source = "network='n' portgroup='p' portid='0acaab40-00aa-3aa5-dbd9-0deea0055d6e'/>"
    base = (
        f"<domain type='{driver}'><name>101</name><memory>65536</memory><os><type>exe</type></os><devices>"
        f"<interface type='bridge'><source bridge='br0' {source}</interface></devices></domain>"
    )
    made = conf_to_domain('NETIF="ifname=eth0,bridge=br1"\n', ctid=101, driver=driver, base=base).text
    assert f"bridge='br1' {source}" in made.replace('"', "'")
    assert not [each for each in check_domain(made) if each.code.startswith("XD1")]
