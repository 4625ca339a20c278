"""What credit from elsewhere has to say (T2): days, amounts, and what is wrong with them in a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from cme.track.elsewhere import rules

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-28", date(2026, 2, 28)),
        ("2026-02-28 00:00:00", date(2026, 2, 28)),
        ("2/28/2026", date(2026, 2, 28)),
        ("28/2/2026", date(2026, 2, 28)),  # there is no month 28
        ("3/4/2026", date(2026, 3, 4)),
        ("3.4.2026", date(2026, 4, 3)),
        ("28 Feb 2026", date(2026, 2, 28)),
        ("28-FEB-2026", date(2026, 2, 28)),
        ("February 28, 2026", date(2026, 2, 28)),
        ("29.2.2024", date(2024, 2, 29)),
    ],
)
def test_days_are_read_the_way_tables_write_them(text, day):
    assert rules.read_day(text) == day


def test_three_slash_four_is_the_third_of_april_where_days_come_first():
    assert rules.read_day("3/4/2026", day_first=True) == date(2026, 4, 3)


def test_a_thirteenth_month_is_a_fault_where_months_come_first():
    assert rules.day_fault("13/8/2026", TODAY, day_first=False) == (None, "There is no such day as 13/8/2026.")


@pytest.mark.parametrize("text", ["29.2.2025", "2025-02-29", "2026-13-01", "31/31/2026", "12 Abc 2026", "0000-01-01"])
def test_a_day_that_does_not_exist_is_named(text):
    assert rules.day_fault(text, TODAY) == (None, f"There is no such day as {text}.")


@pytest.mark.parametrize("text", ["yesterday", "2026", "28.2.26", "٢٠٢٦-٠٢-٢٨", "2026-02-28abc"])
def test_what_is_no_date_asks_for_one(text):
    assert rules.day_fault(text, TODAY) == (None, "Enter a date such as 2026-02-28.")


def test_today_counts_tomorrow_is_in_the_future_and_1949_is_a_typing_error():
    assert rules.day_fault("2026-11-22", TODAY) == (TODAY, "")
    assert "future" in rules.day_fault("2026-11-23", TODAY)[1]
    assert "before 1950" in rules.day_fault("1949-12-31", TODAY)[1]
    assert "Enter the day" in rules.day_fault(" ", TODAY)[1]


@pytest.mark.parametrize(
    ("text", "hundredths"), [("1", 100), ("0.25", 25), ("1,5", 150), ("12.000", 1200), ("2.50 credits", 250), ("3 hrs", 300)]
)
def test_amounts_are_read_with_what_tables_add(text, hundredths):
    assert rules.amount_fault(text) == (hundredths, "")


@pytest.mark.parametrize("text", ["", "-1", "1e3", "a few", "0.125", "٣", "NaN"])
def test_what_is_no_amount_asks_for_one(text):
    assert rules.amount_fault(text) == (0, "Enter an amount such as 0.5 or 12.25.")


def test_nothing_and_more_than_500_are_refused():
    assert rules.amount_fault("0") == (0, "Enter more than 0.")
    assert rules.amount_fault("500")[1] == ""
    assert "more than 500" in rules.amount_fault("500.01")[1]


def test_six_fields_are_needed_and_each_says_what_is_missing():
    found = rules.faults("", "", "", "", False, False, TODAY)
    assert list(found) == ["title", "provider", "completed_on", "amount", "credit_type", "format"]
    assert not rules.faults("Grand rounds", "City Hospital", "2026-01-02", "1", True, True, TODAY)


def test_two_tellings_of_one_credit_are_known_by_day_amount_type_and_title():
    one = rules.twin_key(TODAY, 100, "ama-pra-1", "Sepsis: the first hour")
    assert one == rules.twin_key(TODAY, 100, "ama-pra-1", "SEPSIS – The First Hour!")
    assert one != rules.twin_key(TODAY, 150, "ama-pra-1", "Sepsis: the first hour")
