"""Which confs do the tests of the linter try? Lines in every spelling, of parameters and values good and bad."""

from __future__ import annotations

from hypothesis import strategies as st

from translator.lint.examples import COMPLETE
from translator.table import BY_NAME

NAMES = sorted(BY_NAME)
VALUES = [
    "", "yes", "no", "0", "1", "-1", "100", "65536:65536", "0:65536", "unlimited", "5:4", "2G:2.2G", "1P", "1K", "50%",
    "4294967297", "99999999999999999999", "192.0.2.1", "192.0.2.1/24 192.0.2.1", "2001:db8::1", "192.0.2.0/24", "::",
    "ifname=eth0", "ifname=eth0, mac=00:18:51:00:00:01;ifname=eth0", "ifname=eth1,bridge=br0,mac=01:00:5e:00:00:01",
    "inherit 192.0.2.1", "nfs:on fuse:on", "SYS_TIME:on SYS_TIME:off", "/vz/private/$VEID", "/vz/${VEID}", "ploop:raw",
    "a b", "it's", "a#b", "a # b", "$HOME", "c:10:200:rw c:1:1:none", "caf\udce9", "x" * 40,
]  # fmt: skip
FORMS = [
    '{n}="{v}"\n', '{n}="{v}"\n', '{n}="{v}"\n', "{n}={v}\n", "{n}='{v}'\n", '  {n}="{v}"\n', '{n}="{v}"  # c\n',
    '{n}={v} # c\n', '{n}="{v}"#c\n', '{n} ="{v}"\n', 'export {n}="{v}"\n', '{n}="{v}"\r\n', '{n}="{v}\n', '{n}={v}"\n',
    '{n}="{v}"; X=1\n', '{n}="a\\{v}"\n', '\ufeff{n}="{v}"\n', '{n}="\t{v}"\n', "# {n} {v}\n", "{v}\n", "\n",
    "# vzvirt: ignore[VZ1] why\n", "# vzvirt: ignore[VZ106, VZ9]\n", '{n}="{v}"',
]  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(NAMES) | st.sampled_from(["onboot", "VERSION", "", "KMEMSIZE", "ONBOOT", "IP_ADDRESS"]))
    value = draw(st.sampled_from(VALUES) | st.text(st.characters(codec="utf-8"), max_size=8))
    return draw(st.sampled_from(FORMS)).format(n=name, v=value)


confs = st.lists(lines(), max_size=12).map("".join)
#: Confs without VSwap that are nearly right: numbers that the formulas may refuse.
counters = st.fixed_dictionaries(
    {
        name: st.just(text)
        | st.builds(lambda a, b: f"{a}:{b}", st.integers(0, 10**8), st.integers(0, 10**8) | st.just("unlimited"))
        for name, text in COMPLETE.items()
    }
).map(lambda chosen: "".join(f'{name}="{text}"\n' for name, text in chosen.items()))
