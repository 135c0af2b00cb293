"""What does a conf say, and how is one value changed and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Unpack

from translator.conf.dialect import Dialect, DialectName, dialect_named
from translator.conf.edit import remove, set_text
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.conf.tree import Tree, render
from translator.library.values import name_in, text_for
from translator.values.codec import UNSET

if TYPE_CHECKING:
    from translator.diff import Difference
    from translator.finding import Finding
    from translator.lenses.drivers import Choices
    from translator.lenses.lens import DriverName
    from translator.lenses.merge import Prefer
    from translator.lint.rule import Host
    from translator.network import NetworkDocument
    from translator.report import Translation
    from translator.vzctl import Commands


class Conf(MutableMapping[str, Any]):
    r"""A container's conf: a mapping from parameters to typed values, in the order of their first lines.

    >>> conf = Conf.parse('# web\nPHYSPAGES="0:512M"\nNAMESERVER="192.0.2.1"\n')
    >>> conf["PHYSPAGES"].limit
    131072
    >>> conf["PHYSPAGES"] = "0:1G"
    >>> conf["ONBOOT"] = True
    >>> del conf["NAMESERVER"]
    >>> print(conf, end="")
    # web
    PHYSPAGES="0:1G"
    ONBOOT="yes"

    A change touches the line that it is about; comments, order and every other byte stay. A parameter whose lines say
    nothing in force (refused, or empty where that is none) is not in the mapping, and :meth:`findings` says why.
    """

    def __init__(self, text: str = "", *, ctid: int | str | None = None, dialect: DialectName = "vzctl") -> None:
        self._dialect: Dialect = dialect_named(dialect)
        self._tree: Tree = parse(text, self._dialect)
        self._settings: Settings = settle(self._tree, self._dialect)
        self.ctid = ctid

    @classmethod
    def parse(cls, text: str, *, ctid: int | str | None = None, dialect: DialectName = "vzctl") -> Conf:
        """Return the conf of a text, which may be any; ``ctid`` is the container's id where it is known."""
        return cls(text, ctid=ctid, dialect=dialect)

    @property
    def text(self) -> str:
        """The text as it is now; of a conf that was not changed, the bytes that it was parsed from."""
        return render(self._tree)

    @property
    def dialect(self) -> DialectName:
        """Whose reading rules apply."""
        return self._dialect.name

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    def __repr__(self) -> str:
        """Say who it is and what it has."""
        return f"<Conf {self.ctid or 'without id'}: {', '.join(self) or 'empty'}>"

    def __getitem__(self, name: str) -> Any:
        """Return the typed value in force; KeyError where there is none, or no such parameter."""
        value = self._settings.value(name_in(self._dialect, name))
        if value is UNSET:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: object) -> None:
        """Give a parameter a value: its line in force changes, or a new one joins its group.

        ``value`` is the text of a conf, a typed value, or what Python has for it (see :func:`text_for`). ValueError for
        one that the parameter does not take or no line can hold, KeyError for an unknown name.
        """
        own = name_in(self._dialect, name)
        text = text_for(self._dialect, own, value)
        self._change(set_text(self._tree, self._settings, own, text))

    def __delitem__(self, name: str) -> None:
        """Take a parameter away, with all of its lines; KeyError where it has none."""
        own = name_in(self._dialect, name)
        if own not in self._settings.by_name:
            raise KeyError(name)
        self._change(remove(self._tree, self._settings, own))

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the parameters in force."""
        return (name for name, each in self._settings.by_name.items() if each.value is not UNSET)

    def __len__(self) -> int:
        """Return how many parameters are in force."""
        return sum(1 for _ in self)

    def change(self, changes: Mapping[str, object]) -> None:
        """Give several parameters values, and take those away whose value is None. All or nothing: the errors are those
        of one at a time, and then none has changed; a parameter without value may be taken away.
        """
        tree, settings = self._tree, self._settings
        try:
            for name, value in changes.items():
                if value is not None:
                    self[name] = value
                elif name_in(self._dialect, name) in self._settings.by_name:
                    del self[name]
        except (KeyError, ValueError):
            self._tree, self._settings = tree, settings
            raise

    def text_of(self, name: str) -> str:
        """Return the value in force as the reader's own writer saves it; KeyError as ``conf[name]``."""
        own = name_in(self._dialect, name)
        if own not in self:
            raise KeyError(name)
        setting = self._settings.by_name[own]
        return setting.codec.encode(setting.value)

    def lines_of(self, name: str) -> tuple[int, ...]:
        """Return the numbers of the lines that name a parameter, from 1."""
        setting = self._settings.by_name.get(name_in(self._dialect, name))
        return () if setting is None else tuple(at + 1 for at in setting.leaves)

    def findings(self, *, host: Host | None = None, host_conf: str | None = None) -> list[Finding]:
        """Return what ``check_conf`` finds."""
        from translator.lint.engine import check_conf
        from translator.lint.rule import NO_HOST

        return check_conf(self.text, ctid=self.ctid, dialect=self.dialect, host=host or NO_HOST, host_conf=host_conf)

    def to_domain(
        self,
        *,
        driver: DriverName = "openvz",
        base: str | None = None,
        strict: bool = False,
        keep_source: bool = False,
        host_conf: str | None = None,
        ancestor: str | None = None,
        prefer: Prefer | None = None,
        **choices: Unpack[Choices],
    ) -> Translation:
        """Return the domain document, as ``conf_to_domain`` makes it; ValueError without an id."""
        from translator.lenses.document import conf_to_domain

        return conf_to_domain(
            self.text,
            ctid=self.id,
            driver=driver,
            dialect=self.dialect,
            base=base,
            strict=strict,
            keep_source=keep_source,
            host_conf=host_conf,
            ancestor=ancestor,
            prefer=prefer,
            **choices,
        )

    def commands(self) -> Commands:
        """Return the vzctl commands that make the container again; ValueError without an id that is a number."""
        from translator.vzctl import vzctl_commands

        return vzctl_commands(self.text, ctid=self.id, dialect=self.dialect)

    def networks(self, *, routed: bool = False) -> tuple[list[NetworkDocument], list[Finding]]:
        """Return the networks of libvirt that the container's document refers to, and what stood in the way; with
        ``routed`` one for the addresses of venet besides.
        """
        from translator.network import networks_of

        return networks_of([(f"{self.ctid or 0}.conf", self.text)], dialect=self.dialect, routed=routed)

    def differences(self, other: Conf) -> list[Difference]:
        """Return what two containers have differently, by parameter."""
        from translator.diff import differences, meaning

        mine, its = (meaning(each.text, f"{each.ctid or 0}.conf", each.dialect) for each in (self, other))
        return differences(mine, its)

    @property
    def id(self) -> int | str:
        """The container's id; ValueError where it is not known."""
        if self.ctid is None:
            raise ValueError("whose conf is it? Conf.parse(text, ctid=101) says it")
        return self.ctid

    def _change(self, tree: Tree) -> None:
        self._tree = tree
        self._settings = settle(tree, self._dialect)
