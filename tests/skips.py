"""The tests that a run skipped, with reasons, listed at its end; with FULL=1 only those allowed here may be skipped."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests import postgres

ONLY_FULL = "only with FULL=1"
# Official schemas that this repository may not contain: a test runs where the variable names their file.
ALLOWED = {
    "needs ACCME_SCHEMA": "ACCME's draft of learner reports, repaired to be a schema",
    "needs OB_SCHEMA": "1EdTech's schema of Open Badges 3.0",
    "needs CLR_SCHEMA": "1EdTech's schema of CLR 2.0",
}


def mark(item: pytest.Item, full: bool) -> None:
    """Skip tests of the full run in a plain one, and tests that need a file that no variable names."""
    if item.get_closest_marker("full") and not full:
        item.add_marker(pytest.mark.skip(reason=ONLY_FULL))
    for marker in item.iter_markers("given"):
        for name in marker.args:
            if not os.environ.get(name):
                item.add_marker(pytest.mark.skip(reason=f"needs {name}"))


def reason_of(report: pytest.TestReport) -> str:
    """Return the reason of a skipped test."""
    _, _, text = report.longrepr if isinstance(report.longrepr, tuple) else ("", 0, str(report.longrepr))
    return text.removeprefix("Skipped: ")


def not_allowed(reasons: set[str], has_postgres: bool) -> list[str]:
    """List the reasons for which a full run must not skip tests."""
    missing = [] if has_postgres else ["everything on PostgreSQL: no server is installed"]
    return sorted(reasons - set(ALLOWED)) + missing


def pytest_terminal_summary(terminalreporter, config):
    """List the skipped tests by reason."""
    files: dict[str, Counter] = {}
    for report in terminalreporter.stats.get("skipped", []):
        files.setdefault(reason_of(report), Counter())[report.nodeid.partition("::")[0]] += 1
    if os.environ.get("FULL") != "1":
        terminalreporter.write_line("Left out: everything on PostgreSQL, and the full counts (FULL=1 takes both)")
    for reason, counted in sorted(files.items()):
        where = ", ".join(f"{file} ({number})" for file, number in sorted(counted.items()))
        why = f" [{ALLOWED[reason]}]" if reason in ALLOWED else ""
        terminalreporter.write_line(f"Left out, {reason}{why}: {where}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Fail a full run that skipped tests for a reason that is not allowed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("FULL") != "1" or reporter is None or hasattr(session.config, "workerinput"):
        return
    reasons = {reason_of(report) for report in reporter.stats.get("skipped", [])}
    problems = not_allowed(reasons, postgres.available())
    for problem in problems:
        reporter.write_line(f"A full run must not leave this out: {problem}", red=True)
    if problems and session.exitstatus == 0:
        session.exitstatus = 1
