"""What is said where one thing of a whole file is otherwise? Each finding, and each line, that comes or goes, kept.

A rule's examples show where it speaks. Here whole documents and confs that say much are spoilt at one node or one line
after the other, so that it shows as well where it is silent, and beside what. ``--update-goldens`` writes
``fixtures/told/spoilt.txt`` anew; the difference is to be proof-read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pytest
from lxml import etree

from tests.golden import FIXTURES
from tests.laws.test_each_row import texts_of
from tests.told.sections import HEAD, keep, kept
from translator import Finding, InputError, check_conf, check_domain, conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName, dialect_named
from translator.lenses.lens import DriverName
from translator.lint.examples import COMPLETE, complete
from translator.report import Report
from translator.table import ROWS

TOLD = FIXTURES / "told" / "spoilt.txt"
#: Documents with what containers have, and with what libvirt's parser looks at besides.
DOCUMENTS = {
    "lxc": """<domain type='lxc'>
  <name>web</name>
  <uuid>8d6f1fb2-6c3b-4a0e-9a0b-0c2c6f1d2b11</uuid>
  <memory unit='KiB'>524288</memory>
  <currentMemory unit='KiB'>524288</currentMemory>
  <blkiotune><weight>500</weight><device><path>/dev/sda</path><read_bytes_sec>4000</read_bytes_sec></device></blkiotune>
  <memtune><hard_limit unit='KiB'>524288</hard_limit><swap_hard_limit unit='KiB'>600000</swap_hard_limit>
    <soft_limit>9</soft_limit></memtune>
  <vcpu placement='static' cpuset='0-1' current='1'>2</vcpu>
  <cputune><shares>1024</shares><period>100000</period><quota>50000</quota></cputune>
  <numatune><memory mode='strict' nodeset='0'/></numatune>
  <resource><partition>/machine</partition></resource>
  <os>
    <type arch='x86_64'>exe</type><init>/sbin/init</init><initarg>x</initarg><initenv name='A'>1</initenv>
    <inituser>0</inituser>
  </os>
  <idmap><uid start='0' target='1000' count='10'/><gid start='0' target='1000' count='10'/></idmap>
  <features><privnet/><capabilities policy='default'><mknod state='on'/></capabilities></features>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
  <devices><filesystem type='mount'><source dir='/vz/private/101'/><target dir='/'/></filesystem></devices>
  <seclabel type='static' model='apparmor'><label>x</label></seclabel>
</domain>
""",
    "lxc devices": """<domain type='lxc'>
  <name>web</name>
  <memory unit='KiB'>524288</memory>
  <os><type>exe</type><init>/sbin/init</init></os>
  <devices>
    <emulator>/usr/libexec/libvirt_lxc</emulator>
    <filesystem type='mount' accessmode='passthrough'>
      <source dir='/vz/private/101'/><target dir='/'/><space_hard_limit unit='bytes'>4096</space_hard_limit>
    </filesystem>
    <filesystem type='bind'><source dir='/srv'/><target dir='/srv'/><readonly/></filesystem>
    <filesystem type='ram'><source usage='10' units='MiB'/><target dir='/ram'/></filesystem>
    <filesystem type='file'><driver type='loop' format='raw'/><source file='/a.img'/><target dir='/a'/></filesystem>
    <interface type='ethernet'>
      <mac address='00:18:51:00:00:02'/>
      <source><ip address='192.0.2.1' family='ipv4' prefix='32' peer='192.0.2.9'/></source>
      <ip address='192.0.2.9' family='ipv4' prefix='32'/>
      <route family='ipv4' address='0.0.0.0' prefix='0' gateway='192.0.2.1' metric='1'/>
    </interface>
    <interface type='bridge'>
      <mac address='00:18:51:00:00:01'/><source bridge='br0'/><target dev='veth1'/><guest dev='eth0'/>
      <virtualport type='openvswitch'><parameters profileid='p'/></virtualport>
      <vlan trunk='yes'><tag id='42' nativeMode='untagged'/></vlan>
      <bandwidth><inbound average='100' peak='200' burst='300'/><outbound average='100'/></bandwidth>
      <filterref filter='no-mac-spoofing'><parameter name='IP' value='192.0.2.5'/></filterref>
      <link state='up'/><mtu size='1500'/>
    </interface>
    <interface type='network'><source network='default'/><target dev='veth2'/><guest dev='eth2'/></interface>
    <interface type='direct'><source dev='eth9' mode='bridge'/><model type='virtio'/></interface>
    <console type='pty' tty='/dev/pts/1'><source path='/dev/pts/1'/><target type='lxc' port='0'/></console>
    <hostdev mode='capabilities' type='net'><source><interface>eth5</interface></source></hostdev>
    <hostdev mode='capabilities' type='misc'><source><char>/dev/fuse</char></source></hostdev>
    <hostdev mode='capabilities' type='storage'><source><block>/dev/sdb</block></source></hostdev>
  </devices>
</domain>
""",
    "openvz": """<domain type='openvz'>
  <name>101</name>
  <title>web</title>
  <memory unit='KiB'>524288</memory>
  <memtune><min_guarantee unit='KiB'>1024</min_guarantee></memtune>
  <vcpu>2</vcpu>
  <cputune><shares>1000</shares></cputune>
  <os><type arch='x86_64'>exe</type><init>/sbin/init</init></os>
  <devices>
    <filesystem type='template'>
      <source name='debian-12'/><target dir='/'/><space_hard_limit unit='KiB'>4096</space_hard_limit>
      <space_soft_limit unit='KiB'>2048</space_soft_limit>
    </filesystem>
    <interface type='ethernet'><mac address='00:18:51:00:00:02'/><ip address='192.0.2.9' family='ipv4'/></interface>
    <interface type='bridge'>
      <mac address='00:18:51:00:00:01'/><source bridge='br0'/><target dev='veth101.0'/><guest dev='eth0'/>
    </interface>
  </devices>
</domain>
""",
}
#: What may stand at an attribute or in an element instead; None for nothing at all.
TEXTS = (None, "", "0", "/")
#: What an editor may do to a line ``NAME="text"``.
SPOILS = {
    "gone": "",
    "twice": '{name}="{text}"\n{name}="{text}"\n',
    "over another": '{name}="{text}"\n{name}="x"\n',
    "empty": '{name}=""\n',
    "without quotes": "{name}={text}\n",
    "single quotes": "{name}='{text}'\n",
    "indented": ' {name}="{text}"\n',
    "blank behind the name": '{name} ="{text}"\n',
    "comment behind": '{name}="{text}" # why\n',
    "text behind": '{name}="{text}"; x\n',
    "never closed": '{name}="{text}\n',
    "commented out": '#{name}="{text}"\n',
    "small": '{small}="{text}"\n',
    "a further word": '{name}="{text} x"\n',
    "a further number": '{name}="{text}:1"\n',
    "a carriage return": '{name}="{text}"\r\n',
    "a variable": '{name}="{text}$VEID"\n',
}
#: Those after which the parameter says nothing, or not what it said.
ABSENT = ("gone", "empty", "a further word")
DIALECTS: tuple[DialectName, ...] = ("vzctl", "libvzctl")
Said = Counter[tuple[str, str]]


def _said(found: list[Finding], about: str = "", text: str = "") -> Said:
    """Return findings as they are told, with their codes.

    A line is not told, for it moves where another is spoilt. What is told ``about`` a parameter with a ``text`` reads
    the same for each: as that of NAME and TEXT, its columns counted from where the name ends.
    """
    said: Said = Counter()
    for each in found:
        words, column, width = each.message, each.column, each.width
        if about and each.parameter in (about, about.lower()):
            words = words.replace(repr(text)[1:-1], "TEXT") if len(text) > 1 else words.replace(f"'{text}", "'TEXT")
            words = re.sub(rf"\b{about}\b", "NAME", words).replace(about.lower(), "name")
            column -= len(about) * (column > 1)
            width -= len(text) * (width >= len(text))
        words = re.sub(r"\bline [0-9]+", "line N", words)
        named = "" if each.parameter is None else f" {each.parameter}:" if each.parameter != about else " NAME:"
        said[each.code, f"{each.code} {column}+{width}{named} {words:.200}"] += 1
    return said


def _lines(before: Said, after: Said) -> list[str]:
    """Return what came and what went."""
    return [
        f"    {mark} {ascii(words)[1:-1]}"
        for mark, more in (("+", after - before), ("-", before - after))
        for _, words in more.elements()
    ]


def _checked(text: str) -> Said:
    try:
        return _said(check_domain(text))
    except InputError as error:
        return _said([error.finding])


def _converted(text: str) -> Said:
    try:
        done = domain_to_conf(text, ctid=101)
    except InputError as error:
        return _said([error.finding])
    told = _account(done.report)
    return _said([*done.report.findings]) + told + Counter(("", line) for line in done.text.splitlines())


def _account(report: Report) -> Said:
    """Return what became of each line, or node, and why."""
    return Counter(("", f"{each.name} is {each.status} to {each.place} {each.reason}") for each in report.entries)


def _of_document(name: str, outcome: Callable[[str], Said]) -> Iterator[str]:
    text = DOCUMENTS[name]
    before = outcome(text)
    yield from _lines(Counter(), before)
    tree = etree.fromstring(text)
    for element in tree.iter(etree.Element):
        path = tree.getroottree().getpath(element)
        places: list[str | None] = [None, *element.keys()]
        for attribute in places:
            seen: set[frozenset[str]] = set()
            for what, spoilt in _spoilt(text, path, attribute):
                after = outcome(spoilt)
                codes = frozenset(code or words for code, words in after - before)
                lines = _lines(before, after)
                if lines and (codes not in seen or what == "gone"):
                    seen.add(codes)
                    yield f"{path}{f'/@{attribute}' if attribute else ''} {what}"
                    yield from lines


def _spoilt(text: str, path: str, attribute: str | None) -> Iterator[tuple[str, str]]:
    """Yield what is done to a node of a document, and the document with it."""
    for value in TEXTS if attribute or path != "/domain" else ():
        root = etree.fromstring(text)
        (here,) = root.xpath(path)
        if attribute and value is not None:
            here.set(attribute, value)
        elif attribute:
            del here.attrib[attribute]
        elif value is None:
            here.getparent().remove(here)
        elif here.text and not len(here):
            here.text = value
        else:
            continue
        yield "gone" if value is None else f"is {value!a}", etree.tostring(root, encoding="unicode")
    if not attribute:
        root = etree.fromstring(text)
        (here,) = root.xpath(path)
        here.set("strange", "x")
        yield "has an attribute of nobody", etree.tostring(root, encoding="unicode")
    if not attribute and path != "/domain":
        root = etree.fromstring(text)
        (here,) = root.xpath(path)
        here.addnext(etree.fromstring(etree.tostring(here, with_tail=False)))
        yield "twice", etree.tostring(root, encoding="unicode")


def _values(dialect: DialectName) -> dict[str, str]:
    """Return a text of each parameter that somebody reads, of which a rule says as little as can be."""
    reader = dialect_named(dialect)
    values = {row.name: texts_of(row, reader)[0] for row in ROWS if row.name in reader.rows and texts_of(row, reader)}
    return values | (COMPLETE if dialect == "vzctl" else {})


def _of_conf(
    dialect: DialectName, spoils: Iterable[str], outcome: Callable[[str], tuple[list[Finding], Said]]
) -> Iterator[str]:
    """Yield what is said of a conf, and then of each line that is spoilt, those together of which it is the same."""
    values = _values(dialect)
    lines = {name: f'{name}="{text}"\n' for name, text in values.items()}
    found, made = outcome("".join(lines.values()))
    yield from _lines(Counter(), _said(found) + made)
    same: dict[tuple[str, str], list[str]] = {}
    for what in spoils:
        for name, text in values.items():
            line = SPOILS[what].format(name=name, small=name.lower(), text=text)
            found_now, made_now = outcome("".join((lines | {name: line}).values()))
            if said := _lines(_said(found, name, text) + made, _said(found_now, name, text) + made_now):
                same.setdefault((what, "\n".join(said)), []).append(name)
    for (what, said_lines), names in same.items():
        yield f"{what}: {' '.join(names)}"
        yield said_lines


def _conf_checked(dialect: DialectName, text: str) -> tuple[list[Finding], Said]:
    return check_conf(text, ctid=101, dialect=dialect), Counter()


def _conf_converted(dialect: DialectName, driver: DriverName, text: str) -> tuple[list[Finding], Said]:
    done = conf_to_domain(text, ctid=101, dialect=dialect, driver=driver)
    advice = [each for each in done.report.findings if each.code.startswith("VZ5")]
    document = re.sub(" *<metadata>.*</metadata>\n", "", done.text, flags=re.DOTALL)
    told = _account(done.report)
    return advice, Counter(("", line) for line in document.splitlines()) + told


def _codes(name: str, text: str) -> frozenset[str]:
    found = check_conf(complete(f'{name}="{text}"\n'), ctid=101)
    return frozenset(f"{each.code} {each.parameter}" for each in found)


def _of_numbers() -> Iterator[str]:
    """Yield the numbers of counters at which what is said changes, the others as they are right."""
    for name, right in COMPLETE.items():
        numbers = right.split(":")
        for at, number in enumerate(numbers):
            if number == "unlimited":
                continue
            for end in (0, 2**63 - 1):
                good, bad = int(number), end
                before = _with(name, numbers, at, good)
                after = _with(name, numbers, at, bad)
                if before == after:
                    continue
                while abs(good - bad) > 1:
                    middle = (good + bad) // 2
                    if _with(name, numbers, at, middle) == before:
                        good = middle
                    else:
                        bad = middle
                came = _with(name, numbers, at, bad)
                yield f"{name} {'limit' if at else 'barrier' if len(numbers) > 1 else ''} {good} and {bad}"
                yield from (f"    + {each}" for each in sorted(came - before))
                yield from (f"    - {each}" for each in sorted(before - came))


def _with(name: str, numbers: list[str], at: int, number: int) -> frozenset[str]:
    return _codes(name, ":".join([*numbers[:at], str(number), *numbers[at + 1 :]]))


SECTIONS: dict[str, Callable[[], Iterator[str]]] = {
    **{f"document {name}": partial(_of_document, name, _checked) for name in DOCUMENTS},
    **{f"conversion of {name}": partial(_of_document, name, _converted) for name in DOCUMENTS},
    **{f"conf {name}": partial(_of_conf, name, SPOILS, partial(_conf_checked, name)) for name in DIALECTS},
    **{
        f"conversion of {name} for {driver}": partial(_of_conf, name, ABSENT, partial(_conf_converted, name, driver))
        for name in DIALECTS
        for driver in ("openvz", "lxc")
    },
    "counters": _of_numbers,
}


def section(name: str) -> str:
    """Return what is said where one thing is otherwise."""
    return "\n".join([f"{HEAD}{name}", *SECTIONS[name]()]) + "\n"


def test_no_section_is_missing_or_left_over(pytestconfig: pytest.Config) -> None:
    keep(TOLD, map(section, SECTIONS), pytestconfig)
    assert kept(TOLD).keys() == SECTIONS.keys()


@pytest.mark.parametrize("name", SECTIONS)
def test_what_is_said_of_a_spoilt_file_is_what_was_said(name: str) -> None:
    assert section(name).rstrip() == kept(TOLD).get(name, "").rstrip()
