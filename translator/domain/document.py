"""How does XML text become a tree, safely? Without DTDs and entities, and within limits.

No entity is resolved, no DTD is read, nothing is fetched: a document with a DOCTYPE is refused before any parser sees
it. Sizes and depth are those of :mod:`translator.limits`. What the document declares as its encoding is not asked:
the text was decoded by whoever read the file (:mod:`translator.domain.encoding` judges what it declares).

The parser's error messages are those of libxml2; the frequent ones are put into plainer words here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from lxml import etree

from translator.characters import trim
from translator.domain.encoding import declared_encoding
from translator.errors import InputError
from translator.levels import make_finding
from translator.limits import MAX_ATTRIBUTES, MAX_DEPTH, MAX_DOCUMENT

#: The codes of documents that cannot be read at all, with what they mean.
SYNTAX_CODES: Final = {
    "XD100": "the text is not well-formed XML",
    "XD101": "the document has a DOCTYPE, which is never read",
    "XD102": "the document, or something in it, is larger than the limit",
    "XD103": "elements nest deeper than the limit",
    "XD104": "the text holds a character that XML forbids",
    "XD105": "the text holds a byte that is not UTF-8",
}

#: All that may stand before a DOCTYPE: the declaration, comments, processing instructions, blanks.
_DOCTYPE = re.compile(r"\ufeff?(?:[ \t\r\n]++|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.S)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_POSITION = re.compile(r", line [0-9]+, column [0-9]+$")

_ENTITIES = "expected &amp; &lt; &gt; &quot; &apos; or a character's number"
#: libxml2's error numbers (xmlParserErrors in its public header) and our words for them.
_WORDS: Final = {
    4: "no element starts here; expected a document such as <domain type='openvz'>",
    5: "something follows the end of the document; expected one root element",
    23: f"a '&' starts no entity; {_ENTITIES}",
    26: f"an entity is used that is not defined; {_ENTITIES}",
    9: "a character is given by a number that XML does not allow",
    38: "an attribute's value holds '<'; expected &lt;, or the quote that closes it",
    39: "an attribute's value is not in quotes; expected name='value'",
    40: "an attribute's value has no closing quote",
    41: "an attribute has no value; expected name='value'",
    64: "the XML declaration does not stand at the very start of the text",
    68: "a name is malformed; expected an element, an attribute or an entity ('&' is written &amp; and '<' &lt;)",
    80: "a comment holds '--'; expected none before its end",
}
_TOO_BIG: Final = 114
#: What is wrong in an attribute's value that may not have been meant to go on so far.
_IN_VALUE: Final = (38, 40)
_OPENS = re.compile(r"""=[ \t\r\n]*(["'])""")


def parse_document(text: str) -> etree._Element:
    """Return the root element of an XML text.

    Raises InputError, with a finding of one of SYNTAX_CODES that says where and why.
    """
    if len(text) > MAX_DOCUMENT:
        raise _error(text, 0, "XD102", f"the document has {len(text)} characters; expected at most {MAX_DOCUMENT}")
    doctype = _DOCTYPE.match(text) if "<!DOCTYPE" in text else None
    if doctype:
        start = doctype.end() - len("<!DOCTYPE")
        raise _error(text, start, "XD101", "the document has a DOCTYPE; expected none: no entity is ever resolved", 9)
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise _undecoded(text, error.start) from None
    if len(data) > MAX_DOCUMENT:
        raise _error(text, 0, "XD102", f"the document has {len(data)} bytes; expected at most {MAX_DOCUMENT}")
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        _parser.cache_clear()  # a parser keeps the errors of all that it has parsed
        raise _syntax_error(text, error) from None
    if "<!DOCTYPE" in text and root.getroottree().docinfo.doctype:
        raise _error(text, 0, "XD101", "the document has a DOCTYPE; expected none")
    # An element at depth d has d - 1 end tags behind it, so few of them mean that there is nothing to measure.
    if text.count("</") >= MAX_DEPTH and _too_deep()(root):
        raise _error(text, 0, "XD103", f"elements nest deeper than {MAX_DEPTH}")
    if text.count("=") > MAX_ATTRIBUTES and (found := _overladen()(root)):
        message = f"an element has more than {MAX_ATTRIBUTES} attributes; expected at most a dozen"
        raise InputError(make_finding(found[0].sourceline, 1, "XD102", message))
    return root


def parse_texts(text: str) -> etree._Element:
    """Return the root element of an XML text as :func:`parse_document`, each text in one piece: without the comments
    and instructions that part it.
    """
    root = parse_document(text)
    if "<!--" in text or "<?" in text:
        etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    return root


def other_root(root: etree._Element, expected: str = "<domain>") -> str:
    """Say that a document's root is another one than expected, whoever finds it."""
    name = etree.QName(root)
    if name.namespace:
        where = f"in the namespace {name.namespace}; expected {expected} without a namespace"
        return f"the root element is <{name.localname}> {where}"
    return f"the root element is <{name.localname}>; expected {expected}"


@cache
def _parser() -> etree.XMLParser:
    # The encoding given here wins over the one that a document declares.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        strip_cdata=False,
        collect_ids=False,
    )


@cache
def _overladen() -> etree.XPath:
    return etree.XPath(f"(//*[@*[{MAX_ATTRIBUTES + 1}]])[1]")


@cache
def _too_deep() -> etree.XPath:
    return etree.XPath("boolean(/*" + "/*" * MAX_DEPTH + ")")


def _syntax_error(text: str, error: etree.XMLSyntaxError) -> InputError:
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        message = f"character U+{ord(forbidden[0]):04X} is not allowed in XML"
        return _error(text, forbidden.start(), "XD104", message)
    number = error.code
    line, column = error.position
    reason = trim(_POSITION.sub("", error.msg or "")) or "the text is not XML"
    if number == _TOO_BIG:
        code = "XD103" if "depth" in reason else "XD102"
        reason = f"elements nest deeper than {MAX_DEPTH}" if code == "XD103" else "a text or a name is too long"
    else:
        code, reason = "XD100", _words(number, reason)
    line, column = max(1, line), _column(text, line, column)
    if number in _IN_VALUE:
        reason += _opened(text, line, column)
    return InputError(make_finding(line, column, code, reason))


def _opened(text: str, line: int, column: int) -> str:
    """Return where the attribute's value was begun that goes on at a place, as the end of a sentence."""
    end = _start_of(text, line) + column - 1
    at = text.rfind("<", 0, end)
    while opens := _OPENS.search(text, at + 1, end):
        at = text.find(opens[1], opens.end(), end)
        if at < 0:
            start = opens.start(1)
            begun = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
            return f" (it was begun at {begun[0]}:{begun[1]})"
    return ""


def _words(number: int, reason: str) -> str:
    if number == 26 and (name := re.search("'([^']*)'", reason)):
        return f"entity &{name[1]}; is not defined; {_ENTITIES}"
    if number == 76 and (pair := re.search(r"mismatch: ([^ ]+) line ([0-9]+) and ([^ ]+)", reason)):
        return f"</{pair[3]}> ends what <{pair[1]}> on line {pair[2]} began; expected </{pair[1]}>"
    if number == 77 and (tag := re.search(r"in tag ([^ ]+) line ([0-9]+)", reason)):
        return f"the document ends inside <{tag[1]}>, begun on line {tag[2]}; expected </{tag[1]}>"
    if number == 42 and (name := re.search(r"Attribute ([^ ]+) redefined", reason)):
        return f"attribute '{name[1]}' stands twice in one element"
    if number == 201 and (names := re.search(r"prefix ([^ ]+) (?:for )?(?:on )?([^ ]+)", reason)):
        return f"prefix '{names[1]}' of {names[2]} is not declared; expected xmlns:{names[1]}='...'"
    return _WORDS.get(number, f"not well-formed XML: {reason}")


def _column(text: str, line: int, column: int) -> int:
    """Bring libxml2's column into the line it speaks of."""
    start = _start_of(text, line)
    end = text.find("\n", start)
    return max(1, min(column, (len(text) if end < 0 else end) - start + 1))


def _start_of(text: str, line: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start


def _undecoded(text: str, start: int) -> InputError:
    number = ord(text[start])
    if not 0xDC80 <= number <= 0xDCFF:
        return _error(text, start, "XD104", f"character U+{number:04X} is half of a pair; expected none")
    declared = declared_encoding(text)
    hint = f" (the document declares {declared}: convert it first)" if declared else ""
    return _error(text, start, "XD105", f"byte 0x{number - 0xDC00:02X} is not UTF-8; expected UTF-8 text{hint}")


def _error(text: str, start: int, code: str, message: str, width: int = 1) -> InputError:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return InputError(make_finding(line, column, code, message, width=width))
