"""What do show, normalize and diff print?"""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_show_names_line_value_unit_and_place(run: Run, conf: Path) -> None:
    result = run("show", conf)
    assert result.exit_code == 0
    lines = result.stdout_bytes.decode("utf-8", "surrogateescape").splitlines()
    assert lines[0].split() == ["LINE", "PARAMETER", "VALUE", "UNIT", "PLACE"]
    assert lines[2].split() == ["3", "CPUS", "2", "vcpu"]


def test_show_json_is_typed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "101.conf"
    path.write_text('PRIVVMPAGES="256M:unlimited"\nIP_ADDRESS="192.0.2.1/24"\nONBOOT="maybe"\n')
    (shown,) = json.loads(run("show", "--json", path).stdout)
    parameters = shown["parameters"]
    assert parameters["PRIVVMPAGES"]["value"] == {"barrier": 65536, "limit": "unlimited"}
    assert parameters["PRIVVMPAGES"]["unit"] == "page"
    assert parameters["IP_ADDRESS"]["value"] == [{"ip": "192.0.2.1", "prefix": 24}]
    assert parameters["ONBOOT"]["value"] is None
    assert parameters["ONBOOT"]["problem"] == "invalid"


def test_show_reads_documents_too(run: Run, conf: Path) -> None:
    document = conf.with_suffix(".xml")
    run("convert", conf, "-o", document)
    assert "CPUS" in run("show", document).stdout_bytes.decode("latin-1")


def test_lines_of_a_document_are_its_own(run: Run, tmp_path: Path) -> None:
    conf, document = tmp_path / "101.conf", tmp_path / "101.xml"
    conf.write_text('CPUS="2"\nCPUUNITS="500"\nONBOOT="yes"\nIP_ADDRESS="192.0.2.1"\nOURS="1"\n')
    for driver in ("openvz", "lxc"):
        run("convert", conf, "-o", document, "--driver", driver, "--force")
        text = document.read_text().splitlines()
        (shown,) = json.loads(run("show", "--json", document).stdout)
        lines = {name: item["line"] for name, item in shown["parameters"].items()}
        where = {
            "CPUS": "2</vcpu>",
            "CPUUNITS": "<shares>",
            "ONBOOT": "name='ONBOOT'",
            "IP_ADDRESS": "<interface ",
            "OURS": "name='OURS'",
        }
        for name, mark in where.items():
            assert mark in text[lines[name] - 1], name
        assert shown["parameters"]["CPUUNITS"]["place"] == "cputune/shares"


def test_a_value_on_several_lines_of_a_document_has_none(run: Run, tmp_path: Path) -> None:
    document = tmp_path / "101.xml"
    interface = "<interface type='bridge'><source bridge='b'/><guest dev='eth{}'/></interface>\n"
    interfaces = interface.format(0) + interface.format(1)
    document.write_text(
        f"<domain type='lxc'><name>101</name><memory>65536</memory><devices>\n{interfaces}</devices></domain>\n"
    )
    (shown,) = json.loads(run("show", "--json", document).stdout)
    assert shown["parameters"]["NETIF"]["line"] is None
    table = run("show", document).stdout.splitlines()
    assert next(line for line in table if " NETIF " in line).startswith("     NETIF ")


def test_lines_that_nobody_can_read_are_shown_as_they_stand(run: Run, tmp_path: Path) -> None:
    conf, other = tmp_path / "101.conf", tmp_path / "102.conf"
    conf.write_text('CPUS="2"\nwhat is this?\nNAME="open\n')
    other.write_text('CPUS="2"\n')
    table = [line.split() for line in run("show", conf).stdout.splitlines()]
    assert ["2", "what", "is", "this?", "(unparsable)", "metadata"] in table
    (shown,) = json.loads(run("show", "--json", conf).stdout)
    assert shown["parameters"]["what is this?"]["problem"] == "unparsable"
    assert run("diff", conf, other).stdout.splitlines()[2:] == ["-what is this?", '-NAME="open']
    assert run("diff", other, conf).stdout.splitlines()[2:] == ["+what is this?", '+NAME="open']
    document = tmp_path / "101.xml"
    run("convert", conf, "-o", document)
    assert run("diff", conf, document).exit_code == 0


def test_normalize_writes_in_place_and_then_has_nothing_to_do(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "101.conf"
    path.write_text('# kept\nDISKSPACE="2G:2.2G"\nONBOOT="yes"\nONBOOT="no"\n')
    assert run("normalize", "--check", path).exit_code == 1
    difference = run("normalize", "--diff", path)
    assert '+DISKSPACE="2097152:2306867"' in difference.stdout
    assert run("normalize", "--write", path).exit_code == 0
    assert path.read_text() == '# kept\nDISKSPACE="2097152:2306867"\nONBOOT="yes"\n'
    assert run("normalize", "--check", path).exit_code == 0


def test_diff_compares_meanings_across_formats(run: Run, conf: Path) -> None:
    document = conf.with_suffix(".xml")
    run("convert", conf, "-o", document)
    assert run("diff", conf, document).exit_code == 0
    other = conf.with_name("other.conf")
    other.write_bytes(conf.read_bytes().replace(b'CPUS="2"', b"CPUS=4"))
    result = run("diff", other, document)
    assert result.exit_code == 1
    assert result.stdout == f'--- {other}\n+++ {document}\n-CPUS="4"\n+CPUS="2"\n'


def test_no_colours_where_there_is_no_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "101.xml"
    path.write_text("<domain")
    assert "\x1b" not in run("convert", path).stderr


def test_every_command_has_help_with_examples(run: Run) -> None:
    from translator.cli import COMMANDS

    for command in COMMANDS:
        result = run(command, "--help")
        assert result.exit_code == 0
        assert "Examples:" in result.stdout, command
