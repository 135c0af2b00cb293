"""What does a domain document claim for its container that no other may have?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.characters import lower, trim_xml, upper
from translator.ctid import is_ctid
from translator.domain.document import parse_texts
from translator.errors import InputError
from translator.lint.context import DomainContext
from translator.values.address import read_ip
from translator.values.codec import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.lint.claims import PlacedClaim


def document_claims(text: str) -> Iterator[PlacedClaim]:
    """Yield the claims of a document; none of one that cannot be read."""
    try:
        root = parse_texts(text)
    except InputError:
        return
    context = DomainContext(text, root)
    for tag, kind in (("name", "ctid"), ("title", "name"), ("uuid", "uuid")):
        element = root.find(tag)
        if element is not None and (thing := trim_xml(element.text or "")):
            kind = "domain" if kind == "ctid" and not is_ctid(thing) else kind
            yield _claim(context, kind, lower(thing).replace("-", "") if kind == "uuid" else thing, element, None)
    for element in root.iterfind("devices/interface/ip"):
        try:
            yield _claim(context, "ip", read_ip(trim_xml(element.get("address", ""))), element, "address")
        except Refused:
            continue
    for path, attribute, kind in (("mac", "address", "mac"), ("target", "dev", "host_ifname")):
        for element in root.iterfind(f"devices/interface/{path}"):
            thing = trim_xml(element.get(attribute, ""))
            if thing and thing != "00:00:00:00:00:00":
                yield _claim(context, kind, upper(thing) if kind == "mac" else thing, element, attribute)


def _claim(context: DomainContext, kind: str, thing: str, element: Element, attribute: str | None) -> PlacedClaim:
    from translator.lint.claims import PlacedClaim

    spans = context.spans
    span = spans.attribute(element, attribute) if attribute else spans.element(element)
    return PlacedClaim(kind, thing, span.line, spans.paths.of(element), (span.column, span.width))
