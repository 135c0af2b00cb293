"""What does a domain document say, place by place, and how is one changed and nothing else?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from translator.characters import is_digits
from translator.conf.dialect import DialectName
from translator.domain.document import parse_document
from translator.domain.places import BY_NAME
from translator.domain.read import read_domain
from translator.domain.update import keep_origin, update_document
from translator.domain.view import View
from translator.domain.write import write_domain
from translator.errors import VzvirtError
from translator.library.conf import Conf
from translator.wording import meant

if TYPE_CHECKING:
    from translator.finding import Finding
    from translator.report import Translation


class Domain(MutableMapping[str, Any]):
    """A domain document: a mapping from places (``memory``, ``memtune/hard_limit``, ``interfaces``) to their values.

    >>> domain = Domain.parse("<domain type='lxc'><name>web</name><memory unit='MiB'>512</memory></domain>")
    >>> domain["memory"]
    524288
    >>> domain["vcpu"] = 2
    >>> del domain["vcpu"]

    Memory is in KiB, CPU time in microseconds; file systems, interfaces and host devices are tuples of the records of
    :mod:`translator.domain.view`. A change touches the place that it is about; layout, comments and nodes that no
    container has stay as they are.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._view: View = read_domain(parse_document(text)).view

    @classmethod
    def parse(cls, text: str) -> Domain:
        """Return the document of a text; InputError for one that cannot be read."""
        return cls(text)

    @property
    def text(self) -> str:
        """The text as it is now."""
        return self._text

    @property
    def type(self) -> str:
        """The domain type, which is the driver that the document is for."""
        return str(self._view["type"])

    def __str__(self) -> str:
        """Return the text."""
        return self._text

    def __repr__(self) -> str:
        """Say what it is."""
        return f"<Domain {self._view.get('name', 'without name')} of type {self.type}>"

    def __getitem__(self, place: str) -> Any:
        """Return what the document says at a place; KeyError where it says nothing, or there is no such place."""
        self._known(place)
        return self._view[place]

    def __setitem__(self, place: str, value: object) -> None:
        """Have the document say something else at a place; ValueError for a value that it does not hold."""
        self._known(place)
        view = {**self._view, place: value}
        said = None
        with contextlib.suppress(AttributeError, TypeError, KeyError, ValueError):
            made = write_domain(view, "")
            said = read_domain(parse_document(made)).view.get(place)
        if said is None or said != value:
            read = "nothing" if said is None else repr(said)
            raise ValueError(f"{place} cannot be {value!r}: {read} would be read there")
        self._change(made, place)

    def __delitem__(self, place: str) -> None:
        """Take away what the document says at a place; KeyError where it says nothing."""
        self[place]
        self._change(write_domain({name: value for name, value in self._view.items() if name != place}, ""), place)

    def change(
        self, changes: Mapping[str, object], *, ctid: int | str | None = None, dialect: DialectName = "vzctl"
    ) -> list[Finding]:
        """Give several places, or parameters of the container's conf, values, and take away those whose value is None.

        A parameter changes what says it in this document, as an edit of the conf would that the document is then
        written into. All or nothing, as :meth:`Conf.change`. Return what the document cannot say of it.
        """
        text, view = self._text, self._view
        told: list[Finding] = []
        try:
            places = {name: value for name, value in changes.items() if name in BY_NAME}
            for place, value in places.items():
                self._put(place, value)
            parameters = {name: value for name, value in changes.items() if name not in BY_NAME}
            if parameters:
                told = self._put_parameters(parameters, ctid, dialect)
        except (KeyError, ValueError, VzvirtError):
            self._text, self._view = text, view
            raise
        return told

    def _put(self, place: str, value: object) -> None:
        if value is None:
            if place in self:
                del self[place]
        elif isinstance(value, str) and is_digits(value.removeprefix("-")):
            self[place] = int(value)
        else:
            self[place] = value

    def _put_parameters(
        self, parameters: Mapping[str, object], ctid: int | str | None, dialect: DialectName
    ) -> list[Finding]:
        from translator.lenses.document import conf_to_domain
        from translator.lenses.put import driver_of_root

        driver = driver_of_root(parse_document(self._text)).name

        def written(conf: Conf) -> Translation:
            base = self._text
            return conf_to_domain(conf.text, ctid=conf.id, driver=driver, dialect=dialect, base=base, ancestor=base)

        conf = self.conf(ctid=ctid, dialect=dialect)
        before = {each.message for each in written(conf).report.findings}
        conf.change(parameters)
        made = written(conf)
        # an edit of the document, as one by hand: what it came from, it knows as before
        text = keep_origin(self._text, made.text)
        self._text, self._view = text, read_domain(parse_document(text)).view
        return [each for each in made.report.findings if each.message not in before]

    def __iter__(self) -> Iterator[str]:
        """Yield the places where the document says something."""
        return (place for place in self._view if place in BY_NAME)

    def __len__(self) -> int:
        """Return at how many places it says something."""
        return sum(1 for _ in self)

    def findings(self) -> list[Finding]:
        """Return what ``check_domain`` finds."""
        from translator.lint.engine import check_domain

        return check_domain(self._text)

    def to_conf(
        self, *, ctid: int | str | None = None, base: str | None = None, dialect: DialectName = "vzctl"
    ) -> Translation:
        """Return the conf, as ``domain_to_conf`` makes it."""
        from translator.lenses.document import domain_to_conf

        return domain_to_conf(self._text, ctid=ctid, base=base, dialect=dialect)

    def conf(self, *, ctid: int | str | None = None, dialect: DialectName = "vzctl") -> Conf:
        """Return the container's conf as an object."""
        made = self.to_conf(ctid=ctid, dialect=dialect)
        return Conf.parse(made.text, ctid=made.ctid, dialect=dialect)

    def _known(self, place: str) -> None:
        if place not in BY_NAME:
            raise KeyError(f"a document has no place {place!r}{meant(place, BY_NAME)}")

    def _change(self, made: str, place: str) -> None:
        text = update_document(self._text, made, write_domain(self._view, ""), [place], everything=True)
        self._text, self._view = text, read_domain(parse_document(text)).view
