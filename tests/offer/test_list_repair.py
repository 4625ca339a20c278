"""Lists that were run together in one line are lists again; everything else stays as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.offer.importers import list_repair


def test_items_run_together_are_a_list_again():
    assert (
        list_repair.split_joined_lists("Signs:\n\n- thirst - dry skin - fatigue\n\nMore.")
        == "Signs:\n\n- thirst\n- dry skin\n- fatigue\n\nMore."
    )


def test_two_items_are_told_apart_by_the_end_of_a_sentence():
    assert (
        list_repair.split_joined_lists("- It shows iron. - It shows copper.") == "- It shows iron.\n- It shows copper."
    )


def test_items_behind_a_colon_are_a_list_below_it():
    assert (
        list_repair.split_joined_lists("Skin changes such as: - Paleness. - Spots.")
        == "Skin changes such as:\n\n- Paleness.\n- Spots."
    )


@pytest.mark.parametrize(
    "text",
    [
        "- one\n- two - with a dash - and another\n- three",  # a list already
        "- one - two - three\n- four",
        "- one\n\n- two - with a dash - and another\n\n- three",  # a loose list
        "- Warfarin - a vitamin K antagonist",  # one dash may be one
        "- give 2 - 4 - 6 mg",
        "The heart - as is known - beats.",
        "Text above\n- one - two - three",
        "```\n- one - two - three\n```",
        "~~~\nSigns: - one - two - three\n~~~",
        "| a - b - c |",
        "",
    ],
)
def test_what_was_meant_as_it_is_stays(text):
    assert list_repair.split_joined_lists(text) == text


@given(st.lists(st.sampled_from(["- a - b - c", "- a", "text", "", "```", "Such as: - a - b", "x - y"]), max_size=12))
def test_no_word_is_lost_and_mending_twice_changes_nothing_more(lines):
    text = "\n".join(lines)
    once = list_repair.split_joined_lists(text)
    assert [w for w in once.split() if w != "-"] == [w for w in text.split() if w != "-"]
    assert list_repair.split_joined_lists(once) == once
