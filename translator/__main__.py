"""How does the command start? ``--version`` answers before anything is imported that it does not need."""

import sys


def main() -> None:
    """Run the command line."""
    from translator.streams import leave, prepare

    prepare()
    if sys.argv[1:] == ["--version"] and _print_version():
        return
    from translator.cli import run

    try:
        run()
    except SystemExit as end:
        leave(end.code)


def _print_version() -> bool:
    """Whether the version could be printed; where not, the command line says why."""
    from translator import __version__
    from translator.streams import ReaderGone

    try:
        sys.stdout.write(f"vzvirt {__version__}\n")
        sys.stdout.flush()
    except (OSError, ReaderGone):
        return False
    return True


if __name__ == "__main__":
    main()
