"""What does converting one source mean? Which direction, which container, and what the result is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, cast

from translator.characters import is_digits, trim
from translator.conf.dialect import DIALECTS, DialectName, dialect_named
from translator.conf.renumber import Renumbered, renumber
from translator.container.actions import Script, scripts_with
from translator.ctid import HIGHEST, check_ctid, is_ctid
from translator.errors import InputError
from translator.finding import Finding, by_place
from translator.lenses.drivers import driver_named
from translator.lenses.residue import NAMESPACE
from translator.levels import make_finding
from translator.report import Report, Translation
from translator.sources.kind import is_document, mismatch
from translator.target import Options, Work
from translator.targets import HUB, USUAL, name_of, target_named, wanted

#: A conf's file name, as vzlist and vzctl see it, or the conf in a Virtuozzo private area.
_CONF_NAME = re.compile(
    r"(?:.*/)?([0-9]+|\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?)(?:\.conf|/ve\.conf)"
)
#: Confs whose names say nothing of the container: that of a private area (libvzctl), and the one in a backup (vzdump).
NAMELESS = ("ve.conf", "vps.conf")
#: Findings that speak of a file as a whole: no line of it is to blame.
ABOUT_FILE = frozenset(("VZ504", "VZ505"))


class Converted(NamedTuple):
    """One result: its text and report, the names of the targets it was and is, and of the file it belongs into.

    ``taken`` is the source as it was taken: a conf that has another id now, line for line.
    """

    translation: Translation
    source: str
    target: str
    filename: str
    taken: str


def dialect_of(text: str, wanted: str | None = None) -> DialectName:
    """Return who reads a text: whom the caller wants, or whom a document was written for, or else vzctl."""
    if wanted is None and "dialect=" in text and is_document(text):
        from translator.domain.document import parse_document
        from translator.domain.place.metadata import RESIDUE_TAG

        try:
            said = next(parse_document(text).iter(RESIDUE_TAG)).get("dialect")
        except (InputError, StopIteration):
            said = None
        wanted = said if said in DIALECTS else None
    return cast("DialectName", wanted or "vzctl")


def takes_host_conf(text: str, driver: str, chosen: str | None = None) -> bool:
    """Return whether what is made of ``text`` depends on a vz.conf at all.

    A document for libvirt's OpenVZ driver leaves it to vzctl, and one that has a residue says what it was made over: of
    the vz.conf that is ``chosen`` all the same, it takes what comes into force where the document was edited.
    """
    if is_document(text):
        return NAMESPACE not in text or chosen is not None
    return driver_named(driver).alone


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
    text: str,
    path: str,
    options: Options,
    *,
    ctid: str | None = None,
    own: str | None = None,
    base: str | None = None,
    ancestor: str | None = None,
    host_conf: str | None = None,
    scripts: Sequence[Script] = (),
) -> Converted:
    """Convert one text; ``path`` is its name, ``base`` what the result is written into, ``ancestor`` what both
    were when they were one, ``host_conf`` the text of the vz.conf that lies under it, ``scripts`` are
    its container's action scripts.

    ``ctid`` is the id that the container gets; without it, it keeps its own. That is ``own``, which the name of a
    backup says, or what the path of a conf or the text of a document does.
    InputError for a text that cannot be converted, LossError with ``options.strict`` when something is dropped,
    ConflictError for what text and base say otherwise than when they were one.
    """
    wrong = mismatch(text, path)
    if wrong:
        raise InputError(make_finding(1, 1, wrong[0], wrong[1], path=path, width=0))
    dialect = dialect_of(text, options.dialect)
    ctid = None if ctid is None else check_ctid(ctid)
    source = name_of(text)
    name = wanted(source, options.to)
    backup = own is not None
    if source == HUB or ctid is not None:
        own = own or _own_id(text, path, dialect)
    if name == source and (source != HUB or (ctid in (None, own) and not backup)):
        message = f"this is {target_named(source).title} already: nothing to convert"
        raise InputError(make_finding(1, 1, "VZ504", message, path=path, width=0))
    number = _demand_id(ctid or own, path) if source == HUB else ctid
    renumbered = Renumbered(text, ())
    if source == HUB and own is not None:
        renumbered = renumber(text, own, str(number), dialect)
    work = Work(renumbered.text, path, number, dialect, options, base, host_conf, ancestor)
    if source == HUB:
        work, told = _with_scripts(work, name, scripts)
        result = _with(target_named(name).make(work), (*renumbered.findings, *told))
    else:
        result = _by_way_of_conf(work, source, name, own)
    return Converted(result, source, name, f"{result.ctid}{target_named(name).suffix}", renumbered.text)


def _with_scripts(work: Work, name: str, scripts: Sequence[Script]) -> tuple[Work, list[Finding]]:
    """Return the work with what is mounted by a container's action scripts, if that is wanted, and what is to be told
    of the scripts: nothing where vzctl goes on running them.
    """
    options = work.options
    if not scripts or (name == USUAL and not driver_named(options.driver).alone):
        return work, []
    known = scripts_with(scripts, str(work.ctid), dialect_named(work.dialect), work.host_conf, work.text)
    mounts = known.mounts() if options.mounts and name == USUAL else []
    found = known.told(carried=target_named(name).of_openvz, mounted=bool(mounts))
    if mounts:
        from translator.lenses.mounts import MOUNTED_BY_SCRIPTS, of_scripts, write_mounted

        text = write_mounted(of_scripts(mounts, str(work.ctid)))
        work = work._replace(options=options._replace(choices=(*options.choices, (MOUNTED_BY_SCRIPTS, text))))
        found += known.mounted_otherwise(mounts)
    return work, found


def _with(made: Translation, findings: Sequence[Finding]) -> Translation:
    """Return a translation that tells these findings as well."""
    if not findings:
        return made
    told = tuple(sorted((*made.report.findings, *findings), key=by_place))
    return made._replace(report=made.report.told(told))


def _by_way_of_conf(work: Work, source: str, name: str, own: str | None) -> Translation:
    """Return what a source that is no conf becomes: the conf that it stands for, or what is made of that.

    ``own`` is the id that the source itself has for the container, if any.
    """
    target = target_named(source)
    if target.read is None:
        message = f"{target.title} cannot be read"
        raise InputError(make_finding(1, 1, "VZ504", message, path=work.path, width=0))
    conf = target.read(work if name == HUB else work._replace(base=None))
    _demand_container(conf.ctid, work.path)
    if own is not None and own != conf.ctid:
        renumbered = renumber(conf.text, own, conf.ctid, work.dialect)
        told = renumbered.findings if target.found is None else target.found(renumbered.findings, conf, work.text)
        conf = _with(conf._replace(text=renumbered.text), told)
    if name == HUB:
        return conf
    made = target_named(name).make(work._replace(text=conf.text, ctid=conf.ctid))
    told = made.report.findings if target.found is None else target.found(made.report.findings, conf, work.text)
    return Translation(made.text, Report((), (*conf.report.findings, *told)), made.ctid)


def _own_id(text: str, path: str, dialect: str) -> str | None:
    """Return the id that a source itself gives its container.

    That of a conf is its name, or VEID where the name is every container's; that of a document its name, or what its
    residue says.
    """
    if is_document(text):
        return _id_of_document(text)
    number = ctid_of(path)
    if number is None and path.rpartition("/")[2] in NAMELESS:
        from translator.conf.parse import parse
        from translator.conf.settle import settle

        reader = dialect_named(dialect)
        number = str(settle(parse(text, reader), reader).value("VEID") or "") or None
        number = number if number is None or is_ctid(number) else None
    return number


def _id_of_document(text: str) -> str | None:
    from translator.domain.document import parse_document
    from translator.domain.place.metadata import RESIDUE_TAG
    from translator.lenses.name import ctid_of_document

    try:
        root = parse_document(text)
        residue = next(root.iter(RESIDUE_TAG), None)
        said = "" if residue is None else residue.get("ctid", "")
        return ctid_of_document(root, trim(root.findtext("name") or ""), said, None)
    except InputError:  # one without an id, or one that cannot be read, which is told when it is
        return None


def _demand_id(ctid: str | None, path: str) -> str:
    """Return the id of a conf; InputError where there is none, or that of the host."""
    if ctid is None:
        message = "the file's name gives no container id (expected N.conf): give one with --ctid N"
        raise InputError(make_finding(1, 1, "VZ505", message, path=path, width=0))
    _demand_container(ctid, path)
    return ctid


def _demand_container(ctid: str, path: str) -> None:
    """Raise InputError for the host, which has a conf like a container's."""
    if ctid == "0":
        message = f"0 is the host, not a container: expected a number from 1 to {HIGHEST}; give one with --ctid N"
        raise InputError(make_finding(1, 1, "VZ505", message, path=path))
