"""The file that the test clock reads, for every process of a test."""

from __future__ import annotations

from pathlib import Path


def write(file: Path, moment: str) -> None:
    """Write a moment or an offset into the file in one step: a process that finds it empty takes the real time."""
    new_file = file.with_name(file.name + ".new")
    new_file.write_text(moment)
    new_file.replace(file)
