"""What does a translation report? The findings that convert makes (VZ5xx), documented here with all others."""

from __future__ import annotations

from translator.lint.rule import Rule, declare

declare(
    Rule(
        "VZ501",
        "template-name-outside-schema",
        "info",
        "an OS template whose name libvirt's schema has no place for",
        "Most template names hold dots. libvirt's OpenVZ driver prints them in <source name='...'> and reads them "
        "back, but its schema forbids the dot: 'virsh define --validate' would refuse the document.",
        subject="translation",
    ),
    Rule(
        "VZ502",
        "node-dropped",
        "warning",
        "a node of a document that a conf has no place for",
        "The node says something that OpenVZ cannot do, so it is not in the conf. With --strict the translation "
        "fails instead.",
        subject="translation",
    ),
    Rule(
        "VZ503",
        "value-rounded",
        "info",
        "a value that was rounded to the unit of its parameter",
        "A conf counts in pages, KiB and percent of one CPU where a document counts in bytes and microseconds.",
        subject="translation",
    ),
    Rule(
        "VZ504",
        "nothing-to-convert",
        "error",
        "a source that is what it is to be converted to",
        "A document asked for as a document, or a conf as a conf: --to says which direction is meant.",
        subject="translation",
    ),
    Rule(
        "VZ505",
        "no-ctid",
        "error",
        "a conf whose file name gives no container id",
        "The id is the container's name in a document. --ctid gives it.",
        subject="translation",
    ),
    Rule(
        "VZ506",
        "archive-unreadable",
        "error",
        "an archive that cannot be read",
        "The file is damaged, is no archive, or needs a program that is not installed.",
        subject="translation",
    ),
    Rule(
        "VZ507",
        "no-commands",
        "error",
        "a conf for which no vzctl commands can be written",
        "A value cannot be given as an option of vzctl, or the container is none that vzctl could create.",
        subject="translation",
    ),
    Rule(
        "VZ511",
        "private-area-assumed",
        "warning",
        "a conf without an absolute path of its private area",
        "The document needs the path of the files: vzctl's default is taken, which may not be where they are.",
        subject="translation",
    ),
    Rule(
        "VZ512",
        "ploop-image",
        "warning",
        "a container in a ploop image, for a driver that cannot mount one",
        "libvirt's LXC driver mounts folders and raw images. The image has to be converted or mounted first.",
        subject="translation",
    ),
    Rule(
        "VZ513",
        "device-not-given",
        "warning",
        "a device whose permission a document cannot say",
        "A domain document opens a device by its name, for reading and writing; nothing less.",
        subject="translation",
    ),
    Rule(
        "VZ514",
        "disk-limit-without-disk",
        "warning",
        "a disk limit, and no disk it could be for",
        "OpenVZ limits a container's disk use as a whole, libvirt each disk by its name: --block-device names it.",
        subject="translation",
    ),
    Rule(
        "VZ515",
        "bridge-name-refused",
        "warning",
        "a bridge whose name libvirt does not take",
        "No network is written for it.",
        subject="translation",
    ),
    Rule(
        "VZ516",
        "no-vzctl-option",
        "warning",
        "a parameter that no option of vzctl sets",
        "The commands recreate the container without it: the line has to be written into its conf afterwards.",
        subject="translation",
    ),
    Rule(
        "VZ517",
        "autostart-apart",
        "info",
        "ONBOOT=yes, for a driver that keeps the list of what starts at boot itself",
        "The document cannot say it: 'virsh autostart' puts the container onto libvirt's list.",
        subject="translation",
    ),
)
