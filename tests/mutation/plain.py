"""How do tests fail quickly? Nobody reads what they say: the first example is enough, and no difference is told."""

from __future__ import annotations

import hypothesis
import pytest

#: Options of pytest, the same wherever faults are tried.
PLAIN = ("-p", "no:cacheprovider", "-p", "no:terminal", "--assert=plain", "--capture=no")


class Plain:
    """A plugin: laws try the examples that they always try, and look for no smaller one when they have failed."""

    @pytest.hookimpl(trylast=True)  # after tests/conftest.py has chosen its profile
    def pytest_sessionstart(self) -> None:
        """Choose another profile, before any test is imported."""
        hypothesis.settings.register_profile(
            "mutation",
            parent=hypothesis.settings.default,
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
            report_multiple_bugs=False,
        )
        hypothesis.settings.load_profile("mutation")
