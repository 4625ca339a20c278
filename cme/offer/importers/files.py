"""Files of a folder from elsewhere: which ones are read, and their text."""

from __future__ import annotations

from pathlib import Path

from cme.base import text
from cme.offer.importers.front_matter import FileError


def below(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """List the files below a folder with these endings, in a steady order; nothing hidden."""
    found = [path for path in folder.rglob("*") if path.suffix.lower() in endings]
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def shown_name(path: Path) -> str:
    """Return a file's name in a form that can be printed, whatever bytes are in it."""
    return text.line(str(path).encode("utf-8", "replace").decode(), 100_000)


def read_text(path: Path, max_bytes: int) -> str:
    """Read a file of UTF-8 text of at most so many bytes; FileError with the line of what is wrong."""
    try:
        if path.is_symlink():
            raise FileError(1, "links are not followed")
        if not path.is_file():
            raise FileError(1, "this is no file")
        if path.stat().st_size > max_bytes:
            raise FileError(1, f"the file is larger than {max_bytes:,} bytes")
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(1, f"this cannot be read ({error.strerror})") from None
    try:
        source = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError(raw[: error.start].count(b"\n") + 1, "this is not UTF-8 text") from None
    if "\0" in source:
        raise FileError(source[: source.index("\0")].count("\n") + 1, "there is a null byte")
    return source
