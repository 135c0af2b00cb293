"""Which lines can the reader not read, or not use? Its own complaints, line by line.

Facts: ve-conf.md 2.1, 2.5, 5.5.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.conf import objections
from translator.conf.settle import Problem
from translator.conf.tree import Assignment
from translator.finding import Finding, Fix
from translator.lint.context import ConfContext
from translator.lint.rule import Rule, conf_check, declare

declare(
    Rule(
        "VZ101",
        "no-equals",
        "error",
        "a line without '=' that is no comment",
        "vzctl cannot parse the line and skips it; a shell that sources the file tries to run it. A comment starts "
        "with '#', nothing else does.",
        "; disabled for now\n",
        "# disabled for now\n",
    ),
    Rule(
        "VZ102",
        "open-quote",
        "error",
        "a double quote that is never closed",
        "vzctl skips the line, so the parameter keeps its default. libvzctl reads it, and for a shell the value runs "
        "on into the next lines.",
        'HOSTNAME="web1\n',
        'HOSTNAME="web1"\n',
        "unsafe",
    ),
    Rule(
        "VZ103",
        "long-name",
        "error",
        "a name of 512 bytes or more",
        "vzctl has no room for such a name and skips the line.",
        "X" * 512 + '="1"\n',
        "X" * 511 + '="1"\n',
        differs="the first name has 512 bytes, the second 511",
    ),
    Rule(
        "VZ104",
        "unknown-parameter",
        "warning",
        "a name that the reader does not know",
        "vzctl ignores the line and says so only with --verbose: a mistyped name has no effect and nobody notices.",
        'VMMGUARPAGES="1:unlimited"\n',
        'VMGUARPAGES="1:unlimited"\n',
    ),
    Rule(
        "VZ105",
        "duplicate-parameter",
        "warning",
        "a parameter that an earlier line has set: this line is ignored",
        "vzctl takes the first valid line of this parameter and warns of later ones; libvzctl, libvirt and a sourcing "
        "shell take the last. The container differs with the tool that reads it.",
        'ONBOOT="yes"\nONBOOT="no"\n',
        'ONBOOT="yes"\n',
        "safe",
    ),
    Rule(
        "VZ106",
        "repeated-parameter",
        "warning",
        "a parameter on several lines, of which vzctl overrides one in silence or joins all",
        "vzctl lets the last line of a beancounter win and adds up lists, both without a word; every other reader "
        "takes the last line alone. One line each leaves no doubt.",
        'KMEMSIZE="1:1"\nKMEMSIZE="2:2"\n',
        'KMEMSIZE="2:2"\n',
        "safe",
    ),
    Rule(
        "VZ107",
        "no-final-newline",
        "warning",
        "a file of one line without a line feed at its end",
        "vzctl loses the last byte of such a file, so the closing quote is gone and the line is refused. A file of a "
        "single byte makes it loop for ever.",
        'ONBOOT="yes"',
        'ONBOOT="yes"\n',
        "unsafe",
        differs="the first file ends with the quote, the second with a line feed behind it",
        silence="",
    ),
    Rule(
        "VZ108",
        "exported-parameter",
        "warning",
        "a line that starts with 'export'",
        "'export' belongs to the shell. vzctl and libvzctl take 'export NAME' for the name, which they do not know, "
        "and ignore the line.",
        'export ONBOOT="yes"\n',
        'ONBOOT="yes"\n',
        "unsafe",
    ),
    Rule(
        "VZ109",
        "blank-in-name",
        "warning",
        "a blank between the name and '='",
        "The blank becomes part of the name, which no reader knows; a shell tries to run the name as a command.",
        'ONBOOT ="yes"\n',
        'ONBOOT="yes"\n',
        "unsafe",
    ),
    Rule(
        "VZ110",
        "lower-case-name",
        "warning",
        "a parameter's name in lower or mixed case",
        "Names are compared exactly: in another case the line is unknown and without effect.",
        'onboot="yes"\n',
        'ONBOOT="yes"\n',
        "unsafe",
    ),
    Rule(
        "VZ111",
        "byte-order-mark",
        "warning",
        "a byte order mark at the start of the file",
        "The mark becomes part of the first name, so the first setting is lost in silence.",
        '\ufeffONBOOT="yes"\n',
        'ONBOOT="yes"\n',
        "unsafe",
        silence="file",
    ),
)


@conf_check("VZ107")
def last_byte(conf: ConfContext) -> Iterator[Finding]:
    """A file of one line loses its last byte; the fix ends the line."""
    for found in objections.last_byte(conf):
        yield found._replace(fix=Fix("add the line feed", 1, 2, conf.text + "\n", safe=False))


def unparsable(conf: ConfContext, problem: Problem) -> Finding:
    """Say why a line cannot be parsed; the fix closes a quote."""
    found = objections.unparsable(conf, problem)
    if found.code == "VZ102" and "\n" in conf.text:
        leaf = conf.tree[problem.at]
        line = leaf.raw.rstrip("\r\n \t") + '"' + (conf.end_of(leaf) or "\n")
        if isinstance(conf.dialect.read(line), Assignment):
            return found._replace(fix=conf.replace("close the quote", problem.at, line, safe=False))
    return found


def unknown(conf: ConfContext, problem: Problem) -> Finding:
    """Say that a name is unknown, and what was probably meant; the fix writes it where that is plain."""
    found = objections.unknown(conf, problem)
    leaf = conf.tree[problem.at]
    code, meant = objections.misspelled(problem.name, conf.dialect)
    if found.code == code and meant in conf.dialect.rows and isinstance(leaf, Assignment):
        line = leaf.raw.replace(problem.name, meant, 1)
        if code == "VZ109":  # a blank behind '=' is part of the value
            head, _, value = line.partition("=")
            line = head + "=" + value.lstrip(" \t")
        return found._replace(fix=conf.replace(f"write {meant}", problem.at, line, safe=False))
    return found


def duplicate(conf: ConfContext, problem: Problem) -> Finding:
    """Say which line this one loses against; the fix drops it, safely where it says the same."""
    setting = conf.settings.by_name[conf.dialect.rows[problem.name].name]
    first = objections.first_of(setting)
    same = objections.same_text(conf, problem.at, first)
    summary = (
        "drop the line that says it again" if same else f"drop the line that vzctl ignores, as line {first + 1} wins"
    )
    # Where both lines read the same to every reader, no reader misses the second.
    alike = conf.tree[problem.at].raw.rstrip("\r\n") == conf.tree[first].raw.rstrip("\r\n")
    fix = conf.replace(summary, problem.at, "", safe=same and alike and len(setting.leaves) == 2)
    return objections.duplicate(conf, problem)._replace(fix=fix)


def overruled(conf: ConfContext, problem: Problem) -> Finding:
    """Say which other parameter has taken this one's place; the fix drops the line where it is the only one."""
    if len(conf.settings.by_name[problem.name].leaves) > 1:
        return objections.overruled(conf, problem)
    line = conf.settings.by_name[problem.item].kept[0] + 1
    fix = conf.replace(f"drop the line that line {line} overrides", problem.at, "", safe=False)
    return objections.overruled(conf, problem)._replace(fix=fix)
