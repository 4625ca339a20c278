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
    values = {
        "starts": STARTS,
        "ends": ENDS,
        "months": 24,
        "total": 5000,
        "category1": 2500,
        "takes": ("ama-pra-1", "ama-pra-2"),
        "category1_takes": ("ama-pra-1",),
        "participation": False,
    }
    return rules.Terms(**values | more)


def credit(key, on, amount=100, kind="ama-pra-1", **more):
    return rules.CreditItem(key, date.fromisoformat(on), kind, amount, **more)


def part(progress, code):
    return next(each for each in progress.parts if each.code == code)


def test_both_ends_of_a_cycle_are_inside_and_the_days_beside_it_are_not():
    credits = [
        credit("a", "2024-09-30"),
        credit("b", "2024-10-01"),
        credit("c", "2026-09-30"),
        credit("d", "2026-10-01"),
    ]
    assert part(rules.progress(terms(), credits, ENDS), "total").lines == (("b", 100), ("c", 100))


def test_a_type_that_a_body_does_not_take_and_a_participation_are_passed_over_with_the_reason():
    credits = [
        credit("a", "2025-01-01", kind="ancc"),
        credit("b", "2025-01-02", awarded=False),
        credit("c", "2025-01-03"),
    ]
    progress = rules.progress(terms(), credits, ENDS)
    assert part(progress, "total").lines == (("c", 100),)
    assert [key for key, _ in progress.excluded] == ["a", "b"]
    assert "credit type" in progress.excluded[0][1] and "participation" in progress.excluded[1][1]
    everything = rules.progress(terms(takes=(), category1=0, participation=True), credits, ENDS)
    assert part(everything, "total").counted == 300


def test_category_2_counts_in_all_and_not_for_the_minimum():
    progress = rules.progress(
        terms(), [credit("a", "2025-01-01", 3000, "ama-pra-2"), credit("b", "2025-01-02", 500)], ENDS
    )
    assert (part(progress, "total").counted, part(progress, "category1").counted) == (3500, 500)
    assert (part(progress, "total").missing, part(progress, "category1").missing) == (1500, 2000)


def test_the_same_learning_with_two_credit_types_counts_once_at_one_body():
    twice = [
        credit("a", "2025-01-01", 100, learning="sepsis"),
        credit("b", "2025-01-01", 100, "ama-pra-2", learning="sepsis"),
        credit("c", "2025-01-01", 50, learning="sepsis"),
    ]
    progress = rules.progress(terms(), twice, ENDS)
    assert part(progress, "total").lines == (("a", 100), ("c", 50)), "two parts of one type are two parts"
    assert progress.excluded == (("b", "the same learning already counts with another credit type"),)


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


def test_a_topic_of_which_nothing_is_missing_is_done():
    for hours, state in ((100, "short"), (200, "done")):
        progress = rules.progress(terms(topics=(TOPIC,)), [credit("a", "2025-01-01", hours, topics=("pain",))], ENDS)
        assert part(progress, "opioids").state == state


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


def test_of_the_same_learning_the_type_counts_that_a_body_names_first():
    credits = [
        credit("a", "2025-01-01", 100, "ama-pra-2", learning="sepsis"),
        credit("b", "2025-01-01", 100, learning="sepsis"),
    ]
    assert part(rules.progress(terms(), credits, ENDS), "total").lines == (("b", 100),)
    turned = terms(takes=("ama-pra-2", "ama-pra-1"))
    assert part(rules.progress(turned, credits, ENDS), "total").lines == (("a", 100),)
    all_types = terms(takes=(), category1=0)
    assert part(rules.progress(all_types, credits, ENDS), "total").lines == (("a", 100),), (
        "by the key where none is named"
    )


def test_a_credit_that_is_not_taken_keeps_no_other_of_the_same_learning_out():
    credits = [
        credit("a", "2025-01-01", awarded=False, learning="sepsis"),
        credit("b", "2025-01-01", 50, "ama-pra-2", learning="sepsis"),
    ]
    progress = rules.progress(terms(), credits, ENDS)
    assert part(progress, "total").lines == (("b", 50),) and [key for key, _ in progress.excluded] == ["a"]


def test_the_same_learning_on_another_day_and_learning_without_a_name_count_each():
    credits = [
        credit("a", "2025-01-01", learning="sepsis"),
        credit("b", "2025-01-02", kind="ama-pra-2", learning="sepsis"),
        credit("c", "2025-01-03"),
        credit("d", "2025-01-03", kind="ama-pra-2"),
    ]
    assert part(rules.progress(terms(), credits, ENDS), "total").counted == 400


def test_only_credits_of_the_days_of_the_cycle_are_said_to_be_passed_over():
    credits = [credit(day, day, kind="ancc") for day in ("2024-09-30", "2024-10-01", "2026-09-30", "2026-10-01")]
    assert [key for key, _ in rules.progress(terms(), credits, ENDS).excluded] == ["2024-10-01", "2026-09-30"]


def test_for_the_minimum_the_types_count_that_a_body_names_and_participation_where_it_does():
    credits = [credit("a", "2025-01-01", 100, "ama-pra-2"), credit("b", "2025-01-02", 50, awarded=False)]
    open_ = terms(participation=True, category1_takes=())
    assert part(rules.progress(open_, credits, ENDS), "category1").lines == (("a", 100), ("b", 50))
    assert part(rules.progress(terms(participation=True), credits, ENDS), "category1").lines == (("b", 50),)
    assert part(rules.progress(terms(category1_takes=()), credits, ENDS), "category1").lines == (("a", 100),)


def test_a_body_without_numbers_asks_for_topics_alone():
    assert rules.progress(terms(total=None, category1=0), [], ENDS).parts == ()
    assert [each.code for each in rules.progress(terms(total=0), [], ENDS).parts] == ["category1"]


def test_parts_have_their_names_and_the_carried_credit_stands_in_all_credit():
    total, first = rules.progress(terms(carried=300), [], ENDS).parts
    assert (total.kind, total.code, total.name, total.required, total.carried) == (
        "total",
        "total",
        "All credit",
        5000,
        300,
    )
    assert (first.kind, first.code, first.name, first.required, first.carried) == (
        "category1",
        "category1",
        "Of it Category 1",
        2500,
        0,
    )
    assert (total.unit, total.due, first.due) == ("credit", ENDS, ENDS)


def test_more_than_is_required_leaves_nothing_missing_and_nothing_short():
    (total,) = rules.progress(terms(category1=0), [credit("a", "2025-01-01", 6000)], ENDS).parts
    assert (total.counted, total.missing, total.behind, total.state, total.words) == (6000, 0, 0, "done", "on track")


def test_on_its_first_day_a_cycle_has_begun():
    on_first_day, before = (rules.progress(terms(), [], day) for day in (STARTS, STARTS - timedelta(days=1)))
    assert [each.state for each in on_first_day.parts] == ["on-track", "on-track"]
    assert [(each.state, each.words) for each in before.parts] == [("later", "not begun")] * 2
    assert (before.state, on_first_day.state) == ("later", "on-track")


def test_what_is_short_is_listed_the_most_first_and_the_most_is_what_the_tag_says():
    progress = rules.progress(terms(topics=(TOPIC,)), [credit("a", "2025-01-01", 4800, "ama-pra-2")], ENDS)
    assert [each.code for each in progress.short] == ["category1", "total", "opioids"]
    assert progress.words == "25 short" and progress.open
    assert not rules.progress(terms(), [credit("a", "2025-01-01", 5000)], ENDS).open


def test_what_is_to_be_decided_is_counted_and_gives_way_to_what_is_short():
    undecided = [rules.Topic(code, code, 100, counts=("x",), applies="unsaid") for code in ("x", "y")]
    only = rules.progress(terms(total=None, category1=0, topics=tuple(undecided)), [], ENDS)
    assert (only.state, only.words) == ("decide", "2 to decide")
    assert {each.words for each in only.parts} == {"to decide"}
    assert rules.progress(terms(category1=0, topics=tuple(undecided)), [], ENDS).words == "50 short"
    decided = rules.progress(
        terms(total=None, category1=0, topics=tuple(undecided)), [credit("a", "2025-01-01", topics=("x",))], ENDS
    )
    assert decided.words == "on track", "what is done need not be decided"


def test_a_topic_asked_for_in_each_cycle_or_in_no_number_of_months_is_asked_for_once():
    assert _windows("cycles", cycles=1) == _windows("cycles") == _windows("months") == [(STARTS, ENDS)]
    assert _windows("months", months=24) == _windows("cycle", months=12) == [(STARTS, ENDS)]
    late = terms(starts=date(2025, 3, 1))  # of somebody who was licensed within the cycle
    assert rules.windows(late, rules.Topic("x", "X", 100, "cycles", cycles=1)) == [(late.starts, ENDS)]
    early = terms(starts=date(2024, 3, 1))  # a first cycle that is longer than the others
    assert rules.windows(early, rules.Topic("x", "X", 100, "months", months=24)) == [(early.starts, ENDS)]
    assert _windows("cycles", cycles=2) == [(date(2022, 10, 1), ENDS)]
    assert _windows("months", months=25) == [(date(2024, 9, 1), ENDS)]


def test_the_last_window_ends_with_the_cycle():
    assert _windows("months", months=18) == [(STARTS, date(2026, 3, 31)), (date(2026, 4, 1), ENDS)]
    assert len(_windows("months", months=1)) == 24


def test_a_topic_of_a_longer_window_counts_from_its_first_day_and_is_short_by_the_half_of_this_cycle():
    long_ = terms(total=None, category1=0, topics=(rules.Topic("x", "X", 100, "cycles", cycles=3, counts=("x",)),))

    def found(on, today):
        credits = [credit("a", on, topics=("x",))] if on else []
        return part(rules.progress(long_, credits, today), "x")

    assert found("2020-10-01", ENDS).state == "done" and found("2020-09-30", ENDS).state == "short"
    assert found(None, date(2025, 9, 30)).state == "on-track" and found(None, date(2025, 10, 1)).state == "short"


def test_a_topic_in_one_window_may_count_more_than_is_asked_for():
    (topic,) = rules.progress(
        terms(total=None, category1=0, topics=(TOPIC,)), [credit("a", "2025-01-01", 900, topics=("pain",))], ENDS
    ).parts
    assert (topic.required, topic.counted, topic.missing, topic.kind, topic.name) == (200, 900, 0, "topic", "Opioids")
    assert (topic.unit, topic.behind, topic.due) == ("credit", 0, ENDS)


def test_windows_that_are_past_or_half_gone_are_short_and_the_first_is_due():
    yearly = terms(total=None, category1=0, topics=(rules.Topic("x", "X", 100, "months", months=12, counts=("pain",)),))

    def found(today, *days):
        credits = [credit(day, day, 50, topics=("pain",)) for day in days]
        return part(rules.progress(yearly, credits, today), "x")

    first, second = date(2025, 9, 30), ENDS
    assert (found(date(2025, 11, 1)).behind, found(date(2025, 11, 1)).due) == (100, first)
    assert (found(second).behind, found(second).due) == (200, first)
    both = found(second, "2024-11-01", "2025-11-01")
    assert (both.counted, both.missing, both.behind, both.due) == (100, 100, 100, first)
    assert both.lines == (("2024-11-01", 50), ("2025-11-01", 50)), "oldest first"


def test_a_topic_without_hours_of_each_year_is_one_activity_in_each():
    yearly = terms(
        total=None, category1=0, topics=(rules.Topic("x", "X", None, "months", months=12, counts=("pain",)),)
    )
    one = part(rules.progress(yearly, [credit("a", "2025-01-01", 25, topics=("pain",))], ENDS), "x")
    assert (one.required, one.counted, one.missing) == (200, 100, 100)
    two = rules.progress(
        yearly, [credit("a", "2025-01-01", 25, topics=("pain",)), credit("b", "2025-10-01", 1, topics=("pain",))], ENDS
    )
    assert part(two, "x").state == "done"


def test_a_topic_is_named_by_any_of_its_codes():
    about = [
        credit("a", "2025-01-01", 100, topics=("ethics", "pain")),
        credit("b", "2025-01-01", 100, topics=("opioids",)),
        credit("c", "2025-01-01"),
    ]
    assert part(rules.progress(terms(topics=(TOPIC,)), about, ENDS), "opioids").lines == (("a", 100), ("b", 100))


def test_the_pace_is_rounded_down_to_quarters_of_a_credit():
    assert rules.expected(100, date(2026, 1, 1), date(2026, 4, 10), date(2026, 2, 19)) == 25  # 49 of 100 days
    assert rules.expected(100, date(2026, 1, 1), date(2026, 4, 10), date(2026, 2, 20)) == 50
    assert rules.expected(100, date(2026, 1, 1), date(2026, 4, 10), date(2027, 1, 1)) == 100


def test_a_credit_of_exactly_what_is_missing_closes_the_gap_and_the_first_of_equals_is_chosen():
    assert rules.closing(100, [(1, 25), (2, 100), (3, 100)]) == [2]
    assert rules.closing(101, [(1, 25), (2, 100), (3, 100)]) == [2, 3]
    assert rules.closing(-5, [(1, 25)]) == [] and rules.closing(1, []) == []


def test_what_is_not_said_of_a_credit_a_topic_a_body_and_a_part():
    assert rules.CreditItem("k", STARTS, "ancc", 1) == rules.CreditItem("k", STARTS, "ancc", 1, True, (), "")
    assert rules.Topic("x", "X", None) == rules.Topic("x", "X", None, "cycle", 0, 0, (), "yes")
    assert rules.Terms(STARTS, ENDS, 24, None) == rules.Terms(STARTS, ENDS, 24, None, 0, (), (), True, (), 0)
    part_ = rules.Part("total", "total", "All credit", 1, 0, 1, ENDS, "short")
    assert (part_.lines, part_.unit, part_.carried, part_.behind) == ((), "credit", 0, 0)
    assert rules.Progress(terms(), ()).excluded == ()


def test_nothing_is_carried_over_for_a_topic():
    (topic,) = rules.progress(terms(total=None, category1=0, topics=(TOPIC,), carried=500), [], ENDS).parts
    assert (topic.carried, topic.counted, topic.missing) == (0, 0, 200)


CREDITS = st.lists(
    st.builds(
        rules.CreditItem,
        key=st.uuids().map(str),
        completed_on=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
        credit_type=st.sampled_from(["ama-pra-1", "ama-pra-2", "ancc"]),
        hundredths=st.integers(1, 4000),
        awarded=st.booleans(),
        topics=st.sampled_from([(), ("pain",), ("opioids", "pain"), ("ethics",)]),
        learning=st.sampled_from(["", "a", "b"]),
    ),
    max_size=25,
)
TODAY = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@COUNTS
@given(CREDITS, TODAY)
def test_every_part_is_the_sum_of_its_lines_and_what_is_missing_is_the_rest(credits, today):
    progress = rules.progress(terms(topics=(TOPIC,)), credits, today)
    amounts = {one.key: one.hundredths for one in credits}
    for each in progress.parts:
        assert each.counted == sum(amount for _, amount in each.lines)
        assert all(amounts[key] == amount for key, amount in each.lines)
        assert each.missing == max(each.required - each.counted, 0)
        assert 0 <= each.behind <= max(each.missing, 0)
        assert (each.state == "short") == (each.behind > 0 and today >= STARTS)
    counted = {key for key, _ in part(progress, "total").lines}
    excluded = {key for key, _ in progress.excluded}
    within = {one.key for one in credits if STARTS <= one.completed_on <= ENDS}
    assert counted | excluded == within and not counted & excluded, "each credit of the cycle counts or has a reason"
    assert {key for key, _ in part(progress, "category1").lines} <= counted


@COUNTS
@given(CREDITS, TODAY, st.integers(1, 4000))
def test_one_more_credit_never_makes_more_missing(credits, today, amount):
    more = rules.CreditItem("more", date(2025, 5, 5), "ama-pra-1", amount, True, ("pain",))
    before = rules.progress(terms(topics=(TOPIC,)), credits, today)
    after = rules.progress(terms(topics=(TOPIC,)), [*credits, more], today)
    for one, other in zip(before.parts, after.parts, strict=True):
        assert other.counted == one.counted + amount and other.missing <= one.missing and other.behind <= one.behind


@COUNTS
@given(CREDITS, TODAY)
def test_the_order_of_credits_decides_nothing(credits, today):
    cycle = terms(topics=(TOPIC,))
    assert rules.progress(cycle, credits, today).parts == rules.progress(cycle, credits[::-1], today).parts


@COUNTS
@given(st.integers(0, 20000), TODAY)
def test_the_pace_begins_at_nothing_and_ends_below_the_whole(required, today):
    expected = rules.expected(required, STARTS, ENDS, today)
    assert 0 <= expected <= required and expected % rules.STEP == 0 or expected == required // rules.STEP * rules.STEP
    assert today > STARTS or expected == 0


@COUNTS
@given(CREDITS, TODAY)
def test_the_word_compliant_is_never_said(credits, today):
    progress = rules.progress(terms(topics=(TOPIC,)), credits, today)
    words = [progress.words, *(each.words for each in progress.parts)]
    assert all(word in ("on track", "not begun") or word.endswith(" short") for word in words)
