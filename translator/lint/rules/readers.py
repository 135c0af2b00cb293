"""Which lines do vzctl, libvzctl, libvirt and a sourcing shell read differently?

A pattern tells the lines that all four read alike, which are nearly all. Only others are taken apart, once by each
reader, and only where the four disagree is there a finding.
Facts: ve-conf.md 2.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.characters import C_BLANKS, trim
from translator.conf.dialect import LIBVIRT, LIBVZCTL, VZCTL
from translator.conf.objections import overridden
from translator.conf.settle import Setting
from translator.conf.tree import Assignment, Leaf
from translator.finding import Finding, Fix
from translator.lazy import lazy
from translator.lint.context import ConfContext
from translator.lint.rule import line_check
from translator.lint.rules import readers_declared  # noqa: F401 - declares the rules
from translator.table import BY_NAME, Repeats
from translator.values.codec import Refused, byte_length
from translator.wording import counted, listed, shown

if TYPE_CHECKING:
    from translator.lint.shell import ShellView

#: A line on which everyone agrees. ``$VEID`` is right in two parameters, and only once.
_PLAIN = lazy(
    r"""(?:VE_ROOT|VE_PRIVATE)="[^"\\$`\t\r\n\0]*+(?:\$VEID(?![A-Za-z0-9_])[^"\\$`\t\r\n\0]*+)?"\n
      | [A-Z][A-Z0-9_]*+="[^"\\$`\t\r\n\0]*+"\n
      | \#[^\0\n]*+\n
      | \n""",
    re.X,
)
#: What libvirt's driver reads of a conf; of other parameters it has no view.
_LIBVIRT_READS = frozenset(
    "CPUS IP_ADDRESS NETIF OSTEMPLATE VE_PRIVATE DISKSPACE VMGUARPAGES PRIVVMPAGES ONBOOT".split()
)
_VEID = lazy(r"\$VEID(?![A-Za-z0-9_])")
_ANY_VEID = lazy(r"\$\{?VEID")
_PATHS = ("VE_ROOT", "VE_PRIVATE")
_STANDS_FOR_VEID = "\ue000"
_LONGEST_LINE = 16383
_LONGEST_LINE7 = 40959


@line_check(*(f"VZ{number}" for number in range(120, 134)))
def disagreements(conf: ConfContext) -> Iterator[Finding]:
    """Look at the lines that are not plain, and at the length of all."""
    some = False
    for at in conf.fresh:
        leaf = conf.tree[at]
        if len(leaf.raw) > _LONGEST_LINE // 4:
            yield from _overlong(conf, at, leaf)
        if is_plain(leaf.raw):
            continue
        some = True
        found = _line(conf, at, leaf)
        if found is not None:
            yield found
    if some and "\r\n" in conf.text:
        yield _carriage_return(conf)


def is_plain(line: str) -> bool:
    """Whether everyone agrees on what a line says."""
    return _PLAIN.fullmatch(line) is not None


def _carriage_return(conf: ConfContext) -> Finding:
    at = next(at for at, leaf in enumerate(conf.tree) if leaf.raw.endswith("\r\n"))
    text = conf.text
    count = text.count("\r\n")
    changed = re.sub(r"\r+\n", "\n", text)  # all of them at once: what is left of a row would be found again
    # Unquoted values lose a CR that libvirt sees; a CR before the CR is a blank to the others.
    safe = not any(
        leaf.raw.endswith("\r\n") and not _same_for_all(leaf.raw, leaf.raw[:-1].rstrip("\r") + "\n")
        for leaf in conf.tree
    )
    fix = Fix("end the lines in LF", 1, text.count("\n") + 2, changed, safe)
    message = f"{counted(count, 'line ends', 'lines end')} in CR LF: a sourcing shell keeps the CR"
    return conf.finding("VZ129", at, message, whole=True, parameter="", fix=fix)


def _overlong(conf: ConfContext, at: int, leaf: Leaf) -> Iterator[Finding]:
    size = byte_length(leaf.raw)
    if size > _LONGEST_LINE:
        cut = "libvzctl reads it in pieces, and vzctl's writer " if size > _LONGEST_LINE7 else "vzctl's writer "
        message = f"the line has {size} bytes: {cut}cuts it at {_LONGEST_LINE}"
        yield conf.finding("VZ133", at, message)


def _same_for_all(old: str, new: str) -> bool:
    """Whether the three conf readers take both lines alike."""
    for dialect in (VZCTL, LIBVZCTL, LIBVIRT):
        before, after = dialect.read(old), dialect.read(new)
        if type(before) is not type(after):
            return False
        if isinstance(before, Assignment) and isinstance(after, Assignment) and before[1:] != after[1:]:
            return False
    return True


def _line(conf: ConfContext, at: int, leaf: Leaf) -> Finding | None:
    """Return what is to be said of one line, None where all readers agree on it."""
    raw = leaf.raw
    from translator.lint.shell import shell_view

    if conf.dialect is VZCTL:
        mine = leaf
        if "\n" not in conf.text and len(conf.tree) > 1:
            return None  # the halves of a line without line feed: VZ107 has said it
    else:
        mine = VZCTL.read(raw)
    seven, virt = LIBVZCTL.read(raw), LIBVIRT.read(raw)
    name = next((each.name for each in (mine, seven) if isinstance(each, Assignment)), None)
    if name is None or not isinstance(mine, Assignment) or name not in BY_NAME:
        return None  # unreadable or unknown to vzctl: VZ101 to VZ111 have said it
    if name in _PATHS and _VEID.search(mine.text):
        # scripts that source the file set VEID: as far as they go, $VEID is text that they agree on
        shell = shell_view(raw.replace("$VEID", _STANDS_FOR_VEID))
        shell = shell._replace(text=shell.text.replace(_STANDS_FOR_VEID, "$VEID") if shell.text else shell.text)
    else:
        shell = shell_view(raw)
    views = _views(name, mine, seven, virt, shell)
    code, summary = _kind(name, raw, mine)
    if code not in ("VZ124", "VZ127") and len({*views.values()}) == 1 and not shell.trouble:
        return None
    if code == "VZ129":  # a CR and nothing else: said once for the file
        return None
    message = f"{name}: {summary}: " + _told(views, shell)
    return conf.finding(code, at, message, whole=code == "VZ124", parameter=name, fix=_fix(conf, code, at, mine, seven))


def _views(name: str, mine: Assignment, seven: Leaf, virt: Leaf, shell: ShellView) -> dict[str, str | None]:
    views: dict[str, str | None] = {"vzctl": mine.text}
    views["libvzctl"] = seven.text if isinstance(seven, Assignment) and seven.name == name else None
    if name in _LIBVIRT_READS:
        found = virt.text if isinstance(virt, Assignment) and virt.name == name else None
        views["libvirt"] = found if found or mine.text else mine.text
    views["a shell"] = shell.text if shell.name == name else None
    return views


def _told(views: dict[str, str | None], shell: ShellView) -> str:
    """Say who reads what: readers of one view together."""
    groups: dict[str | None, list[str]] = {}
    for reader, text in views.items():
        if reader == "a shell" and shell.trouble:
            continue
        groups.setdefault(text, []).append(reader)
    parts = []
    for text, readers in groups.items():
        verb = "reads" if len(readers) == 1 else "read"
        parts.append(f"{listed(readers)} {verb} {'nothing' if text is None else shown(text)}")
    if shell.trouble:
        parts.append(f"in a shell it {shell.trouble}")
    return ", ".join(parts)


def _kind(name: str, raw: str, mine: Assignment) -> tuple[str, str]:
    """Return the rule that fits a line best, with the sentence that starts its message."""
    body = raw.rstrip("\r\n")
    value = body.partition("=")[2]
    text = mine.text
    quoted = value.startswith('"')
    if "\0" in raw:
        return "VZ131", "the line holds a NUL byte"
    if "\\" in body:
        return "VZ125", "a backslash in the line"
    if "VEID" in text and _ANY_VEID.search(text):
        if name not in _PATHS:
            return "VZ127", "$VEID is replaced in VE_ROOT and VE_PRIVATE only"
        if len(_ANY_VEID.findall(text)) > 1:
            return "VZ127", "only the first $VEID is replaced, libvirt replaces all"
        if "${VEID" in text:
            return "VZ127", "${VEID} is never replaced by libvirt; expected $VEID"
        if not _VEID.search(text):
            return "VZ127", "$VEID runs on into a longer name, which is another variable to a shell"
    if value.startswith("'"):
        return "VZ120", "single quotes"
    if body[:1] in (" ", "\t", "\v", "\f"):
        return "VZ124", "the line is indented, which hides it from libvirt and from vzctl's own writer"
    if "$" in (_VEID.sub("", text) if name in _PATHS else text) or "`" in text:
        return "VZ126", "a shell acts on the value"
    if quoted:
        end = value.rfind('"')
        if '"' in value[1:end]:
            # a further assignment or a comment with quotes behind the value, or quotes within it
            if re.match(r'"[^"]*"(?:[ \t]*[;#]|[ \t]+[A-Za-z_]+=)', value):
                return "VZ123", "text follows the closing quote"
            return "VZ128", "a double quote inside the value"
        if trim(value[end + 1 :]):
            return "VZ123", "text follows the closing quote"
    elif '"' in value:
        return "VZ128", "a double quote that opens nowhere"
    elif re.search(rf"[{C_BLANKS}]#", value):
        return "VZ122", "a comment behind a value without quotes"
    if "\t" in text:
        return "VZ130", "a tab inside the value"
    if not quoted and value[:1] not in C_BLANKS and trim(value):
        stripped = value.rstrip(C_BLANKS)
        if re.search(rf"[{C_BLANKS}&;|<>()'~*]", stripped) or value != stripped:
            return "VZ121", "the value has no quotes"
    if raw.endswith("\r\n"):
        return "VZ129", "the line ends in CR LF"
    return "VZ132", "readers take the line differently"


def _fix(conf: ConfContext, code: str, at: int, mine: Assignment, seven: Leaf) -> Fix | None:
    """Return the change that makes all readers agree, where it is plain what was meant."""
    if code not in ("VZ120", "VZ121", "VZ122", "VZ123", "VZ124", "VZ127", "VZ130"):
        return None
    text = mine.text
    summary, before = f'write {mine.name}="..."', ""
    if code in ("VZ120", "VZ122"):
        text = seven.text if isinstance(seven, Assignment) else text
        if code == "VZ122":
            comment = re.search(rf"[{C_BLANKS}](#.*)", mine.raw.rstrip("\r\n"))
            before = f"{comment[1]}\n" if comment else ""
    elif code == "VZ123":
        return _split(conf, at, mine)
    elif code == "VZ127":
        if text.count("VEID") != 1 or "${VEID}" not in text:
            return None
        text = text.replace("${VEID}", "$VEID")
        if not _VEID.search(text):
            return None
        summary = "write $VEID"
    elif code == "VZ130":
        text = " ".join(text.split("\t"))
    line = f'{mine.name}="{text}"'
    if any(char in text for char in '"\\`\0\n') or ("$" in text and code != "VZ127"):
        return None
    line += conf.end_of(mine) or "\n"
    return conf.replace(summary, at, before + line, safe=_same_for_all(mine.raw, before + line))


def _split(conf: ConfContext, at: int, mine: Assignment) -> Fix | None:
    """Bring what follows a closing quote onto lines of its own, where it is a comment or more assignments."""
    body = mine.raw.rstrip("\r\n")
    first = re.match(r'[A-Z0-9_]+="[^"]*"', body)
    if first is None:
        return None
    rest = body[first.end() :].strip(" \t;")
    end = conf.end_of(mine) or "\n"
    if rest.startswith("#"):
        changed = rest + end + first[0] + end
    elif re.fullmatch(r'(?:[A-Z0-9_]+="[^"]*"[ \t;]*)+', rest):
        changed = first[0] + end + "".join(part + end for part in re.findall(r'[A-Z0-9_]+="[^"]*"', rest))
    else:
        return None
    return conf.replace("give each its own line", at, changed, safe=False)


def joined(conf: ConfContext, setting: Setting) -> Iterator[Finding]:
    """Report the lines of one parameter that override or join each other without a word of vzctl's (VZ106).

    The fix drops a line that is overridden. It is safe where each line is valid, so that every reader takes the last.
    """
    if conf.dialect.last_wins:
        yield from (found for _, found in overridden(conf, setting))
        return
    refused = {problem.at for problem in conf.settings.problems}
    lines = [at for at in setting.leaves if at not in refused]
    final = lines[-1] if lines else setting.leaves[-1]
    valid = len(lines) == len(setting.leaves) and _everyone_takes(conf, final)
    for at, found in overridden(conf, setting):
        yield found._replace(fix=_dropped(conf, at, final, valid=valid))
    if setting.row.repeats is not Repeats.JOIN:
        return
    name = setting.row.name
    for at in lines[1:]:
        message = f"{name} stands on line {lines[0] + 1} already: vzctl joins the lines, all others take the last"
        yield conf.finding("VZ106", at, message, parameter=name)


def _dropped(conf: ConfContext, at: int, final: int, *, valid: bool) -> Fix:
    """Return the fix that drops a line which a later one, ``final``, overrides; ``valid`` says that each line is."""
    leaf, last = conf.tree[at], conf.tree[final]
    # An alias is another parameter to some readers, and an empty last line is none to libvirt.
    plain = isinstance(leaf, Assignment) and isinstance(last, Assignment) and leaf.name == last.name
    return conf.replace(f"drop the line that line {final + 1} overrides", at, "", safe=plain and valid)


def _everyone_takes(conf: ConfContext, at: int) -> bool:
    leaf = conf.tree[at]
    if not is_plain(leaf.raw) or not isinstance(leaf, Assignment) or not leaf.text:
        return False
    # what only one reader refuses leaves the earlier line in force for it, or refuses the container
    for dialect in (VZCTL, LIBVZCTL, LIBVIRT):
        row = dialect.rows.get(leaf.name)
        if row is not None:
            try:
                dialect.codec(row).decode(leaf.text)
            except Refused:
                return False
    return True
