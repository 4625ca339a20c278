"""The preview of a claim and its confirmation."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from flask import request, url_for
from flask_login import current_user

from cme.base import audit_log, clock, provider
from cme.base.domain import bodies, credit_types
from cme.base.domain.credit import total
from cme.base.domain.refusal import Reason, Refused
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.claim import form, hooks, records, sentences, summary
from cme.claim.pages.to_claim import credits_in_words, show_list
from cme.earn import records as earn
from cme.people import drafts, membership
from cme.people import records as people

routes = Routes()

MANY = 100  # more ticks than fit into an address that leads to the profile and back


@routes.get("/cme/claim/preview")
@signed_in
def new():
    selection = form.read(request.args)
    if "update" in request.args:
        return show_list(selection)
    if not selection.ticks and not selection.everything:
        return show_list(selection, 422, {"_form": "Tick at least one entry to claim."})
    if errors := _wrong_amounts(selection):
        return show_list(selection, 422, errors)
    return show_preview(selection, [])


def _wrong_amounts(selection) -> dict[str, str]:
    """Name the amounts that were typed and cannot be claimed, by their fields."""
    today = clock.today(current_user.zone)
    rows, errors = form.amounts(_chosen(selection, today), selection.typed)
    lowered = [(row.entry.id, row.requested.hundredths) for row in rows if row.requested is not None]
    if lowered:
        errors |= {
            int(each.about or 0): each.sentence
            for each in records.refusals(current_user, _type(selection), lowered, today)
        }
    names = {row.entry.id: row.entry.name for row in rows}
    return {f"amount-{entry}": f"{names[entry]}: {why}" for entry, why in errors.items() if entry in names}


def _type(selection) -> str:
    return selection.type if selection.type in credit_types.CREDIT_TYPES else "ama-pra-1"


def _chosen(selection, today) -> list:
    """List what waits of what was asked for."""
    ready = _ready(selection, today)
    return ready if selection.everything else [row for row in ready if row.entry.id in set(selection.ticks)]


def _ready(selection, today) -> list:
    """List what waits of the type and the activity that were chosen."""
    activity = summary.find_activity(selection.activity)
    ready = records.to_claim(current_user, today, _type(selection))
    return [row for row in ready if activity is None or row.entry.activity_id == activity.id]


def show_preview(selection: form.Selection, reasons: list[Reason], status=200):
    """Show what a claim would give; `reasons` say why it could not be made."""
    chosen, today = _type(selection), clock.today(current_user.zone)
    ready = _ready(selection, today)
    ticked = {row.entry.id for row in ready} if selection.everything else set(selection.ticks)
    waiting, _ = form.amounts([row for row in ready if row.entry.id in ticked], selection.typed)
    waiting = [row if row.requested is None or row.requested < row.balance else row.whole() for row in waiting]
    if not reasons:
        found = {row.entry.id for row in waiting}
        gone: list[tuple[int, int | None]] = [(tick, None) for tick in selection.ticks if tick not in found]
        reasons = records.refusals(current_user, chosen, gone, today) if gone else []
        status = 422 if reasons else status
    head, by = summary.profile_line(current_user), provider.current()
    holder = records.holder_of(current_user.profile_row)
    sheets = hooks.preview(holder, chosen, by, waiting, today) if waiting and not head["missing"] else None
    listed, late = _reporting_bodies(holder["role"], chosen, waiting, today)
    lowered = [row for row in waiting if row.requested is not None]
    sum_ = total(row.amount for row in waiting)
    kind = credit_types.CREDIT_TYPES[chosen]
    back = {
        "waiting": waiting,
        "selection": selection,
        "chosen": chosen,
        "whole": len(waiting) == len(ready) and len(waiting) > MANY,
    }
    return web.show(
        "claim/new.html",
        status=status,
        waiting=waiting,
        rest=sentences.lowered([(row.entry.name, row.requested, row.balance) for row in lowered]),
        chosen=chosen,
        activity=selection.activity,
        type_name=kind.name,
        awarded=credit_types.awarded(holder["role"], chosen) if holder["role"] else True,
        awarded_to=credit_types.awarded_to(chosen),
        amount=sum_,
        counted=credits_in_words(sum_, chosen),
        head=head,
        reporting=listed,
        boards=sentences.boards([(row.label, row.why_not) for row in listed]),
        late=late,
        too_late=sentences.too_late(late),
        sheets=sheets,
        reasons=[(_name_of(each.about), each.sentence) for each in reasons],
        errors={"_form": "Nothing was claimed."} if reasons else {},
        key=secrets.token_urlsafe(24),
        back=_address(".index", **back),
        retry=_address(".new", **back),
        sample=not by.accredited,
        membership=membership.missing(current_user, today),
    )


def _name_of(entry_id) -> str:
    if not entry_id:
        return ""
    entry = earn.Entry.get_or_none(earn.Entry.id == entry_id, earn.Entry.person == current_user.id)
    return f"“{entry.name}”" if entry else "An entry"


@dataclass(frozen=True)
class ReportingBody:
    """A reporting body in the preview; `why_not` says why it is not told of the claim, "" where it is."""

    label: str
    why_not: str


def _reporting_bodies(role, chosen, waiting, today) -> tuple[list[ReportingBody], int]:
    """List the reporting bodies, each with why it is not told of this claim, and count what comes too late."""
    late = sum(today > bodies.accepted_until(row.completed_on) for row in waiting)
    return [
        ReportingBody(row.label, _why_not(row, role, chosen, late == len(waiting)))
        for row in people.reporting_bodies(current_user)
    ], late


def _why_not(row: people.ListedBody, role: str, chosen: str, all_late: bool) -> str:
    if not row.consented:
        return "consent withdrawn: it is not told"
    if not bodies.takes(row.body, role, chosen):
        return "it does not take this credit from your role"
    return "it no longer takes what was completed then" if all_late else ""


def _address(endpoint, waiting, selection, chosen, whole) -> str:
    """Make the address of a page with the same ticks and amounts."""
    lowered = {f"amount-{row.entry.id}": str(row.requested) for row in waiting if row.requested is not None}
    ticks = {"all": 1} if whole and not lowered else {"entry": [row.entry.id for row in waiting], **lowered}
    return url_for(endpoint, type=chosen, activity=selection.activity or None, **ticks)


@routes.post("/cme/claims")
@drafts.returns_to("claim.index")
@signed_in
def create():
    key, selection = request.form.get("key", ""), form.read(request.form)
    if not re.fullmatch(r"[\w-]{16,64}", key, re.ASCII) or selection.type not in credit_types.CREDIT_TYPES:
        return show_preview(selection, [Reason(None, "The form was not as this page makes it. Look at it again.")], 422)
    try:
        claim = records.claim(
            current_user,
            key,
            selection.type,
            [(tick, _hundredths(selection, tick)) for tick in selection.ticks],
            by=audit_log.by_person(current_user.id),
        )
    except Refused as refused:
        return show_preview(selection, refused.reasons, 422)
    return web.leave(url_for(".feedback", claim_id=claim.id))


def _hundredths(selection, tick) -> int | None:
    """Read the amount that the preview put into its form; one that no preview makes is refused by the rules."""
    if tick not in selection.typed:
        return None
    try:
        return form.Credit.parse(selection.typed[tick]).hundredths
    except ValueError:
        return 0
