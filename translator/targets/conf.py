"""How does a container become a conf? By being read; it is what all others are made of."""

from __future__ import annotations

from translator.conf.dialect import dialect_named
from translator.report import Report, Translation
from translator.target import Target, Work


def make(work: Work) -> Translation:
    """Return the conf as it is, with a finding for each line that its reader refuses, cuts or ignores."""
    from translator.conf.objections import objections  # each module here is imported to know what a text is
    from translator.conf.parse import parse
    from translator.conf.settle import settle

    dialect = dialect_named(work.dialect)
    tree = parse(work.text, dialect)
    return Translation(work.text, Report((), tuple(objections(tree, settle(tree, dialect)))), str(work.ctid))


TARGET = Target(".conf", "a conf", make, based=True, of_openvz=True)
