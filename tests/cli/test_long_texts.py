"""Is a number of many digits, or a text of many letters, told in one line that people can read?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

LONG = "9" * 100_000
PLACES = {
    "memory": f"<memory unit='KiB'>{LONG}</memory>",
    "unit": f"<memory unit='{LONG}'>1</memory>",
    "vcpu": f"<memory>65536</memory><vcpu>{LONG}</vcpu>",
    "cpuset": f"<memory>65536</memory><vcpu cpuset='{LONG}'>1</vcpu>",
    "shares": f"<memory>65536</memory><cputune><shares>{LONG}</shares></cputune>",
    "quota": f"<memory>65536</memory><cputune><period>1000</period><quota>{LONG}</quota></cputune>",
    "disk": "<memory>65536</memory><blkiotune><device><path>/a</path>"
    f"<read_bytes_sec>{LONG}</read_bytes_sec></device></blkiotune>",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("driver", ["openvz", "lxc"])
def test_a_number_of_many_digits_is_told(tmp_path: Path, run: Run, place: str, driver: str) -> None:
    system = "<os><type>exe</type><init>/sbin/init</init></os>"
    text = f"<domain type='{driver}'><name>101</name>{PLACES[place]}{system}</domain>"
    (tmp_path / "101.xml").write_text(text)
    for words in (
        ("convert", tmp_path, "-o", tmp_path / "out", "-j", "1"),
        ("convert", tmp_path / "101.xml"),
        ("check", tmp_path / "101.xml"),
    ):
        done = run(*words)
        assert done.exit_code == 1, (words, done.stderr[:500])
        assert "9999" in done.stderr + done.stdout
        assert max(map(len, (done.stderr + done.stdout).splitlines())) < 1000, words
