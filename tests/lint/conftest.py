"""What do tests of rules share with those of fleets?"""

from __future__ import annotations

from tests.fleet.conftest import vzvirt as vzvirt
