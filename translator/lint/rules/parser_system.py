"""What of a document's clock, init, resource and security labels does libvirt's parser refuse behind its schema?

Source: virDomainDefParseBootInitOptions, virDomainDefClockParse, virDomainDefPostParseTimer,
virSecurityLabelDefsParseXML and virDomainDefResourceValidate of libvirt 9.0 to 12.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.characters import trim_xml
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.parser import decimal
from translator.lint.rule import domain_check
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Offsets of clocks of which an adjustment is read.
_ADJUSTED = ("utc", "localtime", "variable")
_NEEDS = {"timezone": "timezone", "absolute": "start"}
#: Longest names, in bytes (APPID_LEN_MAX, VIR_SECURITY_LABEL_BUFLEN).
_APPID, _LABEL = 128, 4096


@domain_check("XD233", of="initarg fibrechannel")
def system(context: DomainContext) -> Iterator[Finding]:
    """Look at the arguments of init, and at the id of a fibre channel."""
    for argument in context.root.iterfind("os/initarg"):
        if not argument.text and not len(argument):
            yield context.finding("XD233", argument, "<initarg> is empty; expected an argument, or none at all")
    for channel in context.root.iterfind("resource/fibrechannel"):
        text = channel.get("appid", "")
        if not 1 <= len(text.encode()) <= _APPID or not all(" " <= each <= "~" for each in text):
            message = f"{shown(text)} is no application id; expected 1 to {_APPID} printable ASCII characters"
            yield context.finding("XD233", channel, message, attribute="appid")


@domain_check("XD233", of="clock")
def clock(context: DomainContext) -> Iterator[Finding]:
    """Look at the clock, whose offset may need another attribute, and at its timers."""
    for each in context.root.iterfind("clock"):
        offset = each.get("offset", "")
        needed = _NEEDS.get(offset)
        if needed and not each.get(needed):
            message = f"a clock with offset='{offset}' and no '{needed}'; expected one"
            yield context.finding("XD233", each, message)
        adjustment = each.get("adjustment", "")
        word = trim_xml(adjustment)
        if offset in _ADJUSTED and (adjustment[-1:] != word[-1:] or (word == "reset" != adjustment)):
            message = f"blanks around {shown(word)}, which the parser refuses; expected none"
            yield context.finding("XD233", each, message, attribute="adjustment")
        for timer in each.iterfind("timer"):
            yield from _timer(context, timer)


def _timer(context: DomainContext, timer: Element) -> Iterator[Finding]:
    name = timer.get("name", "")
    wrong = []
    if name in ("kvmclock", "hypervclock") and timer.get("tickpolicy"):
        wrong.append("tickpolicy")
    if name != "tsc":
        wrong += [each for each in ("frequency", "mode") if timer.get(each) and decimal(timer.get(each)) != 0]
    if name not in ("platform", "rtc") and timer.get("track"):
        wrong.append("track")
    for attribute in wrong:
        message = f"the timer {shown(name)} has no '{attribute}'; expected none"
        yield context.finding("XD233", timer, message, attribute=attribute)
    catchup = timer.find("catchup")
    if catchup is not None and timer.get("tickpolicy") != "catchup" and any(decimal(v) for v in catchup.values()):
        yield context.finding("XD233", catchup, "<catchup> without tickpolicy='catchup'; expected that, or none")


@domain_check("XD233", of="seclabel")
def labels(context: DomainContext) -> Iterator[Finding]:
    """Look at the security labels of the domain: each needs a model of its own as soon as there are several."""
    labels = context.root.findall("seclabel")
    seen: set[str | None] = set()
    for label in labels:
        model, kind, relabel = label.get("model"), label.get("type"), label.get("relabel")
        if model is None and len(labels) > 1:
            yield context.finding("XD233", label, "one of several <seclabel> without 'model'; expected one for each")
        elif model in seen:
            yield context.finding("XD233", label, f"a second <seclabel> for {shown(model or '')}; expected one")
        elif model is None and context.type == "lxc" and (kind not in ("none", "dynamic") or _text(label, "baselabel")):
            yield context.finding("XD233", label, "<seclabel> without 'model'; expected one")
        seen.add(model)
        if kind == "dynamic" and relabel == "no":
            message = "a dynamic label without relabeling; expected relabel='yes'"
            yield context.finding("XD233", label, message, attribute="relabel")
        elif kind == "none" and relabel == "yes":
            message = "no label and relabeling; expected relabel='no'"
            yield context.finding("XD233", label, message, attribute="relabel")
        if kind == "static" and model != "none" and not 1 <= len(_text(label, "label").encode()) < _LABEL:
            message = f"a static <seclabel> without a label; expected <label> with less than {_LABEL} bytes"
            yield context.finding("XD233", label, message)


def _text(element: Element, tag: str) -> str:
    return element.findtext(tag) or ""
