"""Which collections of real files are at hand?"""

from tests.interop.corpus import RECORDED

# The collection is not part of the repository: without it there is nothing to run, which is no skip to speak of.
collect_ignore = [] if RECORDED.exists() else ["test_recorded.py"]
