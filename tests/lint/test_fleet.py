"""What is found between the files of a folder, and how are its totals counted?"""

from __future__ import annotations

import pytest

from translator import conf_to_domain
from translator.lint.examples import complete
from translator.lint.fleet import Fleet, Seen
from translator.lint.rule import Host

MIB = 2**20
VSWAP = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:131072"\n'


def test_vswap_containers_count_as_vzoversell_counts_them() -> None:
    fleet = Fleet()
    fleet.add("101.conf", VSWAP)
    fleet.add("102.conf", 'PHYSPAGES="0:unlimited"\nPRIVVMPAGES="1000:2000"\nSWAPPAGES="0:unlimited"\n')
    fleet.add("103.conf", 'PHYSPAGES="0:unlimited"\nSWAPPAGES="0:10"\n')
    fleet.add("0.conf", VSWAP)
    assert (fleet.totals.ram, fleet.totals.swap) == ((65536 + 1000) * 4096, (131072 + 10) * 4096)
    assert (fleet.totals.containers, fleet.totals.unlimited) == (3, 1)


def test_containers_without_vswap_count_as_vzmemcheck_counts_them() -> None:
    fleet = Fleet()
    fleet.add("101.conf", complete(""))
    net = 14790164 + 2703360 + 2703360 + 262144 + 2097152
    assert fleet.totals.committed == 33792 * 4096 + net
    assert fleet.totals.allowed == 69632 * 4096 + net


def test_totals_are_held_against_the_host() -> None:
    fleet = Fleet(host=Host(ram=512 * MIB, swap=1024 * MIB))
    for number in range(101, 104):
        assert not fleet.add(f"{number}.conf", VSWAP)
    (found,) = fleet.finish()
    assert (found.code, found.level, found.path) == ("VZ452", "info", "103.conf")
    assert "150% of the host's RAM, 150% of its swap, 150% of both" in found.message


def test_a_suppression_speaks_for_findings_between_files() -> None:
    fleet = Fleet()
    fleet.add("101.conf", 'NAME="web"\n')
    fleet.add("102.conf", '# vzvirt: ignore[VZ432] moved tonight\nNAME="web"\n# vzvirt: ignore[VZ434] no longer\n\n')
    assert [(each.code, each.line) for each in fleet.finish()] == [("VZ621", 3)]


def test_a_file_is_not_compared_with_itself() -> None:
    fleet = Fleet()
    fleet.add("101.conf", 'NETIF="ifname=eth0,mac=00:18:51:00:00:01,host_mac=00:18:51:00:00:01"\n')
    assert not fleet.finish()


@pytest.mark.parametrize(("field", "shared"), [("host_mac", False), ("mac", True)])
def test_the_usual_address_of_the_host_s_ends_may_be_shared(field: str, shared: bool) -> None:
    fleet = Fleet()
    for number in (101, 102):
        own = f"mac=00:18:51:00:00:0{number - 100}," if field == "host_mac" else ""
        pairs = ";".join(f"ifname=eth{n},{own if not n else ''}{field}=fe:ff:ff:ff:ff:ff" for n in range(2 - shared))
        assert not [each for each in fleet.add(f"{number}.conf", f'NETIF="{pairs}"\n') if each.code == "VZ412"]
    assert [each.code for each in fleet.finish()] == ["VZ435"] * shared


def test_a_conf_and_the_document_made_from_it_are_one_container() -> None:
    document = (
        "<domain type='openvz'><name>101</name><memory unit='KiB'>65536</memory><vcpu>1</vcpu><os><type>exe</type></os>"
        "<devices><interface type='ethernet'><ip address='192.0.2.1' family='ipv4'/></interface></devices></domain>\n"
    )
    fleet = Fleet()
    fleet.add("101.conf", 'IP_ADDRESS="192.0.2.1"\n')
    assert not fleet.add("101.xml", document)
    assert not fleet.finish()
    assert not fleet.add("102.xml", document.replace("<name>101", "<name>102"))
    (found,) = fleet.finish()
    assert (found.code, found.path, found.line) == ("VZ434", "102.xml", 1)
    assert found.column == document.index("address=") + 1


def test_documents_can_be_silenced_too() -> None:
    fleet = Fleet()
    document = (
        "<domain type='openvz'>\n  <!-- vzvirt: ignore[XD207] ours -->\n  <name>web</name>\n{}</domain>\n".format(
            "  <memory>65536</memory>\n  <vcpu>1</vcpu>\n  <os>\n    <type>exe</type>\n  </os>\n"
        )
    )
    assert fleet.add("web.xml", document) == []
    assert [each.code for each in fleet.add("x.xml", document.replace("XD207", "XD201"))] == ["XD207", "VZ621"][::-1]


def test_a_document_is_compared_with_the_confs_of_other_containers() -> None:
    """A conf and the document made from it describe one container; other programs' documents stand beside confs."""
    conf = 'IP_ADDRESS="192.0.2.1"\nNETIF="ifname=eth0,mac=00:18:51:00:00:01,host_ifname=lan0"\nNAME="web"\n'
    uuid = "#UUID: 12345678-1234-1234-1234-123456789abc\n"
    document = conf_to_domain(conf + uuid, ctid=101, driver="lxc").text
    other = document.replace("<name>101", "<name>102")
    shared = {"VZ432", "VZ433", "VZ434", "VZ435", "VZ436"}
    for text in (document, document.replace("<name>101", "<name>web")):  # who knows whose a name is?
        fleet = Fleet()
        fleet.add("101.conf", conf + uuid)
        fleet.add("101.xml", text)
        assert not fleet.finish()
    for files in ((("101.conf", conf + uuid), ("x.xml", other)), (("x.xml", other), ("101.conf", conf + uuid))):
        fleet = Fleet(network=Seen())
        for path, text in files:
            fleet.add(path, text)
        found = fleet.finish()
        assert {each.code for each in found} == shared
        assert {each.path for each in found} == {files[1][0]}
        assert all(f" is that of {files[0][0]}:" in each.message for each in found)


def test_spelling_an_id_in_capitals_makes_no_other_container_of_it() -> None:
    ctid = "6d9f1a2b-0000-4000-8000-00000000000a"
    conf = 'IP_ADDRESS="192.0.2.1"\n'
    fleet = Fleet(dialect="libvzctl")
    fleet.add(f"{ctid}.conf", conf)
    fleet.add("x.xml", conf_to_domain(conf, ctid=ctid.upper(), dialect="libvzctl", driver="lxc").text)
    assert not fleet.finish()


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("/vz/private/$VEID", "/vz/private/101", {"102.conf"}),
        ("/vz/private/101", "/vz/private/101", {"102.conf"}),
        ("/srv/web", "/srv/web/", {"101.conf", "102.conf"}),
        ("/vz/private/$VEID", "/vz/private/$VEID", set()),
        ("/vz/private/$VEID", "/vz/other/101", set()),
        ("/vz/private/102", "/vz/private/101", set()),
    ],
)
def test_a_folder_is_one_container_s(one: str, other: str, shared: set[str], turn: int) -> None:
    for name in ("VE_PRIVATE", "VE_ROOT"):
        fleet = Fleet()
        for path, folder in (("101.conf", one), ("102.conf", other))[::turn]:
            fleet.add(path, f'ONBOOT="yes"\n{name}="{folder}"\n')
        found = fleet.finish()
        assert [each.code for each in found] == ["VZ437"] * bool(shared)
        for each in found:
            assert each.path in shared
            assert (each.line, each.column, each.parameter) == (2, len(name) + 3, name)
            [whose] = {"101.conf", "102.conf"} - {each.path}
            assert f" is that of {whose}:2 too; expected one of its own" in each.message


def test_a_folder_of_another_host_is_another_folder() -> None:
    network = Seen()
    for _ in range(2):
        fleet = Fleet(network=network)
        fleet.add("101.conf", 'VE_PRIVATE="/srv/web"\n')
        assert not fleet.finish()
