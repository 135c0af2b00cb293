"""How are rules told to people? One rule in full, one parameter in full, and the table of all for the manual."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from translator.lint.engine import iter_rules
from translator.lint.examples import files_of
from translator.lint.rule import REGISTRY, Example, Rule
from translator.table import BY_NAME, Row
from translator.values.size import PAGE
from translator.values.word import Ignored
from translator.wording import listed

_KNOWN = {
    "4": "vzctl 4.11.1",
    "7": "libvzctl 8.0 (OpenVZ 7)",
    "B": "vzctl 4.11.1 and libvzctl 8.0 (OpenVZ 7)",
    "U": "builds of vzctl for upstream kernels",
}
_WIDTH = 100
_METADATA = "metadata (which libvirt keeps and does not act on)"
#: Characters that examples cannot show as they are.
_CHARACTERS = {"\t": "a tab", "\r": "a carriage return", "\0": "a NUL byte", "\ufeff": "the byte order mark"}
_UNITS = {
    "byte": "bytes",
    "page": f"pages of {PAGE} bytes",
    "item": "items",
    "inode": "inodes",
    "s": "seconds",
    "1/s": "operations a second",
    "byte/s": "bytes a second",
    "%": "percent",
    "uid": "user ids",
    "gid": "group ids",
}
_FIXES = {"": "", "safe": "safe", "unsafe": "unsafe"}
_SUBJECTS = {"conf": "one conf", "domain": "one domain document", "fleet": "a folder", "translation": "a translation"}


def find_rule(word: str) -> Rule | None:
    """Return the rule with this code or name, in any letter case."""
    for code in iter_rules():
        rule = REGISTRY.rules[code]
        if word.upper() == code or word.lower() == rule.name:
            return rule
    return None


def explain_rule(rule: Rule) -> str:
    """Return all there is to say of a rule."""
    lines = [
        f"{rule.code} {rule.name} ({rule.level})",
        "",
        _sentence(rule.summary),
        *wrap(rule.why, _WIDTH),
        "",
        f"Looks at: {_SUBJECTS[rule.subject]}",
        f"Fix:      {_fix_words(rule)}",
    ]
    if rule.bad:
        odd: dict[str, str] = {}
        wrong, right = ("Wrong:", "Right:") if rule.subject != "translation" else ("It appears:", "It does not:")
        lines += ["", wrong, *_shown(rule, rule.bad, odd), "", right, *_shown(rule, rule.good, odd)]
        notes = [
            *([rule.differs] if rule.differs else ()),
            *(f"{sign} stands for {what}" for sign, what in odd.items()),
        ]
        if notes:
            lines += ["", *wrap(_sentence("; ".join(notes)), _WIDTH)]
    if rule.subject != "translation":
        lines += ["", _silence(rule)]
    return "\n".join(lines) + "\n"


def _silence(rule: Rule) -> str:
    if not rule.silence:
        return f"Silenced by: vzvirt check --ignore {rule.code}"
    comment = f"vzvirt: {'ignore' if rule.silence == 'line' else 'ignore-file'}[{rule.code}] reason"
    comment = f"<!-- {comment} -->" if rule.subject == "domain" else f"# {comment}"
    return f"Silenced by {'the line before' if rule.silence == 'line' else 'a line anywhere in the file'}: {comment}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def _fix_words(rule: Rule) -> str:
    if rule.fixable == "safe":
        return "--fix, where every reader goes on taking the file as before; else --unsafe-fixes"
    return "--unsafe-fixes" if rule.fixable else "none"


def _shown(rule: Rule, example: str | Example, odd: dict[str, str]) -> Iterator[str]:
    """Yield an example line by line; ``odd`` gets what stands for characters that cannot be shown."""
    if isinstance(example, Example):
        host = example.host
        if host.ram is not None or host.swap is not None:
            sizes = [
                f"--host-{name} {size // 2**20}{'M' if size else ''}"
                for name, size in (("ram", host.ram), ("swap", host.swap))
                if size is not None
            ]
            yield f"    with {' '.join(sizes)}:"
        if host.devices is not None:
            yield f"    with --host-devices, where /dev holds {listed(sorted(host.devices))} alone:"
        if example.dialect != "vzctl":
            yield f"    with --dialect {example.dialect}:"
        if example.command:
            yield f"    with 'vzvirt {example.command}':"
        for name, text in files_of(rule, example).items():
            yield f"    {name}:"
            yield from (f"        {_cut(line, odd)}" for line in text.rstrip("\n").split("\n"))
        return
    yield from (f"    {_cut(line, odd)}" for line in example.rstrip("\n").split("\n"))
    if rule.completed:
        yield "    (and the other beancounters)"


def _cut(line: str, odd: dict[str, str]) -> str:
    if len(line) > _WIDTH:
        line = f"{line[: _WIDTH - 24]}... ({len(line)} characters)"
    parts = []
    for char in line:
        if not char.isprintable():
            sign = char.encode("unicode_escape").decode("ascii")
            if "\udc80" <= char <= "\udcff":  # a byte that is no UTF-8
                sign = f"\\x{ord(char) - 0xDC00:02x}"
                odd[sign] = f"the byte 0x{ord(char) - 0xDC00:02X}"
            else:
                odd[sign] = _CHARACTERS.get(char, f"the character U+{ord(char):04X}")
            char = sign
        parts.append(char)
    return "".join(parts)


def explain_parameter(name: str) -> str | None:
    """Return all there is to say of a parameter, None for a name that nobody knows."""
    row = BY_NAME.get(name.upper())
    if row is None:
        return None
    about = [("Read by", _KNOWN[row.known]), ("Value", row.codec.expects)]
    if row.unit and not isinstance(row.codec, Ignored):
        suffix = ", where a number has no suffix" if "suffix" in row.codec.expects else ""
        if "/P" in row.codec.expects:
            suffix += f" (P is for pages of {PAGE} bytes)"
        about.append(("Unit", _UNITS.get(row.unit, row.unit) + suffix))
    if row.codec7 is not None and row.codec7.expects != row.codec.expects:
        about.append(("In OpenVZ 7", row.codec7.expects))
    about.append(("Repeated", _repeated(row)))
    if row.option:
        about.append(("vzctl", row.option if row.option.startswith("create") else f"set {row.option}"))
    if not row.saved:
        about.append(("Saved", "never written by vzctl itself"))
    aliases = (*row.aliases, *row.aliases7)
    if aliases:
        about.append(("Other names", listed(aliases)))
    about.append(("In a domain", _places(row)))
    rules = [REGISTRY.rules[code] for code in iter_rules()]
    lines = [row.name, "", _sentence(row.summary), ""]
    lines += [f"{label + ':':13} {text}" for label, text in about]
    for title, told in (
        ("Rules about it:", [rule for rule in rules if row.name in rule.parameters]),
        ("Rules that hold others against it:", [rule for rule in rules if row.name in rule.beside]),
    ):
        if told:
            lines += ["", title, *(f"    {rule.code} {rule.name}" for rule in told)]
    return "\n".join(lines) + "\n"


def _repeated(row: Row) -> str:
    last = "the last line counts"
    if row.known == "7":
        return last
    return row.repeats.value if row.known != "B" else f"{row.repeats.value}; in OpenVZ 7 {last}"


def _places(row: Row) -> str:
    from translator.lenses.drivers import DRIVERS, driver_named

    places: dict[str, str] = {name: driver_named(name).place_of(row.name) for name in DRIVERS}
    if len(set(places.values())) == 1:
        places = {"": next(iter(places.values()))}
    told = [
        f"{name}: {_METADATA if place == 'metadata' else place}".removeprefix(": ") for name, place in places.items()
    ]
    return "; ".join(told)


def list_rules() -> str:
    """Return one line a rule."""
    lines = []
    for code in iter_rules():
        rule = REGISTRY.rules[code]
        lines.append(f"{code}  {rule.level:7}  {_FIXES[rule.fixable]:6}  {rule.name:30}  {rule.summary}\n")
    return "".join(lines)


def markdown_table() -> str:
    """Return the table of all rules for the manual."""
    lines = ["| code | name | level | fix | what it finds |", "|---|---|---|---|---|"]
    for code in iter_rules():
        rule = REGISTRY.rules[code]
        summary = rule.summary.replace("|", "\\|").replace("<", "&lt;")
        lines.append(f"| {code} | {rule.name} | {rule.level} | {_FIXES[rule.fixable]} | {summary} |")
    return "\n".join(lines) + "\n"
