"""The folder of the tests' files: in memory where there is room, so that no test waits for a disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
LEAST_FREE = 2 * 1024**3  # bytes


def folder() -> Path | None:
    """Return the folder of memory, or None where there is none or it has too little room."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > LEAST_FREE
    return MEMORY if usable else None
