"""Why does the grammar refuse this document? In sentences, with the help of the xmlschema library.

libxml2 says that a document is refused, in terms of automata; here each element is held against its declaration, as
xmlschema reads it from the same XSD, and what does not fit is said in one sentence: what stood there, what is expected.
What is expected comes from the documentation of the XSD's types. Importing xmlschema and building its schema takes
some 0.3 s, so this module is imported once a document has been refused, never before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from lxml import etree
from xmlschema import XMLSchema10, XsdElement
from xmlschema.validators import XsdAnyElement, XsdAttribute, XsdComplexType, XsdGroup, XsdSimpleType

from translator.domain.document import other_root
from translator.domain.grammar import grammar_path

#: The default attributes of the grammar that say what stands once, and what an element needs (see domain.xsd).
_ONCE, _NEEDS = "_once", "_needs"
_PARTNERS = {"initgroup": "inituser", "inituser": "initgroup"}
_SHOWN = 60
#: How many different names of a document are compared with those that may be meant: each takes 0.1 ms.
_GUESSES = 500
_BLANKS = " \t\r\n"


class _Open(NamedTuple):
    """An element around another one: which children it may have, and those that stand deeper than they should."""

    element: etree._Element
    declared: dict[str, XsdElement]
    deeper: set[str]


class _Stranger(NamedTuple):
    """A name that nobody knows, and those that are known there."""

    name: str
    known: tuple[str, ...]


class SchemaProblem(NamedTuple):
    """One thing that does not fit: the element, the attribute if it is about one, code and message.

    A message about a stranger ends with what was probably meant: iter_problems completes it.
    """

    element: etree._Element
    attribute: str | None
    code: str
    message: str
    stranger: _Stranger | None = None


def iter_problems(root: etree._Element, grammar: str) -> Iterator[SchemaProblem]:
    """Yield what does not fit the grammar, in the order of the document; nothing for a document that fits."""
    elements = _schema(grammar).elements
    declaration = elements.get(_tag(root))
    if declaration is not None:
        hints: dict[_Stranger, str] = {}
        for problem in _element(root, declaration, ()):
            stranger = problem.stranger
            if stranger is None:
                yield problem
                continue
            if stranger not in hints and len(hints) < _GUESSES:
                hints[stranger] = _hint(*stranger)
            yield problem._replace(message=problem.message + hints.get(stranger, ""), stranger=None)
        return
    known = " or ".join(f"<{name}>" for name in elements if not name.startswith("{"))
    yield SchemaProblem(root, None, "XD118", other_root(root, known))


def refusal(root: etree._Element, grammar: str) -> SchemaProblem | None:
    """Return xmlschema's own first words about a document that it refuses, for what iter_problems does not know."""
    for error in _schema(grammar).iter_errors(cast(Any, root)):
        element = error.elem if isinstance(error.elem, etree._Element) else root
        return SchemaProblem(element, None, "XD119", f"{_name(element)}: {error.reason}")
    return None


@cache
def _schema(grammar: str) -> XMLSchema10:
    # The grammars are ours and tested, so they need not be checked again: that saves half a second.
    return XMLSchema10(str(grammar_path(grammar)), validation="skip", allow="local", defuse="never")


@lru_cache(16_384)
def _fits(kind: XsdSimpleType, text: str) -> bool:
    """Whether a type takes a text. Documents repeat theirs, and xmlschema takes 0.3 ms for each.

    XML knows four blanks, and Python, which xmlschema asks, many more.
    """
    if not text.isascii():
        text = "".join("\ufffd" if each.isspace() and each not in _BLANKS else each for each in text)
    return kind.is_valid(text)


def _element(element: etree._Element, declaration: XsdElement, around: tuple[_Open, ...]) -> Iterator[SchemaProblem]:
    """Hold one element against its declaration. ``around`` are those that it stands in, the outermost first."""
    yield from _attributes(element, declaration)
    content = _content(declaration)
    if not isinstance(content, XsdGroup):
        yield from _simple(element, content, around)
        return
    stray = "" if content.mixed else _text(element).strip(_BLANKS)
    if stray:
        message = f"text {_quote(stray)} stands in {_name(element)}; expected elements only"
        yield SchemaProblem(element, None, "XD115", message)
    yield from _children(element, declaration, content, around)


def _attributes(element: etree._Element, declaration: XsdElement) -> Iterator[SchemaProblem]:
    known = declaration.attributes
    for name, value in cast("dict[str, str]", element.attrib).items():
        attribute = known.get(name)
        if isinstance(attribute, XsdAttribute):
            if not _fits(attribute.type, value):
                message = (
                    f"attribute '{_local(name)}' of {_name(element)} is {_quote(value)}{_expected(attribute.type)}"
                )
                yield SchemaProblem(element, name, "XD112", message)
        elif None not in known or not known[None].is_matching(name):
            names = tuple(each for each in known if each and each not in (_ONCE, _NEEDS))
            message = f"attribute '{_spelt(element, name)}' of {_name(element)} is unknown"
            yield SchemaProblem(element, name, "XD111", message, _Stranger(_local(name), names))
    for required, attribute in known.items():
        if required and attribute.use == "required" and required not in element.attrib:
            message = f"{_name(element)} lacks the attribute '{_local(required)}'{_expected(attribute.type)}"
            yield SchemaProblem(element, None, "XD117", message)


def _simple(element: etree._Element, content: XsdSimpleType, around: tuple[_Open, ...]) -> Iterator[SchemaProblem]:
    for child in element.iterchildren("*"):
        message = f"element {_name(child)} stands in {_name(element)}; expected no elements there"
        yield from _outer(child, around) or [SchemaProblem(child, None, "XD110", message)]
    # what follows an element inside is not meant to be this one's text
    text = _text(element) if element.find("*") is None else (element.text or "").strip(_BLANKS)
    if _fits(content, text):
        return
    if content.local_name == "blank":
        message = f"text {_quote(text.strip(_BLANKS))} stands in {_name(element)}; expected no text there"
        yield SchemaProblem(element, None, "XD115", message)
    else:
        message = f"{_name(element)} holds {_quote(text) if text else 'nothing'}{_expected(content)}"
        yield SchemaProblem(element, None, "XD112", message)


def _outer(child: etree._Element, around: tuple[_Open, ...]) -> list[SchemaProblem]:
    """Return what is to be said of an element that one of those further out may have: it is that one's, and something
    between them was not closed. Nothing for any other.
    """
    tag, inside = _tag(child), child.getparent()
    for at in reversed(range(len(around))):
        outer = around[at]
        if tag in outer.declared and inside is not None:
            outer.deeper.add(tag)
            message = f"element {_name(child)} stands in {_name(inside)}, which is not closed before it"
            first = SchemaProblem(child, None, "XD110", f"{message}; expected it in {_name(outer.element)}")
            return [first, *_element(child, outer.declared[tag], around[: at + 1])]
    return []


def _children(
    element: etree._Element, declaration: XsdElement, group: XsdGroup, around: tuple[_Open, ...]
) -> Iterator[SchemaProblem]:
    while len(group) == 1 and isinstance(group[0], XsdGroup):  # an extension wraps what it extends
        group = group[0]
    particles = list(group.iter_elements())
    declared = {each.name: each for each in particles if isinstance(each, XsdElement) and each.name}
    wildcards = [each for each in particles if isinstance(each, XsdAnyElement)]
    order = {name: index for index, name in enumerate(declared)}
    counts: Counter[str] = Counter()
    needed = _needs(declaration)
    last: etree._Element | None = None
    inside = (*around, _Open(element, declared, set()))
    names: tuple[str, ...] = ()
    for child in element.iterchildren("*"):
        tag = _tag(child)
        known = declared.get(tag)
        if known is None:
            if not any(wildcard.is_matching(tag) for wildcard in wildcards):
                message = f"element {_name(child)} in {_name(element)} is unknown"
                names = names or tuple(_local(name) for name in declared)
                stranger = _Stranger(_local(tag), names)
                yield from _outer(child, around) or [SchemaProblem(child, None, "XD110", message, stranger)]
            continue
        counts[tag] += 1
        if not isinstance(_content(known), XsdGroup):
            needed += _needs(known)  # a sibling; what has children needs one of its own
        if counts[tag] > 1 and (_ONCE in known.attributes or (group.model != "choice" and known.max_occurs == 1)):
            message = f"element {_name(child)} stands twice in {_name(element)}; expected at most one"
            yield SchemaProblem(child, None, "XD113", message)
        elif group.model == "sequence" and last is not None and order[tag] < order[_tag(last)]:
            yield SchemaProblem(
                child, None, "XD116", f"element {_name(child)} stands after {_name(last)}; expected it before"
            )
        last = child
        yield from _element(child, known, inside)
    if group.model != "choice" and group.min_occurs:
        needed += [name for name, particle in declared.items() if particle.min_occurs]
    for name in dict.fromkeys(needed):
        if not counts[name] and name not in inside[-1].deeper:
            partner = _PARTNERS.get(name, "")
            goes = f", which goes with <{partner}>" if counts[partner] else ""
            yield SchemaProblem(element, None, "XD114", f"{_name(element)} lacks the element <{_local(name)}>{goes}")


def _content(declaration: XsdElement) -> XsdGroup | XsdSimpleType:
    """Return the group of children that an element may have, or the type of its text."""
    kind = declaration.type
    return kind.content if isinstance(kind, XsdComplexType) else kind


def _needs(declaration: XsdElement) -> list[str]:
    attribute = declaration.attributes.get(_NEEDS)
    return [attribute.fixed] if isinstance(attribute, XsdAttribute) and attribute.fixed else []


def _expected(kind: XsdSimpleType) -> str:
    """Return the documentation of a type of ours, else that of the one it is made from, as the end of a sentence."""
    each: Any = kind
    while each is not None:
        if each.annotation is not None and each.annotation.documentation:
            words = " ".join((each.annotation.documentation[0].text or "").split())
            return f"; expected {words}" if words else ""
        each = each.base_type
    return ""


def _hint(name: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(name.lower(), names, n=1, cutoff=0.7)
    if close and close[0] != name:
        return f"; did you mean '{close[0]}'?"
    if not names:
        return "; expected none there"
    return f"; expected {' or '.join([', '.join(names[:-1]), names[-1]][len(names) == 1 :])}" if len(names) <= 8 else ""


def _text(element: etree._Element) -> str:
    """Return all text directly in an element, whatever comments stand in it."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _tag(element: etree._Element) -> str:
    return str(element.tag)


def _name(element: etree._Element) -> str:
    return f"<{_local(_tag(element))}>"


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _spelt(element: etree._Element, name: str) -> str:
    """Return an attribute's name with its prefix, if it has one."""
    namespace = etree.QName(name).namespace
    prefixes = [prefix for prefix, uri in element.nsmap.items() if prefix and uri == namespace]
    return ":".join([*prefixes[:1], _local(name)])


def _quote(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
