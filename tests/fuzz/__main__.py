"""Fuzz one target with atheris: ``python -m tests.fuzz TARGET [FOLDER-OR-OPTION...]``.

Folders hold further seeds (the first one also takes what is new), options are libFuzzer's: ``-max_total_time=60`` stops
after a minute, ``-seed=N`` repeats a run. A text that breaks a law is printed, and kept as ``crash-...`` in the current
folder: reduce it (``-minimize_crash=1 -runs=10000 FILE``) and keep it in ``fixtures/fuzz/TARGET`` with what it broke.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris


def main() -> None:
    """Run a target."""
    with atheris.instrument_imports(include=["translator"]):
        import translator.lenses.into_document
        import translator.lenses.lxc
        import translator.lenses.openvz
        import translator.lenses.put
        import translator.lenses.vz
        import translator.lint.rules.documents  # noqa: F401 - what is imported late would not be instrumented
        from tests.fuzz.laws import TARGETS
        from tests.fuzz.seeds import dictionary, found, real_seeds, seeds

    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m tests.fuzz {'|'.join(TARGETS)} [FOLDER-OR-OPTION...]")
    target, words = sys.argv[1], sys.argv[2:]
    law, kind = TARGETS[target]
    with tempfile.TemporaryDirectory() as folder:
        start, new = Path(folder, "seeds"), Path(folder, "new")
        start.mkdir()
        new.mkdir()
        started = [*seeds(kind), *real_seeds(kind), *(path.read_bytes() for path in found(target))]
        for at, seed in enumerate(started):
            Path(start, f"{at:04}").write_bytes(seed)
        Path(folder, "words").write_text(dictionary())
        folders = [word for word in words if not word.startswith("-") and Path(word).exists()] or [str(new)]
        options = [word for word in words if word not in folders]
        known = [f"-dict={folder}/words", "-max_len=4096", "-timeout=20", "-rss_limit_mb=1024", "-verbosity=0"]
        atheris.Setup([sys.argv[0], *known, *options, *folders, str(start)], law)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
