"""vzvirt: OpenVZ container configurations to libvirt domain XML and back, without losing anything."""

from translator.conf.normalize import normalize_conf
from translator.finding import Finding
from translator.lenses.document import conf_to_domain, domain_to_conf
from translator.report import Entry, Report, Translation

__version__ = "0.1.0"
__all__ = ["Entry", "Finding", "Report", "Translation", "conf_to_domain", "domain_to_conf", "normalize_conf"]
