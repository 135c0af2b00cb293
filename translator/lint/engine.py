"""Which findings has one text? Each check runs once, on what was read once; the result is in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import translator.lint.rules  # noqa: F401 - registers the rules
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.settle import Problem
from translator.ctid import check_ctid
from translator.domain.releases import NEWEST, RELEASES
from translator.errors import InputError
from translator.finding import Finding, by_place
from translator.lint.context import ConfContext, DomainContext
from translator.lint.rule import NO_HOST, REGISTRY, Host
from translator.lint.rules.readers import joined
from translator.lint.rules.syntax import duplicate, overruled, unknown, unparsable
from translator.lint.rules.values import refused
from translator.lint.suppress import apply_suppressions

_PROBLEMS: dict[str, Callable[[ConfContext, Problem], Finding]] = {
    "unparsable": unparsable,
    "unknown": unknown,
    "duplicate": duplicate,
    "overruled": overruled,
}


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
    found = [_PROBLEMS.get(problem.verdict, refused)(conf, problem) for problem in conf.settings.problems]
    for check in REGISTRY.always:
        found.extend(check.run(conf))
    by_parameter = REGISTRY.by_parameter
    for name, setting in conf.settings.by_name.items():
        if name in by_parameter:
            for check in by_parameter[name]:
                conf.about = name
                found.extend(check.run(conf))
        if len(setting.leaves) > 1:
            found.extend(joined(conf, setting))
    if len(found) > 1:
        found = sorted(dict.fromkeys(found), key=by_place)
    return found


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
    from translator.domain.document import parse_document
    from translator.domain.schema import iter_schema_findings

    try:
        root = parse_document(text)
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
