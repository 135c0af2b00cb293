"""vzvirt convert: how do confs become domain documents, and documents confs?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from translator.cli.beside import Beside, found_beside
from translator.cli.files import exchange_text, script_places, write_into, write_scripts, write_text
from translator.cli.message import complain, tell
from translator.cli.options import Told, chosen_host_conf, dialect_option, host_conf_options
from translator.cli.spared import Spared
from translator.cli.usage import (
    check_alone,
    check_driver,
    check_fleet,
    check_merge,
    check_plans,
    choices_of,
    driver_options,
    is_fleet,
    is_given,
    prefer_of,
    without_folder,
)
from translator.cli.words import FILE, FOLDER, demand_one_input, read_once
from translator.convert import ABOUT_FILE, Converted, convert_text, ctid_of, next_ctid
from translator.ctid import HIGHEST, check_ctid
from translator.errors import ConflictError, InputError, LossError
from translator.exitcode import ExitCode
from translator.finding import Finding
from translator.lenses.drivers import DRIVERS
from translator.replace import make_folder, same_file
from translator.sources.find import LeftOut, Source, find_sources, names_in
from translator.sources.kind import is_document
from translator.sources.read import UnreadableError, conf_of_area, read_found, read_one
from translator.sources.words import is_file, is_folder
from translator.streams import OUTPUT
from translator.target import Options
from translator.targets import HUB, TARGETS, name_of, target_named, wanted

_EPILOG = """\b
Examples:
  vzvirt convert /etc/vz/conf/101.conf > 101.xml       conf to document
  vzvirt convert 101.xml -o 101.conf                   and back
  vzvirt convert 101.xml --base 101.conf               only what differs changes; comments stay
  vzvirt convert 101.conf --base 101.xml               the same for a document; foreign nodes stay
  vzvirt convert 101.xml --base 101.conf --ancestor old.conf
                                                       both were edited since: merge, or tell the conflicts
  vzvirt convert /etc/vz/conf -o domains               every container of a folder
  vzvirt convert backup.tar.gz 'node*/conf' -r -o out  archives, patterns, trees
  vzvirt convert /etc/vz/conf -o domains --resume      go on after Ctrl-C, or do what has changed
  vzvirt convert 101.conf --driver lxc --plan          what changes when container 101 moves to LXC, and how
  vzvirt convert /etc/vz/conf --driver lxc --plan      the same for every container of a node
  vzvirt convert 101.conf --driver vz --residue 101.residue -o 101.xml
                                                       for OpenVZ 7, whose libvirt keeps no <metadata>
  vzvirt convert 101.conf --to vzctl                   the commands that make it again on another node
  vzvirt convert 101.conf --to pct                     the command that makes it on Proxmox VE
  vzvirt convert vzdump-openvz-101-2013.tar.lzo        the conf in a backup, without unpacking the rest
  vzvirt convert web.xml --ctid next --in /etc/vz/conf a document without an id gets the next free one
  ssh node cat /etc/vz/conf/7.conf | vzvirt convert - --ctid 7
"""


#: What may be brought up to date in place, and by the result alone.
_BASE = "the base itself"


def joined(text: str, path: str) -> str:
    """Return a document with the residue that stands in a file beside it; InputError names that file."""
    from translator.domain.beside import join

    residue = read_one(path).text
    try:
        return join(text, residue)
    except InputError as error:
        raise InputError(error.finding._replace(path=path)) from None


def _ctid(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value in (None, "next"):
        return value
    try:
        ctid = check_ctid(str(value))
        if ctid == "0":
            raise ValueError(f"0 is the host, not a container (expected a number from 1 to {HIGHEST}, or a UUID)")
        return ctid
    except ValueError as error:
        raise click.BadParameter(f"{error}, or 'next'") from None


@click.command(epilog=_EPILOG, short_help="Confs to domain documents, and back.")
@click.argument("sources", nargs=-1, type=FILE, callback=read_once, metavar="SOURCE...")
@click.option("-o", "--output", type=FILE, metavar="FILE|DIR", help="Where to write; a folder for several sources.")
@click.option("--to", type=click.Choice(TARGETS), help="Into what; it follows from the content.")
@click.option("--driver", type=click.Choice(DRIVERS), default="openvz", show_default=True, help="libvirt's driver.")
@dialect_option
@host_conf_options
@click.option("--base", type=FILE, metavar="FILE", help="Write into this conf or document: only what differs changes.")
@click.option(
    "--ancestor", type=FILE, metavar="FILE", help="What SOURCE and --base were when they were one: merge their changes."
)
@click.option("--ours", is_flag=True, help="Where both have changed, keep what --base says.")
@click.option("--theirs", is_flag=True, help="Where both have changed, take what SOURCE says.")
@click.option("--ctid", metavar="N|next", callback=_ctid, help="The container's id, or the next free one of --in.")
@click.option(
    "--in", "folder", type=FOLDER, metavar="DIR", help="The folder of confs whose ids are taken, for --ctid next."
)
@click.option("--keep-source", is_flag=True, help="Put the whole conf, comments too, into the document.")
@click.option(
    "--residue", type=FILE, metavar="FILE", help="Keep beside the document what libvirt may forget; and take it back."
)
@driver_options
@click.option(
    "--plan", is_flag=True, help="lxc: print what stays the same, what differs, and what to do, step by step."
)
@click.option("--json", "as_json", is_flag=True, help="The plan for programs.")
@click.option(
    "--scripts", type=FOLDER, metavar="DIR", help="Write the container's action scripts into DIR, named by its id."
)
@click.option("--mounts", is_flag=True, help="lxc: have what a mount script mounts in the document.")
@click.option(
    "--mount-script", type=FILE, metavar="FILE", help="Write what a document mounts besides the root as a CTID.mount."
)
@click.option("--strict", is_flag=True, help="Refuse to write a result that loses something.")
@click.option("--force", is_flag=True, help="Write over existing files.")
@click.option(
    "--files-from", type=FILE, metavar="FILE|-", help="Read more sources from a list, one a line or apart by NUL."
)
@click.option("-r", "--recursive", is_flag=True, help="Go into the folders below a folder.")
@click.option("-j", "--jobs", type=click.IntRange(1, 1024), metavar="N", help="Worker processes; the cores by default.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped: what is done stays as it is.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no findings: the exit code tells, and the record.")
@click.option(
    "--record", type=FILE, metavar="FILE", help="The record of a run over several files; DIR/vzvirt.db by default."
)
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True, help="Who works.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler; without it, --engine dask starts its own.")
def command(sources: tuple[str, ...], **options: Any) -> None:
    """Convert container confs to libvirt domain documents, and documents to confs.

    Each SOURCE is a conf (N.conf), a domain document, or - for standard input; or many of them: a folder, a pattern, a
    tar or zip archive, a URL. One file goes to standard output, many go into the folder or URL of -o as N.xml or
    N.conf, with a record of them all, vzvirt.db, which vzvirt fleet reads. What is lost on the way, and each line of a
    conf that its reader refuses, cuts or ignores, is told on standard error, and the exit code is then 1.
    """
    if not sources and not options["files_from"]:
        raise click.UsageError("Missing argument 'SOURCE...'.")
    check_driver(options)
    check_merge(options)
    if options["plan"] and is_fleet(sources, options):
        check_plans(options)
        from translator.cli.plan import run_plans

        sys.exit(run_plans(sources, options))
    if options["ctid"] != "next" and is_fleet(sources, options):
        check_fleet(sources, options)
        from translator.cli.convert_many import run_fleet

        sys.exit(run_fleet(sources, options))
    check_alone(options)
    try:
        run = _Run(options)
    except UnreadableError as error:
        complain(str(error))
        sys.exit(ExitCode.UNREADABLE)
    run.check_usage(sources)
    files = [*run.files(sources)]
    for found in (*files, *sources):
        run.spared.add("the source itself", found if isinstance(found, str) else found.path)
    for found in files:
        run.convert(found)
    sys.exit(run.code)


class _Run:
    """One call of the command: its options, the ids it has given away, and the worst code so far."""

    def __init__(self, options: dict[str, Any]) -> None:
        names = ("to", "driver", "dialect", "strict", "keep_source", "mounts")
        chosen = chosen_host_conf(options)
        self.mount_script: str | None = options["mount_script"]
        self.options = Options(
            **{name: options[name] for name in names},
            choices=choices_of(options),
            host_conf=chosen,
            scripted=self.mount_script is not None,
            prefer=prefer_of(options),
        )
        self.told = Told(quiet=options["quiet"])
        self.output: str | None = options["output"]
        self.base_path: str | None = options["base"]
        self.ancestor_path: str | None = options["ancestor"]
        self.ctid: str | None = options["ctid"]
        self.folder: str | None = options["folder"]
        self.force: bool = options["force"]
        self.plan: bool = options["plan"]
        self.as_json: bool = options["as_json"]
        self.residue: str | None = options["residue"]
        self.scripts: str | None = options["scripts"]
        self.quiet: bool = options["quiet"]
        self.code = ExitCode.CLEAN
        self.into_folder = False
        self.several = False
        #: options that only the way to a document knows
        self.forward = ["--driver"] if is_given("driver") else []
        self.forward += ["--keep-source"] if options["keep_source"] else []
        self.given: list[str] = []
        self.spared = Spared()

    def check_usage(self, sources: tuple[str, ...]) -> None:
        """Refuse combinations that mean nothing, before anything is read."""
        several = self.several = len(sources) > 1 or (is_folder(sources[0]) and not self._is_area(sources[0]))
        demand_one_input((*sources, *filter(None, (self.base_path, self.ancestor_path))))
        output = self.output or ""
        self.into_folder = several or output.endswith("/") or is_folder(output)
        if several and self.output is None:
            raise without_folder(sources)
        if several and (self.base_path or self.ctid not in (None, "next")):
            raise click.UsageError("--base and --ctid N are for one source")
        if several and self.residue:
            raise click.UsageError("--residue is for one source")
        if self.folder is not None and self.ctid != "next":
            raise click.UsageError("--in is for --ctid next")
        if self.ctid == "next" and self.folder is None:
            raise click.UsageError("--ctid next needs --in DIR, the folder of confs whose ids are taken")
        if self.into_folder and self.output:
            try:
                make_folder(self.output)
            except OSError as error:
                complain(f"{self.output}: {error.strerror}")
                sys.exit(ExitCode.UNREADABLE)

    def files(self, sources: tuple[str, ...]) -> Iterator[str | Source]:
        """Yield each file; of a folder, the confs of containers, the documents and the backups, in a stable order."""
        for source in sources:
            if source == "-" or not is_folder(source) or self._is_area(source):
                yield source
                continue
            for found in find_sources([source]):
                if isinstance(found, Source):
                    yield found
                elif isinstance(found, LeftOut):
                    complain(f"{found.path}: {found.reason}: left out")
                else:
                    complain(f"{found.path}: {found.reason}")
                    self._worst(ExitCode.UNREADABLE)

    def _is_area(self, source: str) -> bool:
        """Whether a source is one container's private area, and meant as one: there is no folder to write it into."""
        return self.output is None and conf_of_area(source) is not None

    def convert(self, found: str | Source) -> None:
        """Convert one file; whatever goes wrong with it is told and changes the exit code, no more."""
        path, text = found if isinstance(found, str) else found.path, None
        try:
            source = read_one(found) if isinstance(found, str) else read_found(found)
            path, text, ctid = source.path, source.text, self._ctid()
            self.spared.add("the source itself", path)  # of a private area
            if self.residue and is_document(text):
                text = joined(text, self.residue)
            if self.forward and not self.several and is_document(text):
                raise click.UsageError(f"{path} is a document: {self.forward[0]} is for the way to one")
            if self.mount_script is not None and not is_document(text):
                raise click.UsageError(f"{path} is a conf: --mount-script is for what a document mounts")
            base = self._base(text)
            beside = found_beside(path, text, ctid or source.ctid, self.options, self.told)
            done = convert_text(
                text,
                path,
                beside.options,
                ctid=ctid,
                own=source.ctid,
                base=base,
                ancestor=read_one(self.ancestor_path).text if self.ancestor_path else None,
                host_conf=beside.host_conf,
                scripts=() if self.scripts and self._stays(text) else beside.scripts,
            )
            if self.plan:
                self._show_plan(path, done, beside.host_conf)
                return
            target = self._target(done)
            self._spare(target, done, text, beside)
            text_of_result = self._document(done)
            if base is not None and target != "-" and same_file(target, [str(self.base_path)]) and self.force:
                exchange_text(target, base, text_of_result)
            elif self.into_folder:
                write_into(str(self.output), done.filename, text_of_result, force=self.force)
            else:
                write_text(target, text_of_result, force=self.force)
            self._write_mount_script(path, text)
            if self.scripts:
                write_scripts(self.scripts, beside.scripts, done.translation.ctid, force=self.force)
        except UnreadableError as error:
            complain(str(error))
            self._worst(ExitCode.UNREADABLE)
        except InputError as error:
            about_file = error.finding.code in ABOUT_FILE
            if text is not None and self.base_path and not is_document(text) and not about_file:
                # a conf can always be read: what cannot is the document that it goes into
                path, text = self.base_path, read_one(self.base_path).text
            tell([error.finding._replace(path=error.finding.path or path)], None if about_file else text)
            self._worst(ExitCode.UNREADABLE)
        except ConflictError as error:
            self._tell(path, text, error.findings)
            complain(f"{path}: not written: {self.base_path} has changed otherwise; --ours or --theirs decides")
            self._worst(ExitCode.FINDINGS)
        except LossError as error:
            self._tell(path, text, error.findings)
            complain(f"{path}: not written, for --strict allows no loss")
            self._worst(ExitCode.FINDINGS)
        except FileExistsError as error:
            complain(str(error))
            self._worst(ExitCode.USAGE)
        except OSError as error:
            if error.filename == OUTPUT:
                raise
            complain(f"{self.output or error.filename}: {error.strerror}")
            self._worst(ExitCode.UNREADABLE)
        else:
            if self.ctid == "next" and not self.quiet:
                complain(f"{path} becomes container {done.translation.ctid}")
            self._report(path, text, done.translation.report.findings)

    def _spare(self, target: str, done: Converted, text: str, beside: Beside) -> None:
        """UsageError, before anything is written, where something would be written over that is read or written too."""
        spared = self.spared
        spared.add("the ancestor itself", self.ancestor_path)
        spared.add("the host's vz.conf", self.options.host_conf or beside.host_path)
        for script in beside.scripts:
            spared.add("an action script of the container", script.path)
        places = {"the result": target}
        if self.residue and is_document(text):
            spared.add("the residue itself", self.residue)
        elif self.residue:
            places["--residue"] = self.residue
        if self.mount_script is not None:
            places["--mount-script"] = self.mount_script
        if self.scripts:
            for script, path in script_places(self.scripts, beside.scripts, done.translation.ctid):
                if not same_file(str(path), [script.path]):  # a copy may come to be what it is one of
                    places[f"{path.name} of --scripts"] = str(path)
        spared.check(places, but=("the result", _BASE))

    def _document(self, done: Converted) -> str:
        """Return what is to be written, after the residue where that goes into a file of its own."""
        text = done.translation.text
        if not self.residue or done.source != HUB:
            return text
        if not is_document(text):
            raise click.UsageError("--residue is for a domain document, or for the way back from one")
        from translator.domain.beside import part

        text, residue = part(text)
        write_text(self.residue, residue, force=self.force)
        return text

    def _base(self, text: str) -> str | None:
        """Return the text that the result is written into; UsageError when it is of the source's own kind."""
        if not self.base_path:
            return None
        source = read_one(self.base_path)
        for path in (self.base_path, source.path):
            self.spared.add("the archive that holds the base" if source.fixed else _BASE, path)
        base = source.text
        if is_document(base) and is_document(text):
            raise click.UsageError(f"{self.base_path} is a document, as the source is: --base of a document is a conf")
        to = wanted(name_of(text), self.options.to)
        if not target_named(to).based:
            raise click.UsageError(f"--base is for what can be written into, and --to {to} makes it anew")
        if not is_document(base) and not is_document(text):
            raise click.UsageError(f"{self.base_path} is a conf, as the source is: --base of a conf is a document")
        return base

    def _stays(self, text: str) -> bool:
        """Whether a node of OpenVZ has the container afterwards, and runs the scripts that are written for it."""
        return target_named(wanted(name_of(text), self.options.to)).of_openvz

    def _write_mount_script(self, path: str, text: str) -> None:
        """Write the mount script of a document, where one is wanted and something is mounted besides the root."""
        if self.mount_script is None:
            return
        from translator.lenses.scripted import script_of

        script = script_of(text)
        if script is None:
            complain(f"{path}: nothing is mounted besides the root: there is no {self.mount_script} to write")
            return
        write_text(self.mount_script, script, force=self.force)
        if self.mount_script != "-" and is_file(self.mount_script):  # the mode of a device is everybody's
            Path(self.mount_script).chmod(0o755)

    def _show_plan(self, path: str, done: Converted, host_conf: str | None) -> None:
        from translator.cli.plan import plan_of, print_plans

        plan = plan_of(path, done, self.options, host_conf)
        if plan is None:
            self._worst(ExitCode.USAGE)
        else:
            print_plans([plan], as_json=self.as_json)

    def _ctid(self) -> str | None:
        if self.ctid != "next":
            return self.ctid
        taken = [ctid for name in names_in(str(self.folder), (".conf",)) if (ctid := ctid_of(name))]
        self.given.append(next_ctid([*taken, *self.given]))
        return self.given[-1]

    def _target(self, done: Converted) -> str:
        if self.into_folder:
            return str(Path(str(self.output)) / done.filename)
        return self.output or "-"

    def _report(self, path: str, text: str, findings: tuple[Finding, ...]) -> None:
        self._tell(path, text, findings)
        if any(finding.level != "info" for finding in findings):
            self._worst(ExitCode.FINDINGS)

    def _tell(self, path: str, text: str | None, findings: Sequence[Finding]) -> None:
        if not self.quiet:
            tell([finding._replace(path=path) for finding in findings], text)

    def _worst(self, code: ExitCode) -> None:
        self.code = max(self.code, code)
