"""The clinician's pages of reporting: tags, a report and its remedy, who has my data, check my details."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from cme.base import audit_log, clock, mail, provider, text
from cme.base.domain import bodies
from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Refused
from cme.base.http import rate_limit, request_security, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.claim import records as claims
from cme.claim.hooks import ReportingTag
from cme.claim.records import Claim, Line
from cme.offer import records as offer
from cme.people import records as people
from cme.report import rules, sentences
from cme.report.records import checks, history, outbox, resend, sharing
from cme.report.records import points as point_records
from cme.report.records import tags as tag_records
from cme.report.records.models import MatchCheck, Reply, Report, Revision, Transmission
from cme.report.rules import remedies

routes = Routes()
WAITING = ("waiting", "sent")
SOON, LATER = 3, 20  # seconds between polls of a tag: while a body decides, and while the claim can be undone


def tags(claims: list[Claim], lines: dict[int, list[Line]]) -> dict[int, ReportingTag]:
    """Map the lines of claims to their tags."""
    found = tag_records.of(claims, lines)
    html = {}
    for claim in claims:
        tagged = [line for line in lines.get(claim.id, []) if line.id in found]
        for line in tagged:
            html[line.id] = _html("report/_tag.html", **_tag(line, found[line.id]))
        if tagged:  # the element that polls is there once per claim, beside its last tag
            html[tagged[-1].id] += _html("report/_reporting.html", **_polling(claim, found, tagged))
    return {line: ReportingTag(tag.key == "submitting", html[line]) for line, tag in found.items()}


def _html(template: str, **context: Any) -> Markup:
    # not render_template: for each line it would load what a whole page needs (the provider, the menu)
    html = current_app.jinja_env.get_template(template).render(**context)
    return Markup(html)  # noqa: S704 - the template has escaped its context


def _tag(line: Line, tag: rules.Tag) -> dict[str, Any]:
    boards = [each.body for each in tag.recipients if each.points and each.state != "stopped"]
    return {"line": line, "entry_tag": tag, "boards": boards, "points": str(Credit(line.amount)), "oob": False}


def _polling(claim: Claim, found: dict[int, rules.Tag], lines: list[Line]) -> dict[str, Any]:
    state = repr([(line.id, found[line.id].key, [p.state for p in found[line.id].recipients]) for line in lines])
    waits = any(found[line.id].key == "submitting" for line in lines)
    every = LATER if clock.now() < claim.hold_until else SOON
    return {
        "claim": claim,
        "waits": waits,
        "every": every,
        "seen": hashlib.sha256(state.encode()).hexdigest()[:16],
        "tags": [],
    }


def points(person: people.Person, activity: offer.Activity) -> list[tuple[str, Credit]]:
    """List the boards that accepted MOC points of a person for an activity, and how many."""
    return [(_body(code).name, Credit(sum_)) for code, sum_ in point_records.points_accepted(person, activity)]


@routes.get("/claims/<int:claim_id>/reporting")
@signed_in
def reporting(claim_id):
    """Return the tags of a claim to a page that polls; 204 while none has changed."""
    claim = claims.Claim.get_or_none(claims.Claim.id == claim_id, claims.Claim.person == current_user.id) or abort(404)
    if not web.wants_fragment() or not claims.is_active(claim):  # undone in another window
        return web.leave(url_for("claim.show", claim_id=claim.id))
    lines = claims.lines_of([claim.id])
    found = tag_records.of([claim], lines)
    context = _polling(claim, found, lines.get(claim.id, []))
    if request.args.get("seen") == context["seen"]:
        return "", 204
    context["tags"] = [_tag(line, found[line.id]) | {"oob": True} for line in lines.get(claim.id, [])]
    return web.show("report/_reporting.html", "report/_reporting.html", **context)


def _own_report(report_id: int) -> Report:
    return resend.find(current_user, report_id) or abort(404)


@routes.get("/reports/<int:report_id>")
@signed_in
def show(report_id):
    row = _own_report(report_id)
    if web.wants_fragment():  # the page polls while it waits, and reloads when the state has changed
        waits = row.delivery.state in WAITING
        return ("", 204) if waits else web.leave(url_for(".show", report_id=row.id))
    return _page(row)


def _page(
    row: Report, status: int = 200, errors: dict[str, str] | None = None, form: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    state, code = row.delivery.state, row.delivery.code
    revisions = [each for each, _ in history.events_of([row.id])[row.id]]
    then, now = resend.last_sent(row), resend.learner_now(row)
    listing = resend.listing_of(row)
    return web.show(
        "report/show.html",
        status=status,
        report=row,
        delivery=row.delivery,
        body=_body(row.body),
        state_label=rules.STATES[state],
        remedy=remedies.of(state, code),
        field=_field(remedies.of(state, code).field, listing),
        compared=remedies.differences(then.learner, now),
        refusal=resend.refusal(row),
        resendable=state in resend.RESENDABLE,
        waits=state in WAITING,
        help=resend.may_ask_for_help(row) and provider.current().email,
        activity=offer.current_version(row.activity).title,
        amount=Credit(outbox.reported_amount(row)),
        claims=sharing.claims_of(row),
        history=history_of(revisions),
        revisions=revisions,
        errors=errors or {},
        form=form or {},
        sandbox=not current_app.settings.pars_url and current_app.settings.to_sandbox,
    )


def _body(code: str) -> bodies.Body:
    return bodies.REPORTING_BODIES.get(code) or bodies.Body(code, code, "number")


def _field(field: str, listing: people.Listing | people.ListedBody | None) -> str:
    """Return the fragment of a field's address in the profile; "" where there is no field."""
    if field == "number":
        return f"#f-number-{listing.id}" if listing else "#bodies"
    return f"#f-{field}" if field else ""


@dataclass(frozen=True)
class HistoryStep:
    """A transmission of a version of a report and its reply: how many times the same, and when last."""

    at: datetime
    version: int
    sent: Transmission
    reply: Reply | None
    times: int = 1

    @property
    def kind(self) -> str | None:
        """Return the kind of the answer, None where none came."""
        return self.reply.kind if self.reply else None

    @property
    def words(self) -> str:
        """Return the sentence for the clinician."""
        return sentences.step(self.sent.action, self.kind, self.version, self.times, bool(self.sent.address))

    @property
    def desk_words(self) -> str:
        """Return the sentence for the office."""
        code = self.reply.code if self.reply else ""
        return sentences.desk_step(self.sent.action, self.kind, code, self.version, self.times)


def history_of(revisions: list[Revision]) -> list[HistoryStep]:
    """List the history of a report, newest first; repeated status requests with the same answer are one step."""
    numbers = {row.id: row.number for row in revisions}
    steps: list[HistoryStep] = []
    for each in history.exchanges([row.id for row in revisions]):
        step = HistoryStep(each.sent.at, numbers[each.sent.revision_id], each.sent, each.reply)
        if each.sent.action == "status" and steps and _same_answer(steps[-1], step):
            steps[-1] = replace(steps[-1], at=step.at, times=steps[-1].times + 1)
        else:
            steps.append(step)
    return steps[::-1]


def _same_answer(one: HistoryStep, other: HistoryStep) -> bool:
    return (one.version, one.sent.action, one.kind) == (other.version, other.sent.action, other.kind)


@routes.post("/reports/<int:report_id>/again")
@signed_in
def resend_report(report_id):
    row = _own_report(report_id)
    try:
        resend.resend(row, audit_log.by_person(current_user.id))
    except Refused as refused:
        return _page(row, 422, {"_form": str(refused)})
    web.say("It is on its way again, with your details as they are now.")
    return web.leave(url_for(".show", report_id=row.id))


@routes.post("/reports/<int:report_id>/help")
@signed_in
def ask_for_help(report_id):
    row = _own_report(report_id)
    to = provider.current().email
    if not (to and resend.may_ask_for_help(row)):
        return _page(row, 422, {"_form": "There is nothing to ask about yet."})
    try:
        words = text.words(request.form.get("words"), 4000)
    except text.TooLong as error:
        return _page(row, 422, {"words": str(error)}, request.form)
    if not rate_limit.take(f"report-help:{row.id}", 3, 86_400):
        return _page(
            row, 422, {"_form": "You have asked about this three times today. Please call us instead."}, request.form
        )
    sent = resend.last_sent(row)
    mail.write(
        to,
        "report_help",
        words=words,
        body=_body(row.body).name,
        state=rules.STATES[row.delivery.state].office,
        reason=row.delivery.reason,
        activity=offer.current_version(row.activity).title,
        completed=row.completed_on,
        credits=Credit(sent.hundredths),
        number=row.id,
        ccid=sent.ccid,
        name=current_user.shown_name,
        email=current_user.email,
        link=web.absolute(f"/office/reports/{row.id}"),
    )
    web.say("We have your question, with everything that we need to know about the report. We answer by mail.")
    return web.leave(url_for(".show", report_id=row.id))


@routes.get("/reports/")
@signed_in
def index():
    page, all_requests = text.number(request.args.get("page")) or 1, request.args.get("questions") == "1"
    sent, pages = sharing.sent_about(current_user, page, all_requests)
    wants_mail = sharing.wants_mail(current_user)
    return web.show(
        "report/index.html",
        sent=sent,
        words={row.id: f"{sentences.ABOUT[row.action]} {bodies.name_of(row.body)}" for row in sent},
        page=page,
        pages=pages,
        all_requests=all_requests,
        status_requests=sentences.status_requests(sharing.count_status_requests(current_user)),
        wants_mail=wants_mail,
        mail_choice=sentences.mail_choice(wants_mail),
        listed=people.reporting_bodies(current_user),
        href=lambda number: url_for(".index", page=number, questions=1 if all_requests else None),
    )


@routes.post("/reports/mail")
@signed_in
def choose_mail():
    sharing.choose_mail(current_user, request.form.get("wanted") == "1")
    web.say(
        "Saved. "
        + (
            "We write when a board rejects a report, at most once a day."
            if request.form.get("wanted") == "1"
            else "We do not write about rejections any more."
        )
    )
    return web.leave(url_for(".index"))


@routes.post("/reports/check")
@signed_in
def check():
    back = request_security.safe_next(request.form.get("back"), "")
    if not rate_limit.take(f"report-check:{current_user.id}", 10, 3600):
        web.say("You have checked your details often in the last hour; here is the last answer.", "wait")
    else:
        checks.request(current_user)
    return web.leave(url_for(".checked", back=back or None))


@dataclass(frozen=True)
class CheckResult:
    """The answer of a body to "check my details": a sentence, a tag and its tone.

    `reason` is the body's own, `remedy` that of a rejection, `field` the fragment of the field's address in the profile.
    """

    listing: people.Listing
    waits: bool
    words: str
    tag: str
    tone: str
    reason: str
    remedy: remedies.Remedy | None
    field: str


def _check_result(row: MatchCheck) -> CheckResult:
    remedy = remedies.of("rejected", row.code) if row.kind == "rejected" else None
    words = sentences.check_result(bool(row.due), row.kind, f"{remedy.words} {remedy.advice}" if remedy else "")
    field = _field(remedy.field, row.listing) if remedy else ""
    return CheckResult(row.listing, bool(row.due), *words, row.reason, remedy, field)


@routes.get("/reports/check")
@signed_in
def checked():
    rows = [_check_result(row) for row in checks.of(current_user)]
    return web.show(
        "report/check.html",
        "report/_check.html",
        rows=rows,
        waits=any(row.waits for row in rows),
        back=request_security.safe_next(request.args.get("back"), ""),
    )
