"""What do the laws of translation share? Both directions, and when two values or documents are the same."""

from __future__ import annotations

from typing import Any

from lxml import etree

from translator import conf_to_domain
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.settle import settle

CTID = 101


def get(conf: str) -> str:
    """Return the document of a conf."""
    return conf_to_domain(conf, ctid=CTID).text


def values(conf: str) -> dict[str, Any]:
    """Return what vzctl has in force, by parameter; nan is written as a word, for it equals nothing."""
    settings = settle(parse(conf, VZCTL), VZCTL)
    return {
        name: "nan" if setting.value != setting.value else setting.value
        for name, setting in settings.by_name.items()
        if setting.kept
    }


def shape(document: str) -> object:
    """Return a document without layout, comments and order of attributes, for comparison."""

    def plain(element: etree._Element) -> object:
        children = [plain(child) for child in element if isinstance(child.tag, str)]
        text = element.text or ""
        return element.tag, sorted(element.attrib.items()), text if text.strip() else "", children

    return plain(etree.fromstring(document.encode()))
