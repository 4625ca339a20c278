"""Reviewed, sent back, dismissed, brought back, lapsed: where an entry stands, and what is kept of it."""

from __future__ import annotations

import pytest

from cme.base.domain.refusal import Refused
from cme.claim import records as claims
from cme.earn.records import Entry, Opening, Search
from cme.evaluate import records
from cme.evaluate.records import Answer, Evaluation, Relevance

ANSWERS = {"goal": "treat", "goal_words": "", "result": "change", "result_words": "", "warned": False}


@pytest.fixture
def entry(cast):
    return cast.entry(cast.physician, "chest pain", "acute-myocardial-infarction", "hypertension", "gout")


def test_the_answers_are_kept_with_the_day_of_the_clinician(cast, entry, clock):
    clock.set("2026-11-24 03:00:00")  # still the 23rd in New York
    records.add(
        entry, goal="drug", goal_words="Which dose?", result="partly", result_words="75 mg", relevant=set(), warned=True
    )
    saved = Evaluation.get()
    assert (saved.goal, saved.result, str(saved.reviewed_on), saved.warned) == ("drug", "partly", "2026-11-23", True)
    assert records.answers([saved.id]) == {saved.id: {"goal": "Which dose?", "result": "75 mg"}}
    assert Answer.select().count() == 2


def test_each_article_is_relevant_or_not(entry):
    first, second, third = entry.search.openings
    records.add(entry, **ANSWERS, relevant={second.id, 999_999})
    assert {row.opening_id: row.relevant for row in Relevance.select()} == {
        first.id: False,
        second.id: True,
        third.id: False,
    }


def test_relevant_articles_that_count_are_named_in_the_order_of_reading(entry, cast):
    first, second, no_credit = entry.search.openings.order_by(Opening.id)
    evaluation = records.add(entry, **ANSWERS, relevant={no_credit.id, second.id})
    other = cast.entry(cast.physician, "a second question", "hypertension", "acute-myocardial-infarction")
    titles, search = [row.version.title for row in (first, second)], entry.search_id
    reviews = [(search, evaluation.id), (search, None), (other.search_id, evaluation.id), (None, None)]
    assert records.relevant_titles(iter(reviews)) == {
        (search, evaluation.id): titles[1:],
        (search, None): titles,
        (other.search_id, evaluation.id): titles[::-1],
        (None, None): [],
    }
    assert records.relevant_titles([]) == {}


def test_where_no_article_was_relevant_all_that_count_are_named(entry):
    evaluation = records.add(entry, **ANSWERS, relevant=set())
    titles = [row.version.title for row in entry.search.openings.order_by(Opening.id) if row.eligible]
    assert len(titles) == 2
    assert records.relevant_titles([(entry.search_id, evaluation.id)]) == {(entry.search_id, evaluation.id): titles}


def test_an_entry_is_reviewed_once(entry):
    records.add(entry, **ANSWERS, relevant=set())
    with pytest.raises(Refused, match="already under To claim"):
        records.add(entry, **ANSWERS, relevant=set())
    assert Evaluation.select().count() == 1


def test_what_is_sent_back_is_reviewed_anew_and_both_answers_stay(entry, clock):
    records.add(entry, **ANSWERS, relevant=set())
    records.send_back(entry)
    assert records.state(entry) == "for-review"
    clock.forward(days=2)
    repeated = records.add(entry, **ANSWERS | {"goal": "test"}, relevant=set())
    assert [row.sequence for row in Evaluation.select().order_by(Evaluation.id)] == [1, 2]
    assert records.current_evaluation(entry) == repeated and repeated.goal == "test"
    assert str(repeated.reviewed_on) == "2026-11-24"


def test_only_what_is_under_to_claim_can_be_sent_back(entry):
    with pytest.raises(Refused, match="not under To claim"):
        records.send_back(entry)
    records.add(entry, **ANSWERS, relevant=set())
    records.send_back(entry)
    with pytest.raises(Refused, match="not under To claim"):
        records.send_back(entry)


def test_the_answers_freeze_at_the_claim_and_thaw_when_it_is_undone(cast, entry):
    records.add(entry, **ANSWERS, relevant=set())
    claim = claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(entry.id, None)], by="test")
    for act in (records.send_back, records.dismiss, records.restore):
        with pytest.raises(Refused):
            act(entry)
    with pytest.raises(Refused, match="answers stay as they are"):
        records.add(entry, **ANSWERS, relevant=set())
    claims.undo(claim, by="test")
    assert records.state(entry) == "to-claim"
    records.send_back(entry)
    assert records.state(entry) == "for-review"


def test_i_did_not_read_it_takes_it_off_the_list_and_can_be_undone(cast, entry, clock):
    today = clock.set("2026-11-22 15:00").date()
    records.dismiss(entry)
    records.dismiss(entry)
    assert records.state(entry) == "dismissed"
    assert records.for_review(cast.physician, today) == []
    assert records.dismissed(cast.physician, today) == [entry]
    assert entry.dismissals.count() == 1
    records.restore(entry)
    records.restore(entry)
    assert records.for_review(cast.physician, today) == [entry]
    records.dismiss(entry)
    assert entry.dismissals.count() == 2 and records.state(entry) == "dismissed"


def test_a_dismissed_entry_can_be_reviewed_after_all(entry):
    records.dismiss(entry)
    records.add(entry, **ANSWERS, relevant=set())
    assert records.state(entry) == "to-claim"
    records.send_back(entry)
    assert records.state(entry) == "for-review"


def test_what_was_reviewed_is_not_dismissed(entry):
    records.add(entry, **ANSWERS, relevant=set())
    with pytest.raises(Refused, match="Send it back to For review first"):
        records.dismiss(entry)


def test_until_the_last_second_of_its_claim_by_date_everything_can_be_done(cast, entry, clock):
    clock.set("2028-12-31 23:59:59-05:00")
    records.dismiss(entry)
    records.restore(entry)
    records.add(entry, **ANSWERS, relevant=set())


def test_afterwards_nothing_can(entry, clock):
    records.dismiss(entry)
    clock.set("2029-01-01 00:00:00-05:00")
    for act in (records.dismiss, records.restore, lambda each: records.add(each, **ANSWERS, relevant=set())):
        with pytest.raises(Refused, match="lapsed"):
            act(entry)
    assert records.state(entry) == "dismissed"


def test_what_lapsed_stands_at_the_foot_of_its_tab_and_counts_nowhere(cast, alice, entry, clock):
    other = cast.reviewed(cast.physician, "reviewed in time")
    clock.set("2029-01-01 00:00:00-05:00")
    alice.sign_in(cast.physician).get("/cme/review")
    alice.has("Lapsed Not reviewed and claimed in time", "chest pain", "Lapsed after 31 Dec 2028", "For review 0")
    alice.hasnt("Review for 0.5 credits", "reviewed in time")
    alice.get("/cme/claim").has("Lapsed Not claimed in time", "reviewed in time", "To claim 0")
    assert f'value="{other.id}"' not in alice.page
    alice.get(f"/cme/review/{entry.id}").has("This entry lapsed")
    assert alice.address == "/cme/review"


def test_the_buttons_of_the_page_do_it_with_a_way_back(alice, entry):
    alice.post(f"/cme/review/{entry.id}/dismissal").has(
        "“chest pain” is dismissed.", "Undo", "1 dismissed", "Bring back"
    )
    alice.post(f"/cme/review/{entry.id}/restoration").has("is back under For review")
    alice.post(f"/cme/review/{entry.id}", goal="treat", result="change").has("Added: “chest pain”, 0.5 credits", "Undo")
    assert f'action="/cme/review/{entry.id}/return"' in alice.page
    alice.post(f"/cme/review/{entry.id}/dismissal").has("Send it back to For review first")
    alice.post(f"/cme/review/{entry.id}/return").has("is back under For review", "Review for 0.5 credits : chest pain")
    alice.post(f"/cme/review/{entry.id}/return").has("not under To claim")


def test_reviewing_works_in_student_mode_too(cast, alice, entry):
    from cme.people import records as people

    people.change_profile(cast.physician, student=True)
    alice.post(f"/cme/review/{entry.id}", goal="treat", result="change").has("is under To claim")


def test_completed_and_dismissed_are_told_under_any_alias(cast):
    reviewed, waiting = cast.reviewed(cast.physician), cast.entry(cast.physician, "blood pressure", "hypertension")
    dismissed = cast.entry(cast.physician, "stroke", "atrial-fibrillation")
    records.dismiss(dismissed)
    entry = Entry.alias()
    query = (
        Search.select(entry.id, records.completed_expression(entry), records.dismissed_expression(entry))
        .join(entry, on=(entry.search == Search.id))
        .order_by(entry.id)
    )
    assert [(number, bool(completed), bool(gone)) for number, completed, gone in query.tuples()] == [
        (reviewed.id, True, False),
        (waiting.id, False, False),
        (dismissed.id, False, True),
    ]
