"""What is remembered from one container to the next, and how much?

The confs and documents of a fleet share most of their lines, so what a line says is worked out once. All of it is a
function of text alone, kept in bounded caches, the least recently used of which goes first:

- ``conf.parse``: the leaf of a line; ``conf.settle``: what its value means, with room for its element in the residue
  and its mark in the digest, and the setting that it makes at its place in a conf, where it is the only line that names
  the parameter;
- ``lenses.put``: the line that says a value;
- ``lenses.residue_read``: what a child of a residue says; ``lenses.reading``: what other fragments of a document do;
- ``lint.engine``: the lines of which there is nothing to be said by themselves, and the checks that a conf asks for;
- a few answers about one word: an address, a path, a name.

Nothing is kept of long texts, which are of one container and would fill the memory: these go to the function that a
cache is of (``__wrapped__``).
"""

from __future__ import annotations

from typing import Final

#: Lines and the like that are kept of each kind, and characters up to which one is.
MANY: Final = 2_048
LONGEST: Final = 512
