"""Where does ``check`` differ from libvirt's own verdict, and why is that right?

Each kind comes with a document that shows it. One that its document no longer shows fails the tests, as does a
disagreement that is of no kind.
"""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """A kind of disagreement about documents for ``driver``.

    ``what`` is part of what the one says who has something against the document: libvirt, or an error of ours.
    """

    driver: str
    what: str
    reason: str
    example: str


def _domain(kind: str, arch: str = "", source: str = "/vz/private/1") -> str:
    """Return a document that libvirt takes."""
    return (
        f"<domain type='{kind}'><name>101</name><memory>65536</memory>"
        f"<os><type{arch}>exe</type><init>/sbin/init</init></os><devices><filesystem type='mount'>"
        f"<source dir='{source}'/><target dir='/'/></filesystem></devices></domain>"
    )


_HOST = "libvirt takes it, and the container would have the host's files for its own: worse than a refusal"
KNOWN: tuple[Known, ...] = (
    Known("lxc", "XD221 the container is given the host's own", _HOST, _domain("lxc", source="/")),
    Known("openvz", "XD221 the container is given the host's own", _HOST, _domain("openvz", source="/")),
    Known(
        "lxc",
        "could not find capabilities for ostype=exe arch=",
        "the driver takes the architectures of the host that it runs on, which the document does not tell",
        _domain("lxc", " arch='s390x'"),
    ),
    Known(
        "openvz",
        "could not find capabilities for ostype=exe arch=i686",
        "the driver takes the architecture of the host that it runs on, and OpenVZ ran on this one, too",
        _domain("openvz", " arch='i686'"),
    ),
)
