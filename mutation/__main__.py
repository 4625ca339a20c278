"""`make mutants`: try a sample of mutants, print what survived, and exit with 1 where fewer than 95 % are killed."""

from __future__ import annotations

import argparse
import importlib
import os
import random
import signal
import sys
import time
import tomllib
import warnings
from collections import Counter
from contextlib import suppress
from itertools import islice
from pathlib import Path

from mutation import run, tests_of
from mutation.mutants import ROOT, Mutant, is_another_program, mutants_of
from mutation.plugin import failing_test

NEEDED = 95  # percent
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


def files() -> list[str]:
    """List the files to mutate: all rules, and the records that decide about credit, claims and reports."""
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
    """Tries mutants with the tests that reach them, and counts the verdicts."""

    def __init__(self, recording: tests_of.Recording, processes: int):
        self.recording, self.processes = recording, processes
        self.trial = run.in_new_process
        self.counts: Counter[str] = Counter()
        self.started = time.monotonic()

    def try_all(self, mutants: list[Mutant]) -> None:
        """Try mutants: in a session where functions can be replaced, the others in processes that have not loaded cme."""
        replaceable = [mutant for mutant in mutants if run.changed_functions(mutant)]
        self._load_libraries()
        self._try([mutant for mutant in mutants if mutant not in set(replaceable)])
        if replaceable:
            run.Session(lambda session: self._try_in(session, replaceable)).start(
                {nodeid for mutant in replaceable for nodeid in self.recording.reaching(mutant)}
            )
        if self.counts.total() != len(mutants):
            raise tests_of.TestsFailed("The tests could not be collected.")

    def _try_in(self, session: run.Session, mutants: list[Mutant]) -> None:
        self.trial = session.replacing
        self._try(mutants)

    def _try(self, mutants: list[Mutant]) -> None:
        self._assert_that_they_pass(
            {nodeid for mutant in mutants for nodeid in self.recording.reaching(mutant)[: tests_of.BASELINE]}
        )
        killers: set[str] = set()
        for mutant, verdict, killer in run.in_processes(map(self._judge, mutants), self.processes):
            self.counts[verdict] += 1
            killers |= {killer} if killer else set()
            if verdict != "killed":
                show(mutant, verdict)
            if (tried := self.counts.total()) % 50 == 0:
                print(f"… {tried} tried, {time.monotonic() - self.started:.0f} s", flush=True)
        self._assert_that_they_pass(killers)

    def _assert_that_they_pass(self, nodeids: set[str]) -> None:
        """Run tests on the unchanged code; raise Failed where one fails, since it would kill every mutant."""
        batches = [sorted(nodeids)[n :: self.processes] for n in range(self.processes)]
        for output in run.in_processes((self._baseline(batch) for batch in batches if batch), self.processes):
            if output:
                raise tests_of.TestsFailed(output)

    def _baseline(self, nodeids: list[str]) -> run.Judgment:
        failed, output = yield self.trial(None, nodeids), sum(self.recording.seconds[nodeid] for nodeid in nodeids)
        return output if failed else ""

    def _judge(self, mutant: Mutant) -> run.Judgment:
        nodeids = self.recording.reaching(mutant)
        for batch, seconds in self.recording.batches(nodeids):
            killed, output = yield self.trial(mutant, batch), seconds
            if killed:
                return mutant, "killed", failing_test(output)
        return mutant, "survived" if nodeids else "survived, no test reaches it", None

    def _load_libraries(self) -> None:
        """Load the libraries, so that no process has to."""
        with warnings.catch_warnings(action="ignore"):
            for name in self.recording.modules:
                with suppress(Exception):
                    importlib.import_module(name)


def show(mutant: Mutant, verdict: str) -> None:
    """Print the position of a mutant and its change."""
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
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ends the processes, too
    known = equivalents()
    try:
        judge = Judge(tests_of.record(files(), options.processes), options.processes)
        population = [mutant for file in options.files or files() for mutant in mutants_of(file)]
        random.Random(options.seed).shuffle(population)
        some = islice(filter(is_another_program, population), options.count or None)
        sample = sorted(some, key=lambda mutant: (mutant.file, mutant.start))
        count = len(sample)
        print(f"{count} of {len(population)} mutants, seed {options.seed}", flush=True)
        reasons = {mutant: known.get((mutant.file, mutant.function, *mutant.diff())) for mutant in sample}
        judge.try_all([mutant for mutant in sample if not reasons[mutant]])
    except tests_of.TestsFailed as failed:
        print(f"Without any mutant tests fail:\n{failed}")
        return 1
    for mutant in filter(reasons.get, sample):
        show(mutant, f"equivalent: {reasons[mutant]}")
    tried, killed = judge.counts.total(), judge.counts["killed"]
    percent = 100 * killed / tried if tried else 100.0
    print(
        f"{killed} killed, {tried - killed} survived, {count - tried} equivalent: {percent:.1f} % killed of {tried}, "
        f"{NEEDED} % needed; {time.monotonic() - judge.started:.0f} s"
    )
    return 0 if percent >= NEEDED else 1


if __name__ == "__main__":
    sys.exit(main())
