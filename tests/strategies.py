"""Which confs and values do the laws run on? Built from the table, with a pool of awkward texts beside random ones.

``texts_for(row)`` gives texts for one parameter, good and bad; ``valid_texts_for(row, dialect)`` those that a reader
takes without objection; ``clean_confs()`` whole confs that every reader reads alike; ``confs()`` whole confs with
everything that people and programs leave in such files; ``any_text()`` any text at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.nasty import NASTY, PIECES
from translator.conf.dialect import DIALECTS, Dialect, dialect_named
from translator.table import ROWS, Row
from translator.values.codec import UNSET, Codec, Refused
from translator.values.mask import Mask
from translator.values.word import Word


def any_text() -> SearchStrategy[str]:
    """Return any text at all: every code point, lone surrogates and NUL too."""
    return st.text(st.characters(exclude_categories=()), max_size=60)


_SIZE = st.builds(
    "{}{}{}".format,
    st.sampled_from(("", "", "", " ", "+", "-")),
    st.one_of(
        st.integers(0, 2**65).map(str),
        st.integers(0, 99999).map(str),
        st.decimals(0, 10**6, places=3, allow_nan=False).map(str),
    ),
    st.sampled_from(("", "", "", *"TGMKPBtgmkpb", "KB", " ", "%", "m", "MHz")),
)
_IPV4 = st.ip_addresses(v=4).map(str)
_IPV6 = st.ip_addresses(v=6).map(str)
_ADDRESS = st.one_of(
    _IPV4,
    _IPV6,
    st.builds("{}/{}".format, _IPV4, st.integers(0, 32)),
    st.builds("{}/{}".format, _IPV6, st.integers(0, 128)),
    st.builds("{}/{}".format, _IPV4, st.sampled_from(("255.255.255.0", "255.0.0.0", "255.255.255.255", "255.0.255.0"))),
)
_MAC = st.lists(st.integers(0, 255), min_size=6, max_size=6).flatmap(
    lambda b: st.sampled_from((":", ":", ":", "-", "")).map(lambda s: s.join(f"{x:02x}" for x in b))
)
_DEVICE_NAME = st.from_regex(r"[a-z]{1,8}[0-9]{0,3}(\.[0-9]{1,3})?", fullmatch=True)
_YES_NO = st.sampled_from(("yes", "no"))
_UUID = st.one_of(st.uuids().map(str), st.uuids().map("{{{}}}".format), st.uuids().map(lambda u: u.hex))


def _joined(items: SearchStrategy[str], separators: tuple[str, ...], most: int = 4) -> SearchStrategy[str]:
    return st.sampled_from(separators).flatmap(lambda s: st.lists(items, max_size=most).map(s.join))


def _fields(**keys: SearchStrategy[str]) -> SearchStrategy[str]:
    """Return ``key=value`` pieces apart by commas, in any order."""
    one = st.fixed_dictionaries({}, optional=dict(keys))
    return one.flatmap(lambda d: st.permutations([f"{key}={value}" for key, value in d.items()]).map(",".join))


_INTERFACE = st.builds(
    "{}{}{}{}".format,
    st.builds("ifname={}".format, _DEVICE_NAME),
    st.sampled_from((",", ",", ",,", ", ")),
    _fields(
        mac=_MAC,
        host_mac=_MAC,
        host_ifname=_DEVICE_NAME,
        bridge=_DEVICE_NAME,
        mac_filter=st.sampled_from(("on", "off", "")),
        network=st.sampled_from(("Bridged", "br0", "net (1)", "a/b")),
        type=st.sampled_from(("bridge", "routed", "ovs")),
        vport=st.just("ovs"),
        ifaceid=st.sampled_from(("1", "x-y")),
        gw=_IPV4,
        gw6=_IPV6,
        dhcp=_YES_NO,
        dhcp6=_YES_NO,
        ip_filter=st.sampled_from(("on", "off")),
        configure=st.sampled_from(("none", "all", "")),
        ip=_joined(_ADDRESS, (":",)),
        bogus=st.just("1"),
    ),
    st.one_of(st.just(""), _joined(_IPV6, (",",)).map(",ip6={}".format)),
)
_DISK = _fields(
    uuid=_UUID,
    image=st.sampled_from(("root.hdd", "/vz/disk.hdd", "")),
    device=st.just("/dev/sdb"),
    enabled=_YES_NO,
    size=st.integers(0, 2**40).map(str),
    mnt=st.sampled_from(("/", "/mnt", "")),
    mnt_opts=st.sampled_from(("noatime", "ro")),
    autocompact=_YES_NO,
    storage_url=st.just("http://h/x"),
    bogus=st.just("1"),
)
_PERMISSION = st.sampled_from(("rw", "r", "w", "rwq", "none", "wr", "", "x"))
_WORD = st.from_regex(r"[A-Za-z0-9_.\-]{1,12}", fullmatch=True)


def _list_item() -> SearchStrategy[str]:
    """Return an item of some list parameter; which one it fits is for the codec to say."""
    return st.one_of(
        _ADDRESS,
        _DEVICE_NAME,
        _WORD,
        st.builds("{}:{}:{}:{}".format, st.sampled_from("bc"), st.integers(0, 300), st.integers(0, 300), _PERMISSION),
        st.builds("{}:{}".format, _DEVICE_NAME, _PERMISSION),
        st.builds("{:x}:{:x}.{}".format, st.integers(0, 255), st.integers(0, 31), st.integers(0, 7)),
        st.builds("{}:{}:{}".format, _DEVICE_NAME, st.integers(0, 15), st.integers(0, 10**6)),
        st.sampled_from(("/a:/b", "/src:/dst,ro,nodev", "x86_64", "nfs", "iptable_nat", "ipt_state", "inherit")),
    )


def _switches(codec: Codec) -> SearchStrategy[str]:
    names = list(getattr(codec, "names", ("nfs",)))
    item = st.builds("{}:{}".format, st.sampled_from([*names, "fuse", "BOGUS"]), st.sampled_from(("on", "off")))
    return _joined(item, (" ", ",", "  "), 6)


_PAIR = st.one_of(_SIZE, st.builds("{}:{}".format, _SIZE, _SIZE), st.integers(0, 2**40).map("{0}:{0}".format))
_BY_SHAPE: dict[str, Callable[[Codec], SearchStrategy[str]]] = {
    "limits": lambda _: st.one_of(_PAIR, st.builds("{}:unlimited".format, _SIZE)),
    "quota": lambda _: _PAIR,
    "switches": _switches,
    "interfaces": lambda _: _joined(_INTERFACE, (";",), 3),
    "disks": lambda _: _joined(_DISK, (";",), 3),
    "items": lambda _: _joined(_list_item(), (" ", " ", ",", "\t", "  ", ":", " ,")),
}
_PLAIN = st.one_of(
    _SIZE,
    _WORD,
    _UUID,
    st.lists(_WORD, max_size=4).map(" ".join),
    st.sampled_from(
        ("none", "pages:256", "privvmpages:2", "auto", "/vz/private/$VEID", "simfs", "ploop:raw", "Café №1")
    ),
)


def _by_codec(codec: Codec) -> SearchStrategy[str]:
    if isinstance(codec, Word):
        return st.sampled_from(codec.words)
    if isinstance(codec, Mask):
        item = st.one_of(
            st.integers(0, 4095).map(str), st.builds("{}-{}".format, st.integers(0, 9), st.integers(5, 99))
        )
        return st.one_of(st.sampled_from(codec.words), _joined(item, (",",)))
    return _BY_SHAPE[codec.shape](codec) if codec.shape in _BY_SHAPE else _PLAIN


@st.composite
def spliced(draw: st.DrawFn, texts: SearchStrategy[str], least: int = 1) -> str:
    """Return one of ``texts`` with up to two odd pieces in it: between two items, within one, at either end."""
    text = draw(texts)
    for piece in draw(st.lists(st.sampled_from(PIECES), min_size=least, max_size=2)):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + piece + text[at:]
    return text


def texts_for(row: Row) -> SearchStrategy[str]:
    """Return texts for one parameter: what it is meant to hold, that with odd pieces in it, nasty ones, anything."""
    codecs = {id(codec): codec for codec in (dialect_named(name).codec(row) for name in DIALECTS)}
    plausible = [_by_codec(codec) for codec in codecs.values()]
    odd = spliced(st.one_of(*plausible, st.sampled_from(NASTY)))
    return st.one_of(*plausible, *plausible, odd, odd, st.sampled_from(NASTY), any_text())


def takes(codec: Codec, text: str) -> bool:
    """Whether a codec has a value for the text, without objection, and writes it back for good."""
    try:
        value: Any = codec.decode(text)
    except Refused:
        return False
    return value is not UNSET and codec.faithful(value)


def valid_texts_for(row: Row, dialect: Dialect) -> SearchStrategy[str]:
    """Return texts of one parameter that a reader takes without objection, with odd pieces where it takes those."""
    codec = dialect.codec(row)
    good = st.one_of(_by_codec(codec), st.sampled_from(NASTY)).filter(lambda text: takes(codec, text))
    return good.flatmap(lambda text: spliced(st.just(text), 0).map(lambda odd: odd if takes(codec, odd) else text))


#: What no reader's quoting can hold on one line.
_UNQUOTABLE = frozenset("\"\\\n\r\t\0'#")


@st.composite
def clean_confs(draw: st.DrawFn, dialect: str = "vzctl", rows: tuple[Row, ...] = ROWS) -> str:
    """Return confs in which every line counts as it stands: known names once each, values in force, plain quoting.

    Every reader takes these lines apart alike. There may be comments and empty lines.
    """
    reader = dialect_named(dialect)
    known = [row for row in rows if row.name in reader.rows]
    lines: list[str] = []
    for row in draw(st.lists(st.sampled_from(known), max_size=8, unique_by=lambda row: row.name)):
        texts = valid_texts_for(row, reader).filter(lambda text: bool(text) and not _UNQUOTABLE & set(text))
        lines.append(f'{row.name}="{draw(texts)}"\n')
    for comment in draw(st.lists(st.sampled_from(("\n", "# comment\n", "#UUID: 1\n", "  \t\n")), max_size=2)):
        lines.insert(draw(st.integers(0, len(lines))), comment)
    return "".join(lines)


_NAMES = st.one_of(
    st.sampled_from([name for row in ROWS for name in (row.name, *row.aliases, *row.aliases7)]),
    st.sampled_from(("NAME", "KMEMSIZE", "IP_ADDRESS", "NETIF", "DISKSPACE", "PHYSPAGES", "ONBOOT", "FEATURES")),
    st.sampled_from(("VERSION", "PLATFORM", "onboot", "CPUWEIGHT", "VMMGUARPAGES", "K", "", "\ufeffONBOOT", "x" * 600)),
)
_ROW_OF = {name: row for row in ROWS for name in (row.name, *row.aliases, *row.aliases7)}
_FORMS = (
    *('{n}="{t}"',) * 8,
    "{n}={t}",
    "{n}='{t}'",
    ' {n}="{t}"',
    '\t{n}="{t}"',
    '{n} ="{t}"',
    "{n}= {t}",
    '{n}="{t}" # comment',
    "{n}={t} # comment",
    '{n}="{t}"#c',
    '{n}="{t}"; X=1',
    '{n}="{t}',
    '{n}={t}"',
    '{n}="{t}"  ',
    '{n}="a\\"{t}"',
    '{n}="{t}\\\\"',
    '{n}+="{t}"',
    'export {n}="{t}"',
    '\\#{n}="{t}"',
    '#{n}="{t}"',
    "{n}",
    '{n}="{t}" # "{t}"',
)
_ENDS = st.sampled_from(("\n", "\n", "\n", "\n", "\r\n", "\n\n", "\r", "\\\n", " \n"))


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Return one line with its end, in one of the forms that stand in real files, or broken."""
    if draw(st.integers(0, 9)) == 0:
        return draw(
            st.one_of(st.sampled_from(("\n", "# c\n", "; c\n", "garbage\n", "=\n", '="x"\n', "\0\n")), any_text())
        )
    name = draw(_NAMES)
    row = _ROW_OF.get(name)
    text = draw(texts_for(row) if row else st.sampled_from(NASTY))
    form = draw(st.sampled_from(_FORMS))
    return form.replace("{n}", name).replace("{t}", text) + draw(_ENDS)


@st.composite
def confs(draw: st.DrawFn) -> str:
    """Return whole confs: repeated and unknown names, odd quoting, comments, CRLF, no final newline, any bytes."""
    parts = draw(st.lists(lines(), max_size=8))
    again: bool = draw(st.booleans())
    if parts and again:
        parts.append(draw(st.sampled_from(parts)))
    text = "".join(parts)
    return text if draw(st.integers(0, 3)) else text.rstrip("\r\n")


def dialects() -> SearchStrategy[Dialect]:
    """Return the readers."""
    return st.sampled_from([dialect_named(name) for name in DIALECTS])


def same(a: object, b: object) -> bool:
    """Whether two values are one: equal, or both not a number."""
    return a == b or (a != a and b != b)


__all__ = [
    "NASTY",
    "any_text",
    "clean_confs",
    "confs",
    "dialects",
    "lines",
    "same",
    "spliced",
    "takes",
    "texts_for",
    "valid_texts_for",
]
