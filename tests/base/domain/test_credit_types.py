"""The table of credit types: complete, sound, and in the order in which each role is shown it (C4, L2)."""

from __future__ import annotations

import pytest

from cme.base.domain import credit_types
from cme.base.domain.credit_types import CREDIT_TYPES, EVERYBODY, ROLE_NAMES

OWN = {
    "physician": "ama-pra-1",
    "resident": "ama-pra-1",
    "physician-assistant": "aapa-1",
    "nurse-practitioner": "ancc",
    "nurse": "ancc",
    "pharmacist": "acpe",
    "dentist": "ama-pra-1",
    "other": "ama-pra-1",
}


def test_each_type_has_a_name_a_unit_a_step_that_divides_a_credit_and_roles_that_exist():
    for code, kind in CREDIT_TYPES.items():
        assert code == kind.code and len(code) <= 20 and kind.name and kind.unit and kind.units != kind.unit, code
        assert 100 % kind.step == 0, code
        assert set(kind.roles) <= set(ROLE_NAMES), code
        assert kind.units.count("*") % 2 == 0 and kind.unit.count("*") % 2 == 0
    assert {kind.noun for kind in CREDIT_TYPES.values()} == {"credit", "contact hour", "point", "hour"}


@pytest.mark.parametrize(("role", "first"), OWN.items())
def test_a_role_is_shown_its_own_types_first_and_every_type_once(role, first):
    order = credit_types.ordered(role)
    assert order[0].code == first
    assert sorted(kind.code for kind in order) == sorted(CREDIT_TYPES)
    rest = [kind.code for kind in order if role not in kind.roles or kind.roles == EVERYBODY]
    assert rest == [code for code in CREDIT_TYPES if code in rest]
    if role not in credit_types.PHYSICIANS:
        assert rest[0] == "ama-pra-1"


def test_what_is_awarded_follows_the_table():
    assert credit_types.awarded("nurse", "ancc") and not credit_types.awarded("physician", "ancc")
    assert credit_types.awarded("pharmacist", "acpe") and not credit_types.awarded("pharmacist", "ama-pra-1")
    assert credit_types.awarded("dentist", "ipce") and credit_types.awarded("other", "state")
    assert not any(credit_types.awarded(role, "participation") for role in ROLE_NAMES)


def test_whom_a_type_is_awarded_to_is_said_in_words():
    assert credit_types.awarded_to("ama-pra-1") == "physicians, residents and fellows"
    assert credit_types.awarded_to("ancc") == "nurse practitioners and registered nurses"
    assert credit_types.awarded_to("aapa-1") == "physician assistants"
    assert credit_types.awarded_to("ipce") == "everybody who completed it"
    assert credit_types.awarded_to("participation") == ""


def test_state_required_cme_says_state_and_topic():
    assert credit_types.state_name("FL", "Prevention of medical errors") == "Florida: Prevention of medical errors"
    assert credit_types.state_name("FL", "") == "Florida" and credit_types.state_name("", "") == ""
