"""What do the tests of the command line share? The command in this process, with its streams apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from translator.cli import vzvirt

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Return a function that runs the command line; a crash is an error of the test."""

    def command(*arguments: object, stdin: bytes | str | None = None) -> Result:
        result = CliRunner().invoke(vzvirt, [str(argument) for argument in arguments], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return command


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """Return the conf of container 101."""
    path = tmp_path / "101.conf"
    path.write_bytes(b'# ours\nOSTEMPLATE="debian-12"\nCPUS="2"\nDESCRIPTION="caf\xe9"\n')
    return path
