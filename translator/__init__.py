"""vzvirt: OpenVZ container configurations to libvirt domain XML and back, without losing anything."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from translator.conf.normalize import normalize_conf
    from translator.errors import InputError, LossError
    from translator.finding import Finding
    from translator.lenses.document import conf_to_domain, domain_to_conf
    from translator.lint.engine import check_conf, check_domain
    from translator.lint.rule import Host
    from translator.report import Entry, Report, Translation

__version__ = "0.1.0"
__all__ = [
    "Entry",
    "Finding",
    "Host",
    "InputError",
    "LossError",
    "Report",
    "Translation",
    "check_conf",
    "check_domain",
    "conf_to_domain",
    "domain_to_conf",
    "normalize_conf",
]

#: Name to module. Each is imported when it is first asked for: a command line pays for what it uses.
_HOMES = {
    "Entry": "translator.report",
    "Finding": "translator.finding",
    "Host": "translator.lint.rule",
    "InputError": "translator.errors",
    "LossError": "translator.errors",
    "Report": "translator.report",
    "Translation": "translator.report",
    "check_conf": "translator.lint.engine",
    "check_domain": "translator.lint.engine",
    "conf_to_domain": "translator.lenses.document",
    "domain_to_conf": "translator.lenses.document",
    "normalize_conf": "translator.conf.normalize",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
