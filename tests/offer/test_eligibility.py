"""The CME library is a list with dates that coordinators keep (E3): spans of days, marked and unmarked."""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cme.offer import records, rules

FIRST = date(2026, 1, 1)
END = 60  # days looked at; what is open runs beyond
STEPS = st.lists(
    st.tuples(st.just("mark"), st.integers(0, END - 1), st.none() | st.integers(0, 20))
    | st.tuples(st.just("end"), st.integers(-3, END - 1), st.none()),
    min_size=1,
    max_size=8,
)


def day(number) -> date:
    return FIRST + timedelta(days=number)


@pytest.fixture
def gout(app):
    return records.Article.get(records.Article.slug == "gout")


@given(steps=STEPS)
@settings(
    max_examples=80 if os.environ.get("FULL") == "1" else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_marking_and_unmarking_is_adding_and_taking_away_days(gout, steps):
    records.Eligibility.delete().where(records.Eligibility.article == gout).execute()
    model: set[int] = set()
    for step, at, length in steps:
        if step == "mark":
            until = None if length is None else day(at + length)
            records.mark_eligible(gout, day(at), until, "test")
            model |= set(range(at, END + 30)) if length is None else set(range(at, at + length + 1))
        else:
            had = any(number > at for number in model)
            assert records.end_eligibility(gout, day(at), "test") == had
            model = {number for number in model if number <= at}
    spans = records.spans(gout)
    for number in range(-5, END):
        expected = number in model
        assert (gout.id in records.eligible_ids([gout.id], day(number))) == expected, (number, spans)
    assert not any(rules.meet(one, other) for at, one in enumerate(spans) for other in spans[at + 1 :]), spans


def test_every_change_of_the_list_is_kept_with_who_made_it(gout):
    records.mark_eligible(gout, day(0), day(9), "person:7")
    records.end_eligibility(gout, day(5), "person:8")
    rows = (
        records.LibraryChange.select().where(records.LibraryChange.article == gout).order_by(records.LibraryChange.id)
    )
    assert [row.what for row in rows] == [
        "eligible from 2026-01-01 until 2026-01-10 (person:7)",
        "not eligible after 2026-01-06 (person:8)",
    ]


def run(app, *args):
    done = app.test_cli_runner().invoke(args=["offer", *args])
    return done.exit_code, done.output.strip().splitlines()[-1] if done.output.strip() else ""


def test_the_shell_marks_from_today_and_back(app, gout, clock):
    clock.set("2026-11-23 02:00:00+00:00")  # still the 22nd in the provider's New York
    assert run(app, "mark-eligible", "gout") == (0, "1 in the CME library from 2026-11-22")
    assert records.spans(gout) == [(date(2026, 11, 22), None)]
    assert run(app, "unmark-eligible", "gout") == (0, "1 out of the CME library after 2026-11-21")
    assert records.spans(gout) == []
    assert run(app, "unmark-eligible", "gout") == (0, "0 out of the CME library after 2026-11-21")


def test_the_shell_marks_a_span_and_ends_one(app, gout):
    args = ("mark-eligible", "gout", "atrial-fibrillation", "--from", "2026-12-01", "--until", "2027-01-31")
    assert run(app, *args) == (0, "2 in the CME library from 2026-12-01 until 2027-01-31")
    assert run(app, "unmark-eligible", "gout", "--after", "2026-12-24") == (
        0,
        "1 out of the CME library after 2026-12-24",
    )
    assert records.spans(gout) == [(date(2026, 12, 1), date(2026, 12, 24))]
    assert run(app, "mark-eligible", "gout", "--from", "2026-12-25")[0] == 0
    assert records.spans(gout) == [(date(2026, 12, 1), None)]


def test_the_shell_marks_everything(app, gout):
    assert run(app, "mark-eligible", "--all", "--from", "2019-01-01") == (0, "5 in the CME library from 2019-01-01")
    assert records.spans(gout) == [(date(2019, 1, 1), None)]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("mark-eligible", "gout", "nothing"), "There is no article nothing. Nothing was changed."),
        (("mark-eligible",), "Name at least one article."),
        (("mark-eligible", "gout", "--from", "tomorrow"), "tomorrow is not a date"),
        (("mark-eligible", "gout", "--from", "2026-02-30"), "2026-02-30 is not a date"),
        (("mark-eligible", "gout", "--from", "2026-02-01", "--until", "2026-01-31"), "--until lies before --from."),
        (("unmark-eligible", "gout", "nothing"), "There is no article nothing. Nothing was changed."),
        (("unmark-eligible", "gout", "--after", "x"), "x is not a date"),
        (
            ("point-of-care", "--valid-from", "2026-02-01", "--valid-until", "2026-01-31"),
            "--valid-until lies before --valid-from.",
        ),
        (("point-of-care", "--valid-from", "2026-02-01", "--window", "soon"), "soon is not a window"),
    ],
)
def test_a_wrong_command_ends_with_a_sentence_and_changes_nothing(app, gout, args, sentence):
    code, output = run(app, *args)
    assert (code, sentence in output) == (1, True), output
    assert records.spans(gout) == []
