"""The desk: what waits, was rejected or failed, why; send again for one and many; pause; export (R7)."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from cme.base import audit_log, queue
from cme.base.settings import BadSetting
from cme.offer import records as offer
from cme.people import records as people
from cme.report import export
from cme.report.records import desk
from cme.report.records.models import Delivery, Report, Revision, Transmission


@pytest.fixture
def busy(box, ana, tell, claimed, deliver, cast):
    """Ana's report to Maryland is rejected, her board's accepted; so is another's, with a number that nobody has."""
    tell(ana)
    tell(ana, "MD", "D0012354")
    claimed(ana)
    other = cast.person(
        "wei@example.org",
        name="Wei Chen",
        credentials="MD",
        role="physician",
        country="US",
        zone="America/New_York",
        birth_month=3,
        birth_day=21,
    )
    tell(other, "ABIM", "345610")
    claimed(other)
    deliver()
    return other


def test_it_shows_what_needs_a_look_counts_reasons_and_filters(busy, cast, visitor):
    carol = visitor(cast.coordinator)
    assert carol.get("/office/reports").has(
        "Ana Nguyễn",
        "Wei Chen",
        "The board found nobody",
        "Needs a look 2",
        "Accepted 1",
        "Nobody of this name and number (2)",
    )
    assert carol.get("/office/reports?body=MD").has("Ana Nguyễn") and carol.hasnt("Wei Chen")
    assert carol.get("/office/reports?who=wei").has("Wei Chen") and carol.hasnt("Ana Nguyễn")
    assert carol.get("/office/reports?code=birth").has("No report matches.")
    assert carol.get("/office/reports?group=accepted").has("Internal Medicine", "Accepted") and carol.hasnt("Wei Chen")


def test_one_report_with_versions_history_and_the_bodys_own_words(busy, cast, visitor):
    number = Report.get(Report.body == "MD").id
    assert (
        visitor(cast.coordinator)
        .get(f"/office/reports/{number}")
        .has(
            "Maryland Board of Physicians",
            "ana@example.org",
            "D0012354",
            "no-match",
            "No match: no learner",
            "Versions",
            "add, version 1",
        )
    )


def test_many_are_sent_again_by_the_worker_with_progress(busy, box, ana, cast, visitor, deliver):
    people.change_number(next(row for row in people.reporting_bodies(ana) if row.body == "MD"), "D0012345")
    people.change_number(people.reporting_bodies(busy)[0], "345612")
    carol = visitor(cast.coordinator)
    carol.post("/office/reports/again", group="look", every="1")
    assert carol.has("Reports looked at 0 of 2") and 'hx-trigger="every 1s"' in carol.page
    deliver()
    assert carol.get(carol.address).has("2 of 2", "2 of 2 are on the way again.") and "hx-trigger" not in carol.page
    assert carol.get("/office/reports").has("Nothing needs a look.")
    assert sum(r["state"] == "accepted" for r in box.records()) == 3
    queue.find()
    notes = [row.body for row in audit_log.LogRow.select() if '"report.again"' in row.body]
    assert len(notes) == 2 and all(f'"actor":"person:{cast.coordinator.id}"' in each for each in notes)


def test_one_that_fails_holds_up_nobody_elses(busy, ana, cast, monkeypatch):
    from cme.report.records import resend

    whole, broken = resend.resend, Report.get(Report.person == ana.id, Report.body == "MD").id

    def breaks(report, by):
        if report.id == broken:
            raise RuntimeError("broken")
        return whole(report, by)

    monkeypatch.setattr(resend, "resend", breaks)
    first = desk.resend_many(cast.coordinator, [broken], by="test")
    second = desk.resend_many(cast.coordinator, [Report.get(Report.person == busy.id).id], by="test")
    queue.find()
    rows = {row.id: row for row in type(first).select()}
    assert (rows[first.id].done, rows[second.id].done, rows[second.id].changed) == (0, 1, 1)


def test_one_that_is_ticked_is_sent_again_and_nothing_ticked_is_said(busy, cast, visitor, deliver):
    carol = visitor(cast.coordinator)
    assert carol.post("/office/reports/again", group="look").status == 422
    assert carol.has("Tick at least one report")
    carol.post("/office/reports/again", group="look", report=str(Report.get(Report.body == "MD").id))
    deliver()
    assert Revision.select().where(Revision.cause == "again").count() == 1


def test_a_body_is_paused_and_resumed(busy, box, ana, claimed, cast, visitor, deliver):
    carol = visitor(cast.coordinator)
    assert carol.post("/office/reports/pause", name="pars/ABIM", paused="1").has(
        "Nothing is sent to American Board of Internal"
    )
    before = len(box.records())
    claimed(ana)
    deliver(rounds=5)
    assert [r["fields"]["domain"] for r in box.records()[before:]] == ["MD"], "nobody else is held up"
    assert carol.get("/office/reports").has("A coordinator paused it")
    assert carol.post("/office/reports/pause", name="pars/ABIM", paused="0").has("is told again")
    deliver()
    assert {r["fields"]["domain"] for r in box.records()[before:]} == {"MD", "ABIM"}
    assert carol.post("/office/reports/pause", name="nowhere", paused="1").status == 422


def test_a_correction_that_is_lost_is_an_alarm_on_top(box, ana, tell, claimed, deliver, cast, visitor):
    """The old record is deleted, and the board rejects what replaces it: somebody else's number by now."""
    tell(ana)
    claimed(ana)
    deliver()
    people.change_profile(ana, birth_day=18)
    claimed(ana)
    deliver()
    assert [r["state"] for r in box.records()] == ["deleted", "rejected"]
    carol = visitor(cast.coordinator)
    assert carol.get("/office/reports").has("Corrections that got lost", "1 report was deleted", "Lost")
    people.change_profile(ana, birth_day=17)
    carol.post("/office/reports/again", group="look", every="1")
    deliver()
    assert Delivery.get().state == "accepted" and carol.get("/office/reports").hasnt("got lost")


def test_the_export_has_the_templates_columns(busy, cast, visitor):
    carol = visitor(cast.coordinator)
    answer = carol.post("/office/reports/export", group="all", kind="txt").answer
    assert answer.mimetype == "text/tab-separated-values" and "attachment" in answer.headers["Content-Disposition"]
    lines = [line.split("\t") for line in answer.get_data().decode("utf-8-sig").splitlines()]
    head, rows = lines[0], [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    assert head[:4] == ["Record Action", "ACCME Activity ID", "Completion Date", "First Name"] and len(rows) == 3
    state = next(row for row in rows if row["Licensing State"] == "MD")
    assert (state["Licensing ID or NPI"], state["Date of Birth"], state["Completion Date"]) == (
        "D0012354",
        "04/17",
        "11/22/2026",
    )
    board = next(row for row in rows if row["Certifying Board ID"] == "123456")
    assert (board["Certifying Board"], board["Total Board Credits"], board["Last Name"]) == ("ABIM", "0.5", "Nguyễn")
    answer = carol.post("/office/reports/export", group="rejected", kind="xlsx").answer
    sheet = load_workbook(io.BytesIO(answer.get_data())).active
    assert "PARS learner template" in sheet["A1"].value and sheet["A2"].value == "Record Action" and sheet.max_row == 4
    queue.find()
    assert any('"reports.exported"' in row.body for row in audit_log.LogRow.select())


def test_who_has_my_data_shows_what_an_export_holds_and_the_report_goes_its_way(busy, ana, cast, visitor, deliver):
    states = [row.state for row in Delivery.select().order_by(Delivery.report)]
    mine, everybodys = Report.select().where(Report.person == ana), Report.select()
    visitor(cast.coordinator).post("/office/reports/export", group="all", kind="txt")
    exports = Transmission.select().where(Transmission.action == "export")
    assert exports.count() == everybodys.count() > 0
    assert exports.where(Transmission.person == ana).count() == mine.count() > 0
    one = visitor(ana).get("/reports/")
    one.has("A completion was taken out, to be told by hand to", "By a file of our CME office", "First Name Ana")
    assert not exports.where(Transmission.revision.is_null(False)).exists(), "it is no step of the report's"
    deliver()
    assert [row.state for row in Delivery.select().order_by(Delivery.report)] == states
    visitor(cast.coordinator).post("/office/reports/export", group="all", who="nobody-at-all", kind="txt")
    assert exports.count() == everybodys.count(), "a file without anybody says nothing of anybody"


def test_what_may_not_be_told_is_not_exported_to_be_told_by_hand(busy, ana, claimed, cast, visitor, deliver):
    people.give_consent(next(row for row in people.reporting_bodies(ana) if row.body == "MD"), False)
    people.unlist(people.reporting_bodies(busy)[0])
    text = (
        visitor(cast.coordinator)
        .post("/office/reports/export", group="all", kind="txt")
        .answer.get_data()
        .decode("utf-8-sig")
    )
    (row,) = text.splitlines()[1:]
    assert "ABIM" in row and "Nguyễn" in row, "what a board has accepted is known to it already"


def test_the_columns_are_a_setting_and_wrong_ones_are_said(busy, app, cast, visitor, tmp_path):
    file = tmp_path / "columns.txt"
    file.write_text("# of our template\nAction = A\nLast = family\nEmpty =\n")
    app.settings = replace(app.settings, pars_columns=file)
    text = (
        visitor(cast.coordinator)
        .post("/office/reports/export", group="all", kind="txt")
        .answer.get_data()
        .decode("utf-8-sig")
    )
    assert text.splitlines()[:2] == ["Action\tLast\tEmpty", "A\tNguyễn\t"]
    file.write_text("no sign at all\n")
    with pytest.raises(BadSetting, match="PARS_COLUMNS"):
        export.columns(file)


def test_no_name_becomes_a_formula():
    fields = dict.fromkeys(export.FIELDS, "=HYPERLINK(1)\tx")
    (_, row) = export.rows([fields], [("Name", "family")])
    assert row == ["HYPERLINK(1) x"]
    for begins in ("-1+1", "@SUM(A1)", "+1", "- =1"):
        (_, row) = export.rows([dict.fromkeys(export.FIELDS, begins)], [("Name", "family")])
        assert row[0][0].isalnum(), begins


def test_mean_questions_to_the_desk_find_nothing(busy, cast, visitor):
    carol = visitor(cast.coordinator)
    for query in ("who=%25", "who=_", "who=%27%20OR%201=1", "body=%00", "page=0", "page=99999999", "group=none"):
        assert carol.get(f"/office/reports?{query}").status == 200, query
    assert carol.get("/office/reports?who=%25").hasnt("Ana Nguyễn")
    assert carol.get(f"/office/reports/again/{desk.resend_many(cast.coordinator, [], by='test').id}").status == 200


def test_moc_points_stand_beside_credits_and_on_the_activitys_page(busy, ana, visitor, cast):
    one = visitor(ana)
    assert one.get("/cme/claimed").has("0.5 MOC points for ABIM")
    slug = offer.point_of_care()[0].slug
    assert one.get(f"/activities/{slug}").has("MOC points accepted: 0.5 by the American Board of Internal Medicine.")
    assert visitor(busy).get(f"/activities/{slug}").hasnt("MOC points accepted"), "it was rejected"
    assert visitor(cast.stranger).get(f"/activities/{slug}").hasnt("MOC points accepted")


def test_the_reports_of_a_deleted_account_break_nothing(busy, cast, visitor):
    from cme.track.deletion import records as deletion

    number = Report.get(Report.person == busy.id).id
    deletion.delete(busy, by="test")
    carol = visitor(cast.coordinator)
    assert carol.get("/office/reports").status == 200 and carol.hasnt("Wei Chen")
    assert carol.get(f"/office/reports/{number}").has("no longer in your profile") and carol.hasnt("Wei Chen, wei@")
    carol.post("/office/reports/again", group="all", report=str(number))
    queue.find()
    assert carol.get(carol.address).has("0 of 1 are on the way again")
    assert carol.post("/office/reports/export", group="all", kind="txt").status == 200
