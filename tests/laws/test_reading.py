"""Contents: a document says the same whatever was read before it, ``read(without known pieces) = read(whole)``, and
whatever was done to its layout since.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.translation import CTID, get
from tests.strategies import confs
from translator import conf_to_domain
from translator.conf.dialect import DIALECTS, dialect_named
from translator.errors import InputError
from translator.lenses.lens import DriverName
from translator.lenses.reading import Contents, _read_rest, _read_whole

#: What may stand in a line of its own, or at the end of one.
SNIPPETS = (
    "<!-- a comment -->",
    "<!-- <vz:container ctid='9'> -->",
    "<!-- </vz:container> -->",
    "<?php <vz:container ctid='9'> ?>",
    "      <vz:parameter name='ONBOOT' value='no'/>",
    "<vz:parameter name='ONBOOT' value='no'/><vz:parameter name='NAME' value='a&gt;b>c'/>",
    "      <vz:parameter name='NAMESERVER'>\n      <vz:item>192.0.2.9</vz:item>\n      </vz:parameter>",
    "      <vz:parameter\n name='HOSTNAME'\n value='x'/>",
    "      <vz:parameter xmlns:vz='urn:other' name='HOSTNAME' value='x'/>",
    "      <vz:line status='unknown'><![CDATA[A=\"</vz:line>\"]]></vz:line>",
    "      <vz:line status='unknown' encoding='percent'>A=%22b%22</vz:line>",
    "      <vz:derived place='vcpu' value='\u00b2'/>",
    "      <vz:derived place='memory' value='00000000000000000000000000000000001'/>",
    "      <vz:source>A=1</vz:source>",
    "      <vz:unheard-of/>",
    "      <x xmlns='urn:x'/>",
    "  <memory unit='KiB'>1024</memory>",
    "  <memtune>\n    <hard_limit unit='KiB'>1024</hard_limit>\n  </memtune>",
    "  <numatune>\n    <memory placement='auto'/>\n  </numatune>",
    "  </metadata>",
    "  <metadata>",
    "  <devices>",
    "  </devices>",
    "  <devices>\n    <filesystem type='mount'>\n      <source dir='/a'/>\n      <target dir='/'/>\n    </filesystem>",
    "    <filesystem type='mount'>\n      <source dir='/a'/>\n      <target dir='/b'/>\n    </filesystem>",
    "    </filesystem>",
    "    <vz:container ctid='7'>\n      <vz:parameter name='ONBOOT' value='no'/>\n    </vz:container>\n  </metadata>",
    "    <unknown/>",
    "  <sound model='ac97'/><memory>1</memory>",
    "  <unknown>",
    "  </unknown>",
    "<",
    "some text",
    "\r",
    "    <vz:container xmlns:vz='urn:vzvirt:openvz:1' ctid='7'/>",
)
PIECES = st.sampled_from(SNIPPETS)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str]:
    """Return a document as we write it, and one that somebody has changed."""
    driver: DriverName = draw(st.sampled_from(["openvz", "lxc"]))
    ours = conf_to_domain(draw(confs()), ctid=CTID, driver=driver).text
    lines = ours.split("\n")
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        if draw(st.booleans()):
            lines.insert(at, draw(PIECES))
        elif draw(st.booleans()):
            lines[at] += draw(PIECES)
        elif draw(st.booleans()):
            lines[at] = lines[draw(st.integers(0, len(lines) - 1))]
        else:
            del lines[at]
    text = "\n".join(lines)
    if draw(st.booleans()):
        text = text.replace(*draw(st.sampled_from([("'", '"'), ("vz:", "y:"), (":vz=", ":y="), ("      <", "  <")])))
    return ours, text


def told(reading: Contents) -> tuple[object, ...]:
    """Return all that a document says, its account made."""
    residue = reading.residue
    said = None if residue is None else (*residue._replace(entries=list), residue.entries())
    return reading.document.view, reading.document.nodes, said


@given(documents(), st.sampled_from(DIALECTS))
def test_what_was_read_before_makes_no_difference(texts: tuple[str, str], dialect: str) -> None:
    reader = dialect_named(dialect)
    for text in (*texts, *texts):
        try:
            whole = _read_whole(text, reader)
        except InputError:
            for _ in range(3):
                assert _read_rest(text, reader) is None
            continue
        for _ in range(3):
            rest = _read_rest(text, reader)
            assert rest is None or told(rest) == told(whole)


@pytest.mark.parametrize("above", ["", "<!-- <domain> of a program's -->\n", "<?xml version='1.0'?>\n"])
@pytest.mark.parametrize("root", ['OSTEMPLATE="debian"\n', ""])
def test_a_document_of_ours_is_read_without_what_is_known(above: str, root: str) -> None:
    text = above + get(root + 'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\nONBOOT="yes"\nHOSTNAME="web"\n')
    readings = [_read_rest(text, dialect_named("vzctl")) for _ in range(3)]
    assert readings[2] is not None
    assert [child.tag for child in readings[2].root.iter("*")] == [
        "domain",
        "name",
        "metadata",
        "{urn:vzvirt:openvz:1}container",
        "devices",
    ]
    assert told(readings[2]) == told(_read_whole(text, dialect_named("vzctl")))
