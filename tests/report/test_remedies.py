"""A rejection is understood and mended: the reason, the very field, send again, the history, help (R4, R5)."""

from __future__ import annotations

import re

import pytest

from cme.base import mail, queue
from cme.base.mail import Letter
from cme.claim import records as claims
from cme.people import records as people
from cme.report import jobs
from cme.report.records.models import Delivery, Report, Revision, Transmission


@pytest.fixture
def rejected(box, ana, tell, claimed, deliver):
    """A report of Ana's that Maryland rejected, since a digit of her license is wrong."""
    tell(ana, "MD", "D0012354")
    claimed(ana, 2)
    deliver()
    return Report.get()


def test_from_the_tag_to_the_field_and_back_to_a_report_that_arrives(rejected, box, ana, visitor, deliver):
    one = visitor(ana).get("/cme/claimed")
    assert one.has("Rejected", "A board rejected it.", "The board found nobody with this name and this number.")
    (page,) = set(one.links(r"/reports/\d+"))
    one.get(page).has(
        "Maryland Board of Physicians",
        "Most often a digit of the number is wrong.",
        "No match",
        "Your details are still those that the board got.",
    )
    (field,) = [link for link in one.links(r"/profile[^\"]*") if "number" in link]
    listing = people.reporting_bodies(ana)[0]
    assert field.endswith(f"#f-number-{listing.id}")
    one.get(field.partition("#")[0])
    assert f'id="f-number-{listing.id}"' in one.page
    one.post(f"/profile/bodies/{listing.id}/number", number="D0012345")
    assert one.address == page
    one.has("Your profile has changed since it was sent")
    assert re.search(r"<mark>D0012345</mark>", one.page)
    one.post(f"{page}/again").has("It is on its way again", "Waits to be sent", "This page looks again by itself")
    assert one.htmx("get", page).status == 204 and "HX-Redirect" not in one.answer.headers
    deliver()
    assert one.htmx("get", page).answer.headers["HX-Redirect"] == page
    one.get(page).has("Accepted", "version 2", "version 1", "Every version is kept: 2 so far")
    assert [(r["state"], r["fields"]["value"]) for r in box.records()] == [
        ("rejected", "D0012354"),
        ("accepted", "D0012345"),
    ]
    assert one.get("/cme/claimed").hasnt("Rejected")


@pytest.mark.parametrize(
    ("change", "words", "field"),
    [
        ({"birth_day": 18}, "The month and day of birth are not those", "#f-birth_month"),
        ({"name": "Ana Ngo"}, "The board has this number under another name", "#f-given"),
    ],
)
def test_each_reason_leads_to_its_field(box, ana, tell, claimed, deliver, visitor, change, words, field):
    people.change_profile(ana, **change)
    tell(ana)
    claimed(ana)
    deliver()
    one = visitor(ana).get(f"/reports/{Report.get().id}")
    assert one.has(words)
    assert [link for link in one.links(r"/profile[^\"]*") if link.endswith(field)]
    assert f'id="{field[1:]}"' in one.get("/profile").page


def test_a_name_as_the_boards_have_it_mends_without_changing_what_is_printed(box, ana, tell, claimed, deliver, visitor):
    people.change_profile(ana, name="Ana María Nguyễn Ortega")
    tell(ana)
    claim = claimed(ana)
    deliver()
    people.change_profile(ana, given="Ana", family="Nguyễn")
    visitor(ana).post(f"/reports/{Report.get().id}/again")
    deliver()
    assert [r["state"] for r in box.records()] == ["rejected", "accepted"]
    assert claim.holder["name"] == "Ana María Nguyễn Ortega" == people.Profile.get().name


def test_send_again_twice_sends_once(rejected, box, ana, visitor, deliver):
    people.change_number(people.reporting_bodies(ana)[0], "D0012345")
    one = visitor(ana)
    one.post(f"/reports/{rejected.id}/again")
    one.post(f"/reports/{rejected.id}/again")
    assert one.status == 422 and one.has("It is on its way already.")
    deliver()
    assert len(box.records()) == 2 and Revision.select().count() == 2
    one.post(f"/reports/{rejected.id}/again")
    assert one.status == 422 and one.has("There is nothing to send again.")


@pytest.mark.parametrize("how", ["consent", "removal"])
def test_without_the_body_or_consent_nothing_is_sent_again(rejected, box, ana, visitor, how):
    listing = people.reporting_bodies(ana)[0]
    people.give_consent(listing, False) if how == "consent" else people.unlist(listing)
    one = visitor(ana).post(f"/reports/{rejected.id}/again")
    assert one.status == 422 and Revision.select().count() == 1
    assert one.has("consent" if how == "consent" else "no longer in your profile")


def test_another_persons_report_is_not_there(rejected, cast, visitor):
    one = visitor(cast.stranger)
    for method, path in (("get", ""), ("post", "/again"), ("post", "/help")):
        assert getattr(one, method)(f"/reports/{rejected.id}{path}").status == 404


def test_help_is_a_mail_with_the_facts(rejected, ana, visitor):
    one = visitor(ana).get(f"/reports/{rejected.id}")
    assert one.has("Ask for help", "office@example.org")
    one.post(f"/reports/{rejected.id}/help", words="The number is right.").has("We have your question")
    letter = Letter.select().where(Letter.to == "office@example.org").get()
    for fact in (
        "Maryland",
        "Rejected",
        "No match",
        "Internet point of care",
        "22 Nov 2026",
        "1",
        "ana@example.org",
        "The number is right.",
        "ccid:",
        f"/office/reports/{rejected.id}",
    ):
        assert fact in letter.subject + letter.body, fact
    for _ in range(2):
        one.post(f"/reports/{rejected.id}/help", words="")
    one.post(f"/reports/{rejected.id}/help", words="kept")
    assert (
        one.status == 422 and one.has("kept") and Letter.select().where(Letter.to == "office@example.org").count() == 3
    )


def test_help_on_what_was_accepted_comes_after_a_day(box, ana, tell, claimed, deliver, visitor, clock):
    tell(ana)
    claimed(ana)
    deliver()
    address = f"/reports/{Report.get().id}"
    one = visitor(ana).get(address)
    assert one.hasnt("Ask for help")
    assert visitor(ana).post(f"{address}/help", words="").status == 422
    clock.forward(hours=24)
    assert visitor(ana).get(address).has("Ask for help")


def test_help_on_what_a_body_has_not_answered_comes_after_a_day(box, ana, tell, claimed, clock, visitor):
    tell(ana)
    claimed(ana)
    jobs.plan_released_claims()
    box.fail("drop-after", count=10_000)
    queue.find()
    address = f"/reports/{Report.get().id}"
    assert Delivery.get().state == "sent"
    clock.forward(hours=23)
    assert visitor(ana).get(address).hasnt("Ask for help")
    assert visitor(ana).post(f"{address}/help", words="").status == 422
    clock.forward(hours=1)
    one = visitor(ana).get(address)
    assert one.has("Ask for help")
    one.post(f"{address}/help", words="").has("We have your question")


def test_mail_that_cannot_be_written_is_not_marked_as_sent(box, ana, tell, claimed, deliver, monkeypatch):
    tell(ana, "MD", "D0012354")
    claimed(ana)
    with monkeypatch.context() as broken:
        broken.setattr(mail, "write", lambda *_, **__: 1 / 0)
        deliver()
        jobs.notify_of_rejections()
    assert Report.select().count() == 1 and Letter.select().where(Letter.to == ana.email).count() == 0
    jobs.notify_of_rejections()
    assert Letter.select().where(Letter.to == ana.email).count() == 1


def test_mail_about_a_rejection_at_most_once_a_day_and_not_when_switched_off(
    rejected, ana, claimed, clock, deliver, visitor
):
    def letters():
        return Letter.select().where(Letter.to == ana.email).count()

    assert letters() == 1
    letter = Letter.select().where(Letter.to == ana.email).get()
    assert letter.subject == "A board rejected a report of your CME credits"
    assert "Maryland Board of Physicians, completed 22 Nov 2026: The board found nobody" in letter.body
    assert f"http://localhost/reports/{rejected.id}" in letter.body
    clock.forward(hours=1)
    claimed(ana, 1, now=None)
    deliver()
    clock.forward(hours=1)
    deliver()
    assert letters() == 1
    clock.forward(hours=23)
    deliver()
    assert letters() == 2, "what was rejected meanwhile is told a day later"
    one = visitor(ana).get("/reports/")
    assert one.has("We write to you when a board rejects")
    one.post("/reports/mail", wanted="0").has("We do not write to you")
    clock.forward(days=2)
    claimed(ana)
    deliver()
    assert letters() == 2
    assert visitor(ana).post("/reports/mail", wanted="1").has("We write to you when")


def test_check_my_details_says_who_matches_and_leads_to_what_does_not(box, ana, tell, visitor, deliver):
    tell(ana)
    tell(ana, "MD", "D0012354")
    one = visitor(ana).get("/profile")
    assert one.has("Check my details")
    one.post("/reports/check", back="/cme/claim").has("Asking")
    assert 'hx-trigger="every 1s"' in one.page
    deliver(rounds=1)
    one.get("/reports/check").has("It knows you.", "Matches", "Does not match", "nobody with this name and this number")
    assert "hx-trigger" not in one.page
    assert any(
        link.endswith(f"#f-number-{people.reporting_bodies(ana)[1].id}") for link in one.links(r"/profile[^\"]*")
    )
    assert [row.action for row in Transmission.select()] == ["match", "match"]
    assert box.records() == []


def test_check_my_details_tells_nobody_without_consent(box, ana, tell, visitor, deliver):
    tell(ana, consent=False)
    visitor(ana).post("/reports/check").has("There is nobody to ask")
    deliver(rounds=1)
    assert Transmission.select().count() == 0


def test_check_my_details_that_waits_tells_nobody_once_consent_is_withdrawn(box, ana, tell, visitor, deliver):
    tell(ana)
    tell(ana, "MD", "D0012354")
    visitor(ana).post("/reports/check").has("Asking")
    people.give_consent(people.reporting_bodies(ana)[1], False)
    deliver(rounds=1)
    assert [row.body for row in Transmission.select()] == ["ABIM"]
    assert (
        visitor(ana).get("/reports/check").has("It knows you.")
        and "hx-trigger" not in visitor(ana).get("/reports/check").page
    )


def test_who_has_my_data_shows_exactly_which_fields_went_where(rejected, ana, visitor, cast):
    one = visitor(ana).get("/reports/")
    assert one.has(
        "A completion was told to Maryland",
        "127.0.0.1",
        "Given name",
        "Ana",
        "Birth month and day",
        "04-17",
        "D0012354",
        "Internet point of care",
        "2026-11-22",
        "AMA PRA Category 1",
    )
    assert one.hasnt("question 0", "The answer was asked of")
    assert one.get("/reports/?questions=1").has("The answer was asked of Maryland")
    assert visitor(cast.stranger).get("/reports/").has("Nothing has left")


def test_a_tag_looks_again_by_itself_and_stops_when_it_is_done(box, ana, tell, cast, clock, deliver, visitor):
    tell(ana)
    claim = cast.claimed(ana, 2)
    one = visitor(ana).get("/cme/claimed")
    (look,) = re.findall(r'hx-get="(/claims/\d+/reporting\?seen=\w+)" hx-trigger="every 20s"', one.page)
    assert one.htmx("get", look).status == 204, "nothing has changed"
    clock.forward(minutes=10)
    deliver()
    answer = one.htmx("get", look)
    assert answer.status == 200 and answer.page.count('hx-swap-oob="true"') == 2 and "Submitted" in answer.page
    assert "hx-trigger" not in answer.page, "it stops"
    assert one.get(f"/claims/{claim.id}/reporting").address == f"/claims/{claim.id}"


def test_a_tag_of_a_claim_that_was_undone_elsewhere_leads_to_its_page(box, ana, tell, cast, visitor):
    tell(ana)
    claim = cast.claimed(ana)
    one = visitor(ana).get("/cme/claimed")
    (look,) = re.findall(r'hx-get="(/claims/\d+/reporting\?seen=\w+)"', one.page)
    claims.undo(claim, by="test")
    assert one.htmx("get", look).answer.headers["HX-Redirect"] == f"/claims/{claim.id}"
