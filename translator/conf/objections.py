"""Which lines of a conf does its reader refuse, cut or ignore, and how is that told?

The reader's own complaints, and the lines that it passes over in silence: what stands there is not what the container
has. The words are those of ``check`` and of a conversion alike; the linter adds what it would do about it.
Facts: ve-conf.md 2.1, 2.5, 5.5.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import cast

from translator.characters import C_BLANKS, trim, upper
from translator.conf.dialect import LONG_NAME, LONG_NAME7, NO_QUOTE, Dialect
from translator.conf.script_keys import script_key
from translator.conf.settle import Problem, Setting, Settings, read_assignment, sets_something
from translator.conf.spots import Spots
from translator.conf.tree import Assignment, Opaque, Tree, render
from translator.finding import Finding, Level, by_place
from translator.levels import LEVEL_OF
from translator.table import BY_NAME, HOST_ONLY, Repeats
from translator.values.codec import UNSET, byte_length
from translator.wording import shown, spelled

PARAMETER_NAME_BYTES = 512
#: libvzctl's
PARAMETER_NAME_BYTES7 = 4096
#: libvzctl asks for these in the container's file, over that of the host.
_CONTAINERS_TOO = ("IPV6",)


class Lines:
    """The lines of one conf and what its reader made of them: each finding is given its place here."""

    __slots__ = ("_spots", "dialect", "endless", "guesses", "settings", "tree")

    def __init__(self, tree: Tree, settings: Settings) -> None:
        self.tree = tree
        self.settings = settings
        self.dialect: Dialect = settings.dialect
        #: Whether the text is one line without a line feed, of which vzctl makes two leaves (see parse).
        self.endless = len(tree) < 3 and not any("\n" in leaf.raw for leaf in tree)
        #: For how many more unknown names it is worth the time to guess what was meant: a text of thousands is no conf.
        self.guesses = 500
        self._spots: tuple[int, Spots] | None = None

    def line_of(self, at: int) -> int:
        """Return the line number of a leaf."""
        return 1 if self.endless else at + 1

    def spots(self, at: int) -> Spots:
        """Return the places in one leaf; findings about one line come one after the other."""
        if self._spots is None or self._spots[0] != at:
            self._spots = at, Spots(self.tree[at])
        return self._spots[1]

    def level(self, code: str) -> Level:
        """Return how bad an objection is."""
        return LEVEL_OF[code]

    def finding(
        self,
        code: str,
        at: int,
        message: str,
        *,
        item: str = "",
        offset: int = -1,
        whole: bool = False,
        parameter: str | None = None,
    ) -> Finding:
        """Return a finding about one leaf: at ``item`` in its value, at its value, or at the ``whole`` line.

        ``offset`` says where in the value the item stands, for one that may stand there several times.
        """
        leaf = self.tree[at]
        if whole:
            column, width = 1, max(1, len(leaf.raw.rstrip("\r\n")))
        else:
            column, width = self.spots(at).of(item, offset)
        name = parameter if parameter is not None else getattr(leaf, "name", None)
        line = self.line_of(at)
        if line <= at:  # the last character, which vzctl loses
            column, width = len(render(self.tree)), 1
        return Finding(line, column, code, self.level(code), message, name or None, None, width)

    def named(self, code: str, at: int, message: str) -> Finding:
        """Return a finding about the name on a line."""
        found = self.finding(code, at, message, whole=True)
        name = found.parameter or ""
        column = self.tree[at].raw.find(name) + 1
        return found._replace(column=column, width=max(1, len(name))) if column else found


def objections(tree: Tree, settings: Settings) -> list[Finding]:
    """Return a finding for each line that is not in force as it stands, in their order.

    Lines that vzctl joins are in force; an empty value, or one that says "none", sets nothing and is none.
    """
    lines = Lines(tree, settings)
    found = [object_to(lines, problem) for problem in settings.problems]
    found += last_byte(lines)
    for name, setting in settings.by_name.items():
        if name in HOST_ONLY:
            found += of_host(lines, setting)
        if len(setting.leaves) > 1:
            found += [finding for _, finding in overridden(lines, setting)]
    return sorted(found, key=by_place)


def object_to(lines: Lines, problem: Problem) -> Finding:
    """Return the finding about one of the reader's own complaints."""
    return _BY_VERDICT.get(problem.verdict, refused)(lines, problem)


def last_byte(lines: Lines) -> Iterator[Finding]:
    """Say that vzctl loses the last byte of a file of one line."""
    if lines.endless and lines.tree and lines.dialect.name == "vzctl":
        text = render(lines.tree)
        if text:
            message = (
                "the file is a single byte: vzctl loops for ever reading it"
                if byte_length(text) == 1
                else f"the file is one line without a line feed: vzctl loses its last character {shown(text[-1])}"
            )
            yield lines.finding("VZ107", len(lines.tree) - 1, message, parameter="")


def unparsable(lines: Lines, problem: Problem) -> Finding:
    """Say why a line cannot be parsed."""
    leaf = lines.tree[problem.at]
    why = leaf.why if isinstance(leaf, Opaque) else ""
    if why == NO_QUOTE:
        message = (
            f"{shown(problem.name)}: the double quote is never closed, so the line is skipped; expected one at its end"
        )
        return lines.finding("VZ102", problem.at, message, parameter=problem.name)
    if why in (LONG_NAME, LONG_NAME7):
        return _long_name(lines, problem.at, PARAMETER_NAME_BYTES if why == LONG_NAME else PARAMETER_NAME_BYTES7)
    message = f"the line has no '=' and is skipped: {shown(trim(leaf.raw))}; expected NAME=\"value\" or a comment"
    return lines.finding("VZ101", problem.at, message, parameter="")


def _long_name(lines: Lines, at: int, room: int = PARAMETER_NAME_BYTES) -> Finding:
    message = f"the name has {room} bytes or more, so the line is skipped; expected less"
    return lines.finding("VZ103", at, message, whole=True, parameter="")


def misspelled(name: str, dialect: Dialect) -> tuple[str, str]:
    """Return the code of what is wrong with an unknown name, and the name that was meant, '' where nobody can say."""
    if name.startswith("\ufeff"):
        return "VZ111", name[1:]
    if name.startswith(("export ", "export\t")):
        return "VZ108", trim(name[7:])
    if name.rstrip(C_BLANKS) != name:
        return "VZ109", trim(name)
    if upper(name) in dialect.rows and name != upper(name):
        return "VZ110", upper(name)
    return "VZ104", ""


_MISSPELLED: dict[str, Callable[[str, str], str]] = {
    "VZ111": lambda _, meant: f"a byte order mark is part of the name, so {shown(meant)} is not read; expected none",
    "VZ108": lambda _, meant: f"'export' is part of the name, so {shown(meant)} is not read; expected {meant}=...",
    "VZ109": lambda _, meant: (
        f"the blank before '=' is part of the name, so {shown(meant)} is not read; expected {meant}=..."
    ),
    "VZ110": lambda name, meant: f"{shown(name)} is unknown, names are upper case; expected {meant}",
}


def unknown(lines: Lines, problem: Problem) -> Finding:
    """Say that a name is unknown, and what was probably meant."""
    name = problem.name
    if byte_length(name) >= PARAMETER_NAME_BYTES:
        return _long_name(lines, problem.at)
    code, meant = misspelled(name, lines.dialect)
    say = _MISSPELLED.get(code)
    return lines.named(code, problem.at, _unknown_name(lines, name) if say is None else say(name, meant))


def _unknown_name(lines: Lines, name: str) -> str:
    row = BY_NAME.get(name)
    if row is not None and row.known == "U":
        return f"{name} is known only to builds of vzctl for upstream kernels: {row.summary}"
    if row is not None:
        reader = "libvzctl (OpenVZ 7)" if lines.dialect.name != "libvzctl" else "vzctl"
        return f"{name} is unknown to {lines.dialect.name}, only {reader} reads it: {row.summary}"
    if script_key(name):
        return f"{shown(name)} is no parameter that {lines.dialect.name} knows: it is for a script that reads the conf"
    lines.guesses -= 1
    meant = spelled(name) if lines.guesses >= 0 else ""
    hint = f"; did you mean {meant}?" if meant else ""
    return f"{shown(name)} is no parameter that {lines.dialect.name} knows, the line has no effect{hint}"


def first_of(setting: Setting) -> int:
    """Return the line that counts of a parameter whose later lines are passed over."""
    return setting.kept[0] if setting.kept else setting.leaves[0]


def same_text(lines: Lines, at: int, other: int) -> bool:
    """Whether two lines have the same value to their reader."""
    first, second = lines.tree[at], lines.tree[other]
    return getattr(first, "text", "") == getattr(second, "text", "")


def duplicate(lines: Lines, problem: Problem) -> Finding:
    """Say which line this one loses against."""
    leaf = lines.tree[problem.at]
    row = lines.dialect.rows[problem.name]
    first = first_of(lines.settings.by_name[row.name])
    # an empty value is none to libvirt, so it keeps the earlier one
    takers = "libvzctl, libvirt and a shell" if getattr(leaf, "text", "") else "libvzctl and a shell"
    same = same_text(lines, problem.at, first)
    others = "says the same" if same else f"says otherwise, and {takers} take this one"
    message = (
        f"{problem.name} stands on line {lines.line_of(first)} already, so vzctl ignores this line, which {others}"
    )
    return lines.finding("VZ105", problem.at, message, parameter=row.name)


def overruled(lines: Lines, problem: Problem) -> Finding:
    """Say which other parameter has taken this one's place: libvzctl stores both in one."""
    line = lines.settings.by_name[problem.item].kept[0] + 1
    message = (
        f"{problem.name} and {problem.item} are one value to libvzctl: that on line {line} counts, which it reads later"
    )
    return lines.named("VZ106", problem.at, message)


def overridden(lines: Lines, setting: Setting) -> Iterator[tuple[int, Finding]]:
    """Yield each line, and the finding about it, that another line of its parameter overrides in silence."""
    name, dialect = setting.row.name, lines.dialect
    if not (dialect.last_wins or (setting.row.repeats is Repeats.LAST and setting.kept)):
        return
    refused = {problem.at for problem in lines.settings.problems}
    if dialect.last_wins:
        taken = max(setting.kept or refused.intersection(setting.leaves) or setting.leaves)
        for at in setting.leaves:
            if at != taken and at not in refused:
                yield at, lines.finding("VZ106", at, _replaced(lines, name, at, taken), parameter=name)
    else:
        taken = setting.kept[-1]
        for at in setting.leaves:
            if at < taken and at not in refused and sets_something(lines.tree[at], dialect):
                message = f"{name} stands again on line {taken + 1}, which overrides this line in silence"
                yield at, lines.finding("VZ106", at, message, parameter=name)


def _replaced(lines: Lines, name: str, at: int, taken: int) -> str:
    """Say which line counts, where mostly the last one does: not an empty one to libvirt, nor another name's that
    libvzctl reads earlier.
    """
    if at < taken:
        return f"{name} stands again on line {taken + 1}, which {lines.dialect.name} takes"
    if not getattr(lines.tree[at], "text", ""):
        return f"an empty value is none to {lines.dialect.name}, which takes that of {name} on line {taken + 1}"
    other = getattr(lines.tree[taken], "name", name)
    return f"{name} stands on line {taken + 1}, too, as {other}, which {lines.dialect.name} takes"


def of_host(lines: Lines, setting: Setting) -> Iterator[Finding]:
    """Say that a parameter is none of a container's."""
    name = setting.row.name
    if lines.dialect.name != "libvzctl" or name not in _CONTAINERS_TOO:
        message = f"{name} is a parameter of the host ({setting.row.summary}); expected in vz.conf only"
        yield lines.named("VZ602", setting.leaves[0], message)


def refused(lines: Lines, problem: Problem) -> Finding:
    """Say which value, or which item of a list, the reader does not take, and what it expects."""
    name, item, dialect = problem.name, problem.item, lines.dialect
    row = dialect.rows.get(name)
    if row is None:  # a line without a name, which vzctl takes for addresses to remove
        message = f'a line without a name: vzctl takes {shown(item)} for addresses to remove; expected NAME="value"'
        return lines.finding("VZ201", problem.at, message, item=item, parameter="")
    codec = dialect.codec(row)
    text = cast("Assignment", lines.tree[problem.at]).text
    expected = f"; expected {codec.expects}"
    if problem.verdict == "truncated":
        message = f"{name}: {shown(item)} is too large, {dialect.name} caps it{expected}"
        return lines.finding("VZ202", problem.at, message, item=item, parameter=name)
    if problem.verdict == "word":
        message = f"{name}: {shown(item)} is unknown and passed over{expected}"
        return lines.finding("VZ203", problem.at, message, item=item, parameter=name)
    what = shown(item)
    rest = ""
    if text != item and dialect.name == "libvirt" and row.codec_libvirt is not None:
        rest = ", so libvirt reads nothing of the line"
    elif text != item and (row.repeats is Repeats.JOIN or (row.name == "NETIF" and dialect.name == "vzctl")):
        rest = ", so it and all that follows on the line is dropped"
    elif dialect.name == "vzctl":
        rest = _in_spite_of_it(lines, problem.at, text)
    message = f"{name}: {what} is not valid{rest}{expected}"
    return lines.finding("VZ201", problem.at, message, item=item, parameter=name)


def _in_spite_of_it(lines: Lines, at: int, text: str) -> str:
    """Return what vzctl does with a value that it refuses, '' where it passes over the line and nothing more."""
    name = lines.dialect.rows[getattr(lines.tree[at], "name", "")].name
    reading = read_assignment(name, text, lines.dialect)
    objection = reading.refused if reading is not None else None
    if reading is None or objection is None:
        return ""
    if objection.kept is not UNSET and reading.codec.shape == "quota":
        return f", yet vzctl stores {reading.codec.encode(objection.kept)}"
    return ", and an earlier line's value is forgotten" if objection.erases and _was_set(lines, name, at) else ""


def _was_set(lines: Lines, name: str, at: int) -> bool:
    """Whether a parameter has a value before a line."""
    leaves = lines.settings.by_name[name].leaves
    for earlier in reversed(leaves[: bisect_left(leaves, at)]):
        reading = read_assignment(name, cast("Assignment", lines.tree[earlier]).text, lines.dialect)
        if reading is not None and reading.value is not UNSET:
            return True
        if reading is not None and reading.refused is not None and reading.refused.erases:
            return False
    return False


_BY_VERDICT: dict[str, Callable[[Lines, Problem], Finding]] = {
    "unparsable": unparsable,
    "unknown": unknown,
    "duplicate": duplicate,
    "overruled": overruled,
}
