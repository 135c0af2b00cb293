"""What does converting one source mean? Which direction, which container, and what the result is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from translator.characters import is_digits
from translator.conf.dialect import DIALECTS
from translator.ctid import HIGHEST, check_ctid
from translator.errors import InputError
from translator.finding import Finding, by_place
from translator.lenses.document import conf_to_domain, domain_to_conf
from translator.levels import make_finding
from translator.report import Entry, Translation
from translator.sources.kind import is_document, mismatch

#: A conf's file name, as vzlist and vzctl see it, or the conf in a Virtuozzo private area.
_CONF_NAME = re.compile(
    r"(?:.*/)?([0-9]+|\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?)(?:\.conf|/ve\.conf)"
)
#: Confs whose names say nothing of the container: that of a private area (libvzctl), and the one in a backup (vzdump).
NAMELESS = ("ve.conf", "vps.conf")
#: Findings that speak of a file as a whole: no line of it is to blame.
ABOUT_FILE = frozenset(("VZ504", "VZ505"))


class Options(NamedTuple):
    """How to convert: the same for every source of a run. ``to`` and ``dialect`` None follow from the content."""

    to: str | None = None
    driver: str = "openvz"
    dialect: str | None = None
    strict: bool = False
    keep_source: bool = False
    idmap: str | None = None
    block_device: str | None = None


class Converted(NamedTuple):
    """One result: its text and report, and the name of the file it belongs into."""

    translation: Translation
    filename: str


def dialect_of(text: str, wanted: str | None = None) -> str:
    """Return who reads a text: whom the caller wants, or whom a document was written for, or else vzctl."""
    if wanted is None and "dialect=" in text and is_document(text):
        from translator.domain.document import parse_document
        from translator.domain.place.metadata import RESIDUE_TAG

        try:
            said = next(parse_document(text).iter(RESIDUE_TAG)).get("dialect")
        except (InputError, StopIteration):
            said = None
        wanted = said if said in DIALECTS else None
    return wanted or "vzctl"


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
    used = {int(ctid) for ctid in taken if is_digits(ctid)}
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
    wrong = mismatch(text, path)
    if wrong:
        raise InputError(make_finding(1, 1, wrong[0], wrong[1], path=path, width=0))
    document = is_document(text)
    dialect = dialect_of(text, options.dialect)
    if options.to == "vzctl":
        return _to_commands(text, path, options, dialect, ctid)
    if options.to == ("conf" if not document else "domain"):
        kind = "a domain document" if document else "a conf"
        message = f"this is {kind} already: nothing to convert"
        raise InputError(make_finding(1, 1, "VZ504", message, path=path, width=0))
    if document:
        result = domain_to_conf(text, ctid=ctid, dialect=dialect, base=base, strict=options.strict)
        _demand_bytes(result.text, path)
        _demand_container(result.ctid, path)
        return Converted(result, f"{result.ctid}.conf")
    result = conf_to_domain(
        text,
        ctid=_id_for(text, path, dialect, ctid),
        driver=options.driver,
        dialect=dialect,
        base=base,
        strict=options.strict,
        keep_source=options.keep_source,
        idmap=options.idmap,
        block_device=options.block_device,
    )
    return Converted(result, f"{result.ctid}.xml")


def _demand_bytes(text: str, path: str) -> None:
    """Raise InputError for a text that no file can hold: a residue may spell half of a pair of surrogates."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        message = f"the residue holds U+{ord(text[error.start]):04X}, half of a pair, which no file can hold"
        raise InputError(make_finding(1, 1, "XD104", message, path=path)) from None


def _id_for(text: str, path: str, dialect: str, ctid: str | None) -> str:
    """Return the id of a conf: what the caller says, its name, or VEID where the name is every container's."""
    number = ctid or ctid_of(path)
    if number is None and path.rpartition("/")[2] in NAMELESS:
        from translator.conf.dialect import dialect_named
        from translator.conf.parse import parse
        from translator.conf.settle import settle

        reader = dialect_named(dialect)
        number = str(settle(parse(text, reader), reader).value("VEID") or "") or None
    if number is None:
        message = "the file's name gives no container id (expected N.conf): give one with --ctid N"
        raise InputError(make_finding(1, 1, "VZ505", message, path=path, width=0))
    _demand_container(number, path)
    return number


def _demand_container(ctid: str, path: str) -> None:
    """Raise InputError for the host, which has a conf like a container's."""
    if ctid == "0":
        message = f"0 is the host, not a container: expected a number from 1 to {HIGHEST}; give one with --ctid N"
        raise InputError(make_finding(1, 1, "VZ505", message, path=path))


def _to_commands(text: str, path: str, options: Options, dialect: str, ctid: str | None) -> Converted:
    """Return the vzctl commands for a conf, or for a document by way of its conf."""
    from translator.report import Report
    from translator.vzctl import vzctl_commands

    findings: tuple[Finding, ...] = ()
    entries: tuple[Entry, ...] = ()
    document = text
    if is_document(text):
        conf = domain_to_conf(text, ctid=ctid, dialect=dialect, strict=options.strict)
        text, number, findings, entries = conf.text, conf.ctid, conf.report.findings, conf.report.entries
        _demand_container(number, path)
    else:
        number = _id_for(text, path, dialect, ctid)
    try:
        commands = vzctl_commands(text, ctid=number, dialect=dialect)
    except ValueError as error:
        raise InputError(make_finding(1, 1, "VZ507", str(error), path=path, width=0)) from None
    told = commands.findings
    if entries:
        told = _in_document(told, entries, document)
    result = Translation(commands.text, Report((), (*findings, *told)), number)
    return Converted(result, f"{number}.sh")


def _in_document(findings: Sequence[Finding], entries: Sequence[Entry], text: str) -> tuple[Finding, ...]:
    """Return findings about a conf's parameters as findings about the elements of the document that it stands for."""
    from translator.domain.document import parse_document
    from translator.domain.locate import locate

    # what no native place says is said by the residue, whose entries have the parameter as their place
    said = {entry.place: entry for entry in reversed(entries)}
    moved = []
    for finding in findings:
        entry = said.get(finding.parameter or "")
        line, node = (entry.line, entry.name) if entry else (1, "domain")
        moved.append(finding._replace(line=line, parameter=node))
    located = zip(locate(moved, text, parse_document(text)), findings, strict=True)
    return tuple(sorted((place._replace(parameter=each.parameter) for place, each in located), key=by_place))
