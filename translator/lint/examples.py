"""What stands around the lines of a rule's example? A conf that breaks no rule, for rules that need a whole one."""

from __future__ import annotations

from collections.abc import Mapping

from translator.lint.rule import Example, Rule

#: A container without VSwap in which every formula of vzcfgvalidate holds, and nothing else is to be said.
COMPLETE = {
    "NUMPROC": "240",
    "AVNUMPROC": "180",
    "NUMTCPSOCK": "360",
    "NUMOTHERSOCK": "360",
    "NUMPTY": "16",
    "NUMFLOCK": "188:206",
    "NUMSIGINFO": "256",
    "NUMIPTENT": "128",
    "NUMFILE": "9312",
    "KMEMSIZE": "14372700:14790164",
    "DCACHESIZE": "3575808:3624960",
    "LOCKEDPAGES": "256",
    "SHMPAGES": "21504",
    "PHYSPAGES": "0:unlimited",
    "PRIVVMPAGES": "65536:69632",
    "VMGUARPAGES": "33792:unlimited",
    "OOMGUARPAGES": "26112:unlimited",
    "TCPSNDBUF": "1720320:2703360",
    "TCPRCVBUF": "1720320:2703360",
    "OTHERSOCKBUF": "1126080:2097152",
    "DGRAMRCVBUF": "262144",
}


def complete(lines: str) -> str:
    """Return a conf that is right but for these lines, which replace those of the same name."""
    given = {line.partition("=")[0] for line in lines.split("\n")}
    return lines + "".join(f'{name}="{text}"\n' for name, text in COMPLETE.items() if name not in given)


def files_of(rule: Rule, example: str | Example) -> Mapping[str, str]:
    """Return the files of an example, completed where the rule asks for it."""
    if isinstance(example, Example):
        return example.files
    name = "101.xml" if rule.subject == "domain" else "101.conf"
    return {name: complete(example) if rule.completed else example}
