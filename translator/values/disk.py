"""Which disks does DISK describe? Known to libvzctl only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from translator.values.codec import UNSET, Codec, Refused
from translator.values.number import read_unsigned
from translator.values.virtuozzo import read_uuid


class Disk(NamedTuple):
    """One disk: ``uuid`` in braces, ``size`` in KiB, and either ``image`` (a folder of a ploop image, which may be
    '') or ``device``; ``enabled`` and ``autocompact`` are yes, no or None for unsaid. ``others`` are the fields that
    libvzctl passes over, as they stood.
    """

    uuid: str
    image: str | None = None
    device: str | None = None
    size: int = 0
    enabled: str | None = None
    mnt: str | None = None
    mnt_opts: str | None = None
    autocompact: str | None = None
    storage_url: str | None = None
    others: tuple[tuple[str, str], ...] = ()

    def fields(self) -> list[tuple[str, str]]:
        """Return the fields that are given, as text, in the order in which libvzctl writes them."""
        given = (
            ("uuid", self.uuid),
            ("size", str(self.size)),
            ("enabled", self.enabled),
            ("mnt", self.mnt),
            ("mnt_opts", self.mnt_opts),
            ("autocompact", self.autocompact),
            ("storage_url", self.storage_url),
            ("device", self.device),
            ("image", self.image),
        )
        return [(key, value) for key, value in given if value is not None]


class Disks(Codec):
    """Disks separated by ``;``, fields ``key=value`` by ``,``; ``uuid`` and one of ``image`` and ``device`` are
    required, the later of these two counts.
    """

    shape = "disks"
    expects = "uuid={...},size=KiB,enabled=yes|no,mnt=...,image=... or device=...; disks apart by ';'"

    def decode(self, text: str) -> object:
        """Read the disks; the first bad one ends the list, those before it stay."""
        found: list[Disk] = []
        for piece in text.split(";"):
            if not piece:
                continue
            try:
                found.append(self._disk(piece))
            except Refused:
                raise Refused(piece, kept=tuple(found) or UNSET) from None
        return tuple(found) or UNSET

    @staticmethod
    def _disk(piece: str) -> Disk:
        fields: dict[str, str | None] = {}
        others: list[tuple[str, str]] = []
        size = 0
        for field in piece.split(","):
            key, equals, value = field.partition("=")
            if key == "image" and equals:
                fields |= {"image": value, "device": None}
            elif not value and (key in DISK_FIELDS or not key):
                continue  # an empty field says nothing, only an image may be empty
            elif key == "uuid":
                fields[key] = f"{{{read_uuid(value)}}}"
            elif key == "size":
                size = read_unsigned(value)
            elif key == "device":
                fields |= {"image": None, "device": value}
            elif key == "enabled" and value not in ("yes", "no"):
                raise Refused(piece)
            elif key in DISK_FIELDS and not (key == "autocompact" and value not in ("yes", "no")):
                fields[key] = value
            else:
                if key == "autocompact":
                    fields[key] = None  # a bad word forgets an earlier one
                others.append((key, value))
        uuid = fields.pop("uuid", None)
        if uuid is None or (fields.get("image") is None and fields.get("device") is None):
            raise Refused(piece)
        return Disk(uuid, size=size, others=tuple(others), **fields)

    def encode(self, value: Sequence[Disk]) -> str:
        """Write the fields in libvzctl's order; those it passes over are lost, as at its next save."""
        return ";".join(",".join(f"{key}={text}" for key, text in disk.fields()) for disk in value)

    def faithful(self, value: Sequence[Disk]) -> bool:
        """Fields of another product are lost by its writer."""
        return not any(disk.others for disk in value)

    def write(self, value: Sequence[Disk]) -> str:
        """Write the fields, those of others too."""
        return ";".join(",".join(f"{key}={text}" for key, text in (*disk.others, *disk.fields())) for disk in value)

    def records(self, value: Sequence[Disk]) -> Sequence[Mapping[str, str]]:
        """Return each disk as names and texts."""
        return [dict(disk.fields()) for disk in value]

    def spell(self, records: Sequence[Mapping[str, str]]) -> str:
        """Return the text of such records, the image or device last."""
        return ";".join(",".join(f"{key}={text}" for key, text in record.items()) for record in records)


#: The fields that libvzctl knows.
DISK_FIELDS = tuple("uuid size enabled mnt mnt_opts autocompact storage_url device image".split())
