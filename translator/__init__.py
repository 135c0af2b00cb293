"""vzvirt: OpenVZ container configurations to libvirt domain XML and back, without losing anything."""

__version__ = "0.1.0"
