"""Import items one after the other, each only once; each refusal has its location."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cme.base.domain.refusal import Refused
from cme.base.store.db import db
from cme.offer.importers import Report, files
from cme.offer.importers.questions import Item, Problem, read
from cme.offer.questions import records

BATCH_SIZE = 100  # items a transaction: what an interrupted run has done stays done


@dataclass
class Run:
    """One run of an import: `seen` maps the ids and contents so far to their locations."""

    by: str
    category: str = ""
    demo: bool = False
    dry: bool = False
    seen: dict[str, str] = field(default_factory=dict)

    def import_item(self, item: Item) -> str:
        """Import one item; return whether it is (with `dry`, would be) new, changed or unchanged; Refused."""
        item = replace(item, category=self.category or item.category)
        key = _key(item)
        if key in self.seen:
            if item.id:
                raise Refused(f"the id {item.id} is already that of {self.seen[key]}")
            return "unchanged"
        self.seen[key] = item.location
        return records.plan(item).outcome if self.dry else records.put(item, demo=self.demo, by=self.by)

    def skip(self, item: Item) -> None:
        """Remember an item that was imported before the run was interrupted."""
        self.seen.setdefault(_key(item), item.location)


def _key(item: Item) -> str:
    return f"id:{item.id}" if item.id else records.version_fields(item)["content"]


def batches(items: list[Item], start: int = 0) -> Iterator[tuple[int, list[Item]]]:
    """Yield the items from `start` on in batches, each with the position where it ends."""
    for at in range(start, len(items), BATCH_SIZE):
        yield min(at + BATCH_SIZE, len(items)), items[at : at + BATCH_SIZE]


def import_file(path: Path, run: Run, report: Report, progress: Callable[[str], Any] | None = None) -> None:
    """Import a file of questions into a report; `progress` is called with each line, and every 1,000 items."""
    show = progress or (lambda line: None)
    name = files.shown_name(Path(path.name))
    try:
        items, problems = read(path.read_bytes())
    except OSError as error:
        items, problems = [], [Problem("the file", f"it cannot be read ({error.strerror})")]

    def refuse(problem: Problem) -> None:
        report.refused += 1
        line = f"refused    {name}, {problem}"
        report.lines.append(line)
        show(line)

    for problem in problems:
        refuse(problem)
    for end, batch in batches(items):
        with db.atomic():
            for item in batch:
                try:
                    outcome = run.import_item(item)
                except Refused as error:
                    refuse(Problem(item.location, str(error)))
                else:
                    report.imported += outcome != "unchanged"
                    report.unchanged += outcome == "unchanged"
        if end % 1000 == 0 and end < len(items):
            show(f"{end:,} of {len(items):,}")


def import_files(paths: Iterable[Path | str], run: Run, progress: Callable[[str], Any] | None = None) -> Report:
    """Import files of questions; the same files again change nothing, and an interrupted run can be repeated."""
    report = Report()
    for path in paths:
        import_file(Path(path), run, report, progress)
    return report
