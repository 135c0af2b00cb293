"""Which texts have broken some reader, or mean something else than they seem to? One pool for all the laws.

``NASTY`` are whole values, ``PIECES`` what the laws put into the middle of good ones.
"""

from __future__ import annotations

# ruff: noqa: S104 - addresses are values of the format, nothing is bound
# fmt: off
NASTY: tuple[str, ...] = (
    "", " ", "  ", "\t", ":", "::", ":::", ";", ",", "=", "#", "%", "-", "+", ".", "/", "0", "-0", "+0", "00", "1",
    "-1", "+1", " 1", "1 ", "01", "0x10", "1e3", "1.e3", ".5", "5.", "1.5.5", "1.", "1,5", "٣", "１", "²", "1_000",
    "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296", "4294967297",
    "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "9" * 45,
    "-" + "9" * 25,
    "unlimited", "Unlimited", "unlimited:unlimited", "5:unlimited", "unlimited:5", "unlimitedX", "0:0", "1:", ":1",
    "1:2:3", "2.2G", "2G:2.2G", "256M", "1K", "1P", "10000000000T", "8388608T", "1.5e400G", "1e", "2GB", "2 G", "G",
    "b",
    "yes", "no", "YES", "yes ", "true", "auto", "all", "none", "on", "off", "inherit", "0-2,7", "0,", ",0", "3-1",
    "4096",
    "50%", "%", "0%", "101%", "1000m", "1000MHz", "inf", "nan", "-inf", "1e400", "0x1p3", "infinity",
    "a", "a b", "a'b", "'a'", 'a"b', '"', '""', "a\\b", "\\", "a\\\\b", "$VEID", "${VEID}", "/vz/$VEID/", "`id`",
    "$(id)",
    "a # b", "a;b", "a|b", "a\tb", "a\rb", "a\x0bb", "a\x0cb", "a\x1cb", "a\x85b", "a\u2028b", "\ufeff", "\x00",
    "a\x00b",
    "é", "日本語", "😀", "\udc80", "\udcff\udcfe", "\ud800", "Å", "İ", "ß", "x" * 300, "é" * 300, "=48=45=20", "=2",
    "=zz",
    "10.0.0.1", "10.0.0.1/24", "10.0.0.1/255.255.255.0", "10.0.0.1/33", "10.0.0.1/", "0.0.0.0", "::0",
    "2001:DB8::1/64",
    "fe80::1%eth0", "::ffff:10.0.0.1", "010.0.0.1", "10.0.0.1 bogus 10.0.0.2", "10.0.0.1,10.0.0.2", "0.0.0.0/0",
    "ifname=eth0", "ifname=eth0;ifname=eth1", "ifname=eth0,mac=00:18:51:01:02:03", "ifname=", "ifname=eth0,mac=0:1",
    "ifname=eth0,bridge=br 0", "ifname=eth0;;bogus;ifname=eth0", "ifname=eth0,ip6=2001:db8::1,2001:db8::2",
    "c:10:200:rw", "b:8:all:none", "c:10:229", "b:7:0:rw", "net/tun:rw", "a:b:rw", "c:10:x:rw", "c:1:3:wr b:8:all:q",
    "NET_ADMIN:on", "net_admin:ON", "nfs:on nfs:off", "fuse:on", "abcdeon", "CHOWN:on CHOWN:off", "0000:01:00.0",
    "01:1f.7", "01:00.99999999999999999999", "pages:5", "pages:-1", "privvmpages:1.5", "ploop:raw",
    "0::0", "10.0.0.1 0::0", "::0/0", "10.0.0.1 10.0.0.1/24", "0x", "0x.p1", "0x1p2000", "-nan", "infi", "ınf",
    "kıll:on", "éab:on", "0" * 50 + "5", "a=0Ab", ".G", "5:+", " .5", "/" + "x" * 508 + "$VEID//", "$VEID${VEID}$VEID/",
    "ifname=eth0,bridge=a;ifname=eth0,bridge=b", "bridge=a;bridge=b", "ifname=eth0,ifname=eth1,host_mac=x,host_mac=y",
    "/vz/\x85private/\u2028$VEID", "uuid={},image=root.hdd", "/a:/b,ro", "eth0:1:100", "{8-4}", "uuid",
)
# fmt: on

# fmt: off
#: Blanks of C, blanks and line ends of Unicode that are none to C, digits and letters that only Unicode counts as such,
#: bytes that are no UTF-8, what XML cannot hold, and the marks of every format in which a value stands.
PIECES: tuple[str, ...] = (
    " ", "\t", "\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\xa0", "\u1680", "\u2003", "\u2028", "\u2029",
    "\u3000", "\u200b", "\ufeff", "\udc80", "\udc85", "\udca0", "\udcff", "\udce2\udc80", "\ud800", "\x01", "\x08",
    "\x1b", "\x7f", "\ufffe", "\U0001f600",
    "٣", "１", "²", "Ⅷ", "½", "é", "ß", "ı", "İ", "ſ", "\u212a", "e\u0301",
    "+", "-", ".", ":", ",", ";", "/", "=", "%", "_", "'", '"', "\\", "#", "$", "$VEID", "<", ">", "&", "&#13;", "]]>",
    "--", "0", "00", "0x", "1e9", "none", "all", "auto", "unlimited", "on", "no",
)
# fmt: on
