"""A ZIP whose bytes depend on what is in it alone: a fixed date, no owner, files in the order given."""

from __future__ import annotations

import hashlib
import re
import zipfile

DATE = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can say
STORED = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".zip")  # pressed already


class Bundle:
    """Writes files into an open binary file, a piece at a time; keeps the SHA-256 of each."""

    def __init__(self, out):
        self.zip, self.sums = zipfile.ZipFile(out, "w"), {}

    def add(self, name: str, pieces) -> str:
        """Add a file from bytes or pieces of them; a name taken already gets a number. Gives the name used."""
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

    def __exit__(self, *fault):
        self.zip.close()  # writes the list of what is in it


def file_name(text: str, ending: str = "", limit: int = 60) -> str:
    """Make a file's name of a title: letters, digits and dashes of ASCII, never empty."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower().encode("ascii", "ignore").decode()).strip("-")
    return (plain[:limit].strip("-") or "document") + ending
