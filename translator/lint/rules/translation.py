"""What does a translation report? The findings that convert makes (VZ5xx), documented here with all others."""

from __future__ import annotations

from translator.lint.rule import Rule, declare

declare(
    Rule(
        "VZ501",
        "template-name-outside-schema",
        "info",
        "an OS template whose name libvirt's schema has no place for",
        "Most template names hold dots. libvirt's OpenVZ driver prints them in <source name='...'> and reads them "
        "back, but its schema forbids the dot: 'virsh define --validate' would refuse the document.",
        subject="translation",
    ),
    Rule(
        "VZ502",
        "node-dropped",
        "warning",
        "a node of a document that a conf has no place for",
        "The node says something that OpenVZ cannot do, so it is not in the conf. With --strict the translation "
        "fails instead.",
        subject="translation",
    ),
    Rule(
        "VZ503",
        "value-rounded",
        "info",
        "a value that was rounded to the unit of its parameter",
        "A conf counts in pages, KiB and percent of one CPU where a document counts in bytes and microseconds.",
        subject="translation",
    ),
)
