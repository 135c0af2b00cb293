"""What is the least that a container's root needs, so that one can ask it what it sees?"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

AGENT = "run/agent"

# The container's own first process does what it is asked, so that the answers are those of a process with the
# capabilities, the cgroups and the namespaces that libvirt gave to the container.
INIT = f"""#!/bin/sh
export PATH=/bin HOME=/root
cd /
[ -p /{AGENT}/jobs ] || mkfifo /{AGENT}/jobs /{AGENT}/done
trap 'exit 0' TERM
while :; do
  read -r job </{AGENT}/jobs || continue
  sh "/{AGENT}/$job.sh" >"/{AGENT}/$job.out" 2>"/{AGENT}/$job.err" </dev/null
  echo "$?" >/{AGENT}/done
done
"""


def build_root(root: Path) -> Path:
    """Lay out a root around a static busybox, whose /sbin/init waits for commands."""
    for folder in ("bin", "sbin", "dev", "proc", "sys", "etc", "root", "tmp", "var", AGENT):
        (root / folder).mkdir(parents=True)
    # Where user ids are mapped, the container's root is nobody here.
    (root / AGENT).chmod(0o777)
    busybox = shutil.which("busybox")
    assert busybox, "busybox is not installed"
    shutil.copy(busybox, root / "bin" / "busybox")
    applets = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
    for applet in applets:
        if applet != "busybox":
            (root / "bin" / applet).symlink_to("busybox")
    init = root / "sbin" / "init"
    init.write_text(INIT)
    init.chmod(0o755)
    return root
