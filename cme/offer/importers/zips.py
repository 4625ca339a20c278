"""ZIP files that somebody else made: unpacked into a folder of ours, with limits on what they may become."""

from __future__ import annotations

import stat
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

FILES = 2000
LARGEST = 50_000_000  # bytes of one file
ALL = 200_000_000  # bytes of all together
PIECE = 1 << 16
DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error)


@contextmanager
def unpacked(path: Path):
    """Give a folder with what a ZIP file holds, for as long as it is needed; ValueError with a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as file:
                _unpack(file, Path(folder))
        except DAMAGED as fault:
            raise ValueError(f"the ZIP file cannot be read ({str(fault)[:100]})") from None
        yield _only_folder(Path(folder))


def _unpack(file, folder: Path) -> None:
    entries = [each for each in file.infolist() if not each.is_dir()]
    if len(entries) > FILES:
        raise ValueError(f"the ZIP file holds {len(entries):,} files; at most {FILES:,} are read")
    left = ALL
    for each in entries:
        target = folder / _name(each)
        target.parent.mkdir(parents=True, exist_ok=True)
        left -= _copy(file, each, target, min(left, LARGEST))


def _name(each) -> str:
    """Tell where a file is to stand; ValueError where that is not below the folder, or it is no file."""
    path = PurePosixPath(each.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in each.filename or not path.parts:
        raise ValueError(f"{each.filename[:100]!r} leads out of the folder")
    kind = stat.S_IFMT(each.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise ValueError(f"{each.filename[:100]!r} is a link or no file")
    return str(path)


def _copy(file, each, target: Path, most: int) -> int:
    """Unpack one file, counting what comes out of it: what it says of itself may be a lie."""
    done = 0
    if target.exists():
        raise ValueError(f"{each.filename[:100]!r} stands twice in the ZIP file")
    with file.open(each) as source, target.open("xb") as out:
        while piece := source.read(PIECE):
            done += len(piece)
            if done > most:
                raise ValueError(f"the ZIP file becomes too large: {each.filename[:100]!r} goes over the limit")
            out.write(piece)
    return done


def _only_folder(folder: Path) -> Path:
    """Give the folder that a ZIP file of one folder holds, else the whole."""
    inside = [path for path in folder.iterdir() if path.name != "__MACOSX"]
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder
