"""What may go wrong with a document? Thousands of spoilt ones, made from good ones by a seeded generator.

Values get blanks, signs, zeros, line feeds, another case or somebody else's text; attributes and elements go, come
twice, change places and names; text, comments, and what is foreign come in.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random

from lxml import etree

from translator.domain.grammar import grammar_path

Element = etree._Element
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_QEMU = "{http://libvirt.org/schemas/domain/qemu/1.0}"
_PADS: tuple[str, ...] = (" ", "\n", "\t", "\r", "\u00a0", "\u2028", "x", "-", "+", "0", "000", "0x", ".")
TEXTS: tuple[str, ...] = (
    *("", " ", "-", "+", "0", "1", "-1", "-0", "+0", "+1", "00", "-00", "-01", "007", "2", "7", "8", "10", "31", "32"),
    *(
        "99",
        "100",
        "127",
        "128",
        "129",
        "255",
        "256",
        "999",
        "1000",
        "1001",
        "4095",
        "4096",
        "65535",
        "65536",
        "1000000",
    ),
    *("1000001", "16777215", "16777216", "2147483647", "2147483648", "4294967295", "4294967296", "17592186044415"),
    *("17592186044416", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616"),
    *(
        "9" * 30,
        "0" * 40 + "5",
        "1.5",
        "1e3",
        "0x1f",
        "0x20",
        "0X1f",
        "1f",
        "ff",
        "0xff",
        "0x100",
        "0xffffff",
        "0x1ffffff",
    ),
    *(
        "0xffffffff",
        "0x1ffffffff",
        "0777",
        "777",
        "0888",
        "1777",
        "unlimited",
        "true",
        "/",
        "/a",
        "a",
        "//",
        "/a\nb",
        "/\n",
    ),
    *(
        "/a\r",
        "a\nb",
        "a/b",
        "C:\\x",
        "C:\\",
        "é",
        ".",
        "a.b",
        "a:b",
        "a b",
        "a+b",
        "a_b",
        "a-b",
        "a,b",
        "_a",
        "9a",
        "-a",
    ),
    *("10.0.0.1", "::", "::1", "1::", "1.2.3", "01.2.3.4", "256.1.1.1", "fe80::1%lo", "10.0.0.1/24", "::ffff:1.2.3.4"),
    *("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "1::2::3", "1:2:3:4:5:6:1.2.3.4", "1::5:6:7.8.9.10", "2001:DB8::A"),
    *("00:00:00:00:00:00", "01:00:00:00:00:00", "52:54:00:AB:cd:ef", "52-54-00-ab-cd-ef", "5:4:0:a:c:e"),
    *(
        "86c12009e591a1596e9f91d18b85ef78",
        "86C12009-E591-a159-6e9f-91d18b85ef78",
        "86c12009e591-a159-6e9f-91d18b85ef78",
    ),
    *(
        "0-3",
        "0,1",
        "^2",
        "0-3,^2",
        "3-1",
        "0,",
        "0--1",
        "k",
        "KiB",
        "KB",
        "byte",
        "by",
        "reset",
        "$x",
        "&",
        "<",
        '"',
        "'",
    ),
    *("x" * 39, "x" * 40, "0:3:0:1:52:54:00:ab:cd:ef"),
)


class Spoiler:
    """A generator of spoilt documents; the same good ones and the same seed give the same."""

    def __init__(self, good: Iterable[Element], seed: int) -> None:
        self._random = Random(seed)  # noqa: S311
        self._good = [piece for root in good for piece in _pieces(root)]
        self._children: dict[str, list[Element]] = defaultdict(list)
        self._values: dict[str, set[str]] = defaultdict(set)
        self._attributes: dict[str, set[str]] = defaultdict(set)
        for element in (element for root in self._good for element in root.iter("*")):
            for name, value in element.attrib.items():
                self._values[f"@{name}"].add(str(value))
                self._attributes[str(element.tag)].add(str(name))
            if len(element) == 0 and element.text:
                self._values[str(element.tag)].add(element.text)
            for child in element.iterchildren("*"):
                self._children[str(element.tag)].append(child)
        self._everything = [child for children in self._children.values() for child in children]
        self._words = sorted(
            {
                str(word.get("value"))
                for path in grammar_path("domain.xsd").parent.glob("*.xsd")
                for word in etree.parse(path).iter("{http://www.w3.org/2001/XMLSchema}enumeration")
            }
        )
        self._ways: list[Callable[[Element], None]] = [
            *(self._spoil_attribute,) * 10,
            *(self._spoil_text,) * 6,
            *(self._add_attribute,) * 3,
            *(self._insert,) * 3,
            *(self._drop_attribute, self._drop, self._double, self._double, self._swap, self._shuffle, self._move),
            *(
                self._rename,
                self._stray,
                self._stray,
                self._comment,
                self._quote,
                self._schema,
                self._foreign,
                self._empty,
            ),
        ]

    def documents(self, number: int) -> list[str]:
        """Return that many different documents, most of which are spoilt."""
        made: dict[str, None] = {}
        while len(made) < number:
            root = copy.deepcopy(self._random.choice(self._good))
            for _ in range(self._random.choice((1, 1, 1, 1, 1, 1, 1, 2))):
                elements = list(root.iter("*"))
                self._random.choice(self._ways)(self._random.choice(elements))
            made[etree.tostring(root, encoding="unicode")] = None
        return list(made)

    def _text(self, old: str, kind: str) -> str:
        pick = self._random
        pad, half = pick.choice(_PADS), len(old) // 2
        padded = (old + pad, pad + old, pad + old + pad, old[:half] + pad + old[half:])
        changed = (old.upper(), old.lower(), old.capitalize(), old + old, old[:-1], old[1:], " ".join(old))
        other = pick.choice(sorted(self._values.get(kind, {""})))
        choice = pick.choice((padded, padded, changed, (other, f" {other}\n"), TEXTS, TEXTS, TEXTS, self._words))
        text = pick.choice(choice)
        return pick.choice((text, text, text, text, f" {text}", f"{text} ", f"\n{text}"))

    def _spoil_attribute(self, element: Element) -> None:
        if element.attrib:
            name = self._random.choice(list(element.attrib))
            element.set(name, self._text(str(element.attrib[name]), f"@{name}"))

    def _spoil_text(self, element: Element) -> None:
        leaves = [each for each in element.getroottree().iter("*") if len(each) == 0 and each.text]
        if leaves:
            leaf = self._random.choice(leaves)
            leaf.text = self._text(leaf.text or "", str(leaf.tag))

    def _add_attribute(self, element: Element) -> None:
        own = sorted(self._attributes[str(element.tag)])
        anyones = sorted(name.removeprefix("@") for name in self._values if name.startswith("@"))
        name = self._random.choice(own if own and self._random.random() < 0.5 else anyones)
        element.set(name, self._random.choice(sorted(self._values[f"@{name}"])))

    def _drop_attribute(self, element: Element) -> None:
        if element.attrib:
            del element.attrib[self._random.choice(list(element.attrib))]

    def _drop(self, element: Element) -> None:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)

    def _double(self, element: Element) -> None:
        parent = element.getparent()
        if parent is not None:
            parent.insert(self._random.randint(0, len(parent)), copy.deepcopy(element))

    def _insert(self, element: Element) -> None:
        own = self._children[str(element.tag)]
        child = copy.deepcopy(self._random.choice(own if own and self._random.random() < 0.8 else self._everything))
        element.insert(self._random.randint(0, len(element)), child)

    def _swap(self, element: Element) -> None:
        if len(element) > 1:
            element.append(element[self._random.randrange(len(element) - 1)])

    def _shuffle(self, element: Element) -> None:
        children = list(element)
        self._random.shuffle(children)
        element.extend(children)

    def _move(self, element: Element) -> None:
        moved = self._random.choice(list(element.getroottree().iter("*")))
        if moved.getparent() is not None and moved not in (element, *element.iterancestors()):
            element.insert(self._random.randint(0, len(element)), moved)

    def _rename(self, element: Element) -> None:
        element.tag = str(self._random.choice((self._random.choice(self._everything).tag, "unknown", "Name")))

    def _stray(self, element: Element) -> None:
        text = self._random.choice(("x", " ", "\n", "\u00a0", "\u2028", "0", "\t x", "\r"))
        if len(element):
            child = self._random.choice(list(element))
            child.tail = (child.tail or "") + text
        else:
            element.text = (element.text or "") + text

    def _comment(self, element: Element) -> None:
        comment = self._random.choice((etree.Comment(" c "), etree.ProcessingInstruction("p", "q")))
        at = self._random.randint(0, len(element.text or ""))
        element.text, comment.tail = (element.text or "")[:at], (element.text or "")[at:]
        element.insert(0, comment)

    def _quote(self, element: Element) -> None:
        element.text = etree.CDATA((element.text or "") + self._random.choice(("", "", " ", "\n", "x")))

    def _schema(self, element: Element) -> None:
        name = self._random.choice(("noNamespaceSchemaLocation", "schemaLocation", "type", "nil"))
        element.set(_XSI + name, self._random.choice(("urn:a a.xsd", "a.xsd", "string", "true", "false")))

    def _foreign(self, element: Element) -> None:
        name = self._random.choice(("{urn:x}type", "{urn:x}a", f"{_XML}lang", f"{_XML}space"))
        if self._random.random() < 0.5:
            element.set(name, self._random.choice(("en", "preserve", "1")))
        elif self._random.random() < 0.5:
            element.insert(0, etree.Element(self._random.choice(("{urn:x}y", f"{_QEMU}y"))))
        else:
            element.tag = "{urn:x}" + etree.QName(element).localname

    def _empty(self, element: Element) -> None:
        del element[:]
        element.text = None


def _pieces(root: Element) -> Iterator[Element]:
    """Yield the document, and one for each thing in it: what is wrong in a small document is wrong alone."""
    yield root
    for things in (root, *root.iterfind("devices")):
        for thing in things.iterchildren("*"):
            if thing.tag not in ("name", "devices"):
                piece = etree.Element(root.tag, dict(root.attrib))
                etree.SubElement(piece, "name").text = "7"
                place = etree.SubElement(piece, "devices") if things is not root else piece
                place.append(copy.deepcopy(thing))
                yield piece


def in_order(text: str, order: Sequence[str]) -> str:
    """Return the document with the children of its root in that order."""
    root = etree.fromstring(text)
    rank = {name: at for at, name in enumerate(order)}
    root[:] = sorted(root, key=lambda child: rank.get(str(child.tag), len(rank)))
    return etree.tostring(root, encoding="unicode")
