"""Which answers count, and what six of them make (E5, E7, P5; issue 5, lines 1 and 2)."""

from __future__ import annotations

from datetime import date

import pytest

from cme.base import provider
from cme.claim import records as claims
from cme.earn.questions import records, rules
from cme.earn.records import Entry
from cme.offer.questions import records as questions
from tests.earn.questions.quizzes import credits, fill, give, item, offered, quiz_of, version, waiting
from tests.ledger_audit import assert_ledger_balances


@pytest.fixture
def alice(app, cast):
    offered()
    fill(("Cardiology", 8), ("Nephrology", 8))
    return cast.physician


def test_the_first_correct_answer_counts_whatever_came_before(alice):
    assert give(alice, 1, right=False).attempt.verdict == "wrong"
    assert give(alice, 1, right=False).attempt.verdict == "wrong"
    assert give(alice, 1).attempt.verdict == "counts"
    assert waiting(alice) == 1


def test_answering_again_is_practice_and_earns_nothing(alice):
    give(alice, 1)
    assert [give(alice, 1).attempt.verdict, give(alice, 1, right=False).attempt.verdict] == ["practice", "practice"]
    assert waiting(alice) == 1


def test_the_sixth_makes_one_credit_oldest_first_across_categories(alice, clock):
    results = [give(alice, n) for n in (1, 9, 2, 10, 3, 4)]
    assert [result.entry is not None for result in results] == [False] * 5 + [True]
    assert credits(alice) == [("6 board-review questions: Cardiology (4), Nephrology (2)", 100)]
    entry = results[-1].entry
    assert (entry.credit_type, entry.earned_on, entry.claim_by) == ("ama-pra-1", date(2026, 11, 22), date(2028, 12, 31))
    assert [row.attempt.version.title for row in records.questions_of([entry.id])[entry.id]] == [
        f"Title {n}" for n in (1, 9, 2, 10, 3, 4)
    ]
    assert waiting(alice) == 0
    assert [row.entry.id for row in claims.to_claim(alice, date(2026, 11, 22))] == [entry.id]
    assert_ledger_balances(alice)


def test_the_day_is_the_day_of_the_sixth_in_the_zone_of_the_profile(alice, clock):
    clock.set("2026-12-30 12:00")
    for n in range(1, 6):
        give(alice, n)
    clock.set("2027-01-01 04:59")  # still 2026 in New York
    entry = give(alice, 6).entry
    assert (entry.earned_on, entry.claim_by) == (date(2026, 12, 31), date(2028, 12, 31))


def test_what_is_on_the_way_never_lapses(alice, clock):
    for n in range(1, 6):
        give(alice, n)
    clock.set("2039-05-05 12:00")
    assert give(alice, 6).entry.earned_on == date(2039, 5, 5)


def test_thirteen_make_two_credits_and_one_on_the_way(alice):
    for n in range(1, 14):
        give(alice, n)
    assert [amount for _, amount in credits(alice)] == [100, 100]
    assert records.totals(alice) == {"counted": 13, "credits": 2, "waiting": 1}


def test_student_mode_earns_nothing_and_uses_nothing_up(alice):
    provider.change(first_attempts_only=True, by="test")
    assert give(alice, 1, right=False, student=True).attempt.verdict == "student"
    assert give(alice, 1, student=True).attempt.verdict == "student"
    assert waiting(alice) == 0
    assert records.states(alice, [version(1).question_id]) == {version(1).question_id: "new"}
    assert give(alice, 1).attempt.verdict == "counts"


def test_a_provider_may_count_first_attempts_only(alice):
    provider.change(first_attempts_only=True, by="test")
    give(alice, 1, right=False)
    assert give(alice, 1).attempt.verdict == "late"
    assert give(alice, 2).attempt.verdict == "counts"
    assert waiting(alice) == 1
    assert records.states(alice, [version(1).question_id]) == {version(1).question_id: "practice"}
    provider.change(first_attempts_only=False, by="test")
    assert give(alice, 1).attempt.verdict == "counts"


def test_that_setting_is_changed_in_the_shell(app, alice):
    result = app.test_cli_runner().invoke(args=["base", "provider", "--first-attempts-only"])
    assert result.exit_code == 0 and provider.current().first_attempts_only
    app.test_cli_runner().invoke(args=["base", "provider", "--any-attempt"])
    assert not provider.current().first_attempts_only


def test_outside_the_activitys_dates_nothing_counts(app, cast, clock):
    fill(("Cardiology", 2))
    assert give(cast.physician, 1).attempt.verdict == "closed"
    offered(valid_from=date(2026, 11, 23))
    assert give(cast.physician, 1).attempt.verdict == "closed"
    clock.set("2026-11-23 12:00")
    assert give(cast.physician, 1).attempt.verdict == "counts"


def test_a_reworded_question_is_the_same_question(alice):
    give(alice, 1)
    assert questions.put(item(1, stem="What, in other words, about 1?"), by="test") == "changed"
    assert give(alice, 1).attempt.verdict == "practice"
    assert waiting(alice) == 1


def test_what_was_shown_decides_when_the_question_was_changed_since(alice):
    shown = version(1)
    questions.put(item(1, right=1, stem="Turned round: what about 1?"), by="test")
    assert give(alice, 1, shown=shown).attempt.verdict == "counts"
    assert give(alice, 2, shown=version(2)).attempt.version == version(2)


def test_a_question_of_a_quiz_answered_twice_keeps_the_first_answer(alice):
    quiz_question = quiz_of(alice, 1).quiz_questions.get()
    first = records.answer(quiz_question, version(1), 1, student=False, by="test")
    second = records.answer(quiz_question, version(1), 0, student=False, by="test")
    assert (first.attempt, second.attempt.chosen) == (second.attempt, 1)
    assert records.Attempt.select().count() == 1


def test_new_questions_come_first_then_those_not_yet_correct_then_practice(alice):
    for n in (1, 2, 3):
        give(alice, n)
    for n in (4, 5):
        give(alice, n, right=False)
    (cardiology,) = (row.id for row, _ in questions.categories() if row.name == "Cardiology")
    quiz = records.start(alice, [cardiology], 12)
    names = [int(questions.Question.get_by_id(p.question_id).key[4:]) for p in records.quiz_questions(quiz)]
    assert (set(names[:3]), set(names[3:5]), set(names[5:])) == ({6, 7, 8}, {4, 5}, {1, 2, 3})
    assert records.start(alice, [0], 6) is None


def test_a_session_ends_with_its_last_answer(alice):
    quiz = quiz_of(alice, 1, 2)
    for quiz_question in records.quiz_questions(quiz):
        assert records.going_on(alice)[0]["total"] == 2
        records.answer(quiz_question, version(quiz_question.position), 0, student=False, by="test")
    assert records.going_on(alice) == []


@pytest.mark.parametrize(
    ("counted", "shown"), [(1, 0), (2, 25), (3, 50), (4, 50), (5, 75), (6, 100), (7, 100), (8, 125), (0, 0)]
)
def test_a_category_shows_n_sixths_rounded_down_to_the_quarter(counted, shown):
    assert rules.category_credit(counted) == shown


def test_performance_tells_the_first_attempts_by_category(alice):
    give(alice, 1, right=False)
    give(alice, 1)
    give(alice, 2)
    give(alice, 9, student=True)
    cardiology, nephrology = records.performance(alice)
    assert cardiology == records.CategoryPerformance(cardiology.category, questions=8, answered=2, correct=1, counted=2)
    assert (nephrology.answered, nephrology.counted) == (0, 0)


def test_facts_refuse_to_be_changed(alice):
    for n in range(1, 7):
        give(alice, n)
    for model in (records.Attempt, records.Counted, records.Block, records.InBlock, questions.QuestionVersion):
        with pytest.raises(Exception, match="is a fact"), records.db.atomic():
            model.delete().execute()
    assert Entry.select().count() == 1
