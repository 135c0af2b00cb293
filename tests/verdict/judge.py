"""What do libvirt's own drivers say when they are to define each of many documents?

``lxc_verdicts`` asks the LXC driver of a host of its own, ``openvz_verdicts`` the OpenVZ driver in its sandbox: one
process of virsh for many documents. None stands for a document that was taken, a text for what was said of one refused.
The schema is not asked again: xmllint judges it for thousands in the time that one ``--validate`` takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.boot.harness import Host
from tests.interop.harness import Job, run_jobs

#: So many documents a process: a driver that aborts takes no more with it.
BATCH = 200


def lxc_verdicts(host: Host, documents: Sequence[str]) -> list[str | None]:
    """Return what the LXC driver says of each document."""
    folder = host.folder / "verdict"
    folder.mkdir(exist_ok=True)
    said: list[str | None] = []
    for start in range(0, len(documents), BATCH):
        batch = documents[start : start + BATCH]
        for number, document in enumerate(batch):
            (folder / f"{number}.xml").write_text(_named(document, number), encoding="utf-8")
        script = "".join(f"define {folder}/{number}.xml\necho --err after {number}\n" for number in range(len(batch)))
        done = host.attempt(["virsh", "-q", "-c", "lxc:///system", script])
        pieces = _pieces(done.err)
        assert len(pieces) == len(batch), done.err[-2000:]
        said += pieces
        names = host.virsh("list", "--all", "--uuid").split()
        if names:
            host.virsh("; ".join(f"undefine {name}" for name in names))
    return said


def openvz_verdicts(documents: Sequence[str]) -> list[str | None]:
    """Return what the OpenVZ driver says of each document. It runs within virsh: what kills it is said to."""
    said: list[str | None] = []
    while len(said) < len(documents):
        batch = documents[len(said) : len(said) + BATCH]
        commands = "; ".join(f"define {number}.xml; echo --err after {number}" for number in range(len(batch)))
        files = {f"{number}.xml": _named(document, number) for number, document in enumerate(batch)}
        [run] = run_jobs([Job(f"exec virsh -q -c openvz:///system '{commands}'", files=files)])
        pieces = _pieces(run.err)
        said += pieces
        if len(pieces) < len(batch):
            said.append(f"the driver ends with status {run.status}")
    return said


def _named(document: str, number: int) -> str:
    """Give a document an id of its own where its name is the usual one; a UUID would be one for two."""
    document = document.replace("<name>101</name>", f"<name>{1000 + number}</name>")
    return re.sub(r"<uuid>[^<]*</uuid>", "", document)


def _pieces(said: str) -> list[str | None]:
    said = re.sub(r"^\d{4}-\d\d-\d\d [^\n]*\n", "", said, flags=re.MULTILINE)  # libvirt's log
    pieces = re.split(r"^(?:error: )?after \d+\n", said, flags=re.MULTILINE)
    texts = [" ".join(piece.split()).replace("error: ", "").strip() for piece in pieces[:-1]]
    # a name that two documents of one batch have by chance: past the parser
    return [None if "already exists with uuid" in text else text or None for text in texts]


def without_names(said: str) -> str:
    """Return what was said, less the file that it was said about."""
    return re.sub(r"^Failed to define domain from \S+ ", "", said)
