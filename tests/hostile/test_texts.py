"""Does a hostile text hang, swell, read or write anything, or end in a crash? Whatever the command, it does not.

VZVIRT_CAMPAIGN=1 takes the inputs in full size through every command that reads them (a quarter of an hour).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hostile.ground import Ground
from tests.hostile.inputs import CONF, CONFS, DOCUMENTS, LESS, Input, domain

#: Processor seconds and MiB that a command may take. At a tenth of the sizes the most was 0.9 s and 80 MiB.
SECONDS, MEMORY = (5, 150) if LESS > 1 else (60, 1000)
#: The other commands that read a document, or a conf, beside another one that is harmless.
MORE_OF_DOCUMENTS = (
    "convert {} -o out/",
    "convert {} --base good.conf",
    "convert good.conf --base {} -o out/",
    "convert {} --merge --base good.conf",
    "convert -r . -o out",
    "get {} memory",
    "set {} memory=1G --diff",
    "network {}",
    "plan {}",
    "diff {} good.conf",
)
MORE_OF_CONFS = (
    *("convert {} --to lxc", "convert {} --to vz", "convert {} --to vzctl", "convert {} --to pct"),
    *("convert {} -o out/", "convert good.xml --base {} -o out/", "convert -r . -o out", "check {} --fix --diff"),
    *("normalize {}", "show {}", "get {} IP_ADDRESS", "set {} IP_ADDRESS= --diff", "network {}", "plan {}"),
    *("diff {} good.conf",),
)


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def laid(ground: Ground, source: Input, kind: str) -> str:
    path = ground.work / f"101.{kind}"
    path.write_bytes(source.make().replace(b"@secret@", str(ground.secret).encode()))
    return path.name


def hold(ground: Ground, source: Input, kind: str, more: tuple[str, ...]) -> None:
    name = laid(ground, source, kind)
    done = ground.attacked("convert", name, code=source.code, says=source.says, seconds=SECONDS, memory=MEMORY)
    if re.fullmatch(r"[A-Z]+\d+", source.says):
        assert re.search(rf"^{name}:\d+:\d+: {source.says} ", done.said, re.MULTILINE), done.said[:2000]
    if source.code != 3 or LESS == 1:  # what cannot be read, no command reads
        ground.attacked("check", name, code=(1, 3), seconds=SECONDS, memory=MEMORY)
    if LESS == 1:
        (ground.work / "good.conf").write_bytes(CONF)
        (ground.work / "good.xml").write_bytes(domain("102"))
        for words in more:
            ground.attacked(*words.format(name).split(), code=range(4), seconds=SECONDS, memory=MEMORY)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(ground: Ground, name: str) -> None:
    hold(ground, DOCUMENTS[name], "xml", MORE_OF_DOCUMENTS)


@pytest.mark.parametrize("name", CONFS)
def test_confs(ground: Ground, name: str) -> None:
    hold(ground, CONFS[name], "conf", MORE_OF_CONFS)
