"""Amounts of credit: exact, never a float, never below zero."""

from __future__ import annotations

import os
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.base.domain.credit import Credit, counted, total

COUNT = 2000 if os.environ.get("FULL") == "1" else 60
hundredths = st.integers(0, 10_000_000)


@settings(max_examples=COUNT, deadline=None)
@given(hundredths)
def test_what_is_written_is_read_again(amount):
    credit = Credit(amount)
    if amount < 100_000_000:
        assert Credit.parse(str(credit)) == credit
        assert Credit.parse(str(credit).replace(".", ",")) == credit


@settings(max_examples=COUNT, deadline=None)
@given(st.lists(hundredths))
def test_a_sum_is_exact_whatever_the_order(amounts):
    credits = [Credit(amount) for amount in amounts]
    assert total(credits) == total(reversed(credits)) == Credit(sum(amounts))
    assert sum((Fraction(str(credit)) for credit in credits), Fraction()) == Fraction(sum(amounts), 100)


@settings(max_examples=COUNT, deadline=None)
@given(hundredths, hundredths)
def test_taking_away_gives_back_or_refuses(one, other):
    if one >= other:
        assert Credit(one) - Credit(other) + Credit(other) == Credit(one)
    else:
        with pytest.raises(ValueError, match="never negative"):
            Credit(one) - Credit(other)


@settings(max_examples=COUNT, deadline=None)
@given(hundredths)
def test_it_is_written_as_the_shortest_decimal(amount):
    written = str(Credit(amount))
    assert Fraction(written) == Fraction(amount, 100)
    assert "." not in written or not written.endswith(("0", "."))


@settings(max_examples=COUNT, deadline=None)
@given(st.text(max_size=12))
def test_whatever_is_typed_is_an_amount_or_refused_with_a_sentence(typed):
    try:
        credit = Credit.parse(typed)
    except ValueError as error:
        assert str(error).startswith("Enter an amount")
    else:
        assert Fraction(typed.strip().replace(",", ".")) == Fraction(credit.hundredths, 100)


@pytest.mark.parametrize(
    "typed", ["", "-1", "+1", "1.005", "1e3", "nan", "inf", "½", "١", "1.", ".5", "1 000", "0x10", None]
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match="Enter an amount"):
        Credit.parse(typed)


@pytest.mark.parametrize("wrong", [0.5, "50", None, True])
def test_it_is_made_of_whole_hundredths_only(wrong):
    with pytest.raises(TypeError):
        Credit(wrong)


def test_a_tenth_and_two_tenths_are_three_tenths():
    assert Credit.parse("0.1") + Credit.parse("0.2") == Credit.parse("0.3")


def test_only_one_whole_credit_is_singular():
    assert [counted(Credit(h)) for h in (0, 50, 100, 250)] == ["0 credits", "0.5 credits", "1 credit", "2.5 credits"]
