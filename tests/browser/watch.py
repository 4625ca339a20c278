"""The errors of a browser: on its console, of the content policy, responses of 500."""

from __future__ import annotations

import contextlib

from playwright.sync_api import Error

POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
  report(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""
# Returns after the events that the page has queued by now, such as a violation of the policy.
AFTER_QUEUED_EVENTS = """() => new Promise((done) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = done;
  channel.port2.postMessage(0);
})"""


class Watch:
    """Collects the errors of a window, except those with words of `expect`, which a test causes."""

    def __init__(self, context, url, js=True, expect=()):
        self.errors, self.url, self.js, self.expect = [], url, js, expect
        context.on("console", lambda message: self._console(message))
        context.on("weberror", lambda message: self._add(f"script: {message.error}"))
        context.on("response", lambda response: self._response(response))
        context.on("request", lambda request: self._request(request))
        if js:
            context.expose_binding("report", lambda source, text: self._add(text))
            context.add_init_script(POLICY)

    def read(self, page) -> list[str]:
        """Return the errors since the last call, including those that the page has queued."""
        with contextlib.suppress(Error):  # the page is closed, or just being left
            page.evaluate(AFTER_QUEUED_EVENTS if self.js else "0")
        errors, self.errors = self.errors, []
        return errors

    def _add(self, text):
        if not any(words in text for words in self.expect):
            self.errors.append(text)

    def _console(self, message):
        # a form with errors is a 422, and Chromium calls every 4xx an error
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            self._add(f"console: {message.text} ({message.location.get('url')})")

    def _response(self, response):
        if response.status >= 500:
            self._add(f"{response.status}: {response.request.method} {response.url}")

    def _request(self, request):
        if not request.url.startswith((self.url, "blob:", "data:")):
            self._add(f"a request to another host: {request.url}")
