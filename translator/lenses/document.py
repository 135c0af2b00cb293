"""How do the lenses together make a document of a conf, and a conf of a document?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translator.conf.dialect import Dialect, dialect_named
from translator.conf.directive import uuid_of
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.conf.tree import Assignment, Opaque, Tree, value_span
from translator.ctid import check_ctid
from translator.domain.write import write_domain
from translator.errors import InputError, LossError
from translator.finding import Finding, by_place
from translator.lenses.drivers import driver_named, driver_of
from translator.lenses.lens import Driver, Got
from translator.lenses.residue import write_line, write_parameter, write_residue, write_source
from translator.report import Entry, Report, Translation

if TYPE_CHECKING:
    from lxml.etree import _Element

_new = tuple.__new__


class View:
    """Everything that ``get`` makes of one conf: the driver's places, the residue's body, the account."""

    __slots__ = ("body", "ctid", "dialect", "entries", "got", "settings", "tree")

    def __init__(self, text: str, ctid: str, driver: Driver, dialect: Dialect) -> None:
        self.ctid = ctid
        self.dialect = dialect
        self.tree = parse(text, dialect)
        self.settings = settle(self.tree, dialect)
        self.got = driver.get(self.settings, ctid)
        uuid = uuid_of(self.tree)
        if uuid:
            self.got.view["uuid"] = uuid
        self.body, self.entries = _carry(self.tree, self.settings, self.got)

    def text(self, keep_source: str | None = None) -> str:
        """Return the document, with the whole conf inside when ``keep_source`` is it."""
        body = self.body if keep_source is None else [*self.body, write_source(keep_source)]
        return write_domain(self.got.view, write_residue(self.ctid, self.dialect, self.got.derived, body))


_FATE = {
    "unknown": "unknown parameter",
    "duplicate": "an earlier line has set it",
    "unparsable": "no reader takes this line apart",
    "invalid": "the value is refused",
    "truncated": "the number is too large and is capped",
    "word": "a word in it is unknown",
}


def _carry(tree: Tree, settings: Settings, got: Got) -> tuple[list[str], list[Entry]]:
    """Return the residue's elements, in the order of the lines, and an entry for each line that is no comment."""
    by_name, rows = settings.by_name, settings.dialect.rows
    native, shown = got.native, got.shown
    verdicts = {problem.at: problem.verdict for problem in settings.problems}
    in_force = {at for setting in by_name.values() if len(setting.kept) > 1 for at in setting.kept}
    body: list[str] = []
    entries: list[Entry] = []
    for at, leaf in enumerate(tree):
        if type(leaf) is not Assignment:
            if type(leaf) is Opaque:
                body.append(write_line(leaf, leaf.name or "", "unparsable"))
                entries.append(Entry(at + 1, leaf.name or "", "carried", "metadata", leaf.why))
            continue
        row = rows.get(leaf[1])
        if row is None:
            body.append(write_line(leaf, leaf.name, "unknown"))
            entries.append(Entry(at + 1, leaf.name, "carried", "metadata", "unknown parameter"))
            continue
        name = row[0]
        setting = by_name[name]
        if setting.clean:
            if name in native:
                entries.append(_new(Entry, (at + 1, name, "translated", native[name], "")))
                continue
            element = write_parameter(setting)
            if element:
                if at == setting.leaves[0]:
                    body.append(element)
                why = f"{shown[name]} cannot give it back exactly" if name in shown else "no place in libvirt"
                entries.append(_new(Entry, (at + 1, name, "carried", "metadata", why)))
                continue
        verdict = verdicts.get(at, "")
        kept = at in setting.kept if len(setting.kept) < 2 else at in in_force
        status = _STATUS.get(verdict) or ("effective" if kept else "shadowed" if setting.kept else "ignored")
        body.append(write_line(leaf, name, status))
        reason = _FATE.get(verdict) or ("carried as it stands" if kept else "another line is in force")
        entries.append(Entry(at + 1, name, "carried", "metadata", reason))
    return body, entries


_STATUS = {"duplicate": "shadowed", "invalid": "refused", "truncated": "effective", "word": "effective"}


def conf_to_domain(
    text: str,
    *,
    ctid: int | str,
    driver: str = "openvz",
    dialect: str = "vzctl",
    base: str | None = None,
    strict: bool = False,
    keep_source: bool = False,
    idmap: str | None = None,
    block_device: str | None = None,
) -> Translation:
    """Translate a conf to a domain document for libvirt's ``driver``.

    ``ctid`` is the container's id; ``dialect`` says whose reading rules apply to the conf. With ``base``, a document of
    the same container, only what differs changes in it: foreign nodes, comments and layout stay, and so do a conf that
    it holds and the options that it was written with. ``keep_source`` puts the whole conf, comments and layout too,
    into the document. Two options are for the driver ``lxc`` alone: ``idmap`` (``START:COUNT``) has ``COUNT`` user and
    group ids of the container be the host's from ``START`` on, and ``block_device`` is the path of the host's disk that
    IOLIMIT and IOPSLIMIT are applied to. Every assignment ends in the report as translated or carried, so nothing is
    lost and ``strict`` has nothing to object to; InputError when ``text`` is a document itself or ``base`` cannot be
    read, ValueError for an unknown ``ctid``, ``driver`` or ``dialect``, or options that the driver does not have.
    """
    del strict  # a conf is never lost: what has no place is carried
    target = driver_named(driver, idmap=idmap, block_device=block_device)
    ctid, reader = check_ctid(ctid), dialect_named(dialect)
    _demand_conf(text, "this is a document already: expected a conf")
    if base is None:
        view = View(text, ctid, target, reader)
        result = view.text(text if keep_source else None)
    else:
        from translator.lenses.rebase import Base, fitted

        origin = Base(base, ctid, target, reader)
        target = fitted(origin, driver, idmap, block_device)
        view = View(text, ctid, target, reader)
        result = origin.take(view, target, text if keep_source or origin.sourced else None)
    return Translation(result, Report(tuple(view.entries), _advice(view)), ctid)


def _advice(view: View) -> tuple[Finding, ...]:
    if not view.got.advice:
        return ()
    by_name = view.settings.by_name
    found = []
    for code, level, parameter, message in view.got.advice:
        setting = by_name.get(parameter)
        if setting is None:  # about what the conf does not say: no line of it is to be shown
            found.append(Finding(1, 1, code, level, message, parameter, width=0))
        else:
            at = (setting.kept or setting.leaves)[0]
            column, width = value_span(view.tree[at])
            found.append(Finding(at + 1, column, code, level, message, parameter, width=width))
    return tuple(sorted(found, key=by_place))


def domain_to_conf(
    text: str,
    *,
    ctid: int | str | None = None,
    dialect: str = "vzctl",
    base: str | None = None,
    strict: bool = False,
) -> Translation:
    """Translate a domain document to a conf.

    ``ctid`` is needed where the document has no numeric name and no residue. With ``base``, the conf that the document
    was made from, only what differs changes in it. Each node ends in the report as translated, carried or dropped; a
    dropped one has a finding (VZ502, warning) with its line and the reason, and with ``strict`` raises LossError.
    InputError for a text that is no domain document, or a base that is one, ValueError for an unknown ``ctid`` or
    ``dialect``.
    """
    from translator.domain.document import parse_document
    from translator.lenses.put import put_document

    reader = dialect_named(dialect)
    if base is not None:
        _demand_conf(base, "the base is a document, too: expected the conf that the document was made from")
    wanted = None if ctid is None else check_ctid(ctid)
    root = parse_document(text)
    try:
        result = put_document(text, root, _driver_of(root), reader, wanted, base)
    except InputError as error:
        from translator.domain.locate import locate

        raise InputError(*locate([error.finding], text, root)) from None
    report = result.report
    if report.findings:
        from translator.domain.locate import locate

        report = report._replace(findings=locate(report.findings, text, root))
        result = result._replace(report=report)
    if strict and report.dropped:
        raise LossError([finding for finding in report.findings if finding.code == "VZ502"])
    return result


_DOCUMENT = re.compile(r"\ufeff?[ \t\r\n]*<(?:\?xml\b|!--|domain\b)")


def _demand_conf(text: str, message: str) -> None:
    """Raise InputError for a document where a conf is expected: every text is a conf to its readers, even XML."""
    if _DOCUMENT.match(text):
        raise InputError(Finding(1, 1, "VZ504", "error", message, width=0))


def _driver_of(root: _Element) -> Driver:
    """Return the driver that reads a document; InputError where it is no container's."""
    line = root.sourceline or 1
    if root.tag != "domain":
        from translator.domain.document import other_root

        raise InputError(Finding(line, 1, "XD109", "error", other_root(root), "domain"))
    kind = root.get("type", "").strip()
    driver = driver_of(kind)
    if driver is None:
        which = f"domain type {kind!r} is no container's" if kind else "the domain has no type"
        message = f"{which}: openvz, lxc, vz or parallels expected"
        raise InputError(Finding(line, 1, "XD108", "error", message, "domain/@type"))
    return driver
