"""Can the speed be measured here? pytest-benchmark comes with the extra ``test-all``."""

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("pytest_benchmark") else ["*_benchmark.py"]
