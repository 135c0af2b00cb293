"""Which rules are there about lines that readers take differently? Their words; :mod:`.readers` has the checks."""

from __future__ import annotations

from translator.lint.rule import Rule, declare

_AGREE = (
    "Write NAME=\"value\" at the start of the line, without blanks around '=', and nothing after the closing quote."
)

declare(
    Rule(
        "VZ120",
        "single-quotes",
        "warning",
        "a value in single quotes",
        "libvzctl and a shell remove the apostrophes; to vzctl and libvirt they are part of the value, so that "
        "ONBOOT='yes' is refused and HOSTNAME='web' names a host with apostrophes.",
        "HOSTNAME='web1'\n",
        'HOSTNAME="web1"\n',
        "unsafe",
    ),
    Rule(
        "VZ121",
        "unquoted-value",
        "warning",
        "a value without quotes that holds blanks or characters that a shell acts on",
        "vzctl takes the rest of the line. A shell that sources the file ends the value at the first blank and runs "
        "what follows as a command. " + _AGREE,
        "NAMESERVER=192.0.2.1 192.0.2.2\n",
        'NAMESERVER="192.0.2.1 192.0.2.2"\n',
        "safe",
    ),
    Rule(
        "VZ122",
        "comment-after-value",
        "warning",
        "a comment behind a value without quotes",
        "libvzctl and a shell cut the comment off. To vzctl and libvirt it is part of the value.",
        "HOSTNAME=web1 # the first\n",
        '# the first\nHOSTNAME="web1"\n',
        "unsafe",
    ),
    Rule(
        "VZ123",
        "text-after-quote",
        "warning",
        "text behind the closing quote that readers take differently",
        "vzctl drops what follows the last quote of the line, libvzctl keeps it as part of the value unless it is a "
        "comment, and a shell joins or runs it.",
        'HOSTNAME="web1"; ONBOOT="yes"\n',
        'HOSTNAME="web1"\nONBOOT="yes"\n',
        "unsafe",
    ),
    Rule(
        "VZ124",
        "indented-line",
        "warning",
        "a line that does not start at the first column",
        "vzctl reads it, but libvirt does not see it and vzctl's own writer does not find it: a later change is "
        "appended as a second line, and loses against this one.",
        '  ONBOOT="yes"\n',
        'ONBOOT="yes"\n',
        "unsafe",
    ),
    Rule(
        "VZ125",
        "backslash",
        "warning",
        "a backslash in a value",
        "vzctl and libvzctl delete it before they look at anything else, and never write it back: the text shrinks at "
        "each save. A shell and libvirt read something else again.",
        'DESCRIPTION="C:\\temp"\n',
        'DESCRIPTION="C:/temp"\n',
    ),
    Rule(
        "VZ126",
        "shell-expansion",
        "warning",
        "a value that a shell expands or executes",
        "Conf readers take '$' and backquotes as they stand. Scripts that source the file (mount scripts, vzmigrate) "
        "put something else in their place, or run it.",
        'DESCRIPTION="made by $USER"\n',
        'DESCRIPTION="made by an admin"\n',
    ),
    Rule(
        "VZ127",
        "veid-spelling",
        "warning",
        "$VEID where or how not every reader replaces it",
        "vzctl replaces the first $VEID of VE_ROOT and VE_PRIVATE, and ${VEID} only where no $VEID stands; libvirt "
        "never replaces ${VEID}; other parameters keep it as text. A name that goes on, such as $VEID_old, is another "
        "variable to a shell.",
        'VE_PRIVATE="/vz/private/${VEID}"\n',
        'VE_PRIVATE="/vz/private/$VEID"\n',
        "unsafe",
    ),
    Rule(
        "VZ128",
        "inner-quote",
        "warning",
        "a double quote inside a value, or only at its end",
        "vzctl ends the value at the last quote of the line, libvirt at the first; a shell pairs them.",
        'DESCRIPTION="a "big" one"\n',
        'DESCRIPTION="a big one"\n',
    ),
    Rule(
        "VZ129",
        "carriage-return",
        "warning",
        "lines that end in CR LF",
        "Conf readers cut the CR off a quoted value; a shell that sources the file keeps it, and libvirt keeps it "
        "where there are no quotes.",
        'ONBOOT="yes"\r\n',
        'ONBOOT="yes"\n',
        "safe",
    ),
    Rule(
        "VZ130",
        "tab-in-value",
        "warning",
        "a tab inside a value",
        "libvirt ends the value at the tab. A blank separates just as well.",
        'IP_ADDRESS="192.0.2.1\t192.0.2.2"\n',
        'IP_ADDRESS="192.0.2.1 192.0.2.2"\n',
        "unsafe",
    ),
    Rule(
        "VZ131",
        "nul-byte",
        "warning",
        "a NUL byte",
        "Every conf reader loses the rest of the line; a shell drops the byte and reads on.",
        "HOSTNAME=web\0one\n",
        "HOSTNAME=webone\n",
    ),
    Rule(
        "VZ132",
        "readers-disagree",
        "warning",
        "a line that readers take differently for another reason",
        "Each program reads another container from the same file. " + _AGREE,
        "HOSTNAME= web1\n",
        'HOSTNAME="web1"\n',
    ),
    Rule(
        "VZ133",
        "overlong-line",
        "warning",
        "a line that a reader or writer cuts into pieces",
        "vzctl's writer breaks lines of more than 16383 bytes into several, which corrupts the file at the next save; "
        "libvzctl's reader breaks them at 40959.",
        'DESCRIPTION="' + "x" * 16384 + '"\n',
        'DESCRIPTION="x"\n',
    ),
)
