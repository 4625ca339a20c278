"""The pages of what boards, hospitals and employers ask of a clinician, and their progress (T3)."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_login import current_user

from cme.base import clock, text
from cme.base.domain.credit import Credit, counted
from cme.base.domain.plural import quantity
from cme.base.domain.refusal import Refused, by_field
from cme.base.http import web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.people import drafts
from cme.people import records as people
from cme.track import transcript
from cme.track.requirements import closing, form, packs, progress, records, rule_terms, sentences, suggest
from cme.track.requirements.dates import rules as dates

routes = Routes()


@routes.get("/requirements")
@signed_in
def requirements():
    today = clock.today(current_user.zone)
    return web.show(
        "track/requirements/index.html",
        statuses=progress.all_of(current_user, today),
        retired=[row.requirement for row in records.of(current_user, with_retired=True) if row.retired],
        suggestions=suggest.suggestions(current_user),
        nothing_yet=sentences.NOTHING_YET,
        today=today,
    )


@routes.get("/requirements/new")
@signed_in
def new_requirement():
    typed = drafts.take(current_user)
    fields = typed or request.args
    listing = _listing(fields.get("listing"))
    rule = packs.find(fields.get("rule", "")) or (suggest.rule_for(listing, packs.in_force()) if listing else None)
    if not rule and not listing and not typed and "rule" not in request.args:
        return web.show(
            "track/requirements/choose.html", choices=suggest.choices(), suggestions=suggest.suggestions(current_user)
        )
    figures = _figures_of(rule)
    body = listing.label if listing else rule.values["body"] if rule else ""
    filled = form.fill(figures) | {"body": body} | dict(typed.items() if typed else ())
    return _form(filled, {}, figures["topics"], rule)


def _listing(number):
    listing_id = text.number(number)
    return next((row for row in people.listings(current_user) if row.id == listing_id), None)


def _figures_of(rule) -> dict:
    if rule:
        return records.rule_figures(rule)
    return {
        "total": None,
        "category1": 0,
        "carry_over": None,
        "unit": "credits",
        "takes": [],
        "category1_takes": [],
        "participation": True,
        "topics": [],
        "months": 12,
    }


def _form(filled, errors, topics, rule, status=200, cycle=None, requirement=None):
    return web.show(
        "track/requirements/form.html",
        status=status,
        form=filled,
        errors=errors,
        topics=topics,
        rule=rule,
        filled_in=sentences.filled_in(rule.values, *_source(rule)) if rule else "",
        cycle=cycle,
        requirement=requirement,
        own_rows=range(form.OWN_ROWS),
        own_frequencies=form.FREQUENCY_CHOICES,
        frequencies=form.frequency_choices,
        applies=form.APPLIES_CHOICES,
        topic_choices=form.TOPICS.items(),
    )


@routes.post("/requirements")
@drafts.returns_to("track.new_requirement")
@signed_in
def add_requirement():
    rule = packs.find(request.form.get("rule", ""))
    figures = _figures_of(rule)
    today = clock.today(current_user.zone)
    body, body_error = form.read_body(request.form.get("body"))
    values, errors = form.read(request.form, figures["topics"], today, [])
    if body_error:
        errors = {"body": body_error} | errors
    if not errors:
        try:
            fixed = {name: figures[name] for name in ("unit", "takes", "category1_takes", "participation")}
            added = records.add(
                current_user._get_current_object(),
                body=body,
                rule=rule.code if rule else "",
                values=fixed | values | {"rule": rule.id if rule else None},
            )
        except Refused as refused:
            errors |= by_field(refused.reasons)
    if errors:
        return _form(request.form, errors, figures["topics"], rule, 422)
    web.say(f"{body} is kept track of. Everything that you claim or add counts by itself.")
    return web.leave(url_for(".requirement", requirement_id=added.id))


def _listed(requirement_id: int) -> records.ListedRequirement:
    """Find a requirement of the person who is signed in, with its cycles."""
    rows = records.of(current_user, with_retired=True)
    return next((row for row in rows if row.requirement.id == requirement_id), None) or abort(404)


def _owned(requirement_id: int) -> records.Requirement:
    """Find a requirement of the person who is signed in."""
    return _listed(requirement_id).requirement


def _cycle(cycle_id: int) -> tuple[records.Cycle, records.Terms]:
    """Find a cycle of the person who is signed in, and its newest terms."""
    found = records.Cycle.get_or_none(records.Cycle.id == cycle_id)
    if found is None or found.requirement.person_id != current_user.id:
        abort(404)
    return found, records.latest(found)


@routes.get("/requirements/<int:requirement_id>")
@signed_in
def requirement(requirement_id):
    listed = _listed(requirement_id)
    today = clock.today(current_user.zone)
    cycle_id = request.args.get("cycle", "")
    chosen = (each for each in listed.cycles if str(each.cycle_id) == cycle_id)
    terms = next(chosen, None) or records.current(listed.cycles, today)
    items = transcript.items(current_user)
    cycle_status = progress.status_of(listed, terms, progress.credit_items(items), today)
    has_gap = bool(cycle_status.progress and cycle_status.progress.open)
    waits = closing.waiting(current_user, today) if has_gap else closing.Waiting()
    role = current_user.profile_row.role
    return web.show(
        "track/requirements/show.html",
        row=listed.requirement,
        retired=listed.retired,
        cycles=listed.cycles,
        terms=terms,
        cycle_status=cycle_status,
        items={item.key: item for item in items},
        plans=closing.plans(cycle_status.progress, role, today, waits) if cycle_status.progress else [],
        descriptions=_descriptions(terms, cycle_status.progress.parts) if terms and cycle_status.progress else {},
        topics={each["code"]: each for each in terms.topics} if terms else {},
        changes=records.differences(terms.rule, cycle_status.newer) if cycle_status.newer else [],
        first_few=sentences.first_few,
        quantity=quantity,
        rule=sentences.rule(terms.rule.values, *_source(terms.rule)) if terms and terms.rule else "",
        before=_before(terms, items),
        following=dates.following(terms.starts, terms.ends, records.months_next(terms)) if terms else None,
        today=today,
    )


def _source(rule) -> tuple[str, str]:
    return web.day(rule.pack.dated), rule.pack.about["source"]


def _descriptions(terms, parts) -> dict[str, str]:
    """Map the codes of parts to what the cycle asks for, in words."""
    topics = {each["code"]: each for each in terms.topics}
    found = {}
    for part in parts:
        if part.kind == "total":
            found[part.code] = sentences.total(terms.total, terms.unit, terms.months, part.carried)
        elif part.kind == "category1":
            found[part.code] = sentences.category1(terms.category1)
        elif topic := topics.get(part.code):
            often, condition, note = rule_terms.how_often(topic), topic.get("condition"), topic.get("note")
            found[part.code] = sentences.topic(topic["hundredths"], often, condition or "", note or "")
    return found


def _before(terms, items) -> str:
    """Return the amount completed before the cycle began, which does not count in it; "" for none."""
    amount = Credit(sum(item.hundredths for item in items if terms and item.completed_on < terms.starts))
    return counted(amount) if amount else ""


@routes.get("/requirements/<int:requirement_id>/cycles/new")
@signed_in
def new_cycle(requirement_id):
    listed = _listed(requirement_id)
    row = listed.requirement
    typed = drafts.take(current_user)
    figures = _next_figures(listed)
    filled = form.fill(figures) | {"body": row.body} | dict(typed.items() if typed else ())
    return _form(filled, {}, figures["topics"], packs.find(row.rule), requirement=row)


def _next_figures(listed: records.ListedRequirement) -> dict:
    """Return the figures of the last cycle with the days that follow it, or those of the rule where there is none."""
    last = listed.cycles[-1] if listed.cycles else None
    if last is None:
        return _figures_of(packs.find(listed.requirement.rule))
    months = records.months_next(last)
    starts, ends = dates.following(last.starts, last.ends, months)
    figures = {name: getattr(last, name) for name in records.FIELDS}
    return figures | {"starts": starts, "ends": ends, "months": months, "carried": None}


@routes.post("/requirements/<int:requirement_id>/cycles")
@drafts.returns_to("track.new_cycle")
@signed_in
def add_cycle(requirement_id):
    listed = _listed(requirement_id)
    row = listed.requirement
    figures = _next_figures(listed)
    values, errors = form.read(
        request.form, figures["topics"], clock.today(current_user.zone), records.spans(row, None)
    )
    if not errors:
        try:
            fixed = {name: figures.get(name) for name in ("unit", "takes", "category1_takes", "participation")}
            # as old as the figures: the page then shows what changed since
            rule = figures.get("rule") or packs.find(row.rule)
            added = records.add_cycle(row, fixed | values | {"rule": rule})
        except Refused as refused:
            errors |= by_field(refused.reasons)
    if errors:
        return _form(request.form, errors, figures["topics"], packs.find(row.rule), 422, requirement=row)
    web.say(f"The cycle from {dates.format_day(values['starts'])} to {dates.format_day(values['ends'])} is added.")
    return web.leave(url_for(".requirement", requirement_id=row.id, cycle=added.id))


@routes.get("/cycles/<int:cycle_id>/change")
@signed_in
def change_cycle(cycle_id):
    cycle, terms = _cycle(cycle_id)
    typed = drafts.take(current_user)
    figures = {name: getattr(terms, name) for name in records.FIELDS}
    filled = form.fill(figures) | {"body": cycle.requirement.body} | dict(typed.items() if typed else ())
    return _form(filled, {}, terms.topics, terms.rule, cycle=cycle, requirement=cycle.requirement)


@routes.post("/cycles/<int:cycle_id>/change")
@drafts.returns_to("track.change_cycle")
@signed_in
def save_cycle(cycle_id):
    cycle, terms = _cycle(cycle_id)
    others = records.spans(cycle.requirement, cycle.id)
    values, errors = form.read(request.form, terms.topics, clock.today(current_user.zone), others)
    body, body_error = form.read_body(request.form.get("body"))
    if body_error:
        errors = {"body": body_error} | errors
    if not errors:
        try:
            records.change(cycle, values, body)
        except Refused as refused:
            errors |= by_field(refused.reasons)
    if errors:
        return _form(request.form, errors, terms.topics, terms.rule, 422, cycle, cycle.requirement)
    web.say("Saved.")
    return web.leave(url_for(".requirement", requirement_id=cycle.requirement_id, cycle=cycle.id))


@routes.post("/cycles/<int:cycle_id>/rule")
@signed_in
def settle_rule(cycle_id):
    """Apply the figures of a newer rule to a cycle, or dismiss it and keep the cycle's own."""
    cycle, terms = _cycle(cycle_id)
    newest = packs.find(cycle.requirement.rule)
    if newest is None:
        abort(404)
    follows = request.form.get("take") == "1"
    if follows:
        answers = {each["code"]: each["applies"] for each in terms.topics}
        figures = rule_terms.figures(newest.values, newest.pack.about)
        topics = [each | {"applies": answers.get(each["code"], each["applies"])} for each in figures["topics"]]
        own = [each for each in terms.topics if each["code"].startswith("own-")]
        records.change(cycle, figures | {"topics": topics + own, "rule": newest})
    else:
        records.change(cycle, {"rule": newest})
    other_length = newest.values["cycle_months"] != terms.months
    days = (
        " Its days stay: the rule now has cycles of another length, so change them if yours is one."
        if other_length
        else ""
    )
    web.say(f"This cycle follows the newer rule.{days}" if follows else "This cycle stays as it is.")
    return web.leave(url_for(".requirement", requirement_id=cycle.requirement_id, cycle=cycle.id))


@routes.post("/cycles/<int:cycle_id>/removal")
@signed_in
def remove_cycle(cycle_id):
    cycle, _ = _cycle(cycle_id)
    records.change(cycle, {"removed": True})
    undo = url_for(".return_cycle", cycle_id=cycle.id)
    web.say("The cycle is removed; your credits are untouched.", undo=("Undo", undo))
    return web.leave(url_for(".requirement", requirement_id=cycle.requirement_id))


@routes.post("/cycles/<int:cycle_id>/return")
@signed_in
def return_cycle(cycle_id):
    cycle, _ = _cycle(cycle_id)
    try:
        records.change(cycle, {"removed": False})
        web.say("The cycle is back.")
    except Refused as refused:
        web.say(str(refused), "wait")
    return web.leave(url_for(".requirement", requirement_id=cycle.requirement_id, cycle=cycle.id))


@routes.post("/requirements/<int:requirement_id>/retirement")
@signed_in
def retire(requirement_id):
    row = _owned(requirement_id)
    records.retire(row, True)
    undo = url_for(".take_up", requirement_id=row.id)
    web.say(f"{row.body} is retired: no progress, no reminders. Its cycles are kept.", undo=("Undo", undo))
    return web.leave(url_for(".requirements"))


@routes.post("/requirements/<int:requirement_id>/return")
@signed_in
def take_up(requirement_id):
    row = _owned(requirement_id)
    try:
        records.retire(row, False)
        web.say(f"{row.body} is kept track of again.")
    except Refused as refused:
        web.say(str(refused), "wait")
    return web.leave(url_for(".requirement", requirement_id=row.id))
