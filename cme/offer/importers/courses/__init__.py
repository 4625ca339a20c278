"""A course from a folder: course.yaml, topics as Markdown with images, questions as GIFT. Whole or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from cme.offer.importers import Report, zips
from cme.offer.importers.courses import settings, topics
from cme.offer.importers.courses.saving import save
from cme.offer.importers.files import shown_name

__all__ = ["import_course", "read"]


def import_course(
    path: Path, *, by: str, progress: Callable[[str], Any] | None = None, since: datetime | None = None
) -> Report:
    """Import a course from a folder, or from a ZIP of one; what is the same as before makes no new version.

    A course with a gap must not be offered: any problem refuses the whole course, and all of them are reported,
    each with its file and line. `since` dates the offer back (for demo content with a history).
    """
    report = Report()
    add_line = _line_adder(report, progress)
    try:
        if path.is_file():
            if not zipfile.is_zipfile(path):
                raise ValueError("this is neither a folder nor a ZIP file")
            with zips.unpacked(path) as folder:
                _import(folder, report, add_line, by, since)
        else:
            _import(path, report, add_line, by, since)
    except ValueError as error:
        report.refused += 1
        add_line(f"refused    {shown_name(Path(path.name))}: {error}")
    return report


def _line_adder(report: Report, progress: Callable[[str], Any] | None) -> Callable[[str], None]:
    def add_line(line: str) -> None:
        report.lines.append(line)
        if progress:
            progress(line)

    return add_line


def _import(folder: Path, report: Report, add_line: Callable[[str], None], by: str, since: datetime | None) -> None:
    course, problems = read(folder)
    if problems:
        report.refused += 1
        for problem in problems:
            add_line(f"refused    {problem}")
        return
    for name, outcome in save(course, by, since):
        report.imported += outcome != "unchanged"
        report.unchanged += outcome == "unchanged"
        verb = "unchanged" if outcome == "unchanged" else "imported "
        changed = ", a new version" if outcome == "changed" else ""
        add_line(f"{verb}  {name}{changed}")


def read(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """Return the values of a course from its folder, and the problems: sentences that begin with file and line."""
    problems: list[str] = []
    course = settings.read(folder, problems)
    seen: dict[str, str] = {}
    for topic in course.get("topics", []):
        topics.read(folder, topic, problems)
        for item in topic.get("items", []):
            if item["key"] in seen:
                problems.append(f"{item['location']}: the question {item['key']} stands in {seen[item['key']]} already")
            seen.setdefault(item["key"], item["location"])
    return course, problems
