"""vzvirt explain: what does a rule or a parameter mean?"""

from __future__ import annotations

import click

from translator.cli.words import known_words, names
from translator.exitcode import ExitCode
from translator.wording import meant

_EPILOG = """\b
Examples:
  vzvirt explain VZ305            a rule, with a wrong and a right example
  vzvirt explain PRIVVMPAGES      a parameter: its values, its unit, its place in a domain document
  vzvirt explain --all            one line a rule"""


@click.command(epilog=_EPILOG, short_help="What a rule or a parameter means.")
@click.argument("words", nargs=-1, metavar="CODE|PARAMETER...", shell_complete=names)
@click.option("--all", "every", is_flag=True, help="List all rules.")
@click.option("--markdown", is_flag=True, help="With --all: as the manual's table.")
def command(words: tuple[str, ...], *, every: bool, markdown: bool) -> None:
    """Explain rules, by code or by name, and parameters of confs."""
    from translator.lint.tell import explain_parameter, explain_rule, find_rule, list_rules, markdown_table

    if not (words or every):
        raise click.UsageError("Missing argument 'CODE|PARAMETER', or --all.")
    if every and words:
        raise click.UsageError("--all lists every rule: leave the names out.")
    if markdown and not every:
        raise click.UsageError("--markdown is for --all.")
    if every:
        click.echo(markdown_table() if markdown else list_rules(), nl=False)
    for number, word in enumerate(words):
        rule = find_rule(word)
        text = explain_rule(rule) if rule else explain_parameter(word)
        if text is None:
            hint = meant(word, known_words()) or "; 'vzvirt explain --all' lists the rules."
            raise click.UsageError(f"'{word}' is no rule and no parameter{hint}")
        click.echo(("\n" if number else "") + text, nl=False)
    raise click.exceptions.Exit(ExitCode.CLEAN)
