"""`make mutants` itself: what it changes, and that its verdicts are true."""

from __future__ import annotations

import multiprocessing

import pytest

from mutation import run
from mutation.__main__ import equivalents
from mutation.mutants import is_another_program, mutants_of
from mutation.plugin import failing_test
from mutation.tests_of import Recording

RULES = '''"""Rules of a toy. True or False."""

from __future__ import annotations

from functools import cache

LIMIT = 6


@cache
def may_claim(count: int, consent: bool = False) -> bool:
    """Whether there are enough. True or False."""
    return count >= LIMIT and consent


def unused() -> int:
    return 7
'''
TESTS = """
import pytest
from toy.rules import may_claim

@pytest.mark.parametrize("count, consent, expected", [(5, True, False), (6, True, True), (6, False, False)])
def test_six_and_consent(count, consent, expected):
    assert may_claim(count, consent) is expected
"""
FILE = "toy/rules.py"
NODEIDS = [f"test_toy.py::test_six_and_consent[{row}]" for row in ("5-True-False", "6-True-True", "6-False-False")]


@pytest.fixture
def toy(tmp_path):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy/__init__.py").touch()
    (tmp_path / FILE).write_text(RULES)
    (tmp_path / "test_toy.py").write_text(TESTS)
    return tmp_path


@pytest.fixture(scope="module")
def tried():
    """Try a mutant in a process that has loaded nothing of ours."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield lambda toy, mutant: pool.apply(try_in_new_process, (toy, mutant))


def try_in_new_process(toy, mutant):
    return run.result_of(run.in_new_process(mutant, NODEIDS, toy), 1)


def mutant(toy, before, after):
    (found,) = [each for each in mutants_of(FILE, toy) if each.diff(toy) == (before, after)]
    return found


def test_conditions_and_numbers_change_and_what_decides_nothing_does_not(toy):
    mutants = [each for each in mutants_of(FILE, toy) if is_another_program(each, toy)]
    assert [each.diff(toy) for each in mutants] == [
        ("LIMIT = 6", "LIMIT = 7"),
        (
            "def may_claim(count: int, consent: bool = False) -> bool:",
            "def may_claim(count: int, consent: bool = True) -> bool:",
        ),
        ("return count >= LIMIT and consent", "return count >= LIMIT or consent"),
        ("return count >= LIMIT and consent", "return count >= LIMIT"),
        ("return count >= LIMIT and consent", "return consent"),
        ("return count >= LIMIT and consent", "return count > LIMIT and consent"),
        ("return 7", "return 8"),
    ]


@pytest.mark.parametrize(
    "before, after",
    [
        ("return count >= LIMIT and consent", "return count >= LIMIT"),
        pytest.param("LIMIT = 6", "LIMIT = 7", marks=pytest.mark.full),
        pytest.param("return count >= LIMIT and consent", "return count > LIMIT and consent", marks=pytest.mark.full),
    ],
)
def test_a_mutant_that_a_test_notices_is_killed_and_its_file_stays_as_it_was(toy, tried, before, after):
    killed, output = tried(toy, mutant(toy, before, after))
    assert killed and failing_test(output) in NODEIDS
    assert (toy / FILE).read_text() == RULES


def test_a_mutant_that_no_test_notices_survives(toy, tried):
    changed = mutant(toy, "return 7", "return 8")
    killed, output = tried(toy, changed)
    assert not killed and "3 passed" in output


@pytest.mark.full
def test_the_code_as_it_is_kills_nothing(toy, tried):
    killed, output = tried(toy, None)
    assert not killed and "3 passed" in output


def test_a_mutant_is_tried_by_the_tests_that_run_its_line_the_quick_ones_first(toy):
    seconds = {
        "tests/toy/test_a.py::slow": 2.0,
        "tests/toy/test_a.py::quick": 0.1,
        "tests/toy/test_b.py::elsewhere": 0.1,
    }
    decision = mutant(toy, "return count >= LIMIT and consent", "return consent")
    other = mutant(toy, "return 7", "return 8")
    lines = dict(zip(seconds, ({FILE: {decision.line}}, {FILE: {decision.line}}, {FILE: {other.line}}), strict=True))
    recording = Recording(seconds, lines, [])
    assert recording.reaching(decision) == ["tests/toy/test_a.py::quick", "tests/toy/test_a.py::slow"]
    assert recording.reaching(other) == ["tests/toy/test_b.py::elsewhere"]
    assert len(recording.reaching(mutant(toy, "LIMIT = 6", "LIMIT = 7"))) == 3, "any of them may notice a constant"
    assert Recording(seconds, {}, []).reaching(decision) == []


@pytest.mark.full
def test_what_is_named_as_equivalent_is_a_mutant_that_there_is():
    listed = equivalents()
    functions = {(file, function) for file, function, _, _ in listed}
    mutants = [each for file in {file for file, _ in functions} for each in mutants_of(file)]
    found = {(each.file, each.function, *each.diff()) for each in mutants if (each.file, each.function) in functions}
    assert not set(listed) - found
    assert all(listed.values())
