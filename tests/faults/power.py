"""A disk that records every write and sync of SQLite, and can be cut off after any of them.

What was synced before the cut is on the disk afterwards. The rest may be written, lost, or torn: each sector of
512 bytes of a write on its own, and writes in any order (security.md F2; after SQLite's own crash tests).
"""

from __future__ import annotations

from pathlib import Path

import apsw
from playhouse.apsw_ext import APSWDatabase

from cme.base.store.db import Sqlite

SECTOR = 512


class Disk(apsw.VFS):
    """The file system that SQLite sees; `log` has its operations, and the notes of the test between them."""

    def __init__(self, name: str):
        self.label, self.log = name, []
        super().__init__(name, "")

    def xOpen(self, name, flags):
        return File(self, name, flags)

    def xDelete(self, name, sync):
        self.log.append(("delete", Path(name).name))
        super().xDelete(name, sync)


class File(apsw.VFSFile):
    """One open file."""

    def __init__(self, disk, name, flags):
        self.disk = disk
        self.name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary").name
        super().__init__("", name, flags)

    def xWrite(self, data, offset):
        self.disk.log.append(("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size):
        self.disk.log.append(("truncate", self.name, size))
        super().xTruncate(size)

    def xSync(self, flags):
        self.disk.log.append(("sync", self.name))
        super().xSync(flags)


class Recorded(Sqlite, APSWDatabase):
    """The database class of the application, on the recording disk."""

    def __init__(self, path, disk: str, **options):
        self.disk_name = disk
        super().__init__(path, **options)

    def _connect(self):
        connection = apsw.Connection(str(self.database), vfs=self.disk_name)
        # the way the standard library's sqlite3 writes dates
        connection.convert_binding = lambda cursor, number, value: value.isoformat(*[" "] * hasattr(value, "hour"))
        connection.set_busy_timeout(int(self._timeout * 1000))
        self._add_conn_hooks(connection)
        return connection


class Cuts:
    """The files as they are after a power cut; ask for moments in ascending order."""

    def __init__(self, start: dict[str, bytes], log: list[tuple]):
        self.durable = {name: bytearray(data) for name, data in start.items()}
        self.pending: dict[str, list[tuple]] = {}
        self.log, self.at = log, 0

    def after(self, moment: int, dice) -> dict[str, bytearray]:
        """Cut the power after so many operations; return the files on the disk."""
        while self.at < moment:
            self._apply_next(self.log[self.at])
            self.at += 1
        damage = dice.choice(["lost", "written", "torn", "torn", "any"])
        files = {name: bytearray(data) for name, data in self.durable.items()}
        for name, operations in self.pending.items():
            operations = list(operations)
            if damage == "any":
                dice.shuffle(operations)
            for operation in operations:
                for piece in _surviving_parts(operation, damage, dice):
                    _apply(files, name, piece)
        return files

    def _apply_next(self, operation):
        kind, name = operation[:2]
        if kind in ("write", "truncate"):
            self.pending.setdefault(name, []).append(operation)
        elif kind == "sync":
            for each in self.pending.pop(name, ()):
                _apply(self.durable, name, each)
        elif kind == "delete":
            self.durable.pop(name, None)
            self.pending.pop(name, None)


def _surviving_parts(operation, damage, dice):
    if damage == "lost" or damage == "any" and dice.random() < 0.5:
        return
    if operation[0] == "truncate" or damage != "torn":
        yield operation
        return
    _, name, offset, data = operation
    for start in range(0, len(data), SECTOR):
        if dice.random() < 0.5:
            yield ("write", name, offset + start, data[start : start + SECTOR])


def _apply(files, name, operation):
    file = files.setdefault(name, bytearray())
    if operation[0] == "truncate":
        del file[operation[2] :]
        return
    _, _, offset, data = operation
    if len(file) < offset:
        file.extend(bytes(offset - len(file)))
    file[offset : offset + len(data)] = data
