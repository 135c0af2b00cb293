"""Which characters are blanks, digits and letters of either case? To C and to XML a few of ASCII, and no others.

What Unicode counts as such besides (a no-break space, Arabic digits, the Kelvin sign) is text like any other to every
program that reads these files. So text of users meets no ``split()``, ``strip()`` or ``isdigit()`` of Python's, and no
pattern with its classes of characters: ``tests/test_characters.py`` looks for them.
"""

from __future__ import annotations

#: C's isspace().
C_BLANKS = " \t\n\v\f\r"
#: White space of XML.
XML_BLANKS = " \t\n\r"
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def trim(text: str) -> str:
    """Return a text without the blanks of C around it."""
    return text.strip(C_BLANKS)


def trim_xml(text: str) -> str:
    """Return a text without the white space of XML around it."""
    return text.strip(XML_BLANKS)


def is_digits(text: str) -> bool:
    """Whether a text is decimal digits and nothing else, one at least."""
    return text.isascii() and text.isdigit()


def lower(text: str) -> str:
    """Return a text with its letters of ASCII in lower case."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def upper(text: str) -> str:
    """Return a text with its letters of ASCII in upper case."""
    return text.upper() if text.isascii() else text.translate(_UPPER)
