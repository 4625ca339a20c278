"""For review: the list, the pop-up with its two questions, dismissing and sending back."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_login import current_user

from cme.base import clock, text
from cme.base.domain import patient_data
from cme.base.domain.credit import Credit, counted
from cme.base.domain.refusal import Refused, by_field
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.earn import records as earn
from cme.earn.records import Entry, Search
from cme.evaluate import hooks, records, rules, sentences
from cme.people import drafts

routes = Routes()


@routes.get("/cme/review")
@signed_in
def index():
    today = clock.today(current_user.zone)
    waiting = records.for_review(current_user, today)
    gone = records.dismissed(current_user, today)
    late = records.lapsed_unreviewed(current_user, today)
    header = hooks.page_header(current_user, "review", request.args.get("activity", "")[:80])
    if chosen := header.activity:
        waiting, gone, late = ([row for row in rows if row.activity_id == chosen.id] for rows in (waiting, gone, late))
    opened = earn.openings([row.search_id for row in waiting + gone + late])
    return web.show(
        "evaluate/index.html",
        waiting=waiting,
        worth={row.id: counted(Credit(row.amount)) for row in waiting},
        dismissed=gone,
        lapsed=late,
        opened=opened,
        header=header,
        today=today,
    )


def _mine(entry_id: int) -> Entry:
    """Find an entry of the person who is signed in."""
    return (
        Entry.select(Entry, Search).join(Search).where(Entry.id == entry_id, Entry.person == current_user.id).first()
    ) or abort(404)


@routes.get("/cme/review/<int:entry_id>")
@signed_in
def new(entry_id):
    entry = _mine(entry_id)
    form = drafts.take(current_user)
    state = records.state(entry)
    if reasons := rules.review_refusals(clock.today(current_user.zone), entry.claim_by, state):
        return _gone(reasons[0].sentence)
    return _form(entry, {}, form or {}, ticked=_ticked(form) if form else None)


def _gone(reason, status=422):
    web.say(reason, "wait")
    if request.method == "GET":
        return web.leave(url_for(".index"))
    return web.show("evaluate/gone.html", "evaluate/_gone.html", status=status, reason=reason)


def _form(entry, errors, form, status=200, warnings=(), ticked=None):
    opened = earn.openings([entry.search_id]).get(entry.search_id, [])
    return web.show(
        "evaluate/new.html",
        "evaluate/_form.html",
        status=status,
        entry=entry,
        search=entry.search,
        worth=counted(Credit(entry.amount)),
        opened=opened,
        ticked=ticked if ticked is not None else {row.id for row in opened},
        goals=rules.GOALS,
        results=rules.RESULTS,
        errors=errors,
        form=form,
        warnings=warnings,
        term_hint=sentences.reword_term(patient_data.patient_data(entry.search.term)),
    )


def _ticked(form) -> set[int]:
    return {number for value in form.getlist("relevant") if (number := text.number(value, 18)) is not None}


@routes.post("/cme/review/<int:entry_id>")
@drafts.returns_to("evaluate.new")
@signed_in
def create(entry_id):
    entry = _mine(entry_id)
    values, errors = _read(request.form, entry.search.term)
    ticked = _ticked(request.form)
    if errors:
        return _form(entry, errors, request.form, 422, ticked=ticked)
    typed = (values["goal_words"], values["result_words"], values["term"] or "")
    warnings = [warning for words in typed for warning in patient_data.patient_data(words)]
    if not patient_data.seen(warnings, request.form.get("no_patient")):
        return _form(entry, {}, request.form, 422, warnings=warnings, ticked=ticked)
    try:
        records.add(entry, **values, relevant=ticked, warned=bool(warnings))
    except Refused as refused:
        return _gone(str(refused))
    undo = ("Undo", url_for(".send_back", entry_id=entry.id))
    web.say(f"Added: “{entry.search.term}”, {counted(Credit(entry.amount))}, is under To claim.", undo=undo)
    if not web.wants_fragment():
        return web.leave(url_for(".index"))
    return web.show(
        "evaluate/index.html",
        "evaluate/_added.html",
        trigger={"dialog-close": {"target": "body"}},
        entry=entry,
        counts=hooks.tab_counts(current_user),
    )


def _read(form, term):
    """Read the form: what to write, and what is wrong by field."""
    values, errors = {"goal": form.get("goal", ""), "result": form.get("result", "")}, {}
    for field in ("goal_words", "result_words"):
        values[field] = ""
        try:
            values[field] = text.words(form.get(field), rules.WORDS_LIMIT)
        except text.TooLong as error:
            errors[field] = str(error)
    errors = by_field(rules.answer_refusals(**values)) | errors
    values["term"] = None
    if "term" in form and patient_data.patient_data(term):  # a term that tells of no patient stays as it was typed
        try:
            words = text.line(form["term"], 200)
        except text.TooLong as error:
            errors["term"] = str(error)
        else:
            values["term"] = words if words != term else None
            if not words:
                errors["term"] = "Put other words in its place"
    return values, errors


@routes.post("/cme/review/<int:entry_id>/return")
@signed_in
def send_back(entry_id):
    entry = _mine(entry_id)
    try:
        records.send_back(entry)
    except Refused as refused:
        web.say(str(refused), "wait")
        return web.leave(url_for(".index"))
    web.say(f"“{entry.search.term}” is back under For review.")
    return web.leave(url_for(".index"))


@routes.post("/cme/review/<int:entry_id>/dismissal")
@signed_in
def dismiss(entry_id):
    entry = _mine(entry_id)
    try:
        records.dismiss(entry)
    except Refused as refused:
        web.say(str(refused), "wait")
    else:
        web.say(f"“{entry.search.term}” is dismissed.", undo=("Undo", url_for(".restore", entry_id=entry.id)))
    return web.leave(url_for(".index"))


@routes.post("/cme/review/<int:entry_id>/restoration")
@signed_in
def restore(entry_id):
    entry = _mine(entry_id)
    try:
        records.restore(entry)
    except Refused as refused:
        web.say(str(refused), "wait")
    else:
        web.say(f"“{entry.search.term}” is back under For review.")
    return web.leave(url_for(".index"))
