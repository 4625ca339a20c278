"""What a clinician sees of reporting: tags, a report and how to mend it, who has my data, do my details match."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from flask import abort, current_app, request, url_for
from flask_login import current_user
from markupsafe import Markup

from cme.base import audit_log, clock, mail, provider, text
from cme.base.domain import bodies
from cme.base.domain.credit import Credit
from cme.base.domain.refusal import Refused
from cme.base.http import request_security, web
from cme.base.http.access import signed_in
from cme.base.http.routes import Routes
from cme.claim import records as claims
from cme.claim.hooks import ReportingTag
from cme.offer import records as offer
from cme.people import records as people
from cme.report import rules, sentences
from cme.report.records import checks, history, outbox, resend, sharing
from cme.report.records import points as point_records
from cme.report.records import tags as tag_records
from cme.report.records.tables import MatchCheck, Reply, Transmission
from cme.report.rules import remedies

routes = Routes()
WAITS = ("waiting", "sent")
SOON, LATER = 3, 20  # seconds between looks at a tag: while a body is asked, and while the claim can be undone


def tags(shown: list, lines: dict[int, list]) -> dict[int, ReportingTag]:
    """Map the lines of claims to their tags."""
    found = tag_records.of(shown, lines)
    html = {}
    for claim in shown:
        mine = [line for line in lines.get(claim.id, []) if line.id in found]
        for line in mine:
            html[line.id] = _html("report/_tag.html", **_tag(line, found[line.id]))
        if mine:  # what looks again stands once a claim, beside its last tag
            html[mine[-1].id] += _html("report/_reporting.html", **_looks(claim, found, mine))
    return {line: ReportingTag(tag.key == "submitting", html[line]) for line, tag in found.items()}


def _html(template: str, **said) -> Markup:
    # not render_template: it would gather once a line what a whole page needs (the provider, the menu)
    html = current_app.jinja_env.get_template(template).render(**said)
    return Markup(html)  # noqa: S704 - the template has escaped what it was given


def _tag(line, tag: rules.Tag) -> dict:
    boards = [each.body for each in tag.recipients if each.points and each.state != "stopped"]
    return {"line": line, "mark": tag, "boards": boards, "points": str(Credit(line.amount)), "oob": False}


def _looks(claim, found, mine) -> dict:
    state = repr([(line.id, found[line.id].key, [p.state for p in found[line.id].recipients]) for line in mine])
    waits = any(found[line.id].key == "submitting" for line in mine)
    every = LATER if clock.now() < claim.hold_until else SOON
    return {
        "claim": claim,
        "waits": waits,
        "every": every,
        "seen": hashlib.sha256(state.encode()).hexdigest()[:16],
        "marks": [],
    }


def points(person, activity) -> list[tuple[str, Credit]]:
    """Tell which boards accepted how many MOC points of a person for an activity."""
    return [(_body(code).name, Credit(sum_)) for code, sum_ in point_records.points_accepted(person, activity)]


@routes.get("/claims/<int:claim_id>/reporting")
@signed_in
def reporting(claim_id):
    """Answer a page that looks again whether a tag has changed; nothing while none has."""
    claim = claims.Claim.get_or_none(claims.Claim.id == claim_id, claims.Claim.person == current_user.id) or abort(404)
    if not web.wants_fragment() or not claims.is_active(claim):  # undone in another window
        return web.leave(url_for("claim.show", claim_id=claim.id))
    lines = claims.lines_of([claim.id])
    found = tag_records.of([claim], lines)
    said = _looks(claim, found, lines.get(claim.id, []))
    if request.args.get("seen") == said["seen"]:
        return "", 204
    said["marks"] = [_tag(line, found[line.id]) | {"oob": True} for line in lines.get(claim.id, [])]
    return web.show("report/_reporting.html", "report/_reporting.html", **said)


def _mine(report_id: int):
    return resend.find(current_user, report_id) or abort(404)


@routes.get("/reports/<int:report_id>")
@signed_in
def show(report_id):
    row = _mine(report_id)
    if web.wants_fragment():  # the page looks again while it waits: it is made anew when something came of it
        waits = row.delivery.state in WAITS
        return ("", 204) if waits else web.leave(url_for(".show", report_id=row.id))
    return _page(row)


def _page(row, status=200, errors=None, form=None):
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
        mark=rules.STATES[state],
        mend=remedies.of(state, code),
        field=_field(remedies.of(state, code).field, listing),
        compared=remedies.differences(then.learner, now),
        refusal=resend.refusal(row),
        may_send=state in resend.MAY,
        waits=state in WAITS,
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


def _body(code: str):
    return bodies.REPORTING_BODIES.get(code) or bodies.Body(code, code, "number")


def _field(field: str, listing) -> str:
    """The place of a field in the profile."""
    if field == "number":
        return f"#f-number-{listing.id}" if listing else "#bodies"
    return f"#f-{field}" if field else ""


@dataclass(frozen=True)
class HistoryStep:
    """What was sent of a version of a report and what was answered: how many times, and when last."""

    at: datetime
    version: int
    sent: Transmission
    reply: Reply | None
    times: int = 1

    @property
    def kind(self) -> str | None:
        """The kind of the answer, None where none came."""
        return self.reply.kind if self.reply else None

    @property
    def words(self) -> str:
        """What the person reads of it."""
        return sentences.step(self.sent.action, self.kind, self.version, self.times, bool(self.sent.address))

    @property
    def desk_words(self) -> str:
        """What the office reads of it."""
        code = self.reply.code if self.reply else ""
        return sentences.desk_step(self.sent.action, self.kind, code, self.version, self.times)


def history_of(revisions) -> list[HistoryStep]:
    """List what was sent and answered, newest first; the same answer to the same question stands once."""
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
def send_again(report_id):
    row = _mine(report_id)
    try:
        resend.resend(row, audit_log.by_person(current_user.id))
    except Refused as refused:
        return _page(row, 422, {"_form": str(refused)})
    web.say("It is on its way again, with your details as they are now.")
    return web.leave(url_for(".show", report_id=row.id))


@routes.post("/reports/<int:report_id>/help")
@signed_in
def ask_for_help(report_id):
    row = _mine(report_id)
    to = provider.current().email
    if not (to and resend.may_ask_for_help(row)):
        return _page(row, 422, {"_form": "There is nothing to ask about yet."})
    try:
        words = text.words(request.form.get("words"), 4000)
    except text.TooLong as fault:
        return _page(row, 422, {"words": str(fault)}, request.form)
    if not request_security.take(f"report-help:{row.id}", 3, 86_400):
        return _page(
            row, 422, {"_form": "You have asked about this three times today. Please call us instead."}, request.form
        )
    sent = resend.last_sent(row)
    mail.write(
        to,
        "report_help",
        words=words,
        body=_body(row.body).name,
        state=rules.STATES[row.delivery.state][1],
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
    page, questions = text.number(request.args.get("page")) or 1, request.args.get("questions") == "1"
    sent, pages = sharing.sent_about(current_user, page, questions)
    wants_mail = sharing.wants_mail(current_user)
    return web.show(
        "report/index.html",
        sent=sent,
        words={row.id: f"{sentences.ABOUT[row.action]} {bodies.name_of(row.body)}" for row in sent},
        page=page,
        pages=pages,
        questions=questions,
        states=sentences.questions(sharing.asked_for_states(current_user)),
        wants_mail=wants_mail,
        mails=sentences.mails(wants_mail),
        listed=people.reporting_bodies(current_user),
        href=lambda number: url_for(".index", page=number, questions=1 if questions else None),
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
    if not request_security.take(f"report-check:{current_user.id}", 10, 3600):
        web.say("You have checked your details often in the last hour; here is the last answer.", "wait")
    else:
        checks.ask(current_user)
    return web.leave(url_for(".checked", back=back or None))


@dataclass(frozen=True)
class CheckResult:
    """What a body answered to "check my details", in words, a tag and its tone.

    `reason` is the body's own, `mend` what helps where it does not know the person, `field` the place in the profile.
    """

    listing: people.Listing
    waits: bool
    words: str
    tag: str
    tone: str
    reason: str
    mend: remedies.Mending | None
    field: str


def _check_result(row: MatchCheck) -> CheckResult:
    mend = remedies.of("rejected", row.code) if row.kind == "rejected" else None
    words = sentences.checked(bool(row.due), row.kind, f"{mend.words} {mend.do}" if mend else "")
    field = _field(mend.field, row.listing) if mend else ""
    return CheckResult(row.listing, bool(row.due), *words, row.reason, mend, field)


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
