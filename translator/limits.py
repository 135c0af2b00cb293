"""How large may untrusted input be? The one place that says so."""

from typing import Final

#: A domain document, in bytes. The largest real ones are below 200 KiB.
MAX_DOCUMENT: Final = 16 * 1024 * 1024
#: How deep elements may nest.
MAX_DEPTH: Final = 200
#: How many attributes an element may have; libxml2 looks at each one for each other one when it validates.
MAX_ATTRIBUTES: Final = 1000
#: A file that is read, in bytes: thousands of times what any real conf takes, and a whole document. Only the command
#: line and the fleet layer look.
MAX_CONF: Final = MAX_DOCUMENT
#: The confs and documents of one archive, in bytes: many are held at once. A hundred thousand real confs take 150 MiB.
MAX_ARCHIVE: Final = 512 * 1024 * 1024
#: A list of files, in bytes. Paths of a hundred thousand confs take 10 MiB.
MAX_LIST: Final = 64 * 1024 * 1024
#: What belongs to the confs of one archive, vz.conf and action scripts, in bytes: each process keeps them. A hundred
#: thousand containers with a script of the usual length take 50 MiB.
MAX_BESIDE: Final = 64 * 1024 * 1024
#: What an archive says about one member before its content, in bytes: long names, extended headers, maps of holes.
MAX_HEADER: Final = 4 * 1024 * 1024
#: What decompressing xz may take, in bytes. ``xz -9`` needs 65 MiB.
MAX_DICTIONARY: Final = 128 * 1024 * 1024
#: A script that is taken apart, in characters, and what variables may make of all its words; real ones have some
#: thousands. And one line or word of it: two paths of the longest that Linux takes, and as much again.
MAX_SCRIPT: Final = 256 * 1024
MAX_SCRIPT_LINE: Final = 16 * 1024
#: A configuration of ``check``, in bytes, and the dots of one line of it: Python's reader of TOML takes memory by the
#: square of the names in a key, and time by the names of its table.
MAX_CONFIG: Final = 1024 * 1024
MAX_DOTS: Final = 1000
#: A baseline, in bytes. One of three findings in each of a hundred thousand confs takes 15 MiB.
MAX_BASELINE: Final = 64 * 1024 * 1024
