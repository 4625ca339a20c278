"""Clients that claim over HTTP and remember what was acknowledged, and checks of the database against that."""

from __future__ import annotations

import secrets
import threading
import time

from cme.base.store.db import db, is_postgres
from cme.claim.records import Claim, Line, Outcome

LINES = 3
PARTIAL = {
    "a claim whose total is not that of its lines": """
        SELECT c.id FROM claim c
        WHERE c.total <> (SELECT COALESCE(SUM(l.amount), 0) FROM line l WHERE l.claim_id = c.id)""",
    "a move that belongs to no line": """
        SELECT m.id FROM move m LEFT JOIN line l ON l.move_id = m.id WHERE m.kind = 'claimed' AND l.id IS NULL""",
    "a claim that neither waits nor has ended": """
        SELECT c.id FROM claim c LEFT JOIN hold h ON h.claim_id = c.id LEFT JOIN outcome o ON o.claim_id = c.id
        WHERE (h.claim_id IS NULL) = (o.claim_id IS NULL)""",
    "a claim undone in part": """
        SELECT o.claim_id FROM outcome o
        JOIN line l ON l.claim_id = o.claim_id JOIN move m ON m.id = l.move_id
        WHERE o.kind = 'undone' AND NOT EXISTS
        (SELECT 1 FROM move u WHERE u.entry_id = l.entry_id AND u.kind = 'undone' AND u.sequence = m.sequence + 1)""",
    # (joined, not looked for in each row: that would take longer with every kill)
    "a change that the log will not know": """
        SELECT c.id FROM claim c
        LEFT JOIN (SELECT subject FROM note UNION SELECT json_extract(body, '$.subject') FROM log) k
        ON k.subject = 'claim:' || c.id WHERE k.subject IS NULL""",
}


class Claimer(threading.Thread):
    """A client that claims and undoes two of five (or the share `undoes`, 0 to 1) until it is stopped or interrupted."""

    def __init__(self, browser, entries, dice, undoes=True, pause=0.0):
        super().__init__(daemon=True)
        self.browser, self.free, self.dice = browser, entries, dice
        self.undoes = 0.4 if undoes is True else undoes
        self.acked: dict[str, tuple[str, list[int]]] = {}  # by key: the claim's number, its entries
        self.undone: set[str] = set()
        self.undoing: set[str] = set()  # requested, and not answered
        self.lost: list[str] = []  # acknowledged, and unknown when it was to be undone
        self.interrupted = None  # a function that repeats the request during which the connection broke
        self.busy, self.errors, self.pause = 0, [], pause
        self.stop, self.go = threading.Event(), threading.Event()
        self.go.set()

    def run(self):
        while not self.stop.is_set() and len(self.free) >= LINES and not self.interrupted:
            time.sleep(self.pause)
            if not self.go.wait(0.1):
                continue
            entries = [self.free.pop() for _ in range(LINES)]
            number = self._claim(secrets.token_urlsafe(24), entries)
            if number and self.dice.random() < self.undoes:
                self._undo(number, entries)

    def retry(self):
        """Repeat the interrupted request: the response is that of the first, or it is carried out now."""
        repeat, self.interrupted = self.interrupted, None
        if repeat:
            repeat()

    def _claim(self, key, entries):
        status, location = self._send(lambda: self.browser.claim(key, entries), lambda: self._claim(key, entries))
        if status != 303:
            return None
        number = location.split("/")[2]
        self.acked[key] = number, entries
        return number

    def _undo(self, number, entries):
        self.undoing.add(number)
        status, _ = self._send(
            lambda: self.browser.post(f"/claims/{number}/undo"), lambda: self._undo(number, entries), (303, 404)
        )
        if status == 303:
            self.undoing.discard(number)
            self.undone.add(number)
            self.free.extend(entries)
        elif status == 404:  # an error of the server, not of the client
            self.lost.append(f"claim {number} is lost: it was to be undone, and is not there")

    def _send(self, send, repeat, expected=(303,)):
        try:
            status, text = send()
            while status == 503:
                self.busy += 1
                time.sleep(0.05)
                status, text = send()
        except OSError:
            self.interrupted = repeat
            return 0, ""
        if status not in expected:
            self.errors.append(f"answered {status}: {text[:2000]}")
        return status, text


def missing(acked: dict, undone: set, undoing: set = frozenset()) -> list[str]:
    """List the acknowledged claims and undoings that the database does not have as they were acknowledged.

    `undoing` were requested and not answered: either state is right.
    """
    found = []
    keys = list(acked)
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        claims = {row.key: row.id for row in Claim.select(Claim.id, Claim.key).where(Claim.key.in_(some))}
        lines: dict[int, set] = {}
        for claim, entry in Line.select(Line.claim, Line.entry).where(Line.claim.in_(list(claims.values()))).tuples():
            lines.setdefault(claim, set()).add(entry)
        ended = dict(
            Outcome.select(Outcome.claim, Outcome.kind).where(Outcome.claim.in_(list(claims.values()))).tuples()
        )
        for key in some:
            number, entries = acked[key]
            if key not in claims:
                found.append(f"claim {number} is lost")
            elif str(claims[key]) != number:
                found.append(f"claim {number} was acknowledged, and its key has {claims[key]}")
            elif lines.get(claims[key]) != set(entries):
                found.append(f"claim {number} has other lines than it was acknowledged with")
            elif number not in undoing and (ended.get(claims[key]) == "undone") != (number in undone):
                found.append(f"claim {number}: {ended.get(claims[key])}, acknowledged as undone: {number in undone}")
    return found


def partial() -> list[str]:
    """List what was written in part."""
    found = []
    for problem, sql in PARTIAL.items():
        if is_postgres():
            sql = sql.replace("json_extract(body, '$.subject')", "body::json ->> 'subject'")
        rows = db.execute_sql(sql).fetchall()
        found += [f"{problem}: {[row[0] for row in rows[:5]]}"] if rows else []
    return found


def integrity_errors() -> list[str]:
    """List the integrity errors that SQLite finds; none on PostgreSQL."""
    if is_postgres():
        return []
    errors = [row[0] for row in db.execute_sql("PRAGMA integrity_check").fetchall()]
    keys = db.execute_sql("PRAGMA foreign_key_check").fetchall()
    return [each for each in errors if each != "ok"] + [f"foreign keys: {keys[:3]}" for _ in keys[:1]]
