"""What a browser complains of: errors on its console, breaches of the content policy, answers of 500."""

from __future__ import annotations

POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
  complain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""


class Watch:
    """Collects the complaints of one window; `expect` are words of those that a test brings about."""

    def __init__(self, context, url, js=True, expect=()):
        self.complaints, self.url, self.expect = [], url, expect
        context.on("console", lambda said: self._console(said))
        context.on("weberror", lambda said: self._add(f"script: {said.error}"))
        context.on("response", lambda answer: self._answer(answer))
        context.on("request", lambda asked: self._request(asked))
        if js:
            context.expose_binding("complain", lambda source, text: self._add(text))
            context.add_init_script(POLICY)

    def silent(self) -> None:
        """Fail where there were complaints; they are told once."""
        told, self.complaints = self.complaints, []
        assert not told, "the browser complained:\n" + "\n".join(told)

    def _add(self, text):
        if not any(words in text for words in self.expect):
            self.complaints.append(text)

    def _console(self, said):
        # a form that comes back with its errors is a 422: Chromium calls every 4xx an error
        if said.type in ("error", "warning") and "status of 422" not in said.text:
            self._add(f"console: {said.text} ({said.location.get('url')})")

    def _answer(self, answer):
        if answer.status >= 500:
            self._add(f"{answer.status}: {answer.request.method} {answer.url}")

    def _request(self, asked):
        if not asked.url.startswith((self.url, "blob:", "data:")):
            self._add(f"asked another house: {asked.url}")
