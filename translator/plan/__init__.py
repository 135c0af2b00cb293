"""What will be the same for a container that leaves OpenVZ for LXC, what differs, and what is left to do by hand?

The account of a translation (see ``report.py``) says where each parameter went; here stands what that means to a
person, for libvirt's LXC driver, and what is to be done, in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from translator.characters import C_BLANKS, trim
from translator.conf.dialect import dialect_named
from translator.conf.host import host_layer, laid_over, taken
from translator.conf.objections import objections
from translator.conf.parse import parse
from translator.conf.settle import Setting, settle
from translator.conf.tree import Assignment, Leaf
from translator.finding import Finding, Level
from translator.isolation import isolation_notes, memory_notes, root_notes
from translator.lenses.drivers import driver_named
from translator.lenses.lens import HOSTS_OWN
from translator.lenses.local_ids import read_local_ids
from translator.plan.asks import addresses_of, asked_by
from translator.plan.context import Context, context_of
from translator.plan.data import data_of
from translator.plan.item import DIFFERS, HAND, SAME, VERDICTS, Data, Item, Plan, Step, Verdict, by_verdict
from translator.plan.judge import judge, judge_local_ids, judge_onboot
from translator.plan.network import judge_script_key, pair_items
from translator.plan.steps import steps_of
from translator.plan.text import plain_plan, plan_data
from translator.report import Translation
from translator.table import BY_NAME
from translator.values.codec import UNSET

#: Findings that ask for somebody's hands.
_BY_HAND = frozenset(("VZ511", "VZ512", "VZ513", "VZ514", "VZ521", "VZ524", "VZ525"))
#: What only builds of vzctl for upstream kernels know, and a document says.
_LOCAL_IDS = ("LOCAL_UID", "LOCAL_GID")
#: What an objection asks for: who wrote an unreadable line meant something that the container has never had.
_BY_LEVEL: dict[Level, Verdict] = {"error": HAND, "warning": DIFFERS, "info": SAME}


def make_plan(
    text: str,
    done: Translation,
    *,
    dialect: str = "vzctl",
    host_conf: str | None = None,
    steps: int | None = None,
) -> Plan:
    """Return the plan of a container, for the conf ``text`` that ``done`` is the LXC document of.

    ``host_conf`` is the text of the host's vz.conf that lies under the conf, here as for ``conf_to_domain``. ``steps``
    says how many of them are wanted, None for all: the first is the host's, and all that a fleet asks for.

    Parameters stand in the order of the file, each once (NETIF once for each interface), and beside them each line that
    its reader refuses, cuts or ignores; then what the container has from the host's vz.conf, and its action scripts;
    what is to be known of the whole container stands at the end.
    """
    reader = dialect_named(dialect)
    tree = parse(text, reader)
    settings = settle(tree, reader)
    told = {f.parameter: f for f in done.report.findings if f.code in _BY_HAND and f.parameter}
    merged = laid_over(settings, host_layer(host_conf, reader))
    context = context_of(tree, merged, done, told, read_local_ids(text)[0])
    objected: dict[int, list[Finding]] = {}
    for finding in objections(tree, settings):
        objected.setdefault(finding.line, []).append(finding)
    items: list[Item] = []
    seen: set[str] = set()
    for entry in done.report.entries:
        setting = settings.by_name.get(entry.name)
        if setting is not None and setting.kept and entry.name not in seen:
            seen.add(entry.name)
            shown = entry.status == "translated" or "cannot give it back" in entry.reason
            items += _rows(context, setting, entry.place if shown and entry.place != "metadata" else "")
        items += [
            _objected(context, finding, tree[entry.line - 1], setting)
            for finding in objected.pop(entry.line, ())
            if finding.code != "VZ602" or entry.name not in seen  # of a host's value the row above speaks
        ]
    from_host = taken(settings, merged)
    got = driver_named("lxc").get(merged, done.ctid) if from_host else None
    for name in from_host:
        rows = _rows(context, merged.by_name[name], got.native.get(name, got.shown.get(name, "")) if got else "")
        items += [row._replace(why=f"{row.why}{' ' * bool(row.why)}(vz.conf says it)") for row in rows]
        seen.add(name)
    if "VE_PRIVATE" not in seen:
        message = told["VE_PRIVATE"].message if "VE_PRIVATE" in told else "no private area is given"
        root = context.root
        items.append(Item(HAND, "VE_PRIVATE", "", f"the root is {root.source}" if root else "", message))
    if "ONBOOT" not in settings.by_name and "ONBOOT" not in seen:
        unsaid = judge_onboot(context, UNSET)
        items += [Item(HAND, "ONBOOT", "", *unsaid[1:])] if unsaid.verdict == HAND else []
    items += [Item(HAND, name, "", "", note) for name, note in context.scripts]
    items += [Item(DIFFERS, "", "", each.message) for each in done.report.findings if each.code == "VZ518"]
    items += _whole(context)
    blocked = next((each.message for each in done.report.findings if each.code == HOSTS_OWN), "")
    return Plan(
        done.ctid,
        tuple(items),
        tuple(islice(steps_of(context), steps)),
        blocked,
        data=data_of(context),
        addresses=addresses_of(context),
        asks=asked_by(context),
        called=context.name,
    )


def _rows(context: Context, setting: Setting, place: str) -> list[Item]:
    name = setting.row.name
    if name == "NETIF":
        return pair_items(context)
    judgement = judge(context, setting, place)
    return [Item(judgement.verdict, name, setting.codec.show(setting.value).strip(C_BLANKS), *judgement[1:])]


def _objected(context: Context, finding: Finding, leaf: Leaf, setting: Setting | None) -> Item:
    """Return what a person should know of a line that is not in force as it stands."""
    verdict = _BY_LEVEL[finding.level]
    name = finding.parameter or f"line {finding.line}"
    value = leaf.text if isinstance(leaf, Assignment) else trim(leaf.raw)
    applies = why = ""
    if finding.code == "VZ104" and name in _LOCAL_IDS:
        local = judge_local_ids(context)
        return Item(local.verdict, name, value, local.applies, local.why)
    if finding.code == "VZ104":
        script = judge_script_key(context, name, value)
        if script is not None:
            return Item(script.verdict, name, value, script.applies, script.why)
        applies, why = "nothing, as in OpenVZ", _unknown(context, name)
        verdict = SAME
    elif finding.code == "VZ602":
        applies = "a setting of the host, without effect on one container"
    elif finding.code != "VZ201" or setting is None:
        why = finding.message
    elif finding.line - 1 in setting.kept:
        applies, why = trim(setting.codec.show(setting.value)), "the rest of the line is refused"
    elif setting.kept:
        applies, why = trim(setting.codec.show(setting.value)), f"refused, line {setting.kept[-1] + 1} is in force"
    else:
        applies, why = "nothing, as in OpenVZ", f"{context.settings.dialect.name} refuses the line"
    return Item(verdict, name, value, applies, why)


def _unknown(context: Context, name: str) -> str:
    """Return to whom a name is unknown, and who knows it."""
    reader = context.settings.dialect.name
    row = BY_NAME.get(name)
    who = {"4": "vzctl's", "7": "libvzctl's (OpenVZ 7)", "U": "of builds of vzctl for upstream kernels"}
    if row is not None and row.known in who:
        return f"unknown to {reader}: it is {who[row.known]}"
    return f"unknown to {reader}; a script that reads the conf may know it"


def _whole(context: Context) -> Iterator[Item]:
    """Yield what is to be known of the container as a whole."""
    for each in (
        *root_notes(context.view, chosen=context.shifted),
        *memory_notes(context.view, context.hierarchy),
        *isolation_notes(context.settings, context.view),
    ):
        yield Item(HAND if each.by_hand else DIFFERS, "", "", each.applies, each.why)


__all__ = [
    "VERDICTS",
    "Data",
    "Item",
    "Plan",
    "Step",
    "Verdict",
    "by_verdict",
    "make_plan",
    "plain_plan",
    "plan_data",
]
