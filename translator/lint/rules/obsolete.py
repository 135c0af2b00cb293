"""Which parameters are obsolete, or stand in the wrong file, and what replaces them?

Facts: ve-conf.md 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.conf.objections import of_host
from translator.conf.tree import Assignment
from translator.finding import Finding
from translator.lint.context import ConfContext
from translator.lint.rule import Example, Rule, conf_check, declare, line_check
from translator.table import HOST_ONLY, ROWS
from translator.values.codec import UNSET
from translator.wording import shown

_INSTEAD = {
    "VETH": "NETIF, with ifname=, mac=, host_ifname= and host_mac=",
    "IPTABLES": "NETFILTER, one of disabled, stateless, stateful and full",
    "DCACHE": "DCACHESIZE",
    "IPTENTRIES": "NUMIPTENT",
    "IP6TABLES": "NETFILTER in the container's file",
}
#: In the order of the table.
_HOST = tuple(row.name for row in ROWS if row.name in HOST_ONLY)

declare(
    Rule(
        "VZ601",
        "obsolete-parameter",
        "warning",
        "a parameter that another one has replaced",
        "VETH and IPTABLES come from older versions: vzctl ignores the one and lets NETFILTER overrule the other. "
        "DCACHE and IPTENTRIES are old names of DCACHESIZE and NUMIPTENT: vzctl's writer does not find them and "
        "appends a second line.",
        'IPTENTRIES="128"\n',
        'NUMIPTENT="128"\n',
        "safe",
        parameters=("VETH", "IPTABLES", "IP6TABLES", "DCACHESIZE", "NUMIPTENT"),
    ),
    Rule(
        "VZ602",
        "host-parameter",
        "info",
        "a parameter of the host in a container's file",
        "It belongs to vz.conf. vzctl reads it here as well, where it has no effect or surprises.",
        'LOCKDIR="/vz/lock"\n',
        'ONBOOT="yes"\n',
        parameters=_HOST,
    ),
    Rule(
        "VZ603",
        "veid-not-file-name",
        "warning",
        "a VEID other than the file's name says",
        "vzctl goes by the file's name, libvzctl by VEID: a copied file that kept the VEID of its origin.",
        Example({"101.conf": 'VEID="102"\n'}),
        Example({"101.conf": 'VEID="101"\n'}),
        parameters=("VEID",),
    ),
)


@line_check("VZ601", reads=("VETH", "IPTABLES", "IP6TABLES", "DCACHESIZE", "NUMIPTENT"))
def obsolete(conf: ConfContext) -> Iterator[Finding]:
    """Name the successor; an old spelling of the same parameter is written anew where it stands alone."""
    setting = conf.settings.by_name[conf.about]
    for at in setting.leaves:
        leaf = conf.tree[at]
        if not isinstance(leaf, Assignment) or leaf.name not in _INSTEAD:
            continue
        name, instead = leaf.name, _INSTEAD[leaf.name]
        fix = None
        if instead == setting.row.name:
            line = leaf.raw.replace(name, instead, 1)
            # with several lines of the two names, which one a reader takes may change
            alone = len(setting.leaves) == 1 and "\n" in conf.text
            again = conf.dialect.read(line)
            if alone and isinstance(again, Assignment) and again.text == leaf.text:
                fix = conf.replace(f"write {instead}", at, line, safe=_known_alike(name, instead))
        overruled = " and NETFILTER overrules it here" if name == "IPTABLES" and conf.value("NETFILTER") else ""
        message = f"{name} is obsolete{overruled}; expected {instead}"
        yield conf.named("VZ601", at, message, fix=fix)


def _known_alike(name: str, instead: str) -> bool:
    """Whether every reader that knows one name knows the other as the same parameter."""
    from translator.conf.dialect import DIALECTS, dialect_named

    return all((rows := dialect_named(each).rows).get(name) is rows.get(instead) for each in DIALECTS)


@conf_check("VZ602", reads=_HOST)
def host(conf: ConfContext) -> Iterator[Finding]:
    """Find parameters of vz.conf in a container's file; the host's own file may hold them."""
    if conf.ctid != "0":
        for name, setting in conf.settings.by_name.items():
            if name in _HOST:
                yield from of_host(conf, setting)


@conf_check("VZ603", reads="VEID")
def veid(conf: ConfContext) -> Iterator[Finding]:
    """Hold VEID against the name of the file."""
    value = conf.value("VEID")
    if value is not UNSET and conf.ctid is not None and str(value) != conf.ctid:
        message = f"VEID is {shown(str(value))}, and the file's name says {shown(conf.ctid)}; expected the same"
        yield conf.about_value("VZ603", "VEID", message)
