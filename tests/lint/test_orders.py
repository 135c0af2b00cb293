"""Which orders of elements do we say that libxml2 refuses? Just those that it was seen to refuse, of all there are.

Each word is an order: n for one of the names, r of the resources, a of the actions, s of the security labels; in a
host device d for its driver, s for its source, t for its teaming, b and x for others.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.domain.libvirt import SCHEMAS, schemas_of, verdicts
from translator import Finding, check_domain

_PARTS = {
    "n": ("<name>a</name>", "<uuid>5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11</uuid>", "<genid/>"),
    "r": ("<memory>65536</memory>", "<vcpu>1</vcpu>", "<cputune/>"),
    "a": ("<on_crash>destroy</on_crash>", "<on_reboot>restart</on_reboot>", "<on_poweroff>destroy</on_poweroff>"),
    "s": tuple(f"<seclabel type='none' model='{model}'/>" for model in "abc"),
}
_IN_HOSTDEV = {
    "d": "<driver name='vfio'/>",
    "s": "<source><address domain='0' bus='0' slot='1' function='0'/></source>",
    "t": "<teaming type='transient' persistent='a'/>",
    "b": "<boot order='1'/>",
    "x": "<rom bar='on'/>",
}
#: By the letters of a word: those that libvirt 9.0's schema refuses, and those that the later ones do.
REFUSED = {
    "nnrraa": (
        """
        aanrnr anarnr anranr anrarn anrnar anrnra naarnr nanarr nanrar nanrra naranr nararn narnar narnra
        narran narrna nnrara nraanr nraarn nranar nranra nraran nrarna nrnaar nrnara nrnraa nrrana rananr
        ranarn rannar rannra ranran ranrna rarann rarnan rarnna rnanar rnanra rnaran rnarna rnnara rnrana
        rrnana
        """,
        """
        nnrara nranar nranra nraran nrarna nrnara rananr ranarn rannar rannra ranran ranrna rarann rarnan
        rarnna rnanar rnanra rnaran rnarna rnnara
        """,
    ),
    "rraass": (
        """
        aarsrs arasrs arrsas arsars arsasr arsras arsrsa asarrs asarsr asasrr asrars asrasr asrras asrrsa
        asrsar asrsra raasrs rarass rarsas rarssa rasars rasasr rasras rasrsa rassar rassra rrasas rsaars
        rsaasr rsaras rsarsa rsasar rsasra rsraas rsrasa rsrsaa rssara sraras srarsa srasar srasra srsara
        ssrara
        """,
        """
        aarsrs arasrs arrsas arsars arsasr arsras arsrsa asarrs asarsr asasrr asrars asrasr asrras asrrsa
        asrsar asrsra raasrs rarass rarsas rarssa rasars rasasr rasras rasrsa rassar rassra rrasas rsaars
        rsaasr rsaras rsarsa rsasar rsasra rsraas rsrasa rsrsaa rssara sraras srarsa srasar srasra srsara
        ssrara
        """,
    ),
    "rraaa": (
        "arara raara raraa",
        "arara raara raraa",
    ),
    "rrraa": (
        "rarar rarra rrara",
        "rarar rarra rrara",
    ),
    "nnrrr": (
        "nrnrr nrrnr rnrnr",
        "",
    ),
    "nnnrr": (
        "nnrnr nrnnr nrnrn",
        "",
    ),
    "nnss": (
        "nsns",
        "",
    ),
    "aaass": (
        "aasas asaas asasa",
        "aasas asaas asasa",
    ),
}
#: What a host device says, and the same of it for each of them.
WORDS = (" mode='subsystem'", " managed='yes'")
HOSTDEV = {
    "sdb": "dbs sbd",
    "sdbx": "bdxs bsxd dbsx dbxs dxbs dxsb sbdx sbxd sxbd sxdb xdbs xsbd",
    "sdtb": "dbst dbts dsbt dtbs sbdt sbtd sdbt stbd tbds tbsd tdbs tsbd",
    "sb": "",
}


def _words(letters: str) -> list[str]:
    return sorted(set(map("".join, permutations(letters))))


def _domain(word: str) -> str:
    some = {letter: iter(parts) for letter, parts in _PARTS.items()}
    name = "" if "n" in word else "<name>a</name>\n"
    parts = "\n".join(next(some[letter]) for letter in word)
    return f"<domain type='openvz'>\n{name}{parts}\n<os><type>exe</type><init>/i</init></os>\n</domain>"


def _hostdev(word: str, words: str = " mode='subsystem'") -> str:
    parts = "\n".join(_IN_HOSTDEV[letter] for letter in word)
    return (
        "<domain type='openvz'><name>a</name><os><type>exe</type><init>/i</init></os>"
        f"<devices><hostdev{words} type='pci'>\n{parts}\n</hostdev></devices></domain>"
    )


def _told(document: str, libvirt: str) -> list[Finding]:
    return [each for each in check_domain(document, libvirt=libvirt) if each.code == "XD236"]


@pytest.mark.parametrize("libvirt", SCHEMAS)
@pytest.mark.parametrize("letters", REFUSED)
def test_all_orders_that_are_refused_are_told_and_no_others(letters: str, libvirt: str) -> None:
    at_once = REFUSED[letters][libvirt != "9"].split()
    told = {word: _told(_domain(word), libvirt) for word in _words(letters)}
    assert [word for word, found in told.items() if [each.level for each in found] == ["warning"]] == at_once
    of_9 = {word for word, found in told.items() if [each.level for each in found] == ["info"]}
    assert of_9 == (set(REFUSED[letters][0].split()) - set(at_once) if libvirt != "9" else set())


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("letters", HOSTDEV)
def test_all_orders_in_a_host_device_that_are_refused_are_told_and_no_others(letters: str, words: str) -> None:
    told = [word for word in _words(letters) if _told(_hostdev(word, words), "12")]
    assert told == HOSTDEV[letters].split()
    assert [word for word in _words(letters) if _told(_hostdev(word, ""), "12")] == []


@pytest.mark.interop
@pytest.mark.parametrize("libvirt", SCHEMAS)
def test_the_schema_of_each_libvirt_refuses_just_these(libvirt: str) -> None:
    for letters, refused in REFUSED.items():
        taken = verdicts([_domain(word) for word in _words(letters)], "domain", schemas_of(libvirt))
        told = [word for word, one in zip(_words(letters), taken, strict=True) if not one]
        assert told == refused[libvirt != "9"].split()
    for letters, those in HOSTDEV.items():
        for words in WORDS:
            taken = verdicts([_hostdev(word, words) for word in _words(letters)], "domain", schemas_of(libvirt))
            assert [word for word, one in zip(_words(letters), taken, strict=True) if not one] == those.split()
        taken = verdicts([_hostdev(word, "") for word in _words(letters)], "domain", schemas_of(libvirt))
        assert all(taken)


@pytest.mark.parametrize(
    ("document", "libvirt", "line", "message"),
    [
        (
            _domain("raraa"),
            "12",
            6,
            "<on_reboot> is parted from <on_crash> and stands among <vcpu> and its like: 'virsh define --validate' "
            "refuses that order; expected <on_reboot> beside <on_crash>",
        ),
        (
            _domain("nnrnrr"),
            "12",
            6,
            "<vcpu> is parted from <memory> and stands among <genid> and its like: libvirt 9's 'virsh define "
            "--validate' refuses that order; expected <vcpu> beside <memory>",
        ),
        *(
            (
                _domain("nrnrara"),
                libvirt,
                line,
                f"<{parted}> is parted from <{first}> and stands among <{other}> and its like: 'virsh define "
                f"--validate' refuses that order; expected <{parted}> beside <{first}>",
            )
            for libvirt, line, parted, first, other in (
                ("9", 5, "vcpu", "memory", "uuid"),
                ("12", 8, "on_reboot", "on_crash", "cputune"),
            )
        ),
        (
            _hostdev("sdbt"),
            "12",
            5,
            "<teaming> is parted from <source>: 'virsh define --validate' refuses that order; expected one beside the "
            "other",
        ),
        (
            _hostdev("sbd"),
            "12",
            4,
            "<driver> is parted from <source>: 'virsh define --validate' refuses that order; expected one beside the "
            "other",
        ),
    ],
)
def test_what_is_parted_is_named_at_its_line(document: str, libvirt: str, line: int, message: str) -> None:
    assert [(each.line, each.message) for each in _told(document, libvirt)] == [(line, message)]


def test_a_host_device_without_any_of_them_is_in_order() -> None:
    assert [_told(_hostdev(word), "12") for word in ("", "b", "bx")] == [[], [], []]
