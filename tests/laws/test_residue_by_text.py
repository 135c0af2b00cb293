"""By text: a residue read with the text of its document at hand says what it says without, ``read(e, t) = read(e)``,
whatever was done to the layout of the text, and whatever was read before.
"""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tests.laws.translation import get
from tests.strategies import confs
from translator.conf.dialect import DIALECTS, dialect_named
from translator.domain.document import parse_document
from translator.domain.place.metadata import RESIDUE_TAG
from translator.errors import InputError
from translator.lenses.residue_read import Residue, read_residue

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
    "some text",
    "\r",
    "    <vz:container xmlns:vz='urn:vzvirt:openvz:1' ctid='7'/>",
)
PIECES = st.sampled_from(SNIPPETS)


@st.composite
def documents(draw: st.DrawFn) -> str:
    lines = get(draw(confs())).split("\n")
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        if draw(st.booleans()):
            lines.insert(at, draw(PIECES))
        else:
            lines[at] += draw(PIECES)
    text = "\n".join(lines)
    if draw(st.booleans()):
        text = text.replace(*draw(st.sampled_from([("'", '"'), ("vz:", "y:"), (":vz=", ":y="), ("      <", "  <")])))
    return text


def told(residue: Residue) -> tuple[object, ...]:
    """Return all that a residue says, its account made."""
    return (*residue._replace(entries=list), residue.entries())


@given(documents(), st.sampled_from(DIALECTS))
@example(
    "<domain xmlns:vz='urn:vzvirt:openvz:1' type='openvz'><metadata>\n    <vz:container ctid='1'/>\n"
    "      <vz:parameter name='ONBOOT' value='yes'/>\n<!-- </vz:container> --></metadata></domain>",
    "vzctl",
)
def test_the_text_at_hand_makes_no_difference(text: str, dialect: str) -> None:
    try:
        element = next(parse_document(text).iter(RESIDUE_TAG), None)
    except InputError:
        return
    if element is not None:
        reader = dialect_named(dialect)
        assert told(read_residue(element, reader, text)) == told(read_residue(element, reader))
