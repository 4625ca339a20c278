"""Taking items in one after the other, with what a run has seen: nothing twice, each refusal with its place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from cme.base.domain.refusal import Refused
from cme.base.store.db import db
from cme.offer.importers import Report, files
from cme.offer.importers.questions import Fault, Item, read
from cme.offer.questions import records

TOGETHER = 100  # items a transaction: what an interrupted run has done stays done


@dataclass
class Run:
    """What has been seen so far: ids and contents with their places."""

    by: str
    category: str = ""
    demo: bool = False
    dry: bool = False
    seen: dict[str, str] = field(default_factory=dict)

    def take(self, item: Item) -> str:
        """Take one item: new, changed or unchanged (with `dry`, what it would be); Refused."""
        item = replace(item, category=self.category or item.category)
        name = f"id:{item.id}" if item.id else records.words_of(item)["content"]
        if name in self.seen:
            if item.id:
                raise Refused(f"the id {item.id} is already that of {self.seen[name]}")
            return "unchanged"
        self.seen[name] = item.place
        return records.plan(item).did if self.dry else records.put(item, demo=self.demo, by=self.by)

    def skip(self, item: Item) -> None:
        """Remember an item that was taken before the run was interrupted."""
        name = f"id:{item.id}" if item.id else records.words_of(item)["content"]
        self.seen.setdefault(name, item.place)


def batches(items: list[Item], start: int = 0):
    """Give the items from `start` on in pieces, each with the place where it ends."""
    for at in range(start, len(items), TOGETHER):
        yield min(at + TOGETHER, len(items)), items[at : at + TOGETHER]


def import_file(path: Path, run: Run, report: Report, progress=None) -> None:
    """Import a file of questions into a report; `progress` is called with each line, and every 1,000 items."""
    tell = progress or (lambda line: None)
    name = files.shown_name(Path(path.name))
    try:
        items, faults = read(path.read_bytes())
    except OSError as fault:
        items, faults = [], [Fault("the file", f"it cannot be read ({fault.strerror})")]

    def refuse(fault):
        report.refused += 1
        line = f"refused    {name}, {fault}"
        report.lines.append(line)
        tell(line)

    for fault in faults:
        refuse(fault)
    for end, some in batches(items):
        with db.atomic():
            for item in some:
                try:
                    did = run.take(item)
                except Refused as fault:
                    refuse(Fault(item.place, str(fault)))
                else:
                    report.imported += did != "unchanged"
                    report.unchanged += did == "unchanged"
        if end % 1000 == 0 and end < len(items):
            tell(f"{end:,} of {len(items):,}")


def import_files(paths, run: Run, progress=None) -> Report:
    """Import files of questions; the same files again change nothing, and an interrupted run is repeated."""
    report = Report()
    for path in paths:
        import_file(Path(path), run, report, progress)
    return report
