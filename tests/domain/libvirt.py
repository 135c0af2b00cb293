"""What does libvirt's own schema say about many documents? One run of xmllint judges thousands in a second."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

#: Thousands of small files are written in memory where there is some.
_MEMORY = "/dev/shm"  # noqa: S108
_SCHEMAS = "/usr/share/libvirt/schemas"
#: Those of other releases than the installed one: ``.ci/run schemas`` unpacks them below the folder that this names.
_OTHERS = "VZVIRT_SCHEMAS"
#: The releases that a schema is here of, or should be: Debian 12, 13 and sid.
SCHEMAS = ("9", "11", "12")
_VERDICT = re.compile(r"^(\d+)\.xml (validates|fails to validate)$", re.MULTILINE)


def schemas_of(libvirt: str) -> str:
    """Return the folder of the schemas of a libvirt; the test is skipped where they are not there."""
    if libvirt == "9":
        return _SCHEMAS
    folder = os.environ.get(_OTHERS)
    if not folder:
        pytest.skip(f"{_OTHERS} names no folder of schemas: .ci/run schemas")
    return os.path.join(folder, libvirt)  # noqa: PTH118


def verdicts(documents: Sequence[str], kind: str, schemas: str = _SCHEMAS) -> list[bool]:
    """Return for each document whether libvirt's schema of ``kind``, domain or network, takes it."""
    with TemporaryDirectory(dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None) as folder:
        for number, document in enumerate(documents):
            Path(folder, f"{number}.xml").write_text(document, "utf-8")
        return _judge(len(documents), kind, folder, schemas)


def _judge(number: int, kind: str, folder: str, schemas: str) -> list[bool]:
    names = "\n".join(f"{each}.xml" for each in range(number))
    program = ["xargs", "xmllint", "--noout", "--relaxng", f"{schemas}/{kind}.rng"]
    run = subprocess.run(program, cwd=folder, input=names.encode(), capture_output=True, check=False)
    said = run.stderr.decode("utf-8", "replace")
    found = {int(match[1]): match[2] == "validates" for match in _VERDICT.finditer(said)}
    assert len(found) == number, said[-2000:]
    return [found[each] for each in range(number)]
