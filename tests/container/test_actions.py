"""What is told of a container's action scripts, and what do they find in the confs?"""

from __future__ import annotations

import pytest

from translator.conf.dialect import VZCTL
from translator.container.actions import Script, scripts_with
from translator.container.space import limit_of
from translator.values.size import Quota

MOUNT = "#!/bin/sh\n. /etc/vz/vz.conf\n. ${VE_CONFFILE}\nmount -n --bind /srv/$NAME/$VEID ${VE_ROOT}/data\n"


def test_a_script_reads_what_the_confs_say() -> None:
    script = Script("mount", "101.mount", "/etc/vz/conf/101.mount", MOUNT)
    confs = ('VE_ROOT="/vz/root/$VEID"\nNAME="host"\n', 'NAME="web"\n')
    scripts = scripts_with([script], "101", VZCTL, *confs)
    assert (scripts.known["VE_ROOT"], scripts.known["NAME"], scripts.known["VEID"]) == ("/vz/root/101", "web", "101")
    [mount] = scripts.mounts()
    assert (mount.source, mount.target) == ("/srv/web/101", "/data")


@pytest.mark.parametrize(
    ("action", "mounted", "end"),
    [
        ("mount", False, "nobody does; --mounts takes 1 mount of it"),
        ("mount", True, "nobody does; 1 mount of it is in the document"),
        ("start", False, "nobody does"),
    ],
)
def test_it_is_told_who_would_have_run_it(action: str, mounted: bool, end: str) -> None:
    script = Script(action, f"101.{action}", f"/etc/vz/conf/101.{action}", MOUNT)
    scripts = scripts_with([script], "101", VZCTL, 'VE_ROOT="/vz/root/$VEID"\nNAME="web"\n')
    [found] = scripts.told(mounted=mounted)
    assert found.message == f"101.{action}: the node runs it at the {action} of the container, and under LXC {end}"
    if not mounted:
        assert scripts.told() == [found]


def test_two_exbibytes_are_no_limit() -> None:
    assert [limit_of(Quota(0, kib)) for kib in (2**51 - 1, 2**51, 0)] == [2**61 - 1024, None, None]
