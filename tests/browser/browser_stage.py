"""The data of the tests that look at every page: people whose pages show every state, and parts of addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cme.base import clock
from cme.certify import records as certify
from cme.certify import renderings
from cme.claim import records as claims
from cme.earn.questions import records as answers
from cme.earn.records import Entry
from cme.evaluate import records as evaluate
from cme.offer import records as offer
from cme.offer.importers.questions import Answer as Choice
from cme.offer.importers.questions import Words
from cme.offer.questions import records as questions
from cme.offer.questions import uploads
from cme.people import mailed_links
from cme.people import records as people
from cme.report.records import checks, deliveries, desk, outbox
from cme.report.records.models import Delivery, Resending, Revision
from cme.report.to import Answer
from cme.track import signed_transcript, transcript, transcript_filter
from cme.track.archive import records as archives
from cme.track.external_credit import documents, imports
from cme.track.external_credit import records as external_credit
from cme.track.reminders import digests
from cme.track.requirements import packs
from cme.track.requirements import records as requirements
from cme.track.requirements.dates import rules as dates
from tests import courses
from tests.browser.conftest import Guests
from tests.earn.questions import quizzes
from tests.track import external_credits

LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 3


class BrowserStage:
    """The data of all looks: `email` by role, and `at`, the parts of addresses by name.

    Create it while the worker is paused; nothing of it is work for the worker afterwards.
    """

    def __init__(self, app):
        guests = Guests(app)
        self._offer_for_long()
        doctor, nurse, newcomer = guests.physician, guests.nurse, guests.newcomer
        people.change_profile(doctor, name="Alexandra Wolfeschlegelsteinhausenbergerdorff", birth_month=2, birth_day=29)
        self._list_bodies(doctor)
        self.at = self._entries(guests, doctor) | self._claims(guests, doctor) | self._files(guests, nurse)
        self.at |= self._courses(doctor, nurse, newcomer)
        self.at["participation"] = guests.claimed(nurse).id
        self.at["stays"] = guests.entry(nurse, "amoxicillin dose").id
        for purpose, payload in (("reset", ""), ("sign-up", doctor.password_hash), ("address", str(doctor.id))):
            self.at[purpose.replace("-", "_")] = mailed_links.make(purpose, f"new-{purpose}@example.org", payload)
        self.at["reset"] = mailed_links.make("reset", doctor.email)
        self.at |= self._requirements(doctor)
        self._archives(doctor, nurse)
        self.at |= self._reports(guests, doctor)
        self.at |= self._questions(doctor) | self._uploads(guests.coordinator)
        self.at |= self._external_credits(doctor)
        cast = {"coordinator": guests.coordinator, "physician": doctor, "nurse": nurse, "newcomer": newcomer}
        self.email = {role: person.email for role, person in cast.items()}

    @staticmethod
    def _offer_for_long():
        """Offer the activity for years past, so that credit can have lapsed."""
        version = offer.point_of_care()[1]
        offer.offer_point_of_care(
            title=version.title, valid_from=date(2020, 1, 1), disclosures=version.disclosures, by="test"
        )
        article, _ = offer.find_article("acute-myocardial-infarction")
        offer.mark_eligible(article, date(2020, 1, 1), None, "test")

    @staticmethod
    def _questions(person) -> dict:
        """Create sessions in every state, a credit, and a question with very long answers."""
        quizzes.offered()
        quizzes.fill(("Cardiology", 10), (LONG[:100], 6))
        long = quizzes.item(99, "Nephrology", stem=f"{LONG} {LONG}")
        questions.put(
            replace(long, answers=[*long.answers, Choice(Words(LONG, "plain"), Words(LONG, "plain"))]), by="test"
        )
        entries = [quizzes.give(person, n, right=n != 3).entry for n in range(1, 10)]
        credit = next(entry for entry in entries if entry)
        unanswered, answered, cover = (
            quizzes.quiz_of(person, 99, 10),
            quizzes.quiz_of(person, 3, 99),
            quizzes.quiz_of(person, 1, 2, 11),
        )
        answers.answer(
            answered.quiz_questions.where(answers.QuizQuestion.position == 1).get(),
            quizzes.version(3),
            1,
            student=False,
            by="test",
        )
        over = quizzes.quiz_of(person, 1, 12)
        answers.answer(
            over.quiz_questions.where(answers.QuizQuestion.position == 1).get(),
            quizzes.version(1),
            0,
            student=False,
            by="test",
        )
        answers.end(over)
        return {
            "unanswered": unanswered.id,
            "answered": answered.id,
            "cover": cover.id,
            "over": over.id,
            "six": credit.id,
        }

    @staticmethod
    def _uploads(person) -> dict:
        """Create uploads in every state."""
        body, found = f"Q?{{=yes ~no}}\n\n{LONG}?{{=1 ~2}}\n\nWhy?{{}}\n".encode(), {}
        for state in ("reading", "preview", "running", "stopped", "done", "failed"):
            row = uploads.upload(person.id, f"{LONG}.gift", body, "")
            if state != "reading":
                uploads.preview(row, by="test")
            if state == "done":
                uploads.begin(row)
                uploads.work(uploads.take(row.id), by="test")
            if state not in ("preview", "done"):
                far = {"position": 1} if state in ("running", "stopped") else {}
                later = clock.now() + timedelta(days=1)  # no worker takes it once it goes on
                uploads.QuestionImport.update(state=state, lease=later, **far).where(
                    uploads.QuestionImport.id == row.id
                ).execute()
            found[f"upload_{state}"] = row.id
        return found

    @staticmethod
    def _courses(doctor, nurse, newcomer) -> dict:
        """Create a course with a topic passed, one failed, and one whose credit waits for the evaluation."""
        course = courses.offer(credits={"ama-pra-1": 1.25, "acep-1": 1}, attempts=1)
        asks = courses.offer("asking-course", credits={"ancc": 0.75}, evaluation_required=True)
        passed = courses.answer(doctor, course, wrong=1)
        courses.answer(nurse, asks)
        failed = courses.answer(newcomer, course, wrong=3)
        topic = Entry.get(
            Entry.person == doctor, Entry.title == "Topic 1 of short-course", Entry.credit_type == "ama-pra-1"
        )
        return {"passed": passed.id, "failed_test": failed.id, "topic": topic.id}

    @staticmethod
    def _list_bodies(person):
        for body, consent in (("abim", True), ("abp", False)):
            people.list_body(person, body=body, label=f"Board {body}", number="123", reporting=True, consent=consent)
        people.list_body(person, body="", label=LONG, number=LONG[:40], reporting=False, consent=False)

    @staticmethod
    def _requirements(person) -> dict:
        """Create requirements in every state: short, on track, over, ahead, retired."""
        today = clock.today(person.zone)
        objects = {}
        for name, code, total, after in (
            ("short", "US-PR-MD", 6000, -500),
            ("on_track", "US-ABIM", 100, -800),
            ("cycle_over", "US-TX-MD", 4800, -1500),
            ("ahead", "US-NE-MD", 5000, 90),
            ("retired", "US-IA-MD", 4000, -100),
        ):
            figures = requirements.rule_figures(packs.find(code))
            starts = today + timedelta(days=after)
            values = figures | {
                "starts": starts,
                "ends": dates.last_day(starts, figures["months"]),
                "carried": None,
                "total": total,
                "rule": packs.find(code),
            }
            body = LONG if name == "cycle_over" else packs.find(code).values["body"]
            row = requirements.add(person, body=body, rule=code, values=values)
            objects[name] = row.id
        requirements.retire(requirements.Requirement.get_by_id(objects["retired"]), True)
        objects["cycle"] = requirements.Cycle.get(requirements.Cycle.requirement == objects["short"]).id
        credit = next(item for item in transcript.items(person))
        return objects | {"credit": credit.key, "stop": digests.secret_of(person)}

    @staticmethod
    def _entries(guests, person) -> dict:
        now = clock.now()
        for n in range(3):
            guests.entry(person, f"for review {n}")
        guests.entry(person, LONG)
        named = guests.entry(person, "John Smith born 3/4/1956 call 555-201-3344")
        evaluate.dismiss(guests.entry(person, "not read"))
        guests.entry(person, "lapsed before the review", now=now - timedelta(days=1200))
        waiting = [guests.reviewed(person, f"to claim {n}", "atrial-fibrillation", "acute-gout") for n in range(6)]
        guests.reviewed(person, LONG)
        guests.reviewed(person, "lapses soon", now=now - timedelta(days=730))
        guests.reviewed(person, "lapsed after the review", now=now - timedelta(days=1200))
        return {"named": named.id, "entry": waiting[0].id, "more": "&entry=".join(str(e.id) for e in waiting)}

    @staticmethod
    def _claims(guests, person) -> dict:
        old = guests.claimed(person, 6, now=clock.now() - timedelta(days=400))
        claims.release(old, by="test")
        undone = guests.claimed(person, 1)
        claims.undo(undone, by="test")
        held = guests.claimed(person, 2)
        certificate, withdrawn = certify.issue(held, by="test")[0], certify.issue(undone, by="test")[0]
        return {
            "old": old.id,
            "undone": undone.id,
            "held": held.id,
            "fresh": guests.claimed(person, 1).id,
            "code": certificate.code,
            "withdrawn": withdrawn.code,
            "valid": certify.issue(old, by="test")[0].code,
        }

    @staticmethod
    def _reports(guests, person) -> dict:
        """Create a report that a board rejected, one that it accepted, and a resending that does not end."""
        people.list_body(
            person, body="MD", label="Maryland Board of Physicians", number=LONG[:40], reporting=True, consent=True
        )
        at = {}
        for name, code, days in (("accepted", "", 3), ("rejected", "no-match", 2)):
            claim = guests.claimed(person, now=clock.now() - timedelta(days=days))
            claims.release(claim, by="test")
            (number,) = outbox.plan(claim.id, by="test")
            delivery, revision = Delivery.get_by_id(number), Revision.get(Revision.report == number)
            answer = Answer(name, code, f"No match: {LONG}" if code else "", raw=LONG * 9)
            transmission = deliveries.record_transmission(
                delivery.report, revision, "add", "pars.example.org", {"Family name": LONG}
            )
            deliveries.record_reply(transmission, answer)
            deliveries.record_verdict(delivery.report, revision, answer, by="test")
            deliveries.settle(delivery, name, code, answer.reason, alarm=bool(code))
            at[name] = number
        row = desk.resend_many(guests.coordinator, [at["rejected"]] * 7, by="test")
        Resending.update(due=clock.now() + timedelta(hours=1), done=3).where(Resending.id == row.id).execute()
        checks.request(person)
        return at | {"resending": row.id}

    @staticmethod
    def _external_credits(person) -> dict:
        """Create external credit with a photo, one that was removed, tables in every state, a signed transcript."""
        credit = external_credits.add_external_credit(person, title=LONG)
        removed = external_credits.add_external_credit(person, title="Removed")
        documents.add(
            credit,
            [
                documents.read("photo.jpg", external_credits.image(size=(300, 200))),
                documents.read("a.pdf", external_credits.pdf()),
            ],
        )
        external_credit.remove(removed)
        rows = "Title,Date,Credits,Type,Provider\nRounds,2026-01-02,1,AMA,City\nRounds,2026-01-02,1,AMA,City\nBad,2026-13-02,0,,\n"
        sheet, unknown, done = (
            imports.receive(person, f"{n}.csv", body.encode())
            for n, body in enumerate((rows, "Was;Wann\nKongress;1\n", rows.replace("Rounds", "Lecture")))
        )
        imported = imports.confirm(done, person, clock.today(person.zone), False)
        items = transcript.items(person)
        signed_document = signed_transcript.find_or_create(person, transcript_filter.Choice(), items, by="test")
        row, waits = renderings.Rendering, renderings.ask_for_signed_document(signed_document).id
        row.update(lease=clock.now() + timedelta(days=1), tries=1).where(row.id == waits).execute()
        return {
            "external_credit": credit.id,
            "removed": removed.id,
            "sheet": sheet.id,
            "unknown": unknown.id,
            "imported": imported.id,
            "document": signed_document.number,
            "transcript": signed_document.code,
        }

    @staticmethod
    def _files(guests, person) -> dict:
        """Create a file whose rendering does not end, and one that failed."""
        making, failed = guests.claimed(person), guests.claimed(person)
        waits, gone = (certify.ask_for(claim, certify.issue(claim, by="test")).id for claim in (making, failed))
        row = certify.Rendering
        row.update(lease=clock.now() + timedelta(days=1), tries=1).where(row.id == waits).execute()
        row.update(tries=certify.TRIES, fault="A letter cannot be set.").where(row.id == gone).execute()
        return {"making": making.id, "failed": failed.id}

    @staticmethod
    def _archives(ready, making) -> None:
        """Create an archive that is ready, and one that does not become ready."""
        pack, file = archives.ask_for(ready, "everything"), archives.new_file()
        (archives.folder() / file).write_bytes(b"PK")
        archives.finish(pack, file, 1_234_567, "0" * 64)
        pack = archives.ask_for(making, "everything")
        row = archives.Pack
        row.update(lease=clock.now() + timedelta(days=1), step=12, steps=48).where(row.id == pack.id).execute()
