"""The first tables."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    Check,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from cme.base.store import triggers
from cme.base.store.db import JsonText, When
from cme.offer import search


def up(migrator, db):
    """Make every table and the search."""

    class Activity(Model):
        kind = CharField(index=True, max_length=30)
        slug = CharField(unique=True, max_length=80)

        class Meta:
            database = db
            table_name = "activity"

    db.create_tables([Activity])

    class ActivityVersion(Model):
        activity = ForeignKeyField(Activity)
        since = When()
        title = CharField(max_length=200)
        format = CharField(max_length=80)
        summary = TextField(default="")
        credit_type = CharField(max_length=20, default="ama-pra-1")
        unit_value = IntegerField()
        maximum = CharField(max_length=20)
        window = CharField(max_length=20, default="year-end+2")
        valid_from = DateField()
        valid_until = DateField(null=True)
        designation = TextField()
        disclosures = TextField(default="")
        requirements = TextField(default="")
        accme_number = CharField(max_length=20, default="")

        class Meta:
            database = db
            table_name = "activity_version"

    db.create_tables([ActivityVersion])

    class Person(Model):
        email = CharField(unique=True, max_length=254)
        password_hash = CharField(max_length=200)
        created = When()

        class Meta:
            database = db
            table_name = "person"

    db.create_tables([Person])

    class Search(Model):
        person = ForeignKeyField(Person)
        term = CharField(max_length=200)
        term_key = CharField(max_length=200)
        searched = When()
        day = DateField()
        zone = CharField(max_length=64)
        last_opening = When()

        class Meta:
            database = db
            table_name = "search"
            indexes = ((("person", "term_key", "last_opening"), False),)

    db.create_tables([Search])

    class Entry(Model):
        person = ForeignKeyField(Person)
        activity = ForeignKeyField(Activity)
        activity_version = ForeignKeyField(ActivityVersion)
        credit_type = CharField(max_length=20)
        search = ForeignKeyField(Search, unique=True, null=True)
        earned_on = DateField()
        claim_by = DateField()
        amount = IntegerField(constraints=[Check("amount > 0")])
        created = When()

        class Meta:
            database = db
            table_name = "entry"
            indexes = ((("person", "claim_by"), False),)

    db.create_tables([Entry])

    class Evaluation(Model):
        entry = ForeignKeyField(Entry)
        sequence = IntegerField()
        goal = CharField(max_length=20)
        result = CharField(max_length=20)
        reviewed_on = DateField()
        at = When()
        warned = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "evaluation"
            indexes = ((("entry", "sequence"), True),)

    db.create_tables([Evaluation])

    class Answer(Model):
        evaluation = ForeignKeyField(Evaluation)
        question = CharField(max_length=10)
        words = TextField()

        class Meta:
            database = db
            table_name = "answer"
            indexes = ((("evaluation", "question"), True),)

    db.create_tables([Answer])

    class Article(Model):
        slug = CharField(unique=True, max_length=160)
        current = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "article"

    db.create_tables([Article])

    class ArticleVersion(Model):
        article = ForeignKeyField(Article)
        source_hash = CharField(max_length=64)
        imported = When()
        title = CharField(max_length=300)
        description = CharField(max_length=600, default="")
        specialty = CharField(index=True, max_length=80)
        keywords = JsonText(default=list)
        dated = DateField(null=True)
        reviewed = DateField(null=True)
        review_due = DateField(null=True)
        html = TextField()
        about = JsonText(default=dict)
        demo = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "article_version"
            indexes = ((("article", "source_hash"), False),)

    db.create_tables([ArticleVersion])

    class Bucket(Model):
        key = CharField(primary_key=True, max_length=120)
        tokens = FloatField()
        at = When(index=True)

        class Meta:
            database = db
            table_name = "bucket"

    db.create_tables([Bucket])

    class Provider(Model):
        since = When(index=True)
        name = CharField(max_length=200)
        address = TextField(default="")
        country = CharField(max_length=2, default="US")
        zone = CharField(max_length=64, default="America/New_York")
        email = CharField(max_length=254, default="")
        phone = CharField(max_length=60, default="")
        hours = CharField(max_length=200, default="")
        accredited_number = CharField(max_length=20, default="")
        accreditation = TextField(
            default="{provider} is accredited by the Accreditation Council for Continuing Medical Education (ACCME) to provide continuing medical education for physicians."
        )
        participation = TextField(default="This activity was designated for {amount} {unit}.")
        paper = CharField(max_length=10, default="letter")
        template = CharField(max_length=20, default="2026-1")
        board_years = IntegerField(default=2)
        reporting_bodies = JsonText(null=True)

        class Meta:
            database = db
            table_name = "provider"

    db.create_tables([Provider])

    class Claim(Model):
        person = ForeignKeyField(Person)
        key = CharField(max_length=64)
        asked = CharField(max_length=64)
        credit_type = CharField(max_length=20)
        at = When()
        claimed_on = DateField()
        zone = CharField(max_length=64)
        total = IntegerField(constraints=[Check("total > 0")])
        hold_until = When()
        holder = JsonText()
        provider = ForeignKeyField(Provider, null=True)
        template = CharField(max_length=20)

        class Meta:
            database = db
            table_name = "claim"
            indexes = ((("person", "key"), True), (("person", "at"), False))

    db.create_tables([Claim])

    class Challenge(Model):
        value = CharField(primary_key=True, max_length=43)
        purpose = CharField(max_length=10)
        person = ForeignKeyField(Person, null=True, on_delete="CASCADE")
        handle = CharField(max_length=86, default="")
        made = When()

        class Meta:
            database = db
            table_name = "challenge"

    db.create_tables([Challenge])

    class Certificate(Model):
        claim = ForeignKeyField(Claim)
        position = IntegerField()
        number = CharField(unique=True, max_length=20)
        code = CharField(unique=True, max_length=26)
        title = CharField(max_length=200)
        total = IntegerField()
        words = JsonText()
        made = When()

        class Meta:
            database = db
            table_name = "certificate"
            indexes = ((("claim", "position"), True),)

    db.create_tables([Certificate])

    class Listing(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        body = CharField(max_length=20, default="")
        label = CharField(max_length=160)
        number = CharField(max_length=40, default="")
        told = BooleanField()
        added = When()
        removed = When(null=True)

        class Meta:
            database = db
            table_name = "listing"
            indexes = ((("person", "body", "label", "removed"), False),)

    db.create_tables([Listing])

    class Consent(Model):
        listing = ForeignKeyField(Listing, on_delete="CASCADE")
        given = BooleanField()
        at = When()

        class Meta:
            database = db
            table_name = "consent"

    db.create_tables([Consent])

    class Document(Model):
        claim = ForeignKeyField(Claim)
        contents = CharField(max_length=64)
        sha256 = CharField(index=True, max_length=64)
        body = BlobField()
        made = When()

        class Meta:
            database = db
            table_name = "document"
            indexes = ((("claim", "contents"), True),)

    db.create_tables([Document])

    class Contained(Model):
        document = ForeignKeyField(Document)
        certificate = ForeignKeyField(Certificate)

        class Meta:
            database = db
            table_name = "contained"
            indexes = ((("certificate", "document"), True),)

    db.create_tables([Contained])

    class Dismissal(Model):
        entry = ForeignKeyField(Entry)
        sequence = IntegerField()
        at = When()

        class Meta:
            database = db
            table_name = "dismissal"
            indexes = ((("entry", "sequence"), True),)

    db.create_tables([Dismissal])

    class Draft(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        page = CharField(max_length=500)
        typed = JsonText()
        at = When()

        class Meta:
            database = db
            table_name = "draft"
            indexes = ((("person", "page"), True),)

    db.create_tables([Draft])

    class Eligibility(Model):
        article = ForeignKeyField(Article)
        starts = DateField()
        until = DateField(null=True)

        class Meta:
            database = db
            table_name = "eligibility"
            indexes = ((("article", "starts"), True),)

    db.create_tables([Eligibility])

    class Feedback(Model):
        claim = ForeignKeyField(Claim)
        activity = ForeignKeyField(Activity)
        useful = IntegerField(null=True)
        balanced = CharField(max_length=10, default="")
        words = TextField(default="")
        at = When()

        class Meta:
            database = db
            table_name = "feedback"
            indexes = ((("claim", "activity"), True),)

    db.create_tables([Feedback])

    class HalfSignIn(Model):
        id_hash = CharField(primary_key=True, max_length=64)
        person = ForeignKeyField(Person, on_delete="CASCADE")
        stay = BooleanField()
        made = When()

        class Meta:
            database = db
            table_name = "half_sign_in"

    db.create_tables([HalfSignIn])

    class Hold(Model):
        claim = ForeignKeyField(Claim, primary_key=True)
        until = When(index=True)

        class Meta:
            database = db
            table_name = "hold"

    db.create_tables([Hold])

    class Letter(Model):
        to = CharField(max_length=254)
        subject = CharField(max_length=200)
        body = TextField()
        written = When()
        due = When(index=True, null=True)
        tries = IntegerField(default=0)
        sent = When(null=True)

        class Meta:
            database = db
            table_name = "letter"

    db.create_tables([Letter])

    class LibraryChange(Model):
        article = ForeignKeyField(Article)
        at = When()
        what = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "library_change"

    db.create_tables([LibraryChange])

    class Move(Model):
        entry = ForeignKeyField(Entry)
        sequence = IntegerField()
        kind = CharField(max_length=12)
        amount = IntegerField()
        balance = IntegerField(constraints=[Check("balance >= 0")])
        at = When()

        class Meta:
            database = db
            table_name = "move"
            indexes = ((("entry", "sequence"), True),)

    db.create_tables([Move])

    class Line(Model):
        claim = ForeignKeyField(Claim)
        entry = ForeignKeyField(Entry)
        move = ForeignKeyField(Move, unique=True)
        evaluation = ForeignKeyField(Evaluation, null=True)
        amount = IntegerField(constraints=[Check("amount > 0")])
        completed_on = DateField()

        class Meta:
            database = db
            table_name = "line"
            indexes = ((("claim", "entry"), True),)

    db.create_tables([Line])

    class Link(Model):
        hash = CharField(primary_key=True, max_length=64)
        purpose = CharField(max_length=20)
        email = CharField(max_length=254)
        payload = CharField(max_length=254, default="")
        made = When(index=True)
        used = When(null=True)

        class Meta:
            database = db
            table_name = "link"

    db.create_tables([Link])

    class Lock(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        reason = CharField(max_length=300)
        by = CharField(max_length=40)
        at = When()

        class Meta:
            database = db
            table_name = "lock"

    db.create_tables([Lock])

    class LogRow(Model):
        number = BigIntegerField(primary_key=True)
        body = TextField()
        before = CharField(max_length=64)
        hash = CharField(unique=True, max_length=64)

        class Meta:
            database = db
            table_name = "log"

    db.create_tables([LogRow])

    class LogText(Model):
        hash = CharField(primary_key=True, max_length=64)
        salt = CharField(max_length=32)
        text = TextField()

        class Meta:
            database = db
            table_name = "log_text"

    db.create_tables([LogText])

    class Note(Model):
        at = When()
        actor = CharField(max_length=40)
        what = CharField(max_length=40)
        subject = CharField(max_length=60)
        details = JsonText()

        class Meta:
            database = db
            table_name = "note"

    db.create_tables([Note])

    class Office(Model):
        person = ForeignKeyField(Person, unique=True, on_delete="CASCADE")
        since = When()

        class Meta:
            database = db
            table_name = "office"

    db.create_tables([Office])

    class Opening(Model):
        search = ForeignKeyField(Search)
        version = ForeignKeyField(ArticleVersion)
        opened = When()
        eligible = BooleanField()

        class Meta:
            database = db
            table_name = "opening"
            indexes = ((("search", "version"), True),)

    db.create_tables([Opening])

    class Outcome(Model):
        claim = ForeignKeyField(Claim, primary_key=True)
        kind = CharField(max_length=10)
        at = When()

        class Meta:
            database = db
            table_name = "outcome"

    db.create_tables([Outcome])

    class Passkey(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        handle = CharField(max_length=86)
        credential = CharField(unique=True, max_length=1400)
        public_key = BlobField()
        sign_count = BigIntegerField()
        transports = JsonText()
        name = CharField(max_length=60)
        made = When()
        used = When(null=True)

        class Meta:
            database = db
            table_name = "passkey"

    db.create_tables([Passkey])

    class Profile(Model):
        person = ForeignKeyField(Person, primary_key=True, on_delete="CASCADE")
        name = CharField(max_length=80, default="")
        latin_name = CharField(max_length=80, default="")
        credentials = CharField(max_length=40, default="")
        role = CharField(max_length=30, default="")
        country = CharField(max_length=2, default="")
        zone = CharField(max_length=64, default="")
        birth_month = IntegerField(null=True)
        birth_day = IntegerField(null=True)
        npi = CharField(max_length=20, default="")
        student = BooleanField(default=False)
        changed = When(null=True)

        class Meta:
            database = db
            table_name = "profile"

    db.create_tables([Profile])

    class Recipient(Model):
        claim = ForeignKeyField(Claim)
        body = CharField(max_length=20)
        label = CharField(max_length=160)
        number = CharField(max_length=40)
        consent = BooleanField()
        npi = CharField(max_length=20, default="")
        birth_month = IntegerField(null=True)
        birth_day = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "recipient"
            indexes = ((("claim", "body"), True),)

    db.create_tables([Recipient])

    class RecoveryCode(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        label = CharField(max_length=4)
        hash = CharField(max_length=200)
        made = When()
        used = When(null=True)

        class Meta:
            database = db
            table_name = "recovery_code"
            indexes = ((("person", "label"), True),)

    db.create_tables([RecoveryCode])

    class Relevance(Model):
        evaluation = ForeignKeyField(Evaluation)
        opening = ForeignKeyField(Opening)
        relevant = BooleanField()

        class Meta:
            database = db
            table_name = "relevance"
            indexes = ((("evaluation", "opening"), True),)

    db.create_tables([Relevance])

    class Rendering(Model):
        claim = ForeignKeyField(Claim)
        contents = CharField(max_length=64)
        certificate_ids = JsonText()
        asked = When()
        lease = When(null=True)
        tries = IntegerField(default=0)
        fault = CharField(max_length=300, default="")
        done = When(index=True, null=True)

        class Meta:
            database = db
            table_name = "rendering"
            indexes = ((("claim", "contents"), True),)

    db.create_tables([Rendering])

    class Restoration(Model):
        dismissal = ForeignKeyField(Dismissal, unique=True)
        at = When()

        class Meta:
            database = db
            table_name = "restoration"

    db.create_tables([Restoration])

    class SentBack(Model):
        evaluation = ForeignKeyField(Evaluation, unique=True)
        at = When()

        class Meta:
            database = db
            table_name = "sent_back"

    db.create_tables([SentBack])

    class SignIn(Model):
        id_hash = CharField(primary_key=True, max_length=64)
        person = ForeignKeyField(Person, on_delete="CASCADE")
        created = When()
        last_seen = When()
        ends = When()
        idle_seconds = IntegerField()
        device = CharField(max_length=200, default="")
        proved = When()
        second = BooleanField(default=False)
        ended = When(null=True)

        class Meta:
            database = db
            table_name = "sign_in"

    db.create_tables([SignIn])

    class Supersession(Model):
        old = ForeignKeyField(Certificate, unique=True)
        new = ForeignKeyField(Certificate, unique=True)
        reason = TextField()
        at = When()

        class Meta:
            database = db
            table_name = "supersession"

    db.create_tables([Supersession])

    class Totp(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        secret = CharField(max_length=64)
        made = When()
        confirmed = When(null=True)
        last_step = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "totp"

    db.create_tables([Totp])

    class Unlocking(Model):
        lock = ForeignKeyField(Lock, unique=True, on_delete="CASCADE")
        by = CharField(max_length=40)
        at = When()

        class Meta:
            database = db
            table_name = "unlocking"

    db.create_tables([Unlocking])

    class Visit(Model):
        nonce = CharField(primary_key=True, max_length=32)
        search = ForeignKeyField(Search)

        class Meta:
            database = db
            table_name = "visit"

    db.create_tables([Visit])

    class Withdrawal(Model):
        certificate = ForeignKeyField(Certificate, unique=True)
        reason = TextField()
        at = When()

        class Meta:
            database = db
            table_name = "withdrawal"

    db.create_tables([Withdrawal])
    search.create(db)
    triggers.create(db)
