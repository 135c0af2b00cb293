"""Is the conf read by the wrong program's rules?"""

from __future__ import annotations

from collections.abc import Iterator

from translator.conf.whose import sign_of_seven
from translator.finding import Finding
from translator.lint.context import ConfContext
from translator.lint.rule import Rule, conf_check, declare

declare(
    Rule(
        "VZ112",
        "another-reader",
        "info",
        "a conf that looks like one of OpenVZ 7, and is read as vzctl reads",
        "vzctl and libvzctl read some values differently, and each has parameters of its own: with --dialect libvzctl, "
        "or auto for files of both kinds, the findings are those of the program that the container has.",
        'UUID="fbcdf284-5345-416b-a589-7b5fcaa87673"\n',
        'ONBOOT="yes"\n',
        silence="file",
    ),
)


@conf_check("VZ112")
def another(conf: ConfContext) -> Iterator[Finding]:
    """Look for what only libvzctl reads."""
    if conf.dialect.name == "libvzctl":
        return
    if not conf.settings.problems:  # what only libvzctl reads is unknown to others, but for fields of NETIF
        netif = conf.setting("NETIF")
        if netif is None or sign_of_seven("".join(conf.tree[at].raw for at in netif.leaves)) is None:
            return
    sign = sign_of_seven(conf.text)
    if sign is not None:
        at = conf.text.count("\n", 0, sign.start)
        yield conf.finding(
            "VZ112",
            at,
            f"{sign.word} is of OpenVZ 7, read here as {conf.dialect.name} does; expected --dialect libvzctl",
        )
