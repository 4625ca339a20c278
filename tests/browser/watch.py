"""What a browser complains of: errors on its console, breaches of the content policy, answers of 500."""

from __future__ import annotations

import contextlib

from playwright.sync_api import Error

POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
  complain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""
# Comes back after what the page has in line by now, a breach of the policy for one.
IN_LINE = """() => new Promise((done) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = done;
  channel.port2.postMessage(0);
})"""


class Watch:
    """Collects the complaints of one window; `expect` are words of those that a test brings about."""

    def __init__(self, context, url, js=True, expect=()):
        self.complaints, self.url, self.js, self.expect = [], url, js, expect
        context.on("console", lambda message: self._console(message))
        context.on("weberror", lambda message: self._add(f"script: {message.error}"))
        context.on("response", lambda response: self._response(response))
        context.on("request", lambda request: self._request(request))
        if js:
            context.expose_binding("complain", lambda source, text: self._add(text))
            context.add_init_script(POLICY)

    def read(self, page) -> list[str]:
        """List the complaints since the last time, those too that are still on their way from the page."""
        with contextlib.suppress(Error):  # the page is closed, or goes to another just now
            page.evaluate(IN_LINE if self.js else "0")
        complaints, self.complaints = self.complaints, []
        return complaints

    def _add(self, text):
        if not any(words in text for words in self.expect):
            self.complaints.append(text)

    def _console(self, message):
        # a form that comes back with its errors is a 422: Chromium calls every 4xx an error
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            self._add(f"console: {message.text} ({message.location.get('url')})")

    def _response(self, response):
        if response.status >= 500:
            self._add(f"{response.status}: {response.request.method} {response.url}")

    def _request(self, request):
        if not request.url.startswith((self.url, "blob:", "data:")):
            self._add(f"a request to another host: {request.url}")
