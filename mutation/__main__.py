"""`make mutants`: killed, survived and equivalent mutants of a sample; 1 where less than 95 % are killed."""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
import random
import signal
import sys
import time
import tomllib
import warnings
from collections import Counter
from contextlib import suppress
from pathlib import Path

from mutation import run, tests_of
from mutation.mutants import ROOT, Mutant, mutants_of

NEEDED = 95  # percent
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


def files() -> list[str]:
    """List what is mutated: every rule, and the records that decide about credit, claims and reports."""
    cme = ROOT / "cme"
    found = {*cme.rglob("rules.py"), *cme.rglob("rules/**/*.py"), cme / "report/records/outbox.py"}
    for step in ("claim", "earn"):
        found |= {*(cme / step).glob("records.py"), *(cme / step).glob("records/*.py")}
    return sorted(str(path.relative_to(ROOT)) for path in found)


def equivalents() -> dict[tuple[str, str, str, str], str]:
    """Read the mutants that no test can notice: file, function, line before and after, with the reason."""
    rows = tomllib.loads(EQUIVALENT.read_text("utf-8"))["mutant"]
    return {(row["file"], row["function"], row["before"], row["after"]): row["why"] for row in rows}


class Judge:
    """Tries mutants with the tests that reach them, in several processes, and counts what comes of it."""

    def __init__(self, recording: tests_of.Recording, processes: int):
        self.recording, self.processes = recording, processes
        self.is_killed = run.afresh
        self.counts: Counter[str] = Counter()
        self.started = time.monotonic()

    def try_all(self, mutants: list[Mutant]) -> None:
        """Try mutants each in a process with nothing of ours loaded, or put in place in a session where that can be."""
        in_place = [mutant for mutant in mutants if run.changed_functions(mutant)]
        afresh = [mutant for mutant in mutants if mutant not in set(in_place)]
        _load(self.recording.modules)
        self._try(afresh)
        if in_place:
            run.Session(lambda session: self._try_in(session, in_place)).start(
                {nodeid for mutant in in_place for nodeid in self.recording.reaching(mutant)}
            )
        if self.counts.total() != len(mutants):
            raise tests_of.Failed("The tests could not be collected.")

    def _try_in(self, session: run.Session, mutants: list[Mutant]) -> None:
        self.is_killed = session.is_killed
        self._try(mutants)

    def _try(self, mutants: list[Mutant]) -> None:
        global _judge
        _judge = self
        first: dict[str, dict[str, None]] = {}
        for mutant in mutants:
            first.setdefault(mutant.file, {}).update(dict.fromkeys(self.recording.reaching(mutant)[: tests_of.FIRST]))
        with multiprocessing.get_context("fork").Pool(self.processes, _end_on_signal) as pool:
            for output in pool.imap_unordered(_failure, [list(nodeids) for nodeids in first.values() if nodeids]):
                if output:
                    raise tests_of.Failed(output)
            for mutant, verdict in pool.imap_unordered(_verdict, mutants):
                self.counts[verdict] += 1
                if verdict != "killed":
                    show(mutant, verdict)
                if (tried := self.counts.total()) % 50 == 0:
                    print(f"… {tried} tried, {time.monotonic() - self.started:.0f} s", flush=True)


_judge: Judge  # what the processes of a pool have from the one that they are forked from


def _verdict(mutant: Mutant) -> tuple[Mutant, str]:
    nodeids = _judge.recording.reaching(mutant)
    for batch, seconds in _judge.recording.batches(nodeids):
        if _judge.is_killed(mutant, batch, seconds)[0]:
            return mutant, "killed"
    return mutant, "survived" if nodeids else "survived, no test reaches it"


def _failure(nodeids: list[str]) -> str:
    """Run tests on the code as it is; what they print where one fails."""
    failed, output = _judge.is_killed(None, nodeids, sum(_judge.recording.seconds[nodeid] for nodeid in nodeids))
    return output if failed else ""


def _end_on_signal() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def _load(modules: list[str]) -> None:
    """Load what is not ours before the processes divide: each mutant then begins without that wait."""
    with warnings.catch_warnings(action="ignore"):
        for name in modules:
            with suppress(Exception):
                importlib.import_module(name)


def show(mutant: Mutant, verdict: str) -> None:
    """Print a mutant as its place and what changes."""
    before, after = mutant.diff()
    lines = [*(f"  - {line}" for line in before.split("\n")), *(f"  + {line}" for line in after.split("\n"))]
    print(f"{mutant.file}:{mutant.line} {mutant.function} {verdict}", *lines, sep="\n", flush=True)


def main() -> int:
    """Try a sample of the mutants and print what survived."""
    parser = argparse.ArgumentParser(prog="python -m mutation", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--count", type=int, default=400, help="how many mutants; 0 for all")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("files", nargs="*", help="only mutants of these files")
    options = parser.parse_args()
    os.environ["FULL"] = ""
    known = equivalents()
    try:
        judge = Judge(tests_of.record(files(), options.processes), options.processes)
        population = [mutant for file in options.files or files() for mutant in mutants_of(file)]
        count = min(options.count or len(population), len(population))
        sample = sorted(random.Random(options.seed).sample(population, count), key=lambda each: (each.file, each.start))
        print(f"{count} of {len(population)} mutants, seed {options.seed}", flush=True)
        reasons = {mutant: known.get((mutant.file, mutant.function, *mutant.diff())) for mutant in sample}
        judge.try_all([mutant for mutant in sample if not reasons[mutant]])
    except tests_of.Failed as failed:
        print(f"Without any mutant tests fail:\n{failed}")
        return 1
    for mutant in filter(reasons.get, sample):
        show(mutant, f"equivalent: {reasons[mutant]}")
    tried, killed = judge.counts.total(), judge.counts["killed"]
    percent = 100 * killed / tried if tried else 100.0
    print(f"{killed} killed, {tried - killed} survived, {count - tried} equivalent: {percent:.1f} % killed of {tried}, "
          f"{NEEDED} % needed; {time.monotonic() - judge.started:.0f} s")  # fmt: skip
    return 0 if percent >= NEEDED else 1


if __name__ == "__main__":
    sys.exit(main())
