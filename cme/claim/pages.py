"""To claim, the preview, the confirmation and what follows it, Claimed, Undo."""

from __future__ import annotations

import re
import secrets
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from cme.base import bodies, clock, credits, guard, patient_data, provider, text, web
from cme.base.credit import Credit, counted, total
from cme.claim import records, summary
from cme.claim.records import Claim
from cme.earn import records as earn
from cme.people import drafts
from cme.people import records as people
from cme.people.gate import signed_in

claim = Blueprint("claim", __name__)
BALANCED = (("yes", "Yes"), ("no", "No"), ("unsure", "I cannot say"))
MANY = 100  # more ticks than fit into an address that leads to the profile and back


def _types(waiting) -> list[tuple[str, str, int]]:
    """List the credit types that somebody has, AMA PRA Category 1 first, with how many entries."""
    count: dict[str, int] = {}
    for row in waiting:
        count[row.entry.credit_type] = count.get(row.entry.credit_type, 0) + 1
    return [(code, kind.name, count[code]) for code, kind in credits.CREDIT_TYPES.items() if code in count]


def _ticks(form) -> list[int]:
    said = [int(v) for v in form.getlist("entry") if v.isascii() and v.isdigit() and len(v) < 16]
    return list(dict.fromkeys(said))


@claim.get("/cme/claim")
@signed_in
def index():
    return _list(drafts.take(current_user) or request.args)


def _list(form, status=200, errors=None):
    today = clock.today(current_user.zone)
    everything = records.to_claim(current_user, today)
    types = _types(everything)
    chosen = form.get("type", "")
    if chosen not in {code for code, _, _ in types}:
        chosen = types[0][0] if types else "ama-pra-1"
    waiting = [row for row in everything if row.entry.credit_type == chosen]
    late = records.lapsed(current_user, today)
    opened = earn.openings([row.entry.search_id for row in waiting] + [row.search_id for row in late])
    here = {row.entry.id for row in waiting}
    ticked = here if form.get("all") else here & set(_ticks(form))
    amount = total(row.balance for row in waiting if row.entry.id in ticked)
    return web.show(
        "claim/index.html",
        status=status,
        waiting=waiting,
        lapsed=late,
        opened=opened,
        types=types,
        chosen=chosen,
        type_name=credits.CREDIT_TYPES[chosen].name,
        hidden=len(everything) - len(waiting),
        ticked=ticked,
        amount=amount,
        label=f"Claim {counted(amount)}" if amount else "Claim credits",
        errors=errors or {},
        header=summary.header(current_user, "claim"),
        today=today,
    )


@claim.get("/cme/claim/preview")
@signed_in
def new():
    ticks, everything = _ticks(request.args), bool(request.args.get("all"))
    if "update" in request.args:
        return _list(request.args)
    if not ticks and not everything:
        return _list(request.args, 422, {"_form": "Tick at least one entry to claim."})
    return _preview(ticks, request.args.get("type", ""), [], everything=everything)


def _preview(ticks, chosen, reasons, status=200, everything=False):
    if chosen not in credits.CREDIT_TYPES:
        chosen = "ama-pra-1"
    today = clock.today(current_user.zone)
    ready = records.to_claim(current_user, today, chosen)
    waiting = ready if everything else [row for row in ready if row.entry.id in set(ticks)]
    if not reasons:
        found = {row.entry.id for row in waiting}
        gone = [(tick, None) for tick in ticks if tick not in found]
        reasons = records.faults(current_user, chosen, gone, today) if gone else []
        status = 422 if reasons else status
    head = summary.profile_line(current_user)
    said = provider.current()
    holder = records.holder_of(current_user.profile_row)
    sheets = None
    if waiting and not head["missing"]:
        sheets = web.slot("claim.preview", holder, chosen, said, waiting, today)
    told, late = _told(holder["role"], chosen, waiting, today)
    sum_ = total(row.balance for row in waiting)
    whole = len(waiting) == len(ready) and len(waiting) > MANY
    return web.show(
        "claim/new.html",
        status=status,
        waiting=waiting,
        chosen=chosen,
        type_name=credits.CREDIT_TYPES[chosen].name,
        awarded=credits.awarded(holder["role"], chosen) if holder["role"] else True,
        amount=sum_,
        counted=counted(sum_),
        head=head,
        told=told,
        late=late,
        sheets=sheets,
        reasons=[(_name_of(entry_id, waiting), reason) for entry_id, reason in reasons],
        errors={"_form": "Nothing was claimed."} if reasons else {},
        key=secrets.token_urlsafe(24),
        back=_address(".index", waiting, chosen, whole),
        again=_address(".new", waiting, chosen, whole),
        sample=not said.accredited,
    )


def _name_of(entry_id, waiting) -> str:
    if not entry_id:
        return ""
    entry = earn.Entry.get_or_none(earn.Entry.id == entry_id, earn.Entry.person == current_user.id)
    return f"“{entry.name}”" if entry else "An entry"


def _told(role, chosen, waiting, today):
    """List the reporting bodies, each with why it is not told of this claim, and count what comes too late."""
    late = sum(today > bodies.taken_until(row.completed_on) for row in waiting)
    rows = people.told(current_user)
    for row in rows:
        row.why_not = (
            "consent withdrawn: it is not told" if not row.consented
            else "it does not take this credit from your role" if not bodies.takes(row.body, role, chosen)
            else "it no longer takes what was completed then" if late == len(waiting)
            else ""
        )  # fmt: skip
    return rows, late


def _address(endpoint, waiting, chosen, whole) -> str:
    ticks = {"all": 1} if whole else {"entry": [row.entry.id for row in waiting]}
    return url_for(endpoint, type=chosen, **ticks)


@claim.post("/cme/claims")
@drafts.returns_to("claim.index")
@signed_in
def create():
    key, chosen, ticks = request.form.get("key", ""), request.form.get("type", ""), _ticks(request.form)
    if not re.fullmatch(r"[\w-]{16,64}", key, re.ASCII) or chosen not in credits.CREDIT_TYPES:
        return _preview(ticks, chosen, [(0, "The form was not as this page makes it. Look at it again.")], 422)
    try:
        made = records.claim(current_user, key, chosen, [(tick, None) for tick in ticks])
    except records.Refused as refused:
        return _preview(ticks, chosen, refused.reasons, 422)
    return web.leave(url_for(".feedback", claim_id=made.id))


def _mine(claim_id: int) -> Claim:
    """Find a claim of the person who is signed in."""
    return Claim.get_or_none(Claim.id == claim_id, Claim.person == current_user.id) or abort(404)


@claim.get("/claims/<int:claim_id>/feedback")
@signed_in
def feedback(claim_id):
    made = _mine(claim_id)
    return _feedback_form(made, {}, drafts.take(current_user) or {})


def _feedback_form(made, errors, form, status=200, doubts=()):
    given = records.Feedback.select().where(records.Feedback.claim == made).exists()
    if given or records.outcome(made) == "undone":
        return web.leave(url_for(".show", claim_id=made.id))
    return web.show(
        "claim/feedback.html", status=status, claim=made, counted=counted(Credit(made.total)),
        balanced=BALANCED, errors=errors, form=form, doubts=doubts, undo_until=_undo_until(made),
    )  # fmt: skip


@claim.post("/claims/<int:claim_id>/feedback")
@drafts.returns_to("claim.feedback")
@signed_in
def tell(claim_id):
    made = _mine(claim_id)
    useful = request.form.get("useful", "")
    balanced = request.form.get("balanced", "")
    try:
        words = text.words(request.form.get("words"), 4000)
    except text.TooLong as fault:
        return _feedback_form(made, {"words": str(fault)}, request.form, 422)
    doubts = patient_data.patient_data(words)
    if not patient_data.seen(doubts, request.form.get("no_patient")):
        return _feedback_form(made, {}, request.form, 422, doubts)
    for activity in records.activities(made):
        records.tell(
            made, activity, int(useful) if useful in ("1", "2", "3", "4", "5") else None,
            balanced if balanced in dict(BALANCED) else "", words,
        )  # fmt: skip
    web.say("Thank you. Your feedback is kept with the activity, without your name in our figures.")
    return web.leave(url_for(".show", claim_id=made.id))


@claim.get("/claims/<int:claim_id>")
@signed_in
def show(claim_id):
    made = _mine(claim_id)
    outcome = records.outcome(made)
    lines = records.lines_of([made.id])
    marks = web.slot("claim.tags", [made], lines) or {}
    return web.show(
        "claim/show.html",
        claim=made,
        outcome=outcome,
        counted=counted(Credit(made.total)),
        lines=lines.get(made.id, []),
        marks=marks,
        links=(web.slot("claim.links", [made]) or {}).get(made.id),
        undo_until=_undo_until(made),
    )


def _undo_until(made) -> str | None:
    """Tell until what time of day a claim can be undone, or None when it no longer can."""
    if records.outcome(made) or clock.now() >= made.hold_until:
        return None
    return f"{made.hold_until.astimezone(ZoneInfo(made.zone)):%H:%M}"


@claim.get("/claims/<int:claim_id>/undo")
@signed_in
def ask_undo(claim_id):
    made = _mine(claim_id)
    if not _undo_until(made):
        web.say("This claim can no longer be undone.", "wait")
        return web.leave(url_for(".show", claim_id=made.id))
    today = clock.today(current_user.zone)
    lines = records.lines_of([made.id]).get(made.id, [])
    late = [line for line in lines if line.entry.claim_by < today]
    return web.show("claim/undo.html", claim=made, counted=counted(Credit(made.total)), late=late)


@claim.post("/claims/<int:claim_id>/undo")
@signed_in
def undo(claim_id):
    made = _mine(claim_id)
    try:
        records.undo(made)
    except records.Refused as refused:
        web.say(str(refused), "wait")
        return web.leave(url_for(".show", claim_id=made.id))
    web.say(f"The claim is undone: {counted(Credit(made.total))} are back under To claim.")
    return web.leave(guard.safe_next(request.form.get("back"), url_for(".index")))


SORTS = {
    "date": (lambda c: (c.at, c.id), "Date claimed"),
    "year": (lambda c: (c.year_earned, c.at, c.id), "Year earned"),
    "credits": (lambda c: (c.total, c.at, c.id), "Credits"),
}


@claim.get("/cme/claimed")
@signed_in
def claimed():
    made = records.claimed(current_user)
    lines = records.lines_of([row.id for row in made])
    for row in made:
        row.amount, row.undo_until = Credit(row.total), _undo_until_of(row)
        row.year_earned = max((line.entry.earned_on.year for line in lines.get(row.id, [])), default=0)
    sort, up = request.args.get("sort", "date"), request.args.get("order") == "up"
    sort = sort if sort in SORTS else "date"
    made.sort(key=SORTS[sort][0], reverse=not up)
    return web.show(
        "claim/claimed.html",
        claims=made,
        lines=lines,
        opened=earn.openings([line.entry.search_id for rows in lines.values() for line in rows]),
        tags=web.slot("claim.tags", made, lines) or {},
        links=web.slot("claim.links", made) or {},
        sorts=[
            {"key": key, "label": label, "current": key == sort, "up": key == sort and up,
             "href": url_for(".claimed", sort=key, order="up" if key == sort and not up else None)}
            for key, (_, label) in SORTS.items()
        ],
        header=summary.header(current_user, "claimed"),
    )  # fmt: skip


def _undo_until_of(row):
    # a claim in this list was not undone: past its hold it is final, released or about to be
    return None if clock.now() >= row.hold_until else f"{row.hold_until.astimezone(ZoneInfo(row.zone)):%H:%M}"
