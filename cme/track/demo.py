"""The demo's people and a physician's history of two years, made by the same functions that the pages call."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from cme.base import audit_log, clock
from cme.base.ops.demo_people import PASSWORD
from cme.base.store.db import db
from cme.claim import records as claims
from cme.earn import records as earn
from cme.earn.questions import records as answers
from cme.earn.records import Entry
from cme.evaluate import records as evaluate
from cme.offer import records as offer
from cme.offer.questions import records as questions
from cme.people import passwords
from cme.people import records as people
from cme.track import demo_courses
from cme.track.external_credit import demo as external_credit
from cme.track.requirements import packs
from cme.track.requirements import records as requirements
from cme.track.requirements.dates import rules as dates

ZONE = "America/New_York"
# days ago, the term as typed, the articles opened, the answers (None: still for review), the claim
HISTORY = (
    (702, "hyperkalemia ecg changes", ("hyperkalemia",), ("test", "change"), "first"),
    (655, "anticoagulation new afib", ("atrial-fibrillation",), ("drug", "confirm"), "first"),
    (610, "dka fluids first hour", ("diabetic-ketoacidosis", "hyperkalemia"), ("treat", "change"), "first"),
    (540, "gout flare ckd", ("acute-gout", "chronic-kidney-disease"), ("drug", "change"), "second"),
    (476, "pe rule out wells", ("acute-pulmonary-embolism",), ("diagnose", "confirm"), "second"),
    (430, "croup dexamethasone dose", ("croup",), ("drug", "confirm"), "second"),
    (402, "iron deficiency ferritin cutoff", ("iron-deficiency-anemia",), ("test", "change"), None),
    (371, "first seizure driving", ("first-seizure-in-adults",), ("counsel", "no-change"), None),
    (298, "copd steroids how long", ("copd-exacerbation",), ("treat", "confirm"), "third"),
    (233, "sepsis lactate repeat", ("sepsis-first-hour",), ("test", "confirm"), "third"),
    (160, "pneumonia antibiotic duration", ("community-acquired-pneumonia",), ("treat", "change"), "third"),
    (97, "hyponatremia correction rate", ("hyponatremia",), ("treat", "change"), None),
    (33, "high blood pressure two drugs at once", ("hypertension-in-adults",), ("treat", "change"), None),
    (12, "preeclampsia aspirin from when", ("preeclampsia", "hypertension-in-adults"), None, None),
    (5, "heart attack door to balloon", ("acute-myocardial-infarction",), None, None),
    (1, "uti in pregnancy nitrofurantoin", ("urinary-tract-infection-in-women",), None, None),
)
# claimed after New Jersey was listed, with a mistyped number: its report is rejected and can be corrected
LATER = ((61, "ascites tap albumin", ("cirrhosis-decompensated",), ("treat", "confirm"), "fourth"),)
MISTYPED = "25MA00123450"
CLAIMED = {"first": 580, "second": 401, "third": 120, "fourth": 40}  # days ago
# days ago, the category, how many of the session's six were answered, and which of them wrong
QUESTIONS = (
    (310, "Cardiology", 6, (4,)),
    (250, "Nephrology and electrolytes", 6, (2,)),
    (45, "Pulmonology", 6, (6,)),
    (9, "Emergency medicine", 2, ()),
)
QUESTIONS_CLAIMED = 118  # days ago, the first credit
NURSE = (
    (280, "anaphylaxis second dose", ("anaphylaxis",), ("treat", "confirm"), "first"),
    (201, "alcohol withdrawal score", ("alcohol-withdrawal",), ("test", "change"), "first"),
    (20, "cellulitis marking", ("cellulitis-and-skin-abscess",), ("treat", "confirm"), None),
    (3, "fever in young infants", ("fever-in-young-infants",), None, None),
)


def load(by: str) -> list[str]:
    """Create the demo's people and their history and return what was done, in lines; people who exist stay as they are.

    `by` is who makes somebody a coordinator.
    """
    lines: list[str] = []
    hashed = passwords.hash_password(PASSWORD)
    physician = _person(
        "physician@example.org",
        hashed,
        lines,
        name="Ana Nguyễn",
        credentials="MD",
        role="physician",
        country="US",
        zone=ZONE,
        birth_month=4,
        birth_day=17,
        npi="1234567893",
    )
    if physician:
        for code, label, number in (
            ("ABIM", "American Board of Internal Medicine", "123456"),
            ("MD", "Maryland Board of Physicians", "D0012345"),
        ):
            people.list_body(physician, body=code, label=label, number=number, reporting=True, consent=True)
        people.list_body(
            physician, body="", label="Riverbend Hospital medical staff", number="", reporting=False, consent=False
        )
        _live(physician, HISTORY, CLAIMED)
        external_credit.load(physician, clock.today(physician.zone))
        _answer(physician)
        demo_courses.study(physician, "physician")
        people.list_body(
            physician,
            body="NJ",
            label="New Jersey State Board of Medical Examiners",
            number=MISTYPED,
            reporting=True,
            consent=True,
        )
        _live(physician, LATER, CLAIMED)
        _ask(physician)
    nurse = _person(
        "nurse@example.org",
        hashed,
        lines,
        name="Łukasz Żółć",
        credentials="RN",
        role="nurse",
        country="US",
        zone="America/Chicago",
    )
    if nurse:
        _live(nurse, NURSE, {"first": 150})
        demo_courses.study(nurse, "nurse")
    _person("newcomer@example.org", hashed, lines)
    with db.atomic():
        coordinator = _person(
            "coordinator@example.org",
            hashed,
            lines,
            name="Grace Okafor",
            credentials="",
            role="other",
            country="US",
            zone=ZONE,
        )
        if coordinator:
            people.make_coordinator(coordinator, by)
    return lines


def _ask(person) -> None:
    """Add requirements of a state, a board and a hospital: one is short, one is on track."""
    today = clock.today(person.zone)
    starts = {
        "US-MD-MD": dates.add_months(date(today.year, today.month, 1), -18),
        "US-ABIM": dates.add_months(date(today.year, today.month, 1), -2),
    }
    for code, first in starts.items():
        rule = packs.in_force()[code]
        figures = requirements.rule_figures(rule)
        values = figures | {
            "starts": first,
            "ends": dates.last_day(first, figures["months"]),
            "carried": None,
            "rule": rule,
        }
        requirements.add(person, body=rule.values["body"], rule=code, values=values)
    own = {
        "total": 2500,
        "category1": 1500,
        "carry_over": None,
        "carried": None,
        "unit": "credits",
        "takes": [],
        "category1_takes": ["ama-pra-1"],
        "participation": True,
        "months": 24,
        "topics": [_hospital_topic()],
        "starts": dates.add_months(date(today.year, 1, 1), -12),
        "ends": date(today.year, 12, 31),
        "rule": None,
    }
    requirements.add(person, body="Riverbend Hospital medical staff", rule="", values=own)


def _hospital_topic() -> dict:
    return {
        "code": "own-infectious-diseases",
        "name": "Infectious diseases",
        "hundredths": 50,
        "per": "cycle",
        "months": 0,
        "cycles": 0,
        "counts": ["infectious-diseases"],
        "condition": "",
        "note": "",
        "applies": "yes",
    }


def _person(email: str, hashed: str, lines: list[str], **profile) -> people.Person | None:
    if people.find_by_email(email):
        lines.append(f"{email} is there already")
        return None
    lines.append(f"{email} is made")
    return people.add(email, hashed, **profile)


def _at(days_ago: int, hour: int, zone: str) -> datetime:
    day = clock.today(zone) - timedelta(days=days_ago)
    return datetime.combine(day, time(hour, 12), ZoneInfo(zone))


def _live(person, history, claimed) -> None:
    """Search, open, review and claim on past days, with the functions that the pages call."""
    groups: dict[str, list[int]] = {}
    for days, term, slugs, answered, claim_name in history:
        searched = _at(days, 9 + days % 8, person.zone)
        entry = None
        for n, slug in enumerate(slugs):
            found = offer.find_article(slug)
            if found is None:
                raise LookupError(slug)
            _, version = found
            opened = earn.open_article(
                person,
                version,
                by=audit_log.by_person(person.id),
                term=term,
                searched=searched,
                nonce=f"demo-{person.id}-{days}",
                is_new_question=True,
                now=searched + timedelta(minutes=2 * n + 1),
            )
            entry = opened.entry or entry
        if entry and answered:
            relevant = {row.id for row in earn.openings([entry.search_id])[entry.search_id]}
            evaluate.add(
                entry,
                goal=answered[0],
                goal_words="",
                result=answered[1],
                result_words="",
                relevant=relevant,
                warned=False,
                now=searched + timedelta(hours=6),
            )
            if claim_name:
                groups.setdefault(claim_name, []).append(entry.id)
    for name, entries in groups.items():
        moment = _at(claimed[name], 18, person.zone)
        claim = claims.claim(
            person,
            f"demo-history-{name}",
            "ama-pra-1",
            [(e, None) for e in entries],
            by=audit_log.by_person(person.id),
            now=moment,
        )
        claims.release(claim, by="system", now=moment + timedelta(minutes=current_app.settings.claim_hold_minutes))


def _answer(person) -> None:
    """Answer questions on past days; six that count earn a credit, and the first credit is claimed."""
    by_name = {row.name: row.id for row, _ in questions.categories()}
    entries: list[Entry] = []
    for days, category, count, wrong in QUESTIONS:
        began = _at(days, 20, person.zone)
        quiz = answers.start(person, [by_name[category]], 6, now=began) if category in by_name else None
        for quiz_question in answers.quiz_questions(quiz)[:count] if quiz else ():
            shown = questions.newest([quiz_question.question_id])[quiz_question.question_id]
            chosen = (shown.right + (quiz_question.position in wrong)) % len(shown.answers)
            done = answers.answer(
                quiz_question,
                shown,
                chosen,
                by=audit_log.by_person(person.id),
                student=False,
                now=began + timedelta(minutes=2 * quiz_question.position),
            )
            entries += [done.entry] if done.entry else []
    if entries:
        moment = _at(QUESTIONS_CLAIMED, 19, person.zone)
        claim = claims.claim(
            person,
            "demo-history-questions",
            "ama-pra-1",
            [(entries[0].id, None)],
            by=audit_log.by_person(person.id),
            now=moment,
        )
        claims.release(claim, by="system", now=moment + timedelta(minutes=current_app.settings.claim_hold_minutes))
