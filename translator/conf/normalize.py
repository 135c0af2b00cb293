"""How would the reader's own writer save this conf?"""

from __future__ import annotations

from typing import Any

from translator.conf.begin import begun_as_conf
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import Setting, Settings, settle
from translator.conf.tree import Assignment, Leaf
from translator.ctid import check_ctid
from translator.values.codec import UNSET, Codec, Refused
from translator.values.netif import Interfaces
from translator.values.number import HostPercent

#: What is said of lines that are read all the same, or that another one overrules.
_READ = ("duplicate", "overruled", "truncated", "word")


def normalize_conf(text: str, *, ctid: int | str, dialect: DialectName = "vzctl") -> str:
    """Return ``text`` with each parameter in force once, on its first line, in the form that vzctl saves.

    Refused and unknown lines, comments and blank lines stand as they are, and so do all lines of a parameter that has
    no value in force; lines that another one overrules go. What only the host can tell stays out: generated MACs are
    not added, ``CPULIMIT`` in percent of the host and parameters that vzctl never writes keep their line. ValueError
    for a ``ctid`` or ``dialect`` that is none.
    """
    reader = dialect_named(dialect)
    ctid = check_ctid(ctid)
    tree = parse(text, reader)
    settings = settle(tree, reader)
    refused = {problem.at for problem in settings.problems if problem.verdict not in _READ}
    overruled = {problem.name for problem in settings.problems if problem.verdict == "overruled"}
    kept = {at for setting in settings.by_name.values() for at in setting.kept}
    saved: dict[str, str | None] = {}
    lines: list[str] = []
    for at, leaf in enumerate(tree):
        setting = _setting(leaf, settings)
        if setting is None or not setting.kept:
            if setting is None or setting.row.name not in overruled:
                lines.append(leaf.raw)
        elif at in kept:
            if at == setting.kept[0]:
                saved[setting.row.name] = _saved(setting, leaf, ctid, settings)
            line = saved[setting.row.name]
            if line is None:
                lines.append(leaf.raw)
            elif at == setting.kept[0]:
                lines.append(line)
        elif at in refused and not (reader.last_wins and getattr(leaf, "name", "") == setting.row.name):
            # libvzctl writes the value over a line of that name; one of an alias stays
            lines.append(leaf.raw)
    if "".join(lines) == text:
        return text
    ended = [line if line.endswith("\n") else line + "\n" for line in lines]
    if len(lines) > 1:
        ended[-1] = lines[-1]
    return begun_as_conf("".join(ended), text)


def _setting(leaf: Leaf, settings: Settings) -> Setting | None:
    if not isinstance(leaf, Assignment):
        return None
    row = settings.dialect.rows.get(leaf.name)
    return settings.by_name[row.name] if row else None


def saved_text(setting: Setting, ctid: str) -> str:
    """Return the text that the reader's own writer saves for a parameter in force."""
    return _saved_value(setting.codec, setting.value, ctid)


def _saved_value(codec: Codec, value: Any, ctid: str) -> str:
    return codec.saved(value, ctid) if isinstance(codec, Interfaces) else codec.encode(value)


def _saved(setting: Setting, leaf: Leaf, ctid: str, settings: Settings) -> str | None:
    """Return the line as saved, or None where the lines have to stand as they are."""
    reader = settings.dialect
    if not setting.row.saved or isinstance(setting.value, HostPercent):
        return None
    if len(setting.kept) > 1 and not setting.codec.joins:
        return None
    name, text = setting.row.name, saved_text(setting, ctid)
    if setting.codec.verbatim and isinstance(leaf, Assignment):
        text = leaf.text
    elif rival := setting.codec.rival(setting.value):
        if _refused(rival[0], settings):
            return None
        name, text = rival
    elif not text and setting.value != "":
        return None
    elif not _stable(setting, text, ctid):
        text = setting.codec.write(setting.value)
    # The writers escape nothing, so a text with backslashes would shrink: such a line is left alone.
    line = f'{name}="{text}"\n'
    again = reader.read(line)
    return line if isinstance(again, Assignment) and again.text == text else None


def _refused(name: str, settings: Settings) -> bool:
    """Whether a parameter has lines that the reader refuses: they stay, and would be the last of that name."""
    return name in settings.by_name and not any(problem.verdict == "overruled" for problem in settings.problems)


def _stable(setting: Setting, text: str, ctid: str) -> bool:
    """Whether a saved text would be saved so again: vzctl writes one address in a way that it reads as none."""
    codec = setting.codec
    if codec.faithful(setting.value):
        return True
    try:
        again = codec.decode(text)
    except Refused as refused:
        again = refused.kept
    return again is not UNSET and _saved_value(codec, again, ctid) == text
