"""What does a worker do with a handful of files? Read, convert, write, and report: a pure function in between."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from translator.conf.dialect import dialect_named
from translator.conf.parse import parse
from translator.conf.tree import Assignment, Opaque, Tree
from translator.container.actions import Script
from translator.convert import ABOUT_FILE, Converted, convert_text, dialect_of, takes_host_conf
from translator.ctid import is_ctid
from translator.errors import InputError, LossError
from translator.finding import Finding, excerpt
from translator.fleet.facts import read_facts
from translator.fleet.outcome import FileStatus, Outcome
from translator.fleet.output import Batch, batch_into
from translator.fleet.rows import Rows, rows_of
from translator.lenses.name import CHOICE
from translator.report import Status
from translator.sources.find import Source
from translator.sources.host import HostConf, host_conf_of
from translator.sources.kind import is_document, refusal
from translator.sources.read import UnreadableError, read_source
from translator.sources.words import dump_ctid
from translator.target import Options
from translator.targets import HUB, USUAL
from translator.work.area import layout_found, with_layout
from translator.work.scripts import scripts_of

if TYPE_CHECKING:
    from translator.plan.node import Outlook

#: So many findings and left-out files are told one by one; the record has them all.
TOLD = 50
#: What a resumed run knows of a file: digest of the source that a result was made of, target, digest of the target.
Known = tuple[bytes | None, str | None, bytes | None]


class Job(NamedTuple):
    """One file to convert, the folder below the output that its result goes into, and what an earlier run noted.

    ``key`` is that of its container in the record.
    """

    source: Source
    folder: str = ""
    key: int = 0
    known: Known | None = None


class Task(NamedTuple):
    """A handful of jobs and how to do them: all that travels to a worker. ``root`` '' writes nothing."""

    jobs: tuple[Job, ...]
    options: Options
    root: str
    force: bool = False
    resume: bool = False


class Done(NamedTuple):
    """The outcomes of a task in the order of its jobs, without what is in ``rows``: the record's, ready to insert."""

    outcomes: list[Outcome]
    rows: Rows


def digest(data: bytes) -> bytes:
    """Return the digest by which files are recognised."""
    return hashlib.blake2b(data, digest_size=16).digest()


def source_digest(data: bytes, host: HostConf | None, scripts: Sequence[Script], layout: str = "") -> bytes:
    """Return the digest of all that a result is made of: the file, the vz.conf under it, its action scripts, and the
    layout that its private area was found to have.
    """
    besides = [*([host.text] if host is not None else []), *(script.name + script.text for script in scripts)]
    besides += [layout] if layout else []
    return digest(b"\0".join((data, *(each.encode("utf-8", "surrogateescape") for each in besides))))


def convert_task(task: Task) -> Done:
    """Convert the files of a task and report what became of each."""
    batch = batch_into(task.root, follow=task.force)
    outcomes = [_convert(at, job, task, batch) for at, job in enumerate(task.jobs)]
    batch.commit()
    for at in batch.taken:
        outcomes[at] = _exists(outcomes[at])
    for at, message in batch.errors.items():
        outcomes[at] = outcomes[at]._replace(status="failed", message=message, target_digest=None)
    return done(task.jobs, outcomes)


def done(jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> Done:
    """Split outcomes into what the run looks at and what only the record keeps."""
    pairs = zip(jobs, outcomes, strict=True)
    rows = rows_of((job.key, _with_former(job, outcome)) for job, outcome in pairs if not outcome.unchanged)
    return Done([outcome if outcome.unchanged else _brief(outcome) for outcome in outcomes], rows)


def _with_former(job: Job, outcome: Outcome) -> Outcome:
    """Return what became of a file, with the digest of what an earlier run has made where this one has made nothing."""
    if outcome.status not in ("failed", "loss") or outcome.target_digest is not None or job.known is None:
        return outcome
    return outcome._replace(target_digest=job.known[2])


def _brief(outcome: Outcome) -> Outcome:
    findings = () if outcome.status == "clean" else outcome.findings
    return Outcome(
        outcome.source,
        outcome.status,
        outcome.message,
        outcome.ctid,
        outcome.target,
        findings=findings,
        shown=outcome.shown,
        host_conf=outcome.host_conf,
    )


def _exists(outcome: Outcome) -> Outcome:
    message = f"{outcome.target} is there already; --force writes over it"
    return outcome._replace(status="exists", message=message, target_digest=None)


def _convert(at: int, job: Job, task: Task, batch: Batch) -> Outcome:
    path = job.source.path
    try:
        data = read_source(job.source)
    except OSError as error:
        return Outcome(path, "failed", error.strerror or str(error))
    except InputError as error:
        return Outcome(path, "failed", error.finding.message, findings=(error.finding._replace(path=None),))
    host = None
    seen = digest(data)
    why = None if path.endswith(".xml") else refusal(data, path)  # what is called a document is judged as one below
    if why:
        return Outcome(path, "failed", why, source_size=len(data), source_digest=seen)
    text = data.decode("utf-8", "surrogateescape")
    try:
        if takes_host_conf(text, task.options.driver, task.options.host_conf):
            host = host_conf_of(path, task.options.host_conf)
        scripts = [] if is_document(text) else scripts_of(path)
        chosen = with_layout(task.options, text, path, dump_ctid(path))
        seen = source_digest(data, host, scripts, layout_found(task.options, chosen))
        if task.resume and job.known is not None and _is_done(job.known, seen, batch):
            return Outcome(path, "clean", unchanged=True)
        outcome, result = convert_one(path, data, seen, chosen, job.folder, dump_ctid(path), host, scripts)
        if result is None or not task.root:
            return outcome
        return _deliver(at, job, task, batch, outcome, result)
    except UnreadableError as error:  # the host's vz.conf
        return Outcome(path, "failed", str(error), source_size=len(data), source_digest=seen)
    except OSError as error:
        return Outcome(
            path, "failed", f"{task.root}: {error.strerror or error}", source_size=len(data), source_digest=seen
        )
    except Exception as error:  # noqa: BLE001 - our bug; even then the other files are converted
        message = f"this is a bug in vzvirt: {type(error).__name__}: {error}"
        return Outcome(path, "failed", message, source_size=len(data), source_digest=seen)


def _is_done(known: Known, seen: bytes, batch: Batch) -> bool:
    """Whether an earlier run has made the target of this very source, and it is still as it was made."""
    source, target, made = known
    if source != seen or target is None or made is None:
        return False
    there = batch.look(target)
    return there is not None and digest(there) == made


def _is_former(known: Known, target: str, there: bytes) -> bool:
    """Whether what is there was made by an earlier run; one that has failed since has noted no target."""
    return known[1] in (None, target) and known[2] == there


def _deliver(at: int, job: Job, task: Task, batch: Batch, outcome: Outcome, result: bytes) -> Outcome:
    target = str(outcome.target)
    replace = task.force
    if not replace and batch.has(target):
        there = batch.look(target)
        if there == result:
            return outcome  # nothing to do, as after a run or a worker that was killed before it could note it
        ours = task.resume and job.known is not None and there is not None
        if not (ours and _is_former(job.known, target, digest(there))):  # type: ignore[arg-type]
            return _exists(outcome)
        replace = True  # our own result of an earlier state of the source
    batch.put(at, target, result, replace=replace)
    return outcome


def convert_one(
    path: str,
    data: bytes,
    seen: bytes,
    options: Options,
    folder: str,
    own: str | None = None,
    host: HostConf | None = None,
    scripts: Sequence[Script] = (),
) -> tuple[Outcome, bytes | None]:
    """Convert one file's bytes; the result is None where there is none to write."""
    text = data.decode("utf-8", "surrogateescape")
    base = Outcome(path, "failed", source_size=len(data), source_digest=seen)
    try:
        under = None if host is None else host.text
        done = convert_text(text, path, options, own=own, host_conf=under, scripts=scripts)
    except InputError as error:
        finding = error.finding._replace(path=None)
        shown = () if finding.code in ABOUT_FILE else _excerpts(text, (finding,))
        return base._replace(message=finding.message, findings=(finding,), shown=shown), None
    except LossError as error:
        findings = tuple(finding._replace(path=None) for finding in error.findings)
        message, shown = "not written, for --strict allows no loss", _excerpts(text, findings)
        return base._replace(status="loss", message=message, findings=findings, shown=shown), None
    translation = done.translation
    stem = path.rpartition("/")[2].rpartition(".")[0]
    document = is_document(text)
    if document and is_ctid(stem) and stem != translation.ctid:
        message = f"the document is of container {translation.ctid}, but the file's name says {stem}"
        return base._replace(message=message), None
    result = translation.text.encode("utf-8", "surrogateescape")
    outcome = _account(base, text, done, options)
    if options.driver == "lxc" and (done.source, done.target) == (HUB, USUAL):
        outlook = _outlook(done, options, under)
        outcome = outcome._replace(outlook=outlook)
        if CHOICE in dict(options.choices) and outlook.called != translation.ctid:
            outcome = outcome._replace(uses=(*outcome.uses, ("domain", outlook.called)))
    if host is not None:
        outcome = outcome._replace(host_conf=host.path, uses=(*outcome.uses, ("host_conf", host.path)))
    if scripts:
        outcome = outcome._replace(uses=(*outcome.uses, *(("script", script.path) for script in scripts)))
    target = f"{folder}/{done.filename}" if folder else done.filename
    return outcome._replace(target=target, target_size=len(result), target_digest=digest(result)), result


def _outlook(done: Converted, options: Options, host_conf: str | None) -> Outlook:
    """Return what it takes to leave OpenVZ for LXC."""
    from translator.plan import make_plan
    from translator.plan.node import outlook

    dialect = dialect_of(done.taken, options.dialect)
    return outlook(make_plan(done.taken, done.translation, dialect=dialect, host_conf=host_conf, steps=1))


def _account(base: Outcome, text: str, done: Converted, options: Options) -> Outcome:
    translation, source, target, *_ = done
    dialect = dialect_named(dialect_of(text, options.dialect))
    texts = {source: text, target: translation.text}
    conf, xml = texts.get("conf", ""), texts.get("domain", "")
    tree = parse(conf, dialect)
    facts, uses = read_facts(tree, dialect, translation.ctid, xml)
    report = translation.report
    counts = report.counts()
    entries = report.entries
    if source != HUB or not entries:
        lines = [
            *((entry.line, "node", entry.name, None, entry.status, entry.place, entry.reason) for entry in entries),
            *((at, "parameter", name, value, None, None, "") for at, name, value in _values(tree)),
        ]
    else:
        lines = []
        for line, name, status, place, reason in entries:
            leaf = tree[line - 1]
            value = leaf.text if type(leaf) is Assignment else leaf.raw.rstrip("\n")
            lines.append((line, "parameter", name, value, status, place, reason))
    end = _status(counts, report.findings)
    return base._replace(
        status=end,
        ctid=translation.ctid,
        direction=target,
        facts=facts,
        counts=(counts["translated"], counts["carried"], counts["dropped"]),
        findings=report.findings,
        shown=() if end == "clean" else _excerpts(text, report.findings),
        lines=tuple(lines),
        uses=uses,
    )


def _values(tree: Tree) -> list[tuple[int, str, str]]:
    return [
        (at + 1, leaf.name or "", leaf.text if type(leaf) is Assignment else leaf.raw.rstrip("\n"))
        for at, leaf in enumerate(tree)
        if type(leaf) is Assignment or type(leaf) is Opaque
    ]


def _excerpts(text: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(excerpt(text, finding) for finding in findings[:TOLD])


def _status(counts: Mapping[Status, int], findings: Sequence[Finding]) -> FileStatus:
    if counts["dropped"]:
        return "loss"
    return "findings" if any(finding.level != "info" for finding in findings) else "clean"
