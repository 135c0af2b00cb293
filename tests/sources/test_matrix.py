"""Does every command give the same answer to what a source is, and leave it as it was where it cannot be changed?

The table is the test. A cell is the exit code; with ``+`` what is in the source is seen on standard output or in the
folder that is written, without it nothing of the source is; with ``!`` the source was changed. The first cell is what
the content is.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from tests.sources.shapes import DOCUMENT, FIFO, FILES, MARKS, content, make
from translator.sources.kind import content_of

__all__ = ["run"]

COMMANDS = {
    "conv": "convert {source}",
    "into": "convert {source} -o {out}/ -j 1",
    "folder": "convert -r {folder} -o {out} -j 1",
    "base": "convert {other} --base {source}",
    "check": "check {source}",
    "checks": "check -r {folder} -j 1",
    "fix": "check {source} --fix",
    "show": "show {source}",
    "pipe": "show - --ctid 101",
    "diff": "diff {source} {conf}",
    "norm": "normalize {source}",
    "patch": "normalize --diff {source}",
    "write": "normalize --write {source}",
    "net": "network --routed {source}",
    "nets": "network --routed {folder}",
    "next": "convert {folder} --ctid next --in {folder} -o {out}/",
}
TABLE = """
                       | kind     | conv into folder base check checks fix show pipe diff norm patch write net nets next
conf                   | conf     | 0+   0+   0+     0+   1+    1+     1!  0+   0+   1+   0+   1+    0!    0+  0+   0+
conf with a NUL        | conf     | 1+   1+   1+     0+   1+    1+     1!  0+   0+   1+   0+   1+    0!    0+  0+   1+
document               | document | 0+   0+   0+     0    0     0      0   0+   0+   1+   3    3     3     0   0    0+
network document       | xml      | 3    3    3      3    0     0      0   3    3    3    3    3     3     3   0    3
vzdump .tar            | archive  | 0+   0+   0+     0+   1+    1+     2   0+   3    1+   0+   1+    2     0+  0+   0+
vzdump .tgz            | archive  | 0+   0+   0+     0+   1+    1+     2   0+   3    1+   0+   1+    2     0+  0+   0+
vzdump .tar.gz         | archive  | 0+   0+   0+     0+   1+    1+     2   0+   3    1+   0+   1+    2     0+  0+   0+
vzdump .tar.bz2        | archive  | 0+   0+   0+     0+   1+    1+     2   0+   3    1+   0+   1+    2     0+  0+   0+
vzdump .tar.xz         | archive  | 0+   0+   0+     0+   1+    1+     2   0+   3    1+   0+   1+    2     0+  0+   0+
vzdump .tar.zst        | archive  | 0+   0+   0+     0+   1+    1+     2   0+   3    1+   0+   1+    2     0+  0+   0+
vzdump .tar.lzo        | archive  | 0+   0+   0+     0+   1+    1+     2   0+   3    1+   0+   1+    2     0+  0+   0+
vzdump .zip            | archive  | 0+   0+   0+     0+   1+    1+     2   0+   3    1+   0+   1+    2     0+  0+   0+
vzdump without conf    | archive  | 3    3    3      3    3     3      2   3    3    3    3    3     2     3   3    3
vzdump cut off         | archive  | 3    3    3      3    3     3      2   3    3    3    3    3     2     3   3    3
tar of one conf        | archive  | 2    0+   0      0+   1+    2      2   0+   3    1+   0+   1+    2     0+  0    0
tar of confs           | archive  | 2    0+   0      3    1+    2      2   0+   3    3    0+   1+    2     0+  0    0
tar.lzo of confs       | archive  | 2    0+   0      3    1+    2      2   0+   3    3    0+   1+    2     0+  0    0
zip of confs           | archive  | 2    0+   0      3    1+    2      2   0+   3    3    0+   1+    2     0+  0    0
tar of a bad and a good| archive  | 2    3+   0      3    3+    2      2   3+   3    3    3+   3+    2     3+  0    0
tar of the host's alone| archive  | 2    0    0      3    1+    2      2   3    3    3    3    3     2     3   0    0
tar of others          | archive  | 2    3    0      3    3     2      2   3    3    3    3    3     2     3   0    0
tar cut off at a member| archive  | 2    3+   0      3    3+    2      2   3+   3    3    3+   3+    2     3+  0    0
conf called an archive | conf     | 2    3    0      3    3     2      2   3    0+   3    3    3     2     3   0    0
tar called a conf      | archive  | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   3    3
tgz called a conf      | archive  | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   3    3
gzip of a conf         | archive  | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   3    3
ELF                    | other    | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   3    3
PNG                    | other    | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   3    3
zeroed blocks          | other    | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   3    3
conf with a zeroed end | other    | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   3    3
UTF-16                 | other    | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   3    3
UTF-16 without mark    | other    | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   3    3
UTF-16 document        | other    | 3    3    3      3    3     3      3   3    3    3    3    3     3     3   0    3
empty                  | empty    | 0    0    0      0    1     1      1   0    0    1    0    0     0     0   0    0
empty document         | empty    | 3    3    3      3    3     3      3   3    0    3    3    3     3     3   0    3
private area           | -        | 0+   0+   0+     0+   1+    1+     1!  0+   -    1+   0+   1+    0!    0+  0    0
folder called a conf   | -        | 2    3    3      3    3     3      3   3    -    3    3    3     3     3   3    3
FIFO                   | -        | 0+   0+   3      0+   1+    3      3+  0+   -    1+   0+   1+    3     0+  3    3
missing                | -        | 3    3    0      3    3     2      3   3    -    3    3    3     3     3   0    0
"""
ROWS = {row.partition("|")[0].strip(): row for row in TABLE.strip("\n").splitlines()[1:]}
#: Why a shape is refused: words of the message.
WHY = {
    "network document": "network",
    "vzdump without conf": "there is no etc/vzdump/vps.conf in the archive",
    "vzdump cut off": "the archive cannot be read",
    "tar of a bad and a good": "binary data, 99 control characters in 1 line, neither a conf nor a document",
    "tar of the host's alone": "0 is the host, not a container",
    "tar of others": "there is no conf and no document in the archive",
    "tar cut off at a member": "cut off",
    "conf called an archive": "the archive cannot be read",
    "tar called a conf": "a tar archive, neither a conf nor a document",
    "tgz called a conf": "gzip data, neither a conf nor a document",
    "gzip of a conf": "gzip data, neither a conf nor a document",
    "ELF": "an ELF program, neither a conf nor a document",
    "PNG": "a PNG picture, neither a conf nor a document",
    "zeroed blocks": "binary data, 4096 control characters in 1 line, neither a conf nor a document",
    "conf with a zeroed end": "binary data, 512 control characters in 6 lines, neither a conf nor a document",
    "UTF-16": "looks like UTF-16: convert it to UTF-8 first",
    "UTF-16 without mark": "looks like UTF-16: convert it to UTF-8 first",
    "UTF-16 document": "looks like UTF-16: convert it to UTF-8 first",
    "empty document": "empty: no domain document",
    "missing": "No such file or directory",
}


def test_the_table_has_all_shapes() -> None:
    assert set(FILES) <= set(ROWS)
    assert set(WHY) <= set(ROWS)


@pytest.mark.parametrize("shape", ROWS)
def test_every_command_says_the_same(run: Run, tmp_path: Path, shape: str) -> None:
    kind, cells = (part.strip() for part in ROWS[shape].split("|")[1:])
    assert kind == (content_of(content(shape)).kind if shape in FILES else "-")
    expected = dict(zip(COMMANDS, cells.split(), strict=True))
    seen = {}
    for name, cell in expected.items():
        (tmp_path / name).mkdir()
        seen[name] = answer(run, tmp_path / name, shape, COMMANDS[name]) if cell != "-" else "-"
    assert seen == expected


def answer(run: Run, base: Path, shape: str, words: str) -> str:
    folder = base / "in"
    folder.mkdir()
    conf, document = base / "101.conf", base / "101.xml"
    conf.write_text('OSTEMPLATE="other"\n')
    document.write_text(DOCUMENT.replace("vmbr7", "br0"))
    source = make(shape, folder)
    file = source / "ve.conf" if shape == "private area" else source
    before = file.read_bytes() if file.is_file() else None
    other = conf if source.suffix == ".xml" else document
    if shape == FIFO and "{source}" in words:
        threading.Thread(target=lambda: source.write_bytes(content("conf")), daemon=True).start()
    stdin = content(shape) if " - " in words else None
    named = {"source": source, "folder": folder, "out": base / "out", "other": other, "conf": conf}
    result = run(*(word.format(**named) for word in words.split(" ")), stdin=stdin)
    out = result.stdout + "".join(path.read_text() for path in base.glob("out/**/*.[cx]*"))
    if result.exit_code == 3 and shape in WHY:
        packed = stdin is not None and content_of(stdin).kind == "archive"  # which no pipe can be searched for
        assert ("neither a conf nor a document: unpack it" if packed else WHY[shape]) in result.stderr
    assert "\0" not in out or shape == "conf with a NUL"
    changed = before is not None and file.read_bytes() != before
    return f"{int(result.exit_code)}{'+' * any(mark in out for mark in MARKS)}{'!' * changed}"
