"""Which host do the tests start their containers on?"""

from collections.abc import Iterator

import pytest

from tests.boot.harness import Host, lxc_host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """Give one host for all: it starts in a quarter of a second, a container in a tenth."""
    with lxc_host() as host:
        yield host
