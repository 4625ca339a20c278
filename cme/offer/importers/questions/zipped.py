"""A ZIP of questions: QTI with its imsmanifest.xml, or files of any format; opened in memory, nothing is unpacked."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from urllib.parse import unquote

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Guarded

from cme.base import text
from cme.offer.importers.questions.item import Fault, Item

MOST_FILES = 20_000
LARGEST_FILE = 20_000_000
LARGEST_WHOLE = 200_000_000
ENDINGS = (".xml", ".gift", ".txt", ".csv", ".tsv")


def read(data: bytes, read_one) -> tuple[list[Item], list[Fault]]:
    """Read each file of a ZIP by `read_one`; faults name the file. A bomb or a path out of the folder refuses it whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bad(archive)
            return _read_all(archive, read_one)
    except ValueError as fault:
        return [], [Fault("the file", str(fault))]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return [], [Fault("the file", "this ZIP is damaged or of a kind that is not read")]


def _refuse_bad(archive) -> None:
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise ValueError(f"there are more than {MOST_FILES:,} files in it")
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
            raise ValueError(f"the name {_shown(info.filename)} leads out of its folder")
        if info.flag_bits & 1:
            raise ValueError("it is encrypted")
        if info.file_size > LARGEST_FILE:
            raise ValueError(f"{_shown(info.filename)} is larger than {LARGEST_FILE // 1_000_000} MB when unpacked")
    if sum(info.file_size for info in infos) > LARGEST_WHOLE:
        raise ValueError(f"it is larger than {LARGEST_WHOLE // 1_000_000} MB when unpacked")


def _read_all(archive, read_one):
    items, faults = [], []
    left = LARGEST_WHOLE
    for name in _names(archive, faults):
        body = _bytes(archive, name, left)
        left -= len(body)
        good, bad = (
            read_one(body)
            if not body.startswith(b"PK")
            else ([], [Fault("the file", "a ZIP within a ZIP is not read")])
        )
        for item in good:
            item.where = f"{_shown(name)}, {item.place}"
        items += good
        faults += [Fault(f"{_shown(name)}, {fault.where}", fault.sentence) for fault in bad]
    if not items and not faults:
        faults.append(Fault("the file", "there is no file of questions in it"))
    return items, faults


def _bytes(archive, name, left) -> bytes:
    """Unpack one file, no further than its limit: a size that is told can be a lie."""
    limit = min(LARGEST_FILE, left)
    with archive.open(name) as file:
        body = file.read(limit + 1)
    if len(body) > limit:
        raise ValueError(f"{_shown(name)} is larger than it says when unpacked")
    return body


def _names(archive, faults) -> list[str]:
    """List the files to read: those that the manifest calls items, or all whose name has a known ending."""
    there = {info.filename for info in archive.infolist() if not info.is_dir()}
    every = [
        name
        for name in sorted(there)
        if name.lower().endswith(ENDINGS) and posixpath.basename(name) != "imsmanifest.xml"
    ]
    every = [name for name in every if not posixpath.basename(name).startswith(".") and "__MACOSX" not in name]
    manifest = min((name for name in there if posixpath.basename(name) == "imsmanifest.xml"), key=len, default=None)
    if manifest is None:
        return every
    try:
        root = Guarded.fromstring(_bytes(archive, manifest, LARGEST_FILE))
    except DefusedXmlException:
        raise ValueError("imsmanifest.xml declares XML entities, which are not read") from None
    except (Guarded.ParseError, ValueError, LookupError):
        raise ValueError("imsmanifest.xml is not well-formed XML") from None
    names = []
    for resource in root.iter():
        if not str(resource.tag).endswith("resource") or "item" not in (resource.get("type") or "").lower():
            continue
        href = unquote(resource.get("href") or "")
        name = posixpath.normpath(posixpath.join(posixpath.dirname(manifest), href)) if href else ""
        if name.startswith(("/", "..")) or ":" in href.split("/")[0]:
            faults.append(Fault("imsmanifest.xml", f"{_shown(href)} leads out of the folder"))
        elif name not in there:
            faults.append(Fault("imsmanifest.xml", f"{_shown(href) or 'a resource without href'} is not in the ZIP"))
        elif name not in names:
            names.append(name)
    return names or ([] if faults else every)  # whose faults say what they are instead


def _shown(name: str) -> str:
    return text.line(name, 100_000_000)[:120]
