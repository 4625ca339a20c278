"""A ZIP of questions: QTI with its imsmanifest.xml, or files of any format; read in memory, nothing is written."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import unquote

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeElementTree

from cme.base import text
from cme.offer.importers.questions.item import Item, Problem

MAX_FILES = 20_000
MAX_FILE_BYTES = 20_000_000
MAX_TOTAL_BYTES = 200_000_000
ENDINGS = (".xml", ".gift", ".txt", ".csv", ".tsv")


ReadOne = Callable[[bytes], tuple[list[Item], list[Problem]]]


def read(data: bytes, read_one: ReadOne) -> tuple[list[Item], list[Problem]]:
    """Return the items and problems of a ZIP, each of whose files `read_one` reads; problems name the file.

    A ZIP bomb, or a path that leads out of its folder, refuses the whole file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_unsafe(archive)
            return _read_all(archive, read_one)
    except ValueError as error:
        return [], [Problem("the file", str(error))]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return [], [Problem("the file", "this ZIP is damaged or of a kind that is not read")]


def _refuse_unsafe(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > MAX_FILES:
        raise ValueError(f"there are more than {MAX_FILES:,} files in it")
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
            raise ValueError(f"the name {_shown(info.filename)} leads out of its folder")
        if info.flag_bits & 1:
            raise ValueError("it is encrypted")
        if info.file_size > MAX_FILE_BYTES:
            raise ValueError(f"{_shown(info.filename)} is larger than {MAX_FILE_BYTES // 1_000_000} MB when unpacked")
    if sum(info.file_size for info in infos) > MAX_TOTAL_BYTES:
        raise ValueError(f"it is larger than {MAX_TOTAL_BYTES // 1_000_000} MB when unpacked")


def _read_all(archive: zipfile.ZipFile, read_one: ReadOne) -> tuple[list[Item], list[Problem]]:
    items: list[Item] = []
    problems: list[Problem] = []
    left = MAX_TOTAL_BYTES
    for name in _names(archive, problems):
        body = _bytes(archive, name, left)
        left -= len(body)
        found, refused = (
            read_one(body)
            if not body.startswith(b"PK")
            else ([], [Problem("the file", "a ZIP within a ZIP is not read")])
        )
        for item in found:
            item.where = f"{_shown(name)}, {item.location}"
        items += found
        problems += [Problem(f"{_shown(name)}, {problem.where}", problem.sentence) for problem in refused]
    if not items and not problems:
        problems.append(Problem("the file", "there is no file of questions in it"))
    return items, problems


def _bytes(archive: zipfile.ZipFile, name: str, left: int) -> bytes:
    """Unpack one file, no further than its limit: the declared size may be false."""
    limit = min(MAX_FILE_BYTES, left)
    with archive.open(name) as file:
        body = file.read(limit + 1)
    if len(body) > limit:
        raise ValueError(f"{_shown(name)} is larger than it says when unpacked")
    return body


def _names(archive: zipfile.ZipFile, problems: list[Problem]) -> list[str]:
    """List the files to read: those that the manifest calls items, or all whose name has a known ending."""
    present = {info.filename for info in archive.infolist() if not info.is_dir()}
    every = [
        name
        for name in sorted(present)
        if name.lower().endswith(ENDINGS) and posixpath.basename(name) != "imsmanifest.xml"
    ]
    every = [name for name in every if not posixpath.basename(name).startswith(".") and "__MACOSX" not in name]
    manifest = min((name for name in present if posixpath.basename(name) == "imsmanifest.xml"), key=len, default=None)
    if manifest is None:
        return every
    try:
        root = SafeElementTree.fromstring(_bytes(archive, manifest, MAX_FILE_BYTES))
    except DefusedXmlException:
        raise ValueError("imsmanifest.xml declares XML entities, which are not read") from None
    except (SafeElementTree.ParseError, ValueError, LookupError):
        raise ValueError("imsmanifest.xml is not well-formed XML") from None
    names = []
    for resource in root.iter():
        if not str(resource.tag).endswith("resource") or "item" not in (resource.get("type") or "").lower():
            continue
        href = unquote(resource.get("href") or "")
        name = posixpath.normpath(posixpath.join(posixpath.dirname(manifest), href)) if href else ""
        if name.startswith(("/", "..")) or ":" in href.split("/")[0]:
            problems.append(Problem("imsmanifest.xml", f"{_shown(href)} leads out of the folder"))
        elif name not in present:
            problems.append(
                Problem("imsmanifest.xml", f"{_shown(href) or 'a resource without href'} is not in the ZIP")
            )
        elif name not in names:
            names.append(name)
    return names or ([] if problems else every)  # with problems, those say why there is nothing to read


def _shown(name: str) -> str:
    return text.line(name, 100_000_000)[:120]
