"""What we send to PARS has the shape of our own schema, and of ACCME's draft where ACCME_SCHEMA names its file."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cme.base.domain.bodies import REPORTING_BODIES
from cme.report.sandbox import json_schema
from cme.report.to import Learner, pars_json, pars_record, pars_schema, pars_xml
from tests.conftest import counts
from tests.report.destinations import ANA, record, settings

OURS = Draft202012Validator(pars_schema.SCHEMA)
MANY = examples(max_examples=counts(500, 60, heavy=2000))
VISIBLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Z")), min_size=1, max_size=30)


def _report(action="add", with_settings=None, **more) -> dict:
    return pars_record.report(record(**more), action, with_settings or settings())


def _credit(tree) -> dict:
    return _one(tree)["Activity"]["Module"]["CreditCertificate"][0]


def _one(tree) -> dict:
    return tree["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"][0]


def _accmes():
    """Read ACCME's draft; its pattern wants a year of birth.

    We never ask for the year (ACCME itself asks for month and day only, and its own call for a status takes
    MM-DD), so the pattern is the one thing that is patched, and only for the forms without a year.
    """
    schema = json.loads(Path(os.environ["ACCME_SCHEMA"]).read_text("utf-8"))
    reports = schema["properties"]["ACCMELearnerReports"]["properties"]["ActivityReports"]["properties"]
    member = reports["ActivityReport"]["items"]["properties"]["Member"]["properties"]
    birth = member["PersonalInfo"]["properties"]["BirthDate"]
    assert birth["pattern"] == r"^(\d{4}-\d{2}-\d{2})$"  # else the draft has moved on: read it again
    return schema, birth


@pytest.mark.parametrize("action", ["add", "delete"])
@pytest.mark.parametrize("form", ["MM-DD", "--MM-DD", "1900-MM-DD"])
@pytest.mark.parametrize("birth", ["04-17", "02-29", ""])
def test_a_record_fits_our_schema_in_every_form_of_birth_date(action, form, birth):
    learner = Learner("Ana", "Nguyễn", birth, "")
    tree = _report(action, settings(pars_birth_format=form), learner=learner)
    OURS.validate(tree)
    assert not json_schema.errors(tree, pars_schema.SCHEMA)
    info = _one(tree)["Member"].get("PersonalInfo")
    written = {"MM-DD": birth, "--MM-DD": f"--{birth}", "1900-MM-DD": f"{1904 if birth == '02-29' else 1900}-{birth}"}
    assert info == ({"BirthDate": written[form]} if birth else None)


def test_our_schema_is_a_schema():
    Draft202012Validator.check_schema(pars_schema.SCHEMA)
    Draft202012Validator.check_schema(pars_schema.MATCH)


ACCMES = pytest.mark.given("ACCME_SCHEMA")  # the file of ACCME's draft, which is not ours to bring along


@ACCMES
def test_a_record_fits_accmes_draft_for_every_body_in_every_form():
    for form in ("MM-DD", "--MM-DD", "1900-MM-DD"):
        schema, birth = _accmes()
        if form != "1900-MM-DD":  # the form with a year fits the draft as it stands
            birth["pattern"] = r"^(--)?\d{2}-\d{2}$"
        fits = Draft202012Validator(schema)
        for body in REPORTING_BODIES:
            for action in ("add", "delete"):
                fits.validate(_report(action, settings(pars_birth_format=form), body=body))


@ACCMES
def test_accmes_draft_refuses_what_our_schema_refuses():
    schema, _ = _accmes()
    for spoil in (
        lambda tree: _one(tree)["XtensibleInfo"].update(LearnerRecordAction="change"),
        lambda tree: _credit(tree).update(CreditID="cme:1"),
        lambda tree: _credit(tree)["CreditReceived"].update(numberOfCredits=0.3),
        lambda tree: _one(tree).update(More="x"),
        lambda tree: _one(tree)["Member"].pop("Name"),
    ):
        tree = _report(with_settings=settings(pars_birth_format="1900-MM-DD"))
        spoil(tree)
        assert list(OURS.iter_errors(tree)) and list(Draft202012Validator(schema).iter_errors(tree))
        assert json_schema.errors(tree, pars_schema.SCHEMA)


def test_every_field_stands_where_the_draft_has_it():
    tree = _report(body="CA-M", number="A 12345", hundredths=175)
    one = _one(tree)
    assert set(one) == {"ReportingOrganization", "Member", "Activity", "XtensibleInfo"}
    assert one["Member"] == {
        "Name": {"GivenName": "Ana", "FamilyName": "Nguyễn"},
        "PersonalInfo": {"BirthDate": "04-17"},
    }
    assert one["XtensibleInfo"] == {"ProviderID": "0001234", "LearnerRecordAction": "add"}
    assert one["Activity"]["ProviderOrganization"] == "0001234"
    module = one["Activity"]["Module"]
    assert module["ModuleName"] == {"value": "Internet point of care", "moduleID": "200000001"}
    assert (module["Status"], module["CompletedDateTime"]) == ("Completed", "2026-11-20")
    assert module["CreditCertificate"] == [
        {
            "UniqueID": [{"value": "A 12345", "domain": "CA"}],
            "CreditID": "ccid:cme-desk:1",
            "CreditReceived": {
                "activityCertification": "Medical Knowledge",
                "creditUnit": "Point",
                "numberOfCredits": 1.75,
            },
        }
    ]


def test_a_body_is_named_by_its_own_code_or_by_its_state_and_the_npi_stands_in_for_a_number():
    for body in REPORTING_BODIES.values():
        (unique_id,) = _credit(_report(body=body.code, number="77"))["UniqueID"]
        assert unique_id == {"value": "77", "domain": body.code if body.kind == "board" else body.code[:2]}
        (unique_id,) = _credit(_report(body=body.code, number=" "))["UniqueID"]
        assert unique_id == {"value": "1234567893", "domain": "NPI"}


def test_the_providers_number_of_the_settings_goes_before_the_records():
    assert (
        _one(_report(with_settings=settings(pars_provider_number="0009999")))["Activity"]["ProviderOrganization"]
        == "0009999"
    )
    assert _one(_report(provider_number=""))["Activity"]["ProviderOrganization"] == "0000000"  # the sandbox's


@given(st.integers(1, 4000))
@MANY
def test_quarters_of_credit_are_exact_numbers(quarters):
    amount = pars_record.amount(quarters * 25)
    assert amount * 4 == quarters and json.loads(json.dumps(amount)) == amount
    OURS.validate(_report(hundredths=quarters * 25))


@given(VISIBLE, VISIBLE, VISIBLE, st.dates(date(2020, 1, 1), date(2029, 12, 31)), st.integers(1, 400))
@MANY
def test_json_and_xml_carry_the_same_tree_there_and_back(given_name, family, title, completed, quarters):
    tree = _report(
        learner=Learner(given_name, family, "02-29", ""),
        activity_name=title,
        completed=completed,
        hundredths=quarters * 25,
    )
    assert pars_json.read(pars_json.write(tree)) == tree
    assert pars_xml.read(pars_xml.write(tree)) == tree
    if all((given_name.strip(), family.strip(), title.strip())):
        OURS.validate(tree)


@given(st.text(max_size=60))
@MANY
def test_any_text_at_all_can_be_written_and_read_back(text):
    tree = _report(learner=Learner(text, text, "", ""), activity_name=text, provider_name=text)
    assert pars_json.read(pars_json.write(tree)) == tree
    assert pars_xml.read(pars_xml.write(tree)) == tree


def test_in_xml_the_domain_and_the_module_id_are_attributes():
    text = pars_xml.write(_report(activity_name="A <b> & c")).decode()
    assert '<UniqueID domain="ABIM">123456</UniqueID>' in text
    assert '<ModuleName moduleID="200000001">A &lt;b&gt; &amp; c</ModuleName>' in text
    assert text.startswith("<?xml version=") and "<LearnerRecordAction>add</LearnerRecordAction>" in text


MISSING = (
    ({"number": "", "learner": Learner("Ana", "Nguyễn", "04-17", "")}, "rejected", "number"),
    ({"learner": Learner("", "Nguyễn", "04-17", "1")}, "rejected", "name"),
    ({"learner": Learner("Ana", "\x00 ", "04-17", "1")}, "rejected", "name"),
    ({"hundredths": 10}, "refused", "credits"),
    ({"hundredths": 0}, "refused", "credits"),
    ({"activity_number": ""}, "refused", "activity-number"),
    ({"activity_number": "١٢٣٤٥٦٧٨٩"}, "refused", "activity-number"),
    ({"provider_number": "12"}, "refused", "provider-number"),
    ({"ccid": "1"}, "refused", "ccid"),
    ({"ccid": "ccid:a:" + "b" * 300}, "refused", "ccid"),
    ({"body": "XX"}, "refused", "body"),
)


@pytest.mark.parametrize(("more", "kind", "code"), MISSING)
def test_what_cannot_be_sent_is_said_before_it_is_sent(more, kind, code):
    problem = pars_record.missing(record(**more), settings())
    assert problem[:2] == (kind, code) and problem[2].endswith(".")


def test_towards_the_real_pars_a_providers_number_is_needed_and_nothing_is_made_up():
    assert pars_record.missing(record(provider_number=""), settings()) is None
    assert (
        pars_record.missing(record(provider_number=""), settings(pars_url="https://pars.example"))[1]
        == "provider-number"
    )


def test_a_match_is_asked_with_name_birth_day_and_number_and_nothing_else():
    tree = pars_record.match_request(ANA, "MD", "D0012345", settings())
    Draft202012Validator(pars_schema.MATCH).validate(tree)
    assert set(tree["LearnerMatchRequest"]) == {"Member", "UniqueID"}
