"""Does the grammar judge our own documents as they say they should be judged?"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from lxml import etree

from tests.domain.documents import OTHERWISE_IN_LIBVIRT, expected, fixtures
from tests.domain.fragments import INVALID as INVALID_PIECES
from tests.domain.fragments import INVALID_NETWORK, INVALID_RESIDUE, VALID_NETWORK, VALID_RESIDUE, document, network
from tests.domain.fragments import VALID as VALID_PIECES
from tests.domain.libvirt import verdicts
from translator.domain import schema
from translator.domain.document import SYNTAX_CODES, parse_document
from translator.domain.grammar import grammar_path
from translator.domain.rules import rule_set
from translator.domain.schema import SCHEMA_CODES, is_valid, iter_schema_findings
from translator.finding import excerpt

VALID, INVALID = fixtures("valid"), fixtures("invalid")
READABLE = [path for path in INVALID if not {"XD100", "XD101"} & set(expected(path.read_text("utf-8"))[0].split())]


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", VALID, ids=name)
def test_valid(path: Path) -> None:
    text = path.read_text("utf-8")
    assert list(iter_schema_findings(text)) == []
    assert is_valid(parse_document(text))


@pytest.mark.parametrize("path", fixtures("networks"), ids=name)
def test_valid_network(path: Path) -> None:
    assert list(iter_schema_findings(path.read_text("utf-8"), grammar="network.xsd")) == []


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_invalid(path: Path) -> None:
    text = path.read_text("utf-8")
    findings = list(iter_schema_findings(text))
    assert [f"{each.line}:{each.column} {each.code}" for each in findings] == expected(text)
    assert all(each.level == "error" and len(each.message) > 20 and each.width > 0 for each in findings)
    assert all(excerpt(text, each) for each in findings)


@pytest.mark.parametrize(("path", "piece"), VALID_PIECES + VALID_RESIDUE)
def test_valid_piece(path: str, piece: str) -> None:
    assert list(iter_schema_findings(document(path, piece))) == []


@pytest.mark.parametrize(("path", "piece"), INVALID_PIECES + INVALID_RESIDUE)
def test_invalid_piece(path: str, piece: str) -> None:
    findings = list(iter_schema_findings(document(path, piece), libvirt="9"))
    assert {each.line for each in findings} == {4}, findings
    assert findings[0].code != "XD119", findings


@pytest.mark.parametrize(("path", "piece"), VALID_NETWORK)
def test_valid_piece_of_a_network(path: str, piece: str) -> None:
    assert list(iter_schema_findings(network(path, piece), grammar="network.xsd")) == []


@pytest.mark.parametrize(("path", "piece"), INVALID_NETWORK)
def test_invalid_piece_of_a_network(path: str, piece: str) -> None:
    findings = list(iter_schema_findings(network(path, piece), grammar="network.xsd"))
    assert {each.line for each in findings} == {4}, findings
    assert findings[0].code != "XD119", findings


@pytest.mark.parametrize("path", READABLE, ids=name)
def test_root_alone_gives_lines(path: Path) -> None:
    text = path.read_text("utf-8")
    root = parse_document(text)
    exact = list(iter_schema_findings(root, text=text))
    assert exact == list(iter_schema_findings(text))
    rough = list(iter_schema_findings(root))
    assert sorted(each.message for each in rough) == sorted(each.message for each in exact)
    assert all(each.column == 1 for each in rough)


@cache
def both_schemas() -> tuple[xmlschema.XMLSchema10, etree.XMLSchema]:
    path = str(grammar_path("domain.xsd"))
    return xmlschema.XMLSchema10(path, allow="local"), etree.XMLSchema(file=path)


@pytest.mark.parametrize("path", VALID + READABLE, ids=name)
def test_xmlschema_agrees_with_libxml2(path: Path) -> None:
    # xmlschema takes the text before a comment for all the text of an element, so there must be no comments.
    parser = etree.XMLParser(remove_comments=True)
    root: Any = etree.fromstring(path.read_bytes(), parser)
    ours, theirs = both_schemas()
    assert ours.is_valid(root) == theirs.validate(root)


@pytest.mark.interop
@pytest.mark.parametrize("path", VALID + INVALID, ids=name)
def test_libvirt_agrees(path: Path) -> None:
    judged = subprocess.run(["virt-xml-validate", path, "domain"], capture_output=True, check=False)
    ours, theirs = path.parent.name == "valid", judged.returncode == 0
    case = f"{path.parent.name}/{path.stem}"
    if case in OTHERWISE_IN_LIBVIRT:
        assert ours != theirs, "stale exception"
    else:
        assert ours == theirs, judged.stderr.decode()


@pytest.mark.interop
def test_libvirt_agrees_about_pieces() -> None:
    pieces = [*VALID_PIECES, *INVALID_PIECES]
    judged = verdicts([document(*piece) for piece in pieces], "domain")
    assert [piece for piece, valid in zip(pieces, judged, strict=True) if valid] == [*VALID_PIECES]


@pytest.mark.interop
def test_libvirt_agrees_about_pieces_of_networks() -> None:
    pieces = [*VALID_NETWORK, *INVALID_NETWORK]
    judged = verdicts([network(*piece) for piece in pieces], "network")
    assert [piece for piece, valid in zip(pieces, judged, strict=True) if valid] == [*VALID_NETWORK]


def test_exceptions_are_fixtures() -> None:
    assert OTHERWISE_IN_LIBVIRT.keys() <= {f"{path.parent.name}/{path.stem}" for path in VALID + INVALID}


def test_valid_documents_import_no_xmlschema() -> None:
    program = (
        "import sys; from translator.domain.schema import iter_schema_findings as findings; "
        "assert not list(findings(\"<domain type='lxc'><name>a</name></domain>\")); "
        "assert 'xmlschema' not in sys.modules; "
        "assert list(findings('<domain/>')); assert 'xmlschema' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])


def test_codes_are_known_and_used() -> None:
    codes = SYNTAX_CODES.keys() | SCHEMA_CODES.keys()
    assert {rule.code for rule in rule_set("domain.xsd").rules} <= SCHEMA_CODES.keys()
    announced = {code for path in INVALID for each in expected(path.read_text("utf-8")) for code in [each.split()[1]]}
    assert announced <= codes
    assert SCHEMA_CODES.keys() - announced == {"XD119"}, "a code that no fixture shows"


@pytest.mark.parametrize("name", ["xsi:type", "xsi:nil", "xsi:schemaLocation"])
def test_an_attribute_of_another_namespace_is_called_by_its_prefix(name: str) -> None:
    xsi = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
    [finding] = iter_schema_findings(f"<domain type='lxc' {xsi} {name}='a'><name>a</name></domain>")
    assert finding.code == "XD111"
    assert f"attribute '{name}' of <domain> is unknown" in finding.message


@pytest.mark.parametrize(
    ("grammar", "root"),
    [
        ("domain", "<a:namespace xmlns:a='http://libvirt.org/schemas/domain/lxc/1.0'/>"),
        ("domain", "<a:container xmlns:a='urn:vzvirt:openvz:1' ctid='7'/>"),
        ("network", "<a:container xmlns:a='urn:vzvirt:openvz:1' ctid='7'/>"),
        ("network", "<a:options xmlns:a='http://libvirt.org/schemas/network/dnsmasq/1.0'/>"),
    ],
)
def test_what_stands_in_a_document_is_none(grammar: str, root: str) -> None:
    assert not is_valid(parse_document(root), f"{grammar}.xsd")
    [finding] = iter_schema_findings(root, grammar=f"{grammar}.xsd")
    assert finding.code == "XD118"
    assert f"expected <{grammar}> without a namespace" in finding.message


def test_one_cause_one_finding() -> None:
    text = "<domain type='lxc'><name>a</name><devices><filesystem type='template'><source dir='/'/><target dir='/'/>"
    findings = list(iter_schema_findings(text + "</filesystem></devices></domain>"))
    assert [each.message for each in findings] == [
        "attribute 'dir' of <source> does not go with type='template'; expected name"
    ]


def test_the_message_says_what_stood_there_and_what_is_expected() -> None:
    [finding] = iter_schema_findings(
        "<domain type='lxc'>\n <name>a</name>\n <memory\n  unit='pages'>1</memory></domain>"
    )
    assert str(finding) == (
        "-:4:3: XD112 attribute 'unit' of <memory> is 'pages'; "
        "expected a unit of size: b, byte, bytes, or k, m, g, t, p, e alone or followed by B or iB"
    )
    assert finding.parameter == "/domain/memory/@unit"
    assert finding.width == len("unit='pages'")


def long_list(*devices: str) -> str:
    return (
        "<domain type='lxc'><name>101</name><memory>65536</memory><os><type>exe</type></os>"
        f"<devices>{''.join(devices)}</devices></domain>"
    )


NIC, STRAY = "<interface type='ethernet'/>", "<interface type='ethernet'>text</interface>"


@pytest.mark.parametrize(
    ("devices", "codes"),
    [
        ([NIC] * 1500, []),
        ([STRAY] * 1500, ["XD115"] * 1500),
        ([*[NIC] * 1500, STRAY], ["XD115"]),
        ([STRAY, *[NIC] * 1500], ["XD115"]),
        (["<emulator>/a</emulator>"] * 1500, ["XD113"] * 1499),
    ],
)
def test_a_long_list_is_judged_like_a_short_one(devices: list[str], codes: list[str]) -> None:
    assert [each.code for each in iter_schema_findings(long_list(*devices))] == codes


def test_of_a_long_list_of_mistakes_the_first_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    class Counting:
        @staticmethod
        def validate(root: etree._Element) -> bool:
            looked.append(sum(1 for _ in root.iter("*")))
            return False

    monkeypatch.setattr(schema, "_compiled", lambda _: Counting)
    assert not is_valid(parse_document(long_list(*[STRAY] * 1500)))
    assert looked == [56]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("address bus='1' strange='x'", ["<address> lacks the attribute 'type'; expected a bus such as pci"]),
        ("address type='pci' strange='x'", []),
        (
            "address type='pci' x:strange='x'",
            ["attribute 'x:strange' of <address> is unknown; expected type"],
        ),
        (
            "address type='x' x:strange='x'",
            [
                "attribute 'type' of <address> is 'x'; expected a bus such as pci",
                "attribute 'x:strange' of <address> is unknown; expected type",
            ],
        ),
        ("boot order='1' strange='x'", ["attribute 'strange' of <boot> is unknown; expected order or loadparm"]),
    ],
)
def test_what_is_said_of_attributes_names_what_may_stand_there(said: str, told: list[str]) -> None:
    root = parse_document(
        "<domain xmlns:x='urn:x' type='lxc'><name>a</name><memory>1</memory><os><type>exe</type></os><devices>"
        f"<hostdev mode='subsystem' type='usb'><source><address bus='1' device='2'/></source><{said}/></hostdev>"
        "</devices></domain>"
    )
    assert sorted(each.message for each in iter_schema_findings(root)) == sorted(told)
