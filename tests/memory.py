"""Where the tests keep their files: in memory where there is room, so that no test waits for a disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3  # bytes that must be free there


def folder() -> Path | None:
    """Return the folder of memory, or None where there is none or it has too little room."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if usable else None
