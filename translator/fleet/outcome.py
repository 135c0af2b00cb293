"""What became of one file of a fleet? A compact record that travels from a worker to the parent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from translator.finding import Finding

if TYPE_CHECKING:  # a fleet that stays with OpenVZ does not wait for its import
    from translator.plan.node import Outlook

#: ``clean``, ``findings`` (warnings or errors about it), ``loss`` (something was dropped), ``exists`` (a file is there
#: already and was not written over), ``failed`` (it could not be read, converted or written).
FileStatus = Literal["clean", "findings", "loss", "exists", "failed"]


class Facts(NamedTuple):
    """What a fleet's owner asks about a container. Sizes in bytes; None is "not said" or "without limit"."""

    name: str | None = None
    hostname: str | None = None
    template: str | None = None
    layout: str | None = None
    memory_model: str | None = None
    ram: int | None = None
    swap: int | None = None
    disk: int | None = None
    cpus: int | None = None
    onboot: str | None = None


class Outcome(NamedTuple):
    """The result of one file.

    ``lines`` are (line, kind, name, value, status, place, reason): kind ``parameter`` for a line of the conf,
    ``node`` for a node of a document. ``uses`` are (kind, value) of what no two containers may share, bridges, and the
    vz.conf under the conf, whose path is ``host_conf``.
    ``shown`` are the lines that the first findings speak of, each with its marker, or ''. ``unchanged`` says that a
    resumed run found it done. ``outlook`` is what it takes to leave OpenVZ, for a conf that became a document for LXC.
    Digests are BLAKE2b of 16 bytes.
    """

    source: str
    status: FileStatus
    message: str = ""
    ctid: str | None = None
    target: str | None = None
    direction: str | None = None
    source_size: int = 0
    source_digest: bytes | None = None
    target_size: int = 0
    target_digest: bytes | None = None
    unchanged: bool = False
    facts: Facts = Facts()
    counts: tuple[int, int, int] = (0, 0, 0)
    findings: tuple[Finding, ...] = ()
    shown: tuple[str, ...] = ()
    lines: tuple[tuple[int, str, str, str | None, str | None, str | None, str], ...] = ()
    uses: tuple[tuple[str, str], ...] = ()
    host_conf: str | None = None
    outlook: Outlook | None = None
