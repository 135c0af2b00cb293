"""How large may untrusted input be? The one place that says so."""

from typing import Final

#: A domain document, in bytes. The largest real ones are below 200 KiB.
MAX_DOCUMENT: Final = 16 * 1024 * 1024
#: How deep elements may nest.
MAX_DEPTH: Final = 200
#: A conf, in bytes: a hundred times what any real one takes. Only the command line and the fleet layer look.
MAX_CONF: Final = 64 * 1024 * 1024
