"""`make mutants`: killed, survived and equivalent mutants of a sample; 1 where less than 95 % are killed."""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
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
_recording: tests_of.Recording


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


def _judge(mutant: Mutant) -> tuple[Mutant, str]:
    nodeids = _recording.reaching(mutant)
    for batch in run.batches(nodeids, _recording.seconds):
        if run.is_killed(mutant, batch, sum(_recording.seconds[nodeid] for nodeid in batch))[0]:
            return mutant, "killed"
    return mutant, "survived" if nodeids else "not reached"


def _passes(nodeids: list[str]) -> str:
    """Run tests on the code as it is; what they print where one fails."""
    failed, output = run.is_killed(None, nodeids, sum(_recording.seconds[nodeid] for nodeid in nodeids))
    return output if failed else ""


def _baseline(mutants: list[Mutant]) -> list[list[str]]:
    """Gather by file the tests that are tried first."""
    found: dict[str, dict[str, None]] = {}
    for mutant in mutants:
        nodeids = _recording.reaching(mutant)[: run.FIRST]
        found.setdefault(mutant.file, {}).update(dict.fromkeys(nodeids))
    return [list(nodeids) for nodeids in found.values() if nodeids]


def main() -> int:
    """Measure a sample and print what survived."""
    global _recording
    parser = argparse.ArgumentParser(prog="python -m mutation", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--count", type=int, default=400, help="how many mutants; 0 for all")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("files", nargs="*", help="only mutants of these files")
    options = parser.parse_args()
    started = time.monotonic()
    try:
        _recording = tests_of.record(files(), options.processes)
    except tests_of.Failed as failed:
        print(f"Without any mutant these tests fail:\n{failed}")
        return 1
    population = [mutant for file in options.files or files() for mutant in mutants_of(file)]
    count = min(options.count or len(population), len(population))
    sample = random.Random(options.seed).sample(population, count)
    sample.sort(key=lambda mutant: (mutant.file, mutant.start))
    print(f"{count} of {len(population)} mutants, seed {options.seed}", flush=True)
    known = equivalents()
    reasons = {mutant: known.get((mutant.file, mutant.function, *mutant.diff())) for mutant in sample}
    _load_libraries()
    with multiprocessing.get_context("fork").Pool(options.processes, _end_on_signal) as pool:
        if broken := next(filter(None, pool.imap_unordered(_passes, _baseline(sample))), ""):
            print(f"Without any mutant tests fail:\n{broken}")
            return 1
        counts: Counter[str] = Counter()
        for mutant, verdict in pool.imap_unordered(_judge, [each for each in sample if not reasons[each]]):
            counts[verdict] += 1
            if verdict != "killed":
                _show(mutant, verdict)
            if sum(counts.values()) % 50 == 0:
                print(f"… {sum(counts.values())} tried, {time.monotonic() - started:.0f} s", flush=True)
    for mutant in filter(reasons.get, sample):
        counts["equivalent"] += 1
        _show(mutant, f"equivalent: {reasons[mutant]}")
    tried = count - counts["equivalent"]
    percent = 100 * counts["killed"] / tried if tried else 100.0
    print(f"killed {counts['killed']}, survived {tried - counts['killed']}, equivalent {counts['equivalent']}: "
          f"{percent:.1f} % killed, {NEEDED} % needed; {time.monotonic() - started:.0f} s")  # fmt: skip
    return 0 if percent >= NEEDED else 1


def _show(mutant: Mutant, verdict: str) -> None:
    before, after = mutant.diff()
    print(f"{mutant.file}:{mutant.line} {mutant.function} {verdict}")
    print(
        "\n".join([*(f"  - {line}" for line in before.split("\n")), *(f"  + {line}" for line in after.split("\n"))]),
        flush=True,
    )


def _load_libraries() -> None:
    """Load what is not ours before the processes divide: each mutant then begins without that wait."""
    with warnings.catch_warnings(action="ignore"):
        for name in _recording.modules:
            with suppress(Exception):
                importlib.import_module(name)


def _end_on_signal() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


if __name__ == "__main__":
    sys.exit(main())
