"""Is every base that libvirt's schema allows, in whatever order, still valid with a conf written into it?

libxml2 refuses some orders that the schema allows: an element that comes in must not make one of them
(``translator/domain/graft.py``).
"""

from __future__ import annotations

import random
import re

import pytest
from lxml import etree

from tests.interop.corpus import PAIRS
from tests.interop.harness import validate
from tests.verdict.campaign import DRIVERS, SEED
from tests.verdict.walk import Walk
from translator import InputError, check_domain, conf_to_domain

NUMBER = 1000
_LINE = re.compile(r"""^[A-Z_0-9]+="[^"'\\\n]*"$""", re.MULTILINE)
#: What each second conf or so says, so that something comes into most documents.
_NATIVE = ("UUID", "PHYSPAGES", "CPUUNITS", "CPULIMIT", "IP_ADDRESS", "NETIF")
_UUID = "#UUID: ea0aadef-0879-42aa-aaba-ba33adaa2aa3"


def _valid(documents: list[str]) -> list[bool]:
    said = validate({str(number): document for number, document in enumerate(documents)})
    return [each is None for each in said.values()]


def _base(walk: Walk, driver: str) -> str:
    """Return a document of the walk; of each second one the parts are shuffled."""
    root = etree.fromstring(walk.domain(driver))
    if walk.chance.random() < 0.5:
        parts = list(root)
        walk.chance.shuffle(parts)
        root[:] = parts
    return etree.tostring(root, encoding="unicode")


def _confs(chance: random.Random, driver: str) -> list[str]:
    """Return confs of lines of the fixtures, one line a parameter: those whose own document is valid."""
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
    return [conf for conf, valid in zip(confs, alone, strict=True) if valid]


@pytest.mark.interop
@pytest.mark.parametrize("driver", DRIVERS)
def test_a_valid_base_stays_valid(driver: str) -> None:
    walk = Walk(random.Random(f"base {driver} {SEED}"))  # noqa: S311
    bases = [_base(walk, driver) for _ in range(NUMBER)]
    bases = [base for base, valid in zip(bases, _valid(bases), strict=True) if valid]
    assert len(bases) > NUMBER // 2
    confs = _confs(walk.chance, driver)
    assert len(confs) > NUMBER // 2
    done = []
    for base in bases:
        conf = walk.chance.choice(confs)
        try:
            done.append((base, conf, conf_to_domain(conf, ctid=101, driver=driver, base=base).text))
        except InputError as refused:
            assert "the base cannot be made to say" in str(refused)  # noqa: PT017 - one in a thousand
    assert len(done) > len(bases) * 0.98
    assert sum(base != made for base, _, made in done) > len(done) * 0.9
    broken = [
        "\n\n".join(each) for each, valid in zip(done, _valid([made for *_, made in done]), strict=True) if not valid
    ]
    assert not broken, f"{len(broken)}:\n{broken[0]}"


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_new_uuid_stands_behind_the_name(driver: str) -> None:
    base = (
        f"<domain type='{driver}'>\n  <memory>65536</memory>\n  <os>\n    <type>exe</type>\n"
        "    <init>/sbin/init</init>\n  </os>\n  <name>101</name>\n  <devices/>\n</domain>\n"
    )
    made = conf_to_domain(f"{_UUID}\n", ctid=101, driver=driver, base=base).text
    tags = [each.tag for each in etree.fromstring(made)]
    assert tags[tags.index("name") + 1] == "uuid"
    assert not [each for each in check_domain(made) if each.level == "error"]
