"""Which lines can the reader not read, or not use? Its own complaints, line by line.

Facts: ve-conf.md 2.1, 2.5, 5.5.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.characters import C_BLANKS, trim, upper
from translator.conf.dialect import LONG_NAME, LONG_NAME7, NO_QUOTE
from translator.conf.settle import Problem
from translator.conf.tree import Assignment, Opaque
from translator.finding import Finding, Fix
from translator.lint.context import Conf
from translator.lint.rule import Rule, conf_check, declare
from translator.table import BY_NAME
from translator.values.codec import byte_length
from translator.wording import shown, spelled

NAME_BYTES = 512
#: libvzctl's
NAME_BYTES7 = 4096

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
def last_byte(conf: Conf) -> Iterator[Finding]:
    """A file of one line loses its last byte (facts: ve-conf.md 2.1)."""
    text = conf.text
    if text and "\n" not in text and conf.dialect.name == "vzctl":
        message = (
            "the file is a single byte: vzctl loops for ever reading it"
            if byte_length(text) == 1
            else f"the file is one line without a line feed: vzctl loses its last character {shown(text[-1])}"
        )
        fix = Fix("add the line feed", 1, 2, text + "\n", safe=False)
        yield conf.finding("VZ107", len(conf.tree) - 1, message, parameter="", fix=fix)


def unparsable(conf: Conf, problem: Problem) -> Finding:
    """Say why a line cannot be parsed."""
    leaf = conf.tree[problem.at]
    why = leaf.why if isinstance(leaf, Opaque) else ""
    if why == NO_QUOTE:
        line = leaf.raw.rstrip("\r\n \t") + '"' + (conf.end_of(leaf) or "\n")
        again = conf.dialect.read(line)
        fix = None
        if isinstance(again, Assignment) and "\n" in conf.text:
            fix = conf.replace("close the quote", problem.at, line, safe=False)
        message = (
            f"{shown(problem.name)}: the double quote is never closed, so the line is skipped; expected one at its end"
        )
        return conf.finding("VZ102", problem.at, message, parameter=problem.name, fix=fix)
    if why in (LONG_NAME, LONG_NAME7):
        return _long_name(conf, problem.at, NAME_BYTES if why == LONG_NAME else NAME_BYTES7)
    message = f"the line has no '=' and is skipped: {shown(trim(leaf.raw))}; expected NAME=\"value\" or a comment"
    return conf.finding("VZ101", problem.at, message, parameter="")


def _long_name(conf: Conf, at: int, room: int = NAME_BYTES) -> Finding:
    message = f"the name has {room} bytes or more, so the line is skipped; expected less"
    return conf.finding("VZ103", at, message, whole=True, parameter="")


def unknown(conf: Conf, problem: Problem) -> Finding:
    """Say that a name is unknown, and what was probably meant."""
    leaf = conf.tree[problem.at]
    name = problem.name
    rows = conf.dialect.rows
    code, meant, message = "VZ104", "", ""
    if byte_length(name) >= NAME_BYTES:
        return _long_name(conf, problem.at)
    if name.startswith("\ufeff"):
        code, meant = "VZ111", name[1:]
        message = f"a byte order mark is part of the name, so {shown(meant)} is not read; expected none"
    elif name.startswith(("export ", "export\t")):
        code, meant = "VZ108", trim(name[7:])
        message = f"'export' is part of the name, so {shown(meant)} is not read; expected {meant}=..."
    elif name.rstrip(C_BLANKS) != name:
        code, meant = "VZ109", trim(name)
        message = f"the blank before '=' is part of the name, so {shown(meant)} is not read; expected {meant}=..."
    elif upper(name) in rows and name != upper(name):
        code, meant = "VZ110", upper(name)
        message = f"{shown(name)} is unknown, names are upper case; expected {meant}"
    fix = None
    if meant in rows and isinstance(leaf, Assignment):
        line = leaf.raw.replace(name, meant, 1)
        if code == "VZ109":  # a blank behind '=' is part of the value
            head, _, value = line.partition("=")
            line = head + "=" + value.lstrip(" \t")
        fix = conf.replace(f"write {meant}", problem.at, line, safe=False)
    return conf.named(code, problem.at, message or _unknown_name(conf, name), fix=fix)


def _unknown_name(conf: Conf, name: str) -> str:
    row = BY_NAME.get(name)
    if row is not None and row.known == "U":
        return f"{name} is known only to builds of vzctl for upstream kernels: {row.summary}"
    if row is not None:
        reader = "libvzctl (OpenVZ 7)" if conf.dialect.name != "libvzctl" else "vzctl"
        return f"{name} is unknown to {conf.dialect.name}, only {reader} reads it: {row.summary}"
    conf.guesses -= 1
    meant = spelled(name) if conf.guesses >= 0 else ""
    hint = f"; did you mean {meant}?" if meant else ""
    return f"{shown(name)} is no parameter that {conf.dialect.name} knows, the line has no effect{hint}"


def duplicate(conf: Conf, problem: Problem) -> Finding:
    """Say which line this one loses against; the fix drops it where it says the same."""
    leaf = conf.tree[problem.at]
    row = conf.dialect.rows[problem.name]
    setting = conf.settings.by_name[row.name]
    first = setting.kept[0] if setting.kept else setting.leaves[0]
    kept = conf.tree[first]
    same = (leaf.text if isinstance(leaf, Assignment) else "") == (kept.text if isinstance(kept, Assignment) else "")
    summary = (
        "drop the line that says it again" if same else f"drop the line that vzctl ignores, as line {first + 1} wins"
    )
    # Where both lines read the same to every reader, no reader misses the second.
    safe = same and leaf.raw.rstrip("\r\n") == kept.raw.rstrip("\r\n") and len(setting.leaves) == 2
    fix = conf.replace(summary, problem.at, "", safe=safe)
    # an empty value is none to libvirt, so it keeps the earlier one
    takers = "libvzctl, libvirt and a shell" if getattr(leaf, "text", "") else "libvzctl and a shell"
    others = "says the same" if same else f"says otherwise, and {takers} take this one"
    message = f"{problem.name} stands on line {conf.line_of(first)} already, so vzctl ignores this line, which {others}"
    return conf.finding("VZ105", problem.at, message, parameter=row.name, fix=fix)


def overruled(conf: Conf, problem: Problem) -> Finding:
    """Say which other parameter has taken this one's place: libvzctl stores both in one."""
    at, rival = problem.at, conf.settings.by_name[problem.item]
    line = rival.kept[0] + 1
    message = (
        f"{problem.name} and {problem.item} are one value to libvzctl: that on line {line} counts, which it reads later"
    )
    alone = len(conf.settings.by_name[problem.name].leaves) == 1
    fix = conf.replace(f"drop the line that line {line} overrides", at, "", safe=False) if alone else None
    return conf.named("VZ106", at, message, fix=fix)
