"""Does vzctl start what is made of another program's document, and is what it gives up told where it stands?"""

from __future__ import annotations

import re

import pytest

from tests.recorded import CORPUS, needs_corpus, read_text
from translator import check_conf, conf_to_domain, domain_to_conf
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.container.start import obstacles
from translator.errors import InputError, LossError
from translator.lenses.lens import DriverName
from translator.levels import LOSSES

BOX = "<filesystem type='mount'><source dir='/srv/web'/><target dir='/'/>{}</filesystem>\n"
BRIDGED = "<interface type='bridge'><mac address='52:54:00:32:5e:5d'/><source bridge='br0'/></interface>\n"
FREE = 'PHYSPAGES="0:2251799813685248"\nSWAPPAGES="0:2251799813685248"\n'
#: The rules that say whether vzctl starts a container, and whether its bridge reaches it.
START = ("VZ301", "VZ324", "VZ347", "VZ419")


def document(devices: str = BOX.format("") + BRIDGED, inside: str = "", kind: str = "lxc", memory: int = 65536) -> str:
    return (
        f"<domain type='{kind}'>\n<name>101</name>\n<memory unit='KiB'>{memory}</memory>\n{inside}<os><type>exe</type>"
        f"<init>/sbin/init</init></os>\n<devices>\n{devices}</devices>\n</domain>\n"
    )


def made(text: str) -> tuple[str, list[tuple[int, str, str]]]:
    result = domain_to_conf(text, ctid=101)
    assert not [each for each in check_conf(result.text, ctid=101) if each.code in START or each.level == "error"]
    findings = result.report.findings
    assert bool(result.report.dropped) == any(each.code in LOSSES for each in findings)
    if result.report.dropped:
        with pytest.raises(LossError):
            domain_to_conf(text, ctid=101, strict=True)
    return result.text, [(each.line, each.code, each.level) for each in findings]


def test_nothing_is_said_of_a_whole_container() -> None:
    conf, findings = made(document())
    assert findings == []
    assert conf == (
        'PHYSPAGES="0:16384"\nSWAPPAGES="0:2251799813685248"\nVE_PRIVATE="/srv/web"\nDISK_QUOTA="no"\n'
        'NETIF="ifname=eth0,bridge=br0,mac=52:54:00:32:5E:5D,host_mac=FE:FF:FF:FF:FF:FF"\n'
    )


@pytest.mark.parametrize(
    ("text", "findings", "line"),
    [
        (document(BOX.format("")), [(1, "VZ551", "warning")], ""),
        (document(BRIDGED), [(5, "VZ522", "warning")], ""),
        (document(inside="<vcpu>1</vcpu>\n"), [(4, "VZ556", "info")], ""),
        (document(inside="<vcpu>2</vcpu>\n"), [], 'CPUS="2"\n'),
        (document(inside="<vcpu>1</vcpu>\n", kind="openvz"), [], 'CPUS="1"\n'),
        (document(inside="<vcpu cpuset='3'>1</vcpu>\n"), [], 'CPUMASK="3"\n'),
        (document(memory=9007199254740991), [(3, "VZ553", "info")], FREE),
        (document(memory=0, kind="openvz"), [(3, "VZ553", "info")], FREE),
        (document(kind="openvz"), [], 'DISK_QUOTA="no"\n'),
        # libvirt's vz driver has images alone
        (document(kind="vz"), [(6, "VZ503", "info")], 'DISK_QUOTA="no"\n'),
        (
            document(BOX.format("<space_hard_limit unit='KiB'>1024</space_hard_limit>"), kind="openvz"),
            [],
            'DISKSPACE="1024:1024"\nDISKINODES="9223372036854775807:9223372036854775807"\n',
        ),
        (
            document(BOX.format("") + "<interface type='network'><source network='lan'/></interface>\n"),
            [(7, "VZ552", "warning")],
            "bridge=lan,host_mac=FE:FF:FF:FF:FF:FF",
        ),
        (
            document(
                BOX.format("")
                + "<interface type='network'><source network='lan'/></interface>\n"
                + "<interface type='network'><source network='default' portid='x' bridge='virbr0'/></interface>\n"
            ),
            [(7, "VZ552", "warning")],
            "ifname=eth1,bridge=virbr0,host_mac=FE:FF:FF:FF:FF:FF",
        ),
        (
            document(
                BOX.format("") + "<interface type='ethernet'><ip address='192.0.2.1'/><guest dev='eth2'/></interface>"
            ),
            [(7, "VZ554", "warning")],
            'IP_ADDRESS="192.0.2.1"\n',
        ),
        (
            document(BOX.format("") + BRIDGED.replace("</i", "<link state='down'/></i")),
            [(7, "VZ502", "warning")],
            "bridge=br0",
        ),
    ],
)
def test_what_it_takes_for_granted_is_added_or_told(text: str, findings: list[tuple[int, str, str]], line: str) -> None:
    conf, found = made(text)
    assert found == findings
    assert line in conf


@pytest.mark.parametrize("kind", ["vz", "parallels", "openvz", "lxc"])
def test_a_virtual_machine_is_no_container(kind: str) -> None:
    text = document(kind=kind).replace("<type>exe", "\n<type arch='x86_64'>hvm")
    with pytest.raises(InputError) as caught:
        domain_to_conf(text)
    finding = caught.value.finding
    assert (finding.code, finding.line) == ("XD108", 5)
    assert "virtual machine" in finding.message


@pytest.mark.parametrize("kind", ["openvz", "lxc"])
def test_a_second_interface_is_one_that_the_bridge_reaches(kind: DriverName) -> None:
    first = "ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname=v0,host_mac=00:18:51:00:00:02"
    conf = f'NETIF="{first}"\n'
    text = conf_to_domain(conf, ctid=101, driver=kind).text
    second = "<interface type='bridge'><source bridge='br1'/><guest dev='eth1'/></interface></devices>"
    for base in (None, conf):
        result = domain_to_conf(text.replace("</devices>", second), base=base)
        assert result.text == f'NETIF="{first};ifname=eth1,bridge=br1,host_mac=FE:FF:FF:FF:FF:FF"\n'
        assert result.report.findings == ()


ADDED = "<interface type='bridge'><mac address='52:54:00:aa:bb:0{}'/><source bridge='br0'/></interface>"
BARE = "ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname=veth101.0"
OTHER = "ifname=eth1,bridge=br1,mac=00:18:51:00:00:02"
REACHED = "bridge=br0,mac=52:54:00:AA:BB:0{},host_mac=FE:FF:FF:FF:FF:FF"


@pytest.mark.parametrize("kind", ["openvz", "lxc"])
@pytest.mark.parametrize("pairs", [(), (BARE,), (BARE, OTHER)])
def test_what_is_added_to_pairs_that_a_residue_lacks_is_reached_too(kind: DriverName, pairs: tuple[str, ...]) -> None:
    """The digest knows which pairs there were, and so does the base; those stay as they are."""
    conf = f'NETIF="{";".join(pairs)}"\n' if pairs else 'ONBOOT="no"\n'
    text = conf_to_domain(conf, ctid=101, driver=kind).text
    forgotten = re.sub(" digest='[^']*'", "", text)
    assert forgotten != text
    for known, base in ((text, None), (text, conf), (forgotten, conf)):
        unedited = domain_to_conf(known, base=base)
        assert (unedited.text, unedited.report.findings) == (conf, ())
        for count in (1, 2, 12):
            more = "".join(ADDED.format(f"{number:x}") for number in range(count))
            made = [f"ifname=eth{len(pairs) + at},{REACHED.format(f'{at:X}')}" for at in range(count)]
            for at, line in (("</devices>", [*pairs, *made]), ("<devices>", [*made, *pairs])):
                edited = known.replace(at, at + more if at == "<devices>" else more + at)
                if count == 12 and base is None and at == "<devices>" and pairs:
                    continue  # too many to be looked for by their digest: told, as below
                result = domain_to_conf(edited, base=base)
                assert f'NETIF="{";".join(line)}"\n' in result.text
                assert result.report.findings == ()


@pytest.mark.parametrize("kind", ["openvz", "lxc"])
def test_pairs_that_cannot_be_told_apart_stay_and_are_told(kind: DriverName) -> None:
    conf = f'NETIF="{BARE};{OTHER}"\n'
    text = conf_to_domain(conf, ctid=101, driver=kind).text
    more = text.replace("</devices>", ADDED.format(1) + "</devices>")
    third = "ifname=eth2,bridge=br0,mac=52:54:00:AA:BB:01"
    # no digest, or one that the edit of another pair makes useless
    forgotten = re.sub(" digest='[^']*'", "", more)
    changed = more.replace("51:00:00:01", "51:00:00:09")
    for edited, first in ((forgotten, BARE), (changed, BARE.replace("00:01", "00:09"))):
        alone = domain_to_conf(edited)
        assert alone.text == f'NETIF="{first};{OTHER};{third}"\n'
        assert [each.code for each in alone.report.findings] == ["VZ419"] * 3
        into = domain_to_conf(edited, base=conf)
        assert into.text == f'NETIF="{first};{OTHER};{third},host_mac=FE:FF:FF:FF:FF:FF"\n'
        assert into.report.findings == ()
    renamed = more.replace("<guest dev='eth0'/>", "<guest dev='eth7'/>")
    assert BARE.replace("eth0", "eth7") + f";{OTHER};" in domain_to_conf(renamed, base=conf).text


@pytest.mark.parametrize("kind", ["openvz", "lxc"])
def test_a_pair_that_an_edit_puts_on_a_bridge_is_told(kind: DriverName) -> None:
    conf = 'NETIF="ifname=eth0,mac=00:18:51:00:00:01"\n'
    text = conf_to_domain(conf, ctid=101, driver=kind).text
    edited = text.replace("<interface type='ethernet'>", "<interface type='bridge'><source bridge='br0'/>")
    for base in (None, conf):
        result = domain_to_conf(edited, base=base)
        assert result.text == 'NETIF="ifname=eth0,bridge=br0,mac=00:18:51:00:00:01"\n'
        assert [each.code for each in result.report.findings] == ["VZ419"]


def test_an_edit_that_makes_a_bridge_deaf_is_told_and_one_that_was_is_not() -> None:
    conf = 'NETIF="ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_mac=00:18:51:00:00:02"\n'
    text = conf_to_domain(conf, ctid=101).text
    edited = domain_to_conf(text.replace("51:00:00:01", "51:00:00:02"), base=conf)
    bare = text[: text.index("  <metadata>")] + text[text.index("</metadata>\n") + 12 :]
    [finding] = domain_to_conf(bare.replace("51:00:00:01", "51:00:00:02"), base=conf).report.findings
    assert (finding.code, finding.level) == ("VZ419", "warning")
    assert edited.text == domain_to_conf(bare.replace("51:00:00:01", "51:00:00:02"), base=conf).text
    deaf = conf.replace("51:00:00:02", "51:00:00:01")
    assert domain_to_conf(bare.replace("<name>", "<title>web</title><name>"), base=deaf).report.findings == ()


@needs_corpus
def test_each_document_of_the_corpus_is_judged() -> None:
    """Each conf is one that nothing keeps from starting but what is told; whatever loses fails with ``strict``."""
    judged = 0
    for path in sorted((CORPUS / "xml").glob("*.xml")):
        try:
            result = domain_to_conf(read_text(path), ctid=201)
        except InputError:
            continue
        judged += 1
        settings = settle(parse(result.text, VZCTL), VZCTL)
        assert list(obstacles(settings.value)) == [], path.name
        found = [each for each in check_conf(result.text, ctid=201) if each.code in START or each.level == "error"]
        assert found == [], path.name
        files = {"VE_PRIVATE", "OSTEMPLATE"} & settings.by_name.keys()
        said = {each.code for each in result.report.findings}
        lxc = "type='lxc'" in read_text(path).replace('"', "'")
        assert files or not lxc or said & {"VZ522", "VZ502"}, path.name
        losses = [each for each in result.report.findings if each.code in LOSSES]
        assert len(losses) == len(result.report.dropped), path.name
        if losses:
            with pytest.raises(LossError) as caught:
                domain_to_conf(read_text(path), ctid=201, strict=True)
            assert list(caught.value.findings) == losses, path.name
        else:
            domain_to_conf(read_text(path), ctid=201, strict=True)
    assert judged >= 41
    print(f"{judged} documents")
