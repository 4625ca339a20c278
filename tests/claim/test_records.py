"""What claiming keeps, lists and refuses, asked of the records themselves (L1 to L6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from peewee import IntegrityError

from cme.base import provider, registry
from cme.base.audit_log import Note
from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Reason, Refused
from cme.base.store.db import db
from cme.claim import records as claims
from cme.claim.records import Claim, Feedback, Hold, Line, Outcome, Recipient
from cme.earn import records as earn
from cme.earn.records import Entry, Move
from cme.evaluate import records as evaluate
from cme.offer import records as offer
from cme.people import records as people
from tests.conftest import Clock
from tests.counting import recorded_queries

TYPE = "ama-pra-1"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def entry_of_a_course(person, title="A topic", amount=100, credit_type=TYPE, day=TODAY, **changes):
    """Credit that is completed when it is earned."""
    activity = offer.Activity.get_or_none(offer.Activity.slug == "course")
    if activity is None:
        version = offer.point_of_care()[1]
        offer.offer_activity(
            "course",
            "course",
            title="A course",
            format="Enduring material",
            credit_type=TYPE,
            unit_value=100,
            maximum="4",
            valid_from=version.valid_from,
            designation=version.designation,
            accme_number="",
            by="test",
        )
        activity = offer.Activity.get(offer.Activity.slug == "course")
    version = offer.current_version(activity)
    return earn.earn(
        person,
        activity,
        version,
        title=title,
        credit_type=credit_type,
        amount=amount,
        day=day,
        **changes,
        by=f"person:{person.id}",
    )


def ids(waiting):
    return [each.entry.id for each in waiting]


@pytest.fixture
def alice(cast):
    return cast.physician


def claim(person, *entries, key="a key of sixteen", amount=None, **changes):
    return claims.claim(
        person, key, TYPE, [(entry.id, amount) for entry in entries], **changes, by=f"person:{person.id}"
    )


def test_what_can_be_claimed_is_listed_by_its_completion_the_newest_first(cast, alice, clock):
    found = []
    for day in (1, 2, 3, 4):
        clock.set(f"2026-11-0{day} 15:00")
    found.append((entry_of_a_course(alice, f"topic {day}") if day % 2 else cast.reviewed(alice, f"question {day}")).id)
    assert ids(claims.to_claim(alice, TODAY)) == found[::-1]
    same_moment = [entry_of_a_course(alice).id, entry_of_a_course(alice).id]
    assert ids(claims.to_claim(alice, TODAY))[:2] == same_moment[::-1]


def test_what_is_reviewed_late_is_completed_late(cast, alice, clock):
    clock.set("2026-11-01 15:00")
    searched = cast.entry(alice)
    clock.set("2026-11-02 15:00")
    course = entry_of_a_course(alice)
    clock.set("2026-11-03 15:00")
    evaluate.add(searched, goal="treat", goal_words="", result="change", result_words="", relevant=set(), warned=False)
    first, second = claims.to_claim(alice, TODAY)
    assert (first.entry.id, first.completed_on) == (searched.id, date(2026, 11, 3))
    assert (second.entry.id, second.completed_on) == (course.id, TODAY)


def test_an_entry_of_a_search_says_all_of_this(cast, alice):
    entry = cast.reviewed(alice, "heart attack")
    (found,) = claims.to_claim(alice, TODAY)
    (evaluation,) = evaluate.Evaluation.select()
    assert (found.balance, found.completed_on, found.evaluation_id) == (Credit(50), TODAY, evaluation.id)
    assert (found.divisible, found.requested, found.amount) == (False, None, Credit(50))
    row = found.entry
    assert (row.id, row.search_id, row.term) == (entry.id, entry.search_id, "heart attack")
    assert (row.activity_id, row.activity_version_id) == (entry.activity_id, entry.activity_version_id)
    assert (row.credit_type, row.earned_on, row.claim_by) == (TYPE, TODAY, entry.claim_by)
    assert (row.title, row.name, row.kind, row.state, row.state_topic) == ("", "heart attack", "point-of-care", "", "")


def test_an_entry_of_a_course_says_all_of_this(alice):
    entry_of_a_course(alice, "Opioids", 125, "state", state="FL", state_topic="opioids")
    (found,) = claims.to_claim(alice, TODAY)
    assert (found.balance, found.evaluation_id, found.divisible) == (Credit(125), None, True)
    row = found.entry
    assert (row.search_id, row.term, row.title, row.name, row.kind) == (None, None, "Opioids", "Opioids", "course")
    assert (row.credit_type, row.state, row.state_topic) == ("state", "FL", "opioids")


def test_a_part_of_an_entry_can_be_asked_for_and_the_whole_again(alice):
    entry_of_a_course(alice, amount=100)
    (whole,) = claims.to_claim(alice, TODAY)
    plain = claims.Waiting(whole.entry, whole.balance, whole.completed_on, None)
    assert plain.divisible is False and plain.requested is None
    part = claims.replace(whole, requested=Credit(25))
    assert (part.amount, part.whole().amount, part.whole()) == (Credit(25), Credit(100), whole)


def test_only_what_stands_is_listed_of_its_own_person_type_and_choice(cast, alice, clock):
    one, other = cast.reviewed(alice, "one"), entry_of_a_course(alice, credit_type="ancc")
    cast.entry(alice, "unread")
    cast.reviewed(cast.stranger, "of somebody else")
    sent_back = cast.reviewed(alice, "sent back")
    evaluate.send_back(sent_back)
    claimed = cast.reviewed(alice, "claimed")
    claim(alice, claimed)
    assert ids(claims.to_claim(alice, TODAY)) == [other.id, one.id]
    assert ids(claims.to_claim(alice, TODAY, TYPE)) == [one.id]
    assert ids(claims.to_claim(alice, TODAY, "ancc")) == [other.id]
    assert ids(claims.to_claim(alice, TODAY, "")) == [other.id, one.id], "no type is every type"
    assert ids(claims.to_claim(alice, TODAY, None, [one.id, sent_back.id])) == [one.id]
    assert claims.to_claim(alice, TODAY, None, []) == []


def test_an_entry_is_listed_until_its_last_day_and_has_lapsed_after_it(cast, alice, clock):
    newer, older = cast.reviewed(alice, "newer"), cast.reviewed(alice, "older", now=NOW - timedelta(days=1))
    course, claimed = entry_of_a_course(alice), cast.reviewed(alice, "claimed")
    claim(alice, claimed)
    cast.entry(alice, "never reviewed")
    cast.reviewed(cast.stranger, "of somebody else")
    last, after = newer.claim_by, newer.claim_by + timedelta(days=1)
    assert {older.claim_by, course.claim_by} == {last}
    assert ids(claims.to_claim(alice, last)) == [course.id, newer.id, older.id] and claims.lapsed(alice, last) == []
    assert claims.to_claim(alice, after) == []
    assert [entry.id for entry in claims.lapsed(alice, after)] == [course.id, newer.id, older.id]
    assert [entry.name for entry in claims.lapsed(alice, after)][1:] == ["newer", "older"]


def test_a_claim_keeps_all_that_was_true(cast, alice, clock, app):
    people.change_profile(
        alice, latin_name="Alice A.", birth_month=4, birth_day=17, npi="1234567893", given="Al", family="Adams"
    )
    listing = people.list_body(alice, body="ABIM", label="ABIM", number="123456", reporting=True, consent=True)
    people.list_body(alice, body="MD", label="Maryland", number="D1", reporting=True, consent=False)
    people.list_body(alice, body="", label="A hospital", number="", reporting=False, consent=False)
    search, course = cast.reviewed(alice, now=NOW - timedelta(days=3)), entry_of_a_course(alice, amount=150)
    at = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)  # still the 22nd in New York
    the_claim = claims.claim(
        alice, "a key of sixteen", TYPE, [(search.id, None), (course.id, 100)], now=at, by=f"person:{alice.id}"
    )
    the_claim = Claim.get_by_id(the_claim.id)
    assert (the_claim.person_id, the_claim.key, the_claim.credit_type, the_claim.total) == (
        alice.id,
        "a key of sixteen",
        TYPE,
        150,
    )
    assert (the_claim.at, the_claim.claimed_on, the_claim.zone) == (at, TODAY, "America/New_York")
    assert the_claim.hold_until == at + timedelta(minutes=app.settings.claim_hold_minutes)
    assert the_claim.holder == {
        "name": "Alice Adams",
        "latin_name": "Alice A.",
        "credentials": "MD",
        "role": "physician",
        "country": "US",
    }
    assert (the_claim.provider_id, the_claim.template) == (provider.current().id, provider.current().template)
    assert Hold.get(Hold.claim == the_claim).until == the_claim.hold_until
    (evaluation,) = evaluate.Evaluation.select()
    lines = [
        (line.entry_id, line.amount, line.completed_on, line.evaluation_id)
        for line in the_claim.lines.order_by(Line.id)
    ]
    assert lines == [(search.id, 50, date(2026, 11, 19), evaluation.id), (course.id, 100, TODAY, None)]
    for line in the_claim.lines:
        move = line.move
        assert (move.entry_id, move.kind, move.amount, move.at) == (line.entry_id, "claimed", -line.amount, at)
    first, second = Recipient.select().where(Recipient.claim == the_claim).order_by(Recipient.body)
    assert (first.body, first.label, first.number, first.consent) == (listing.body, "ABIM", "123456", True)
    assert (first.npi, first.birth_month, first.birth_day, first.given, first.family) == (
        "1234567893",
        4,
        17,
        "Al",
        "Adams",
    )
    assert (second.body, second.label, second.number, second.consent) == ("MD", "Maryland", "D1", False)
    note = Note.get(Note.what == "claim.made")
    assert (note.subject, note.actor) == (f"claim:{the_claim.id}", f"person:{alice.id}")
    assert note.details == {"total": 150, "entries": {str(search.id): 50, str(course.id): 100}}
    assert the_claim.hold_until > claims.clock.now()


def test_the_same_key_is_answered_with_the_first_claim_in_whatever_order_it_is_asked(cast, alice):
    one, other = cast.reviewed(alice, "one"), entry_of_a_course(alice)
    first = claims.claim(alice, "a key of sixteen", TYPE, [(one.id, None), (other.id, 25)], by="test")
    repeated = claims.claim(alice, "a key of sixteen", TYPE, [(other.id, 25), (one.id, None)], by="test")
    assert repeated == first and Claim.select().count() == 1


@pytest.mark.parametrize("change", ["amount", "entry", "type"])
def test_a_key_for_something_else_is_refused(alice, change):
    one, other = entry_of_a_course(alice), entry_of_a_course(alice)
    claims.claim(alice, "a key of sixteen", TYPE, [(one.id, 25)], by="test")
    requested = [(other.id if change == "entry" else one.id, 50 if change == "amount" else 25)]
    with pytest.raises(Refused, match="This form was already used for another claim") as refused:
        claims.claim(alice, "a key of sixteen", "ancc" if change == "type" else TYPE, requested, by="test")
    assert [reason.about for reason in refused.value.reasons] == [None]


def test_the_same_key_of_another_person_is_another_claim(cast, alice):
    first = claim(alice, cast.reviewed(alice))
    assert claim(cast.stranger, cast.reviewed(cast.stranger)) != first


def test_all_that_stands_against_a_claim_is_said_with_its_entry(cast, alice):
    theirs, unread, mine = (
        cast.reviewed(cast.stranger),
        cast.entry(alice, "unread"),
        entry_of_a_course(alice, credit_type="ancc"),
    )
    requested = [(theirs.id, None), (unread.id, None), (mine.id, None), (999_999, 25)]
    expected = [
        Reason(theirs.id, "This entry is not there."),
        Reason(unread.id, "This has not been reviewed; it stands under For review."),
        Reason(mine.id, "It is of another credit type; one claim is of one type."),
        Reason(999_999, "This entry is not there."),
    ]
    assert claims.refusals(alice, TYPE, requested, TODAY) == expected
    with pytest.raises(Refused) as refused:
        claims.claim(alice, "a key of sixteen", TYPE, requested, by="test")
    assert refused.value.reasons == expected
    assert str(refused.value) == "; ".join(reason.sentence for reason in expected)
    assert Claim.select().count() == 0


def test_steps_are_those_of_the_type_and_courses_alone_are_divided(cast, alice):
    course, hours, search = entry_of_a_course(alice), entry_of_a_course(alice, credit_type="ancc"), cast.reviewed(alice)
    assert claims.refusals(alice, TYPE, [(course.id, 30)], TODAY) == [Reason(course.id, "Claim it in steps of 0.25.")]
    assert claims.refusals(alice, "ancc", [(hours.id, 30)], TODAY) == []
    assert claims.refusals(alice, TYPE, [(search.id, 25)], TODAY) == [Reason(search.id, "It is claimed whole.")]
    assert claims.refusals(alice, TYPE, [(course.id, None)], course.claim_by) == []
    assert (
        "has passed"
        in claims.refusals(alice, TYPE, [(course.id, None)], course.claim_by + timedelta(days=1))[0].sentence
    )


def test_a_profile_that_lacks_something_claims_nothing_and_says_what(cast):
    person = cast.person("new@example.org", name="New", role="physician")
    with pytest.raises(Refused, match="^Your profile lacks your country and your time zone.$"):
        claim(person, cast.reviewed(person))


def test_without_a_zone_the_day_is_that_of_the_provider(cast, clock):
    person = cast.person("new@example.org", name="New", role="physician", country="US")
    entry = entry_of_a_course(person)
    last = entry.claim_by
    clock.set(datetime(last.year, 12, 31, 23, 59, tzinfo=UTC).isoformat().replace("+00:00", "-05:00"))
    with pytest.raises(Refused, match="^Your profile lacks your time zone.$"):
        claim(person, entry)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("collisions", "claimed"), [(1, 1), (2, 0)])
def test_what_another_server_wrote_a_moment_ago_is_looked_at_once_more(cast, alice, collisions, claimed):
    entry = cast.reviewed(alice)
    left = [True] * collisions
    db.connection().create_function("collides", 0, lambda: bool(left and left.pop()))
    db.execute_sql(
        "CREATE TEMP TRIGGER collision BEFORE INSERT ON claim WHEN collides() "
        "BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: claim.key'); END"
    )
    try:
        if claimed:
            claim(alice, entry)
        else:
            with pytest.raises(IntegrityError):
                claim(alice, entry)
    finally:
        db.execute_sql("DROP TRIGGER collision")
    assert not left and Claim.select().count() == claimed


def test_an_undone_claim_gives_everything_back_and_is_noted(cast, alice, clock: Clock):
    entries = [cast.reviewed(alice, "one"), entry_of_a_course(alice)]
    the_claim = claim(alice, *entries)
    assert claims.outcome(the_claim) is None
    claims.undo(the_claim, now=NOW + timedelta(minutes=3), by=f"person:{alice.id}")
    outcome = Outcome.get(Outcome.claim == the_claim)
    assert (outcome.kind, outcome.at) == ("undone", NOW + timedelta(minutes=3)) and claims.outcome(
        the_claim
    ) == "undone"
    moves = Move.select().where(Move.kind == "undone").order_by(Move.entry)
    assert [(move.entry_id, move.amount, move.at) for move in moves] == [
        (entry.id, entry.amount, NOW + timedelta(minutes=3)) for entry in entries
    ]
    assert Hold.select().count() == 0 and len(claims.to_claim(alice, TODAY)) == 2
    note = Note.get(Note.what == "claim.undone")
    assert (note.subject, note.actor, note.details) == (f"claim:{the_claim.id}", f"person:{alice.id}", {"total": 150})
    with pytest.raises(Refused, match="This claim has been undone.") as refused:
        claims.undo(the_claim, by="test")
    assert refused.value.reasons == [Reason(None, "This claim has been undone.")]


def test_a_claim_is_undone_by_the_clock_until_its_wait_is_over(cast, alice, clock):
    the_claim = claim(alice, cast.reviewed(alice))
    clock.set(the_claim.hold_until)
    with pytest.raises(Refused, match="it is final"):
        claims.undo(the_claim, by="test")
    clock.set(the_claim.hold_until - timedelta(seconds=1))
    claims.undo(the_claim, by="test")
    assert Outcome.get().at == the_claim.hold_until - timedelta(seconds=1)


def test_a_hold_that_somebody_took_makes_a_claim_final(cast, alice):
    the_claim = claim(alice, cast.reviewed(alice))
    Hold.delete().where(Hold.claim == the_claim).execute()
    with pytest.raises(Refused, match="^The time for undoing this claim is over: it is final.$") as refused:
        claims.undo(the_claim, by="test")
    assert [reason.about for reason in refused.value.reasons] == [None]
    assert claims.release(the_claim, by="test") is False and Outcome.select().count() == 0


def test_a_claim_is_released_once_and_noted(cast, alice, clock):
    the_claim, other = (
        claim(alice, cast.reviewed(alice)),
        claim(alice, cast.reviewed(alice, "other"), key="another key of 16"),
    )
    assert (
        claims.release(the_claim, now=NOW + timedelta(minutes=1), by="test") is True
        and claims.release(the_claim, by="test") is False
    )
    outcome = Outcome.get()
    assert (outcome.claim_id, outcome.kind, outcome.at) == (the_claim.id, "released", NOW + timedelta(minutes=1))
    note = Note.get(Note.what == "claim.released")
    assert (note.subject, note.details) == (f"claim:{the_claim.id}", {"total": 50})
    assert [hold.claim_id for hold in Hold.select()] == [other.id], "another claim goes on waiting"
    clock.forward(minutes=2)
    assert claims.release(other, by="test") and Outcome.get(Outcome.claim == other).at == NOW + timedelta(minutes=2)


def test_claims_are_released_when_their_wait_is_over_and_not_before(cast, alice, clock):
    the_claim = claim(alice, cast.reviewed(alice))
    clock.set(the_claim.hold_until - timedelta(seconds=1))
    claims.release_what_waited(by="test")
    assert claims.outcome(the_claim) is None
    assert registry.current().gauges["claims_on_hold", "Claims that can still be undone."]() == 1
    clock.set(the_claim.hold_until)
    claims.release_what_waited(by="test")
    assert claims.outcome(the_claim) == "released"
    assert registry.current().gauges["claims_on_hold", "Claims that can still be undone."]() == 0


def test_the_first_feedback_of_a_claim_stays(cast, alice, clock):
    the_claim = claim(alice, cast.reviewed(alice))
    (activity,) = claims.activities(the_claim)
    claims.save_feedback(the_claim, activity, 4, "yes", "Good")
    claims.save_feedback(the_claim, activity, 1, "no", "Bad")
    (row,) = Feedback.select()
    assert (row.claim_id, row.activity_id, row.useful, row.balanced, row.words, row.at) == (
        the_claim.id,
        activity.id,
        4,
        "yes",
        "Good",
        NOW,
    )


def test_the_activities_of_a_claim_are_named_once_in_their_order(cast, alice):
    entries = [entry_of_a_course(alice), cast.reviewed(alice, "one"), cast.reviewed(alice, "two")]
    the_claim = claim(alice, *entries)
    claim(cast.stranger, cast.reviewed(cast.stranger))
    assert [activity.kind for activity in claims.activities(the_claim)] == ["point-of-care", "course"]
    assert [
        each.kind for each in claims.activities(claim(alice, cast.reviewed(alice, "x"), key="another key of 16"))
    ] == ["point-of-care"]


def test_claims_that_stand_are_listed_the_newest_first(cast, alice):
    the_claim = [
        claim(
            alice,
            cast.reviewed(alice, f"question {n}"),
            key=f"a key of sixteen {n}",
            now=NOW + timedelta(minutes=minutes),
        )
        for n, minutes in enumerate((5, 0, 5, 9))
    ]
    claims.undo(the_claim[3], by="test")
    claims.release(the_claim[0], by="test")
    claim(cast.stranger, cast.reviewed(cast.stranger))
    assert claims.claimed(alice) == [the_claim[2], the_claim[0], the_claim[1]]


def test_a_claim_is_active_until_it_is_undone(cast, alice):
    waiting, released, undone = the_claim = [
        claim(alice, cast.reviewed(alice, f"question {n}"), key=f"a key of sixteen {n}") for n in range(3)
    ]
    claims.release(released, by="test")
    claims.undo(undone, by="test")
    assert [claims.is_active(each) for each in the_claim] == [True, True, False]
    joined = Line.select(Line.claim).join(Claim)
    assert {row.claim_id for row in joined.where(claims.active())} == {waiting.id, released.id}
    assert [row.claim_id for row in joined.where(~claims.active())] == [undone.id]


def test_lines_are_mapped_to_their_claims_by_their_completion(cast, alice):
    entries = [entry_of_a_course(alice, day=TODAY - timedelta(days=days)) for days in (1, 3, 3)]
    the_claim, other = claim(alice, *entries), claim(alice, cast.reviewed(alice), key="another key of 16")
    claim(cast.stranger, cast.reviewed(cast.stranger))
    with recorded_queries() as requested:
        found = claims.lines_of([the_claim.id, other.id])
        titles = [line.entry.activity_version.title for line in found[the_claim.id]]
        assert found[other.id][0].entry.search.term == "heart attack" and titles == ["A course"] * 3
    assert len(requested) == 1, "everything comes at once"
    assert {claim_id: [line.entry_id for line in lines] for claim_id, lines in found.items()} == {
        the_claim.id: [entries[1].id, entries[2].id, entries[0].id],
        other.id: [line.entry_id for line in other.lines],
    }
    assert claims.lines_of([]) == {}
    assert Entry.select().count() == 5


def test_what_nobody_said_is_empty():
    recipient, feedback = Recipient(), Feedback()
    assert (recipient.npi, recipient.given, recipient.family) == ("", "", "")
    assert (feedback.balanced, feedback.words) == ("", "")
    assert (recipient.birth_month, recipient.birth_day, feedback.useful) == (None, None, None)


def test_the_smallest_amount_is_listed_until_it_lapses(alice):
    entry = entry_of_a_course(alice, amount=1)
    assert ids(claims.to_claim(alice, entry.claim_by)) == [entry.id]
    assert claims.lapsed(alice, entry.claim_by + timedelta(days=1)) == [entry]
