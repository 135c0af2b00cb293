"""What do single values read as, and how are they saved? Vectors of vzctl 4.11.1, then those of libvzctl: observed, or
what follows from the functions of C that they read with.

``vzctl.jsonl`` and ``libvzctl.jsonl`` have a line ``[parameter, text, canonical, verdict]`` for each text, in container
101: canonical null is "nothing is kept"; the verdict is the tool's on the line, ``ignored`` where it has none and keeps
nothing, or passes over a part. Generated MACs are left out; a share of the host (``50%``) stays one. What libvzctl
8.0.90 makes of memory that it never wrote to (a MAC that is too short, a device without permission) is no vector.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from translator.conf.dialect import dialect_named
from translator.conf.normalize import saved_text
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.values.codec import UNSET


def observed(file: str) -> list[tuple[str, str, str | None, str | None]]:
    return [tuple(json.loads(line)) for line in (Path(__file__).parent / file).read_text("utf-8").splitlines()]


VZCTL = observed("vzctl.jsonl")
UNLIMITED = 2**63 - 1
MAX = f"{UNLIMITED}:{UNLIMITED}"
U1 = "{fbcdf284-5345-416b-a589-7b5fcaa87673}"

#: The same of libvzctl 8.0: parameter, text, canonical, verdict.
LIBVZCTL: tuple[tuple[str, str, str | None, str | None], ...] = (
    *observed("libvzctl.jsonl"),
    # sizes: no suffix P, unlimited everywhere, digits only when saved
    ("DISKSPACE", "2.5G", "2621440:2621440", None),
    ("DISKSPACE", "unlimited", MAX, None),
    ("DISKSPACE", "512B", "0:0", None),
    ("DISKSPACE", "1P", None, "invalid"),
    ("DISKSPACE", "2GB", None, "invalid"),
    ("DISKSPACE", "10000000000T", MAX, None),
    ("DISKSPACE", "-1", MAX, None),
    ("PRIVVMPAGES", "4097B", "1:1", None),
    ("PRIVVMPAGES", "1.9", "1:1", None),
    ("PRIVVMPAGES", "5P", None, "invalid"),
    ("PHYSPAGES", "256M", "65536:65536", None),
    ("PHYSPAGES", "0:unlimited", f"0:{UNLIMITED}", None),
    ("NUMPROC", "1K", None, "invalid"),
    ("NUMPROC", "-1", MAX, None),
    ("NUMMEMORYSUBGROUPS", "5:10", "10", None),
    ("NUMNETIF", "5", "5:5", None),
    ("SLMMEMORYLIMIT", "4M:8M", "1024:2048", None),
    ("NUMTCPSOCK", "5:5", None, "ignored"),
    ("TOTVMPAGES", "5:5", None, "ignored"),
    ("QUOTATIME", "5", None, "ignored"),
    # numbers: empty and the word are refused, a sign wraps
    ("CPUS", "2", "2", None),
    ("CPUS", "", None, "invalid"),
    ("CPUS", "unlimited", None, "invalid"),
    ("CPUS", "-1", str(2**64 - 1), None),
    ("BOOTORDER", " 5", "5", None),
    ("HA_PRIO", "4294967296", None, "invalid"),
    ("HA_PRIO", "4294967295", "4294967295", None),
    ("IOPRIO", "", None, "invalid"),
    ("IOPRIO", "8", None, "invalid"),
    ("IOLIMIT", "10MB", "10485760", None),
    ("IOLIMIT", "2G", "2147483648", None),
    ("IOLIMIT", "4G", None, "invalid"),
    ("IOLIMIT", "1P", None, "invalid"),
    ("IOLIMIT", "1.5M", None, "invalid"),
    ("IOPSLIMIT", "unlimited", "0", None),
    ("IOPSLIMIT", "4294967294", "4294967294", None),
    ("IOPSLIMIT", "4294967295", None, "ignored"),
    ("CPULIMIT", "50%", "50", None),
    ("CPULIMIT", "150%", "150", None),
    ("CPULIMIT", "1000m", "1000m", None),
    ("CPULIMIT", "1000MHz", "1000m", None),
    ("CPULIMIT", "50.5", None, "invalid"),
    ("CPULIMIT_MHZ", "1000 or so", "1000", None),
    ("CPULIMIT_MHZ", "fast", "0", None),
    ("CPUMASK", "7,0-2", "0-2,7", None),
    ("CPUMASK", "all", "", None),
    ("NODEMASK", "", "", None),
    ("MEMGUARANTEE", "auto", "auto", None),
    ("MEMGUARANTEE", "50", "50", None),
    ("MEMGUARANTEE", "50%", None, "invalid"),
    ("MEMGUARANTEE_BYTES", "123456789012", "12345678901", None),
    # words and texts
    ("ONBOOT", "auto", "auto", None),
    ("ONBOOT", "", None, "invalid"),
    ("AUTOSTOP", "suspend", "suspend", None),
    ("AUTOSTOPSTOP", "stop", "stop", None),
    ("SLMMODE", "slm", "slm", None),
    ("NAME", "a{b}", "a{b}", None),
    ("NAME", "a:b", "a:b", None),
    ("VE_TYPE", "template", "template", None),
    ("DESCRIPTION", "Hello=2C=20=22x=22=20=3D=20y", "Hello=2C=20=22x=22=20=3D=20y", None),
    ("DESCRIPTION", "Hello, world", "Hello=2C=20world", None),
    ("DESCRIPTION", "=C3=A9t=C3=A9", "été", None),
    ("DESCRIPTION", "a=zz", "a=3Dzz", None),
    ("UUID", "FBCDF2845345416BA5897b5fcaa87673", "FBCDF284-5345-416B-A589-7b5fcaa87673", None),
    ("UUID", U1, U1[1:-1], None),
    ("UUID", "fbcdf284", None, "invalid"),
    # addresses
    ("IP_ADDRESS", "10.0.0.1/24", "10.0.0.1/255.255.255.0 ", None),
    ("IP_ADDRESS", "10.0.0.1/255.255.255.0", "10.0.0.1/255.255.255.0 ", None),
    ("IP_ADDRESS", "10.0.0.1/33", "10.0.0.1/128.0.0.0 ", None),
    ("IP_ADDRESS", "10.0.0.1/128", "10.0.0.1/255.255.255.255", None),
    ("IP_ADDRESS", "10.0.0.1/129", None, "invalid"),
    ("IP_ADDRESS", "10.0.0.1/", None, "invalid"),
    ("IP_ADDRESS", "10.0.0.1,10.0.0.2\t::1", "10.0.0.1 10.0.0.2 ::1 ", None),
    ("IP_ADDRESS", "2001:DB8::1/64", "2001:db8::1/64 ", None),
    ("IP_ADDRESS", "10.0.0.1 bogus 10.0.0.2", "10.0.0.1 ", "invalid"),
    ("IP_ADDRESS", "10.0.0.1 10.0.0.1/24 10.0.0.1", "10.0.0.1 ", None),
    ("IP_ADDRESS", "0.0.0.0", None, "ignored"),  # noqa: S104 - a value of the format
    ("NAMESERVER", "8.8.8.8,8.8.4.4", "8.8.8.8 8.8.4.4", None),
    ("SEARCHDOMAIN", "a.example\tb.example", "a.example b.example", None),
    ("NETDEV", "eth1,eth2 eth1", "eth1 eth2", None),
    ("NETDEV", "eth1,lo", "eth1", "invalid"),
    # devices and features
    ("DEVICES", "c:10:229:wr,b:7:0:rw", "c:10:229:rw b:7:0:rw ", None),
    ("DEVICES", "c:10:229", None, "invalid"),
    ("DEVICES", "c:10:229:none", "c:10:229:none ", None),
    ("DEVNODES", "net/tun:rw fuse:", "net/tun:rw ", None),
    ("DEVNODES", "a:b:rw", None, "invalid"),
    ("DEVNODES", "x" * 32 + ":rw", None, "invalid"),
    ("PCI", "01:00.0,02:00.0", "0000:01:00.0 0000:02:00.0", None),
    ("FEATURES", "time:on,nfs:off nfs:on", "nfs:on time:on ", None),
    ("FEATURES", "nfs:on bogus:on sit:on", "nfs:on ", "invalid"),
    ("TECHNOLOGIES", "simfs x86_64 nptl", "x86_64 nptl simfs simfs ", None),
    ("TECHNOLOGIES", "bogus nptl", "nptl ", "word"),
    ("TECHNOLOGIES", "nptl bogus", "nptl ", "invalid"),
    ("RATE", "eth0:1:100,eth1:2:200", "eth0:1:100 eth1:2:200", None),
    ("RATE", "eth0:1:100 eth1:2", "eth0:1:100", "invalid"),
    ("RATEBOUND", "yes", "yes", None),
    ("BINDMOUNT", "/srv:/data,ro,nosuid /tmp", "/srv:/data,nosuid,ro /tmp ", None),
    ("BINDMOUNT", "/srv:/", None, "invalid"),
    ("BINDMOUNT", "srv:/data", None, "invalid"),
    ("BINDMOUNT", "/srv:/data,rw", None, "invalid"),
    # disks
    (
        "DISK",
        f"image=a.hdd,size=1024,uuid={U1[1:-1]},autocompact=yes,enabled=no,mnt=/x",
        f"uuid={U1},size=1024,enabled=no,mnt=/x,autocompact=yes,image=a.hdd",
        None,
    ),
    ("DISK", f"uuid={U1},device=/dev/sdb", f"uuid={U1},size=0,device=/dev/sdb", None),
    ("DISK", f"uuid={U1},image=", f"uuid={U1},size=0,image=", None),
    ("DISK", f"uuid={U1},image=a;uuid=x,image=b;uuid={U1},image=c", f"uuid={U1},size=0,image=a", "invalid"),
    ("DISK", "image=a", None, "invalid"),
    ("DISK", f"uuid={U1}", None, "invalid"),
    ("DISK", f"uuid={U1},image=a,size=1G", None, "invalid"),
    # interfaces
    ("NETIF", "ifname=eth0,mac=001851aabbcc", "ifname=eth0,mac=00:18:51:AA:BB:CC", None),
    ("NETIF", "ifname=eth0,mac=00-18-51-aa-bb-cc", "ifname=eth0,mac=00:18:51:AA:BB:CC", None),
    ("NETIF", "ifname=eth0,bridge=br0", "ifname=eth0", None),
    ("NETIF", "network=br0,type=bridge,ifname=eth0", "ifname=eth0,type=bridge,network=br0", None),
    ("NETIF", "ifname=eth0,network=Bridged", "ifname=eth0,network=Bridged", None),
    ("NETIF", "ifname=eth0,network=a/b", None, "invalid"),
    ("NETIF", "ifname=eth0,type=routed,network=x", "ifname=eth0,type=routed", None),
    ("NETIF", "ifname=eth0,type=other", None, "invalid"),
    ("NETIF", "ifname=eth0,dhcp=yes,dhcp6=no,mac_filter=on,ip_filter=off", "ifname=eth0,ip_filter=off,dhcp=yes", None),
    ("NETIF", "ifname=eth0,dhcp=maybe;ifname=eth1", "ifname=eth1", "invalid"),
    ("NETIF", "ifname=eth0;bogus;ifname=eth1", "ifname=eth0;ifname=eth1", "invalid"),
    ("NETIF", "ifname=eth0,ip=10.0.0.1/24:10.0.0.2", "ifname=eth0,ip=10.0.0.1/255.255.255.0:10.0.0.2", None),
    ("NETIF", "ifname=eth0,ip=10.0.0.1:bad", "ifname=eth0,ip=10.0.0.1", "word"),
    ("NETIF", "ifname=eth0,gw=10.0.0.9,ip6=2001:DB8::1/64,::2", "ifname=eth0,gw=10.0.0.9,ip6=2001:db8::1/64,::2", None),
    ("NETIF", "ifname=abcdefghijklmnop", "ifname=abcdefghijklmnop", None),
    ("NETIF", "ifname=abcdefghijklmnopq", None, "invalid"),
)

#: The same of libvirt's driver.
LIBVIRT: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("CPUS", "2", "2", None),
    ("CPUS", "2.5", None, "invalid"),
    ("CPUS", "unlimited", None, "invalid"),
    ("DISKSPACE", "1048576:1153434", "1048576:1153434", None),
    ("DISKSPACE", "1048576", None, "invalid"),
    ("DISKSPACE", "2G:2.2G", None, "invalid"),
    ("PRIVVMPAGES", "65536:69632", "65536:69632", None),
    ("PRIVVMPAGES", "65536:unlimited", None, "invalid"),
    ("VMGUARPAGES", "33792:unlimited", f"33792:{UNLIMITED}", None),
    ("VMGUARPAGES", "33792", None, "invalid"),
    ("IP_ADDRESS", "10.0.0.1 10.0.0.2", "10.0.0.1 10.0.0.2", None),
    ("IP_ADDRESS", "10.0.0.1/24", None, "invalid"),
    ("IP_ADDRESS", "10.0.0.1 bad", None, "invalid"),
    ("NETIF", "ifname=eth0,mac=00:18:51:01:02:03,bridge=br0", "ifname=eth0,bridge=br0,mac=00:18:51:01:02:03", None),
    ("NETIF", "ifname=eth0,mac=00-18-51-01-02-03", None, "invalid"),
    ("NETIF", "host_ifname=abcdefghijklmnopq", None, "invalid"),
    ("ONBOOT", "yes", "yes", None),
    ("KMEMSIZE", "1P", "4096", None),
)


def check(dialect: str, name: str, text: str, canonical: str | None, verdict: str | None) -> None:
    reader = dialect_named(dialect)
    row = reader.rows[name]
    # a comment keeps the file from being one line
    settings = settle(parse(f"#\n{name}={text}\n" if '"' in text else f'#\n{name}="{text}"\n', reader), reader)
    setting = settings.by_name[row.name]
    kept = None if setting.value is UNSET else saved_text(setting, "101")
    verdicts = {problem.verdict for problem in settings.problems}
    assert kept == canonical
    if verdict == "ignored":
        assert verdicts <= {"word"}
    else:
        assert verdicts == ({verdict} if verdict else set())


@pytest.mark.parametrize(("name", "text", "canonical", "verdict"), VZCTL)
def test_vzctl(name: str, text: str, canonical: str | None, verdict: str | None) -> None:
    check("vzctl", name, text, canonical, verdict)


@pytest.mark.parametrize(("name", "text", "canonical", "verdict"), LIBVZCTL)
def test_libvzctl(name: str, text: str, canonical: str | None, verdict: str | None) -> None:
    check("libvzctl", name, text, canonical, verdict)


@pytest.mark.parametrize(("name", "text", "canonical", "verdict"), LIBVIRT)
def test_libvirt(name: str, text: str, canonical: str | None, verdict: str | None) -> None:
    check("libvirt", name, text, canonical, verdict)


def test_there_are_vectors() -> None:
    assert len(VZCTL) > 450
    assert len({name for name, *_ in VZCTL}) > 40
    assert len(LIBVZCTL) > 900
    assert len({name for name, *_ in LIBVZCTL}) > 60
