"""vzvirt network: which networks does the host of converted containers need?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from translator.cli.files import write_into, write_text
from translator.cli.message import complain, tell
from translator.cli.spared import Spared
from translator.cli.words import FILE, FOLDER, read_once
from translator.conf.dialect import DIALECTS, DialectName
from translator.errors import InputError
from translator.exitcode import ExitCode
from translator.lenses.document import domain_to_conf
from translator.network import bridge_commands, host_needs, networks_in
from translator.replace import TakenError, make_folder
from translator.sources.find import Lost, Source, find_sources
from translator.sources.kind import is_document
from translator.sources.read import SourceText, UnreadableError, read_found, read_texts
from translator.sources.words import is_folder

_EPILOG = """\b
Examples:
  vzvirt network /etc/vz/conf                    the bridges that a whole node needs, and its networks
  vzvirt network ve.conf --dialect libvzctl      the networks of OpenVZ 7 that a container is in
  vzvirt network /etc/vz/conf -o networks        one file a network
  for net in networks/*.xml; do virsh net-define "$net"; done
"""


@click.command(epilog=_EPILOG, short_help="The libvirt networks that containers need.")
@click.argument("confs", nargs=-1, required=True, type=FILE, callback=read_once, metavar="CONF...")
@click.option("-o", "--output", type=FOLDER, metavar="DIR", help="Write each network into a file of this folder.")
@click.option("--dialect", type=click.Choice(DIALECTS), default="vzctl", show_default=True, help="Who reads the confs.")
@click.option("--routed", is_flag=True, help="One for venet's addresses, too, which no document refers to.")
@click.option("--force", is_flag=True, help="Write over existing files.")
def command(confs: tuple[str, ...], output: str | None, dialect: DialectName, *, routed: bool, force: bool) -> None:
    """Print the libvirt networks that the documents of containers refer to.

    Each CONF is a container's conf, its document or its vzdump archive, a folder or an archive of confs, or - for
    standard input.
    OpenVZ 7 knows networks by name, and no conf says what one leads to. There is none for libvirt's own, default, and
    for those that a document of another program uses: its host has them. A bridge that NETIF names is no network: the
    host has to have it, and the command that makes it is told on standard error. With --routed there is one routed
    network for venet's addresses as well, with an address of the host in each prefix, one that no conf names.
    """
    code = ExitCode.CLEAN
    texts: dict[str, str] = {}
    made = set()
    there: dict[str, list[str]] = {}
    for source in _sources(confs):
        if isinstance(source, UnreadableError):
            complain(str(source))
            code = ExitCode.UNREADABLE
            continue
        path, text = source.path, source.text
        try:
            if is_document(text):
                # the container's id has nothing to do with networks
                texts[path] = domain_to_conf(text, ctid=101, dialect=dialect).text
                made.add(path)
                there[path] = networks_in(text)
            else:
                texts[path] = text
        except InputError as error:
            tell([error.finding._replace(path=path)], text)
            code = ExitCode.UNREADABLE
    documents, bridges, findings = host_needs(texts.items(), dialect=dialect, there=there, routed=routed)
    for bridge in bridges:
        complain(f"the host needs the bridge {bridge}: {bridge_commands(bridge)}")
    for finding in findings:
        if finding.path in made:  # a line of the conf that a document stands for is a line of no file
            tell([finding._replace(line=1, column=1)])
        else:
            tell([finding], texts[str(finding.path)])
    if findings:
        code = max(code, ExitCode.FINDINGS)
    if output is None:
        write_text("-", "".join(document.text for document in documents), force=True)
        sys.exit(code)
    files = {f"the network {document.name}": str(Path(output, f"{document.name}.xml")) for document in documents}
    Spared(("read too", path) for path in (*confs, *texts)).check(files)
    try:
        make_folder(output)
        for document in documents:
            write_into(output, f"{document.name}.xml", document.text, force=force)
    except OSError as error:
        complain(str(error) if isinstance(error, TakenError) else f"{error.filename}: {error.strerror}")
        code = max(code, ExitCode.USAGE if isinstance(error, TakenError) else ExitCode.UNREADABLE)
    sys.exit(code)


def _sources(words: tuple[str, ...]) -> Iterator[SourceText | UnreadableError]:
    """Yield what the words stand for, of a folder the confs and backups in the order of their ids, or why not."""
    for word in words:
        if not is_folder(word):
            yield from read_texts(word)
            continue
        for found in find_sources([word]):
            if isinstance(found, Lost):
                yield UnreadableError(f"{found.path}: {found.reason}")
            elif isinstance(found, Source) and not found.path.endswith(".xml"):  # beside its conf, as a rule
                try:
                    yield read_found(found)
                except UnreadableError as error:
                    yield error
