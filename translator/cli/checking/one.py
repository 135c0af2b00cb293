"""What is found in one file, in whatever process it is looked at? Read, put right, check; no failure leaves here."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from translator.cli.checking.settings import CheckSettings
from translator.cli.files import exchange_text
from translator.conf.dialect import dialect_named
from translator.conf.whose import dialect_for
from translator.finding import Finding
from translator.lint.claims import Looked, ctid_of_stem, is_of_host, look, of_host
from translator.lint.engine import check_conf
from translator.sources.kind import is_document, mismatch
from translator.sources.read import UnreadableError, read_text
from translator.sources.words import is_file


class CheckItem(NamedTuple):
    """A file to check.

    ``fleet`` names the fleet that it is compared with, None for none; all fleets end where another ``batch`` begins.
    ``named`` says whether its name has to be a container's id, ``fixed`` whether nothing can be written back to it,
    ``data`` is its content where that had to be read already, ``lost`` why there is none; ``piped`` says that it came
    from standard input, whatever its path.
    """

    path: str
    batch: str
    fleet: str | None
    settings: CheckSettings
    named: bool = False
    fixed: bool = False
    data: bytes | None = None
    lost: str = ""
    piped: bool = False


class Result(NamedTuple):
    """What became of an item. ``looked`` is None where ``failure`` says why.

    ``text`` is that of the file, '' where there is no finding to show. ``change`` is what the fixes would change,
    ``output`` the text put right that is for standard output, ``unwritten`` why nothing was put right.
    """

    looked: Looked | None = None
    text: str = ""
    failure: str = ""
    bug: bool = False
    applied: int = 0
    change: str = ""
    output: str | None = None
    unwritten: str = ""


def piped(item: CheckItem) -> CheckItem:
    """Return an item with what is on standard input, which is held to the name that it is given."""
    try:
        text = read_text("-")
    except UnreadableError as error:
        return item._replace(piped=True, lost=str(error).removeprefix("-: "))
    wrong = mismatch(text, item.path)
    if wrong:
        return item._replace(piped=True, lost=wrong[1])
    return item._replace(piped=True, data=text.encode("utf-8", "surrogateescape"))


#: Gives an item's text, and the container's id where the source says it; UnreadableError.
Read = Callable[[CheckItem], tuple[str, str | None]]


def read_item(item: CheckItem) -> tuple[str, str | None]:
    """Read a plain file, or what is known of it already."""
    if item.data is not None:
        return item.data.decode("utf-8", "surrogateescape"), None
    return read_text(item.path), None


def check_item(item: CheckItem, read: Read = read_item) -> Result:
    """Return what is found in a file. A crash of ours is a failure of this file alone."""
    settings = item.settings
    if item.lost:
        return Result(failure=f"{item.path}: {item.lost}")
    try:
        text, own = read(item)
        ctid = settings.ctid or own
        document = is_document(text)
        done = None
        if settings.fixes and not document:
            text, done = _fix(item, text, ctid)
        reader = dialect_named(dialect_for(text, settings.dialect))
        looked = look(
            item.path,
            text,
            reader,
            host=settings.host,
            ctid=ctid,
            document=document,
            named=item.named,
            host_conf=settings.host_conf,
            libvirt=settings.libvirt,
        )
        findings = settings.choice.apply(looked.findings, item.path)
        if findings is not looked.findings:
            looked = looked._replace(findings=findings)
        text = text if findings else ""
        return Result(looked, text) if done is None else done._replace(looked=looked, text=text)
    except UnreadableError as error:
        return Result(failure=str(error))
    except Exception as error:
        if os.environ.get("VZVIRT_TRACEBACK"):
            raise
        return Result(failure=f"{item.path}: this is a bug in vzvirt: {type(error).__name__}: {error}", bug=True)


def _fix(item: CheckItem, text: str, ctid: str | None) -> tuple[str, Result]:
    """Return the text as it is checked further, and what became of the fixes."""
    from translator.lint.fix import fix_all

    settings, path = item.settings, item.path
    reader = dialect_for(text, settings.dialect)
    own = ctid or ctid_of_stem(os.path.basename(path).removesuffix(".conf"))  # noqa: PTH119 - of a URL too

    def check(now: str) -> list[Finding]:
        found = check_conf(now, ctid=own, dialect=reader, host=settings.host, host_conf=settings.host_conf)
        return settings.choice.apply(of_host(found) if is_of_host(path) else found, path)

    fixed = fix_all(text, check, unsafe=settings.unsafe)
    changed, applied = fixed.text != text, len(fixed.applied)
    if settings.fixes == "diff":
        from translator.cli.patch import diff_text

        return text, Result(applied=applied, change=diff_text(path, text, fixed.text)) if changed else Result()
    if item.piped:
        return fixed.text, Result(applied=applied if changed else 0, output=fixed.text)
    if not changed:
        return text, Result()
    if item.fixed:
        return text, Result(unwritten=f"{path} is not changed: archives and URLs are only read")
    if not is_file(path):
        return text, Result(unwritten=f"{path} is not changed: not a regular file")
    try:
        exchange_text(path, text, fixed.text)
    except OSError as error:
        return text, Result(unwritten=f"{path} is not changed: {error.strerror or error}")
    return fixed.text, Result(applied=applied)
