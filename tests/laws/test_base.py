"""PutGet towards the document: ``put(get(c2, x)) = c2`` in what is in force, for any document ``x`` that others have
made of ``get(c)``; what is theirs in ``x`` stays, and the document is valid where ``x`` and ``get(c2)`` are.

The base is its own ancestor here: what others changed of the container is not merged but written over."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.digest import undigested
from tests.laws.decorate import decorated, sizes, theirs
from tests.laws.translation import CTID, values
from tests.strategies import valid_texts_for
from translator import check_domain, conf_to_domain, domain_to_conf
from translator.conf.dialect import VZCTL
from translator.domain.releases import RELEASES
from translator.domain.update import update_document
from translator.lenses.drivers import DRIVERS, driver_named
from translator.lenses.lens import DriverName
from translator.table import ROWS, Row
from translator.values.netif import Interface

_UNQUOTABLE = frozenset("\"\\\n\r\t\0'#")
_PLAIN = {
    "IP_ADDRESS": st.lists(
        st.sampled_from(("10.0.0.1", "10.0.0.2/24", "10.0.0.3/32", "2001:db8::1", "2001:db8::2/64", "192.0.2.7")),
        min_size=1,
        max_size=4,
        unique=True,
    ).map(" ".join),
    "NETIF": st.lists(
        st.builds(
            "ifname={},mac=00:18:51:00:00:0{}{}{}".format,
            st.sampled_from(("eth0", "eth1", "eth2", "lan")),
            st.integers(1, 4),
            st.sampled_from(("", ",host_ifname=veth1", ",host_ifname=veth2")),
            st.sampled_from(("", ",bridge=br0", ",bridge=br1")),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda pair: pair.partition(",")[0],
    ).map(";".join),
    "DEVNODES": st.lists(st.sampled_from(("fuse:rw", "net/tun:rw", "kvm:rw")), min_size=1, unique=True).map(" ".join),
    "CAPABILITY": st.lists(
        st.sampled_from(("SYS_TIME:on", "MKNOD:off", "NET_ADMIN:on", "CHOWN:off")), min_size=1, unique=True
    ).map(" ".join),
    "CPULIMIT": st.sampled_from(("0", "1", "25", "50", "75", "100", "250")),
    "PHYSPAGES": st.sampled_from(("0:65536", "0:131072", "0:25600", "0:unlimited", "10:65536")),
    "SWAPPAGES": st.sampled_from(("0:65536", "0:0", "0:unlimited", "5:1024")),
    "PRIVVMPAGES": st.sampled_from(("65536:69632", "131072:131072", "131072", "65536:unlimited", "unlimited")),
    "VMGUARPAGES": st.sampled_from(("33792:unlimited", "33792:44444", "unlimited")),
    "DISKSPACE": st.sampled_from(("1048576:2097152", "1048576:1048576", "0:1048576", "1048576:3000000")),
    "VE_LAYOUT": st.sampled_from(("simfs", "ploop", "ploop:raw")),
}


class Change(NamedTuple):
    """A document that others have made of ours for ``driver``, and the conf that it is to take."""

    driver: DriverName
    document: str
    conf: str


def _lines(draw: st.DrawFn, rows: list[Row]) -> dict[str, str]:
    listed = [row for row in rows if row.name in _PLAIN]
    row = st.one_of(st.sampled_from(listed), st.sampled_from(listed), st.sampled_from(rows))
    return {row.name: draw(_text(row)) for row in draw(st.lists(row, min_size=2, max_size=7, unique=True))}


def _text(row: Row) -> st.SearchStrategy[str]:
    any_text = valid_texts_for(row, VZCTL).filter(lambda text: bool(text) and not _UNQUOTABLE & set(text))
    return st.one_of(_PLAIN[row.name], _PLAIN[row.name], any_text) if row.name in _PLAIN else any_text


def _spelled(lines: dict[str, str]) -> str:
    return "".join(f'{name}="{text}"\n' for name, text in lines.items())


@st.composite
def changes(draw: st.DrawFn, driver: DriverName) -> Change:
    """Return a document and a conf that differs from its own in some parameters, or in the order of a list."""
    native = {name for lens in driver_named(driver).lenses for name in lens.parameters}
    rows = [row for row in ROWS if row.name in native or row.name == "HOSTNAME"]
    before = _lines(draw, rows)
    device = draw(st.sampled_from((None, "/dev/vda"))) if driver == "lxc" else None
    made = conf_to_domain(_spelled(before), ctid=CTID, driver=driver, block_device=device).text
    after = dict(before)
    for name in draw(st.lists(st.sampled_from(sorted(before)), min_size=1, max_size=3)):
        cut = ";" if name == "NETIF" else " "
        what = draw(st.sampled_from(("gone", "new", "order", "less")))
        items = (after.get(name) or before[name]).split(cut)
        if what == "gone":
            after.pop(name, None)
        elif what == "new":
            after[name] = draw(_text(next(row for row in rows if row.name == name)))
        elif what == "order":
            after[name] = cut.join(draw(st.permutations(items)))
        elif len(items) > 1:
            after[name] = cut.join(items[1:])
    after |= _lines(draw, rows) if draw(st.booleans()) else {}
    return Change(driver, draw(decorated(made)), _spelled(after))


def errors(document: str, libvirt: str) -> list[str]:
    """Return the errors of a document for a libvirt."""
    found = check_domain(document, libvirt=libvirt)
    return [f"{each.code} {each.message}" for each in found if each.level == "error"]


@pytest.mark.parametrize("driver", DRIVERS)
@given(st.data())
def test_a_base_takes_a_conf_and_keeps_what_is_theirs(driver: DriverName, data: st.DataObject) -> None:
    change = data.draw(changes(driver))
    wanted = values(change.conf)
    done = conf_to_domain(change.conf, ctid=CTID, driver=driver, base=change.document, ancestor=change.document).text
    assert values(domain_to_conf(done, ctid=CTID).text) == wanted
    assert theirs(done) == theirs(change.document)
    was = values(domain_to_conf(change.document, ctid=CTID).text)
    before, after = sizes(change.document), sizes(done)
    for name in _names(was) & _names(wanted) & before.keys():
        assert after.get(name) == before[name]
    assert conf_to_domain(change.conf, ctid=CTID, driver=driver, base=done).text == done
    libvirt = data.draw(st.sampled_from(sorted(RELEASES)))
    alone = conf_to_domain(change.conf, ctid=CTID, driver=driver).text
    if not errors(change.document, libvirt) and not errors(alone, libvirt):
        assert errors(done, libvirt) == []


def _names(conf: dict[str, object]) -> set[str]:
    pairs = conf.get("NETIF", ())
    assert isinstance(pairs, tuple)
    return {pair.ifname for pair in pairs if isinstance(pair, Interface)}


@pytest.mark.parametrize("driver", DRIVERS)
@given(st.data())
def test_a_base_that_says_it_already_stays(driver: DriverName, data: st.DataObject) -> None:
    document = data.draw(changes(driver)).document
    conf = domain_to_conf(document, ctid=CTID).text
    done = conf_to_domain(conf, ctid=CTID, driver=driver, base=document).text
    assert undigested(done) == undigested(document)
    assert conf_to_domain(conf, ctid=CTID, driver=driver, base=done).text == done


@pytest.mark.parametrize("driver", DRIVERS)
@given(st.data())
def test_a_base_of_which_every_place_is_written_says_the_conf(driver: DriverName, data: st.DataObject) -> None:
    change = data.draw(changes(driver))
    made = conf_to_domain(change.conf, ctid=CTID, driver=driver).text
    places = [place for lens in driver_named(driver).lenses for place in lens.places]
    done = update_document(change.document, made, made, places, residue=True, everything=True)
    assert values(domain_to_conf(done, ctid=CTID).text) == values(change.conf)
    assert theirs(done) == theirs(change.document)
