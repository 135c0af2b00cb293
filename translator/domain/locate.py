"""Where does a finding about a node of a document belong? At the node's start tag, not at the start of its line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from lxml import etree

from translator.domain.span import Span, Spans
from translator.finding import Finding


def locate(findings: Sequence[Finding], text: str, root: etree._Element) -> tuple[Finding, ...]:
    """Return the findings, each with line, column and width of the node that its ``parameter`` names.

    ``text`` is what ``root`` was parsed from. A finding is known by the line on which lxml saw the node, and its path
    below the root; the nearest node above stands in for one that is not there. Several findings about one path on one
    line go to its nodes in their order.
    """
    spans = Spans(text, root)
    nodes: dict[tuple[int, str], list[etree._Element]] = defaultdict(list)
    for element in root.iter("*"):
        nodes[element.sourceline or 0, _path(element, root)].append(element)
    seen: Counter[tuple[int, str]] = Counter()
    located = []
    for finding in findings:
        path, _, attribute = (finding.parameter or "").partition("/@")
        span = Span(finding.line, finding.column, finding.width)
        for candidate in _candidates(path):
            key = (finding.line, candidate)
            if key in nodes:
                found = nodes[key]
                element = found[min(seen[key], len(found) - 1)]
                seen[key] += 1
                span = spans.attribute(element, attribute)  # '' is none, and the element's
                break
        located.append(finding._replace(line=span.line, column=span.column, width=span.width))
    return tuple(located)


def _candidates(path: str) -> list[str]:
    """Return the paths that may be meant, the likeliest first: as it is, below devices, and of the nodes above."""
    found = []
    if path.startswith("metadata/container/"):
        # a parameter of the residue is known by its name there
        found += ["metadata/container/parameter", "metadata/container/line"]
    while path:
        found += [path, f"devices/{path}"]
        path = path.rpartition("/")[0]
    found.append("domain")
    return found


def _path(element: etree._Element, root: etree._Element) -> str:
    """Return the local names from below the root to an element; the root's own for the root."""
    if element is root:
        return "domain"
    above = [each for each in element.iterancestors() if each is not root]
    return "/".join(etree.QName(each).localname for each in (*reversed(above), element))
