"""What does each reader make of odd texts, and how is that written? All that it does not plainly refuse, kept.

``--update-goldens`` writes ``fixtures/told/values.txt`` anew; the difference is to be proof-read. That vzctl and
libvzctl read so is for the recorded answers to say (``tests/values``): this shows where a reader changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from tests.golden import FIXTURES
from tests.laws.test_each_row import PLAIN
from tests.nasty import NASTY
from tests.told.sections import HEAD, keep, kept
from translator.table import ROWS
from translator.values.codec import UNSET, Codec, Refused
from translator.values.netif import Interfaces

TOLD = FIXTURES / "told" / "values.txt"
#: Bounds that no other text meets.
EDGES = (
    *("-1.5", "-.5K", "-1.5K", "0.5K:-0.4", "1e19", "1e20", "65535", "65536", "4095", "0-4095", "4096-5000", "7", "8"),
    *(
        "500000",
        "500001",
        " ipt_state  ipt_limit ",
        "ipt_state ipt_bogus",
        "/a:/b,noexec,",
        "/a:/b,bogus",
        "a:/b",
        "/a",
    ),
    *("/a:/", f"/a:/{'x' * 5000}", "/a:/b /c", "/a:/b,ro,nosuid", "ifname=eth0,mac_filter=on", "ifname=eth0,dhcp=no"),
    *("ifname=eth0,mac_filter=off", "ifname=eth0,dhcp=yes,dhcp6=no", "ifname=eth0,type=bridge,network=br0"),
    *("ifname=eth0,type=routed,ip=192.0.2.7:192.0.2.8,gw=192.0.2.1", "ifname=eth0,mac=01:00:5e:00:00:01"),
    *("ifname=eth0,host_ifname=" + "v" * 15, "ifname=eth0,host_ifname=" + "v" * 16, "ifname=" + "e" * 16),
    *("c:10:200:none", "c:10:200:r", "c:10:200:", "b:8:all:r", "c:255:255:rw", "c:4096:0:rw", "net/tun:none", "kvm:"),
    *("1048576:1048576:", "0x10:0x20", "1:2k", "1M:2M", "100%", "200%", "1%", "MHz", "1mhz", "2147483647MHz"),
    *("-4294967295", "-4294967292", "-4294967296", "ifname=eth0,dhcp=yes,ip=192.0.2.1,dhcp6=yes,ip6=2001:db8::1", "1B"),
    *("eth0:1:8 eth0:2:16", "eth0:1", "eth0:1:8:9", "uuid={fbcdf284-5345-416b-a589-7b5fcaa87673},image=/a,size=0"),
    *("SYS_TIME:off NET_RAW:on", "SYS_TIME", "SYS_TIME:maybe", "nfs:off sysfs:on", "nfs:", "0000:00:1f.8", "00:20.0"),
    *(
        "INF",
        "1E3",
        "0X1P3",
        "NaN",
        "INFINITY",
        "ifname=eth0,type=",
        "ifname=eth0,type=,network=n",
        "0x1",
        "0XF",
        "1.5E-1",
    ),
    *("192.0.2.1 192.0.2.1", "192.0.2.1/0", "192.0.2.1/32", "2001:db8::1/128", "2001:db8::1/129", "127.0.0.1", "::1"),
)


def _codecs() -> dict[str, Codec]:
    """Return each codec once, by the parameter that has it first, and who reads that so."""
    found: dict[str, Codec] = {}
    seen: set[int] = set()
    for row in ROWS:
        for reader, codec in (("", row.codec), (" libvzctl", row.codec7), (" libvirt", row.codec_libvirt)):
            if codec is not None and id(codec) not in seen:
                seen.add(id(codec))
                found[row.name + reader] = codec
    return found


CODECS = _codecs()


def section(name: str) -> str:
    """Return what a codec reads, or which one before reads all the same."""
    lines = _lines(CODECS[name])
    first = next(each for each in CODECS if type(CODECS[each]) is type(CODECS[name]) and _lines(CODECS[each]) == lines)
    said = lines if first == name else [f"as {first}"]
    return "\n".join([f"{HEAD}{name}", f"expected: {CODECS[name].expects}", *said]) + "\n"


@cache
def _lines(codec: Codec) -> list[str]:
    return list(_read(codec))


def _read(codec: Codec) -> Iterator[str]:
    same = []
    for text in dict.fromkeys((*getattr(codec, "words", ()), *PLAIN, *NASTY, *EDGES)):
        said = _outcome(codec, text)
        if said == f"{text[:200]!a}":
            same.append(f"{text[:60]!a}")
        elif said != "refused":
            yield f"{text[:60]!a}: {said}"
    if same:
        yield f"as they stand: {' '.join(same)}"


def _outcome(codec: Codec, text: str) -> str:
    try:
        return _written(codec, codec.decode(text))
    except Refused as refused:
        item = "" if refused.item == text else f" for {refused.item[:60]!a}"
        verdict = "" if refused.verdict == "invalid" else f" {refused.verdict}"
        erases = " erases" if refused.erases else ""
        kept = "" if refused.kept is UNSET else f", kept {_written(codec, refused.kept)}"
        return f"refused{item}{verdict}{erases}{kept}"


def _written(codec: Codec, value: object) -> str:
    if value is UNSET:
        return "nothing"
    faithful = getattr(codec, "faithful", None)
    odd = " not faithful" if faithful is not None and not faithful(value) else ""
    read, written = f"{str(value)[:200]!a}", f"{codec.encode(value)[:200]!a}"
    if isinstance(codec, Interfaces) and (saved := codec.saved(value, "101")) != codec.encode(value):  # type: ignore[arg-type]
        odd += f" saved {saved[:200]!a}"
    return read + odd if read == written else f"{read}{odd} written {written}"


def test_no_section_is_missing_or_left_over(pytestconfig: pytest.Config) -> None:
    keep(TOLD, map(section, CODECS), pytestconfig)
    assert kept(TOLD).keys() == CODECS.keys()


@pytest.mark.parametrize("name", CODECS)
def test_a_reader_reads_what_it_read(name: str) -> None:
    assert section(name).rstrip() == kept(TOLD).get(name, "").rstrip()
