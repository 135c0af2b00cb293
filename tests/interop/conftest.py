"""Which collections of real files are at hand?"""

from tests.recorded import CORPUS

# The collection is not part of the repository: without it there is nothing to run, which is no skip to speak of.
collect_ignore = [] if CORPUS.is_dir() else ["test_recorded.py"]
