"""What can a caller of vzvirt have to catch? One root, a few subclasses, each also a fitting builtin."""

from __future__ import annotations

from collections.abc import Sequence

from translator.finding import Finding


class VzvirtError(Exception):
    """The root of everything that vzvirt raises for what it was given or asked for."""


class InputError(VzvirtError, ValueError):
    """A text that cannot be read at all: not XML, no domain, no container id, larger than the limits.

    ``finding`` says where and why.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding

    def __str__(self) -> str:
        return str(self.finding)


class FindingsError(VzvirtError, ValueError):
    """Something that cannot be done, for several reasons: ``findings`` names each."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(tuple(findings))
        self.findings = tuple(findings)

    def __str__(self) -> str:
        return "; ".join(map(str, self.findings))


class LossError(FindingsError):
    """With ``strict``: something has no place in the result. ``findings`` names each loss."""


class ConflictError(FindingsError):
    """A conf and a document that were both edited, in one place to different ends; ``findings`` names each."""


class MisuseError(VzvirtError):
    """A call of the command line, a configuration or a run that means nothing or must not begin; the text says why."""


class UnwritableError(VzvirtError):
    """A place that takes no results; the text says which, and why."""


class EditError(VzvirtError, ValueError):
    """A value that the dialect has no way to write down; nothing was changed."""
