"""What did the real tools answer? The recordings of fixtures/recorded/, which belong to the repository.

The confs that people have published stand outside it: what was recorded of them needs ``../shared/corpus``.
"""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[1]
RECORDED = REPOSITORY / "fixtures" / "recorded"
#: Real confs and documents as they were found, where they are at hand.
CORPUS = REPOSITORY.parent / "shared" / "corpus"

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus is not here")


def read_text(path: Path) -> str:
    """Return a file's text, any bytes surviving."""
    return path.read_bytes().decode("utf-8", "surrogateescape")


@cache
def _lines(name: str) -> tuple[str, ...]:
    data = (RECORDED / name).read_bytes()
    text = (lzma.decompress(data) if name.endswith(".xz") else data).decode("utf-8")
    return tuple(text.removesuffix("\n").split("\n"))


def random_confs() -> list[dict[str, Any]]:
    """Return what vzctl 4.11.1 made of 450 random confs."""
    return [json.loads(line) for line in _lines("vzctl-4.11.1-random.jsonl.xz")]


def real_confs() -> list[dict[str, Any]]:
    """Return what vzctl 4.11.1, and libvirt's OpenVZ driver, made of the published confs, with their text."""
    cases = [json.loads(line) for line in _lines("vzctl-4.11.1-corpus.jsonl.xz")]
    for case in cases:
        case["conf"] = read_text(CORPUS / case["file"])
    return cases


def host_answers() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return three vz.confs by name, and what vzctl 4.11.1 and vzcfgvalidate made of 450 random confs over each."""
    first, *rest = _lines("vzctl-4.11.1-hosts.jsonl.xz")
    return json.loads(first)["vz.conf"], [json.loads(line) for line in rest]


def command_answers() -> list[dict[str, Any]]:
    """Return what vzctl 4.11.1 made of lists of commands: the exit code of each, and the file at the end."""
    return [json.loads(line) for line in _lines("vzctl-4.11.1-commands.jsonl.xz")]


def libvirt_verdicts(kind: str) -> list[dict[str, Any]]:
    """Return the small documents of a kind (domains, networks), each with the schema's verdict."""
    return [json.loads(line) for line in _lines(f"libvirt-9.0.0-{kind}.jsonl")]


def answers() -> list[Any]:
    """Return both kinds of recorded confs as parameters of a test."""
    return [
        pytest.param(random_confs, id="random confs"),
        pytest.param(real_confs, id="published confs", marks=needs_corpus),
    ]
