"""Which man pages are there, and what do those of the commands say? What their parsers say, in other clothes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc

import click

from translator.manual.blocks import Block, Code, Heading, Paragraph, Styled, Table, read_blocks
from translator.manual.pages import page, pages, pages_about
from translator.manual.roff import as_man

#: The sections of the manual that the pages go into: commands, and what there is to know besides.
COMMAND, TOPIC = 1, 7


def man_pages(root: click.Group) -> Iterator[tuple[str, str]]:
    """Yield the path of each man page below a folder such as share/man, and its text."""
    for words, context in _commands(click.Context(root, info_name="vzvirt", **root.context_settings)):
        name = "-".join(words)
        summary = context.command.get_short_help_str(limit=200) if words[1:] else str(context.command.help)
        yield f"man{COMMAND}/{name}.{COMMAND}", as_man(name, COMMAND, summary.split("\n")[0], _command(words, context))
    for each in pages():
        name = f"vzvirt-{each.topic}"
        yield f"man{TOPIC}/{name}.{TOPIC}", as_man(name, TOPIC, each.line, _topic(each.text, each.commands))


def _commands(context: click.Context) -> Iterator[tuple[list[str], click.Context]]:
    yield context.command_path.split(" "), context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command is not None and not command.hidden:
                yield from _commands(click.Context(command, context, info_name=name))


def _command(words: list[str], context: click.Context) -> Iterator[Block]:
    command = context.command
    yield _heading("Synopsis")
    pieces = command.collect_usage_pieces(context)
    yield _paragraph(Styled(" ".join(words), "strong"), *(Styled(f" {each}") for each in pieces))
    yield _heading("Description")
    yield from _paragraphs(cleandoc(command.help or ""))
    if isinstance(command, click.Group):
        yield _heading("Commands")
        told = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
        yield _pairs((name, each.get_short_help_str(limit=200)) for name, each in told if each is not None)
    yield _heading("Options")
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    records = [option.get_help_record(context) for option in options]
    yield _pairs(record for record in records if record is not None)
    yield from _epilog(command.epilog or "")
    if not words[1:]:
        yield _heading("Exit status")
        yield from (block for block in read_blocks(page("exit-codes").text)[2:] if not isinstance(block, Heading))
        yield _heading("Topics")
        yield _pairs((f"vzvirt-{each.topic}({TOPIC})", each.line) for each in pages())
    yield from _see(words, context)


def _see(words: list[str], context: click.Context) -> Iterator[Block]:
    others = [f"vzvirt-{each.topic}({TOPIC})" for each in pages_about(words[1])] if words[1:] else []
    if isinstance(context.command, click.Group):
        others = [f"{'-'.join(words)}-{name}({COMMAND})" for name in context.command.list_commands(context)] + others
    if words[1:]:
        others.insert(0, f"{'-'.join(words[:-1])}({COMMAND})")
    yield _heading("See also")
    yield _paragraph(Styled(", ".join(others)))


def _epilog(text: str) -> Iterator[Block]:
    """Yield what stands below the options: examples, which keep their lines, and words."""
    examples, _, notes = cleandoc(text).removeprefix("\b\nExamples:\n").partition("\n\n")
    if examples:
        yield _heading("Examples")
        yield Code(re.sub(r"^  ", "", examples, flags=re.MULTILINE))
    if notes:
        yield _heading("Notes")
        yield from _paragraphs(notes)


def _topic(text: str, commands: tuple[str, ...]) -> Iterator[Block]:
    _, _, *blocks = read_blocks(text)  # the title, and the line that is the page's name
    if not isinstance(blocks[0], Heading):
        yield _heading("Description")
    yield from blocks
    yield _heading("See also")
    yield _paragraph(Styled(", ".join(f"vzvirt{each}({COMMAND})" for each in ("", *(f"-{name}" for name in commands)))))


def _heading(words: str) -> Heading:
    return Heading(2, (Styled(words),))


def _paragraphs(text: str) -> Iterator[Block]:
    for part in text.split("\n\n"):
        yield _paragraph(Styled(part.replace("\n", " ")))


def _paragraph(*spans: Styled) -> Paragraph:
    return Paragraph(spans)


def _pairs(pairs: Iterator[tuple[str, str]]) -> Table:
    return Table(((), ()), tuple(((Styled(term),), (Styled(text),)) for term, text in pairs))
