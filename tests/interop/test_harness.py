"""Does the sandbox show libvirt's OpenVZ driver as it is?"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.interop.harness import Job, define, define_all, dump_all, dump_each, run_jobs, uuid_of, validate

pytestmark = pytest.mark.interop

PLAIN = """<domain type='openvz'>
  <name>201</name>
  <uuid>00000000-0000-4000-8000-000000000201</uuid>
  <memory unit='KiB'>0</memory>
  <currentMemory unit='KiB'>0</currentMemory>
  <vcpu placement='static'>4</vcpu>
  <os>
    <type>exe</type>
    <init>/sbin/init</init>
  </os>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>destroy</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
  </devices>
</domain>"""
DEFINABLE = PLAIN.replace("<memory unit='KiB'>0", "<memory unit='KiB'>65536")


def test_a_conf_that_says_nothing() -> None:
    assert dump_all({201: 'CPUS="4"\n'}) == {201: PLAIN}


def test_many_confs_in_one_connection() -> None:
    dumps = dump_all({ctid: f'CPUS="{ctid}"\n' for ctid in range(101, 161)})
    assert list(dumps) == list(range(101, 161))
    assert all(f">{ctid}</vcpu>" in document for ctid, document in dumps.items())


def test_the_same_id_many_times() -> None:
    dumps = dump_each([(201, f'CPUS="{count}"\n') for count in range(1, 6)])
    assert [PLAIN.replace(">4<", f">{count}<") for count in range(1, 6)] == dumps


def test_bytes_come_back_as_they_were() -> None:
    [document] = dump_each([(201, b'OSTEMPLATE="caf\xe9"\n')])
    assert document is not None
    assert document.encode("utf-8", "surrogateescape").count(b"name='caf\xe9'") == 1


@pytest.mark.parametrize(
    ("conf", "complaint"),
    [("CPUS=-1\n", "failed to allocate"), ("#UUID: zzz\n", "UUID in config file malformed")],
)
def test_a_conf_that_ends_the_connection_takes_no_other_with_it(conf: str, complaint: str) -> None:
    dumps = dump_all({201: 'CPUS="4"\n', 202: conf})
    assert dumps == {201: PLAIN}
    assert complaint in dumps.errors[202]


def test_a_repeated_uuid_ends_a_connection_for_both() -> None:
    confs = {ctid: f"#UUID: {uuid_of(201)}\n" for ctid in (201, 202)}
    [together] = run_jobs([Job("virsh -c openvz:///system dumpxml 201", confs)])
    assert "already defined with uuid" in together.err
    assert set(dump_all(confs)) == {201, 202}


def test_define_shows_the_commands_and_the_conf() -> None:
    result = define(DEFINABLE, 201)
    assert (result.ok, result.error) == (True, None)
    assert result.vzctl_commands == (
        ("--quiet", "create", "201", "--name", "201"),
        ("--quiet", "set", "201", "--cpus", str(min(4, _host_cpus())), "--save"),
        ("--quiet", "set", "201", "--kmemsize", str(65536 * 1024), "--save"),
    )
    assert result.conf_text_after == f"\n#UUID: {uuid_of(201)}\n"


def test_define_starts_from_the_sample_when_the_root_is_a_folder() -> None:
    root = "<filesystem type='mount'><source dir='/vz/private/201'/><target dir='/'/></filesystem></devices>"
    result = define(DEFINABLE.replace("</devices>", root), 201)
    assert result.ok
    assert 'VE_PRIVATE="/vz/private/201"\n' in (result.conf_text_after or "")


def test_define_says_why_not() -> None:
    refused, invalid = define_all([(PLAIN, 201), (DEFINABLE.replace("clock", "klock"), 201)], check_schema=True)
    assert not refused.ok
    assert "memory" in (refused.error or "")
    assert not invalid.ok
    assert "klock" in (invalid.error or "")


def test_validate_agrees_with_virt_xml_validate(tmp_path: Path) -> None:
    documents = {"plain": PLAIN, "klock": PLAIN.replace("clock", "klock"), "cut off": PLAIN[:-3]}
    verdicts = validate(documents)
    for name, document in documents.items():
        file = tmp_path / "document.xml"
        file.write_text(document)
        done = subprocess.run(["virt-xml-validate", file, "domain"], capture_output=True, check=False)
        assert (verdicts[name] is None) == (done.returncode == 0), name


def test_the_machine_stays_as_it_was() -> None:
    before = Path("/proc/self/mountinfo").read_text()
    dump_all({201: ""})
    assert Path("/proc/self/mountinfo").read_text() == before
    assert not Path("/proc/vz").exists()
    assert not Path("/etc/vz/conf/201.conf").exists()


def _host_cpus() -> int:
    return Path("/proc/cpuinfo").read_text().count("processor\t")
