"""A client that behaves like a browser and inspects every page that it is shown."""

from __future__ import annotations

import re
from html import unescape
from itertools import chain

from lxml import etree, html

from tests.cast import PASSWORD

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


CONTROLS = ("input", "select", "textarea")
UNSEEN = ("hidden", "submit", "button")  # types of inputs that need no label
REFERENCES = ("aria-describedby", "aria-controls", "aria-labelledby")


def inspect(page: str) -> None:
    """Assert that a whole page has what every page must have, and nothing that none may."""
    root = html.document_fromstring(page)
    ids = [element.get("id") for element in root.iter(etree.Element) if "id" in element.attrib]
    headings, title = sum(1 for _ in root.iter("h1")), root.findtext(".//title") or ""
    assert headings == 1, f"{headings} h1 on a page"
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(each for each in set(ids) if ids.count(each) > 1)}"
    assert title.strip(), "no title"
    problems = [problem for element in root.iter(etree.Element) for problem in _problems(element)]
    assert not problems, problems
    unlabelled = _unlabelled(root)
    assert not unlabelled, f"controls without a label: {unlabelled}"
    referred = [each.get(name).split() for name in REFERENCES for each in root.iterfind(f".//*[@{name}]")]
    missing = set(chain.from_iterable(referred)) - set(ids) - {"dialog-title"}  # the pop-up brings its own
    assert not missing, f"aria names ids that are not there: {missing}"


def _problems(element):
    """Describe what no element may have: scripts and styles in the page, and images without a text."""
    if element.tag == "script" and "src" not in element.attrib or element.tag == "style":
        yield f"inline <{element.tag}>"
    if element.tag == "img" and "alt" not in element.attrib:
        yield "an image without alt"
    for name, value in element.attrib.items():
        if name.startswith("on") or name == "style" or name.startswith("hx-on"):
            yield f"attribute {name}"
        if name == "hx-trigger" and "[" in value:
            yield "a filter in hx-trigger"
        if name != "value" and value.strip().lower().startswith("javascript:"):
            yield "a javascript: address"


def _unlabelled(root) -> list:
    """List the ids of controls without a label or a naming attribute."""
    labels = list(root.iter("label"))
    named = {label.get("for") for label in labels if "for" in label.attrib}
    within = {control for label in labels for control in label.iter(*CONTROLS)}
    return [
        control.get("id")
        for control in root.iter(*CONTROLS)
        if control.get("type") not in UNSEEN
        and control not in within
        and control.get("id") not in named
        and "aria-label" not in control.attrib
        and "aria-labelledby" not in control.attrib
    ]


def one_line_tags(page: str) -> str:
    """Write every tag on one line with single spaces, so that a test may look for two attributes side by side."""
    return re.sub(r'<[a-z](?:"[^"]*"|[^"<>])*>', _one_line, page)


def _one_line(tag: re.Match) -> str:
    return re.sub(r'("[^"]*")|\s+', lambda part: part[1] or " ", tag[0]) if "\n" in tag[0] else tag[0]


class Visitor:
    """A browser without scripts: follows redirects, sends forms, inspects pages."""

    def __init__(self, app):
        self.app, self.client = app, app.test_client()
        self.page = ""
        self.status = 0
        self.address = ""

    def _request(self, method, path, **kwargs):
        # In the test's own context Flask would keep in `g` who was signed in, from one request to the next.
        with self.app.app_context():
            return getattr(self.client, method)(path, **kwargs)

    def _receive(self, answer, follow, fragment=False):
        hops = 0
        while follow and answer.status_code in (301, 302, 303, 307, 308):
            hops += 1
            assert hops < 8, "redirects in a circle"
            answer = self._request("get", answer.location, headers={"Accept-Encoding": ""})
        self.answer, self.status, self.address = answer, answer.status_code, answer.request.full_path.rstrip("?")
        assert "Content-Security-Policy" in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        self.page = answer.get_data(as_text=True) if answer.mimetype in ("text/html", "application/json") else ""
        if answer.mimetype == "text/html":
            self.page = one_line_tags(self.page)
        if answer.mimetype == "text/html" and self.page and not fragment and answer.status_code not in (301, 302, 303):
            inspect(self.page)
        return self

    def get(self, path, follow=True, **headers):
        """Request a page and follow redirects."""
        return self._receive(self._request("get", path, headers=headers), follow)

    def post(self, path, data=None, follow=True, headers=None, **fields):
        """Send a form as our own page does."""
        sent = data if data is not None else fields
        answer = self._request("post", path, data=sent, headers={**SAME_SITE, **(headers or {})})
        return self._receive(answer, follow)

    def htmx(self, method, path, current="http://localhost/", **fields):
        """Request a fragment as htmx does."""
        headers = {**SAME_SITE, **HTMX, "HX-Current-URL": current}
        answer = self._request(method, path, headers=headers, **({"data": fields} if fields else {}))
        return self._receive(answer, False, True)

    def sign_in(self, person):
        """Sign in past the form, whose argon2 would cost more than most tests; `sign_in_by_form` has tests of its own."""
        from flask import session

        from cme.people import sessions

        with self.app.app_context(), self.app.test_request_context("/"):
            assert sessions.begin(person), "the account is locked"
            values = dict(session)
        with self.client.session_transaction() as client_session:
            client_session.clear()
            client_session.update(values)
        return self

    def sign_in_by_form(self, person, password=PASSWORD):
        """Sign in with the form."""
        self.post("/sign-in", email=person.email, password=password)
        assert self.status == 200, self.text
        return self

    @property
    def text(self) -> str:
        """The text of the page, without tags."""
        plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", self.page, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())

    def has(self, *words) -> bool:
        """Assert that the page has all of these texts."""
        missing = [word for word in words if word not in self.text]
        assert not missing, f"not on the page: {missing}\n{self.text[:3000]}"
        return True

    def hasnt(self, *words) -> bool:
        """Assert that the page has none of these texts."""
        found = [word for word in words if word in self.text]
        assert not found, f"on the page: {found}"
        return True

    def field(self, name) -> str:
        """Return the value of a hidden or text field."""
        found = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*value="([^"]*)"', self.page)
        assert found, f"no field {name}"
        return found.group(1)

    def links(self, pattern) -> list[str]:
        """List the links on the page that match a pattern."""
        return [unescape(each) for each in re.findall(rf'href="({pattern})"', self.page)]
