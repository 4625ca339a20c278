"""The objects of the owner that the addresses of the table name."""

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
from cme.report.records.models import Delivery, Revision
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
# What `clean_up` deletes, and what is created anew for each requester
NOT_REUSED = {
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


class ObjectFactory:
    """Creates the objects that a row needs: those in its address and those in its form."""

    def __init__(self, cast):
        self.cast, self.owner = cast, cast.physician
        row = self.owner.profile_row
        self.profile = {name: getattr(row, name) for name in ("name", "role", "country", "zone")}
        self._objects: dict[str, dict] = {}

    def make(self, kind: str) -> dict:
        """Create the object that the third column of a row names; return the values for addresses and forms."""
        return self.MAKERS[kind](self)

    def get(self, kind: str) -> tuple[dict, bool]:
        """Return such an object, reused while nothing has changed, and whether it was created just now."""
        if kind in self._objects:
            return self._objects[kind], False
        self.clean_up()
        created = self.make(kind)
        if kind not in NOT_REUSED:
            self._objects[kind] = created
        return created, True

    def forget(self) -> None:
        """Reuse no object created so far: a request that changed something may have used it up."""
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
        """Create a credit from six new questions: a question counts once."""
        quizzes.offered()
        numbers = [1000 + next(count) for _ in range(6)]
        for n in numbers:
            questions.put(quizzes.item(n), by="test")
        entries = [quizzes.give(self.owner, n).entry for n in numbers]
        return {"entry_id": next(entry.id for entry in entries if entry)}

    def upload(self):
        row = uploads.upload(self.cast.coordinator.id, "questions.gift", b"Q?{=yes ~no}", "")
        uploads.work(uploads.take(row.id), by="test")
        return {"import_id": row.id}

    def article(self):
        return {"slug": "acute-myocardial-infarction"}

    def course(self):
        """Create a course whose post-test the owner sees."""
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
        objects = self.entry()
        evaluate.dismiss(_entry(objects))
        return objects

    def reviewed(self):
        return {"entry_id": self.cast.reviewed(self.owner, f"question {next(count)}").id}

    def claim(self):
        return {"claim_id": self.cast.claimed(self.owner).id}

    def certificate(self):
        """Claim, write the certificate's words, and save a file that is no PDF (setting one is tested elsewhere)."""
        claim = self.cast.claimed(self.owner)
        (certificate,) = certify.issue(claim, by="test")
        certify.finish(certify.ask_for(claim, [certificate]), [certificate], PDF + str(claim.id).encode(), by="test")
        return {"claim_id": claim.id, "number": certificate.number, "code": certificate.code}

    def archive(self):
        """Create a finished archive whose file is no ZIP (writing one is tested elsewhere)."""
        return self._pack("everything")

    def audit_pack(self):
        objects = self.requirement()
        return objects | self._pack("audit", str(objects["cycle_id"]))

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
        """Create a claim and its report; nothing is really sent."""
        people.list_body(self.owner, body="ABIM", label="ABIM", number="123456", reporting=True, consent=True)
        claim = self.cast.claimed(self.owner)
        claims.release(claim, by="test")
        number = max(outbox.plan(claim.id, by="test"))
        return {"report_id": number, "claim_id": claim.id}

    def rejected_report(self):
        """Create a report that a body rejected because it knows nobody of the name."""
        objects = self.report()
        delivery = Delivery.get_by_id(objects["report_id"])
        revision = Revision.select().where(Revision.report == delivery.report_id).order_by(Revision.id.desc()).get()
        answer = Answer("rejected", "no-match", "No match.")
        transmission = deliveries.record_transmission(
            delivery.report, revision, "add", "127.0.0.1", {"NPI": "1234567893"}
        )
        deliveries.record_reply(transmission, answer)
        deliveries.record_verdict(delivery.report, revision, answer, by="test")
        deliveries.settle(delivery, "rejected", "no-match", "No match.")
        return objects

    def resending(self):
        objects = self.rejected_report()
        return objects | {"resending_id": desk.resend_many(self.cast.coordinator, [objects["report_id"]], by="test").id}

    def sign_up_link(self):
        return {"token": mailed_links.make("sign-up", f"new{next(count)}@example.org", password_hash())}

    def reset_link(self):
        """Create a link for a person outside the table, so that it ends no session of a requester."""
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
        """Create a session of the owner on another device."""
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
        """Create a requirement with a running cycle that follows a rule with topics."""
        rule = packs.find("US-MD-MD")
        values = requirements.rule_figures(rule) | {
            "starts": date(2025, 10, 1),
            "ends": date(2027, 9, 30),
            "carried": None,
            "rule": rule.id,
        }
        row = requirements.add(self.owner, body=f"Board {next(count)}", rule=rule.code, values=values)
        return {"requirement_id": row.id, "cycle_id": row.cycles.get().id}

    def retired(self):
        objects = self.requirement()
        requirements.retire(requirements.Requirement.get_by_id(objects["requirement_id"]), True)
        return objects

    def removed_cycle(self):
        objects = self.requirement()
        requirements.change(requirements.Cycle.get_by_id(objects["cycle_id"]), {"removed": True})
        return objects

    def credit(self):
        claim = self.cast.claimed(self.owner)
        return {"key": f"here-{claim.lines.get().id}"}

    def calendar_address(self):
        return {"token": calendar.renew(self.owner)}

    def digest(self):
        digests.switch(self.owner, True, "page")
        return {"token": digests.secret_of(self.owner)}

    def clean_up(self):
        """Delete what would disturb the next row, and restore the profile.

        Second factors, since requesters sign in with the password alone; requirements, since pages would show hundreds.
        A profile that an earlier form has emptied is filled in, since nothing can be claimed without it.
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


def _entry(objects):
    from cme.earn.records import Entry

    return Entry.get_by_id(objects["entry_id"])
