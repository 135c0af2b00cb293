"""What do libvirt's own OpenVZ driver and schemas say?"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SANDBOX = Path(__file__).with_name("sandbox.sh")
SCHEMAS = Path("/usr/share/libvirt/schemas")  # where virt-xml-validate looks
TOOLS = ("virsh", "virt-xml-validate", "xmllint", "unshare")

Conf = str | bytes


@dataclass(frozen=True)
class Job:
    """One run in the sandbox: a shell script, beside some files, on a host with these containers."""

    script: str
    confs: Mapping[int, Conf] = field(default_factory=dict)
    files: Mapping[str, Conf] = field(default_factory=dict)
    samples: Mapping[str, Conf] = field(default_factory=lambda: {"basic": ""})


@dataclass(frozen=True)
class Run:
    """What one job left behind."""

    status: int
    out: str
    err: str
    confs: Mapping[int, str]
    vzctl_commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class DefineResult:
    """What became of one document that the driver was asked to define."""

    ok: bool
    error: str | None
    vzctl_commands: tuple[tuple[str, ...], ...]
    conf_text_after: str | None


class Dumps(dict[int, str]):
    """The document of each container, and what libvirt said about those that have none."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: dict[int, str] = {}


def uuid_of(ctid: int) -> str:
    return f"00000000-0000-4000-8000-{ctid:012d}"


def with_uuid(conf: str, ctid: int) -> str:
    """Add the line that the driver would add with a random UUID: first, where no open quote or last line matters."""
    if re.search(r"^#UUID: ", conf, re.MULTILINE):
        return conf
    return f"#UUID: {uuid_of(ctid)}\n{conf}"


def run_jobs(jobs: Sequence[Job]) -> list[Run]:
    """Run the jobs one after the other in one sandbox."""
    with tempfile.TemporaryDirectory(prefix="vzvirt-openvz-") as top:
        folders = [Path(top) / f"{number:06d}" for number in range(len(jobs))]
        for folder, job in zip(folders, jobs, strict=True):
            _lay_out(folder, job)
        subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "--", "bash", str(SANDBOX), top],
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return [_collect(folder) for folder in folders]


def dump_all(confs: Mapping[int, Conf]) -> Dumps:
    """Give the document that the driver prints for each container.

    All are read through one connection. A conf that the driver cannot bear (a bad or repeated UUID, a negative CPUS)
    ends that for all of them, so that each is then read alone.
    """
    prepared = {ctid: with_uuid(_text(conf), ctid) for ctid, conf in confs.items()}
    dumps = Dumps()
    if not prepared:
        return dumps
    [together] = run_jobs([Job(_dump_script(prepared), prepared)])
    _read_dumps(together, dumps)
    if set(dumps) != set(prepared):
        alone = [ctid for ctid in prepared if ctid not in dumps]
        for ctid, run in zip(alone, run_jobs([Job(_dump_script([c]), {c: prepared[c]}) for c in alone]), strict=True):
            _read_dumps(run, dumps)
            if ctid not in dumps:
                dumps.errors[ctid] = _complaint(run)
    return dumps


def dump_each(confs: Sequence[tuple[int, Conf]]) -> list[str | None]:
    """Give the document of each conf, read alone (so that many may claim the same id), or None where there is none."""
    jobs = [Job(_dump_script([ctid]), {ctid: with_uuid(_text(conf), ctid)}) for ctid, conf in confs]
    documents: list[str | None] = []
    for (ctid, _), run in zip(confs, run_jobs(jobs), strict=True):
        dumps = Dumps()
        _read_dumps(run, dumps)
        documents.append(dumps.get(ctid))
    return documents


def define(document: str, ctid: int, *, conf: Conf | None = None, check_schema: bool = False) -> DefineResult:
    """Have the driver define a document, on a host that has no container but (where given) this one."""
    return define_all([(document, ctid)], conf=conf, check_schema=check_schema)[0]


def define_all(
    documents: Sequence[tuple[str, int]], *, conf: Conf | None = None, check_schema: bool = False
) -> list[DefineResult]:
    """Have the driver define each document on a host of its own."""
    option = "--validate " if check_schema else ""
    script = f"exec virsh -q -c openvz:///system define {option}domain.xml"
    jobs = [
        Job(script, {} if conf is None else {ctid: with_uuid(_text(conf), ctid)}, {"domain.xml": document})
        for document, ctid in documents
    ]
    return [
        DefineResult(
            ok=run.status == 0,
            error=None if run.status == 0 else _complaint(run),
            vzctl_commands=run.vzctl_commands,
            conf_text_after=run.confs.get(ctid),
        )
        for (_, ctid), run in zip(documents, run_jobs(jobs), strict=True)
    ]


def validate(documents: Mapping[str, str], schema: str = "domain") -> dict[str, str | None]:
    """Give what libvirt's RELAX NG schema has against each document, or None.

    This is virt-xml-validate for many files: it too runs xmllint with this file, which is most of its cost.
    """
    if not documents:
        return {}
    with tempfile.TemporaryDirectory(prefix="vzvirt-validate-") as top:
        files = {name: f"{number}.xml" for number, name in enumerate(documents)}
        for name, file in files.items():
            _write(Path(top) / file, documents[name])
        done = subprocess.run(
            ["xmllint", "--noout", "--relaxng", str(SCHEMAS / f"{schema}.rng"), *files.values()],
            cwd=top,
            capture_output=True,
            check=False,
        )
    said = done.stderr.decode("utf-8", "replace").splitlines()
    return {
        name: None
        if f"{file} validates" in said
        else "\n".join(line for line in said if line.startswith((f"{file}:", f"{file} "))) or "not validated"
        for name, file in files.items()
    }


def _dump_script(ctids: Mapping[int, object] | Sequence[int]) -> str:
    commands = "; ".join(f"echo container {ctid}; dumpxml {ctid}" for ctid in ctids)
    return f"exec virsh -c openvz:///system '{commands}'"


def _read_dumps(run: Run, dumps: Dumps) -> None:
    pieces = re.split(r"^container (\d+)\n", run.out, flags=re.MULTILINE)
    for ctid, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        document = piece.strip("\n")
        if document.endswith("</domain>"):  # a client that aborts may leave half of one
            dumps[int(ctid)] = document


def _complaint(run: Run) -> str:
    return run.err.strip() or f"exit status {run.status}"


def _lay_out(folder: Path, job: Job) -> None:
    for name in ("conf", "vzctl"):
        (folder / name).mkdir(parents=True)
    _write(folder / "script", job.script)
    for ctid, conf in job.confs.items():
        _write(folder / "conf" / f"{ctid}.conf", conf)
    for name, sample in job.samples.items():
        _write(folder / "conf" / f"ve-{name}.conf-sample", sample)
    for name, content in job.files.items():
        _write(folder / name, content)


def _collect(folder: Path) -> Run:
    logs = sorted((folder / "vzctl").iterdir(), key=lambda log: int(log.name))
    return Run(
        status=int(_read(folder / "status")),
        out=_read(folder / "out"),
        err=_read(folder / "err"),
        confs={int(conf.stem): _read(conf) for conf in (folder / "conf").glob("*.conf") if conf.stem.isdecimal()},
        vzctl_commands=tuple(tuple(_read(log).split("\0")[:-1]) for log in logs),
    )


def _text(content: Conf) -> str:
    return content if isinstance(content, str) else content.decode("utf-8", "surrogateescape")


def _write(path: Path, content: Conf) -> None:
    path.write_bytes(content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")
