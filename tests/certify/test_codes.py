"""Verification codes and certificate numbers: written one way, read the way people write them (C6)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.certify import rules

CODES = st.integers(0, 2**130 - 1).map(rules.code_from)
MISREAD = {"0": "Oo0", "1": "IiLl1"}


@st.composite
def written(draw):
    """Draw a code, and how somebody may type it."""
    code = draw(CODES)
    letters = [draw(st.sampled_from(MISREAD.get(each, each + each.lower()))) for each in code]
    gaps = st.sampled_from(["", "", "", "-", " ", " - ", "\u2013", "\u00a0", ".", "_"])
    return code, "".join(each + draw(gaps) for each in letters)


@given(written())
def test_any_case_dashes_and_spaces_o_for_0_and_i_or_l_for_1_are_read(code_as_typed):
    code, typed = code_as_typed
    assert rules.tidy_code(typed) == code


@given(CODES)
def test_a_grouped_code_is_read_back(code):
    assert len(code) == 26 and rules.tidy_code(rules.grouped(code)) == code


@given(st.text(max_size=300))
def test_anything_else_is_no_code_and_no_crash(text):
    found = rules.tidy_code(text)
    assert found == "" or re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", found)


@pytest.mark.parametrize("text", ["", None, "A" * 25, "A" * 27, "U" * 26, "A" * 10_000, "\x00" * 26, "٠" * 26])
def test_what_is_not_26_of_our_letters_is_none(text):
    assert rules.tidy_code(text) == ""


@given(st.integers(0, 2**130 - 1), st.integers(0, 2**130 - 1))
def test_two_numbers_never_make_one_code(one, other):
    assert (rules.code_from(one) == rules.code_from(other)) == (one == other)


@given(st.integers(0, 2**40 - 1))
def test_a_certificate_number_can_be_read_aloud(number):
    assert re.fullmatch(r"C-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", rules.number_from(number))
