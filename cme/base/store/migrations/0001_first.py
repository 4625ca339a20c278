"""The first tables."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    Check,
    DateField,
    DateTimeField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    TextField,
)

from cme.base.store.migrations import _triggers_1 as triggers

FACTS = (
    "log",
    "move",
    "claim",
    "line",
    "recipient",
    "outcome",
    "evaluation",
    "relevance",
    "sent_back",
    "dismissal",
    "restoration",
    "opening",
    "entry",
    "certificate",
    "supersession",
    "withdrawal",
    "document",
    "contained",
    "activity_version",
    "article_version",
    "provider",
    "feedback",
)

# Compared by bytes on both databases, so that a beginning is a range.
SEARCH = (
    "CREATE TABLE IF NOT EXISTS search_word (word {text} PRIMARY KEY, stem {text} NOT NULL, reversed {text}"
    " NOT NULL, articles INTEGER NOT NULL, heads INTEGER NOT NULL, lay INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_word_stem ON search_word (stem)",
    "CREATE INDEX IF NOT EXISTS search_word_reversed ON search_word (reversed)",
    "CREATE TABLE IF NOT EXISTS search_synonym (source TEXT NOT NULL, family {text} NOT NULL, phrase {text}"
    " NOT NULL, shown TEXT NOT NULL, place INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_synonym_phrase ON search_synonym (phrase)",
    "CREATE INDEX IF NOT EXISTS search_synonym_family ON search_synonym (family)",
    "CREATE TABLE IF NOT EXISTS search_start (source TEXT NOT NULL, start {text} NOT NULL, family {text} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_start_start ON search_start (source, start)",
)
SEARCH_SQLITE = (
    "CREATE TABLE IF NOT EXISTS search_article (article_id INTEGER PRIMARY KEY, slug TEXT NOT NULL,"
    " title TEXT NOT NULL, title_key TEXT NOT NULL, specialty TEXT NOT NULL, keywords TEXT NOT NULL,"
    " description TEXT NOT NULL, title_stems TEXT NOT NULL, keyword_stems TEXT NOT NULL,"
    " description_stems TEXT NOT NULL, body TEXT NOT NULL, body_marks TEXT NOT NULL,"
    " body_stems TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_article_title_key ON search_article (title_key, title)",
    "CREATE INDEX IF NOT EXISTS search_article_specialty ON search_article (specialty)",
    # The words are made in Python: here they only have to be taken apart at the spaces.
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_whole USING fts5(title_stems, keyword_stems, description_stems,"
    " body_stems, content='search_article', content_rowid='article_id', tokenize='ascii')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_head USING fts5(title_stems, keyword_stems, description_stems,"
    " content='search_article', content_rowid='article_id', tokenize='ascii')",
)
SEARCH_POSTGRES = (
    "CREATE TABLE IF NOT EXISTS search_article (article_id INTEGER PRIMARY KEY, slug TEXT NOT NULL,"
    " title TEXT NOT NULL, title_key {text} NOT NULL, specialty TEXT NOT NULL, keywords TEXT NOT NULL,"
    " description TEXT NOT NULL, title_stems TEXT NOT NULL, keyword_stems TEXT NOT NULL,"
    " description_stems TEXT NOT NULL, body TEXT NOT NULL, body_marks TEXT NOT NULL,"
    " body_stems TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_article_title_key ON search_article (left(title_key, 400))",
    "CREATE INDEX IF NOT EXISTS search_article_specialty ON search_article (specialty)",
    # Small rows, so that finding is quick; the whole vector lies beside them, not compressed.
    "CREATE TABLE IF NOT EXISTS search_vector (article_id INTEGER PRIMARY KEY, head TSVECTOR NOT NULL,"
    " whole TSVECTOR NOT NULL)",
    "ALTER TABLE search_vector ALTER COLUMN head SET STORAGE MAIN",
    "ALTER TABLE search_vector ALTER COLUMN whole SET STORAGE EXTERNAL",
    "CREATE INDEX IF NOT EXISTS search_vector_head ON search_vector USING gin (head) WITH (fastupdate = off)",
    "CREATE INDEX IF NOT EXISTS search_vector_whole ON search_vector USING gin (whole) WITH (fastupdate = off)",
    # The planner does not know that reading every vector means fetching it from beside the table: for a common
    # word it would leave the index and take ten times as long.
    "CREATE OR REPLACE FUNCTION search_holders(query TSQUERY) RETURNS INTEGER[] LANGUAGE sql STABLE"
    " SET enable_seqscan = off AS 'SELECT array_agg(article_id) FROM search_vector WHERE whole @@ query'",
)


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
        since = DateTimeField()
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
        created = DateTimeField()

        class Meta:
            database = db
            table_name = "person"

    db.create_tables([Person])

    class Search(Model):
        person = ForeignKeyField(Person)
        term = CharField(max_length=200)
        term_key = CharField(max_length=200)
        searched = DateTimeField()
        day = DateField()
        zone = CharField(max_length=64)
        last_opening = DateTimeField()

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
        created = DateTimeField()

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
        at = DateTimeField()
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
        imported = DateTimeField()
        title = CharField(max_length=300)
        description = CharField(max_length=600, default="")
        specialty = CharField(index=True, max_length=80)
        keywords = TextField(default=list)
        dated = DateField(null=True)
        reviewed = DateField(null=True)
        review_due = DateField(null=True)
        html = TextField()
        about = TextField(default=dict)
        demo = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "article_version"
            indexes = ((("article", "source_hash"), False),)

    db.create_tables([ArticleVersion])

    class Bucket(Model):
        key = CharField(primary_key=True, max_length=120)
        tokens = FloatField()
        at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "bucket"

    db.create_tables([Bucket])

    class Provider(Model):
        since = DateTimeField(index=True)
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
        reporting_bodies = TextField(null=True)

        class Meta:
            database = db
            table_name = "provider"

    db.create_tables([Provider])

    class Claim(Model):
        person = ForeignKeyField(Person)
        key = CharField(max_length=64)
        asked = CharField(max_length=64)
        credit_type = CharField(max_length=20)
        at = DateTimeField()
        claimed_on = DateField()
        zone = CharField(max_length=64)
        total = IntegerField(constraints=[Check("total > 0")])
        hold_until = DateTimeField()
        holder = TextField()
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
        made = DateTimeField()

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
        words = TextField()
        made = DateTimeField()

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
        added = DateTimeField()
        removed = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "listing"
            indexes = ((("person", "body", "label", "removed"), False),)

    db.create_tables([Listing])

    class Consent(Model):
        listing = ForeignKeyField(Listing, on_delete="CASCADE")
        given = BooleanField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "consent"

    db.create_tables([Consent])

    class Document(Model):
        claim = ForeignKeyField(Claim)
        contents = CharField(max_length=64)
        sha256 = CharField(index=True, max_length=64)
        body = BlobField()
        made = DateTimeField()

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
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "dismissal"
            indexes = ((("entry", "sequence"), True),)

    db.create_tables([Dismissal])

    class Draft(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        page = CharField(max_length=500)
        typed = TextField()
        at = DateTimeField()

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
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "feedback"
            indexes = ((("claim", "activity"), True),)

    db.create_tables([Feedback])

    class HalfSignIn(Model):
        id_hash = CharField(primary_key=True, max_length=64)
        person = ForeignKeyField(Person, on_delete="CASCADE")
        stay = BooleanField()
        made = DateTimeField()

        class Meta:
            database = db
            table_name = "half_sign_in"

    db.create_tables([HalfSignIn])

    class Hold(Model):
        claim = ForeignKeyField(Claim, primary_key=True)
        until = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "hold"

    db.create_tables([Hold])

    class Letter(Model):
        to = CharField(max_length=254)
        subject = CharField(max_length=200)
        body = TextField()
        written = DateTimeField()
        due = DateTimeField(index=True, null=True)
        tries = IntegerField(default=0)
        sent = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "letter"

    db.create_tables([Letter])

    class LibraryChange(Model):
        article = ForeignKeyField(Article)
        at = DateTimeField()
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
        at = DateTimeField()

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
        made = DateTimeField(index=True)
        used = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "link"

    db.create_tables([Link])

    class Lock(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        reason = CharField(max_length=300)
        by = CharField(max_length=40)
        at = DateTimeField()

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
        at = DateTimeField()
        actor = CharField(max_length=40)
        what = CharField(max_length=40)
        subject = CharField(max_length=60)
        details = TextField()

        class Meta:
            database = db
            table_name = "note"

    db.create_tables([Note])

    class Office(Model):
        person = ForeignKeyField(Person, unique=True, on_delete="CASCADE")
        since = DateTimeField()

        class Meta:
            database = db
            table_name = "office"

    db.create_tables([Office])

    class Opening(Model):
        search = ForeignKeyField(Search)
        version = ForeignKeyField(ArticleVersion)
        opened = DateTimeField()
        eligible = BooleanField()

        class Meta:
            database = db
            table_name = "opening"
            indexes = ((("search", "version"), True),)

    db.create_tables([Opening])

    class Outcome(Model):
        claim = ForeignKeyField(Claim, primary_key=True)
        kind = CharField(max_length=10)
        at = DateTimeField()

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
        transports = TextField()
        name = CharField(max_length=60)
        made = DateTimeField()
        used = DateTimeField(null=True)

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
        changed = DateTimeField(null=True)

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
        made = DateTimeField()
        used = DateTimeField(null=True)

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
        certificate_ids = TextField()
        asked = DateTimeField()
        lease = DateTimeField(null=True)
        tries = IntegerField(default=0)
        fault = CharField(max_length=300, default="")
        done = DateTimeField(index=True, null=True)

        class Meta:
            database = db
            table_name = "rendering"
            indexes = ((("claim", "contents"), True),)

    db.create_tables([Rendering])

    class Restoration(Model):
        dismissal = ForeignKeyField(Dismissal, unique=True)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "restoration"

    db.create_tables([Restoration])

    class SentBack(Model):
        evaluation = ForeignKeyField(Evaluation, unique=True)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "sent_back"

    db.create_tables([SentBack])

    class SignIn(Model):
        id_hash = CharField(primary_key=True, max_length=64)
        person = ForeignKeyField(Person, on_delete="CASCADE")
        created = DateTimeField()
        last_seen = DateTimeField()
        ends = DateTimeField()
        idle_seconds = IntegerField()
        device = CharField(max_length=200, default="")
        proved = DateTimeField()
        second = BooleanField(default=False)
        ended = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "sign_in"

    db.create_tables([SignIn])

    class Supersession(Model):
        old = ForeignKeyField(Certificate, unique=True)
        new = ForeignKeyField(Certificate, unique=True)
        reason = TextField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "supersession"

    db.create_tables([Supersession])

    class Totp(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        secret = CharField(max_length=64)
        made = DateTimeField()
        confirmed = DateTimeField(null=True)
        last_step = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "totp"

    db.create_tables([Totp])

    class Unlocking(Model):
        lock = ForeignKeyField(Lock, unique=True, on_delete="CASCADE")
        by = CharField(max_length=40)
        at = DateTimeField()

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
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "withdrawal"

    db.create_tables([Withdrawal])
    create_search(db)
    triggers.create(db, FACTS)


def create_search(db):
    """Make the tables of the search: those that both databases share, and the index that is each one's own."""
    postgres = isinstance(db, PostgresqlDatabase)
    text = 'TEXT COLLATE "C"' if postgres else "TEXT"
    for statement in (*SEARCH, *(SEARCH_POSTGRES if postgres else SEARCH_SQLITE)):
        db.execute_sql(statement.format(text=text))
