"""What becomes of a document with a value that no program wrote? A conf and a word about it, never a crash."""

from __future__ import annotations

import pytest

from translator import conf_to_domain, domain_to_conf
from translator.domain.cpuset import read_cpuset

DOCUMENT = (
    "<domain type='{}'><name>101</name><memory>65536</memory>{}"
    "<os><type>exe</type><init>/sbin/init</init></os></domain>"
)
THROTTLED = "<blkiotune><device><path>{}</path><read_bytes_sec>5</read_bytes_sec></device></blkiotune>"


@pytest.mark.parametrize("path", ["*", "C:\\x", "dev/sda", ""])
def test_a_throttled_disk_may_have_any_name(path: str) -> None:
    document = DOCUMENT.format("lxc", THROTTLED.format(path))
    conf = domain_to_conf(document).text
    assert 'IOLIMIT="5"\n' in conf
    assert conf_to_domain(conf, ctid=101, driver="lxc", base=document).text == document
    for idmap in (None, "100000:65536"):
        changed = conf_to_domain(
            conf.replace('IOLIMIT="5"', 'IOLIMIT="7"'), ctid=101, driver="lxc", base=document, idmap=idmap
        ).text
        assert 'IOLIMIT="7"\n' in domain_to_conf(changed).text
        assert f"<path>{path}</path>" in changed


def test_a_caller_has_to_name_a_path() -> None:
    with pytest.raises(ValueError, match="no block device: 'dev/sda'"):
        conf_to_domain("", ctid=101, driver="lxc", block_device="dev/sda")
    document = DOCUMENT.format("lxc", THROTTLED.format("*"))
    with pytest.raises(ValueError, match="no block device: 'dev/sda'"):
        conf_to_domain("", ctid=101, driver="lxc", block_device="dev/sda", base=document)


@pytest.mark.parametrize("numbers", ["0:0", "0:4294967297", "4294967296:1"])
def test_a_map_that_is_none_is_not_ours(numbers: str) -> None:
    start, _, count = numbers.partition(":")
    maps = "".join(f"<{tag} start='0' target='{start}' count='{count}'/>" for tag in ("uid", "gid"))
    residue = (
        f"<container xmlns='urn:vzvirt:openvz:1' ctid='101'><derived place='idmap' value='{numbers}'/></container>"
    )
    document = DOCUMENT.format("lxc", f"<metadata>{residue}</metadata><idmap>{maps}</idmap>")
    assert any("OpenVZ has no user namespaces" in entry.reason for entry in domain_to_conf(document).report.dropped)


#: A list of CPUs, and the numbers that libvirt's parser of bitmaps (virBitmapParse) takes from it, None for an error.
CPUSETS = {
    "0-9,^4-5": None,
    "0-9,^4,^5": {0, 1, 2, 3, 6, 7, 8, 9},
    "^4,0-5": {0, 1, 2, 3, 4, 5},
    "^1": None,
    "1,^1": None,
    "3-1": None,
    "1-": None,
    "-1": None,
    ",1": None,
    "1,,2": None,
    "": None,
    "0,": {0},
    " 0 - 2 ,\t3 , ": {0, 1, 2, 3},
    "^ 1,2": None,
    "1 2": None,
    "1\u00a0": None,
    "\u0663": None,
    "2147483648": None,
    "007": {7},
}


@pytest.mark.parametrize(
    ("element", "place", "parameter"),
    [
        ("<vcpu cpuset='{}'>2</vcpu>", "vcpu/@cpuset", "CPUMASK"),
        ("<numatune><memory mode='restrictive' nodeset='{}'/></numatune>", "numatune/memory", "NODEMASK"),
    ],
)
@pytest.mark.parametrize(("text", "numbers"), CPUSETS.items())
def test_a_list_is_read_as_libvirt_does(
    element: str, place: str, parameter: str, text: str, numbers: set[int] | None
) -> None:
    assert read_cpuset(text) == (None if numbers is None else (frozenset(numbers), False))
    result = domain_to_conf(DOCUMENT.format("lxc", element.format(text)))
    assert (f"{parameter}=" in result.text) == (numbers is not None)
    lost = [entry.name for entry in result.report.dropped if entry.name not in ("features", "devices/filesystem")]
    assert lost == ([place] if numbers is None else [])


def test_numbers_that_no_mask_has_are_a_loss() -> None:
    result = domain_to_conf(DOCUMENT.format("openvz", "<vcpu cpuset='5000'>2</vcpu>"))
    assert "CPUMASK" not in result.text
    assert "a mask goes up to 4095" in result.report.dropped[0].reason
