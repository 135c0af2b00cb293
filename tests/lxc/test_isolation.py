"""Is a person told what is open between a container and its host?"""

from __future__ import annotations

from pathlib import Path

from translator.isolation import address_commands

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_the_commands_that_were_tried() -> None:
    commands = address_commands(("ipv4", "ipv6"))
    assert len(commands) == 2
    for command in commands:
        assert f"\n{command}" in README
    assert address_commands(("ipv6",)) == commands[1:]
    assert address_commands(()) == []
