"""What does a grammar demand that XSD 1.0 cannot say? Its Schematron rules, run as XPath 1.0 by libxml2.

The rules stand in the ``appinfo`` of the XSD file that declares their elements, so that one place describes an
element. Only what they need of Schematron is understood: ``rule/@context``, ``assert`` and ``report`` with ``@test``,
``value-of`` and ``name`` in messages; ``@role`` holds the code of the finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

from lxml import etree

from translator.domain.grammar import grammar_path

_SCH = "{http://purl.oclc.org/dsdl/schematron}"
_XS = "{http://www.w3.org/2001/XMLSchema}"
#: How a path begins that leads to one element, or below it.
_ABOUT = re.compile(r"/\*/metadata/[a-z:]+|/domain/devices/[a-z]+|/(?:domain|network)/(?!devices/)[a-zA-Z_]+")


class SchematronRule(NamedTuple):
    """One assert or report: ``select`` finds the elements that break it; ``message`` alternates text and XPath."""

    select: etree.XPath
    code: str
    message: tuple[str | etree.XPath, ...]

    def elements(self, root: etree._Element) -> list[etree._Element]:
        """Return the elements of a document that break the rule."""
        return cast("list[etree._Element]", self.select(root))

    def explain(self, element: etree._Element) -> str:
        """Return the message about one element that breaks the rule."""
        return "".join(part if isinstance(part, str) else str(part(element)) for part in self.message)


class RuleSet(NamedTuple):
    """The rules of a grammar: ``broken`` tells in one go whether a document breaks any."""

    broken: etree.XPath
    rules: tuple[SchematronRule, ...]


@cache
def rule_set(name: str) -> RuleSet:
    """Return the rules of a grammar and of all that it includes or imports, in the order of the files."""
    selects: list[str] = []
    rules: list[SchematronRule] = []
    namespaces: dict[str, str] = {}
    for schema in _files(grammar_path(name), set()):
        namespaces.update({prefix: uri for prefix, uri in schema.nsmap.items() if prefix})
        for rule in schema.iter(f"{_SCH}rule"):
            paths = rule.attrib["context"].split("|")
            for check in rule.iterchildren(f"{_SCH}assert", f"{_SCH}report"):
                test = check.attrib["test"] if check.tag == f"{_SCH}report" else f"not({check.attrib['test']})"
                # Filtering each path by itself spares libxml2 the sorting of their union.
                found = [f"{path}[{test}]" for path in paths]
                selects += found
                message = tuple(_parts(check, namespaces))
                rules.append(
                    SchematronRule(etree.XPath("|".join(found), namespaces=namespaces), check.attrib["role"], message)
                )
    return RuleSet(etree.XPath(any_of(selects), namespaces=namespaces), tuple(rules))


def any_of(selects: Iterable[str]) -> str:
    """Return one XPath that tells whether any of these finds something. Most documents have few of the elements that
    they are about: those about one are asked only where it is there.
    """
    groups: dict[str, list[str]] = {}
    for select in selects:
        about = _ABOUT.match(select)
        groups.setdefault(about[0] if about else "", []).append(f"boolean({select})")
    asked = [
        f"(boolean({about}) and ({' or '.join(each)}))" if about else " or ".join(each)
        for about, each in groups.items()
    ]
    return " or ".join(asked) or "false()"


def _files(path: Path, seen: set[Path]) -> Iterator[etree._Element]:
    """Yield the root of a schema, then those that it includes or imports, each once."""
    if path in seen:
        return
    seen.add(path)
    schema = etree.parse(str(path)).getroot()
    yield schema
    for reference in schema.iterchildren(f"{_XS}include", f"{_XS}import"):
        yield from _files(path.with_name(reference.attrib["schemaLocation"]), seen)


def _parts(check: etree._Element, namespaces: dict[str, str]) -> Iterator[str | etree.XPath]:
    yield check.text or ""
    for child in check:
        expression = "name()" if child.tag == f"{_SCH}name" else f"string({child.attrib['select']})"
        yield etree.XPath(expression, namespaces=namespaces)
        yield child.tail or ""
