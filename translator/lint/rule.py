"""What is a rule? A code that is never reused, what it means, examples that are run as tests, and a check.

A module of :mod:`translator.lint.rules` declares its rules with ``Rule(...)`` and registers functions that find what
breaks them with ``@line_check``, ``@conf_check`` or ``@domain_check``. One function may serve several rules that
share a pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from translator.conf.dialect import DialectName
from translator.finding import Finding, Level
from translator.levels import LEVEL_OF

if TYPE_CHECKING:
    from translator.lint.context import ConfContext, DomainContext

#: What a rule speaks about: one conf, one domain document, a folder of them, or a translation.
Subject = Literal["conf", "domain", "fleet", "translation"]
#: Who is entitled to change the file: ``safe`` changes no reader's view, ``unsafe`` may.
Fixable = Literal["", "safe", "unsafe"]


class Host(NamedTuple):
    """What the caller knows of the host; None for unknown. ``ram`` and ``swap`` in bytes, ``devices`` below /dev."""

    ram: int | None = None
    swap: int | None = None
    cpus: int | None = None
    devices: frozenset[str] | None = None


NO_HOST = Host()


class Example(NamedTuple):
    """Files that break a rule, or the same put right: name to text.

    ``host`` is what the rule is told of the host; ``command`` the words behind ``vzvirt`` for what only a translation
    finds; ``dialect`` the reader, where the rule is about another than vzctl.
    """

    files: Mapping[str, str]
    host: Host = NO_HOST
    command: str = ""
    dialect: DialectName = "vzctl"


class Rule(NamedTuple):
    """One rule.

    ``code`` is never reused, ``name`` is a slug, ``level`` the default. ``why`` says what happens if it stays. ``bad``
    and ``good`` are texts (or files) that are run as tests; with ``completed`` they are lines that replace those of a
    conf that is otherwise right. ``parameters`` are those that a finding may be about, none for a rule about any line;
    ``beside`` those that they are held against. ``differs`` says in words what the eye does not see of the examples.
    ``silence`` is who is silenced by a comment: the next ``line``, or the ``file`` where there is no line before.
    """

    code: str
    name: str
    level: Level
    summary: str
    why: str
    bad: str | Example = ""
    good: str | Example = ""
    fixable: Fixable = ""
    subject: Subject = "conf"
    completed: bool = False
    parameters: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    differs: str = ""
    silence: Literal["line", "file", ""] = "line"


class ConfCheck(NamedTuple):
    """A function that looks at a conf, or at some lines of one: only where one of the parameters in ``reads`` has a
    line, without any at every conf.
    """

    run: Callable[[ConfContext], Iterator[Finding]]
    codes: tuple[str, ...]
    reads: tuple[str, ...]


class DomainCheck(NamedTuple):
    """A function that looks at a parsed domain document: at any, or at those with one of the ``tags``."""

    run: Callable[[DomainContext], Iterator[Finding]]
    codes: tuple[str, ...]
    tags: frozenset[str]


class Registry:
    """The rules by code, and the checks in the order of their registration."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}
        self._names: set[str] = set()
        self.confs: list[ConfCheck] = []
        """Checks that hold lines against each other, against the container's id or against the host."""
        self.lines: list[ConfCheck] = []
        """Checks that look at one line after the other, whatever it says."""
        self.by_parameter: dict[str, list[ConfCheck]] = {}
        """Checks that look at the lines of one parameter, by its name."""
        self.domain: list[DomainCheck] = []
        self.tags: set[str] = set()
        """Elements that a check of documents is about."""

    def add(self, rule: Rule) -> None:
        """Register a rule; ValueError when its code or name is taken, or its findings are made with another level."""
        if rule.code in self.rules or rule.name in self._names:
            raise ValueError(f"two rules with one code or name: {rule.code} {rule.name}")
        if LEVEL_OF.get(rule.code, rule.level) != rule.level:
            raise ValueError(f"{rule.code} is found as {LEVEL_OF[rule.code]}, not as {rule.level}")
        self.rules[rule.code] = rule
        self._names.add(rule.name)


REGISTRY = Registry()


def declare(*rules: Rule) -> None:
    """Register rules; the modules of the rules package call this once each."""
    for rule in rules:
        REGISTRY.add(rule)


ConfFunction = Callable[["ConfContext"], Iterator[Finding]]
DomainFunction = Callable[["DomainContext"], Iterator[Finding]]


def conf_check(*codes: str, reads: str | tuple[str, ...] = ()) -> Callable[[ConfFunction], ConfFunction]:
    """Register a check of confs. It runs once, where one of the parameters in ``reads`` has a line; without ``reads``,
    for every conf.
    """

    def register(function: ConfFunction) -> ConfFunction:
        REGISTRY.confs.append(ConfCheck(function, codes, _parameters(reads)))
        return function

    return register


def line_check(*codes: str, reads: str | tuple[str, ...] = ()) -> Callable[[ConfFunction], ConfFunction]:
    """Register a check of lines. It runs once for each of the parameters in ``reads`` that has a line, the name in
    ``conf.about``; without ``reads``, once for all lines in ``conf.fresh``.

    Whether it finds something depends on those lines and on the reader alone, on no other line, on no id and no host;
    and it finds it there. So a line that it has nothing to say of is not shown to it again (see ``engine``).
    """

    def register(function: ConfFunction) -> ConfFunction:
        check = ConfCheck(function, codes, _parameters(reads))
        for parameter in check.reads:
            REGISTRY.by_parameter.setdefault(parameter, []).append(check)
        if not check.reads:
            REGISTRY.lines.append(check)
        return function

    return register


def _parameters(reads: str | tuple[str, ...]) -> tuple[str, ...]:
    return (reads,) if isinstance(reads, str) else reads


def domain_check(*codes: str, of: str = "") -> Callable[[DomainFunction], DomainFunction]:
    """Register a check of domain documents, or of those with one of the elements whose tags are listed in ``of``."""

    def register(function: DomainFunction) -> DomainFunction:
        tags = frozenset(of.split())
        REGISTRY.domain.append(DomainCheck(function, codes, tags))
        REGISTRY.tags |= tags
        return function

    return register
