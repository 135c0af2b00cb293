"""Which documents may reach us? Every place that the grammar has, with values that are right, nearly right and odd.

The places are walked from ``grammars/domain.xsd``, so that one that is added there is visited by the laws at once.
``PLACES`` lists them; ``with_value`` makes the smallest document that has one; ``odd_documents()`` draws whole ones,
``spoilt(document)`` changes a few values of a given one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from hypothesis import strategies as st
from lxml import etree
from xmlschema import XMLSchema10
from xmlschema.validators import XsdAnyElement, XsdElement

from tests.domain.mutations import TEXTS
from tests.nasty import NASTY
from translator.domain.grammar import grammar_path

Element = etree._Element

#: What no author of a reader thinks of. Each has broken one, here or elsewhere.
# fmt: off
ODD: tuple[str, ...] = (
    "", " ", "*", "^4-5", "0-9,^4-5", "1-", "-1", "+1", "0", "00", "1" * 19, "1" * 40, "18446744073709551616",
    "2147483648", "1.5", "1e400", "nan", "0x10", "\u00a01", "1\u2003", "\u0661", "\u00b2", "\u2460", "a\u2028b", "\x85",
    "a\rb", "a\nb", "a\tb", "\t", "\n", "é" * 300, "x" * 5000, "/", "//", "/..", "/\r", "C:\\x", "dev/sda",
    "$VEID", "/vz/$VEID/${VEID}", "0.0.0.0/0", "10.0.0.1/33", "::1.2.3.4", "fe80::1%lo", "10.0.0.1/255.0.255.0",
    "01:00:5e:00:00:01", "0:1:2:3:4:5", "52-54-00-00-00-01", "%", "%0", "%00%zz", "{}", "{0}", "'", '"', '\\"', "\\",
    "a b", "a,b", "a;b", "a=b", "a:b", "#", "a#b", " a", "a ", "unlimited", "none", "all", "auto", "inherit",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "\ufeff", "\u200b", "ſ", "İ", "ß", "K",
)
# fmt: on


class Place(NamedTuple):
    """One place of the grammar: the path of an element from ``domain`` on, and an attribute of it or None for its text.

    ``values`` are texts that the grammar takes there; none for an element without a text of its own.
    """

    path: tuple[XsdElement, ...]
    attribute: str | None
    values: tuple[str, ...]

    def __str__(self) -> str:
        path = "/".join(str(element.local_name) for element in self.path[1:])
        return f"{path}/@{self.attribute}" if self.attribute else path


@cache
def grammar() -> XMLSchema10:
    """Return the grammar of domain documents."""
    return XMLSchema10(str(grammar_path("domain.xsd")))


#: Texts of which each simple type has to take one.
_POOL = tuple(
    dict.fromkeys(
        (
            *(
                "a",
                "1",
                "yes",
                "/a",
                "52:54:00:ab:cd:ef",
                "86c12009-e591-a159-6e9f-91d18b85ef78",
                "10.0.0.1",
                "2001:db8::1",
            ),
            *(
                "PHYSPAGES",
                "rw",
                "0-3,^2",
                "08:00:27:00:00:01",
                "percent",
                "default",
                "0x8086",
                "0x1",
                "tcp",
                "1:2:3:4:5:6:7:8",
            ),
            *("virtio-net", "1.1.1.1 1.1.1.2", "lo", "0755", "-1", "0xffffffff", "24", "64", "127.0.0.1"),
            *TEXTS,
            *(text for text in NASTY if text.isprintable()),
        )
    )
)


@cache
def _samples(kind: Any) -> tuple[str, ...]:
    """Return texts that a simple type takes, its own words first."""
    words = [str(word) for word in getattr(kind, "enumeration", None) or ()]
    for member in getattr(kind, "member_types", None) or ():
        words += [str(word) for word in getattr(member, "enumeration", None) or ()]
    return tuple(dict.fromkeys([*words, *(text for text in _POOL if kind.is_valid(text))]))[:40]


def attributes_of(element: XsdElement) -> dict[str, Any]:
    """Return the attributes that an element may have, by name; those that only the grammar itself uses are none."""
    return {name: use for name, use in element.attributes.items() if name and not name.startswith("_")}


def children_of(element: XsdElement) -> list[XsdElement]:
    """Return the elements that may stand in an element, each once; where anything may stand, nothing is named."""
    kind: Any = element.type
    if not kind.has_complex_content():
        return []
    found = {each.name: each for each in kind.content.iter_elements() if not isinstance(each, XsdAnyElement)}
    return list(found.values())


def text_type(element: XsdElement) -> Any:
    """Return the simple type of an element's text, None for one that holds elements or nothing."""
    kind: Any = element.type
    return kind if kind.is_simple() else kind.content if kind.has_simple_content() else None


def _walk(path: tuple[XsdElement, ...]) -> Iterator[Place]:
    element = path[-1]
    kind = text_type(element)
    yield Place(path, None, () if kind is None else _samples(kind))
    for name, use in attributes_of(element).items():
        yield Place(path, name, _samples(use.type))
    for child in children_of(element):
        if child.name not in {each.name for each in path}:
            yield from _walk((*path, child))


PLACES: tuple[Place, ...] = tuple(_walk((grammar().elements["domain"],)))


def smallest(kind: str) -> Element:
    """Return a domain of a type with what every container's has."""
    root = etree.Element("domain", type=kind)
    for tag, text in (("name", "101"), ("memory", "65536")):
        etree.SubElement(root, tag).text = text
    system = etree.SubElement(root, "os")
    etree.SubElement(system, "type").text = "exe"
    etree.SubElement(system, "init").text = "/sbin/init"
    return root


def variants(place: Place) -> list[dict[str, str]]:
    """Return the ways in which the elements above a place say of which kind they are (``type``, ``mode``)."""
    kinds = [
        [(f"{element.local_name}/{name}", word) for word in _samples(use.type)]
        for element in place.path[1:]
        for name, use in attributes_of(element).items()
        if name in ("type", "mode") and getattr(use.type, "enumeration", None) and name != place.attribute
    ]
    return [dict(chosen) for chosen in itertools.product(*kinds)]


def with_value(root: Element, place: Place, value: str, variant: dict[str, str]) -> str:
    """Return a document in which a place has a value: what is missing on the way to it is added to ``root``."""
    element = root
    for depth, step in enumerate(place.path[1:], 1):
        last = depth == len(place.path) - 1
        below = element.find(str(step.name))
        if below is None or (last and place.attribute is None and len(place.path) > 2):
            below = etree.SubElement(element, str(step.name))
            for name, use in attributes_of(step).items():
                said = variant.get(f"{step.local_name}/{name}")
                if said is not None or use.use == "required":
                    below.set(name, said if said is not None else _samples(use.type)[0])
            kind = text_type(step)
            if kind is not None and _samples(kind):
                below.text = _samples(kind)[0]
        element = below
    if place.attribute is None:
        element.text = value
    else:
        element.set(place.attribute, value)
    return etree.tostring(root, encoding="unicode")


def likely(place: Place) -> Sequence[str]:
    """Return some of what is right at a place, and the same nearly right."""
    near = [
        wrong for text in place.values[:2] for wrong in (f" {text}", f"{text}\u00a0", f"{text}0", f"-{text}", text[:-1])
    ]
    return tuple(dict.fromkeys([*place.values[:6], *near]))


def odd_values(values: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """Return values of a place: right more often than not."""
    odd = st.one_of(
        st.sampled_from(ODD),
        st.sampled_from([text for text in NASTY if _is_xml(text)]),
        _xml_text(),
        st.integers().map(str),
    )
    return st.one_of(st.sampled_from(values), st.sampled_from(values), st.sampled_from(values), odd) if values else odd


def _is_xml(text: str) -> bool:
    try:
        etree.Element("a").text = text
    except ValueError:
        return False
    return True


def _xml_text() -> st.SearchStrategy[str]:
    characters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    return st.text(st.one_of(characters, st.sampled_from("\t\n\r 0123456789,:;^-*/")), max_size=12)


#: Where the containers' own things are: these are drawn more often than what only machines have.
_OWN = frozenset(
    "name uuid title description metadata memory currentMemory blkiotune memtune vcpu cputune numatune resource os "
    "idmap features clock devices seclabel filesystem interface hostdev console container parameter line".split()
)


@st.composite
def odd_documents(draw: st.DrawFn) -> str:
    """Return documents with anything that the grammar has, in any order and number, with values right and odd."""
    root = smallest(draw(st.sampled_from(("openvz", "lxc", "lxc", "openvz", "vz", "parallels", "qemu", "", " lxc"))))
    _fill(draw, root, grammar().elements["domain"], 5)
    for _ in range(draw(st.integers(0, 2))):
        root[:] = draw(st.permutations(list(root)))
    return etree.tostring(root, encoding="unicode")


def _fill(draw: st.DrawFn, element: Element, kind: XsdElement, most: int) -> None:
    children = children_of(kind)
    if not children:
        return
    own = [child for child in children if child.local_name in _OWN]
    choice = st.sampled_from(own) | st.sampled_from(children) if own else st.sampled_from(children)
    for child in draw(st.lists(choice, max_size=most)):
        below = etree.SubElement(element, str(child.name))
        text = text_type(child)
        if text is not None:
            below.text = draw(odd_values(_samples(text)))
        for name, use in attributes_of(child).items():
            if draw(st.integers(0, 9)) < (9 if use.use == "required" or name in ("type", "mode") else 3):
                below.set(name, draw(odd_values(_samples(use.type))))
        _fill(draw, below, child, 4)


@st.composite
def spoilt(draw: st.DrawFn, document: str) -> str:
    """Return a document in which a few values are others, and a few nodes are gone or stand twice."""
    root = etree.fromstring(document.encode())
    for _ in range(draw(st.integers(1, 3))):
        element = draw(st.sampled_from(list(root.iter("*"))))
        what = draw(st.sampled_from(("text", "attribute", "attribute", "attribute", "gone", "twice")))
        names = sorted(element.attrib)
        if what == "attribute" and names:
            name = draw(st.sampled_from(names))
            if draw(st.integers(0, 5)):
                element.set(name, draw(odd_values((str(element.get(name)),))))
            else:
                del element.attrib[name]
        elif what == "gone" and (above := element.getparent()) is not None:
            above.remove(element)
        elif what == "twice" and element.getparent() is not None:
            element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))
        else:
            element.text = draw(odd_values((element.text or "",)))
    return etree.tostring(root, encoding="unicode")
