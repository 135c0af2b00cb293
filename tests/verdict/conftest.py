"""Which host does the LXC driver that is asked run on?"""

from collections.abc import Iterator

import pytest

from tests.boot.harness import Host, lxc_host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """Give one host for all."""
    with lxc_host() as host:
        yield host
