"""A ZIP whose bytes depend only on its contents: a fixed date, no owner, files in the order given."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can hold
STORED = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".zip")  # compressed already


class Bundle:
    """Writes files into an open binary file, a piece at a time; `sums` maps their names to their SHA-256."""

    def __init__(self, out: BinaryIO):
        self.zip = zipfile.ZipFile(out, "w")
        self.sums: dict[str, str] = {}

    def add(self, name: str, pieces: bytes | Iterable[bytes]) -> str:
        """Add a file from bytes or pieces of them and return its name: a number is added to one that exists."""
        name = self._free(name)
        entry = zipfile.ZipInfo(name, DATE)
        entry.external_attr, entry.create_system = 0o644 << 16, 3
        entry.compress_type = zipfile.ZIP_STORED if name.lower().endswith(STORED) else zipfile.ZIP_DEFLATED
        digest = hashlib.sha256()
        with self.zip.open(entry, "w", force_zip64=True) as out:
            for piece in [pieces] if isinstance(pieces, bytes) else pieces:
                digest.update(piece)
                out.write(piece)
        self.sums[name] = digest.hexdigest()
        return name

    def _free(self, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        number = 1
        while name in self.sums:
            number += 1
            name = f"{stem}-{number}{dot}{ending}"
        return name

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.zip.close()  # writes the directory of its files


def file_name(text: str, ending: str = "", limit: int = 60) -> str:
    """Return a file's name for a title: ASCII letters, digits and dashes, never empty."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower().encode("ascii", "ignore").decode()).strip("-")
    return (plain[:limit].strip("-") or "document") + ending
