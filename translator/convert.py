"""What does converting one source mean? Which direction, which container, and what the result is called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from translator.ctid import check_ctid
from translator.errors import InputError
from translator.finding import Finding
from translator.lenses.document import conf_to_domain, domain_to_conf
from translator.report import Translation

#: A conf's file name, as vzlist and vzctl see it.
_CONF_NAME = re.compile(r"(?:.*/)?([0-9]+|\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?)\.conf")


class Options(NamedTuple):
    """How to convert: the same for every source of a run. ``to`` None follows from the content."""

    to: str | None = None
    driver: str = "openvz"
    dialect: str = "vzctl"
    strict: bool = False
    keep_source: bool = False


class Converted(NamedTuple):
    """One result: its text and report, and the name of the file it belongs into."""

    translation: Translation
    filename: str


def is_document(text: str) -> bool:
    """Whether a text is XML rather than a conf: its first character that is no blank opens a tag."""
    return text[:512].lstrip("\ufeff \t\r\n")[:1] == "<" or text.lstrip("\ufeff \t\r\n")[:1] == "<"


def ctid_of(path: str) -> str | None:
    """Return the container id that a conf's file name gives, or None."""
    match = _CONF_NAME.fullmatch(path)
    if match is None:
        return None
    try:
        return check_ctid(match[1])
    except ValueError:
        return None


def next_ctid(taken: Iterable[str]) -> str:
    """Return the lowest free id from 101 on: ids up to 100 are reserved."""
    used = {int(ctid) for ctid in taken if ctid.isdigit()}
    number = 101
    while number in used:
        number += 1
    return str(number)


def convert_text(
    text: str, path: str, options: Options, *, ctid: str | None = None, base: str | None = None
) -> Converted:
    """Convert one text; ``path`` is its name, which gives a conf its id where ``ctid`` does not.

    InputError for a text that cannot be converted, LossError with ``options.strict`` when something is dropped.
    """
    document = is_document(text)
    if options.to == ("conf" if not document else "domain"):
        kind = "a domain document" if document else "a conf"
        raise InputError(Finding(1, 1, "VZ504", "error", f"this is {kind} already: nothing to convert", path=path))
    if document:
        result = domain_to_conf(text, ctid=ctid, dialect=options.dialect, base=base, strict=options.strict)
        return Converted(result, f"{result.ctid}.conf")
    number = ctid or ctid_of(path)
    if number is None:
        message = "the file's name gives no container id (expected N.conf): give one with --ctid N"
        raise InputError(Finding(1, 1, "VZ505", "error", message, path=path))
    result = conf_to_domain(
        text,
        ctid=number,
        driver=options.driver,
        dialect=options.dialect,
        base=base,
        strict=options.strict,
        keep_source=options.keep_source,
    )
    return Converted(result, f"{result.ctid}.xml")
