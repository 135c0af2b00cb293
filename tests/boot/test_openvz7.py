"""Does a container of OpenVZ 7 start from its private area, with what libvzctl would mount and say?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot import look
from tests.boot.harness import FailedError, Host
from tests.boot.image import MIB, into_image, mounted
from tests.interop.harness import validate
from translator import Translation, conf_to_domain, domain_to_conf
from translator.work.area import layout_in

pytestmark = pytest.mark.boot
UUID = "fbcdf284-5345-416b-a589-7b5fcaa87673"
SAID = (
    f'UUID="{UUID}"\nVE_ENVIRONMENT="container=vz LANG=C.UTF-8"\nPHYSPAGES="0:16384"\nSWAPPAGES="0:16384"\n'
    'MEMGUARANTEE_BYTES="33554432"\n'
)


def private_area(host: Host, layout: int) -> Path:
    """Lay out a private area as libvzctl does: the files in ``fs`` or in an image, and the link that says which."""
    private = host.root("101")
    if layout == 4:
        files = private.rename(private.with_name("101.files"))
        private.mkdir()
        files.rename(private / "fs")
    else:
        into_image(private, "ploop", "root.hds")
    (private / ".ve.layout").symlink_to(str(layout))
    return private


def convert(conf: str, private: Path) -> Translation:
    layout = layout_in(private, seven=True)
    return conf_to_domain(conf, ctid=101, driver="lxc", dialect="libvzctl", layout=layout, cgroup="v1")


def folder(host: Host, name: str) -> Path:
    path = host.folder / name
    path.mkdir(exist_ok=True)
    (path / "mail").write_text(name)
    return path


@contextlib.contextmanager
def running(host: Host, done: Translation, root: Path | None) -> Iterator[str]:
    with contextlib.ExitStack() as stack:
        if root:
            stack.enter_context(mounted(host, done, str(root)))
        yield stack.enter_context(host.running(done.text))


@pytest.mark.parametrize("layout", [4, 5])
def test_its_root_its_mounts_its_environment_and_its_identity(host: Host, layout: int) -> None:
    private, root = private_area(host, layout), host.folder / "mounted" / "101"
    free, fixed = folder(host, "free"), folder(host, "fixed")
    conf = f'VE_ROOT="{root}"\nVE_PRIVATE="{private}"\n{SAID}BINDMOUNT="{free}:/var/mail {fixed}:/srv/fixed,ro"\n'
    done = convert(conf, private)
    assert [finding.code for finding in done.report.findings] == ([] if layout == 4 else ["VZ512"])
    assert validate({"101": done.text}) == {"101": None}
    with running(host, done, root if layout == 5 else None) as name:
        assert host.inside(name, ["cat", "/var/mail/mail"]) == "free"
        assert host.inside(name, ["cat", "/srv/fixed/mail"]) == "fixed"
        assert host.attempt_inside(name, ["sh", "-c", ": >/srv/fixed/new"]).status
        host.inside(name, ["sh", "-c", "echo new >/var/mail/new"])
        assert (free / "new").read_text() == "new\n"
        environment = host.inside(name, ["sh", "-c", "tr '\\0' '\\n' </proc/1/environ"]).splitlines()
        assert {"container=vz", "LANG=C.UTF-8"} <= set(environment)
        assert host.virsh("domuuid", name).strip() == UUID
        dumps = [host.dumpxml(name), host.dumpxml(name, "--inactive")]
    for dump in dumps:
        back = domain_to_conf(dump, dialect="libvzctl", base=conf)
        assert back.text == conf
        assert not back.report.findings


def test_a_disk_with_a_device_is_mounted(host: Host) -> None:
    private, image = private_area(host, 4), host.folder / "data"
    with image.open("wb") as file:
        file.truncate(8 * MIB)
    host.run(["mke2fs", "-q", "-t", "ext4", str(image)])
    device = host.run(["losetup", "--find", "--show", str(image)]).strip()
    conf = f'VE_PRIVATE="{private}"\nDISK="uuid={{{UUID}}},size=0,mnt=/srv/data,device={device}"\n'
    try:
        with host.running(convert(conf, private).text) as name:
            mounts = host.inside(name, ["cat", "/proc/mounts"]).splitlines()
            [source] = [line.split()[0] for line in mounts if line.split()[1] == "/srv/data"]
            assert source == f"/.oldroot{device}"  # where libvirt had the host's own when it mounted it
            back = domain_to_conf(host.dumpxml(name), dialect="libvzctl", base=conf).text
            assert back == f'{conf}UUID="{host.virsh("domuuid", name).strip()}"\n'  # libvirt gave it one
    finally:
        host.run(["losetup", "--detach", device])


def test_its_rate_is_held_on_the_host(host: Host) -> None:
    """libvirt has the host's kernel police what comes out; one without act_police has it said what it was asked for."""
    private = private_area(host, 4)
    conf = f'VE_PRIVATE="{private}"\nIP_ADDRESS="198.51.100.5"\nRATE="*:1:8000"\nRATEBOUND="yes"\n'
    document = convert(conf, private).text
    if not _can_police(host):
        with pytest.raises(FailedError, match="police rate 1000kbps burst 1000kb"), host.running(document):
            pass
        return
    with host.running(document) as name:
        [end] = [each.name for each in look.interfaces(host).values() if each.name.startswith("vnet")]
        assert "rate 8Mbit" in host.run(["tc", "filter", "show", "dev", end, "parent", "ffff:"])
        assert domain_to_conf(host.dumpxml(name), dialect="libvzctl", base=conf).text.startswith(conf)


def _can_police(host: Host) -> bool:
    host.run(["ip", "link", "add", "probe", "type", "veth", "peer", "name", "probed"])
    try:
        host.run(["tc", "qdisc", "add", "dev", "probe", "ingress"])
        rule = "filter add dev probe parent ffff: protocol all u32 match u32 0 0 police rate 1000kbps burst 1000kb drop"
        return not host.attempt(["tc", *rule.split()]).status
    finally:
        host.run(["ip", "link", "delete", "probe"])
