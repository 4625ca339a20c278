"""A client that behaves like a browser and inspects every page that it is shown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.cast import PASSWORD

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class _Reader(HTMLParser):
    """Collects what every page must have, and what none may."""

    VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.ids, self.h1, self.labelled, self.controls, self.faults = [], 0, set(), [], []
        self.title, self._in_title, self._label_depth, self.references = "", False, 0, []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if "id" in said:
            self.ids.append(said["id"])
        self.h1 += tag == "h1"
        self._in_title = tag == "title"
        if tag == "label":
            self._label_depth += 1
            self.labelled.add(said.get("for"))
        if tag in ("input", "select", "textarea") and said.get("type") not in ("hidden", "submit", "button"):
            named = "aria-label" in said or "aria-labelledby" in said or self._label_depth
            self.controls.append((said.get("id"), named))
        if tag == "script" and "src" not in said or tag == "style":
            self.faults.append(f"inline <{tag}>")
        if tag == "img" and "alt" not in said:
            self.faults.append("an image without alt")
        for name, value in attrs:
            if name.startswith("on") or name == "style" or name.startswith("hx-on"):
                self.faults.append(f"attribute {name}")
            if name == "hx-trigger" and "[" in (value or ""):
                self.faults.append("a filter in hx-trigger")
            if name in ("aria-describedby", "aria-controls", "aria-labelledby") and value:
                self.references += value.split()
            if name != "value" and value and value.strip().lower().startswith("javascript:"):
                self.faults.append("a javascript: address")

    def handle_endtag(self, tag):
        self._in_title = False
        if tag == "label":
            self._label_depth -= 1

    def handle_data(self, data):
        if self._in_title:
            self.title += data


def inspect(html: str) -> _Reader:
    """Hold a whole page against what every page must have."""
    page = _Reader()
    page.feed(html)
    doubles = {each for each in page.ids if page.ids.count(each) > 1}
    assert page.h1 == 1, f"{page.h1} h1 on a page"
    assert not doubles, f"ids twice: {doubles}"
    assert page.title.strip(), "no title"
    assert not page.faults, page.faults
    unlabelled = [each for each, named in page.controls if not named and each not in page.labelled]
    assert not unlabelled, f"controls without a label: {unlabelled}"
    missing = set(page.references) - set(page.ids) - {"dialog-title"}  # the pop-up brings its own
    assert not missing, f"aria names ids that are not there: {missing}"
    return page


class Visitor:
    """A browser without scripts: follows redirects when told, sends what forms hold, inspects pages."""

    def __init__(self, app):
        self.app, self.client = app, app.test_client()
        self.page = ""
        self.status = 0
        self.address = ""

    def _ask(self, method, path, **said):
        # In the test's own context Flask would keep in `g` who was signed in, from one request to the next.
        with self.app.app_context():
            return getattr(self.client, method)(path, **said)

    def _took(self, answer, follow, fragment=False):
        hops = 0
        while follow and answer.status_code in (301, 302, 303, 307, 308):
            hops += 1
            assert hops < 8, "redirects in a circle"
            answer = self._ask("get", answer.location, headers={"Accept-Encoding": ""})
        self.answer, self.status, self.address = answer, answer.status_code, answer.request.full_path.rstrip("?")
        assert "Content-Security-Policy" in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        self.page = answer.get_data(as_text=True) if answer.mimetype in ("text/html", "application/json") else ""
        if answer.mimetype == "text/html" and self.page and not fragment and answer.status_code not in (301, 302, 303):
            inspect(self.page)
        return self

    def get(self, path, follow=True, **headers):
        """Open an address."""
        return self._took(self._ask("get", path, headers=headers), follow)

    def post(self, path, data=None, follow=True, headers=None, **fields):
        """Send a form, the way our own page does."""
        sent = data if data is not None else fields
        answer = self._ask("post", path, data=sent, headers={**SAME_SITE, **(headers or {})})
        return self._took(answer, follow)

    def htmx(self, method, path, current="http://localhost/", **fields):
        """Ask for a fragment, the way htmx does."""
        headers = {**SAME_SITE, **HTMX, "HX-Current-URL": current}
        answer = self._ask(method, path, headers=headers, **({"data": fields} if fields else {}))
        return self._took(answer, False, True)

    def sign_in(self, person):
        """Sign in past the form, whose argon2 would cost more than most tests; `sign_in_by_form` has tests of its own."""
        from flask import session

        from cme.people import sessions

        with self.app.app_context(), self.app.test_request_context("/"):
            assert sessions.begin(person), "the account is locked"
            said = dict(session)
        with self.client.session_transaction() as kept:
            kept.clear()
            kept.update(said)
        return self

    def sign_in_by_form(self, person, password=PASSWORD):
        """Sign in as people do."""
        self.post("/sign-in", email=person.email, password=password)
        assert self.status == 200, self.text
        return self

    @property
    def text(self) -> str:
        """The words of the page, tags aside."""
        import html

        plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", self.page, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())

    def has(self, *words) -> bool:
        """Whether the page says all of these."""
        missing = [word for word in words if word not in self.text]
        assert not missing, f"not on the page: {missing}\n{self.text[:3000]}"
        return True

    def hasnt(self, *words) -> bool:
        """Whether the page says none of these."""
        found = [word for word in words if word in self.text]
        assert not found, f"on the page: {found}"
        return True

    def field(self, name) -> str:
        """The value of a hidden or text field."""
        found = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*value="([^"]*)"', self.page)
        assert found, f"no field {name}"
        return found.group(1)

    def links(self, pattern) -> list[str]:
        """The addresses on the page that match."""
        import html

        return [html.unescape(each) for each in re.findall(rf'href="({pattern})"', self.page)]
