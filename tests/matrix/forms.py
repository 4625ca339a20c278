"""The forms of the table, filled in as their person would on our pages."""

from __future__ import annotations

import hashlib

from flask import current_app
from itsdangerous import URLSafeSerializer

from cme.base import clock
from cme.people.records import Person
from tests.cast import PASSWORD
from tests.matrix.objects import count

NEW_PASSWORD = "seven purple tortoises climbing"


def fields(row, things: dict, person) -> dict:
    """Fill in a row's form (for a GET: its query), as the person would on our page."""
    return FORMS.get((row.method, row.rule), lambda made, person: {})(things, person)


def _key():
    return hashlib.sha256(str(next(count)).encode()).hexdigest()[:32]


def _shown(made):
    """Sign what the owner was shown, as the page of a post-test does."""
    owner = Person.get(Person.email == "alice@example.org").id
    signer = URLSafeSerializer(current_app.secret_key, salt="post-test")
    return signer.dumps([owner, made["version"], made["topic"], f"k{next(count)}", int(clock.now().timestamp())])


# Fields that change what a form does, so that they are tried by themselves only.
SWITCHES = {("POST", "/office/reports/again"): {"every": "1"}, ("GET", "/cme/claim/preview"): {"update": "1"}}
SPAN = {"from": "2020-01-01", "to": "2026-12-31", "type": "", "body": "", "topic": ""}
TOLD = {
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
# Controls that hold files: what is in them is tried by tests of their own.
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
    ("POST", "/look"): lambda made, person: {"theme": "dark", "back": "/help"},
    ("POST", "/mode"): lambda made, person: {"mode": "clinician", "back": "/help"},
    ("POST", "/sign-in"): lambda made, person: {
        "email": person.email,
        "password": PASSWORD,
        "stay": "1",
        "next": "/help",
    },
    ("POST", "/sign-up"): lambda made, person: {"email": f"n{next(count)}@example.org", "password": NEW_PASSWORD},
    ("POST", "/confirm/<token>"): lambda made, person: {"password": PASSWORD},
    ("POST", "/forgot"): lambda made, person: {"email": person.email},
    ("POST", "/reset/<token>"): lambda made, person: {"password": NEW_PASSWORD},
    ("POST", "/account/password"): lambda made, person: {"current_password": PASSWORD, "new_password": NEW_PASSWORD},
    ("POST", "/account/address"): lambda made, person: {
        "email": f"n{next(count)}@example.org",
        "address_password": PASSWORD,
    },
    ("POST", "/account/prove"): lambda made, person: {
        "username": person.email,
        "password": PASSWORD,
        "code": "",
        "recovery": "",
        "credential": "",
        "next": "/help",
    },
    ("POST", "/sign-in/passkey"): lambda made, person: {"credential": "{}", "next": "/help"},
    ("POST", "/sign-in/second"): lambda made, person: {
        "code": "123456",
        "recovery": "",
        "credential": "",
        "next": "/help",
    },
    ("POST", "/account/security/passkeys"): lambda made, person: {"name": "Phone", "credential": "{}"},
    ("POST", "/account/security/passkeys/<int:passkey_id>"): lambda made, person: {"name": "Old phone"},
    ("POST", "/account/security/app/confirmation"): lambda made, person: {"code": made.get("code", "")},
    ("POST", "/profile"): lambda made, person: {
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
    ("GET", "/transcript"): lambda made, person: SPAN | {"page": "1", "all": ""},
    ("GET", "/transcript.csv"): lambda made, person: SPAN,
    ("GET", "/transcript.xlsx"): lambda made, person: SPAN,
    ("GET", "/transcript.clr.jwt"): lambda made, person: SPAN,
    ("GET", "/transcript.json"): lambda made, person: SPAN,
    ("POST", "/transcript/papers"): lambda made, person: SPAN,
    ("POST", "/transcript/elsewhere"): lambda made, person: TOLD | {"key": _key(), "another": ""},
    ("POST", "/transcript/elsewhere/<int:external_credit_id>"): lambda made, person: (
        TOLD | {"title": f"Rounds {next(count)}"}
    ),
    ("POST", "/transcript/elsewhere/<int:external_credit_id>/restoration"): lambda made, person: {
        "back": "/transcript"
    },
    ("POST", "/transcript/import/<int:sheet_id>"): lambda made, person: {"twins": "1"},
    ("POST", "/transcript/import/<int:sheet_id>/mapping"): lambda made, person: {
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
    ("POST", "/profile/bodies"): lambda made, person: {"body": "ABP", "number": "123456", "consent": "1"},
    ("POST", "/profile/bodies/<int:listing_id>/consent"): lambda made, person: {"given": "1"},
    ("POST", "/profile/bodies/<int:listing_id>/number"): lambda made, person: {"number": "654321"},
    ("POST", "/reports/mail"): lambda made, person: {"wanted": "1"},
    ("POST", "/reports/check"): lambda made, person: {"back": "/profile"},
    ("GET", "/reports/check"): lambda made, person: {"back": "/profile"},
    ("GET", "/reports/"): lambda made, person: {"page": "1", "questions": "1"},
    ("GET", "/office/reports"): lambda made, person: {
        "group": "all",
        "body": "ABIM",
        "code": "no-match",
        "who": "alice",
        "page": "1",
    },
    ("POST", "/office/reports/export"): lambda made, person: {
        "group": "all",
        "body": "ABIM",
        "code": "no-match",
        "who": "alice",
        "kind": "txt",
    },
    ("POST", "/office/reports/again"): lambda made, person: {
        "group": "look",
        "body": "",
        "code": "",
        "who": "",
        "report": str(made.get("report_id", 1)),
    },
    ("POST", "/office/reports/pause"): lambda made, person: {"name": "pars/ABIM", "paused": "1"},
    ("POST", "/reports/<int:report_id>/help"): lambda made, person: {"words": "It is my number."},
    ("POST", "/profile/others"): lambda made, person: {"other": f"Hospital {next(count)}", "other_number": "17"},
    ("POST", "/cme/review/<int:entry_id>"): lambda made, person: {
        "goal": "treat",
        "goal_words": "",
        "result": "change",
        "result_words": "",
        "relevant": "1",
        "term": "",
        "no_patient": "",
    },
    ("POST", "/office/memberships"): lambda made, person: {
        "person": str(made["person"]),
        "seen": "",
        "until": "2027-11-30",
        "q": "",
    },
    ("GET", "/office/memberships"): lambda made, person: {"q": "alice"},
    ("POST", "/office/questions"): lambda made, person: {"category": "Cardiology"},
    ("POST", "/questions/sessions"): lambda made, person: {"category": str(made["category"]), "number": "6"},
    ("POST", "/questions/sessions/<int:quiz_id>/<int:position>"): lambda made, person: {
        "version": str(made["version"]),
        "answer": "0",
    },
    ("POST", "/cme/claims"): lambda made, person: {
        "key": _key(),
        "type": "ama-pra-1",
        "activity": "",
        "entry": str(made["entry_id"]),
        f"amount-{made['entry_id']}": "0.5",
    },
    ("POST", "/claims/<int:claim_id>/feedback"): lambda made, person: {
        "useful": "4",
        "balanced": "yes",
        "words": "Good.",
        "no_patient": "",
    },
    ("POST", "/claims/<int:claim_id>/undo"): lambda made, person: {"back": "/cme/claimed"},
    ("POST", "/account/deletion"): lambda made, person: {"sure": ""},
    ("POST", "/verify/<path:code>"): lambda made, person: {},
    ("POST", "/courses/<slug>/topics/<topic_slug>/place"): lambda made, person: {
        "section": "s-in-short",
        "percent": "40",
    },
    ("POST", "/courses/<slug>/topics/<topic_slug>/test"): lambda made, person: {
        "shown": _shown(made),
        **{f"q-{item}": "1" for item in made["items"]},
    },
    ("POST", "/courses/<slug>/evaluation"): lambda made, person: {
        "objectives": "4",
        "change": "yes",
        "balanced": "yes",
        "words": "Good.",
        "no_patient": "",
    },
    ("POST", "/requirements"): lambda made, person: TERMS | {"rule": "US-MD-MD", "body": f"Board {next(count)}"},
    ("POST", "/requirements/<int:requirement_id>/cycles"): lambda made, person: (
        TERMS | {"starts": "2027-10-01", "ends": "2029-09-30"}
    ),
    ("POST", "/cycles/<int:cycle_id>/change"): lambda made, person: TERMS | {"body": f"Board {next(count)}"},
    ("POST", "/cycles/<int:cycle_id>/rule"): lambda made, person: {"take": "1"},
    ("POST", "/credits/<key>/topics"): lambda made, person: {"topic": "pain", "back": "/help"},
    ("POST", "/reminders/digests"): lambda made, person: {"wanted": "0", "back": "/help"},
    ("GET", "/requirements/new"): lambda made, person: {"rule": "US-MD-MD", "listing": ""},
    ("GET", "/requirements/<int:requirement_id>"): lambda made, person: {"cycle": str(made.get("cycle_id", ""))},
    ("GET", "/credits/<key>/topics"): lambda made, person: {"back": "/help"},
    ("GET", "/year"): lambda made, person: {"year": "2026", "body": ""},
    ("GET", "/sign-in"): lambda made, person: {"next": "/help"},
    ("GET", "/sign-in/second"): lambda made, person: {"next": "/help"},
    ("GET", "/account/prove"): lambda made, person: {"next": "/help"},
    ("GET", "/profile"): lambda made, person: {"back": "/help"},
    ("GET", "/library"): lambda made, person: {"specialty": "Cardiology"},
    ("GET", "/search"): lambda made, person: {"q": "gout", "specialty": "", "page": "1", "new": ""},
    ("GET", "/search/suggest"): lambda made, person: {"q": "gou"},
    ("GET", "/articles/<slug>"): lambda made, person: {"from": ""},
    ("GET", "/cme/review"): lambda made, person: {"activity": ""},
    ("GET", "/cme/claim"): lambda made, person: {
        "type": "ama-pra-1",
        "activity": "",
        "entry": str(made["entry_id"]),
        "all": "",
        f"amount-{made['entry_id']}": "0.5",
    },
    ("GET", "/cme/claim/preview"): lambda made, person: {
        "type": "ama-pra-1",
        "activity": "",
        "entry": str(made["entry_id"]),
        "all": "",
        f"amount-{made['entry_id']}": "0.5",
    },
    ("GET", "/cme/claimed"): lambda made, person: {"sort": "date", "order": "", "year": "", "activity": ""},
    ("GET", "/verify/"): lambda made, person: {"code": ""},
}
