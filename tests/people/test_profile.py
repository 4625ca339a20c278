"""The CME profile: what is printed and matched; numbers warn and never block; what cannot be printed is refused (P1, P3, P4)."""

from __future__ import annotations

import pytest

from cme.base.domain.credit_types import ROLES
from cme.people import choices, records

WHOLE = {"name": "Ann Lee", "credentials": "MD", "role": "physician", "country": "US", "zone": "America/Chicago"}


def _stored_profile(person):
    person.__dict__.pop("profile_row", None)
    return person.profile_row


def test_a_newcomer_fills_the_profile(visitor, cast):
    new = cast.newcomer
    one = visitor(new).post("/profile", WHOLE)
    assert one.has("Your profile is saved.")
    assert [getattr(_stored_profile(new), field) for field in WHOLE] == list(WHOLE.values())
    assert new.zone == "America/Chicago" and one.get("/dashboard").has("Ann Lee")


def test_what_is_missing_for_claiming_is_named_and_the_rest_saved(visitor, cast):
    one = visitor(cast.newcomer).post("/profile", WHOLE | {"role": "", "country": ""})
    assert one.has("Saved. For claiming we still need your clinical role and your country.")
    assert _stored_profile(cast.newcomer).name == "Ann Lee"


def test_there_are_the_roles_of_p3_and_none_is_chosen_beforehand(visitor, cast):
    page = visitor(cast.newcomer).get("/profile").page
    select = page[page.index('id="f-role"') : page.index("</select>", page.index('id="f-role"'))]
    assert select.count("<option") == len(ROLES) + 1 == 11 and "selected" not in select
    for words in (
        "Physician",
        "Resident or fellow",
        "Physician assistant",
        "Nurse practitioner",
        "Registered nurse",
        "Pharmacist",
        "Dentist",
        "Psychologist",
        "Social worker",
        "Other",
    ):
        assert words in select


def test_before_there_is_a_zone_the_providers_is_offered(visitor, cast):
    assert '<option value="America/New_York" selected' in visitor(cast.newcomer).get("/profile").page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("role", "wizard", "Choose one from the list"),
        ("country", "ZZ", "Choose one from the list"),
        ("country", "us", "Choose one from the list"),
        ("zone", "Mars/Olympus", "Choose a time zone"),
        ("zone", "../../etc/passwd", "Choose a time zone"),
        ("name", "n" * 81, "81 characters long; at most 80 fit"),
        ("credentials", "c" * 41, "at most 40 fit"),
        ("npi", "1" * 21, "at most 20 fit"),
        ("name", "Ann \U0001f469 Lee", "We cannot print “\U0001f469” on a certificate"),
        ("name", "Ann \ue000 Lee", "We cannot print the character U+E000 on a certificate"),
        ("latin_name", "\U0001f600", "We cannot print"),
        ("credentials", "MD \U0001f600", "We cannot print"),
    ],
)
def test_what_cannot_be_taken_is_refused_beside_its_field_and_nothing_is_lost(visitor, cast, field, value, sentence):
    one = visitor(cast.newcomer).post("/profile", WHOLE | {"name": "Ann Lee", field: value})
    assert one.status == 422 and one.has(sentence, "There is a problem")
    assert f'id="f-{field}-error"' in one.page and f'href="#f-{field}"' in one.page
    assert _stored_profile(cast.newcomer).name == ""
    assert field == "credentials" or one.field("credentials") == "MD"  # the rest of what was typed stays


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Ánh",
        "Łukasz Żółć",
        "محمد بن سلمان",
        "王伟",
        "김민준",
        "राजेश शर्मा",
        "ஸ்ரீ",
        "ปู่ย่ำ",
        "O'Neill-Smith, Jr.",
        "<b>Ann</b> & Söhne",
    ],
)
def test_names_of_every_script_are_taken(visitor, cast, name):
    one = visitor(cast.newcomer).post("/profile", WHOLE | {"name": name})
    assert one.status == 200 and _stored_profile(cast.newcomer).name == name


def test_a_name_of_nothing_that_is_seen_is_no_name(visitor, cast):
    one = visitor(cast.newcomer).post("/profile", WHOLE | {"name": "\u200d\u2066 \u3164"})
    assert one.has("we still need your name")


def test_a_line_break_in_a_name_forges_no_line_of_a_certificate(visitor, cast):
    visitor(cast.newcomer).post("/profile", WHOLE | {"name": "Ann Lee\r\n50 credits"})
    assert _stored_profile(cast.newcomer).name == "Ann Lee 50 credits"


def test_a_wrong_npi_warns_and_is_saved(visitor, cast):
    one = visitor(cast.newcomer).post("/profile", WHOLE | {"npi": "1234567890"})
    assert one.has("Your profile is saved.", "This is not a valid NPI")
    assert _stored_profile(cast.newcomer).npi == "1234567890"
    one.post("/profile", WHOLE | {"npi": "1234567893"})
    assert one.hasnt("This is not a valid NPI")


def test_birth_day_and_npi_are_asked_for_only_where_a_listed_body_needs_them(visitor, cast):
    one = visitor(cast.newcomer).get("/profile")
    assert one.hasnt("Month of birth", "NPI")
    one.post("/profile/others", other="Mercy Hospital")
    assert one.hasnt("Month of birth")  # it is not told
    one.post("/profile/bodies", body="ABIM", number="123456", consent="1")
    assert one.has("Month of birth", "NPI", "We never ask for the year")


@pytest.mark.parametrize(
    ("month", "day", "stored"), [("2", "29", (2, 29)), ("12", "1", (12, 1)), ("", "", (None, None))]
)
def test_the_birth_month_and_day_are_saved_without_a_year(visitor, cast, month, day, stored):
    visitor(cast.newcomer).post("/profile", WHOLE | {"birth_month": month, "birth_day": day})
    profile = _stored_profile(cast.newcomer)
    assert (profile.birth_month, profile.birth_day) == stored


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ("2", "30"),
        ("4", "31"),
        ("13", "1"),
        ("1", ""),
        ("", "3"),
        ("1", "-1"),
        ("²", "1"),
        ("1", "1e1"),
        ("1", "00001"),
    ],
)
def test_a_day_that_no_year_has_is_refused(visitor, cast, month, day):
    one = visitor(cast.newcomer).post("/profile", WHOLE | {"birth_month": month, "birth_day": day})
    assert one.status == 422 and _stored_profile(cast.newcomer).birth_month is None


def test_a_claim_leads_to_the_profile_and_the_profile_back(visitor, cast):
    one = visitor(cast.newcomer).get("/profile?back=/cme/claim?entry=3")
    one.post("/profile", WHOLE | {"role": ""})  # still not complete: it stays here
    assert one.address == "/profile"
    one.post("/profile", WHOLE, follow=False)
    assert one.answer.location == "/cme/claim?entry=3"
    one.post("/profile", WHOLE, follow=False)
    assert one.answer.location == "/profile"  # once


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_never_leads_away(visitor, cast, back):
    one = visitor(cast.newcomer).get("/profile", follow=True)
    one.get(f"/profile?back={back}").post("/profile", WHOLE, follow=False)
    assert one.answer.location == "/profile"


def test_nobody_changes_what_the_form_does_not_hold(visitor, cast):
    one = visitor(cast.newcomer)
    one.post(
        "/profile",
        WHOLE | {"student": "1", "person": str(cast.nurse.id), "email": "x@example.org", "is_coordinator": "1"},
    )
    assert not _stored_profile(cast.newcomer).student and not records.find_by_email("x@example.org")
    assert (
        not records.find_by_email(cast.newcomer.email).is_coordinator
        and _stored_profile(cast.nurse).name == "Nora Nguyễn"
    )


def test_the_lists_to_choose_from_are_whole():
    assert {"US", "CA", "DE", "GB", "VI", "PR"} <= set(choices.countries()) and len(choices.countries()) > 240
    assert {area for area, _ in choices.zones_by_area()} >= {"America", "Europe", "Asia", "Africa", "Pacific", "Other"}
    assert len(choices.known_authorities()) == 24 + 54


def test_without_a_profile_the_pages_of_the_person_are_closed(visitor):
    for path in ("/profile", "/account", "/dashboard", "/cme/review", "/cme/claim", "/cme/claimed", "/search"):
        assert visitor().get(path).address.startswith("/sign-in?next=")
