"""Is a domain document valid, and where not? The grammars say, in two steps.

Valid is what ``grammars/domain.xsd`` says: its XSD 1.0, checked by libxml2, and the rules in its appinfo that no
XSD 1.0 can express (:mod:`translator.domain.rules`), checked by libxml2's XPath. Both cost a fraction of a millisecond
a document. Only a document that they refuse is looked at again, by :mod:`translator.domain.explain`.

The verdicts are those of libvirt's own schema (9.0.0), with two exceptions by intent, ``type='parallels'`` and OS
template names of any text, and one of scope: what only virtual machines have (disks, graphics, cpu, ...) may hold
anything; the head of ``grammars/domain.xsd`` names all of it. Where libxml2, which runs that schema for libvirt, gets
it wrong (an order of children, five digits in a group of an IPv6 address), we follow the schema. Networks are judged
in full. What libvirt 10 to 12 take besides is known by :mod:`translator.domain.versions`: a document that 9.0.0 would
refuse is looked at again without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from lxml import etree

from translator.domain.document import parse_document
from translator.domain.grammar import grammar_path
from translator.domain.releases import NEWEST, RELEASES
from translator.domain.rules import rule_set
from translator.domain.span import Paths, Span, Spans
from translator.domain.versions import as_in_9, newer_parts, settled
from translator.errors import InputError
from translator.finding import Finding, by_place
from translator.levels import make_finding

if TYPE_CHECKING:
    from translator.domain.explain import SchemaProblem

#: The codes of readable documents that the grammar refuses, with what they mean. All are errors.
SCHEMA_CODES: Final = {
    "XD110": "an element is unknown, or does not go with another value",
    "XD111": "an attribute is unknown, or does not go with another value",
    "XD112": "an attribute or an element holds a wrong value",
    "XD113": "an element stands twice where it may stand once",
    "XD114": "an element is missing",
    "XD115": "text stands where none may",
    "XD116": "elements are out of order",
    "XD117": "an attribute is missing",
    "XD118": "the root element is another one",
    "XD119": "the grammar refuses the document for a reason without a code of its own",
}

_DOMAIN: Final = "domain.xsd"
#: How many children of one name are looked at first where there are many.
_FIRST: Final = 50


def is_valid(root: etree._Element, grammar: str = _DOMAIN, libvirt: str = NEWEST) -> bool:
    """Whether a parsed document satisfies the grammar: the fast path, without a reason. ``libvirt`` is whose
    (:data:`translator.domain.versions.RELEASES`).
    """
    if _is_valid_in_9(root, grammar):
        return True
    older = as_in_9(root, libvirt)
    return older is not None and _is_valid_in_9(older, grammar)


def _is_valid_in_9(root: etree._Element, grammar: str) -> bool:
    return _has_structure(root, grammar) and not rule_set(grammar).broken(root)


def iter_schema_findings(
    document: str | etree._Element, *, text: str | None = None, grammar: str = _DOMAIN, libvirt: str = NEWEST
) -> Iterator[Finding]:
    """Yield what is wrong with a document, in its order; nothing for a valid one.

    ``document`` is the text, or the root that parse_document made of it. With the root alone lines are lxml's (where
    the start tag ends) and columns are 1; with ``text``, which must be what the root was parsed from, both are exact.
    A text that cannot be read gives the one finding that parse_document raises.
    """
    if isinstance(document, str):
        text = document
        try:
            document = parse_document(text)
        except InputError as error:
            yield error.finding
            return
    if not is_valid(document, grammar, libvirt):
        yield from sorted(_explain(document, text, grammar, libvirt), key=by_place)


@cache
def _long() -> etree.XPath:
    return etree.XPath("boolean(/*[*[1000]] | /*/*[*[1000]] | /*/*/*[*[1000]] | /*/*/*/*[*[1000]])")


def _satisfies(root: etree._Element, grammar: str) -> bool:
    """Whether a document satisfies the XSD.

    For a list of mistakes libxml2 takes a time that grows with its square. Of a document with long lists, the first
    children of each name are therefore looked at alone: what is refused of them is refused of all.
    """
    schema = _compiled(grammar)
    if _long()(root) and not schema.validate(_shortened(root)):
        return False
    return schema.validate(root)


def _shortened(element: etree._Element) -> etree._Element:
    """Return a copy of an element in which no list is long."""
    copied = etree.Element(element.tag, dict(element.attrib), element.nsmap)
    copied.text, copied.tail = element.text, element.tail
    counts: Counter[str] = Counter()
    for child in element.iterchildren("*"):
        counts[str(child.tag)] += 1
        if counts[str(child.tag)] <= _FIRST:
            copied.append(_shortened(child))
    return copied


@cache
def _compiled(grammar: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(grammar_path(grammar)))


def _has_structure(root: etree._Element, grammar: str) -> bool:
    """Whether the XSD takes a document. To libxml2 a CDATA section of blanks is text; not to us."""
    if _satisfies(root, grammar):
        return True
    text = etree.tostring(root)
    if b"<![CDATA[" not in text:
        return False
    parser = etree.XMLParser(strip_cdata=True, resolve_entities=False, no_network=True)
    return _satisfies(etree.fromstring(text, parser), grammar)


def _explain(root: etree._Element, text: str | None, grammar: str, libvirt: str) -> list[Finding]:
    from translator.domain.explain import SchemaProblem, refusal

    problems = [*_newer(root, grammar, libvirt)]
    if problems or any(True for _ in newer_parts(root)):
        older, origin = settled(root)
        problems += [each._replace(element=origin[each.element]) for each in _problems(older, grammar)]
    else:
        problems = _problems(root, grammar)
    if not problems:
        problems.append(
            refusal(root, grammar) or SchemaProblem(root, None, "XD119", "the grammar refuses the document")
        )
    spans = Spans(text, root) if text is not None else None
    paths = Paths() if spans is None else spans.paths
    return list(dict.fromkeys(_finding(problem, spans, paths) for problem in problems))


def _problems(root: etree._Element, grammar: str) -> list[SchemaProblem]:
    """Return what libvirt 9.0's grammar has against a document."""
    from translator.domain.explain import SchemaProblem, iter_problems

    problems = [] if _has_structure(root, grammar) else list(iter_problems(root, grammar))
    # A rule about an element, or about what is in it, would repeat what the structure has said already.
    said = {problem.element for problem in problems}
    ruled: set[etree._Element] = set()
    for rule in rule_set(grammar).rules:
        for element in rule.elements(root):
            if element not in ruled and element not in said and element.getparent() not in said:
                ruled.add(element)
                problems.append(SchemaProblem(element, None, rule.code, rule.explain(element)))
    return problems


def _newer(root: etree._Element, grammar: str, libvirt: str) -> Iterator[SchemaProblem]:
    """Yield what ``libvirt`` does not know of the newer parts of a document, with the code of what 9.0 has against it,
    and what is wrong with any of them.
    """
    from translator.domain.explain import SchemaProblem

    codes: dict[etree._Element, str] = {}
    for element, part in newer_parts(root):
        if part.since > RELEASES[libvirt]:
            if not codes:
                codes = {problem.element: problem.code for problem in reversed(_problems(root, grammar))}
            message = f"{part.what} is known since libvirt {part.release}, and this is for {libvirt}"
            yield SchemaProblem(element, part.attribute, codes.get(element, "XD110"), message)
        if wrong := part.wrong(element):
            yield SchemaProblem(element, part.attribute, "XD112", wrong)


def _finding(problem: SchemaProblem, spans: Spans | None, paths: Paths) -> Finding:
    element, attribute = problem.element, problem.attribute
    path = paths.of(element)
    node = f"{path}/@{etree.QName(attribute).localname}" if attribute else path
    if spans is None:
        span = Span(element.sourceline or 1, 1)
    elif attribute:
        span = spans.attribute(element, attribute)
    elif problem.code == "XD115":
        span = spans.stray(element)
    else:
        span = spans.element(element)
    line, column, width = span
    return make_finding(line, column, problem.code, problem.message, parameter=node, width=width)
