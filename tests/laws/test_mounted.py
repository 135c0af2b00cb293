"""Mounts: ``create(get(c with m)) = create(get(c))`` and ``put(get(c with m), c) = c``, for all that scripts mount (m).

What a mount script mounts shows in a document for LXC, and is in no conf that is made of it. A document that has it
already stays what it is.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.translation import CTID
from tests.strategies import confs
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName
from translator.domain.view import Filesystem
from translator.lenses.mounts import write_mounted

PATHS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=9).map("/{}".format)
MOUNTS = st.lists(
    st.builds(lambda source, target, ro: Filesystem("mount", source, target, readonly=ro), PATHS, PATHS, st.booleans()),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each.target,
).filter(lambda mounts: all(each.target.strip("/") for each in mounts))


@pytest.mark.parametrize("dialect", ["vzctl", "libvzctl"])
@given(conf=confs(), mounts=MOUNTS)
def test_nothing_that_a_script_mounts_becomes_the_container_s_own(
    dialect: DialectName, conf: str, mounts: list[Filesystem]
) -> None:
    mounted = write_mounted(mounts)
    plain = conf_to_domain(conf, ctid=CTID, driver="lxc", dialect=dialect).text
    document = conf_to_domain(conf, ctid=CTID, driver="lxc", dialect=dialect, mounted=mounted).text
    assert domain_to_conf(document, dialect=dialect).text == domain_to_conf(plain, dialect=dialect).text
    back = domain_to_conf(document, dialect=dialect, base=conf)
    assert (back.text, back.report.dropped) == (conf, ())
    assert conf_to_domain(conf, ctid=CTID, driver="lxc", dialect=dialect, base=document).text == document
