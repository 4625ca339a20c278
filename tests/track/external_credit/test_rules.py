"""What external credit needs (T2): days, amounts, and what is wrong with them in a sentence."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cme.base.domain.refusal import by_field
from cme.track.external_credit import rules

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


def test_a_thirteenth_month_is_an_error_where_months_come_first():
    assert rules.read_completion_day("13/8/2026", TODAY, day_first=False) == (
        None,
        "There is no such day as 13/8/2026.",
    )


@pytest.mark.parametrize("text", ["29.2.2025", "2025-02-29", "2026-13-01", "31/31/2026", "12 Abc 2026", "0000-01-01"])
def test_a_day_that_does_not_exist_is_named(text):
    assert rules.read_completion_day(text, TODAY) == (None, f"There is no such day as {text}.")


@pytest.mark.parametrize("text", ["yesterday", "2026", "28.2.26", "٢٠٢٦-٠٢-٢٨", "2026-02-28abc"])
def test_what_is_no_date_asks_for_one(text):
    assert rules.read_completion_day(text, TODAY) == (None, "Enter a date such as 2026-02-28.")


def test_today_counts_tomorrow_is_in_the_future_and_1949_is_a_typing_error():
    assert rules.read_completion_day("2026-11-22", TODAY) == (TODAY, "")
    assert "future" in rules.read_completion_day("2026-11-23", TODAY)[1]
    assert "before 1950" in rules.read_completion_day("1949-12-31", TODAY)[1]
    assert "Enter the day" in rules.read_completion_day(" ", TODAY)[1]


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("1", 100), ("0.25", 25), ("1,5", 150), ("12.000", 1200), ("2.50 credits", 250), ("3 hrs", 300)],
)
def test_amounts_are_read_with_what_tables_add(text, hundredths):
    assert rules.read_amount(text) == (hundredths, "")


@pytest.mark.parametrize("text", ["", "-1", "1e3", "a few", "0.125", "٣", "NaN"])
def test_what_is_no_amount_asks_for_one(text):
    assert rules.read_amount(text) == (0, "Enter an amount such as 0.5 or 12.25.")


def test_nothing_and_more_than_500_are_refused():
    assert rules.read_amount("0") == (0, "Enter more than 0.")
    assert rules.read_amount("500")[1] == ""
    assert "more than 500" in rules.read_amount("500.01")[1]


def test_six_fields_are_needed_and_each_says_what_is_missing():
    found = by_field(rules.credit_refusals("", "", "", "", False, False, TODAY))
    assert list(found) == ["title", "provider", "completed_on", "amount", "credit_type", "format"]
    assert not rules.credit_refusals("Grand rounds", "City Hospital", "2026-01-02", "1", True, True, TODAY)


def test_duplicates_have_the_same_day_amount_type_and_title():
    one = rules.duplicate_key(TODAY, 100, "ama-pra-1", "Sepsis: the first hour")
    assert one == rules.duplicate_key(TODAY, 100, "ama-pra-1", "SEPSIS – The First Hour!")
    assert one != rules.duplicate_key(TODAY, 150, "ama-pra-1", "Sepsis: the first hour")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-2-8", date(2026, 2, 8)),
        ("2026-02-28T13:45", date(2026, 2, 28)),
        ("12/3/2026", date(2026, 12, 3)),
        ("13/3/2026", date(2026, 3, 13)),
        ("12.3.2026", date(2026, 3, 12)),
        ("13.3.2026", date(2026, 3, 13)),
        ("2/28/2026 9:05", date(2026, 2, 28)),
        ("2/28/2026 09:05 PM", date(2026, 2, 28)),
        (" 2026-02-28 ", date(2026, 2, 28)),
        ("1 January 2026", date(2026, 1, 1)),
        ("31 Dec 2026", date(2026, 12, 31)),
        ("3 may, 2026", date(2026, 5, 3)),
        ("28 Feb. 2026", date(2026, 2, 28)),
        ("Feb. 28 2026", date(2026, 2, 28)),
        ("Sept 1, 2026", date(2026, 9, 1)),
        ("May 3, 2026", date(2026, 5, 3)),
        ("DECEMBER 31 2026", date(2026, 12, 31)),
    ],
)
def test_more_formats_of_a_day_in_tables(text, day):
    assert rules.read_day(text) == day


def test_with_dots_the_day_comes_first_whatever_comes_first_with_slashes():
    assert rules.read_day("3.4.2026", day_first=False) == date(2026, 4, 3)
    assert rules.read_day("3/4/2026", day_first=False) == date(2026, 3, 4)
    assert rules.read_day("12/11/2026", day_first=True) == date(2026, 11, 12)


@pytest.mark.parametrize("month", ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
def test_every_month_has_its_name(month):
    assert rules.read_day(f"1 {month} 2026") == datetime.strptime(f"1 {month} 2026", "%d %b %Y").date()  # noqa: DTZ007


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_day_at_all_asks_for_the_day_of_completion(text):
    assert rules.read_completion_day(text, TODAY) == (None, "Enter the day on which it was completed.")
    with pytest.raises(ValueError, match="Enter a date such as"):
        rules.read_day(text)


def test_the_first_of_january_1950_is_within_a_life():
    assert rules.read_completion_day("1950-01-01", TODAY) == (date(1950, 1, 1), "")


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("1 credit", 100),
        ("2 CREDITS", 200),
        ("1.5 cr.", 150),
        ("1 hour", 100),
        ("2 hr", 200),
        ("3 points", 300),
        ("1 point", 100),
        ("0.01", 1),
        ("500", 50_000),
        ("1.2500", 125),
        ("1,2500", 125),
        ("10", 1000),
        ("100", 10_000),
        (" 2 ", 200),
        ("0.50", 50),
    ],
)
def test_more_amounts_with_what_tables_add(text, hundredths):
    assert rules.read_amount(text) == (hundredths, "")


@pytest.mark.parametrize("text", [None, "1.2501", "credits", "1 credit more", "credits 1"])
def test_more_that_is_no_amount(text):
    assert rules.read_amount(text) == (0, "Enter an amount such as 0.5 or 12.25.")


def test_an_amount_beyond_500_is_none():
    assert rules.read_amount("500.01")[0] == 0


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": ""}),
        ("provider", {"provider": ""}),
        ("completed_on", {"day": "2026-11-23"}),
        ("amount", {"amount": "0"}),
        ("credit_type", {"types_known": False}),
        ("format", {"format_known": False}),
    ],
)
def test_each_field_says_what_is_wrong_with_it_alone(field, changes):
    form = {
        "title": "Grand rounds",
        "provider": "City Hospital",
        "day": "2026-11-22",
        "amount": "1",
        "types_known": True,
        "format_known": True,
    }
    (found,) = by_field(rules.credit_refusals(**form | changes, today=TODAY)).items()
    assert found[0] == field and found[1].endswith(".")


def test_keys_differ_by_day_type_and_title_and_long_titles_by_their_first_120_letters():
    one = rules.duplicate_key(TODAY, 100, "ama-pra-1", "Sepsis")
    assert one == ("2026-11-22", 100, "ama-pra-1", "sepsis")
    for other in (
        rules.duplicate_key(date(2026, 11, 21), 100, "ama-pra-1", "Sepsis"),
        rules.duplicate_key(TODAY, 100, "ancc", "Sepsis"),
        rules.duplicate_key(TODAY, 100, "ama-pra-1", "Sepsis 2"),
    ):
        assert other != one
    assert rules.duplicate_key(TODAY, 1, "x", "  (Sepsis)  ")[3] == "sepsis"
    assert rules.duplicate_key(TODAY, 1, "x", "a" * 200)[3] == "a" * 120


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (datetime.fromisoformat("2026-02-28T13:45"), "2026-02-28"),
        (date(2026, 2, 28), "2026-02-28"),
        (True, "yes"),
        (False, "no"),
        (1.0, "1"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (1.23456, "1.2346"),
        (10.0, "10"),
        (7, "7"),
        (0, "0"),
        ("text", "text"),
    ],
)
def test_a_cell_of_a_workbook_is_the_text_that_its_reader_saw(value, text):
    assert rules.as_text(value) == text


@pytest.mark.parametrize(
    "text", ["2026-02-٢٨", "٢٨.2.2026", "2/٢٨/2026", "٢٨ Feb 2026", "Feb ٢٨, 2026", "Feb 28, ٢٠٢٦"]
)
def test_a_day_is_written_in_the_digits_of_ascii(text):
    assert rules.read_completion_day(text, TODAY) == (None, "Enter a date such as 2026-02-28.")
