"""A course from a folder: course.yaml, topics as Markdown with images, questions as GIFT. Whole or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path

from cme.offer.importers import Report, zips
from cme.offer.importers.courses import settings, topics
from cme.offer.importers.courses.saving import take
from cme.offer.importers.files import shown_name

__all__ = ["import_course", "read"]


def import_course(path: Path, *, by: str, progress=None, since=None) -> Report:
    """Import a course from a folder, or from a ZIP of one; what is the same as before makes no new version.

    A course with a hole in it would be offered wrong: any fault refuses it whole, and all of them are named,
    each with its file and line. `since` dates the offer back (for demo content with a history).
    """
    report = Report()
    say = _teller(report, progress)
    try:
        if path.is_file():
            if not zipfile.is_zipfile(path):
                raise ValueError("this is neither a folder nor a ZIP file")
            with zips.unpacked(path) as folder:
                _import(folder, report, say, by, since)
        else:
            _import(path, report, say, by, since)
    except ValueError as fault:
        report.refused += 1
        say(f"refused    {shown_name(Path(path.name))}: {fault}")
    return report


def _teller(report, progress):
    def say(line):
        report.lines.append(line)
        if progress:
            progress(line)

    return say


def _import(folder, report, say, by, since) -> None:
    course, faults = read(folder)
    if faults:
        report.refused += 1
        for fault in faults:
            say(f"refused    {fault}")
        return
    for name, did in take(course, by, since):
        report.imported += did != "unchanged"
        report.unchanged += did == "unchanged"
        say(
            f"{'unchanged' if did == 'unchanged' else 'imported '}  {name}{', a new version' if did == 'changed' else ''}"
        )


def read(folder: Path) -> tuple[dict, list[str]]:
    """Read a folder into what a course is; faults are sentences that begin with file and line."""
    faults: list[str] = []
    course = settings.read(folder, faults)
    seen: dict[str, str] = {}
    for topic in course.get("topics", []):
        topics.read(folder, topic, faults)
        for item in topic.get("items", []):
            if item["key"] in seen:
                faults.append(f"{item['place']}: the question {item['key']} stands in {seen[item['key']]} already")
            seen.setdefault(item["key"], item["place"])
    return course, faults
