"""Are the action scripts beside a conf found, also those that come or go while files are converted?"""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from translator.work.scripts import scripts_of


def test_a_folder_of_many_is_looked_into_again_when_it_changes(tmp_path: Path) -> None:
    confs = [tmp_path / f"{ctid}.conf" for ctid in range(101, 111)]
    for conf in confs:
        conf.write_text('ONBOOT="yes"\n')
    seconds = count(1)

    def scripts() -> list[tuple[str, str]]:
        found = [(script.name, script.text) for conf in confs for script in scripts_of(str(conf))]
        os.utime(tmp_path, (0, next(seconds)))  # the clock of old kernels may stand still until the next change
        return found

    assert scripts() == []
    (tmp_path / "105.mount").write_text("#!/bin/sh\n")
    assert scripts() == [("105.mount", "#!/bin/sh\n")]
    (tmp_path / "105.mount").write_text("#!/bin/bash\n")  # the folder does not change
    assert scripts() == [("105.mount", "#!/bin/bash\n")]
    (tmp_path / "106.start").symlink_to("105.mount")
    assert scripts() == [("105.mount", "#!/bin/bash\n"), ("106.start", "#!/bin/bash\n")]
    (tmp_path / "105.mount").unlink()
    assert scripts() == []
