"""Does what ``check`` says cannot start fail to start under libvirt's LXC driver, and does what it lets pass start?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.boot.harness import Host
from translator import check_domain

pytestmark = pytest.mark.boot

_PTY = "<console type='pty'/>"


class Start(NamedTuple):
    """What stands in a document, and what libvirt says when it is to start it; '' where it does."""

    said: str
    devices: str = ""
    inside: str = ""
    console: str = _PTY
    code: str = "XD303"


def _shared(kind: str, value: str, what: str = "net") -> str:
    space = "xmlns:lxc='http://libvirt.org/schemas/domain/lxc/1.0'"
    return f"<lxc:namespace {space}><lxc:share{what} type='{kind}' value='{value}'/></lxc:namespace>"


def _limits(memory: int, both: int) -> str:
    return f"<memtune><hard_limit>{memory}</hard_limit><swap_hard_limit>{both}</swap_hard_limit></memtune>"


def _files(kind: str, source: str, driver: str = "") -> str:
    return f"<filesystem type='{kind}'>{driver}<source {source}/><target dir='/mnt'/></filesystem>"


STARTS = {
    "plain": Start(""),
    "swap-as-memory": Start("", inside=_limits(262144, 262144)),
    "swap-below-memory": Start("Invalid argument", inside=_limits(262144, 131072)),
    "bridge": Start("", "<interface type='bridge'><source bridge='vzstart0'/></interface>"),
    "ethernet": Start("", "<interface type='ethernet'/>"),
    "user": Start("Unsupported network type user", "<interface type='user'/>"),
    "internal": Start("Unsupported network type internal", "<interface type='internal'><source name='a'/></interface>"),
    "folder": Start("", _files("mount", "dir='/tmp'")),
    "folder-of-virtiofs": Start("", _files("mount", "dir='/tmp'", "<driver type='virtiofs'/>")),
    "memory-disk": Start("", _files("ram", "usage='1024'")),
    "template": Start("Failed to access", _files("template", "name='a'")),
    "ploop": Start("fs driver ploop", _files("file", "file='/a'", "<driver type='ploop' format='ploop'/>")),
    "path": Start("fs driver path", _files("file", "file='/a'", "<driver type='path'/>")),
    "nbd": Start("explicit disk format", _files("file", "file='/a'", "<driver type='nbd'/>")),
    "null": Start("Only PTY console", console="<console type='null'/>"),
    "network-of-nobody": Start("nobody", inside=_shared("name", "nobody"), code="XD306"),
    "network-of-no-process": Start("failed to open ns sharenet", inside=_shared("pid", "999999"), code="XD306"),
    "network-of-no-namespace": Start("vzstart", inside=_shared("netns", "vzstart"), code="XD306"),
    "network-of-no-name": Start("with matching name ''", inside=_shared("name", "")),
    "network-of-a-path": Start("with matching name 'a/b'", inside=_shared("name", "a/b")),
    "network-of-process-0": Start("failed to open ns sharenet", inside=_shared("pid", "0")),
    "network-of-process-01": Start("failed to open ns sharenet", inside=_shared("pid", "01")),
    "network-beyond-the-last-process": Start("failed to open ns sharenet", inside=_shared("pid", "4194305")),
    "names-of-no-number": Start("failed to open ns shareuts", inside=_shared("pid", "abc", "uts")),
    "names-of-a-network": Start("can only be used with sharenet", inside=_shared("netns", "a", "uts")),
    "messages-of-a-network": Start("can only be used with sharenet", inside=_shared("netns", "a", "ipc")),
    "network-of-the-host": Start("", inside=_shared("pid", "1")),
    "network-of-libvirtd": Start("", inside=_shared("pid", "self")),
    "messages-of-the-host": Start("", inside=_shared("pid", "1", "ipc")),
    "no-console": Start("At least one PTY console", console=""),
}


@pytest.fixture(scope="module")
def root(host: Host) -> Iterator[Path]:
    host.run(["ip", "link", "add", "vzstart0", "type", "bridge"])
    yield host.root("start")
    host.run(["ip", "link", "del", "vzstart0"])


@pytest.mark.parametrize("name", STARTS)
def test_start(host: Host, root: Path, name: str) -> None:
    start = STARTS[name]
    document = (
        f"<domain type='lxc'><name>start</name><memory>262144</memory>{start.inside}<os><type>exe</type>"
        f"<init>/sbin/init</init></os><devices><filesystem type='mount'><source dir='{root}'/><target dir='/'/>"
        f"</filesystem>{start.devices}{start.console}</devices></domain>"
    )
    host.define(document, check_schema="<lxc:share" not in document)  # whose schema takes netns for networks alone
    try:
        done = host.attempt(["virsh", "-q", "-c", "lxc:///system", "start", "start"])
        if not done.status:
            host.destroy("start")
    finally:
        host.undefine("start")
    assert (done.status == 0) is (not start.said)
    assert start.said in done.err
    found = {each.code for each in check_domain(document)}
    assert (start.code in found) is bool(start.said)
    assert ("XD303" in found) is (start.code == "XD303" and bool(start.said))
    assert not found & {"XD301", "XD231", "XD232", "XD233", "XD234", "XD235"}
