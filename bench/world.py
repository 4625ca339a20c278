"""The measured database, with people, entries and articles written straight into SQLite."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

VIEWER = "viewer@example.org"
PASSWORD = "a password for the bench"


def make(data: Path, ledger_rows: int, articles: int = 0, reviewed: bool = True) -> None:
    """Create a database in CME_DATA in which the viewer owns 100 entries, and others the rest of the ledger."""
    from app import create_app
    from cme.base import provider, registry
    from cme.base.store import schema
    from cme.base.store.db import db, scope
    from cme.offer import demo
    from cme.people import passwords
    from cme.people import records as people

    app = create_app({"CME_DATA": str(data), "CME_TESTING": "1"})
    with app.app_context(), scope():
        schema.migrate(data, registry.of(app).loaders, by="test")
        provider.change(
            name="Bench Society", zone="America/New_York", country="US", address="1 Bench Street", by="test"
        )
        demo.offer_point_of_care("Internet point of care", "None.", date(2020, 1, 1), by="test")
        people.add(
            VIEWER,
            passwords.hash_password(PASSWORD),
            name="Vera Viewer",
            credentials="MD",
            role="physician",
            country="US",
            zone="America/New_York",
        )
        if articles:
            write_articles(articles)
    db.close()
    _ledger(data / "cme.sqlite3", ledger_rows)


def write_articles(count: int) -> None:
    """Write articles of 600 words from a vocabulary in which few words are frequent, as in language."""
    from cme.base.store.db import db
    from cme.offer import records

    dice = random.Random(7)
    parts = "car di neph ro gas tro hep pul mo en do cri der ma neu os teo art hri rheu vas cul inf ec".split()
    vocabulary = ["".join(dice.choices(parts, k=dice.randint(2, 4))) for _ in range(8000)]
    vocabulary[:24] = (
        "patient treatment disease heart attack blood pressure acute infection pain kidney failure dose "
        "chronic diabetes stroke fever lung liver asthma anemia pregnancy surgery cancer"
    ).split()
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    with db.atomic():
        for number in range(count):
            body = " ".join(dice.choices(vocabulary, weights, k=600))
            title = " ".join(dice.choices(vocabulary, weights, k=4)).capitalize()
            version, _ = records.put_article(
                f"bench-{number}",
                index={"body_text": body},
                source_hash=str(number),
                title=f"{title} {number}",
                description="",
                specialty=f"Specialty {number % 12}",
                keywords=dice.choices(vocabulary, k=5),
                dated=date(2025, 1, 1),
                reviewed=date(2026, 1, 1),
                review_due=None,
                html=f"<p>{body}</p>",
                about={},
                demo=False,
            )
            records.mark_eligible(version.article, date(2020, 1, 1), None, "bench")


def _ledger(file: Path, rows: int) -> None:
    """Write so many moves of the ledger."""
    now = datetime.now(UTC).replace(tzinfo=None)
    day = now.date() - timedelta(days=40)
    by = date(day.year + 2, 12, 31)
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA synchronous=OFF")
        viewer = db.execute("SELECT id FROM person WHERE email=?", (VIEWER,)).fetchone()[0]
        version = db.execute("SELECT id, activity_id FROM activity_version").fetchone()
        article = db.execute("SELECT id FROM article_version LIMIT 1").fetchone()
        others = max(1, rows // 400)
        db.executemany(
            "INSERT INTO person(email, password_hash, created) VALUES(?, 'x', ?)",
            ((f"other{n}@example.org", now) for n in range(others)),
        )
        first = db.execute("SELECT min(id) FROM person WHERE email LIKE 'other%'").fetchone()[0]
        db.execute(
            "INSERT INTO profile(person_id, name, latin_name, credentials, role, country, zone, npi, student) "
            "SELECT id, 'Other', '', 'MD', 'physician', 'US', 'America/New_York', '', 0 FROM person "
            "WHERE email LIKE 'other%'"
        )
        entries = [(viewer, n) for n in range(100)] + [(first + n % others, n) for n in range(max(0, rows - 100))]
        searches = (
            (person, f"question {n}", f"question {n}", now, day, "America/New_York", now) for person, n in entries
        )
        db.executemany(
            "INSERT INTO search(person_id, term, term_key, searched, day, zone, last_opening) VALUES(?,?,?,?,?,?,?)",
            searches,
        )
        db.execute(
            "INSERT INTO entry(person_id, activity_id, activity_version_id, credit_type, search_id, earned_on, claim_by, "
            "amount, created) SELECT person_id, ?, ?, 'ama-pra-1', id, day, ?, 50, searched FROM search",
            (version[1], version[0], by),
        )
        db.execute(
            "INSERT INTO move(entry_id, sequence, kind, amount, balance, at) "
            "SELECT id, 1, 'earned', 50, 50, created FROM entry"
        )
        db.execute(
            "INSERT INTO evaluation(entry_id, sequence, goal, result, reviewed_on, at, warned) "
            "SELECT id, 1, 'treat', 'change', earned_on, created, 0 FROM entry"
        )
        if article:
            db.execute(
                "INSERT INTO opening(search_id, version_id, opened, eligible) "
                "SELECT id, ?, searched, 1 FROM search WHERE person_id = ?",
                (article[0], viewer),
            )
    with sqlite3.connect(file) as db:
        db.execute("ANALYZE")
