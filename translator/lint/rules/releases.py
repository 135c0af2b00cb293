"""Which libvirt does a document need at least? Told of each part that libvirt 9.0 does not know."""

from __future__ import annotations

from collections.abc import Iterator

from translator.domain.releases import RELEASES
from translator.domain.versions import newer_parts, tags_of_newer
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.rule import Rule, declare, domain_check

_DOMAIN = (
    "<domain type='openvz'>\n  <name>101</name>\n  <memory>65536</memory>\n{}"
    "  <os>\n    <type>exe</type>\n    <init>/sbin/init</init>\n  </os>\n</domain>\n"
)

declare(
    Rule(
        "XD291",
        "newer-libvirt",
        "info",
        "a part of a document that older libvirt does not know",
        "Debian 12 has libvirt 9.0, Debian 13 has 11.3. An older one refuses the document when it validates it, and "
        "else ignores the part. --libvirt 9, 10, 11 or 12 (or libvirt = '9' in the configuration) says which one the "
        "document is for: what that does not know is an error then.",
        _DOMAIN.format("  <on_crash>preserve-running</on_crash>\n"),
        _DOMAIN.format("  <on_crash>preserve</on_crash>\n"),
        subject="domain",
    )
)


@domain_check("XD291", of=" ".join(tags_of_newer()))
def newer(context: DomainContext) -> Iterator[Finding]:
    """Name what is newer than libvirt 9.0; what the libvirt that is asked for lacks is the grammar's to tell."""
    for element, part in newer_parts(context.root, context.tags):
        if part.since <= RELEASES[context.libvirt]:
            message = f"{part.what} is known since libvirt {part.release}: an older one refuses the document"
            yield context.finding("XD291", element, message, attribute=part.attribute)
