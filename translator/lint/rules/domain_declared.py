"""Which rules are there about domain documents? Their words and examples; :mod:`.domain` has the checks."""

from __future__ import annotations

from translator.domain.document import SYNTAX_CODES
from translator.domain.schema import SCHEMA_CODES
from translator.lint.rule import Example, Rule, declare


def _example(
    inside: str = "",
    *,
    devices: str = "",
    name: str = "101",
    memory: str = "65536",
    cpus: str = "2",
    kind: str = "openvz",
) -> str:
    size = f"  <memory unit='KiB'>{memory}</memory>\n" if memory else ""
    count = f"  <vcpu>{cpus}</vcpu>\n" if cpus else ""
    return (
        f"<domain type='{kind}'>\n  <name>{name}</name>\n{size}{count}{inside}"
        f"  <os>\n    <type>exe</type>\n  </os>\n"
        + (f"  <devices>\n{devices}  </devices>\n" if devices else "")
        + "</domain>\n"
    )


def _root(limits: str, target: str = "/", kind: str = "template", source: str = "name='debian'") -> str:
    return (
        f"    <filesystem type='{kind}'>\n      <source {source}/>\n      <target dir='{target}'/>\n"
        f"{limits}    </filesystem>\n"
    )


def _limit(which: str, size: int) -> str:
    return f"      <space_{which}_limit unit='KiB'>{size}</space_{which}_limit>\n"


def _nic(inside: str, kind: str = "bridge") -> str:
    return f"    <interface type='{kind}'>\n{inside}    </interface>\n"


def _bridge(number: int, target: str = "", mac: str = "") -> str:
    return _nic(
        f"      <mac address='{mac or f'00:18:51:00:00:0{number}'}'/>\n      <source bridge='br0'/>\n"
        + (f"      <target dev='{target}'/>\n" if target else "")
        + f"      <guest dev='eth{number}'/>\n"
    )


_INVALID = "libvirt's own schema refuses it: 'virsh define --validate' fails, and most tools read something else."
_UNREADABLE = "The document cannot be read, so nothing else is checked."
_WHY = {
    "XD102": "It appears for a document of more than 16 MiB, or with a single text or attribute of more than 10 MB: no "
    "parser is given such input. Real documents are below 200 KiB, so look at what wrote it.",
    "XD119": "It appears where libvirt's schema refuses the document and none of XD110 to XD118 says why; the message "
    "is then that of the XML library. Correct what it names, or hold the document against one that vzvirt writes.",
}
_NAMES = {
    "XD100": "not-well-formed",
    "XD101": "doctype",
    "XD102": "document-too-large",
    "XD103": "nested-too-deep",
    "XD104": "forbidden-character",
    "XD105": "not-utf8",
    "XD110": "unknown-element",
    "XD111": "unknown-attribute",
    "XD112": "wrong-value",
    "XD113": "repeated-element",
    "XD114": "missing-element",
    "XD115": "stray-text",
    "XD116": "wrong-order",
    "XD117": "missing-attribute",
    "XD118": "wrong-root",
    "XD119": "refused-by-grammar",
}


def _resource(first: str, second: str) -> str:
    return _example(f"  <resource>\n    <{first}>\n    <{second}>\n  </resource>\n")


_GOOD = _example()
#: A document that each code is about, and one that is right. No small text is too large, or without a code of its own.
_EXAMPLES = {
    "XD100": (_GOOD.replace("</name>", "</nam>"), _GOOD),
    "XD101": ("<!DOCTYPE domain>\n" + _GOOD, _GOOD),
    "XD103": ("<a>" * 201 + "</a>" * 201 + "\n", _GOOD),
    "XD104": (_example(name="10\x01"), _GOOD),
    "XD105": (_example("  <title>caf\udce9</title>\n"), _example("  <title>caf\u00e9</title>\n")),
    "XD110": (_example("  <memroy>1</memroy>\n"), _GOOD),
    "XD111": (_GOOD.replace("type='openvz'", "typ='openvz' type='openvz'"), _GOOD),
    "XD112": (_example(memory="many"), _GOOD),
    "XD113": (_GOOD.replace("  <name>101</name>\n", "  <name>101</name>\n" * 2), _GOOD),
    "XD114": (_GOOD.replace("  <name>101</name>\n", ""), _GOOD),
    "XD115": (_example("  web server\n"), _GOOD),
    "XD116": (
        _resource("fibrechannel appid='a'/", "partition>/a</partition"),
        _resource("partition>/a</partition", "fibrechannel appid='a'/"),
    ),
    "XD117": (_example(devices="    <interface>\n    </interface>\n"), _GOOD),
    "XD118": ("<container/>\n", _GOOD),
}

declare(
    Rule(
        "XD201",
        "soft-above-hard",
        "warning",
        "a soft limit above its hard limit",
        "The hard limit refuses before the soft one warns.",
        _example(devices=_root(_limit("hard", 1024) + _limit("soft", 2048))),
        _example(devices=_root(_limit("hard", 2048) + _limit("soft", 1024))),
        subject="domain",
    ),
    Rule(
        "XD202",
        "unusable-ip",
        "warning",
        "an address that no container can use",
        "A network's own address, its broadcast address, multicast, loopback and 0.0.0.0 belong to nobody.",
        _example(devices=_nic("      <ip address='192.0.2.255' family='ipv4' prefix='24'/>\n", "ethernet")),
        _example(devices=_nic("      <ip address='192.0.2.1' family='ipv4' prefix='24'/>\n", "ethernet")),
        subject="domain",
    ),
    Rule(
        "XD203",
        "refused-address",
        "error",
        "a prefix or an address that libvirt's parser refuses",
        "The schema allows a prefix up to 128 for IPv4 as well, and does not compare address and family. The parser "
        "does.",
        _example(devices=_nic("      <ip address='192.0.2.1' family='ipv4' prefix='33'/>\n", "ethernet")),
        _example(devices=_nic("      <ip address='192.0.2.1' family='ipv4' prefix='32'/>\n", "ethernet")),
        subject="domain",
    ),
    Rule(
        "XD204",
        "duplicate-mac",
        "warning",
        "two interfaces with one MAC address",
        "A bridge sends the frames of one to the other.",
        _example(devices=_bridge(0, mac="00:18:51:00:00:01") + _bridge(1, mac="00:18:51:00:00:01")),
        _example(devices=_bridge(0) + _bridge(1)),
        subject="domain",
    ),
    Rule(
        "XD205",
        "repeated-target",
        "warning",
        "two interfaces with one target device",
        "The name stands on the host, where the second cannot be created.",
        _example(devices=_bridge(0, "veth101.0") + _bridge(1, "veth101.0")),
        _example(devices=_bridge(0, "veth101.0") + _bridge(1, "veth101.1")),
        subject="domain",
    ),
    Rule(
        "XD206",
        "several-roots",
        "error",
        "more than one root file system",
        "A container has one. libvirt's OpenVZ driver refuses any second file system.",
        _example(devices=_root("") + _root("")),
        _example(devices=_root("")),
        subject="domain",
    ),
    Rule(
        "XD221",
        "filesystem-of-the-host",
        "error",
        "a file system that is the host's own / or /dev",
        "The container reads and writes the files of its host, or opens all of its devices; with <readonly/> it only "
        "reads them, and that is a warning.",
        _example(devices=_root("", kind="mount", source="dir='/'")),
        _example(devices=_root("", kind="mount", source="dir='/vz/private/101'")),
        subject="domain",
    ),
    Rule(
        "XD207",
        "domain-name-no-ctid",
        "error",
        "a name that is no container's id",
        "libvirt's OpenVZ driver takes the name for the id and fails half-way for any other text. For other drivers "
        "the name is free: this rule is about the types openvz, vz and parallels, and an error for openvz only.",
        _example(name="web"),
        _example(name="101"),
        subject="domain",
    ),
    Rule(
        "XD208",
        "impossible-mac",
        "warning",
        "a MAC address of zeros only, or a group address",
        "No interface can have it. libvirt's OpenVZ driver prints zeros for an interface without one.",
        _example(devices=_bridge(0, mac="00:00:00:00:00:00")),
        _example(devices=_bridge(0)),
        subject="domain",
    ),
    Rule(
        "XD209",
        "long-target",
        "warning",
        "the name of a device that is longer than 15 bytes",
        "The kernel takes 15 at most; the interface cannot be created.",
        _example(devices=_bridge(0, "veth1234567890.10")),
        _example(devices=_bridge(0, "veth101.0")),
        subject="domain",
    ),
    Rule(
        "XD210",
        "repeated-guest",
        "warning",
        "two interfaces with one name inside the container",
        "The second takes the place of the first, or fails; LXC then starts no container. It calls interfaces without "
        "<guest> eth0, eth1 and so on, whatever the others are called.",
        _example(devices=_bridge(0) + _bridge(1).replace("eth1", "eth0")),
        _example(devices=_bridge(0) + _bridge(1)),
        subject="domain",
    ),
    Rule(
        "XD211",
        "no-memory",
        "error",
        "a document without memory",
        "Every driver's parser refuses it, although the schema does not ask for it, and libvirt's OpenVZ driver "
        "prints 0 itself.",
        _example(memory="0"),
        _example(memory="65536"),
        subject="domain",
    ),
    Rule(
        "XD212",
        "bridge-without-source",
        "error",
        "an interface of type bridge without a source",
        "Every driver's parser refuses it, although the schema does not ask for it.",
        _example(devices=_nic("      <guest dev='eth0'/>\n")),
        _example(devices=_bridge(0)),
        subject="domain",
    ),
    Rule(
        "XD213",
        "refused-by-parser",
        "error",
        "a value that libvirt's parser refuses although its schema allows it",
        "Blanks around the words of a list, CPU shares outside of 2 to 262144, a CPU quota outside of 1000 to "
        "17592186044415, an id map of users without groups: the schema is wider than the parser.",
        _example("  <cputune>\n    <shares>1</shares>\n  </cputune>\n"),
        _example("  <cputune>\n    <shares>1000</shares>\n  </cputune>\n"),
        subject="domain",
    ),
    Rule(
        "XD214",
        "refused-by-openvz",
        "error",
        "a node that libvirt's OpenVZ driver refuses",
        "It takes file systems of type template and mount, one of them, whole numbers of CPUs, and no devices given "
        "by capability.",
        _example(devices=_root("", "/data", "bind", "dir='/srv/data'")),
        _example(devices=_root("")),
        subject="domain",
    ),
    Rule(
        "XD215",
        "ignored-by-openvz",
        "info",
        "a node that libvirt's OpenVZ driver takes and ignores",
        "The driver keeps it in memory and forgets it with the connection: it never reaches the container. vzvirt "
        "writes it to the conf where OpenVZ has a place for it.",
        _example(devices=_nic("      <source network='default'/>\n", "network")),
        _example(devices=_bridge(0)),
        subject="domain",
    ),
    Rule(
        "XD217",
        "one-cpu-by-openvz",
        "info",
        "a document without <vcpu>, which libvirt's OpenVZ driver gives one CPU",
        "Without CPUS in its conf a container has all CPUs of its node. 'virsh define' of a document without <vcpu> "
        "calls 'vzctl set --cpus 1 --save' for it, which the conf keeps.",
        _example(cpus=""),
        _example(),
        subject="domain",
        silence="file",
    ),
    Rule(
        "XD216",
        "false-encoding",
        "warning",
        "a declared encoding that is not the file's, which is UTF-8",
        "vzvirt reads every file as UTF-8. Another program believes the declaration: it refuses the document, or takes "
        "other characters from it.",
        "<?xml version='1.0' encoding='ISO-8859-1'?>\n" + _example("  <title>café</title>\n"),
        "<?xml version='1.0' encoding='UTF-8'?>\n" + _example("  <title>café</title>\n"),
        subject="domain",
        silence="file",
    ),
    *(
        Rule(
            code,
            _NAMES[code],
            "error",
            meaning,
            _WHY.get(code, _UNREADABLE if code in SYNTAX_CODES else _INVALID),
            *_EXAMPLES.get(code, ("", "")),
            subject="domain",
            differs="two hundred elements may stand inside of each other, not one more" if code == "XD103" else "",
            silence="" if code in SYNTAX_CODES else "line",
        )
        for code, meaning in {**SYNTAX_CODES, **SCHEMA_CODES}.items()
    ),
    Rule(
        "XD106",
        "base-of-other-type",
        "error",
        "a base document of another domain type, or one that cannot say what the conf says",
        "A document is written into a base of its own type only: --driver has to be the base's. A base that is none "
        "that libvirt takes may have no way to say all that the conf says.",
        Example(
            {"101.conf": 'ONBOOT="yes"\n', "101.xml": _example(kind="lxc")}, command="convert 101.conf --base 101.xml"
        ),
        Example({"101.conf": 'ONBOOT="yes"\n', "101.xml": _example()}, command="convert 101.conf --base 101.xml"),
        subject="translation",
    ),
    Rule(
        "XD107",
        "no-ctid-in-document",
        "error",
        "a document that names no container id, where a conf is to be made of it",
        "The name is no id and none was given: --ctid says which.",
        Example({"web.xml": _example(name="web", kind="lxc")}, command="convert web.xml"),
        Example({"web.xml": _example(name="web", kind="lxc")}, command="convert web.xml --ctid 101"),
        subject="translation",
    ),
    Rule(
        "XD108",
        "no-container-type",
        "error",
        "a domain type that is no container's, where a conf is to be made of it",
        "Only containers have confs: openvz, vz, parallels and lxc.",
        Example({"101.xml": _example(kind="kvm")}, command="convert 101.xml"),
        Example({"101.xml": _example(kind="lxc")}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "XD109",
        "no-domain",
        "error",
        "a document whose root is not <domain>, where a conf is to be made of it",
        "Only domain documents describe containers. 'vzvirt check' says XD118 of the same document.",
        Example({"101.xml": "<network>\n  <name>default</name>\n</network>\n"}, command="convert 101.xml"),
        Example({"101.xml": _GOOD}, command="convert 101.xml"),
        subject="translation",
    ),
)
