"""Which words does the command line take? One module a command, none imported before it is called."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import NoReturn

import click

from translator import __version__
from translator.exitcode import STOPPED, ExitCode
from translator.printable import printable
from translator.streams import ReaderGone

#: Command to module of this package; each module has a click command named ``command``.
COMMANDS = {
    "convert": "convert",
    "check": "check",
    "normalize": "normalize",
    "show": "show",
    "get": "get",
    "set": "set",
    "explain": "explain",
    "diff": "diff",
    "network": "network",
    "plan": "plan_node",
    "fleet": "fleet",
    "help": "help",
}

_EPILOG = """\b
Examples:
  vzvirt convert /etc/vz/conf/101.conf            the libvirt document of container 101
  vzvirt convert 101.xml --base 101.conf          its conf again, changed where the document was
  vzvirt convert /etc/vz/conf -o domains/         a whole folder, one document a container
  vzvirt check /etc/vz/conf                       everything that is wrong in it
  vzvirt explain PRIVVMPAGES                      what a parameter means and where it goes

Exit codes: 0 clean, 1 findings or loss, 2 bad usage, 3 unreadable input, 4 our bug.

Completion: eval "$(_VZVIRT_COMPLETE=bash_source vzvirt)", or zsh_source, fish_source.

Manual: vzvirt help."""


class _Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = import_module(f"translator.cli.{module}").command
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from translator.wording import meant

            raise click.UsageError(error.message.rstrip(".") + (meant(args[0], COMMANDS) or "."), ctx) from None


@click.command(cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vzvirt", message="%(prog)s %(version)s")
def vzvirt() -> None:
    """Translate OpenVZ container configurations to libvirt domain XML and back, and check both."""


def run() -> None:
    """Run the command line and exit; a fault of ours gets its own exit code and says where to report it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup; any other would leave a temporary file
            signal.signal(number, signal.default_int_handler)
    try:
        try:
            vzvirt.main(prog_name="vzvirt", standalone_mode=False)
        except (click.Abort, KeyboardInterrupt):
            _let_go()  # whoever was to read it may be stopped too
            raise
        finally:
            sys.stdout.flush()
    except click.ClickException as error:
        error.message = printable(error.message, keep="\n")  # type: ignore[misc, unused-ignore] # final to some clicks
        error.show()
        sys.exit(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("Stopped.\n")
        sys.exit(STOPPED)
    except ReaderGone:
        _let_go()
        # a verdict that nobody waited for is none of "clean"
        sys.exit(ExitCode.FINDINGS if sys.argv[1:2] == ["check"] else ExitCode.CLEAN)
    except OSError as error:
        if not error.filename:
            _our_bug(error)
        _let_go()
        sys.stderr.write(f"vzvirt: {error.filename}: {error.strerror}\n")
        sys.exit(ExitCode.UNREADABLE)
    except Exception as error:  # noqa: BLE001 - the outermost frame: anything here is our bug
        _our_bug(error)


def _let_go() -> None:
    """Send what standard output still holds to nowhere: it would fail once more when it is closed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _our_bug(error: Exception) -> NoReturn:
    if os.environ.get("VZVIRT_TRACEBACK"):
        raise error
    sys.stderr.write(
        f"vzvirt: this is a bug in vzvirt: {type(error).__name__}: {error}\n"
        "Set VZVIRT_TRACEBACK=1 to see where, and please report it with the input.\n"
    )
    sys.exit(ExitCode.BUG)
