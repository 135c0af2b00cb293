"""With which texts does fuzzing start, and of which words are texts made?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from tests.fuzz.laws import BETWEEN, HOWS
from tests.odd_documents import PLACES
from tests.recorded import CORPUS
from translator.table import ROWS

FIXTURES = Path(__file__).parents[2] / "fixtures"
#: Texts that have broken a law, one file each, in a folder named like their target.
FOUND = FIXTURES / "fuzz"


def seeds(kind: str) -> Iterator[bytes]:
    """Yield the seeds of a kind: confs, documents, or confs with documents."""
    pairs = sorted((FIXTURES / "pairs").iterdir())
    assert pairs
    for at, folder in enumerate(pairs):
        conf = next(folder.glob("in.conf"), None)
        document = next(folder.glob("*.xml"), None)
        if conf is None or document is None:
            continue
        how = bytes([at % len(HOWS)])
        if kind == "both":
            yield how + conf.read_bytes() + BETWEEN + document.read_bytes()
        else:
            yield how + (conf if kind == "conf" else document).read_bytes()
    if kind == "document":
        for at, path in enumerate(sorted((FIXTURES / "documents").glob("*/*.xml"))):
            yield bytes([at % len(HOWS)]) + path.read_bytes()


def real_seeds(kind: str) -> Iterator[bytes]:
    """Yield the seeds of a kind that are real files, in turn for each way to read and write them; none without them."""
    confs, documents = (sorted((CORPUS / folder).glob("*")) for folder in ("conf", "xml"))
    files = [(path,) for path in (documents if kind == "document" else confs)]
    for at, paths in enumerate(zip(confs, cycle(documents), strict=False) if kind == "both" else files):
        yield bytes([at % len(HOWS)]) + BETWEEN.join(path.read_bytes() for path in paths)


def found(target: str) -> list[Path]:
    """Return what has been found for a target."""
    return sorted((FOUND / target).glob("*"))


def dictionary() -> str:
    """Return libFuzzer's dictionary: the names and words of both formats."""
    words = {name for row in ROWS for name in (row.name, *row.aliases, *row.aliases7)}
    for row in ROWS:
        for codec in (row.codec, row.codec7, row.codec_libvirt):
            words.update(getattr(codec, "words", ()))
    for place in PLACES:
        tag = str(place.path[-1].local_name)
        words.add(f" {place.attribute}='" if place.attribute else f"<{tag}>")
        words.update(value for value in place.values[:8] if value.isascii())
    words |= {
        "unlimited",
        "ifname=",
        "bridge=",
        "host_mac=",
        "$VEID",
        "${VEID}",
        ":on",
        ":off",
        "\u00a0",
        "\udcff",
        "\0",
    } | {BETWEEN.decode()}
    entries = [_escaped(word) for word in sorted(words)]
    return "".join(f'"{entry}"\n' for entry in entries if entry)


def _escaped(word: str) -> str:
    """Return a word as libFuzzer reads it: what is no printable ASCII by its bytes."""
    data = word.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\' else f"\\x{byte:02x}" for byte in data)
