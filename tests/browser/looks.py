"""Every page in every state: who looks at it, its address, and the steps that lead to the state."""

from __future__ import annotations

import itertools
import os
import re
from dataclasses import dataclass

WIDTHS = (1280, 390)
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Look:
    """A page in one state: `then` are selectors to click, and a last one to wait for."""

    name: str
    who: str | None
    path: str
    then: tuple[str, ...] = ()
    status: str = ""  # of a response of 4xx, which Chromium calls an error

    def show(self, page, at) -> None:
        """Open the page and take the steps."""
        page.goto(self.path.format(**at))
        for step in self.then[:-1]:
            if step.startswith("type:"):
                page.get_by_role("combobox").press_sequentially(step.removeprefix("type:"), delay=20)
            else:
                page.locator(step).locator("visible=true").first.click()
        if self.then:
            page.locator(self.then[-1]).first.wait_for()


NOBODY = [
    Look("start", None, "/"),
    Look("help", None, "/help"),
    Look("components", None, "/ui"),
    Look("sign in", None, "/sign-in"),
    Look("sign in, refused", None, "/sign-in", ("form[data-once] [type=submit]", ".error-summary")),
    Look("sign up", None, "/sign-up"),
    Look("sign up, refused", None, "/sign-up", ("form[data-once] [type=submit]", ".error-summary")),
    Look("look in your mail", None, "/look-in-your-mail"),
    Look("forgot", None, "/forgot"),
    Look("forgot, refused", None, "/forgot", ("form[data-once] [type=submit]", ".error-summary")),
    Look("choose a password", None, "/reset/{reset}"),
    Look("stale link", None, "/reset/none", status="410"),
    Look("confirm", None, "/confirm/{sign_up}"),
    Look("confirm, refused", None, "/confirm/{sign_up}", ("form[data-once] [type=submit]", ".error-summary")),
    Look("library", None, "/library"),
    Look("activities", None, "/activities/"),
    Look("activity", None, "/activities/point-of-care"),
    Look("courses", None, "/courses"),
    Look("course", None, "/courses/short-course"),
    Look("verify", None, "/verify/"),
    Look("verify, provisional", None, "/verify/{code}"),
    Look("verify, valid", None, "/verify/{valid}"),
    Look("verify, transcript", None, "/verify/{transcript}"),
    Look("verify, withdrawn", None, "/verify/{withdrawn}"),
    Look("verify, unknown", None, "/verify/ZZZZZZZZZZ", status="404"),
    Look("verify, no file", None, "/verify/{code}", ("main form [type=submit]", ".notice--wait")),
    Look("not found", None, "/nowhere", status="404"),
]
ADD = "#add, #add-sure"
PEOPLE = [
    Look("dashboard", "physician", "/dashboard"),
    Look("dashboard, new", "newcomer", "/dashboard"),
    Look("requirements", "physician", "/requirements"),
    Look("requirements, none", "newcomer", "/requirements"),
    Look("requirements, retired", "physician", "/requirements", ("details.more summary", "details.more li")),
    Look("body to keep track of", "physician", "/requirements/new"),
    Look("form of a body", "physician", "/requirements/new?rule=US-PR-MD"),
    Look(
        "form of a body, refused",
        "physician",
        "/requirements/new?rule=US-MD-MD",
        ("form[data-once] [type=submit]", ".error-summary"),
    ),
    Look("requirement, short", "physician", "/requirements/{short}"),
    Look(
        "requirement, why it counts",
        "physician",
        "/requirements/{on_track}",
        ("details.more summary", "details[open] table"),
    ),
    Look("requirement, over", "physician", "/requirements/{cycle_over}"),
    Look("requirement, not begun", "physician", "/requirements/{ahead}"),
    Look("next cycle", "physician", "/requirements/{short}/cycles/new"),
    Look("change of a cycle", "physician", "/cycles/{cycle}/change"),
    Look("topics of a credit", "physician", "/credits/{credit}/topics"),
    Look("rule packs", "coordinator", "/office/rules", ("details.more summary", "details.more li")),
    Look("year in pictures", "physician", "/year"),
    Look("year in pictures, empty", "newcomer", "/year"),
    Look("reminders", "physician", "/reminders"),
    Look(
        "reminders, calendar made", "nurse", "/reminders", ("form[action$=calendar] [type=submit]", "#calendar-address")
    ),
    Look("stop digests", None, "/digests/off/{stop}"),
    Look("stop digests, stale", None, "/digests/off/none", status="410"),
    Look("search", "physician", "/search"),
    Look("results", "physician", "/search?q=heart+attack"),
    Look("results, second page", "physician", "/search?q=treatment&page=2"),
    Look("results, none", "physician", "/search?q=zzzzqqqq"),
    Look("results, a patient", "physician", "/search?q=John+Smith+555-201-3344"),
    Look("suggestions", "physician", "/search", ("type:hyp", "[role=option]")),
    Look("article, browsing", "physician", "/articles/acute-gout"),
    Look("article, earned", "physician", "/search?q=hyponatremia", (".hits h2 a", "article")),
    Look("profile", "physician", "/profile"),
    Look("profile, new", "newcomer", "/profile"),
    Look("profile, refused", "physician", "/profile", ("#bodies form[action$=bodies] [type=submit]", ".error-summary")),
    Look("account", "physician", "/account"),
    Look("account, refused", "physician", "/account", ("form[action$=password] [type=submit]", ".error-summary")),
    Look("everything of mine", "newcomer", "/account/everything"),
    Look("everything of mine, being made", "nurse", "/account/everything"),
    Look(
        "everything of mine, ready",
        "physician",
        "/account/everything",
        ("details.more summary", "details.more[open] form"),
    ),
    Look("delete my account", "physician", "/account/deletion"),
    Look("delete my account, refused", "nurse", "/account/deletion", ("main form [type=submit]", ".error-summary")),
    Look("audit pack", "physician", "/cycles/{cycle}/audit-pack"),
    Look("change of address", "physician", "/address/{address}"),
    Look("security", "physician", "/account/security"),
    Look("sign in once more", "physician", "/account/prove"),
    Look("sign in once more, refused", "physician", "/account/prove", ("main form [type=submit]", ".error-summary")),
    Look("for review", "physician", "/cme/review"),
    Look("for review, dismissed", "physician", "/cme/review", ("details.more summary", "details.more li")),
    Look("for review, empty", "newcomer", "/cme/review"),
    Look("pop-up", "nurse", "/cme/review", ("[id^=review-][hx-get]", "dialog[open]")),
    Look("pop-up, refused", "nurse", "/cme/review", ("[id^=review-][hx-get]", ADD, "dialog .error-summary")),
    Look(
        "pop-up, own words",
        "nurse",
        "/cme/review",
        ("[id^=review-][hx-get]", "dialog details summary", "dialog textarea"),
    ),
    Look("review as a page", "nurse", "/cme/review/{stays}"),
    Look("review of a term that tells", "physician", "/cme/review/{named}"),
    Look("review, refused", "nurse", "/cme/review/{stays}", (ADD, ".error-summary")),
    Look("to claim", "physician", "/cme/claim?all=1"),
    Look("to claim, refused", "physician", "/cme/claim", ("[data-claim-button]", ".error-summary")),
    Look("to claim, empty", "newcomer", "/cme/claim"),
    Look("to claim, by activity", "physician", "/cme/claim?activity=short-course&all=1"),
    Look(
        "to claim, a wrong amount",
        "physician",
        "/cme/claim/preview?type=ama-pra-1&entry={topic}&amount-{topic}=9",
        status="422",
    ),
    Look("preview, a part", "physician", "/cme/claim/preview?type=ama-pra-1&entry={topic}&amount-{topic}=0.5"),
    Look("courses, studied", "physician", "/courses"),
    Look("course, studied", "physician", "/courses/short-course"),
    Look("course, to be evaluated", "nurse", "/courses/asking-course"),
    Look("topic", "physician", "/courses/short-course/topics/topic-2"),
    Look("topic, passed", "physician", "/courses/short-course/topics/topic-1"),
    Look("post-test", "physician", "/courses/short-course/topics/topic-2/test"),
    Look(
        "post-test, refused",
        "physician",
        "/courses/short-course/topics/topic-2/test",
        ("form[data-once] [type=submit]", ".error-summary"),
    ),
    Look("post-test, no attempt left", "newcomer", "/courses/short-course/topics/topic-1/test"),
    Look("result, passed", "physician", "/post-tests/{passed}"),
    Look("result, failed", "newcomer", "/post-tests/{failed_test}"),
    Look("evaluation", "nurse", "/courses/asking-course/evaluation"),
    Look(
        "evaluation, refused",
        "nurse",
        "/courses/asking-course/evaluation",
        ("form[data-once] [type=submit]", ".error-summary"),
    ),
    Look("memberships", "coordinator", "/office/memberships"),
    Look("preview", "physician", "/cme/claim/preview?type=ama-pra-1&entry={more}"),
    Look("preview, nothing left", "newcomer", "/cme/claim/preview?type=ama-pra-1&entry={entry}"),
    Look("feedback", "physician", "/claims/{fresh}/feedback"),
    Look("success", "physician", "/claims/{held}"),
    Look("success, undone", "physician", "/claims/{undone}"),
    Look("success, participation", "nurse", "/claims/{participation}"),
    Look("undo", "physician", "/claims/{held}/undo"),
    Look("claimed", "physician", "/cme/claimed"),
    Look("claimed, tags open", "physician", "/cme/claimed", ("details.tagged summary", "details.tagged[open] p")),
    Look("claimed, empty", "newcomer", "/cme/claimed"),
    Look("certificate", "physician", "/claims/{old}/certificate"),
    Look("certificate, provisional", "physician", "/claims/{held}/certificate"),
    Look("certificate of participation", "nurse", "/claims/{participation}/certificate"),
    Look("PDF, being made", "nurse", "/claims/{making}/certificate.pdf"),
    Look("PDF, given up", "nurse", "/claims/{failed}/certificate.pdf"),
    Look("report, rejected", "physician", "/reports/{rejected}"),
    Look("report, accepted", "physician", "/reports/{accepted}"),
    Look("who has my data", "physician", "/reports/"),
    Look("who has my data, new", "newcomer", "/reports/"),
    Look("details checked", "physician", "/reports/check"),
    Look("details checked, nobody to ask", "newcomer", "/reports/check"),
    Look("desk", "coordinator", "/office/reports"),
    Look("desk, all", "coordinator", "/office/reports?group=all"),
    Look("desk, nothing", "coordinator", "/office/reports?code=none"),
    Look("desk, one report", "coordinator", "/office/reports/{rejected}"),
    Look("sending again", "coordinator", "/office/reports/again/{resending}"),
    Look("board review", "physician", "/questions"),
    Look("board review, the table", "physician", "/questions", ("#h-how ~ details summary", "details[open] table")),
    Look("question", "physician", "/questions/sessions/{unanswered}/1"),
    Look("question, refused", "physician", "/questions/sessions/{unanswered}/2", ("#answer", ".error-summary")),
    Look("question, answered", "physician", "/questions/sessions/{answered}/1"),
    Look("before a session", "physician", "/questions/sessions/{cover}"),
    Look("after a session", "physician", "/questions/sessions/{over}"),
    Look("a credit of six questions", "physician", "/questions/credits/{six}"),
    Look("office, questions", "coordinator", "/office/questions"),
    Look(
        "office, questions, refused",
        "coordinator",
        "/office/questions",
        ("form[data-once] [type=submit]", ".error-summary"),
    ),
    Look("upload, being read", "coordinator", "/office/questions/imports/{upload_reading}"),
    Look("upload, preview", "coordinator", "/office/questions/imports/{upload_preview}"),
    Look("upload, running", "coordinator", "/office/questions/imports/{upload_running}"),
    Look("upload, stopped", "coordinator", "/office/questions/imports/{upload_stopped}"),
    Look("upload, imported", "coordinator", "/office/questions/imports/{upload_done}"),
    Look("upload, failed", "coordinator", "/office/questions/imports/{upload_failed}"),
    Look("transcript", "physician", "/transcript"),
    Look("transcript, refused", "physician", "/transcript?from=2026-02-01&to=2026-01-01", status="422"),
    Look("transcript, nothing in range", "physician", "/transcript?to=1999-01-01"),
    Look("transcript, empty", "newcomer", "/transcript"),
    Look("credit from elsewhere, new", "physician", "/transcript/elsewhere/new"),
    Look(
        "credit from elsewhere, refused",
        "nurse",
        "/transcript/elsewhere/new",
        ("main form [type=submit]", ".error-summary"),
    ),
    Look("credit from elsewhere", "physician", "/transcript/elsewhere/{external_credit}"),
    Look(
        "credit from elsewhere, deleting",
        "physician",
        "/transcript/elsewhere/{external_credit}",
        ("details.tagged summary", "details.tagged[open] .button--danger"),
    ),
    Look("credit from elsewhere, removed", "physician", "/transcript/elsewhere/{removed}"),
    Look("import", "physician", "/transcript/import"),
    Look("import, refused", "physician", "/transcript/import", ("main form [type=submit]", ".error-summary")),
    Look("import, looked at", "physician", "/transcript/import/{sheet}"),
    Look("import, columns", "physician", "/transcript/import/{sheet}", ("details.more summary", "#f-column-title")),
    Look("import, unknown columns", "physician", "/transcript/import/{unknown}"),
    Look("import, undo", "physician", "/transcript/imports/{imported}/undo"),
    Look("signed transcript, being made", "physician", "/papers/{document}.pdf"),
    Look("not mine", "newcomer", "/claims/{held}", status="404"),
]
NO_PAGES = {
    "static",
    "track.download_everything",
    "base.healthz",
    "earn.suggest",
    "certify.download_one",
    "people.app_qr",
}
NO_PAGES |= {"track.calendar_feed", "track.download_audit_pack"}
# files
NO_PAGES |= {
    "track.transcript_csv",
    "track.transcript_xlsx",
    "track.transcript_json",
    "track.transcript_clr",
    "track.download_document",
    "track.preview_document",
    "certify.download_badge",
    "certify.jwks",
    "certify.badge_key",
    "certify.badge_issuer",
    "certify.badge_status",
}
NO_PAGES |= {"earn.course_image"}
# test_passkeys.py looks at these: they need a second factor
NO_PAGES |= {"report.reporting", "people.app", "people.passkey", "people.new_passkey", "people.second_step"}


def cases(all_looks) -> list[tuple]:
    """Pair looks with widths and themes: every twelfth look with one pair, in turn; with FULL=1 each with every pair."""
    if os.environ.get("FULL") == "1":
        return [(look, width, THEMES) for look in all_looks for width in WIDTHS]
    one = [(1280, "light"), (390, "dark"), (390, "light"), (1280, "dark")]
    return [
        (look, width, (theme,)) for look, (width, theme) in zip(all_looks[::12], itertools.cycle(one), strict=False)
    ]


def id_of(value) -> str:
    """Return the id of a case for pytest."""
    if isinstance(value, Look):
        return value.name
    return "+".join(value) if isinstance(value, tuple) else str(value)


def plain(path: str) -> str:
    """Replace each part of an address that the stage fills in by a number."""
    return re.sub(r"\{\w+\}", "1", path)
