"""To claim: what waits, by credit type and activity, with ticks and amounts."""

from __future__ import annotations

from flask import request
from flask_login import current_user

from cme.base import clock
from cme.base.domain import credit_types
from cme.base.domain.credit import counted, total
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.claim import form, records, sentences, summary
from cme.earn import records as earn
from cme.people import drafts, membership

routes = Routes()


def types_of(waiting, role: str) -> list[tuple[str, str, int]]:
    """List the credit types that somebody has, a role's own first, with how many entries."""
    count: dict[str, int] = {}
    for row in waiting:
        count[row.entry.credit_type] = count.get(row.entry.credit_type, 0) + 1
    return [(kind.code, kind.name, count[kind.code]) for kind in credit_types.ordered(role) if kind.code in count]


def credits_in_words(amount, credit_type: str) -> str:
    """Say an amount with the noun of its type: "2.5 credits", "0.75 contact hours"."""
    return counted(amount, credit_types.CREDIT_TYPES[credit_type].noun)


@routes.get("/cme/claim")
@signed_in
def index():
    return show_list(form.read(drafts.take(current_user) or request.args))


def show_list(selection: form.Selection, status=200, errors=None):
    """Show To claim with the selected ticks and amounts; `errors` by field name."""
    today = clock.today(current_user.zone)
    role = current_user.profile_row.role
    everything = records.to_claim(current_user, today)
    header = summary.header(current_user, "claim", selection.activity)
    of_activity = [row for row in everything if not header.activity or row.entry.activity_id == header.activity.id]
    types = types_of(of_activity, role)
    chosen = selection.type
    if chosen not in {code for code, _, _ in types}:
        chosen = types[0][0] if types else "ama-pra-1"
    waiting, unreadable = form.amounts([row for row in of_activity if row.entry.credit_type == chosen], selection.typed)
    late = records.lapsed(current_user, today)
    here = {row.entry.id for row in waiting}
    ticked = here if selection.everything else here & set(selection.ticks)
    amount = total(row.amount for row in waiting if row.entry.id in ticked)
    kind = credit_types.CREDIT_TYPES[chosen]
    return web.show(
        "claim/index.html",
        status=status,
        waiting=waiting,
        lapsed=late,
        opened=earn.openings([row.entry.search_id for row in waiting] + [row.search_id for row in late]),
        types=[(code, f"{name} ({count})") for code, name, count in types],
        chosen=chosen,
        kind=kind,
        hidden=sentences.hidden(len(everything) - len(waiting), bool(header.activity)),
        ticked=ticked,
        typed=selection.typed,
        amount=amount,
        sum=credits_in_words(amount, chosen),
        label=f"Claim {credits_in_words(amount, chosen)}" if amount else "Claim credits",
        errors=errors or {f"amount-{entry}": why for entry, why in unreadable.items() if entry in ticked},
        header=header,
        today=today,
        membership=membership.missing(current_user, today),
    )
