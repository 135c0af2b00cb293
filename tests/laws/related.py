"""Which confs have parameters whose places depend on each other? Few values, that often meet or add up; lines twice."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

#: Parameter to texts: numbers that are each other's sums or sizes, words without a place, and what is refused.
TEXTS: dict[str, tuple[str, ...]] = {
    "CPUS": ("0", "1", "2", "4", "x", "70000"),
    "CPUMASK": ("0", "0-1", "1,3", "0-3", "all", "auto", "x"),
    "NODEMASK": ("0", "0-1", "all", "x"),
    "CPULIMIT": ("0", "100", "50%", "x"),
    "CPUUNITS": ("1000", "8", "300000", "x"),
    "IOPRIO": ("0", "7", "x"),
    "PHYSPAGES": ("0:100", "0:200", "100", "5:100", "0:unlimited", "0:0", "0:2251799813685248", "x"),
    "SWAPPAGES": ("0:100", "0:0", "100", "5:100", "0:unlimited", "0:2251799813685248", "x"),
    "PRIVVMPAGES": ("100", "100:200", "100:unlimited", "unlimited", "0", "0:100", "x"),
    "VMGUARPAGES": ("100", "100:unlimited", "200:100", "unlimited", "0", "x"),
    "OSTEMPLATE": ("debian", "debian-7.0", "", "a b"),
    "VE_PRIVATE": ("/vz/private/101", "/vz/private/$VEID", "rel", "/a/root.hdd", "/", "", "/a/"),
    "VE_LAYOUT": ("simfs", "ploop", "ploop:raw", "x"),
    "DISKSPACE": ("0", "100", "100:200", "0:100", "200:100", "x"),
    "DEVNODES": ("fuse:rw", "fuse:rw kvm:r", "null:rw", "sda:rwq", "fuse:none", "x:"),
    "DEVICES": ("c:10:229:rw", "b:8:0:rwq", "c:1:3:rw", "c:10:229:r", "x"),
    "NETDEV": ("eth0", "eth0 eth1", "venet0", "a b"),
    "CAPABILITY": ("CHOWN:on", "CHOWN:off NET_ADMIN:on", "VE_ADMIN:on", "x"),
    "IP_ADDRESS": ("10.0.0.1", "10.0.0.1/24 10.0.0.2", "::1", "0::0", "x"),
    "NETIF": (
        "ifname=eth0",
        "ifname=eth0,bridge=br0",
        "ifname=eth1,mac=00:18:51:00:00:01,host_mac=00:18:51:00:00:02,host_ifname=v,bridge=br0",
        "ifname=eth0;ifname=eth1",
        "ifname=eth0,x=y",
        "x",
    ),
    "NAME": ("a", "", "a b", "é"),
    "HOSTNAME": ("a", "", "b"),
    "DESCRIPTION": ("a", "", "a=20b"),
    "ONBOOT": ("yes", "no", "x"),
    "LOCAL_UID": ("0", "100000"),
    "BINDMOUNT": ("/srv/a:/a", "/srv/a:/a,ro /srv/b:/b,nosuid", "/x", "/:/host", "x"),
    "DISK": (
        "uuid={5cc13ef4-a3d0-45c1-a2a4-ffd5ba9f26b4},device=/dev/sdb1,mnt=/a",
        "uuid={5cc13ef4-a3d0-45c1-a2a4-ffd5ba9f26b4},image=x.hdd,mnt=/x;uuid={00000000-0000-0000-0000-000000000000},image=",
        "x",
    ),
    "VE_ENVIRONMENT": ("A=1", "A=1 B=two,C A=3", "", "x"),
    "MEMGUARANTEE_BYTES": ("268435456", "1", "auto", "x"),
    "RATE": ("eth0:1:8000", "*:1:7 eth0:2:9", "*:1:0", "x"),
    "RATEBOUND": ("yes", "no", "x"),
    "UUID": ("5cc13ef4-a3d0-45c1-a2a4-ffd5ba9f26b4", "5CC13EF4-a3d0-45c1-a2a4-ffd5ba9f26b4", "x"),
    "UNKNOWN": ("a", ""),
}
#: Parameters that share places: the lines of one conf are of one of these, mostly.
_GROUPS = (
    ("CPUS", "CPUMASK", "NODEMASK", "CPULIMIT", "CPUUNITS"),
    ("PHYSPAGES", "SWAPPAGES", "PRIVVMPAGES", "VMGUARPAGES", "MEMGUARANTEE_BYTES"),
    ("OSTEMPLATE", "VE_PRIVATE", "VE_LAYOUT", "DISKSPACE"),
    ("DEVNODES", "DEVICES", "NETDEV", "CAPABILITY"),
    ("VE_PRIVATE", "BINDMOUNT", "DISK", "VE_ENVIRONMENT", "UUID"),
    ("IP_ADDRESS", "NETIF", "RATE", "RATEBOUND"),
    ("NAME", "HOSTNAME", "DESCRIPTION"),
    tuple(TEXTS),
)


def _line(names: tuple[str, ...]) -> SearchStrategy[str]:
    return st.sampled_from(names).flatmap(
        lambda name: st.builds('{}="{}"\n'.format, st.just(name), st.sampled_from(TEXTS[name]))
    )


def related() -> SearchStrategy[str]:
    """Return confs of a few lines of one group, some of them twice."""
    return st.sampled_from(_GROUPS).flatmap(lambda names: st.lists(_line(names), max_size=6).map("".join))
