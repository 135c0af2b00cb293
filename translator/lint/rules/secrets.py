"""Are there secrets in the file? Passwords, tokens and keys, in comments and in free text."""

from __future__ import annotations

from collections.abc import Iterator

from translator.characters import C_BLANKS
from translator.finding import Finding
from translator.lazy import lazy
from translator.lint.context import ConfContext
from translator.lint.rule import Rule, declare, line_check

declare(
    Rule(
        "VZ611",
        "secret-in-file",
        "warning",
        "what looks like a password, a token or a private key",
        "Confs are readable for every user of the host by default, are copied into backups and private areas, and "
        "end up in version control. Keep the secret elsewhere, and change it.",
        "# root password: hunter2\n",
        "# the root password is in the vault\n",
    ),
)

#: A word for a secret, then ':' or '=' (or 'is'), then the secret itself: no blank, at least four characters.
_SECRET = lazy(
    r"""(?ix) \b (?: root[ _-]?pw | pass(?:word|wd|phrase|code)? | pwd | passwort | secret | api[ _-]?key | token
        | access[ _-]?key | private[ _-]?key ) \w* (?:[ ]for[ ][\w.@-]+)? ["']? \s* (?: [:=] | \bis\b ) \s* ["']?
        (?! (?:in|the|not|kept|stored|see|none|unset|empty|changed|required|n/a|x+|\*+|\.+|<[^>]*>|\$\{?\w+\}?)
            (?:["'\s]|$))
        ([^\s"']{4,})"""
)
_KEY = lazy(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b")
_CHECKED = ("#", "DESCRIPTION", "\ufeff#")


@line_check("VZ611")
def secrets(conf: ConfContext) -> Iterator[Finding]:
    """Look through comments and DESCRIPTION."""
    for at in conf.fresh:
        raw = conf.tree[at].raw
        # three words are found sooner than any of three patterns
        key = _KEY.search(raw) if "-BEGIN " in raw or "AKIA" in raw or "gh" in raw else None
        if key is None and not raw.lstrip(C_BLANKS).startswith(_CHECKED):
            continue
        found = key or _SECRET.search(raw)
        if found:
            start, end = found.span() if key else found.span(1)
            what = "a key" if key else "a secret"
            # the secret itself is not repeated: logs are read by more people than files
            message = f"this looks like {what}; expected none in a conf"
            yield conf.finding("VZ611", at, message, whole=True)._replace(column=start + 1, width=end - start)
