"""Which inputs would do harm if they could? Each is made by the test, small in the repository and large on the disk.

What repeats does so a fiftieth as often as its name says; with VZVIRT_CAMPAIGN=1 as often.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from tests.hostile.measure import MIB

#: How many times smaller the short form is.
LESS = 1 if os.environ.get("VZVIRT_CAMPAIGN") else 50
#: What becomes of a conf whose document is too large in the long form alone.
LARGE = () if LESS > 1 else (3, "XD102")
CONF = b'OSTEMPLATE="debian-12"\nIP_ADDRESS="10.0.0.1"\nPHYSPAGES="0:256M"\n'
_BODY = (
    "<memory unit='KiB'>262144</memory><os><type>exe</type><init>/sbin/init</init></os>"
    "<devices>{devices}</devices>{more}</domain>\n"
)


class Input(NamedTuple):
    """What a conversion of an input ends with, the rule or the words by which it says why, and the input's bytes."""

    code: int
    says: str
    make: Callable[[], bytes]


def many(count: int) -> int:
    """Return how often something is repeated in this run."""
    return count // LESS


def domain(name: str = "101", *, attributes: str = "", devices: str = "", more: str = "", doctype: str = "") -> bytes:
    body = _BODY.format(devices=devices, more=more)
    return f"{doctype}<domain type='lxc'{attributes}><name>{name}</name>{body}".encode()


def laughs() -> bytes:
    """Return a document of a kilobyte that would be three gigabytes."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return domain("&l9;", doctype=f'<!DOCTYPE domain [<!ENTITY l0 "lol">{entities}]>')


def quadratic() -> bytes:
    """Return one long entity, used often."""
    return domain("&a;" * many(50_000), doctype=f'<!DOCTYPE domain [<!ENTITY a "{"a" * many(50_000)}">]>')


#: Documents, by what they try. ``@secret@`` becomes the path of a file that nobody is to see.
DOCUMENTS: dict[str, Input] = {
    "entities in entities": Input(3, "XD101", lambda: laughs()),
    "one long entity often": Input(3, "XD101", lambda: quadratic()),
    "an external entity": Input(
        3, "XD101", lambda: domain("&e;", doctype='<!DOCTYPE d [<!ENTITY e SYSTEM "file://@secret@">]>')
    ),
    "an external parameter entity": Input(
        3, "XD101", lambda: domain("101", doctype='<!DOCTYPE d [<!ENTITY % e SYSTEM "file://@secret@"> %e;]>')
    ),
    "an external DTD": Input(3, "XD101", lambda: domain("101", doctype='<!DOCTYPE domain SYSTEM "file://@secret@">')),
    "a DOCTYPE behind comments": Input(3, "XD101", lambda: b"<!-- a -->" * many(200_000) + laughs()),
    "an entity nobody declares": Input(3, "XD100", lambda: domain("&e;")),
    "XInclude": Input(
        1,
        "VZ502",
        lambda: domain(
            attributes=" xmlns:xi='http://www.w3.org/2001/XInclude'",
            more="<description><xi:include href='file://@secret@' parse='text'/></description>",
        ),
    ),
    "a stylesheet": Input(1, "VZ551", lambda: b"<?xml-stylesheet href='file://@secret@'?>" + domain()),
    "a schema's location": Input(
        1,
        "VZ502",
        lambda: domain(
            attributes=" xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
            " xsi:noNamespaceSchemaLocation='file://@secret@'"
        ),
    ),
    "deep": Input(3, "XD103", lambda: domain(more="<a>" * many(100_000) + "</a>" * many(100_000))),
    "deep and never closed": Input(3, "XD103", lambda: b"<domain>" * many(1_000_000)),
    "deep in the metadata": Input(
        1, "VZ502", lambda: domain(more="<metadata>" + "<a>" * 190 + "</a>" * 190 + "</metadata>")
    ),
    "a million attributes": Input(
        3, "XD102", lambda: domain(attributes="".join(f" a{n}='1'" for n in range(many(1_000_000))))
    ),
    "a hundred thousand attributes": Input(
        3, "XD102", lambda: domain(attributes="".join(f" a{n}='1'" for n in range(many(100_000))))
    ),
    "twenty thousand namespaces": Input(
        1, "VZ551", lambda: domain(attributes="".join(f" xmlns:a{n}='urn:{n}'" for n in range(many(20_000))))
    ),
    "three hundred thousand elements": Input(1, "VZ502", lambda: domain(devices="<a/>" * many(300_000))),
    "twenty thousand interfaces": Input(
        1,
        "VZ522",
        lambda: domain(
            devices="".join(
                f"<interface type='bridge'><mac address='52:54:00:{n >> 16:02x}:{n >> 8 & 255:02x}:{n & 255:02x}'/>"
                "<source bridge='br0'/></interface>"
                for n in range(many(20_000))
            )
        ),
    ),
    "one interface twenty thousand times": Input(
        1,
        "VZ522",
        lambda: domain(
            devices="<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/></interface>"
            * many(20_000)
        ),
    ),
    "a long text": Input(1, "VZ551", lambda: domain(more="<description>" + "a" * 9 * MIB + "</description>")),
    "fifteen megabytes of one text": Input(
        3, "XD102", lambda: domain(more="<description>" + "a" * 15 * MIB + "</description>")
    ),
    "larger than any": Input(
        3, "larger than 16 MiB", lambda: domain(more="<description>" + "a" * 17 * MIB + "</description>")
    ),
    "huge numbers": Input(
        1,
        "VZ502",
        lambda: domain(
            more="<vcpu>"
            + "9" * many(100_000)
            + "</vcpu><cputune><shares>"
            + "9" * many(100_000)
            + "</shares></cputune>"
        ),
    ),
    "a huge memory": Input(1, "VZ502", lambda: domain().replace(b"262144", b"9" * many(100_000))),
    "a number with a huge exponent": Input(1, "VZ502", lambda: domain().replace(b"262144", b"1e999999999")),
    "a huge cpuset": Input(1, "VZ502", lambda: domain(more="<vcpu cpuset='0-4294967295'>1</vcpu>")),
    "a NUL": Input(3, "XD104", lambda: domain("10\0001")),
    "a NUL by its number": Input(3, "XD100", lambda: domain("10&#0;1")),
    "half of a pair": Input(3, "XD100", lambda: domain("10&#xD800;1")),
    "half of a pair as bytes": Input(3, "XD105", lambda: domain().replace(b"101", b"10\xed\xa0\x80")),
    "not UTF-8": Input(3, "XD105", lambda: domain().replace(b"101", b"10\xff")),
    "a name that climbs": Input(3, "XD107", lambda: domain("../../outside")),
    "a name from the root": Input(3, "XD107", lambda: domain("/outside")),
    "a name of dots": Input(3, "XD107", lambda: domain("..")),
    "a name that runs backwards": Input(3, "XD107", lambda: domain("101\u202efnoc.101")),
    "a title that runs backwards": Input(1, "VZ551", lambda: domain(more="<title>a\u202eb\u2066c</title>")),
    "a residue whose id climbs": Input(
        1,
        "VZ551",
        lambda: domain(more="<metadata><c:container xmlns:c='urn:vzvirt:openvz:1' ctid='../../outside'/></metadata>"),
    ),
    "a million lines": Input(1, "VZ502", lambda: domain(more="\n" * many(1_000_000) + "<bad/>")),
    "a million comments": Input(1, "VZ551", lambda: domain(more="<!---->" * many(1_000_000))),
    "a UTF-7 document": Input(3, "XD100", lambda: b"<?xml version='1.0' encoding='UTF-7'?>+ADw-domain/+AD4-"),
    "an encoding nobody has": Input(1, "VZ551", lambda: b"<?xml version='1.0' encoding='x-none'?>" + domain()),
}

#: Confs, by what they try.
CONFS: dict[str, Input] = {
    "one line": Input(3, "larger than 16 MiB", lambda: b'OSTEMPLATE="' + b"a" * 20 * MIB + b'"\n'),
    "a document larger than any": Input(3, "XD102", lambda: CONF + b'DESCRIPTION="' + b"&" * 4 * MIB + b'"\n'),
    "three hundred thousand addresses": Input(0, "", lambda: b'IP_ADDRESS="' + b"10.0.0.1 " * many(300_000) + b'"\n'),
    "three hundred thousand other addresses": Input(
        *LARGE or (0, ""),
        lambda: (
            'IP_ADDRESS="' + " ".join(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(many(300_000))) + '"\n'
        ).encode(),
    ),
    "a hundred thousand bad addresses": Input(
        1, "VZ201", lambda: b'IP_ADDRESS="' + b"1.2.3.x " * many(100_000) + b'"\n'
    ),
    "twenty thousand interfaces": Input(
        0,
        "",
        lambda: (
            'NETIF="' + ";".join(f"ifname=eth{n},host_ifname=veth101.{n}" for n in range(many(20_000))) + '"\n'
        ).encode(),
    ),
    "twenty thousand interfaces with a bridge for each": Input(
        1,
        "VZ104",
        lambda: (
            'NETIF="'
            + ";".join(f"ifname=eth{n}" for n in range(many(20_000)))
            + '"\n'
            + "".join(f'BRIDGEDEV_eth{n}="br0"\nVETHBR_{n}="br0"\n' for n in range(many(20_000)))
        ).encode(),
    ),
    "one interface twenty thousand times": Input(
        0, "", lambda: b'NETIF="' + b";".join([b"ifname=eth0,bridge=br0"] * many(20_000)) + b'"\n'
    ),
    "a hundred thousand devices": Input(
        1,
        "VZ201",
        lambda: ('DEVICES="' + " ".join(f"b:{n % 4096}:{n // 4096}:rw" for n in range(many(100_000))) + '"\n').encode(),
    ),
    "a hundred thousand capabilities": Input(0, "", lambda: b'CAPABILITY="' + b"SYS_TIME:on " * many(100_000) + b'"\n'),
    "a hundred thousand features": Input(0, "", lambda: b'FEATURES="' + b"nfs:on " * many(100_000) + b'"\n'),
    "two hundred thousand lines of one parameter": Input(
        *LARGE or (1, "VZ105"), lambda: b'CPUUNITS="1000"\n' * many(200_000)
    ),
    "two hundred thousand parameters": Input(
        *LARGE or (1, "VZ104"), lambda: "".join(f'X{n}="{n}"\n' for n in range(many(200_000))).encode()
    ),
    "two hundred thousand lines nobody reads": Input(1, "VZ101", lambda: b"nonsense\n" * many(200_000)),
    "a million empty lines": Input(0, "", lambda: b"\n" * many(1_000_000) + CONF),
    "a million quotes": Input(0, "VZ501", lambda: b'OSTEMPLATE="' + b'"' * many(1_000_000) + b"\n"),
    "a million backslashes": Input(1, "VZ102", lambda: b'DESCRIPTION="' + b"\\" * many(1_000_000) + b"\n"),
    "lines that go on": Input(1, "VZ102", lambda: b'DESCRIPTION="a\\\n' * many(100_000)),
    "huge numbers": Input(
        1,
        "VZ201",
        lambda: b"".join(
            name + b'="' + b"9" * many(100_000) + b":" + b"9" * many(100_000) + b'"\n'
            for name in (
                b"PHYSPAGES",
                b"KMEMSIZE",
                b"DISKSPACE",
                b"CPUUNITS",
                b"CPUS",
                b"CPULIMIT",
                b"QUOTATIME",
                b"RATE",
            )
        ),
    ),
    "a number with a huge exponent": Input(
        1, "VZ201", lambda: b'PHYSPAGES="1e999999999:0x1p999999999"\nCPULIMIT="1e999999"\nDISKSPACE="1e9999G"\n'
    ),
    "a huge mask": Input(1, "VZ201", lambda: b'CPUMASK="0-4294967295"\nNODEMASK="0-99999999999999"\n'),
    "many masks": Input(0, "", lambda: b'CPUMASK="' + b"0-4095," * many(50_000) + b'1"\n'),
    "a huge prefix": Input(1, "VZ201", lambda: b'IP_ADDRESS="10.0.0.1/99999999999999 ::/0"\n'),
    "a NUL": Input(1, "VZ102", lambda: CONF + b'NAME="a\0b"\n'),
    "half of a pair": Input(1, "VZ201", lambda: CONF + b'NAME="\xed\xa0\x80"\n'),
    "a name that runs backwards": Input(
        1, "VZ201", lambda: CONF + 'NAME="a\u202eb\u2066c"\nHOSTNAME="\u202e"\n'.encode()
    ),
    "names that climb": Input(
        1,
        "VZ201",
        lambda: (
            CONF
            + b'NAME="../../outside"\nVEID="../../outside"\nORIGIN_SAMPLE="../../outside"\nCONFIGFILE="../../outside"\n'
        ),
    ),
    "areas that climb": Input(
        0,
        "VZ501",
        lambda: (
            b'VE_ROOT="/vz/../../../outside/$VEID"\nVE_PRIVATE="/vz/private/../../outside"\nOSTEMPLATE="../../outside"\n'
        ),
    ),
    "a UUID that climbs": Input(0, "", lambda: b"#UUID: ../../outside\n" + CONF),
    "a terminal's commands": Input(1, "VZ201", lambda: CONF + b'NAME="\x1b]0;owned\x07\x1b[2J"\n\x1b[31mnonsense\n'),
}
