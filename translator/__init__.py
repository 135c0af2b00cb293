"""vzvirt: OpenVZ container configurations to libvirt domain XML and back, without losing anything."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from translator.conf.normalize import normalize_conf
    from translator.diff import Difference
    from translator.errors import ConflictError, InputError, LossError
    from translator.finding import Finding
    from translator.lenses.document import conf_to_domain, domain_to_conf
    from translator.library.conf import Conf
    from translator.library.domain import Domain
    from translator.lint.engine import check_conf, check_domain
    from translator.lint.rule import Host
    from translator.network import networks_of
    from translator.report import Entry, Report, Translation
    from translator.show import Shown, show_conf, show_document
    from translator.vzctl import Commands, vzctl_commands

__version__ = "0.2.0"
__all__ = [
    "Commands",
    "Conf",
    "ConflictError",
    "Difference",
    "Domain",
    "Entry",
    "Finding",
    "Host",
    "InputError",
    "LossError",
    "Report",
    "Shown",
    "Translation",
    "check_conf",
    "check_domain",
    "conf_to_domain",
    "domain_to_conf",
    "networks_of",
    "normalize_conf",
    "show_conf",
    "show_document",
    "vzctl_commands",
]

#: Name to module. Each is imported when it is first asked for: a command line pays for what it uses.
_HOMES = {
    "Commands": "translator.vzctl",
    "Conf": "translator.library.conf",
    "ConflictError": "translator.errors",
    "Difference": "translator.diff",
    "Domain": "translator.library.domain",
    "Entry": "translator.report",
    "Finding": "translator.finding",
    "Host": "translator.lint.rule",
    "InputError": "translator.errors",
    "LossError": "translator.errors",
    "Report": "translator.report",
    "Shown": "translator.show",
    "Translation": "translator.report",
    "check_conf": "translator.lint.engine",
    "check_domain": "translator.lint.engine",
    "conf_to_domain": "translator.lenses.document",
    "domain_to_conf": "translator.lenses.document",
    "networks_of": "translator.network",
    "normalize_conf": "translator.conf.normalize",
    "show_conf": "translator.show",
    "show_document": "translator.show",
    "vzctl_commands": "translator.vzctl",
}


def __dir__() -> list[str]:
    return sorted((*globals(), *__all__))


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
