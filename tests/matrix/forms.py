"""The forms of the table, filled in as a person would."""

from __future__ import annotations

import hashlib

from flask import current_app
from itsdangerous import URLSafeSerializer

from cme.base import clock
from cme.people.records import Person
from tests.cast import PASSWORD
from tests.matrix.objects import count

NEW_PASSWORD = "seven purple tortoises climbing"


def fields(row, objects: dict, person) -> dict:
    """Return the form of a row (of a GET: its query), filled in as the person would."""
    return FORMS.get((row.method, row.rule), lambda objects, person: {})(objects, person)


def _key():
    return hashlib.sha256(str(next(count)).encode()).hexdigest()[:32]


def _post_test_token(objects):
    """Sign the post-test that the owner saw, as its page does."""
    owner = Person.get(Person.email == "alice@example.org").id
    signer = URLSafeSerializer(current_app.secret_key, salt="post-test")
    return signer.dumps([owner, objects["version"], objects["topic"], f"k{next(count)}", int(clock.now().timestamp())])


# Fields that change what a form does, which are only tried by themselves.
SWITCHES = {("POST", "/office/reports/again"): {"every": "1"}, ("GET", "/cme/claim/preview"): {"update": "1"}}
SPAN = {"from": "2020-01-01", "to": "2026-12-31", "type": "", "body": "", "topic": ""}
EXTERNAL_CREDIT = {
    "title": "Grand rounds",
    "provider": "City Hospital",
    "completed_on": "2026-03-04",
    "amount": "1",
    "type_words": "",
    "credit_type": "ama-pra-1",
    "format": "live",
    "number": "17",
    "topics": "opioids",
}
# Controls for files, whose contents have tests of their own.
FILES = {
    ("POST", "/office/questions", "file"),
    ("POST", "/verify/<path:code>", "file"),
    ("POST", "/transcript/elsewhere", "files"),
    ("POST", "/transcript/elsewhere/<int:external_credit_id>", "files"),
    ("POST", "/transcript/import", "table"),
}
TERMS = {
    "starts": "2025-10-01",
    "ends": "2027-09-30",
    "months": "24",
    "total": "50",
    "category1": "25",
    "carry_over": "",
    "carried": "",
    **{f"{name}-{n}": value for n in range(2) for name, value in (("hours", "2"), ("per", "once"), ("applies", "yes"))},
    **{
        f"{name}-{n}": value for n in range(2) for name, value in (("own", ""), ("own_hours", ""), ("own_per", "cycle"))
    },
}
# Every form of every page, each with all of its fields; test_text.py holds the pages against it.
FORMS = {
    ("POST", "/look"): lambda objects, person: {"theme": "dark", "back": "/help"},
    ("POST", "/mode"): lambda objects, person: {"mode": "clinician", "back": "/help"},
    ("POST", "/sign-in"): lambda objects, person: {
        "email": person.email,
        "password": PASSWORD,
        "stay": "1",
        "next": "/help",
    },
    ("POST", "/sign-up"): lambda objects, person: {"email": f"n{next(count)}@example.org", "password": NEW_PASSWORD},
    ("POST", "/confirm/<token>"): lambda objects, person: {"password": PASSWORD},
    ("POST", "/forgot"): lambda objects, person: {"email": person.email},
    ("POST", "/reset/<token>"): lambda objects, person: {"password": NEW_PASSWORD},
    ("POST", "/account/password"): lambda objects, person: {"current_password": PASSWORD, "new_password": NEW_PASSWORD},
    ("POST", "/account/address"): lambda objects, person: {
        "email": f"n{next(count)}@example.org",
        "address_password": PASSWORD,
    },
    ("POST", "/account/prove"): lambda objects, person: {
        "username": person.email,
        "password": PASSWORD,
        "code": "",
        "recovery": "",
        "credential": "",
        "next": "/help",
    },
    ("POST", "/sign-in/passkey"): lambda objects, person: {"credential": "{}", "next": "/help"},
    ("POST", "/sign-in/second"): lambda objects, person: {
        "code": "123456",
        "recovery": "",
        "credential": "",
        "next": "/help",
    },
    ("POST", "/account/security/passkeys"): lambda objects, person: {"name": "Phone", "credential": "{}"},
    ("POST", "/account/security/passkeys/<int:passkey_id>"): lambda objects, person: {"name": "Old phone"},
    ("POST", "/account/security/app/confirmation"): lambda objects, person: {"code": objects.get("code", "")},
    ("POST", "/profile"): lambda objects, person: {
        "name": "Alice Adams",
        "latin_name": "",
        "credentials": "MD",
        "role": "physician",
        "country": "US",
        "zone": "America/New_York",
        "birth_month": "4",
        "birth_day": "17",
        "npi": "1234567893",
        "given": "Alice",
        "family": "Adams",
    },
    ("GET", "/transcript"): lambda objects, person: SPAN | {"page": "1", "all": ""},
    ("GET", "/transcript.csv"): lambda objects, person: SPAN,
    ("GET", "/transcript.xlsx"): lambda objects, person: SPAN,
    ("GET", "/transcript.clr.jwt"): lambda objects, person: SPAN,
    ("GET", "/transcript.json"): lambda objects, person: SPAN,
    ("POST", "/transcript/papers"): lambda objects, person: SPAN,
    ("POST", "/transcript/elsewhere"): lambda objects, person: EXTERNAL_CREDIT | {"key": _key(), "another": ""},
    ("POST", "/transcript/elsewhere/<int:external_credit_id>"): lambda objects, person: (
        EXTERNAL_CREDIT | {"title": f"Rounds {next(count)}"}
    ),
    ("POST", "/transcript/elsewhere/<int:external_credit_id>/restoration"): lambda objects, person: {
        "back": "/transcript"
    },
    ("POST", "/transcript/import/<int:sheet_id>"): lambda objects, person: {"twins": "1"},
    ("POST", "/transcript/import/<int:sheet_id>/mapping"): lambda objects, person: {
        "column-title": "0",
        "column-completed_on": "1",
        "column-amount": "2",
        "column-credit_type": "3",
        "column-provider": "4",
        "column-format": "",
        "column-number": "",
        "days": "month",
        "provider": "City",
        "credit_type": "ama-pra-1",
        "format": "live",
    },
    ("POST", "/profile/bodies"): lambda objects, person: {"body": "ABP", "number": "123456", "consent": "1"},
    ("POST", "/profile/bodies/<int:listing_id>/consent"): lambda objects, person: {"given": "1"},
    ("POST", "/profile/bodies/<int:listing_id>/number"): lambda objects, person: {"number": "654321"},
    ("POST", "/reports/mail"): lambda objects, person: {"wanted": "1"},
    ("POST", "/reports/check"): lambda objects, person: {"back": "/profile"},
    ("GET", "/reports/check"): lambda objects, person: {"back": "/profile"},
    ("GET", "/reports/"): lambda objects, person: {"page": "1", "questions": "1"},
    ("GET", "/office/reports"): lambda objects, person: {
        "group": "all",
        "body": "ABIM",
        "code": "no-match",
        "who": "alice",
        "page": "1",
    },
    ("POST", "/office/reports/export"): lambda objects, person: {
        "group": "all",
        "body": "ABIM",
        "code": "no-match",
        "who": "alice",
        "kind": "txt",
    },
    ("POST", "/office/reports/again"): lambda objects, person: {
        "group": "look",
        "body": "",
        "code": "",
        "who": "",
        "report": str(objects.get("report_id", 1)),
    },
    ("POST", "/office/reports/pause"): lambda objects, person: {"name": "pars/ABIM", "paused": "1"},
    ("POST", "/reports/<int:report_id>/help"): lambda objects, person: {"words": "It is my number."},
    ("POST", "/profile/others"): lambda objects, person: {"other": f"Hospital {next(count)}", "other_number": "17"},
    ("POST", "/cme/review/<int:entry_id>"): lambda objects, person: {
        "goal": "treat",
        "goal_words": "",
        "result": "change",
        "result_words": "",
        "relevant": "1",
        "term": "",
        "no_patient": "",
    },
    ("POST", "/office/memberships"): lambda objects, person: {
        "person": str(objects["person"]),
        "seen": "",
        "until": "2027-11-30",
        "q": "",
    },
    ("GET", "/office/memberships"): lambda objects, person: {"q": "alice"},
    ("POST", "/office/questions"): lambda objects, person: {"category": "Cardiology"},
    ("POST", "/questions/sessions"): lambda objects, person: {"category": str(objects["category"]), "number": "6"},
    ("POST", "/questions/sessions/<int:quiz_id>/<int:position>"): lambda objects, person: {
        "version": str(objects["version"]),
        "answer": "0",
    },
    ("POST", "/cme/claims"): lambda objects, person: {
        "key": _key(),
        "type": "ama-pra-1",
        "activity": "",
        "entry": str(objects["entry_id"]),
        f"amount-{objects['entry_id']}": "0.5",
    },
    ("POST", "/claims/<int:claim_id>/feedback"): lambda objects, person: {
        "useful": "4",
        "balanced": "yes",
        "words": "Good.",
        "no_patient": "",
    },
    ("POST", "/claims/<int:claim_id>/undo"): lambda objects, person: {"back": "/cme/claimed"},
    ("POST", "/account/deletion"): lambda objects, person: {"sure": ""},
    ("POST", "/verify/<path:code>"): lambda objects, person: {},
    ("POST", "/courses/<slug>/topics/<topic_slug>/place"): lambda objects, person: {
        "section": "s-in-short",
        "percent": "40",
    },
    ("POST", "/courses/<slug>/topics/<topic_slug>/test"): lambda objects, person: {
        "shown": _post_test_token(objects),
        **{f"q-{item}": "1" for item in objects["items"]},
    },
    ("POST", "/courses/<slug>/evaluation"): lambda objects, person: {
        "objectives": "4",
        "change": "yes",
        "balanced": "yes",
        "words": "Good.",
        "no_patient": "",
    },
    ("POST", "/requirements"): lambda objects, person: TERMS | {"rule": "US-MD-MD", "body": f"Board {next(count)}"},
    ("POST", "/requirements/<int:requirement_id>/cycles"): lambda objects, person: (
        TERMS | {"starts": "2027-10-01", "ends": "2029-09-30"}
    ),
    ("POST", "/cycles/<int:cycle_id>/change"): lambda objects, person: TERMS | {"body": f"Board {next(count)}"},
    ("POST", "/cycles/<int:cycle_id>/rule"): lambda objects, person: {"take": "1"},
    ("POST", "/credits/<key>/topics"): lambda objects, person: {"topic": "pain", "back": "/help"},
    ("POST", "/reminders/digests"): lambda objects, person: {"wanted": "0", "back": "/help"},
    ("GET", "/requirements/new"): lambda objects, person: {"rule": "US-MD-MD", "listing": ""},
    ("GET", "/requirements/<int:requirement_id>"): lambda objects, person: {"cycle": str(objects.get("cycle_id", ""))},
    ("GET", "/credits/<key>/topics"): lambda objects, person: {"back": "/help"},
    ("GET", "/year"): lambda objects, person: {"year": "2026", "body": ""},
    ("GET", "/sign-in"): lambda objects, person: {"next": "/help"},
    ("GET", "/sign-in/second"): lambda objects, person: {"next": "/help"},
    ("GET", "/account/prove"): lambda objects, person: {"next": "/help"},
    ("GET", "/profile"): lambda objects, person: {"back": "/help"},
    ("GET", "/library"): lambda objects, person: {"specialty": "Cardiology"},
    ("GET", "/search"): lambda objects, person: {"q": "gout", "specialty": "", "page": "1", "new": ""},
    ("GET", "/search/suggest"): lambda objects, person: {"q": "gou"},
    ("GET", "/articles/<slug>"): lambda objects, person: {"from": ""},
    ("GET", "/cme/review"): lambda objects, person: {"activity": ""},
    ("GET", "/cme/claim"): lambda objects, person: {
        "type": "ama-pra-1",
        "activity": "",
        "entry": str(objects["entry_id"]),
        "all": "",
        f"amount-{objects['entry_id']}": "0.5",
    },
    ("GET", "/cme/claim/preview"): lambda objects, person: {
        "type": "ama-pra-1",
        "activity": "",
        "entry": str(objects["entry_id"]),
        "all": "",
        f"amount-{objects['entry_id']}": "0.5",
    },
    ("GET", "/cme/claimed"): lambda objects, person: {"sort": "date", "order": "", "year": "", "activity": ""},
    ("GET", "/verify/"): lambda objects, person: {"code": ""},
}
