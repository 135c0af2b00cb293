"""What would vzctl 4.11.1 make of some commands, on a node whose kernel takes everything?

A model of ``vzctl create`` and ``vzctl set --save``: which options there are, what is refused and with which code, and
how a saved value meets the one that the file has. Written from the facts (ve-conf.md 5.6, 6.1, 6.2) and held against
what the program itself answered (``test_model``). What it makes up, such as MAC addresses, is ``GENERATED``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from translator.container.memory import is_vswap
from translator.table import BY_NAME
from translator.values.codec import Refused

#: The address that stands for any that vzctl would make up.
GENERATED = "00:18:51:FF:FF:FF"
OK, SYNTAX, INVALID, NOT_ENOUGH, NO_SPACE, NO_SAMPLE, NO_CONFIG = 0, 20, 21, 28, 63, 82, 109

_BEANCOUNTERS = (
    "KMEMSIZE LOCKEDPAGES PRIVVMPAGES SHMPAGES NUMPROC PHYSPAGES VMGUARPAGES OOMGUARPAGES NUMTCPSOCK NUMFLOCK NUMPTY "
    "NUMSIGINFO TCPSNDBUF TCPRCVBUF OTHERSOCKBUF DGRAMRCVBUF NUMOTHERSOCK DCACHESIZE NUMFILE AVNUMPROC NUMIPTENT "
    "SWAPPAGES"
).split()
_SCALARS = {
    "--vm_overcommit": "VM_OVERCOMMIT",
    "--hostname": "HOSTNAME",
    "--root": "VE_ROOT",
    "--private": "VE_PRIVATE",
    "--mount_opts": "MOUNT_OPTS",
    "--ostemplate": "OSTEMPLATE",
    "--cpuunits": "CPUUNITS",
    "--cpuweight": "CPUUWEIGHT",
    "--cpulimit": "CPULIMIT",
    "--cpus": "CPUS",
    "--cpumask": "CPUMASK",
    "--nodemask": "NODEMASK",
    "--onboot": "ONBOOT",
    "--disabled": "DISABLED",
    "--diskquota": "DISK_QUOTA",
    "--diskspace": "DISKSPACE",
    "--diskinodes": "DISKINODES",
    "--quotatime": "QUOTATIME",
    "--quotaugidlimit": "QUOTAUGIDLIMIT",
    "--meminfo": "MEMINFO",
    "--name": "NAME",
    "--ioprio": "IOPRIO",
    "--iolimit": "IOLIMIT",
    "--iopslimit": "IOPSLIMIT",
    "--description": "DESCRIPTION",
    "--bootorder": "BOOTORDER",
    "--stop-timeout": "STOP_TIMEOUT",
    "--netfilter": "NETFILTER",
    "--iptables": "IPTABLES",
}
_LISTS = {
    "--ipadd": "IP_ADDRESS",
    "--nameserver": "NAMESERVER",
    "--searchdomain": "SEARCHDOMAIN",
    "--netdev_add": "NETDEV",
    "--pci_add": "PCI",
    "--capability": "CAPABILITY",
    "--features": "FEATURES",
    "--devices": "DEVICES",
    "--devnodes": "DEVNODES",
}
#: What neither sets a parameter by itself, nor is read as one.
_OTHERS = ("--ipdel", "--netif_add", "--ifname", "--mac_filter", "--applyconfig")
_SET = _SCALARS | _LISTS | {f"--{name.lower()}": name for name in _BEANCOUNTERS} | dict.fromkeys(_OTHERS, "")
_CREATE = {
    option: _SET[option]
    for option in (
        "--ostemplate --private --root --ipadd --hostname --name --description --diskspace --diskinodes".split()
    )
} | {"--layout": "VE_LAYOUT", "--config": ""}
_FIELDS = ("ifname", "mac", "host_ifname", "host_mac", "bridge")
#: What a file says: each parameter with the text of its line. None is no file.
Conf = dict[str, str]
Given = list[tuple[str, str]]


class Node(NamedTuple):
    """What a node has: its vz.conf, as far as ``create`` reads it, its samples, its devices, the number of its CPUs."""

    sample: str
    samples: Mapping[str, Mapping[str, str]]
    layout: str
    template: str
    devices: Mapping[str, str]
    cpus: int


#: As vzctl is shipped.
STOCK = Node(
    sample="vswap-256m",
    samples={
        "vswap-256m": {
            "PHYSPAGES": "0:256M",
            "SWAPPAGES": "0:512M",
            "DISKSPACE": "2G:2.2G",
            "DISKINODES": "131072:144179",
            "QUOTATIME": "0",
            "CPUUNITS": "1000",
            "NETFILTER": "stateless",
        }
    },
    layout="ploop",
    template="centos-6-x86",
    devices={"null": "c:1:3", "zero": "c:1:5", "full": "c:1:7", "net/tun": "c:10:200"},
    cpus=2,
)


def run(commands: Sequence[Sequence[str]], node: Node = STOCK) -> tuple[list[int], str | None]:
    """Return the exit code of each ``vzctl``, and the text of the container's file, None where there is none."""
    conf: Conf | None = None
    codes = []
    for command in commands:
        if command[0] == "touch":
            conf = conf or {}
        elif command[0] == "sed":
            name, _, text = command[2].removeprefix("$a").partition("=")
            if conf:  # an empty file has no last line
                conf[name] = text[1:-1]
        else:
            step = _create if command[1] == "create" else _set
            done = step(list(command[3:]), conf, node)
            codes.append(done if isinstance(done, int) else OK)
            conf = conf if isinstance(done, int) else done
    return codes, None if conf is None else "".join(f'{name}="{text}"\n' for name, text in conf.items())


def _given(words: Sequence[str], table: Mapping[str, str], node: Node) -> Given | int:
    """Return options and values, or the code with which they are refused."""
    given = []
    words = [word for word in words if word != "--save"]
    for option, text in zip(words[::2], words[1::2], strict=True):
        name = table.get(option)
        if name is None or not _reads(option, name, text, node):
            return INVALID
        given.append((option, text))
    return given


def _items(text: str) -> list[str]:
    """Return the words of a list, as C has blanks."""
    return [item for item in re.split(r"[ \t\n]+", text) if item]


def _reads(option: str, name: str, text: str, node: Node) -> bool:
    """Whether an option takes a text; what a file would lose a part of is refused here."""
    if option == "--devnodes":
        return all(item.rpartition(":")[0] in node.devices for item in _items(text))
    if option == "--netif_add":
        fields = dict(zip(_FIELDS, text.split(","), strict=False))
        return all(len(fields.get(mac, "")) in (0, 17) for mac in ("mac", "host_mac"))
    if option == "--iolimit":
        text = text.removesuffix("B")
    if not name:
        return True
    try:
        BY_NAME[name].codec.decode(text.replace(",", " ") if option in ("--features", "--iptables") else text)
    except Refused:
        return False
    return True


def _create(words: list[str], conf: Conf | None, node: Node) -> Conf | int:
    given = _given(words, _CREATE, node)
    if isinstance(given, int):
        return given
    said = dict(reversed(given))
    sample = said.pop("--config", None)
    if sample is not None and (conf is not None or sample not in node.samples):
        return NO_SAMPLE
    if conf is None:
        sample = sample or node.sample
        conf = {**node.samples[sample], "ORIGIN_SAMPLE": sample}
    layout = said.setdefault("--layout", node.layout).partition(":")[0]
    space = said.get("--diskspace", conf.get("DISKSPACE", "0"))
    if layout == "ploop" and not BY_NAME["DISKSPACE"].codec.decode(space).hard:
        return NO_SPACE
    made = {"VE_ROOT": "/vz/root/$VEID", "VE_PRIVATE": "/vz/private/$VEID", "OSTEMPLATE": node.template}
    made |= {_CREATE[option]: text for option, text in said.items() if option != "--ipadd"}
    made["VE_LAYOUT"] = layout
    made["OSTEMPLATE"] = made["OSTEMPLATE"].rpartition("/")[2]
    return conf | made


def _set(words: list[str], conf: Conf | None, node: Node) -> Conf | int:
    given = _given(words, _SET, node)
    if isinstance(given, int):
        return given
    conf = dict(conf or {})
    said = {_SET[option]: text for option, text in given}
    if refusal := _refusal(given, said, conf):
        return refusal
    for option, text in reversed(given):  # of a scalar the first counts
        if option in _SCALARS:
            conf[_SCALARS[option]] = _saved(option, text, node)
    conf |= {name: text for name, text in said.items() if name in _BEANCOUNTERS}
    for name in _LISTS.values():
        if new := [text for option, text in given if _SET[option] == name]:
            _MERGE.get(name, _replaced)(conf, name, new, given, node)
    _interfaces(conf, given)
    return conf


def _refusal(given: Given, said: Mapping[str, str], conf: Conf) -> int:
    """Return the code of what cannot stand together, 0 for nothing."""
    options = [option for option, _ in given]
    if "--applyconfig" in options:
        return NO_CONFIG
    if ("NODEMASK" in said and "CPUMASK" not in said) or (said.get("CPUMASK") == "auto" and "NODEMASK" not in said):
        return SYNTAX
    added = [text.split(",")[0] for option, text in given if option == "--netif_add"]
    known = [*added, *(pair["ifname"] for pair in _pairs(conf))]
    if any(option == "--ifname" and text not in known for option, text in given):
        return SYNTAX
    ram = [BY_NAME["PHYSPAGES"].codec.decode(each["PHYSPAGES"]) for each in (said, conf) if "PHYSPAGES" in each]
    return NOT_ENOUGH if any(map(is_vswap, ram)) and not {"SWAPPAGES"} & {*said, *conf} else OK


def _saved(option: str, text: str, node: Node) -> str:
    if option == "--iolimit":  # a bare number is MiB/s
        return text.removesuffix("B") if text.endswith("B") else str(int(text) * 2**20)
    if option == "--cpulimit" and text.endswith("%"):
        return str(int(text[:-1]) * node.cpus)
    return text.replace(",", " ") if option == "--iptables" else text


def _replaced(conf: Conf, name: str, new: Sequence[str], given: Given, node: Node) -> None:
    conf[name] = " ".join(new)


def _addresses(conf: Conf, name: str, new: Sequence[str], given: Given, node: Node) -> None:
    old = [] if ("--ipdel", "all") in given else _items(conf.get(name, ""))
    conf[name] = " ".join(dict.fromkeys([*(each for each in old if each not in new), *new]))


def _switches(conf: Conf, name: str, new: Sequence[str], given: Given, node: Node) -> None:
    """Of what is on and off in one command, on is saved."""
    states: dict[str, str] = {}
    for item in ",".join(new).split(","):
        word, _, state = item.strip().partition(":")
        states[word.upper()] = "on" if states.get(word.upper()) == "on" else state
    old = {word.upper(): state for word, _, state in (item.partition(":") for item in _items(conf.get(name, "")))}
    joined = old | states
    conf[name] = " ".join(f"{w if name == 'CAPABILITY' else w.lower()}:{state}" for w, state in joined.items())


def _devices(conf: Conf, name: str, new: Sequence[str], given: Given, node: Node) -> None:
    """Devices by number and by name are one list to the kernel, and two in the file: one that is set by its name takes
    the place of the same by its number, and not the other way round.
    """
    both = {
        each: dict(item.rpartition(":")[::2] for item in _items(conf.get(each, ""))) for each in ("DEVICES", "DEVNODES")
    }
    fresh = dict(item.rpartition(":")[::2] for text in new for item in _items(text))
    for device in fresh:
        both[name].pop(device, None)
        both["DEVICES"].pop(node.devices.get(device, ""), None)
    both[name] |= fresh
    for each, found in both.items():
        items = [f"{device}:{permission}" for device, permission in found.items() if permission != "none"]
        if items or each in conf:
            conf[each] = " ".join(items)


_MERGE = {
    "IP_ADDRESS": _addresses,
    "NETDEV": _addresses,
    "PCI": _addresses,
    "CAPABILITY": _switches,
    "FEATURES": _switches,
    "DEVICES": _devices,
    "DEVNODES": _devices,
}


def _pairs(conf: Conf) -> list[dict[str, str]]:
    texts = filter(None, conf.get("NETIF", "").split(";"))
    return [dict(field.partition("=")[::2] for field in text.split(",")) for text in texts]


def _interfaces(conf: Conf, given: Given) -> None:
    """Add pairs, and filters to the one that ``--ifname`` names. A field that is empty is made up; without one for the
    host's MAC, it is the container's.
    """
    pairs = {pair["ifname"]: pair for pair in _pairs(conf)}
    added = " ".join(text for option, text in given if option == "--netif_add")
    for text in _items(added):
        fields = text.split(",")
        pair = dict(zip(_FIELDS, fields, strict=False))
        if len(fields) < 4 and pair.get("mac"):
            pair["host_mac"] = pair["mac"]
        pair["mac"] = pair.get("mac") or GENERATED
        pair["host_mac"] = pair.get("host_mac") or GENERATED
        number = re.match(r"[^0-9]+([0-9]+)", pair["ifname"])
        pair["host_ifname"] = pair.get("host_ifname") or f"veth101.{number[1] if number else 0}"
        pairs[pair["ifname"]] = {key: field for key, field in pair.items() if field}
    asked = dict(given)
    if "--mac_filter" in asked:
        pairs[asked["--ifname"]]["mac_filter"] = asked["--mac_filter"]
    if pairs:
        conf["NETIF"] = ";".join(",".join(f"{key}={field}" for key, field in pair.items()) for pair in pairs.values())
