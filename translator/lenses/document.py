"""How do the lenses together make a document of a conf, and a conf of a document?"""

from __future__ import annotations

import re
from typing import Unpack

from translator.conf.dialect import DialectName, dialect_named
from translator.conf.host import host_layer
from translator.conf.tree import value_span
from translator.ctid import check_ctid
from translator.errors import InputError, LossError
from translator.finding import Finding, by_place
from translator.lenses.drivers import Choices, driver_named
from translator.lenses.get import Made, findings
from translator.lenses.lens import HOSTS_OWN, DriverName
from translator.lenses.local_ids import read_local_ids
from translator.lenses.merge import Prefer
from translator.levels import LOSSES, make_finding
from translator.limits import MAX_DOCUMENT
from translator.report import Report, Translation


def conf_to_domain(
    text: str,
    *,
    ctid: int | str,
    driver: DriverName = "openvz",
    dialect: DialectName = "vzctl",
    base: str | None = None,
    strict: bool = False,
    keep_source: bool = False,
    host_conf: str | None = None,
    ancestor: str | None = None,
    prefer: Prefer | None = None,
    **choices: Unpack[Choices],
) -> Translation:
    """Translate a conf to a domain document for libvirt's ``driver``: ``openvz``, ``lxc`` or ``vz``.

    ``ctid`` is the container's id; ``dialect`` (``vzctl``, ``libvzctl`` or ``libvirt``) says whose rules apply. With
    ``base``, a document of the same container, only what differs changes in it: foreign nodes, comments and layout
    stay, and so do a conf that it holds and the options that it was written with. ``keep_source`` puts the whole conf,
    comments and layout too, into the document. ``host_conf`` is the text of the host's vz.conf, which lies under the
    conf: the document shows what the container has from there, where no OpenVZ will say it, and marks it as not the
    conf's own (a base shows what it was written with). ``choices`` are what the driver offers. ``lxc`` offers
    ``cgroup``, the host's hierarchy of cgroups (``v2``, or ``v1``: the same limits are other numbers there); ``idmap``
    (``START:COUNT``), which has ``COUNT`` user and group ids of the container be the host's from ``START`` on;
    ``block_device``, the path of the host's disk that IOLIMIT and IOPSLIMIT are applied to; ``layout`` (``simfs`` or
    ``ploop``), how the private area holds the files, where no conf says it; ``host_ram`` (``64G``), the host's RAM,
    which a container without limit sees as its own; ``name_by`` (``ctid``, ``name`` or ``hostname``), what the domain
    is called by, where libvirt takes that for a name; and ``nwfilter`` (``no-mac-spoofing``), the host's network filter
    for each pair whose mac_filter is on. What the base alone has changed since both were one stays in it: ``ancestor``,
    a conf or a document, is what both were, and without it the base may know; of what both have changed otherwise,
    ``prefer`` says whether the base (``ours``) or the conf (``theirs``) counts. Every assignment ends in the report as
    translated or carried, so nothing is lost; all that ``strict`` objects to, with LossError, is a container that would
    have the host's own files (VZ521). Each line that the reader refuses, cuts or ignores has the finding that
    ``check_conf`` has for it. InputError when ``text`` is a document itself, ``base`` cannot be read, or the
    document would be too large to be read (XD102), ConflictError
    for what both have changed, without ``prefer``; ValueError for an unknown ``ctid``, ``driver`` or ``dialect``, or a
    choice that the driver does not have, TypeError for one that none has.
    """
    free = driver == "lxc" and choices.get("idmap") is None
    ids, odd = read_local_ids(text) if free else (None, ())
    if ids is not None and base is None:
        choices["idmap"] = ids
    target = driver_named(driver, **choices)
    ctid, reader = check_ctid(ctid), dialect_named(dialect)
    _demand_conf(text, "this is a document already: expected a conf")
    layer = host_layer(host_conf, reader)
    made = Made(text, ctid, target, reader, keep_source=keep_source, layer=layer)
    result = made.document()
    _demand_readable(result, made)
    told: tuple[Finding, ...] = ()
    merges = ancestor is not None or prefer is not None
    if base is not None and (result != base or merges):  # one that says it already stays: most of a fleet's do
        from translator.lenses.into_document import Base, into_document

        origin = Base(base, ctid, target, reader)
        whole, told, known = origin.merge(text, _conf_of(ancestor, dialect, ctid), prefer)
        ids = read_local_ids(whole)[0] if free and whole is not text else ids
        target = origin.fit(target)
        before = read_local_ids(origin.conf)[0] if free else None
        # a map that the base has of its conf follows the conf; one that somebody chose stays
        if ids != before and target.options.get("idmap") == before:
            others = {name: value for name, value in target.options.items() if name != "idmap"}
            target = target.having(others if ids is None else {**others, "idmap": ids})
        layer = origin.layer if host_conf is None else layer
        made = Made(text, ctid, target, reader, keep_source=keep_source or origin.sourced, layer=layer)
        result = into_document(origin, made if whole is text else made.with_more(whole, layer), merged=known)
        _demand_readable(result, made)
    more = (*odd, *told)
    found = tuple(sorted((*findings(made), *more), key=by_place)) if more else findings(made)
    if strict and (refused := [finding for finding in found if finding.code == HOSTS_OWN]):
        raise LossError(refused)
    return Translation(result, Report(made.carried.entries, found), ctid)


def domain_to_conf(
    text: str,
    *,
    ctid: int | str | None = None,
    dialect: DialectName = "vzctl",
    base: str | None = None,
    strict: bool = False,
    host_conf: str | None = None,
    scripted: bool = False,
    ancestor: str | None = None,
    prefer: Prefer | None = None,
) -> Translation:
    """Translate a domain document to a conf.

    ``ctid`` is needed where the document has no numeric name and no residue. With ``base``, the conf that the document
    was made from, only what the document says otherwise changes in it. What the base alone has changed since both were
    one stays in it: ``ancestor``, a conf or a document, is what both were, and without it the document may know; of
    what both have changed otherwise, ``prefer`` says whether the base (``ours``) or the document (``theirs``) counts,
    and without it ConflictError does. A document of another program's needs nothing in its conf that
    ``host_conf``, the text of the host's vz.conf, says already. ``scripted`` says that a mount script
    (:func:`translator.lenses.scripted.script_of`) mounts what is mounted besides the root. Each node ends in the report
    as translated, carried or dropped; a dropped one has a finding (VZ502, or the code of what it means) with its line
    and the reason, and with ``strict`` raises LossError. What keeps vzctl from starting the container has a finding,
    too, at the node to blame, with the code that ``check_conf`` has for it. InputError for a text that is no domain
    document, or a base that is one, ValueError for an unknown ``ctid`` or ``dialect``.
    """
    from translator.lenses.put import read_document

    reader = dialect_named(dialect)
    if base is not None:
        _demand_conf(base, "the base is a document, too: expected the conf that the document was made from")
    wanted = None if ctid is None else check_ctid(ctid)
    before = _conf_of(ancestor, dialect, wanted)
    result = read_document(text, reader, wanted, base, host_conf, scripted=scripted, ancestor=before, prefer=prefer)
    if strict and result.report.dropped:
        raise LossError([finding for finding in result.report.findings if finding.code in LOSSES])
    return result


#: Characters of a document up to which no limit of :func:`translator.domain.document.parse_document` can be met.
_SURELY_READ = MAX_DOCUMENT // 8


def _demand_readable(document: str, made: Made) -> None:
    """Raise InputError, at the conf's longest line, for a document that nobody could read: it is too large."""
    if len(document) <= _SURELY_READ:
        return
    from translator.domain.document import parse_document

    try:
        parse_document(document)
    except InputError as error:
        at = max(range(len(made.tree)), key=lambda at: len(made.tree[at].raw))
        column, width = value_span(made.tree[at])
        message = f"no document can say this conf, of which this is the longest line: {error.finding.message}"
        raise InputError(make_finding(at + 1, column, error.finding.code, message, width=width)) from None


_DOCUMENT = re.compile(r"\ufeff?[ \t\r\n]*<(?:[?!]|domain\b)")


def _conf_of(text: str | None, dialect: str, ctid: str | None) -> str | None:
    """Return the conf that an ancestor was, which may be a document."""
    if text is None or not _DOCUMENT.match(text):
        return text
    from translator.lenses.put import read_document

    return read_document(text, dialect_named(dialect), ctid).text


def _demand_conf(text: str, message: str) -> None:
    """Raise InputError for a document where a conf is expected: every text is a conf to its readers, even XML."""
    if _DOCUMENT.match(text):
        raise InputError(make_finding(1, 1, "VZ504", message, width=0))
