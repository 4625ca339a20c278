"""The owner's objects that stand in the addresses of the table."""

from __future__ import annotations

import hashlib
import itertools
from datetime import date

import pyotp

from cme.base import clock
from cme.certify import records as certify
from cme.certify import signed_documents
from cme.certify.badges import keys
from cme.claim import records as claims
from cme.evaluate import records as evaluate
from cme.offer import records as offer
from cme.offer.courses import records as course_records
from cme.offer.questions import records as questions
from cme.offer.questions import uploads
from cme.people import mailed_links, sessions
from cme.people import records as people
from cme.people.second_factor import passkeys, recovery, totp
from cme.report.records import deliveries, desk, outbox
from cme.report.records.tables import Delivery, Revision
from cme.report.to import Answer
from cme.track import signed_transcript, transcript, transcript_filter
from cme.track.archive import records as archives
from cme.track.external_credit import documents, imports
from cme.track.reminders import calendar, digests
from cme.track.requirements import packs
from cme.track.requirements import records as requirements
from tests import courses
from tests.cast import password_hash
from tests.earn.questions import quizzes
from tests.track import external_credits

count = itertools.count(1)  # for names that nothing else has
# What `tidy` takes away; the last one is different to everybody who looks at it.
IN_THE_WAY = {
    "a passkey",
    "an app",
    "an app that waits for its first code",
    "a requirement",
    "a retired requirement",
    "a removed cycle",
    "an audit pack",
}
PDF = b"%PDF-1.7 a file that was made"
PHOTO = b"\xff\xd8\xff a photo that was taken"


class Things:
    """Makes what a row names: the parts of its address, and what its form speaks of."""

    def __init__(self, cast):
        self.cast, self.owner = cast, cast.physician
        row = self.owner.profile_row
        self.profile = {name: getattr(row, name) for name in ("name", "role", "country", "zone")}
        self._objects: dict[str, dict] = {}

    def make(self, kind: str) -> dict:
        """Make what a row's third column names; the address takes from it what it needs."""
        return self.MAKERS[kind](self)

    def get(self, kind: str) -> tuple[dict, bool]:
        """Give such an object, the one of before while nothing was changed since; and whether it was made just now."""
        if kind in self._objects:
            return self._objects[kind], False
        self.tidy()
        created = self.make(kind)
        if kind not in IN_THE_WAY:
            self._objects[kind] = created
        return created, True

    def forget(self) -> None:
        """Make everything anew from now on: a request that changed something may have used it up."""
        self._objects.clear()

    def nothing(self):
        return {}

    def file(self):
        return {"filename": "cme.css"}

    def activity(self):
        return {"slug": offer.Activity.select().first().slug}

    def questions(self):
        quizzes.offered()
        quizzes.fill()
        return {"category": quizzes.version(1).category_id}

    def quiz(self):
        self.questions()
        return {"quiz_id": quizzes.quiz_of(self.owner, 1, 2).id, "position": 1, "version": quizzes.version(1).id}

    def question_credit(self):
        """A credit of six questions of its own: a question counts once."""
        quizzes.offered()
        numbers = [1000 + next(count) for _ in range(6)]
        for n in numbers:
            questions.put(quizzes.item(n), by="test")
        made = [quizzes.give(self.owner, n).entry for n in numbers]
        return {"entry_id": next(entry.id for entry in made if entry)}

    def upload(self):
        row = uploads.upload(self.cast.coordinator.id, "questions.gift", b"Q?{=yes ~no}", "")
        uploads.work(uploads.take(row.id), by="test")
        return {"import_id": row.id}

    def article(self):
        return {"slug": "acute-myocardial-infarction"}

    def course(self):
        """A course; its post-test is shown to the owner."""
        found = course_records.find("short-course") or courses.offer()
        topic = course_records.find_topic(found, "topic-1")
        return {
            "slug": "short-course",
            "topic_slug": "topic-1",
            "version": found.version.id,
            "topic": topic.id,
            "items": [item.id for item in course_records.items(topic.id)],
        }

    def post_test(self):
        self.course()
        found = course_records.find("short-course")
        return {"post_test_id": courses.answer(self.owner, found, key=f"things-{next(count)}").id}

    def member(self):
        return {"person": self.cast.person(f"member{next(count)}@example.org").id}

    def image(self):
        name = hashlib.sha256(PDF).hexdigest()
        course_records.Image.insert(
            sha256=name, mime="image/png", width=1, height=1, body=PDF, kept=clock.now()
        ).on_conflict_ignore().execute()
        return {"sha256": name}

    def entry(self):
        entry = self.cast.entry(self.owner, f"question {next(count)}")
        return {"entry_id": entry.id}

    def dismissed(self):
        said = self.entry()
        evaluate.dismiss(_entry(said))
        return said

    def reviewed(self):
        return {"entry_id": self.cast.reviewed(self.owner, f"question {next(count)}").id}

    def claim(self):
        return {"claim_id": self.cast.claimed(self.owner).id}

    def certificate(self):
        """Claim, write the words, and keep a file of them without setting it (that is tested elsewhere)."""
        claim = self.cast.claimed(self.owner)
        (certificate,) = certify.of(claim, by="test")
        certify.finish(certify.ask_for(claim, [certificate]), [certificate], PDF + str(claim.id).encode(), by="test")
        return {"claim_id": claim.id, "number": certificate.number, "code": certificate.code}

    def archive(self):
        """An archive that is made, with a file that is none (making it is tested elsewhere)."""
        return self._pack("everything")

    def audit_pack(self):
        made = self.requirement()
        return made | self._pack("audit", str(made["cycle_id"]))

    def _pack(self, kind, about=""):
        pack = archives.ask_for(self.owner, kind, about)
        file = archives.new_file()
        (archives.folder() / file).write_bytes(b"PK")
        archives.finish(pack, file, 2, "0" * 64)
        return {}

    def external_credit(self):
        credit = external_credits.add_external_credit(self.owner, title=f"Rounds {next(count)}")
        return {"external_credit_id": credit.id}

    def document(self):
        credit = external_credits.add_external_credit(self.owner)
        documents.add(credit, [documents.File("scan.jpg", "jpeg", PHOTO, PHOTO)])
        return {"document_id": documents.by_credit([credit.id])[credit.id][0].id}

    def signed_document(self):
        external_credits.add_external_credit(self.owner, title=f"Rounds {next(count)}")
        items = transcript.items(self.owner)
        row = signed_transcript.find_or_create(self.owner, transcript_filter.Choice(), items, by="test")
        signed_documents.save_file(row, PDF)
        return {"number": row.number}

    def badge_key(self):
        return {"name": keys.name_of(keys.keyring()["keys"][0])}

    def badge_list(self):
        return {"page": 1}

    def sheet(self):
        table = f"Title,Completed,Credits,Credit type,Provider\nRounds {next(count)},2026-01-02,1,AMA,City\n"
        return {"sheet_id": imports.receive(self.owner, "rounds.csv", table.encode()).id}

    def imported(self):
        sheet = imports.Sheet.get_by_id(self.sheet()["sheet_id"])
        return {"import_id": imports.confirm(sheet, self.owner, clock.today(self.owner.zone), False).id}

    def body(self):
        code = next(count)
        row = people.list_body(
            self.owner,
            body="ABIM",
            label="American Board of Internal Medicine",
            number=str(code),
            reporting=True,
            consent=False,
        )
        return {"listing_id": row.id}

    def removed_body(self):
        row = people.list_body(
            self.owner, body="", label=f"Hospital {next(count)}", number="", reporting=False, consent=False
        )
        people.unlist(row)
        return {"listing_id": row.id}

    def report(self):
        """A claim of an activity that its body was told of; nothing is really sent."""
        people.list_body(self.owner, body="ABIM", label="ABIM", number="123456", reporting=True, consent=True)
        claim = self.cast.claimed(self.owner)
        claims.release(claim, by="test")
        number = max(outbox.plan(claim.id, by="test"))
        return {"report_id": number, "claim_id": claim.id}

    def rejected_report(self):
        """The same, with a body's answer that it knows nobody of the name."""
        said = self.report()
        delivery = Delivery.get_by_id(said["report_id"])
        revision = Revision.select().where(Revision.report == delivery.report_id).order_by(Revision.id.desc()).get()
        answer = Answer("rejected", "no-match", "No match.")
        transmission = deliveries.record_transmission(
            delivery.report, revision, "add", "127.0.0.1", {"NPI": "1234567893"}
        )
        deliveries.record_reply(transmission, answer)
        deliveries.record_verdict(delivery.report, revision, answer, by="test")
        deliveries.settle(delivery, "rejected", "no-match", "No match.")
        return said

    def resending(self):
        said = self.rejected_report()
        return said | {"resending_id": desk.resend_many(self.cast.coordinator, [said["report_id"]], by="test").id}

    def sign_up_link(self):
        return {"token": mailed_links.make("sign-up", f"new{next(count)}@example.org", password_hash())}

    def reset_link(self):
        """A link for somebody who is not of the table, so that nobody's session ends by it."""
        person = self.cast.person(f"forgetful{next(count)}@example.org")
        return {"token": mailed_links.make("reset", person.email)}

    def address_link(self):
        return {"token": mailed_links.make("address", f"moved{next(count)}@example.org", str(self.owner.id))}

    def passkey(self):
        row = passkeys.Passkey.create(
            person=self.owner,
            handle="h" * 86,
            credential=f"credential{next(count)}",
            public_key=b"a key",
            sign_count=0,
            transports=[],
            name="Phone",
            created=clock.now(),
        )
        return {"passkey_id": row.id}

    def waiting_app(self):
        row = totp.begin(self.owner)
        return {"code": pyotp.TOTP(row.secret).at(clock.now())}

    def app(self):
        totp.begin(self.owner)
        totp.Totp.update(confirmed=clock.now()).where(totp.Totp.person == self.owner).execute()
        return {}

    def session(self):
        """Another session of the owner's, on another device."""
        moment, digest = clock.now(), hashlib.sha256(str(next(count)).encode()).hexdigest()
        row = sessions.SignIn.create(
            id_hash=digest,
            person=self.owner,
            created=moment,
            last_seen=moment,
            ends=moment + sessions.LONGEST,
            idle_seconds=3600,
            device="Firefox/1 Linux",
            proved=moment,
        )
        return {"ref": row.id_hash[:16]}

    def requirement(self):
        """A body with a running cycle, taken from a rule with topics."""
        rule = packs.find("US-MD-MD")
        said = requirements.rule_figures(rule) | {
            "starts": date(2025, 10, 1),
            "ends": date(2027, 9, 30),
            "carried": None,
            "rule": rule.id,
        }
        row = requirements.add(self.owner, body=f"Board {next(count)}", rule=rule.code, values=said)
        return {"requirement_id": row.id, "cycle_id": row.cycles.get().id}

    def retired(self):
        said = self.requirement()
        requirements.retire(requirements.Requirement.get_by_id(said["requirement_id"]), True)
        return said

    def removed_cycle(self):
        said = self.requirement()
        requirements.change(requirements.Cycle.get_by_id(said["cycle_id"]), {"removed": True})
        return said

    def credit(self):
        claim = self.cast.claimed(self.owner)
        return {"key": f"here-{claim.lines.get().id}"}

    def calendar_address(self):
        return {"token": calendar.renew(self.owner)}

    def digest(self):
        digests.switch(self.owner, True, "page")
        return {"token": digests.secret_of(self.owner)}

    def tidy(self):
        """Take away what stands in the way of the next row, and give back what it needs.

        Second factors go, since it signs in with the password alone; bodies, since every page would show hundreds.
        A profile that a form before has emptied is filled again, since nothing can be claimed without it.
        """
        people.change_profile(self.owner, **self.profile)
        requirements.Requirement.delete().where(requirements.Requirement.person == self.owner).execute()
        for model in (passkeys.Passkey, totp.Totp, recovery.RecoveryCode):
            model.delete().execute()

    MAKERS = {
        "": nothing,
        "a file": file,
        "an activity": activity,
        "an article": article,
        "questions": questions,
        "a session of questions": quiz,
        "an upload of questions": upload,
        "a credit of six questions": question_credit,
        "a course": course,
        "a post-test": post_test,
        "an image": image,
        "a member": member,
        "an entry for review": entry,
        "a dismissed entry": dismissed,
        "an entry to claim": reviewed,
        "a claim": claim,
        "a certificate": certificate,
        "an archive": archive,
        "an audit pack": audit_pack,
        "a credit from elsewhere": external_credit,
        "a document from elsewhere": document,
        "a signed transcript": signed_document,
        "a key of badges": badge_key,
        "a list of badges": badge_list,
        "a table that waits": sheet,
        "an imported table": imported,
        "a body of the list": body,
        "a body taken off the list": removed_body,
        "a report": report,
        "a rejected report": rejected_report,
        "reports that are sent again": resending,
        "a link to confirm an address": sign_up_link,
        "a link to a new password": reset_link,
        "a link to a new address": address_link,
        "a passkey": passkey,
        "an app that waits for its first code": waiting_app,
        "an app": app,
        "a session elsewhere": session,
        "a requirement": requirement,
        "a retired requirement": retired,
        "a removed cycle": removed_cycle,
        "a credit": credit,
        "a calendar address": calendar_address,
        "a digest": digest,
    }


def _entry(said):
    from cme.earn.records import Entry

    return Entry.get_by_id(said["entry_id"])
