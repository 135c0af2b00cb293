"""Where does a rule begin? Its last right text beside its first wrong one, for each rule that counts or compares.

An example shows that a rule speaks; only the pair shows that it is silent up to the number that libvirt, or vzctl, has.
The numbers here are theirs, from the sources and answers that the rules name.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.lint.parser_examples import _files, _lxc, _nic, _route
from translator import check_conf, check_domain
from translator.lint.examples import complete


class Boundary(NamedTuple):
    """``right`` has no finding of the rule whose message has ``words`` in it, ``wrong`` has one."""

    code: str
    words: str
    right: str
    wrong: str


def _counted(code: str, words: str, text: str, right: int, wrong: int) -> Boundary:
    return Boundary(code, words, text.format(right), text.format(wrong))


def _tune(inside: str) -> str:
    return _lxc(f"<cputune>{inside}</cputune>")


def _openvz(memory: str) -> str:
    return f"<domain type='openvz'><name>101</name>{memory}<os><type>exe</type></os></domain>"


_LABEL = "<seclabel type='static' model='apparmor'><label>{}</label></seclabel>"
_NAME = "<virtualport type='802.1Qbh'><parameters profileid='{}'/></virtualport>"
_PORT = "<virtualport type='802.1Qbg'><parameters managerid='{}' typeid='{}' typeidversion='{}'/></virtualport>"
_ROOT = "<filesystem><source dir='/a'/><target dir='/'/></filesystem>"
_RAM = "<filesystem type='ram'><source usage='{}' units='{}'/><target dir='/r'/></filesystem>"
_LIMITS = "<memtune><hard_limit>65536</hard_limit><swap_hard_limit>{}</swap_hard_limit></memtune>"
_DISK = "<disk type='file'><source file='/a'/><target dev='sda'/></disk>"
_PCI = "<address domain='0x{}' bus='0x{}' slot='0x{}' function='0x{}'/>"


def _twice(kind: str, first: str, second: str) -> str:
    devices = (f"<hostdev mode='subsystem' type='{kind}'><source>{each}</source></hostdev>" for each in (first, second))
    return _lxc(devices="".join(devices))


def _pci(words: str) -> str:
    source = f"<source><address type='pci' domain='0' bus='0' slot='0' {words}/></source>"
    return _lxc(devices=f"<hostdev mode='subsystem' type='pci'>{source}</hostdev>")


def _labelled(model: str) -> str:
    label = f"<seclabel{model} relabel='no'/>"
    return _lxc(devices=f"<console type='file'><source path='/a'>{label * 2}</source></console>")


BOUNDARIES = (
    # numbers of CPU time: libvirt's schema and parser
    _counted("XD213", "shares", _tune("<shares>{}</shares>"), 2, 1),
    _counted("XD213", "shares", _tune("<shares>{}</shares>"), 262144, 262145),
    _counted("XD213", "period", _tune("<period>{}</period>"), 1000, 999),
    _counted("XD213", "period", _tune("<period>{}</period>"), 1000000, 1000001),
    _counted("XD213", "quota", _tune("<quota>{}</quota>"), 1000, 999),
    _counted("XD213", "quota", _tune("<quota>{}</quota>"), 17592186044415, 17592186044416),
    # what a kernel of cgroup v2 takes as a weight
    _counted("XD304", "cgroup v1 alone", _tune("<shares>{}</shares>"), 10000, 10001),
    _counted("XD303", "less than memory", _lxc(_LIMITS), 65536, 65535),
    _counted("XD213", "<memory> is more", _openvz("<memory unit='bytes'>{}</memory>"), 2**63 - 1024, 2**63),
    # the parser's numbers
    Boundary(
        "XD233",
        "application id",
        *(_lxc(f"<resource><fibrechannel appid='{'a' * n}'/></resource>") for n in (128, 129)),
    ),
    Boundary(
        "XD233", "application id", *(_lxc(f"<resource><fibrechannel appid='{c}'/></resource>") for c in ("a~ ", "aä"))
    ),
    Boundary("XD233", "without a label", *(_lxc(_LABEL.format("a" * n)) for n in (4095, 4096))),
    Boundary("XD233", "without a label", *(_lxc(_LABEL.format("a" * n)) for n in (1, 0))),
    Boundary("XD234", "is no profileid", *(_nic(_NAME.format("p" * n)) for n in (39, 40))),
    Boundary("XD234", "is no profileid", *(_nic(_NAME.format("ä" * n)) for n in (19, 20))),
    _counted("XD234", "is no typeid;", _nic(_PORT.format(1, "{}", 1)), 2**24 - 1, 2**24),
    _counted("XD234", "is no managerid", _nic(_PORT.format("{}", 1, 1)), 255, 256),
    _counted("XD234", "is no typeidversion", _nic(_PORT.format(1, 1, "{}")), 255, 256),
    Boundary(
        "XD235",
        "no console is a spicevmc",
        *(_lxc(devices=f"<console type='spicevmc'><target type='{kind}'/></console>") for kind in ("xen", "lxc")),
    ),
    Boundary(
        "XD235", "no size that libvirt holds", *(_lxc(devices=_RAM.format(n, "bytes")) for n in (2**64 - 1, 2**64))
    ),
    Boundary("XD235", "no size that libvirt holds", *(_lxc(devices=_RAM.format(n, "KiB")) for n in (2**54 - 1, 2**54))),
    Boundary("XD235", "without a target", _files(), _files().replace("<target dir='/'/>", "")),
    Boundary("XD235", "without a target", _files(), _files(target="")),
    Boundary(
        "XD234", "the prefix is", *(_route(f"address='192.0.2.1' prefix='{n}' gateway='192.0.2.1'") for n in (32, 33))
    ),
    Boundary(
        "XD234",
        "the prefix is",
        *(_route(f"family='ipv6' address='2001:db8::1' prefix='{n}' gateway='2001:db8::2'") for n in (128, 129)),
    ),
    Boundary(
        "XD234", "has host bits", *(_route(f"address='192.0.2.{n}' prefix='24' gateway='192.0.2.1'") for n in (0, 1))
    ),
    Boundary(
        "XD234", "has host bits", *(_route(f"address='192.0.2.2' prefix='{n}' gateway='192.0.2.1'") for n in (31, 30))
    ),
    Boundary(
        "XD234", "the metric is", *(_route(f"address='0.0.0.0' gateway='192.0.2.1' metric='{n}'") for n in (1, 0))
    ),
    Boundary(
        "XD233",
        "<initarg> is empty",
        *(_lxc(system=f"<type>exe</type><init>/i</init>{a}") for a in ("<initarg>x</initarg>", "<initarg/>")),
    ),
    Boundary("XD301", "refuses the '/'", _lxc(name="a-b"), _lxc(name="a/b")),
    Boundary("XD304", "no root file system", _lxc(devices=_ROOT), _lxc(devices=_ROOT.replace("'/'", "'/srv'"))),
    Boundary("XD303", "no console", _lxc(devices="<console type='pty'/>"), _lxc()),
    Boundary(
        "XD305",
        "root on the host",
        _lxc("<idmap><uid start='0' target='1000' count='10'/></idmap>"),
        _lxc("<idmap><gid start='0' target='1000' count='10'/></idmap>"),
    ),
    # the largest sizes that the parser holds
    *(
        _counted(
            "XD231", f"<{tag}> is more", _lxc(f"<memtune><{tag} unit='bytes'>{{}}</{tag}></memtune>"), most, most + 1
        )
        for tag, most in dict.fromkeys(("hard_limit", "soft_limit", "swap_hard_limit"), (2**53 - 1) * 1024).items()
    ),
    *(
        _counted("XD231", f"<{tag}> is more", _lxc(f"<{tag} unit='bytes'>{{}}</{tag}>"), 2**63 - 1, 2**63)
        for tag in ("currentMemory", "maxMemory")
    ),
    # what a document does not say, or says of nothing
    Boundary("XD203", "is no address", *(_nic(f"<ip address='{address}'/>", "ethernet") for address in ("", "x"))),
    Boundary(
        "XD214",
        "refuses <maxMemory>",
        *(_openvz(f"<memory>65536</memory><maxMemory unit='bytes'>{most}</maxMemory>") for most in (0, 1)),
    ),
    Boundary(
        "XD214",
        "refuses <maxMemory>",
        *(_openvz(f"<memory>65536</memory><maxMemory slots='{slots}'>0</maxMemory>") for slots in (0, 1)),
    ),
    Boundary(
        "XD232",
        "none is named",
        *(
            _lxc(f"<vcpu placement='{placement}'>1</vcpu><numatune><memory mode='strict'/></numatune>")
            for placement in ("auto", "static")
        ),
    ),
    Boundary(
        "XD222",
        "<disk> is not looked into",
        *(_lxc(devices=_DISK).replace("type='lxc'", f"type='{kind}'") for kind in ("kvm", "lxc")),
    ),
    # by what libvirt knows two host devices apart
    *(
        Boundary("XD235", "a second time", _twice(kind, first, right), _twice(kind, first, first))
        for kind, first, right in (
            ("usb", "<vendor id='0x1'/><product id='0x2'/>", "<vendor id='0x1'/><product id='0x3'/>"),
            ("usb", "<vendor id='0x1'/><product id='0x2'/>", "<vendor id='0x2'/><product id='0x2'/>"),
            ("usb", "<address bus='1' device='2'/>", "<address bus='1' device='3'/>"),
            ("usb", "<address bus='1' device='2'/>", "<address bus='2' device='2'/>"),
            ("pci", _PCI.format(0, 1, 2, 3), _PCI.format(1, 1, 2, 3)),
            ("pci", _PCI.format(0, 1, 2, 3), _PCI.format(0, 0, 2, 3)),
            ("pci", _PCI.format(0, 1, 2, 3), _PCI.format(0, 1, 3, 3)),
            ("pci", _PCI.format(0, 1, 2, 3), _PCI.format(0, 1, 2, 4)),
        )
    ),
    Boundary("XD235", "a second time", _twice("scsi", "", ""), _twice("usb", "", "")),
    Boundary("XD235", "is no number to libvirt", *(_pci(f"multifunction='on' function='{n}'") for n in ("1", "x"))),
    Boundary("XD235", "a second <seclabel>", *(_labelled(model) for model in ("", " model='selinux'"))),
    Boundary(
        "XD235",
        "no model of a video",
        *(_lxc(devices=f"<video>{model}</video>") for model in ("<model type='vga'/>", "")),
    ),
    Boundary(
        "XD235", "no model of a video", _lxc(devices="<sound model='ac97'/>"), _lxc(devices="<graphics type='vnc'/>")
    ),
    # vzctl's numbers
    Boundary("VZ210", "more than 255 bytes", *(f'NAME="{"n" * n}"\n' for n in (255, 256))),
    Boundary("VZ133", "cuts it at 16383", *(f'X="{"n" * (n - 5)}"\n' for n in (16383, 16384))),
    Boundary("VZ304", "PRIVVMPAGES", complete('PRIVVMPAGES="65536:65536"\n'), complete('PRIVVMPAGES="65537:65536"\n')),
    Boundary("VZ107", "loops for ever", "ab", "a"),
    Boundary("VZ611", "looks like a secret", 'OFFLINE="password=abcd1"\n', "# password=abcd1\n"),
    Boundary("VZ341", "DISKSPACE", 'DISKSPACE="5:5"\n', 'DISKSPACE="6:5"\n'),
)


def _found(text: str, boundary: Boundary) -> list[str]:
    findings = check_domain(text) if text.startswith("<") else check_conf(text)
    return [each.message for each in findings if each.code == boundary.code and boundary.words in each.message]


@pytest.mark.parametrize(
    "boundary", BOUNDARIES, ids=[f"{at} {each.code} {each.words}" for at, each in enumerate(BOUNDARIES)]
)
def test_a_rule_begins_where_its_number_says(boundary: Boundary) -> None:
    assert _found(boundary.right, boundary) == []
    assert _found(boundary.wrong, boundary) != []
