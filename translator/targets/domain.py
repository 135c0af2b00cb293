"""How does a container become a domain document for libvirt, and a document a conf?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from translator.errors import InputError
from translator.finding import Finding, by_place
from translator.lenses.document import conf_to_domain, domain_to_conf
from translator.levels import make_finding
from translator.report import Translation
from translator.sources.kind import is_document
from translator.target import Target, Work

if TYPE_CHECKING:
    from translator.lenses.drivers import Choices


def make(work: Work) -> Translation:
    """Return the document of a conf, for the driver that the options name."""
    options = work.options
    return conf_to_domain(
        work.text,
        ctid=str(work.ctid),
        driver=options.driver,
        dialect=work.dialect,
        base=work.base,
        strict=options.strict,
        keep_source=options.keep_source,
        host_conf=work.host_conf,
        ancestor=work.ancestor,
        prefer=options.prefer,
        **cast("Choices", dict(options.choices)),  # the driver refuses what it does not take
    )


def read(work: Work) -> Translation:
    """Return the conf of a document; InputError, LossError with ``strict`` when something is dropped."""
    strict = work.options.strict
    result = domain_to_conf(
        work.text,
        ctid=work.ctid,
        dialect=work.dialect,
        base=work.base,
        strict=strict,
        host_conf=work.host_conf,
        scripted=work.options.scripted,
        ancestor=work.ancestor,
        prefer=work.options.prefer,
    )
    try:
        result.text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        message = f"the residue holds U+{ord(result.text[error.start]):04X}, half of a pair, which no file can hold"
        raise InputError(make_finding(1, 1, "XD104", message, path=work.path)) from None
    return result


def found(findings: Sequence[Finding], conf: Translation, text: str) -> tuple[Finding, ...]:
    """Return findings about a conf's parameters as findings about the elements of the document that it stands for."""
    if not findings:
        return ()
    from translator.domain.document import parse_document
    from translator.domain.locate import locate

    # what no native place says is said by the residue, whose entries have the parameter as their place
    said = {entry.place: entry for entry in reversed(conf.report.entries)}
    moved = []
    for finding in findings:
        entry = said.get(finding.parameter or "")
        line, node = (entry.line, entry.name) if entry else (1, "domain")
        moved.append(finding._replace(line=line, parameter=node))
    located = zip(locate(moved, text, parse_document(text)), findings, strict=True)
    return tuple(sorted((place._replace(parameter=each.parameter) for place, each in located), key=by_place))


TARGET = Target(".xml", "a domain document", make, is_document, read, found, based=True)
