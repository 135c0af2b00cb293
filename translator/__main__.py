"""How does the command start? ``--version`` answers before anything is imported that it does not need."""

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        from translator import __version__

        sys.stdout.write(f"vzvirt {__version__}\n")
        return
    from translator.cli import run

    run()


if __name__ == "__main__":
    main()
