"""`make bench`: everything side by side in one go, as a table and as bench/results.json."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import sqlite3
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from bench import certificates, servers, world
from bench.measure import Client, Result, per_second, side_by_side

os.environ["CME_TESTING"] = "1"
RESULTS = Path(__file__).parent / "results.json"
QUERIES = (
    "heart attack",
    "acute kidney injury",
    "stroke",
    "diabetes dose",
    "blood pressure treatment",
    "chronic pain fever",
)
LINES = 10


def at_most(name, bound, ratio, low, high, note="", unit="x") -> Result:
    """Return a result whose figure must not exceed its bound."""
    return Result(name, ratio, low, high, bound, ratio <= bound, unit=unit, note=note)


def against_bare(client, bare, name, bound, *paths, headers=None) -> Result:
    """Time pages of the application against the bare page."""
    path = cycle(paths)
    ratio, low, high, median = side_by_side(lambda: client.time(next(path)), lambda: bare.time("/bare"))
    return at_most(name, bound, ratio, low, high, f"{median * 1000:.1f} ms")


def pages(data: Path) -> list[Result]:
    """Measure lists, dashboard, search, suggestions, a stored certificate, the weight of a visit."""
    world.make(data, 1000, articles=2000)
    found = []
    with (
        servers.granian("app:create_asgi_app", data) as (port, _),
        servers.granian("bench.floors:create_asgi_app", data) as (floor, _),
    ):
        client = servers.sign_in(port)
        bare = Client(floor, client.cookie)
        found.append(against_bare(client, bare, "list of 100 entries / bare page", 1.5, "/cme/claim"))
        found.append(against_bare(client, bare, "dashboard / bare page", 1.5, "/dashboard"))
        queries = [f"/search?q={q.replace(' ', '+')}" for q in QUERIES]
        found.append(against_bare(client, bare, "search over 2,000 articles / bare page", 1.0, *queries))
        found.append(_suggestions(client, bare))
        found.append(_stored_certificate(client, bare, data))
        found += _weight(client)
    return found


def _suggestions(client, bare) -> Result:
    typed = cycle(["hea", "heart at", "kid", "diab", "str", "blood p"])

    def suggest():
        return client.time(f"/search/suggest?q={next(typed).replace(' ', '+')}", **{"HX-Request": "true"})

    ratio, low, high, median = side_by_side(suggest, lambda: bare.time("/bare"))
    return at_most("suggestions / bare page", 0.5, ratio, low, high, f"{median * 1000:.1f} ms")


def _claim(client, entries, key=None) -> str:
    form = {"key": key or secrets.token_urlsafe(24), "type": "ama-pra-1", "entry": entries}
    status, body, headers = client.ask("POST", "/cme/claims", form)
    if status != 303:
        raise RuntimeError(f"a claim answered {status}: {re.sub(rb'<[^>]+>', b' ', body)[:400]}")
    return headers["location"]


def _stored_certificate(client, bare, data) -> Result:
    from app import create_app
    from cme.base import queue
    from cme.base.store.db import db, scope

    with sqlite3.connect(data / "cme.sqlite3") as base:
        entries = [
            row[0]
            for row in base.execute(
                "SELECT e.id FROM entry e JOIN person p ON p.id = e.person_id WHERE p.email = ? LIMIT 3",
                (world.VIEWER,),
            )
        ]
    address = _claim(client, entries).replace("/feedback", "/certificate.pdf")
    client.ask("GET", address)
    app = create_app({"CME_DATA": str(data), "CME_TESTING": "1"})
    with app.app_context(), scope():
        queue.work_off(app)
    db.close()
    ratio, low, high, median = side_by_side(lambda: client.time(address), lambda: bare.time("/bare"))
    return at_most("a certificate served again / bare page", 1.0, ratio, low, high, f"{median * 1000:.1f} ms")


def _weight(client) -> list[Result]:
    """Measure the requests and bytes of a first visit and of a later page."""
    status, body, headers = client.ask("GET", "/dashboard")
    import gzip

    html = gzip.decompress(body).decode() if headers.get("content-encoding") == "gzip" else body.decode()
    parts = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    sizes = [len(client.ask("GET", part.replace("&amp;", "&"))[1]) for part in parts]
    later = max(
        len(client.ask("GET", path)[1]) for path in ("/dashboard", "/cme/review", "/cme/claimed", "/search?q=stroke")
    )
    total = (len(body) + sum(sizes)) / 1000
    return [
        at_most("first visit, requests", 6, 1 + len(parts), 1 + len(parts), 1 + len(parts), unit=""),
        at_most("first visit, kB", 60, total, total, total, unit="kB"),
        at_most("a later page, kB (one request)", 15, later / 1000, later / 1000, later / 1000, unit="kB"),
    ]


def claims(data: Path) -> list[Result]:
    """Measure claims of ten lines, eight at once, against a bare POST that writes as many rows in one transaction."""
    world.make(data, 1000)
    people, count = 8, 12
    with sqlite3.connect(data / "cme.sqlite3") as base:
        mine = [
            row[0]
            for row in base.execute("SELECT id FROM person WHERE email LIKE 'other%' OR email = ?", (world.VIEWER,))
        ]
        while len(mine) < people:
            mine.append(mine[0])
    _claimants(data, people, count * 3)
    found = []
    with (
        servers.granian("app:create_asgi_app", data) as (port, _),
        servers.granian("bench.floors:create_asgi_app", data) as (floor, _),
    ):
        clients = [servers.sign_in(port, f"claimant{n}@example.org") for n in range(people)]
        ratios, speeds = [], []
        rows = 1 + LINES + LINES + 1 + 1
        for round_ in range(3):
            work, bare = [], []
            for n, client in enumerate(clients):
                entries = _entries_of(data, f"claimant{n}@example.org")
                for piece in range(count):
                    at = (round_ * count + piece) * LINES
                    chunk = entries[at : at + LINES]
                    work.append(lambda chunk=chunk, cookie=client.cookie: _claim(_client(port, cookie), chunk))
                    bare.append(
                        lambda cookie=client.cookie: _client(floor, cookie).ask("POST", "/bare", {"rows": rows})
                    )
            floor_speed = per_second(bare, 8)
            speed = per_second(work, 8)
            ratios.append(speed / floor_speed)
            speeds.append(speed)
        ratios.sort()
        found.append(
            Result(
                "claims of 10 lines a second, 8 at once / bare POST",
                ratios[1],
                ratios[0],
                ratios[2],
                0.5,
                ratios[1] >= 0.5,
                at_least=True,
                note=f"{sorted(speeds)[1]:.0f} claims/s",
            )
        )
    return found


def _client(port, cookie, clients={}):  # noqa: B006 - one connection for each thread and port, on purpose
    import threading

    key = (threading.get_ident(), port)
    if key not in clients:
        clients[key] = Client(port)
    clients[key].cookie = cookie
    return clients[key]


def _claimants(data: Path, people: int, claims_each: int) -> None:
    from app import create_app
    from bench.floors import Bare
    from cme.base.store.db import db, scope
    from cme.people import passwords, records

    app = create_app({"CME_DATA": str(data), "CME_TESTING": "1"})
    with app.app_context(), scope():
        db.create_tables([Bare])
        hashed = passwords.hash_password(world.PASSWORD)
        for n in range(people):
            records.add(
                f"claimant{n}@example.org",
                hashed,
                name=f"Clara {n}",
                credentials="MD",
                role="physician",
                country="US",
                zone="America/New_York",
            )
    db.close()
    with sqlite3.connect(data / "cme.sqlite3") as base:
        for n in range(people):
            person = base.execute("SELECT id FROM person WHERE email = ?", (f"claimant{n}@example.org",)).fetchone()[0]
            start = base.execute("SELECT max(id) FROM entry").fetchone()[0]
            many = claims_each * LINES
            base.execute(
                "INSERT INTO search(person_id, term, term_key, searched, day, zone, last_opening) "
                "SELECT ?, term, term_key, searched, day, zone, last_opening FROM search LIMIT ?",
                (person, many),
            )
            base.execute(
                "INSERT INTO entry(person_id, activity_id, activity_version_id, credit_type, search_id, earned_on, "
                "claim_by, amount, created) SELECT s.person_id, v.activity_id, v.id, 'ama-pra-1', s.id, s.day, "
                "'2099-12-31', 50, s.searched FROM search s, activity_version v WHERE s.person_id = ?",
                (person,),
            )
            base.execute(
                "INSERT INTO move(entry_id, sequence, kind, amount, balance, at) "
                "SELECT id, 1, 'earned', 50, 50, created FROM entry WHERE id > ?",
                (start,),
            )
            base.execute(
                "INSERT INTO evaluation(entry_id, sequence, goal, result, reviewed_on, at, warned) "
                "SELECT id, 1, 'treat', 'change', earned_on, created, 0 FROM entry WHERE id > ?",
                (start,),
            )


def _entries_of(data: Path, email: str) -> list[int]:
    with sqlite3.connect(data / "cme.sqlite3") as base:
        return [
            row[0]
            for row in base.execute(
                "SELECT e.id FROM entry e JOIN person p ON p.id = e.person_id WHERE p.email = ? ORDER BY e.id", (email,)
            )
        ]


def growth(small: Path, large: Path) -> list[Result]:
    """Measure the same pages with a thousand and with a million rows in the ledger."""
    world.make(small, 1000)
    world.make(large, 1_000_000)
    found = []
    with (
        servers.granian("app:create_asgi_app", small) as (small_port, _),
        servers.granian("app:create_asgi_app", large) as (large_port, _),
    ):
        few, many = servers.sign_in(small_port), servers.sign_in(large_port)
        for path in ("/dashboard", "/cme/claim", "/cme/review", "/cme/claimed"):
            ratio, low, high, median = side_by_side(lambda p=path: many.time(p), lambda p=path: few.time(p))
            found.append(
                at_most(f"{path}, 1,000,000 / 1,000 ledger rows", 1.2, ratio, low, high, f"{median * 1000:.1f} ms")
            )
    return found


def start(data: Path) -> list[Result]:
    """Measure the first response after the start, and the memory of all processes after one certificate."""
    found = []
    with servers.everything(data) as (port, process):
        client = servers.sign_in(port, "physician@example.org", "demo-demo-demo")
        until = time.monotonic() + servers.START_WITHIN
        while client.ask("GET", "/claims/1/certificate.pdf")[2].get("content-type") != "application/pdf":
            if time.monotonic() > until:
                raise RuntimeError("the certificate was never made")
            time.sleep(0.1)
        used = servers.memory(process)
        found.append(at_most("memory of everything, MB", 300, used, used, used, unit="MB"))
    times = []
    for _ in range(3):
        with servers.granian("app:create_asgi_app", data) as (_, took):
            times.append(took)
    times.sort()
    found.append(at_most("first answer after the start, s", 1.5, times[1], times[0], times[2], unit="s"))
    return found


def main() -> int:
    """Measure everything, or the parts named on the command line, print the table, and write the results."""
    wanted = sys.argv[1:]
    folder = Path(tempfile.mkdtemp(prefix="cme-bench-"))
    parts = {
        "pages": lambda: pages(folder / "pages"),
        "claims": lambda: claims(folder / "claims"),
        "paper": lambda: certificates.measure(folder / "pages"),
        "growth": lambda: growth(folder / "small", folder / "large"),
        "start": lambda: start(folder / "start"),
    }
    found: list[Result] = []
    try:
        for name, part in parts.items():
            if not wanted or name in wanted:
                for child in ("pages", "claims", "small", "large", "start"):
                    (folder / child).mkdir(exist_ok=True)
                found += part()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    width = max(len(line.name) for line in found)
    print(f"\n{'what':{width}}  {'median':>8} {'low':>8} {'high':>8}   bound")
    for line in found:
        sign = "at least" if line.at_least else "at most"
        verdict = "met" if line.met else "NOT MET"
        print(
            f"{line.name:{width}}  {line.ratio:8.2f} {line.low:8.2f} {line.high:8.2f}   {sign} {line.bound:g}{line.unit}"
            f"  {verdict}  {line.note}"
        )
    if not wanted:
        RESULTS.write_text(json.dumps([line.as_dict() for line in found], indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
