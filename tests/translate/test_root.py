"""Which files does a container get, on either way: those of its private area, of its image, never its host's?"""

from __future__ import annotations

from itertools import product

import pytest

from tests.digest import undigested
from translator import LossError, check_conf, check_domain, conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName
from translator.container.paths import is_hosts_own
from translator.convert import convert_text
from translator.errors import InputError
from translator.lenses.image import Layout
from translator.lenses.lens import DriverName
from translator.report import Translation
from translator.target import Options

PATHS = 'VE_ROOT="/vz/root/$VEID"\nVE_PRIVATE="/vz/private/$VEID"\n'
PLOOP = f'# the old one\n{PATHS}VE_LAYOUT="ploop"\n'


def lxc(conf: str, base: str | None = None, layout: Layout | None = None) -> Translation:
    return conf_to_domain(conf, ctid=103, driver="lxc", base=base, layout=layout)


def foreign(devices: str, kind: str = "lxc") -> str:
    return (
        f"<domain type='{kind}'><name>103</name><memory>65536</memory><os><type>exe</type><init>/sbin/init</init></os>"
        f"<features><privnet/></features><devices>{devices}<console type='pty'/></devices></domain>"
    )


def root(source: str, kind: str = "mount", inside: str = "") -> str:
    return f"<filesystem type='{kind}'><source {source}/><target dir='/'/>{inside}</filesystem>"


def codes(done: Translation) -> list[str]:
    return [finding.code for finding in done.report.findings]


@pytest.mark.parametrize("layout", ["ploop", "ploop:raw", "ploop:expanded"])
def test_an_image_is_mounted_where_vzctl_mounts_it(layout: str) -> None:
    conf = PLOOP.replace('"ploop"', f'"{layout}"')
    done = lxc(conf)
    assert "<filesystem type='mount'>\n      <source dir='/vz/root/103'/>" in done.text
    assert codes(done) == ["VZ512"]
    message = done.report.findings[0].message
    raw = layout == "ploop:raw"
    assert "'ploop mount -m /vz/root/103 /vz/private/103/root.hdd/DiskDescriptor.xml'" in message
    image = "/vz/private/103/root.hdd/root.hdd" if raw else "/vz/private/103/root.hdd/root.raw"
    assert f"'mount -o loop,offset=1048576 {image} /vz/root/103'" in message
    assert ("qemu-img" in message) != raw
    # all that libvirt says of such a root is the folder: the conf stays what it was
    assert domain_to_conf(done.text, base=conf).text == conf
    assert domain_to_conf(done.text).text == conf.removeprefix("# the old one\n")
    # another program's document of it, too
    plain = foreign(root("dir='/vz/root/103'"))
    assert 'VE_PRIVATE="/vz/private/$VEID"\n' in domain_to_conf(plain, base=conf).text
    assert f'VE_LAYOUT="{layout}"\n' in domain_to_conf(plain, base=conf).text


def test_the_mount_options_of_an_image_are_those_of_the_command() -> None:
    message = lxc(PLOOP + 'MOUNT_OPTS="noatime"\n').report.findings[0].message
    assert "'ploop mount -m /vz/root/103 -o noatime /vz" in message
    assert "'mount -o loop,offset=1048576,noatime /vz" in message


def test_an_edit_of_the_conf_leaves_the_root_of_its_document() -> None:
    document = lxc(PLOOP + 'NAME="a"\n').text
    edited = lxc(PLOOP + 'NAME="b"\n', base=document).text
    assert undigested(edited) == undigested(document.replace("<title>a</title>", "<title>b</title>"))
    by_hand = document.replace(
        "<filesystem type='mount'>\n      <source dir='/vz/root/103'/>",
        "<filesystem type='block'>\n      <source dev='/dev/vg/103'/>",
    )
    assert by_hand != document
    done = lxc(PLOOP + 'NAME="b"\n', base=by_hand).text
    assert undigested(done) == undigested(by_hand.replace("<title>a</title>", "<title>b</title>"))


def test_an_image_that_is_mounted_elsewhere() -> None:
    document = lxc(PLOOP).text.replace("dir='/vz/root/103'", "dir='/srv/103'")
    for base in (None, PLOOP):
        done = domain_to_conf(document, base=base)
        assert 'VE_ROOT="/srv/103"\nVE_PRIVATE="/vz/private/$VEID"\nVE_LAYOUT="ploop"\n' in done.text
        assert codes(done) == ["VZ561"]


def test_what_older_versions_wrote_is_read() -> None:
    old = foreign(root("file='/vz/private/103/root.hdd/root.hdd'", "file", "<driver type='ploop' format='ploop'/>"))
    conf = domain_to_conf(old).text
    assert 'VE_PRIVATE="/vz/private/103"\nVE_LAYOUT="ploop"\n' in conf
    again = domain_to_conf(old, base=PLOOP).text
    assert 'VE_LAYOUT="ploop"\n' in again


def test_without_a_layout_the_private_area_decides() -> None:
    done = lxc(PATHS)
    assert codes(done) == ["VZ523"]
    assert "/vz/private/103/root.hdd/DiskDescriptor.xml" in done.report.findings[0].message
    assert codes(lxc(PATHS, layout="simfs")) == []
    image = lxc(PATHS, layout="ploop")
    assert "<source dir='/vz/root/103'/>" in image.text
    assert codes(image) == ["VZ512"]
    # whoever looked is remembered, so that the conf is what it was
    assert domain_to_conf(image.text).text == PATHS
    assert lxc(PATHS, base=image.text).text == image.text
    # what the conf says counts
    assert lxc(PLOOP, layout="simfs").text == lxc(PLOOP).text
    with pytest.raises(ValueError, match="no layout: 'vzfs'"):
        lxc(PATHS, layout="vzfs")  # type: ignore[arg-type]


def test_an_image_without_a_mount_point() -> None:
    conf = 'VE_PRIVATE="/vz/private/$VEID"\nVE_LAYOUT="ploop"\n'
    done = lxc(conf)
    assert "<source dir='/vz/root/103'/>" in done.text
    assert domain_to_conf(done.text).text == conf
    moved = done.text.replace("<source dir='/vz/root/103'/>", "<source dir='/srv/103'/>")
    assert domain_to_conf(moved).text == f'VE_ROOT="/srv/103"\n{conf}'


@pytest.mark.parametrize("path", ["/", "//", "/./", "/vz/..", "/dev", "/dev/", "//dev"])
def test_the_hosts_own_folders(path: str) -> None:
    assert is_hosts_own(path)


@pytest.mark.parametrize("path", ["", "vz", "/vz", "/dev/fuse", "/vz/../srv", "/devices"])
def test_folders_that_may_be_a_containers(path: str) -> None:
    assert not is_hosts_own(path)


@pytest.mark.parametrize("driver", ["openvz", "lxc", "vz"])
@pytest.mark.parametrize("dialect", ["vzctl", "libvzctl"])
def test_no_document_has_the_hosts_files(driver: DriverName, dialect: DialectName) -> None:
    conf = 'VE_PRIVATE="/"\n'
    done = conf_to_domain(conf, ctid=103, driver=driver, dialect=dialect)
    assert "<source dir='/'/>" not in done.text
    [finding] = [each for each in done.report.findings if each.code == "VZ521"]
    assert (finding.level, finding.line, finding.parameter) == ("error", 1, "VE_PRIVATE")
    assert "VZ511" not in codes(done)  # a path is given
    assert domain_to_conf(done.text, dialect=dialect).text == conf
    with pytest.raises(LossError, match="VZ521"):
        conf_to_domain(conf, ctid=103, driver=driver, dialect=dialect, strict=True)
    [wrong] = [each for each in check_conf(conf, ctid=103, dialect=dialect) if each.code == "VZ346"]
    assert wrong.level == "error"


def test_no_image_is_mounted_over_the_host() -> None:
    done = lxc('VE_ROOT="/"\nVE_PRIVATE="/vz/private/$VEID"\nVE_LAYOUT="ploop"\n')
    assert "<source dir='/vz/root/103'/>" in done.text
    assert codes(done) == ["VZ521", "VZ512"]


@pytest.mark.parametrize("kind", ["openvz", "lxc", "vz"])
@pytest.mark.parametrize("source", ["dir='/'", "dir='//'", "dir='/dev'"])
def test_no_conf_has_the_hosts_files(kind: str, source: str) -> None:
    document = foreign(root(source), kind)
    done = domain_to_conf(document)
    assert "VE_PRIVATE" not in done.text
    [finding] = [each for each in done.report.findings if each.code == "VZ521"]
    assert (finding.level, finding.line) == ("error", 1)
    with pytest.raises(LossError):
        domain_to_conf(document, strict=True)
    assert 'VE_PRIVATE="/vz/private/$VEID"' in domain_to_conf(document, base=PATHS).text
    assert [each.level for each in check_domain(document) if each.code == "XD221"] == ["error"]
    only_read = foreign(root(source, inside="<readonly/>"), kind)
    assert [each.level for each in check_domain(only_read) if each.code == "XD221"] == ["warning"]


@pytest.mark.parametrize("line", ['VE_PRIVATE="/"', 'VE_ROOT="/dev"', 'VE_PRIVATE="/vz/.."'])
def test_no_commands_are_written_for_the_host(line: str) -> None:
    with pytest.raises(InputError, match="the host's own"):
        convert_text(f"{line}\n", "103.conf", Options(to="vzctl"))


def test_a_document_without_a_root_is_told() -> None:
    done = domain_to_conf(foreign(""))
    assert "VE_PRIVATE" not in done.text
    assert codes(done) == ["VZ522"]
    # so it is where the root was taken out of a document of ours
    document = lxc(PLOOP.replace("ploop", "simfs")).text
    start, end = document.index("    <filesystem"), document.index("    <console")
    for base in (None, PLOOP.replace("ploop", "simfs")):
        assert codes(domain_to_conf(document[:start] + document[end:], base=base)) == ["VZ522"]


RAM = "<filesystem type='ram'><source usage='1'/><target dir='/'/></filesystem>"


@pytest.mark.parametrize("given", [RAM, root("dev='/dev/sda1'", "block")])
def test_a_root_that_is_no_private_area_is_told(given: str) -> None:
    done = domain_to_conf(foreign(given))
    assert "VE_PRIVATE" not in done.text
    assert "VZ502" in codes(done)


def test_no_guess_takes_the_place_of_a_root() -> None:
    conf = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\n'
    document = undigested(lxc(conf).text).replace("dir='/vz/private/103'", "dir='/srv/mine'")
    edited = lxc(conf.replace("65536", "131072"), base=document)
    # it is the document's own from now on, and the conf says no more than it said
    assert edited.text == lxc(conf.replace("65536", "131072")).text.replace("'/vz/private/103'", "'/srv/mine'")
    assert codes(edited) == []
    assert domain_to_conf(edited.text).text == 'PHYSPAGES="0:131072"\nSWAPPAGES="0"\n'
    assert 'VE_PRIVATE="/srv/mine"' in domain_to_conf(document).text
    assert 'VE_PRIVATE="/srv/yours"' in domain_to_conf(edited.text.replace("dir='/srv/mine'", "dir='/srv/yours'")).text
    # a conf that says where they are is believed
    said = lxc(f'{conf}VE_PRIVATE="/srv/103"\nDISKSPACE="1:2"\n', base=document).text
    assert "<source dir='/srv/103'/>" in said
    assert "<source dir='/srv/mine'/>" not in said


SAYINGS = [
    "".join(lines)
    for lines in product(
        ("", 'VE_PRIVATE="/srv/p/$VEID"\n'),
        ("", 'VE_ROOT="/srv/r/$VEID"\n'),
        ("", 'OSTEMPLATE="centos-6-x86"\n'),
        ("", 'VE_LAYOUT="simfs"\n', 'VE_LAYOUT="ploop"\n'),
    )
]
LAYOUT_PAIRS: list[tuple[Layout | None, Layout | None]] = [
    *((None, None), (None, "ploop"), (None, "simfs"), ("simfs", "ploop"), ("ploop", None), ("ploop", "simfs"))
]


@pytest.mark.parametrize("dialect", ["vzctl", "libvzctl"])
@pytest.mark.parametrize(
    ("driver", "before", "after"),
    [("openvz", None, None), ("vz", None, None), *(("lxc", *pair) for pair in LAYOUT_PAIRS)],
)
def test_a_root_that_nobody_wrote_follows_the_conf(
    driver: DriverName, dialect: DialectName, before: Layout | None, after: Layout | None
) -> None:
    def made(conf: str, layout: Layout | None, base: str | None = None) -> str:
        return conf_to_domain(conf, ctid=103, driver=driver, dialect=dialect, layout=layout, base=base).text

    wanted = {layout: {conf: made(conf, layout) for conf in SAYINGS} for layout in (before, after)}
    for old in SAYINGS:
        base = made(old, before)
        # a choice is remembered where it meant something
        layout = after or (None if "VE_LAYOUT" in old and dialect == "vzctl" else before)
        for conf in SAYINGS:
            new = made(conf, after, base)
            assert new == wanted[layout][conf], (old, conf)
            back = domain_to_conf(new, base=conf, dialect=dialect)
            assert (back.text, codes(back)) == (conf, []), (old, conf)


@pytest.mark.parametrize("layout", [None, "ploop"])
@pytest.mark.parametrize("conf", ["", 'VE_LAYOUT="ploop"\n'])
def test_a_root_that_somebody_wrote_stays_unless_it_is_a_folder_with_an_image(conf: str, layout: Layout | None) -> None:
    elsewhere, area = (foreign(root(f"dir='{path}'")) for path in ("/srv/mine", "/vz/private/103"))
    assert "<source dir='/srv/mine'/>" in lxc(conf, elsewhere, layout).text
    source = "/vz/root/103" if conf or layout else "/vz/private/103"
    assert f"<source dir='{source}'/>" in lxc(conf, area, layout).text


@pytest.mark.parametrize("kind", ["openvz", "lxc", "vz"])
@pytest.mark.parametrize("private", ["", "/", "/dev"])
def test_no_image_makes_the_hosts_own_files_a_container_s(kind: str, private: str) -> None:
    image = f"{private}/root.hdd" + ("/root.hdd" if kind == "lxc" else "")
    document = (
        f"<domain type='{kind}'><name>103</name><memory>262144</memory><devices><filesystem type='file'>"
        f"<source file='{image}'/><target dir='/'/></filesystem></devices></domain>"
    )
    done = domain_to_conf(document)
    assert "VE_PRIVATE" not in done.text
    assert "VZ521" in codes(done)
