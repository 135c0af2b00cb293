"""What is mounted in a container of OpenVZ 7 besides its root: is it in the document for LXC, and in the conf again?"""

from __future__ import annotations

import pytest

from tests.digest import undigested
from translator import conf_to_domain, domain_to_conf
from translator.lenses.image import Layout
from translator.report import Translation

PATHS = 'VE_PRIVATE="/vz/private/$VEID"\n'
ZEROS, ONES = "{00000000-0000-0000-0000-000000000000}", "{11111111-1111-1111-1111-111111111111}"
BIND = "    <filesystem type='mount'>\n      <source dir='{}'/>\n      <target dir='{}'/>\n{}    </filesystem>\n"


def seven(conf: str, base: str | None = None, layout: Layout = "simfs") -> Translation:
    return conf_to_domain(conf, ctid=103, driver="lxc", dialect="libvzctl", base=base, layout=layout)


def back(document: str, base: str | None = None) -> Translation:
    return domain_to_conf(document, dialect="libvzctl", base=base)


def said(done: Translation) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in done.report.findings]


def foreign(devices: str) -> str:
    root = BIND.format("/vz/private/103/fs", "/", "")
    return (
        "<domain type='lxc'><name>103</name><memory>65536</memory><os><type>exe</type><init>/sbin/init</init></os>"
        f"<features><privnet/></features><devices>{root}{devices}<console type='pty'/></devices></domain>"
    )


def test_a_bind_mount_is_a_file_system() -> None:
    conf = PATHS + 'BINDMOUNT="/srv/mail:/var/mail,ro /srv/www:/var/www"\n'
    done = seven(conf)
    assert BIND.format("/srv/mail", "/var/mail", "      <readonly/>\n") in done.text
    assert BIND.format("/srv/www", "/var/www", "") in done.text
    assert said(done) == []
    assert back(done.text).text == PATHS + 'BINDMOUNT="/srv/mail:/var/mail,ro /srv/www:/var/www "\n'
    assert back(done.text, base=conf).text == conf
    assert seven(conf, base=done.text).text == done.text


def test_options_that_lxc_has_not_are_told() -> None:
    conf = PATHS + 'BINDMOUNT="/srv/a:/a,nosuid,ro"\n'
    done = seven(conf)
    assert said(done) == [("VZ524", "/srv/a:/a,nosuid,ro: LXC mounts it without nosuid: mount /srv/a so on the host")]
    assert back(done.text).text == conf
    # whoever makes it writable in the document does so in the conf, whose other options stay
    writable = done.text.replace("      <readonly/>\n", "")
    assert 'BINDMOUNT="/srv/a:/a,nosuid "' in back(writable).text
    assert 'BINDMOUNT="/srv/a:/a,nosuid "' in back(writable, base=conf).text


def test_a_bind_mount_without_a_folder_of_the_host_is_told() -> None:
    done = seven(PATHS + 'BINDMOUNT="/tmp/x /srv/a:/a"\n')
    [(code, message)] = said(done)
    assert code == "VZ524"
    assert "name one for /tmp/x" in message
    assert 'BINDMOUNT="/srv/b:/a /tmp/x "' not in back(done.text).text
    moved = back(done.text.replace("'/srv/a'", "'/srv/b'")).text
    assert 'BINDMOUNT="/tmp/x /srv/b:/a "' in moved


@pytest.mark.parametrize("path", ["/", "/dev", "//", "/srv/.."])
def test_no_bind_mount_has_the_hosts_own(path: str) -> None:
    done = seven(PATHS + f'BINDMOUNT="{path}:/host /srv/a:/a"\n')
    assert f"<source dir='{path}'/>" not in done.text
    assert "<target dir='/a'/>" in done.text
    assert [code for code, _ in said(done)] == ["VZ521"]
    assert back(done.text).text == PATHS + f'BINDMOUNT="{path}:/host /srv/a:/a"\n'
    result = back(foreign(BIND.format(path, "/host", "") + BIND.format("/srv/a", "/a", "")))
    assert 'BINDMOUNT="/srv/a:/a "\n' in result.text
    assert "VZ521" in [code for code, _ in said(result)]


def test_an_edit_of_the_mounts_is_one_of_the_conf() -> None:
    conf = "# mine\n" + PATHS + 'BINDMOUNT="/srv/a:/a /srv/b:/b"\n'
    document = seven(conf).text
    first, second = BIND.format("/srv/a", "/a", ""), BIND.format("/srv/b", "/b", "")
    third = BIND.format("/srv/c", "/c", "      <readonly/>\n")
    for base in (None, conf):
        head = "# mine\n" if base else ""
        gone = back(document.replace(first, ""), base=base)
        assert gone.text == head + PATHS + 'BINDMOUNT="/srv/b:/b "\n'
        more = back(document.replace(second, second + third), base=base)
        assert more.text == head + PATHS + 'BINDMOUNT="/srv/a:/a /srv/b:/b /srv/c:/c,ro "\n'
        none = back(document.replace(first, "").replace(second, ""), base=base)
        assert none.text == head + PATHS
    # and the other way round
    done = seven(conf.replace("/srv/b:/b", "/srv/d:/b,ro"), base=document).text
    changed = document.replace(second, BIND.format("/srv/d", "/b", "      <readonly/>\n"))
    assert undigested(done) == undigested(changed.replace("/srv/b:/b", "/srv/d:/b,ro"))
    assert seven("# mine\n" + PATHS, base=document).text.count("<filesystem") == 1


MOUNTS = ("", "/srv/mail:/var/mail", "/srv/mail:/var/mail,ro", "/srv/www:/var/www /srv/mail:/var/mail")


@pytest.mark.parametrize("old", MOUNTS)
@pytest.mark.parametrize("new", MOUNTS)
def test_mounts_come_into_a_document_and_go(old: str, new: str) -> None:
    before, after = (PATHS + (f'BINDMOUNT="{mounts}"\n' if mounts else "") for mounts in (old, new))
    base, expected = (
        seven(conf).text.replace("    <console", "    <!-- own -->\n    <console") for conf in (before, after)
    )
    assert undigested(seven(after, base=base).text) == undigested(expected)


def test_another_programs_mounts_are_bind_mounts() -> None:
    document = foreign(BIND.format("/srv/a", "/a", "<readonly/>") + BIND.format("/srv/b", "/b", ""))
    done = back(document)
    assert 'VE_PRIVATE="/vz/private/103"\n' in done.text
    assert 'BINDMOUNT="/srv/a:/a,ro /srv/b:/b "\n' in done.text
    assert not done.report.dropped
    # vzctl has no such parameter
    old = domain_to_conf(document)
    assert "BINDMOUNT" not in old.text
    assert len([code for code, _ in said(old) if code == "VZ502"]) == 2


@pytest.mark.parametrize("source", ["/srv/a b", "/srv/a:b"])
def test_a_path_that_no_bind_mount_says_is_told(source: str) -> None:
    done = back(foreign(BIND.format(source, "/a", "")))
    assert "BINDMOUNT" not in done.text
    assert any(code == "VZ502" and source in message for code, message in said(done))


def test_a_device_is_a_file_system_and_an_image_is_told() -> None:
    conf = PATHS + (
        f'DISK="uuid={ONES},size=0,mnt=/data,device=/dev/sdb1;uuid={ONES},size=1024,mnt=/x y,image=x.hdd;'
        f'uuid={ONES},size=0,device=/dev/sdc;uuid={ONES},size=1,enabled=no,mnt=/off,image=off.hdd"\n'
    )
    done = seven(conf)
    block = BIND.format("/dev/sdb1", "/data", "").replace("'mount'", "'block'").replace("source dir", "source dev")
    assert block in done.text
    [device, image] = sorted(message for code, message in said(done) if code == "VZ524")
    assert "'ploop mount -m '/vz/private/103/fs/x y' /vz/private/103/x.hdd/DiskDescriptor.xml'" in image
    assert "/dev/sdc: mounted nowhere by OpenVZ" in device
    assert back(done.text).text == conf
    assert back(done.text, base=conf).text == conf
    without = back(done.text.replace(block, ""), base=conf).text
    assert "/dev/sdb1" not in without
    assert without.count("uuid=") == 3


def test_the_image_of_the_root_is_the_disks() -> None:
    conf = 'VE_ROOT="/vz/root/$VEID"\n' + PATHS + f'DISK="uuid={ZEROS},size=1024,mnt=/,image=my.hdd"\n'
    done = seven(conf, layout="ploop")
    [(code, message)] = said(done)
    assert code == "VZ512"
    assert "ploop mount -m /vz/root/103 /vz/private/103/my.hdd/DiskDescriptor.xml" in message
    assert back(done.text, base=conf).text == conf
    device = seven(conf.replace("image=my.hdd", "device=/dev/vg/103"), layout="ploop")
    assert [message for _, message in said(device)] == [
        "before the container starts, do 'mount /dev/vg/103 /vz/root/103'"
    ]
