"""F10: whatever is typed into any field is accepted, or refused with a sentence, and comes back as text."""

from __future__ import annotations

import random
import time
from html.parser import HTMLParser

import pytest
from flask_login import login_user
from markupsafe import escape
from werkzeug.exceptions import MethodNotAllowed, NotFound

from cme.base import text
from cme.earn import result_token as tickets
from cme.earn.records import Entry
from cme.people.records import Person
from tests.client import inspect
from tests.conftest import FULL
from tests.matrix import table
from tests.matrix.forms import FILES, FORMS, SWITCHES, fields
from tests.matrix.payloads import MARK, MARKUP, seed, some
from tests.matrix.requests import Requester, refill_buckets

ACCEPTED = {200, 202, 303, 400, 413, 422}
FORM_ROWS = [row for row in table.rows() if (row.method, row.rule) in FORMS]
PAGES = (
    "/",
    "/dashboard",
    "/profile",
    "/account",
    "/account/security",
    "/cme/review",
    "/cme/claim",
    "/cme/claimed",
    "/library",
    "/search?q=gout",
    "/transcript",
    "/requirements",
    "/reminders",
    "/year",
)
# Where what was stored can be seen again: it must be there, as text.
SHOWN = {
    ("/profile", "name"): "/profile",
    ("/profile", "latin_name"): "/profile",
    ("/profile", "credentials"): "/profile",
    ("/profile/others", "other"): "/profile",
    ("/profile/others", "other_number"): "/profile",
    ("/profile/bodies", "number"): "/profile",
    ("/transcript/elsewhere", "title"): "/transcript",
    ("/transcript/elsewhere", "provider"): "/transcript",
    ("/account/security/passkeys/<int:passkey_id>", "name"): "/account/security",
}
PARTS = 12  # each on a database of its own: what was sent before makes every page longer
SLOWEST = 8  # seconds of the processor, for 10 MB on a slow machine


class Hostile:
    """Sends forms with a payload in one field, and inspects the responses."""

    def __init__(self, requester, looked_for=MARKUP):
        self.requester, self.looked_for = requester, looked_for
        self.errors, self.sent = [], 0
        self.forms: set | None = None  # if a set, it collects the controls of every page

    def spoil(self, row, field, name, payload):
        """Send a row's form with a payload in one field; where it was stored, it is looked for on the pages."""
        if row.method == "GET" and len(payload) > 100_000:
            return  # no server lets such an address in
        requester = who_may(self.requester, row)
        refill_buckets()
        requester.begin()
        objects, _ = requester.factory.get(row.needs)
        form = fields(row, objects, requester.person) | {field: payload}
        began = time.process_time()
        response = requester.send(row.method, requester.address(row, objects), form)
        took = time.process_time() - began
        self.sent += 1
        if row.method == "POST" and response.status_code < 400:
            requester.factory.forget()  # it was accepted, and its objects may be used up
        if response.status_code not in ACCEPTED:
            self.errors.append(f"{row}, {field}: {name} gave {response.status_code}")
        if took > SLOWEST:
            self.errors.append(f"{row}, {field}: {name} took {took:.1f} s")
        self.look(f"{row}, {field}: {name}", response)
        if name in self.looked_for and row.method == "POST" and response.status_code == 303:
            self.see(row, field, name, payload)
        if row.rule in ("/sign-in", "/sign-out", "/account/password", "/account/prove") and response.status_code < 400:
            requester.sign_in()

    def look(self, where, response):
        """Inspect a page, whoever wrote what it shows."""
        if response.mimetype != "text/html" or not response.data:
            return
        page = response.get_data(as_text=True)
        if self.forms is not None:
            self.forms |= _forms(page, response.request.path)
        try:
            inspect(page)
        except AssertionError as error:
            self.errors.append(f"{where}: {str(error)[:200]}")
        if f'alert("{MARK}")' in page or f"alert('{MARK}')" in page or f"<!-- {MARK}" in page:
            self.errors.append(f"{where}: came back as markup")

    def see(self, row, field, name, payload):
        """Open the pages where it may be shown."""
        self.requester.client.get(self.requester.client.get("/").location or "/")
        for page in PAGES:
            response = self.requester.send("GET", page)
            self.look(f"{page} after {row}, {field}: {name}", response)
            if SHOWN.get((row.rule, field)) == page and str(escape(payload)) not in response.get_data(as_text=True):
                self.errors.append(f"{page}: {name} of {row}, {field} is not there as text")


class _Forms(HTMLParser):
    def __init__(self, here):
        super().__init__()
        self.here, self.form, self.found = here, None, set()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "form":
            self.form = (values.get("method", "get").upper(), (values.get("action") or self.here).partition("?")[0])
        if tag in ("input", "select", "textarea", "button") and values.get("name") and self.form:
            self.found.add((*self.form, values["name"]))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


def _forms(page, here) -> set:
    reader = _Forms(here)
    reader.feed(page)
    return reader.found


@pytest.fixture
def owner(app, cast, clock):
    owner = Requester(app, cast, clock, "owner")
    owner.office = Requester(app, cast, clock, "coordinator")
    return owner


def who_may(owner, row):
    """Return the requester who may send a form: the owner, or a coordinator for the office's."""
    return owner.office if row.answers["owner"] == "404" and row.answers["coordinator"] != "404" else owner


@pytest.mark.parametrize("part", range(PARTS))
def test_every_field_of_every_form_takes_anything(owner, part, database_url):
    chance = random.Random(seed())
    hostile = Hostile(owner)
    for row in FORM_ROWS[part::PARTS]:
        names = list(_names(owner, row.method, row.rule))
        for field in names if FULL else chance.sample(names, (len(names) + 5) // 6):
            # Any of them shows a page that does not escape, whatever the database is; all pages take long to open.
            if FULL:
                hostile.looked_for = {chance.choice(sorted(MARKUP))} if database_url.startswith("sqlite:") else set()
            for name, payload in some(1, chance).items():
                hostile.spoil(row, field, name, payload)
    assert not hostile.errors, f"{hostile.sent} sent:\n" + "\n".join(hostile.errors)


def test_markup_comes_back_as_text_wherever_it_was_stored(owner):
    hostile, chance = Hostile(owner), random.Random(seed())
    for rule, field in SHOWN:
        for name, payload in MARKUP.items() if FULL else chance.sample(sorted(MARKUP.items()), 2):
            if len(payload) <= 40 or field not in ("credentials", "number", "other_number"):
                hostile.spoil(table.row("POST", rule), field, name, payload)
    assert not hostile.errors, "\n".join(hostile.errors)
    assert hostile.sent > (15 if FULL else 7)


def test_an_address_is_an_address_or_is_refused(owner):
    """Where mail is written to, what is typed also stands before an @ and behind one."""
    hostile = Hostile(owner)
    rows = [row for row in FORM_ROWS if row.method == "POST" and "email" in _names(owner, "POST", row.rule)]
    assert len(rows) >= 4
    for row in rows:
        for name, payload in some(2 if FULL else 1, random.Random(seed())).items():
            for email in (_around(payload, "", "@example.org"), _around(payload, "a@", ".org")):
                hostile.spoil(row, "email", name, email)
    grown = "İ" * 60 + "@" + "İ" * 60 + "." + "İ" * 60 + ".org"  # twice as long in small letters
    for row in rows:
        hostile.spoil(row, "email", "an address that grows", grown)
    assert not hostile.errors, "\n".join(hostile.errors)


def _around(payload, before, after):
    return before.encode() + payload + after.encode() if isinstance(payload, bytes) else before + payload + after


def test_a_field_sent_twice_or_not_at_all_is_no_error(owner):
    """Parameter pollution: the first counts, or the form is refused."""
    hostile = Hostile(owner)
    chance = random.Random(seed())
    for row in FORM_ROWS if FULL else chance.sample(FORM_ROWS, 8):
        for field, value in fields(row, owner.factory.get(row.needs)[0], owner.person).items():
            hostile.spoil(row, field, "twice", [value, "another"])
            hostile.spoil(row, field, "not at all", [])
    assert not hostile.errors, "\n".join(hostile.errors)


@pytest.mark.full
def test_every_control_of_every_page_is_among_the_fields_that_are_tried(app, owner):
    """A new form, or a new field of one, belongs into forms.FORMS."""
    hostile = Hostile(owner)
    hostile.forms = set()
    rows = [row for row in table.rows() if row.rule != "/ui"]  # the forms of the catalogue lead nowhere
    for row in rows:
        response, _ = who_may(owner, row).ask(row)
        hostile.look(str(row), response)
    nobody = Requester.__new__(Requester)
    nobody.__dict__ |= owner.__dict__ | {"who": "nobody", "cookie": None}
    for row in rows:
        for spoiled in (False, True):
            nobody.begin()
            objects, _ = nobody.factory.get(row.needs)
            form = {} if spoiled else fields(row, objects, nobody.person)
            hostile.look(str(row), nobody.send(row.method, nobody.address(row, objects), form))
    known = {
        (method, rule, _kind(field)) for (method, rule), form in FORMS.items() for field in _names(owner, method, rule)
    }
    adapter = app.url_map.bind("localhost")
    unknown = set()
    for method, action, field in hostile.forms:
        try:
            rule, _ = adapter.match(action, method, return_rule=True)
        except (NotFound, MethodNotAllowed):
            raise AssertionError(f"a form leads to {method} {action!r}, where nothing is") from None
        if (method, rule.rule, _kind(field)) not in known | FILES:
            unknown.add((method, rule.rule, field))
    assert len(hostile.forms) > 30
    assert not unknown, f"not in forms.FORMS: {sorted(unknown)}"


def _kind(field) -> str:
    """Name a field without the number of the entry whose amount it is."""
    return field.rstrip("0123456789") if field.startswith("amount-") else field


def _names(owner, method, rule):
    row = table.row(method, rule)
    return fields(row, owner.factory.get(row.needs)[0], owner.person) | SWITCHES.get((method, rule), {})


def ticket(app, person, term) -> str:
    """Sign a search of a person, as the links of a page of results carry it."""
    with app.test_request_context():
        person.sign_in_token = "t"
        login_user(person)
        return tickets.write(term)


def test_a_hostile_question_goes_the_whole_way(app, owner):
    """Searched, opened, reviewed with more of the same, claimed, given feedback on: nothing breaks, all is text."""
    hostile = Hostile(owner)
    for name, payload in some(3, random.Random(seed())).items():
        if name != "10 MB":
            refill_buckets()
            whole_way(app, owner, hostile, payload)
            assert not hostile.errors, name + ":\n" + "\n".join(hostile.errors)


def whole_way(app, owner, hostile, payload):
    """Walk the journey with a payload wherever words are typed."""
    hostile.look("search", owner.send("GET", "/search", {"q": payload[:9000]}))
    typed = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else payload
    term = text.line(typed[:150], 1000)[:200] or "nothing was left"
    query = {"from": ticket(app, Person.get_by_id(owner.person.id), term)}
    assert owner.send("GET", "/articles/acute-myocardial-infarction", query).status_code == 200
    entry = Entry.select().where(Entry.person == owner.person.id).order_by(Entry.id.desc()).get()
    assert entry.search.term == term
    form = {
        "goal": "other",
        "goal_words": payload,
        "result": "change",
        "result_words": payload,
        "term": payload,
        "no_patient": "1",
    }
    added = owner.send("POST", f"/cme/review/{entry.id}", form)
    if added.status_code != 303:  # too long, or nothing left of it: a sentence says so
        hostile.look("review", added)
        assert added.status_code == 422
        form = {"goal": "treat", "result": "change"}
        assert owner.send("POST", f"/cme/review/{entry.id}", form).status_code in (303, 422)
    for page in PAGES:
        hostile.look(page, owner.send("GET", page))
    claimed = owner.send(
        "POST", "/cme/claims", {"key": f"key-{entry.id:020}", "type": "ama-pra-1", "entry": str(entry.id)}
    )
    if claimed.status_code != 303:
        return
    feedback = {"useful": payload, "balanced": payload, "words": payload}
    hostile.look("feedback", owner.send("POST", claimed.location, feedback))
    for page in (*PAGES, claimed.location.removesuffix("/feedback")):
        hostile.look(page, owner.send("GET", page))


@pytest.mark.full
def test_a_page_that_forgot_to_escape_would_be_seen(app_with, cast, clock):
    """Prove that the test can fail."""
    app = app_with()
    app.jinja_env.bytecode_cache, app.jinja_env.autoescape = None, False
    owner = Requester(app, cast, clock, "owner")
    hostile = Hostile(owner)
    hostile.spoil(table.row("POST", "/profile"), "name", "a script", MARKUP["a script"])
    assert hostile.errors
