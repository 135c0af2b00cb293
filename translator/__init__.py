"""vzvirt: OpenVZ container configurations to libvirt domain XML and back, without losing anything."""

from typing import TYPE_CHECKING, Any

from translator.conf.normalize import normalize_conf
from translator.finding import Finding
from translator.lenses.document import conf_to_domain, domain_to_conf
from translator.report import Entry, Report, Translation

if TYPE_CHECKING:
    from translator.lint.engine import check_conf, check_domain
    from translator.lint.rule import Host

__version__ = "0.1.0"
__all__ = [
    "Entry",
    "Finding",
    "Host",
    "Report",
    "Translation",
    "check_conf",
    "check_domain",
    "conf_to_domain",
    "domain_to_conf",
    "normalize_conf",
]

#: The linter is imported when it is asked for: its rules are no part of a translation's start.
_LATER = {
    "check_conf": "translator.lint.engine",
    "check_domain": "translator.lint.engine",
    "Host": "translator.lint.rule",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        found = getattr(import_module(_LATER[name]), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
