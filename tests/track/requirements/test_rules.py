"""What counts, what is missing and when that is called short."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cme.track.requirements import rules
from tests.conftest import FULL

COUNTS = settings(max_examples=2000 if FULL else 80, deadline=None)
STARTS, ENDS = date(2024, 10, 1), date(2026, 9, 30)
TOPIC = rules.Topic("opioids", "Opioids", 200, counts=("opioids", "pain"))


def terms(**more):
    said = {"starts": STARTS, "ends": ENDS, "months": 24, "total": 5000, "category1": 2500,
            "takes": ("ama-pra-1", "ama-pra-2"), "category1_takes": ("ama-pra-1",), "participation": False}  # fmt: skip
    return rules.Terms(**said | more)


def credit(key, on, amount=100, kind="ama-pra-1", **more):
    return rules.Given(key, date.fromisoformat(on), kind, amount, **more)


def part(progress, code):
    return next(each for each in progress.parts if each.code == code)


def test_both_ends_of_a_cycle_are_inside_and_the_days_beside_it_are_not():
    given_ = [credit("a", "2024-09-30"), credit("b", "2024-10-01"), credit("c", "2026-09-30"), credit("d", "2026-10-01")]
    assert part(rules.progress(terms(), given_, ENDS), "total").lines == (("b", 100), ("c", 100))


def test_a_type_that_a_body_does_not_take_and_a_participation_are_passed_over_with_the_reason():
    given_ = [credit("a", "2025-01-01", kind="ancc"), credit("b", "2025-01-02", awarded=False), credit("c", "2025-01-03")]
    progress = rules.progress(terms(), given_, ENDS)
    assert part(progress, "total").lines == (("c", 100),)
    assert [key for key, _ in progress.passed_over] == ["a", "b"]
    assert "credit type" in progress.passed_over[0][1] and "participation" in progress.passed_over[1][1]
    everything = rules.progress(terms(takes=(), category1=0, participation=True), given_, ENDS)
    assert part(everything, "total").counted == 300


def test_category_2_counts_in_all_and_not_for_the_minimum():
    progress = rules.progress(terms(), [credit("a", "2025-01-01", 3000, "ama-pra-2"), credit("b", "2025-01-02", 500)], ENDS)
    assert (part(progress, "total").counted, part(progress, "category1").counted) == (3500, 500)
    assert (part(progress, "total").missing, part(progress, "category1").missing) == (1500, 2000)


def test_the_same_learning_with_two_credit_types_counts_once_at_one_body():
    twice = [credit("a", "2025-01-01", 100, alike="sepsis"), credit("b", "2025-01-01", 100, "ama-pra-2", alike="sepsis"),
             credit("c", "2025-01-01", 50, alike="sepsis")]  # fmt: skip
    progress = rules.progress(terms(), twice, ENDS)
    assert part(progress, "total").lines == (("a", 100), ("c", 50)), "two parts of one type are two parts"
    assert progress.passed_over == (("b", "the same learning already counts with another credit type"),)


def test_on_track_is_an_even_pace_and_short_is_what_it_lacks():
    half = date(2025, 9, 30)  # 364 of 730 days: 24.93, rounded down to 24.75
    assert rules.expected(5000, STARTS, ENDS, half) == 2475
    enough = rules.progress(terms(category1=0), [credit("a", "2025-01-01", 2475)], half)
    assert (enough.words, part(enough, "total").missing) == ("on track", 2525)
    less = rules.progress(terms(category1=0), [credit("a", "2025-01-01", 2225)], half)
    assert (less.words, less.state) == ("2.5 short", "short")


def test_in_the_last_sixty_days_whatever_is_missing_is_short():
    almost = [credit("a", "2025-01-01", 4900)]
    assert rules.progress(terms(category1=0), almost, ENDS - timedelta(days=60)).words == "on track"
    assert rules.progress(terms(category1=0), almost, ENDS - timedelta(days=59)).words == "1 short"
    assert rules.progress(terms(category1=0), almost, ENDS + timedelta(days=400)).words == "1 short"


def test_a_cycle_that_has_not_begun_is_neither():
    progress = rules.progress(terms(), [], STARTS - timedelta(days=1))
    assert (progress.words, progress.short) == ("not begun", [])


def test_what_was_carried_over_counts_in_all_and_not_for_category_1():
    progress = rules.progress(terms(carried=1000), [credit("a", "2025-01-01", 4000)], ENDS)
    assert (part(progress, "total").missing, part(progress, "category1").missing) == (0, 0)
    empty = rules.progress(terms(carried=1000), [], ENDS)
    assert (part(empty, "total").counted, part(empty, "category1").counted) == (1000, 0)


def test_a_surplus_is_carried_up_to_the_limit_and_never_below_nothing():
    def over(amount):
        return rules.surplus(rules.progress(terms(), [credit("a", "2025-01-01", amount)], ENDS), 2500)

    assert [over(4000), over(5000), over(6000), over(9000)] == [0, 0, 1000, 2500]
    assert rules.surplus(rules.progress(terms(total=None), [credit("a", "2025-01-01", 9000)], ENDS), 2500) == 0


def test_a_topic_counts_by_its_codes_and_may_wait_until_half_of_the_cycle():
    about = [credit("a", "2025-01-01", 150, topics=("pain",)), credit("b", "2025-01-01", 500, topics=("ethics",))]
    early = part(rules.progress(terms(topics=(TOPIC,)), about, date(2025, 9, 30)), "opioids")
    assert (early.counted, early.missing, early.state, early.due) == (150, 50, "on-track", ENDS)
    late = part(rules.progress(terms(topics=(TOPIC,)), about, date(2025, 10, 1)), "opioids")
    assert (late.state, late.words) == ("short", "0.5 short")


def _windows(per, **more):
    return rules.windows(terms(), rules.Topic("x", "X", 100, per, **more))


def test_a_topic_is_asked_for_in_windows():
    assert _windows("cycle") == [(STARTS, ENDS)]
    assert _windows("once") == [(date.min, ENDS)]
    assert _windows("cycles", cycles=3) == [(date(2020, 10, 1), ENDS)]
    assert _windows("months", months=72) == [(date(2020, 10, 1), ENDS)]
    assert _windows("months", months=12) == [(STARTS, date(2025, 9, 30)), (date(2025, 10, 1), ENDS)]


def test_a_topic_of_every_year_is_counted_by_year_and_due_with_the_first_that_lacks_it():
    yearly = terms(topics=(rules.Topic("x", "X", 100, "months", months=12, counts=("pain",)),))
    both = [credit("a", "2024-11-01", 300, topics=("pain",))]  # three in one year are not one in each of two
    found = part(rules.progress(yearly, both, date(2025, 11, 1)), "x")
    assert (found.required, found.counted, found.missing, found.due) == (200, 100, 100, ENDS)
    none = part(rules.progress(yearly, [], date(2025, 5, 1)), "x")
    assert (none.missing, none.due, none.words) == (200, date(2025, 9, 30), "1 short"), "half of the first year is gone"


def test_a_topic_once_was_done_whenever_it_was_done():
    once = terms(topics=(rules.Topic("x", "X", 100, "once", counts=("pain",)),))
    assert part(rules.progress(once, [credit("a", "2001-01-01", topics=("pain",))], STARTS), "x").state == "done"


def test_a_topic_without_hours_is_one_activity():
    any_ = terms(topics=(rules.Topic("x", "X", None, counts=("pain",)),))
    missing = part(rules.progress(any_, [], ENDS), "x")
    assert (missing.words, missing.unit) == ("1 activity short", "activity")
    assert part(rules.progress(any_, [credit("a", "2025-01-01", 25, topics=("pain",))], ENDS), "x").missing == 0


def test_a_topic_that_may_not_apply_waits_for_its_owners_word():
    def with_(applies):
        topic = rules.Topic("x", "X", 200, counts=("pain",), applies=applies)
        return rules.progress(terms(total=None, category1=0, topics=(topic,)), [], ENDS)

    assert (with_("unsaid").words, with_("unsaid").open) == ("1 to decide", False)
    assert (with_("yes").words, with_("yes").open) == ("2 short", True)
    assert with_("no").parts == ()


def test_the_fewest_that_close_a_gap_are_chosen_or_all():
    assert rules.closing(100, [(1, 50), (2, 100), (3, 50)]) == [2]
    assert rules.closing(100, [(1, 50), (3, 50), (4, 25)]) == [1, 3]
    assert sorted(rules.closing(500, [(1, 50), (2, 100)])) == [1, 2]
    assert rules.closing(0, [(1, 50)]) == []


GIVEN = st.lists(
    st.builds(
        rules.Given, key=st.uuids().map(str), on=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
        credit_type=st.sampled_from(["ama-pra-1", "ama-pra-2", "ancc"]), hundredths=st.integers(1, 4000), awarded=st.booleans(),
        topics=st.sampled_from([(), ("pain",), ("opioids", "pain"), ("ethics",)]), alike=st.sampled_from(["", "a", "b"]),
    ),
    max_size=25,
)  # fmt: skip
TODAY = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@COUNTS
@given(GIVEN, TODAY)
def test_every_part_is_the_sum_of_its_lines_and_what_is_missing_is_the_rest(given_, today):
    progress = rules.progress(terms(topics=(TOPIC,)), given_, today)
    amounts = {one.key: one.hundredths for one in given_}
    for each in progress.parts:
        assert each.counted == sum(amount for _, amount in each.lines)
        assert all(amounts[key] == amount for key, amount in each.lines)
        assert each.missing == max(each.required - each.counted, 0)
        assert 0 <= each.behind <= max(each.missing, 0)
        assert (each.state == "short") == (each.behind > 0 and today >= STARTS)
    counted = {key for key, _ in part(progress, "total").lines}
    passed = {key for key, _ in progress.passed_over}
    within = {one.key for one in given_ if STARTS <= one.on <= ENDS}
    assert counted | passed == within and not counted & passed, "each credit of the cycle counts or has a reason"
    assert {key for key, _ in part(progress, "category1").lines} <= counted


@COUNTS
@given(GIVEN, TODAY, st.integers(1, 4000))
def test_one_more_credit_never_makes_more_missing(given_, today, amount):
    more = rules.Given("more", date(2025, 5, 5), "ama-pra-1", amount, True, ("pain",))
    before = rules.progress(terms(topics=(TOPIC,)), given_, today)
    after = rules.progress(terms(topics=(TOPIC,)), [*given_, more], today)
    for one, other in zip(before.parts, after.parts, strict=True):
        assert other.counted == one.counted + amount and other.missing <= one.missing and other.behind <= one.behind


@COUNTS
@given(GIVEN, TODAY)
def test_the_order_of_credits_decides_nothing(given_, today):
    asked = terms(topics=(TOPIC,))
    assert rules.progress(asked, given_, today).parts == rules.progress(asked, given_[::-1], today).parts


@COUNTS
@given(st.integers(0, 20000), TODAY)
def test_the_pace_begins_at_nothing_and_ends_below_the_whole(required, today):
    expected = rules.expected(required, STARTS, ENDS, today)
    assert 0 <= expected <= required and expected % rules.STEP == 0 or expected == required // rules.STEP * rules.STEP
    assert today > STARTS or expected == 0


@COUNTS
@given(GIVEN, TODAY)
def test_the_word_compliant_is_never_said(given_, today):
    said = rules.progress(terms(topics=(TOPIC,)), given_, today)
    words = [said.words, *(each.words for each in said.parts)]
    assert all(word in ("on track", "not begun") or word.endswith(" short") for word in words)
