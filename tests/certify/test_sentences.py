"""What the pages of verification say."""

from __future__ import annotations

import pytest

from cme.certify import sentences


@pytest.mark.parametrize(
    "validity, heading",
    [
        ("valid", "Valid"),
        ("provisional", "Provisional"),
        ("superseded", "Superseded"),
        ("withdrawn", "Withdrawn"),
        ("withdrawn-by-holder", "Withdrawn"),
    ],
)
def test_every_validity_has_a_heading(validity, heading):
    assert sentences.heading(validity) == heading


def test_a_holder_is_named_as_printed_or_was_erased():
    assert sentences.holder("Ana Nguyễn", "MD") == "Ana Nguyễn, MD" and sentences.holder("Ana", "") == "Ana"
    assert sentences.holder("", "").startswith("Erased: the account was deleted")
