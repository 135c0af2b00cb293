"""Do many lines of one list read like the same lines joined one by one?"""

from __future__ import annotations

import pytest

from translator import conf_to_domain
from translator.conf.dialect import VZCTL, Dialect
from translator.conf.parse import parse
from translator.conf.settle import Setting, settle
from translator.lenses import carry
from translator.lenses.residue import write_parameter


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("IP_ADDRESS", "10.0.0.1 10.0.0.2/24 10.0.0.1/8 10.0.0.3 10.0.0.2 10.0.0.4 10.0.0.5"),
        ("NAMESERVER", "a b a c d b e"),
        ("DEVICES", "c:1:1:r c:1:2:r c:1:1:w b:1:1:r c:1:1:r"),
        ("PCI", "0:1:2.3 0:1:2.4 0:1:2.3 0:1:2.5 0:1:2.6"),
        ("CAPABILITY", "NET_ADMIN:on CHOWN:off NET_ADMIN:off KILL:on KILL:on"),
        ("FEATURES", "nfs:off sit:on nfs:on nfs:off ipip:off"),
        ("IPTABLES", "ipt_state ipt_LOG iptable_nat ipt_LOG"),
    ],
)
@pytest.mark.parametrize("bad", ["", "\0"])
def test_many_lines_are_joined(name: str, items: str, bad: str) -> None:
    codec = VZCTL.codec(VZCTL.rows[name])
    words = items.split()
    value = codec.decode(words[0])
    for word in words[1:]:
        value = codec.merge(value, codec.decode(word))
    lines = [f'{name}="{word}"\n' for word in words]
    lines.insert(3, f'{name}="{bad}"\n')
    setting = settle(parse("".join(lines), VZCTL), VZCTL).by_name[name]
    assert setting.value == value
    assert setting.kept == tuple(at for at in range(len(lines)) if at != 3)


def test_joined_lines_are_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    def write(setting: Setting, dialect: Dialect) -> str:
        written.append(setting.row.name)
        return write_parameter(setting, dialect)

    monkeypatch.setattr(carry, "write_parameter", write)
    text = "".join(f'DEVICES="c:10:{minor}:rw"\n' for minor in range(100))
    report = conf_to_domain(text + 'ONBOOT="yes"\n', ctid=101).report
    assert written.count("DEVICES") == 1
    assert [entry.status for entry in report.entries] == ["carried"] * 101
