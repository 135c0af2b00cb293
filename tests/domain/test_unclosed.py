"""What is said of what stands inside an element that was not closed before it?

Such a document is well-formed where the end tag comes late, and everything between is at a wrong place.
"""

from __future__ import annotations

import pytest

from translator import check_domain, conf_to_domain, domain_to_conf

CONF = 'NAME="web"\nX="1"\n'
_DEVICES = """\
  <devices>
    <filesystem type='mount'>
      <source dir='/vz/private/101'/>
      <target dir='/'/>
    </filesystem>
    <console type='pty'/>
  </devices>
"""


def _document(begin: str, end: str, inside: str = _DEVICES, kind: str = "lxc") -> str:
    return (
        f"\n<domain type='{kind}'>\n  <name>101</name>\n  <memory>65536</memory>\n  <os>\n    <type>exe</type>\n"
        f"    <init>/sbin/init</init>\n  </os>\n  {begin}\n{inside}  {end}\n</domain>\n"
    )


#: Elements that were not closed, and whose are the ones inside: elements with children, with text, with a place of
#: their own and with none.
_UNCLOSED = {
    "clock": "<clock offset='utc'>",
    "vcpu": "<vcpu>",
    "cpu": "<cpu>",
    "resource": "<resource>",
    "features": "<features>",
    "on_poweroff": "<on_poweroff>",
}


@pytest.mark.parametrize("tag", _UNCLOSED)
def test_check_says_what_was_not_closed(tag: str) -> None:
    inside = f"  <on_reboot>restart</on_reboot>\n{_DEVICES}"
    found = check_domain(_document(_UNCLOSED[tag], f"</{tag}>", inside))
    said = {each.line: each.message for each in found if "not closed" in each.message}
    if tag == "cpu":  # what only machines have is not looked into
        assert not said
        return
    assert said == {
        10: f"element <on_reboot> stands in <{tag}>, which is not closed before it; expected it in <domain>",
        11: f"element <devices> stands in <{tag}>, which is not closed before it; expected it in <domain>",
    }


def test_what_stands_inside_is_looked_into() -> None:
    inside = _DEVICES.replace("dir='/'", "dir='/' colour='blue'")
    found = check_domain(_document("<clock offset='utc'>", "</clock>", inside))
    assert [(each.line, each.code) for each in found if each.level == "error"] == [(10, "XD110"), (13, "XD111")]


@pytest.mark.parametrize("kind", ["lxc", "openvz"])
def test_what_stands_inside_is_not_missing(kind: str) -> None:
    text = (
        f"<domain type='{kind}'>\n  <name>101\n  <memory>65536</memory>\n  <os>\n    <type>exe</type>\n"
        "    <init>/sbin/init</init>\n  </os>\n  <idmap>\n    <uid start='0' target='1' count='2'/>\n"
        f"    <gid start='0' target='1' count='2'/>\n  </idmap>\n{_DEVICES}  </name>\n</domain>\n"
    )
    found = check_domain(text)
    assert [each.line for each in found if "not closed" in each.message] == [3, 4, 8, 12]
    assert not [each for each in found if each.code in ("XD114", "XD301", "XD303", "XD304", "XD305")]


def test_what_a_document_needs_is_not_missing_where_it_stands_deeper() -> None:
    inside = "<name>101</name><memory>65536</memory><os><type>exe</type><init>/i</init></os>"
    found = check_domain(f"<domain type='lxc'>\n<title>{inside}</title>\n</domain>")
    assert {each.message.split()[1] for each in found if "not closed" in each.message} == {"<name>", "<memory>", "<os>"}
    assert not [each.message for each in found if "lacks" in each.message]
    found = check_domain("<domain type='lxc'>\n<title>web</title>\n</domain>")
    assert "<domain> lacks the element <name>" in {each.message for each in found}


def test_a_device_that_was_not_closed() -> None:
    inside = "  <devices>\n    <console type='pty'>\n    <hostdev mode='subsystem' type='pci'/>\n    </console>\n"
    found = check_domain(_document("", "</devices>", inside))
    expected = "element <hostdev> stands in <console>, which is not closed before it; expected it in <devices>"
    assert expected in [each.message for each in found]


def test_an_element_that_nothing_around_has_is_unknown() -> None:
    found = check_domain(_document("<clock offset='utc'>", "</clock>", "    <alarm/>\n"))
    assert [each.message for each in found if each.code == "XD110"] == [
        "element <alarm> in <clock> is unknown; expected timer"
    ]


@pytest.mark.parametrize("tag", ["clock", "cpu", "resource"])
def test_the_way_back_says_so_too(tag: str) -> None:
    back = domain_to_conf(_document(_UNCLOSED[tag], f"</{tag}>"), ctid=101)
    said = {each.parameter: (each.line, each.message) for each in back.report.findings}
    reason = f"it stands in <{tag}>, which is not closed before it; expected in <domain>"
    assert said[f"{tag}/devices"] == (10, f"<devices> is dropped: {reason}")
    # what is not there is told at the root, not at the first line
    assert said["devices/filesystem"][0] == said["features"][0] == 2
    assert [entry.reason for entry in back.report.entries if entry.name == f"{tag}/devices"] == [reason]


def test_other_programs_metadata_may_hold_anything() -> None:
    inside = "  <metadata>\n    <x:a xmlns:x='urn:x'><devices/><on_crash>no </on_crash></x:a>\n  </metadata>\n"
    text = _document("", "", inside + _DEVICES)
    assert not [each for each in check_domain(text) if each.level == "error"]
    assert not [each for each in domain_to_conf(text, ctid=101).report.findings if "not closed" in each.message]


@pytest.mark.parametrize(
    ("text", "line", "column", "begun"),
    [
        ("<domain type='lxc'>\n  <os>\n    <type arch=\"x86_64 >exe</type>\n  </os>\n</domain>", 3, 28, "3:16"),
        ("<domain type='lxc>\n</domain>", 2, 1, "1:14"),
        ("<domain id='3' type =\n 'lxc", 2, 6, "2:2"),
        ("<domain id='=\"' type=\"lxc>\n</domain>", 2, 1, "1:22"),
    ],
)
def test_an_attribute_that_was_not_closed(text: str, line: int, column: int, begun: str) -> None:
    [found] = check_domain(text)
    assert (found.code, found.line, found.column) == ("XD100", line, column)
    assert found.message.endswith(f" (it was begun at {begun})")


@pytest.mark.parametrize("private", ["", 'VE_PRIVATE="/vz/private/101"\n'])
def test_what_was_met_before_is_told_again(private: str) -> None:
    """What is below the residue is kept from the second time on; what stands deeper in it is told every time."""
    made = conf_to_domain(CONF + private, ctid=101).text
    assert ("<filesystem" in made) == bool(private)
    inside = "  <seclabel type='none'>\n    <cputune><shares>5</shares></cputune>\n  </seclabel>\n"
    text = made.replace("  <devices>\n", f"{inside}  <devices>\n")
    assert made != text
    for _ in range(4):
        found = [each.message for each in domain_to_conf(text).report.findings if each.parameter == "seclabel/cputune"]
        assert found == [
            "<cputune> is dropped: it stands in <seclabel>, which is not closed before it; expected in <domain>"
        ]
