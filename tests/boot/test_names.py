"""Does libvirt's LXC driver start the names that we give a domain, and refuse those that we do not?"""

from __future__ import annotations

import pytest
from lxml import etree

from tests.boot.harness import FailedError, Host
from translator import conf_to_domain
from translator.lenses.called import unusable

pytestmark = pytest.mark.boot
USED = ("web", "web.example.com", "Web server 1", "wéb", "a&b's", ".", "-", "a" * 64, "a." * 42 + "b")
REFUSED = {
    "a/b": "cannot contain '/'",
    "a\nb": "Element name failed to validate content",
    "a" * 65: "Failed to set hostname: Invalid argument",
    "a." * 43: "too long for unix socket",
}


def document(host: Host, name: str) -> str:
    conf = f'VE_PRIVATE="{host.folder / "roots" / "names"}"\nHOSTNAME="web"\n'
    root = etree.fromstring(conf_to_domain(conf, ctid=101, driver="lxc", cgroup="v1", name_by="hostname").text.encode())
    called = root.find("name")
    assert called is not None
    called.text = name
    return etree.tostring(root, encoding="unicode")


@pytest.fixture(scope="module", autouse=True)
def _root(host: Host) -> None:
    host.root("names")


@pytest.mark.parametrize("name", USED)
def test_a_name_that_is_used_starts(host: Host, name: str) -> None:
    assert not unusable(name)
    host.define(document(host, name))
    host.start(name)
    try:
        assert host.virsh("list", "--name").strip("\n") == name
        seen = host.inside(name, ["hostname"]).strip()
        left = "".join(char for char in name if char.isascii() and (char.isalnum() or char == "-")).lstrip("-")
        assert seen == (left or "?")  # what busybox prints where there is none
    finally:
        host.destroy(name)
        host.undefine(name)


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_is_not_used_does_not(host: Host, name: str) -> None:
    assert unusable(name)
    with pytest.raises(FailedError, match=REFUSED[name]):
        started(host, name)


def started(host: Host, name: str) -> None:
    host.define(document(host, name))
    try:
        host.virsh("start", name)
    finally:
        host.undefine(name)


def test_virsh_takes_a_number_for_the_id_of_a_running_domain(host: Host) -> None:
    """What names are chosen for: 101, the container, is not who is asked where a process has that id."""
    host.define(document(host, "web"))
    host.start("web")
    try:
        number = host.virsh("domid", "web").strip()
        assert unusable(number)
        assert host.virsh("domname", number).strip() == "web"
        assert host.virsh("domname", f"+{number}").strip() == "web"
    finally:
        host.destroy("web")
        host.undefine("web")
