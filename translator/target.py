"""What is a target? Something that a container is converted into, and perhaps out of; a conf stands in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from translator.conf.dialect import DialectName
from translator.finding import Finding
from translator.lenses.drivers import DECLARED
from translator.lenses.lens import DriverName
from translator.lenses.merge import Prefer
from translator.report import Translation


class Options(NamedTuple):
    """How to convert: the same for every source of a run. ``to`` and ``dialect`` None follow from the content;
    ``choices`` are what the caller chose of what the driver offers, by name. ``host_conf`` is the path of the host's
    vz.conf, '' for none; None has it found beside each conf. With ``mounts`` a document has what mount scripts mount,
    with ``scripted`` a script is made of what a document mounts. ``prefer`` is the side whose word counts where both
    sides of a merge changed something.
    """

    to: str | None = None
    driver: DriverName = "openvz"
    dialect: DialectName | None = None
    strict: bool = False
    keep_source: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    host_conf: str | None = None
    mounts: bool = False
    scripted: bool = False
    prefer: Prefer | None = None

    def recorded(self) -> dict[str, str | bool | None]:
        """Return the options by name, those that drivers offer among them; None where nothing is chosen."""
        offered = [choice.name for declared in DECLARED.values() for choice in declared.choices]
        plain = {name: value for name, value in self._asdict().items() if name != "choices"}
        return {**plain, **dict.fromkeys(offered), **dict(self.choices)}


class Work(NamedTuple):
    """One conversion: its text, who the container is (None where the text has to say it), whose rules apply to a conf,
    the text that the result is written into, that of the host's vz.conf, and what source and base were when they were
    one, if any.
    """

    text: str
    path: str
    ctid: str | None
    dialect: DialectName
    options: Options
    base: str | None = None
    host_conf: str | None = None
    ancestor: str | None = None


class Target(NamedTuple):
    """One kind of text that says what a container is. The module of :mod:`translator.targets` that has it gives its
    name, which is the word for ``--to``.

    ``suffix`` ends the names of its files, ``title`` is what messages call it. ``make`` makes it of a conf. What can
    also be a source says which texts it ``recognises``, how to ``read`` them, which makes a conf of one, and where in
    such a text something stands that is ``found`` in that conf. ``based`` says whether it can be written into a text
    that is there, ``of_openvz`` that a node of OpenVZ has the container afterwards, with all that belongs to it. Both
    directions raise InputError for a text that they cannot take.
    """

    suffix: str
    title: str
    make: Callable[[Work], Translation]
    recognises: Callable[[str], bool] | None = None
    read: Callable[[Work], Translation] | None = None
    found: Callable[[Sequence[Finding], Translation, str], tuple[Finding, ...]] | None = None
    based: bool = False
    of_openvz: bool = False


__all__ = ["Options", "Target", "Work"]
