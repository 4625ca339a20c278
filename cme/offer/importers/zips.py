"""ZIP files from elsewhere: unpacked into a temporary folder, within limits."""

from __future__ import annotations

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

MAX_FILES = 2000
MAX_FILE_BYTES = 50_000_000
MAX_TOTAL_BYTES = 200_000_000
CHUNK_BYTES = 1 << 16
DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Yield a temporary folder with the content of a ZIP file; ValueError with a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as file:
                _unpack(file, Path(folder))
        except DAMAGED as error:
            raise ValueError(f"the ZIP file cannot be read ({str(error)[:100]})") from None
        yield _only_folder(Path(folder))


def _unpack(file: zipfile.ZipFile, folder: Path) -> None:
    entries = [entry for entry in file.infolist() if not entry.is_dir()]
    if len(entries) > MAX_FILES:
        raise ValueError(f"the ZIP file holds {len(entries):,} files; at most {MAX_FILES:,} are read")
    left = MAX_TOTAL_BYTES
    for entry in entries:
        target = folder / _name(entry)
        target.parent.mkdir(parents=True, exist_ok=True)
        left -= _copy(file, entry, target, min(left, MAX_FILE_BYTES))


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the path of an entry below the folder; ValueError where it leads out of the folder or is no file."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename or not path.parts:
        raise ValueError(f"{entry.filename[:100]!r} leads out of the folder")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise ValueError(f"{entry.filename[:100]!r} is a link or no file")
    return str(path)


def _copy(file: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, max_bytes: int) -> int:
    """Unpack one entry, counting its bytes, since the declared size may be false; return how many they are."""
    written = 0
    if target.exists():
        raise ValueError(f"{entry.filename[:100]!r} stands twice in the ZIP file")
    with file.open(entry) as source, target.open("xb") as out:
        while chunk := source.read(CHUNK_BYTES):
            written += len(chunk)
            if written > max_bytes:
                raise ValueError(f"the ZIP file becomes too large: {entry.filename[:100]!r} goes over the limit")
            out.write(chunk)
    return written


def _only_folder(folder: Path) -> Path:
    """Return the only folder of a ZIP file that holds nothing else, or the whole."""
    inside = [path for path in folder.iterdir() if path.name != "__MACOSX"]
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder
