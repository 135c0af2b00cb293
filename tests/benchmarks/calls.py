"""How long does one container take in a process that is warm, beside lxml's parse of its document?

Each way has containers of its own, which another process has made, and is measured twice with each: when this process
meets it for the first time, and when it meets it again. The ways take turns of a few containers, so that what else the
machine does falls on all of them alike.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from time import process_time
from typing import NamedTuple

from lxml import etree

from tests.fleet.generate import confs
from translator import check_conf, check_domain, conf_to_domain, domain_to_conf, normalize_conf
from translator.lenses.lens import DriverName

#: Containers that warm the process up, and those that take a turn together.
WARM, TURN = 300, 200
#: What all others are compared with.
PARSE = "lxml parses the document"


class Took(NamedTuple):
    """Processor time for a container, in microseconds, the best of all turns: met for the first time, and met again."""

    new: float
    again: float


class _Container(NamedTuple):
    ctid: int
    conf: str
    document: str
    data: bytes
    path: Path


class _Way(NamedTuple):
    call: Callable[[_Container], object]
    driver: DriverName = "openvz"


_NAME = re.compile(r'^([A-Z_]+)="([^"]*)"$', re.MULTILINE)


def _floor(container: _Container) -> object:
    """Do what nobody can do without: read the file, look at each line, parse and print a document."""
    return _NAME.findall(container.path.read_text()), etree.tostring(etree.fromstring(container.data))


def _edited(container: _Container) -> str:
    return container.document.replace("</name>\n", "</name>\n  <description>edited</description>\n", 1)


_WAYS: Mapping[str, _Way] = {
    PARSE: _Way(lambda each: etree.fromstring(each.data)),
    "the floor": _Way(_floor),
    "conf to XML": _Way(lambda each: conf_to_domain(each.conf, ctid=each.ctid)),
    "XML to conf": _Way(lambda each: domain_to_conf(each.document)),
    "conf to XML, lxc": _Way(lambda each: conf_to_domain(each.conf, ctid=each.ctid, driver="lxc")),
    "XML to conf, lxc": _Way(lambda each: domain_to_conf(each.document), "lxc"),
    "XML into its conf": _Way(lambda each: domain_to_conf(each.document, base=each.conf)),
    "edited XML into its conf": _Way(lambda each: domain_to_conf(_edited(each), base=each.conf)),
    "conf into its XML": _Way(lambda each: conf_to_domain(each.conf, ctid=each.ctid, base=each.document)),
    "edited conf into its XML": _Way(
        lambda each: conf_to_domain(each.conf + 'CPULIMIT="50"\n', ctid=each.ctid, base=each.document)
    ),
    "check a conf": _Way(lambda each: check_conf(each.conf, ctid=str(each.ctid))),
    "check a document": _Way(lambda each: check_domain(each.document)),
    "normalize a conf": _Way(lambda each: normalize_conf(each.conf, ctid=each.ctid)),
}


def measure_calls(turns: int) -> dict[str, Took]:
    """Return what each way takes."""
    with tempfile.TemporaryDirectory(prefix="vzvirt-") as folder:
        with ProcessPoolExecutor(1) as other:
            containers = other.submit(_containers, folder, WARM + turns * TURN).result()
        for name, way in _WAYS.items():
            _seconds(way, containers[name][:WARM])
        rounds: dict[str, list[Took]] = {name: [] for name in _WAYS}
        for start in range(WARM, WARM + turns * TURN, TURN):
            for name, way in _WAYS.items():
                some = containers[name][start : start + TURN]
                new, again = (_seconds(way, some) / TURN * 1e6 for _ in Took._fields)
                rounds[name].append(Took(new, again))
    return {name: Took(*map(min, zip(*took, strict=True))) for name, took in rounds.items()}


def _containers(folder: str, each: int) -> dict[str, list[_Container]]:
    """Return so many containers for each way, with their confs below a folder."""
    drawn = confs(each * len(_WAYS), seed=3, dirty=0)
    found: dict[str, list[_Container]] = {}
    for name, way in _WAYS.items():
        found[name] = []
        for ctid, conf in islice(drawn, each):
            path = Path(folder, f"{ctid}.conf")
            path.write_text(conf)
            document = conf_to_domain(conf, ctid=ctid, driver=way.driver).text
            found[name].append(_Container(ctid, conf, document, document.encode(), path))
    return found


def _seconds(way: _Way, containers: Sequence[_Container]) -> float:
    call = way.call
    start = process_time()
    for container in containers:
        call(container)
    return process_time() - start
