"""Which findings has one text? Each check runs once, on what was read once; the result is in reading order.

The confs of a fleet share most of their lines, and what is to be said of a line by itself is the same in each. So a
line of which nothing was to be said is *quiet* from then on: checks of lines look at fresh ones only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import translator.lint.rules  # noqa: F401 - registers the rules
from translator.conf.dialect import DIALECTS, DialectName, dialect_named
from translator.conf.settle import Problem, Setting
from translator.conf.tree import Assignment
from translator.ctid import check_ctid
from translator.domain.releases import NEWEST, RELEASES
from translator.errors import InputError
from translator.finding import Finding, by_place
from translator.kept import LONGEST, MANY
from translator.lint.context import ConfContext, DomainContext
from translator.lint.rule import NO_HOST, REGISTRY, ConfCheck, Host
from translator.lint.rules.readers import is_plain, joined
from translator.lint.rules.syntax import duplicate, overruled, unknown, unparsable
from translator.lint.rules.values import refused
from translator.lint.suppress import apply_suppressions

_PROBLEMS: dict[str, Callable[[ConfContext, Problem], Finding]] = {
    "unparsable": unparsable,
    "unknown": unknown,
    "duplicate": duplicate,
    "overruled": overruled,
}
#: The quiet lines of each dialect. When there are too many, all are forgotten.
_QUIET: dict[str, set[str]] = {dialect: set() for dialect in DIALECTS}


def check_conf(
    text: str,
    *,
    ctid: int | str | None = None,
    dialect: DialectName = "vzctl",
    host: Host = NO_HOST,
    host_conf: str | None = None,
) -> list[Finding]:
    """Return what is wrong with a conf, in its order; comments ``# vzvirt: ignore[...]`` are heeded.

    ``ctid`` is the container's id where it is known (the file's name says it), ``host`` what is known of the host,
    ``host_conf`` the text of its vz.conf, which lies under the conf. vzcfgvalidate looks at no vz.conf, and what it
    finds does not depend on one (facts: ve-conf.md 5.1).
    ValueError for a ``ctid`` or ``dialect`` that is none.
    """
    reader = dialect_named(dialect)
    conf = ConfContext(text, None if ctid is None else check_ctid(ctid), reader, host, host_conf)
    return apply_suppressions(text, findings_of(conf))


def findings_of(conf: ConfContext) -> list[Finding]:
    """Return the findings of a conf that has been read, suppressed or not."""
    by_name = conf.settings.by_name
    found = [_PROBLEMS.get(problem.verdict, refused)(conf, problem) for problem in conf.settings.problems]
    for check in _asked(tuple(by_name)):
        found.extend(check.run(conf))
    repeated = [setting for setting in by_name.values() if setting.reading is None]
    for setting in repeated:
        found.extend(joined(conf, setting))
    quiet = _QUIET[conf.dialect.name]
    conf.fresh = [at for at, leaf in enumerate(conf.tree) if leaf.raw not in quiet]
    if conf.fresh or repeated:
        found.extend(_of_lines(conf, repeated))
        _learn(quiet, conf, found, repeated)
    if len(found) > 1:
        found = sorted(dict.fromkeys(found), key=by_place)
    return found


@lru_cache(1024)
def _asked(names: tuple[str, ...]) -> list[ConfCheck]:
    """Return the checks of a conf with lines of these parameters."""
    return [check for check in REGISTRY.confs if not check.reads or not set(names).isdisjoint(check.reads)]


def _of_lines(conf: ConfContext, repeated: Iterable[Setting]) -> Iterator[Finding]:
    """Yield what is to be said of the fresh lines, and of all lines of parameters that have several."""
    for check in REGISTRY.lines:
        yield from check.run(conf)
    rows = conf.dialect.rows
    names = [setting.row.name for setting in repeated]
    for at in conf.fresh:
        leaf = conf.tree[at]
        if type(leaf) is Assignment and leaf.name in rows:
            names.append(rows[leaf.name].name)
    for name in dict.fromkeys(names):
        for check in REGISTRY.by_parameter.get(name, ()):
            conf.about = name
            yield from check.run(conf)


def _learn(quiet: set[str], conf: ConfContext, found: Iterable[Finding], repeated: Iterable[Setting]) -> None:
    """Take those fresh lines for quiet that are the only ones of their parameter, and of which nothing is said here,
    not even for the sake of other lines.
    """
    if len(quiet) > MANY:
        quiet.clear()
    said = {finding.line - 1 for finding in found if finding.width}  # others are of the file as a whole
    said.update(at for setting in repeated for at in setting.leaves)
    lines = [conf.tree[at].raw for at in conf.fresh[:MANY] if at not in said]
    quiet.update(line for line in lines if len(line) <= LONGEST and is_plain(line))


def check_domain(text: str, *, libvirt: str = NEWEST) -> list[Finding]:
    """Return what is wrong with a domain document, in its order: first by the grammar, then by the rules.

    A network document, such as ``vzvirt network`` prints, is judged by its own grammar. ``libvirt`` is the one that the
    document is for: 9, 10, 11 or 12. ValueError for another.
    """
    if libvirt not in RELEASES:
        raise ValueError(f"no libvirt {libvirt!r}: one of {', '.join(RELEASES)}")
    return apply_suppressions(text, domain_findings(text, libvirt))


def domain_findings(text: str, libvirt: str = NEWEST) -> list[Finding]:
    """Return the findings of a document, suppressed or not."""
    import translator.lint.rules.documents  # noqa: F401 - registers the rules about documents
    from translator.domain.document import parse_texts
    from translator.domain.schema import iter_schema_findings

    try:
        root = parse_texts(text)
    except InputError as error:
        return [error.finding]
    grammar = "network.xsd" if root.tag == "network" else "domain.xsd"
    found = list(iter_schema_findings(root, text=text, grammar=grammar, libvirt=libvirt))
    if root.tag == "domain":
        context = DomainContext(text, root, libvirt)
        tags = context.tags
        for check in REGISTRY.domain:
            if not check.tags or not check.tags.isdisjoint(tags):
                found.extend(check.run(context))
    return sorted(dict.fromkeys(found), key=by_place)


def iter_rules() -> Iterator[str]:
    """Yield the codes of all rules, those about documents included, in order."""
    import translator.lint.rules.documents  # noqa: F401 - registers the rules about documents

    yield from sorted(REGISTRY.rules)
