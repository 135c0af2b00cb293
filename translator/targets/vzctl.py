"""How does a container become the vzctl commands that make it again? They cannot be read back."""

from __future__ import annotations

from translator.errors import InputError
from translator.levels import make_finding
from translator.report import Report, Translation
from translator.target import Target, Work


def make(work: Work) -> Translation:
    """Return the commands, with a finding for each line of the conf that they do not stand for; InputError (VZ507)."""
    from translator.vzctl import vzctl_commands  # each module here is imported to know what a text is

    ctid = str(work.ctid)
    try:
        commands = vzctl_commands(work.text, ctid=ctid, dialect=work.dialect)
    except ValueError as error:
        raise InputError(make_finding(1, 1, "VZ507", str(error), path=work.path, width=0)) from None
    return Translation(commands.text, Report((), commands.findings), ctid)


TARGET = Target(".sh", "vzctl commands", make, of_openvz=True)
