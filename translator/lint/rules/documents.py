"""Which modules have rules about domain documents? Importing this one registers them all.

They are apart from those about confs, which need no lxml.
"""

from translator.lint.rules import (
    domain,
    lxc,
    orders,
    parser_cpus,
    parser_declared,
    parser_devices,
    parser_interfaces,
    parser_machines,
    parser_system,
    parser_words,
    releases,
    vz,
    vz_disks,
)

__all__ = [
    "domain",
    "lxc",
    "orders",
    "parser_cpus",
    "parser_declared",
    "parser_devices",
    "parser_interfaces",
    "parser_machines",
    "parser_system",
    "parser_words",
    "releases",
    "vz",
    "vz_disks",
]
