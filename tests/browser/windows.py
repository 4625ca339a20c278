"""Browser windows, which are reused: a new one takes a third of a second."""

from __future__ import annotations

from playwright.sync_api import Error

from tests.browser.watch import Watch

# Stops everything in the page, which is quicker than opening an empty one. A request that is aborted here fails a
# moment later, when the next test may watch: its error is suppressed.
END = """() => {
  window.addEventListener("htmx:error", (event) => event.stopImmediatePropagation(), true);
  console.error = () => {};
  window.stop();
  for (let timer = setTimeout(() => {}); timer > 0; timer--) { clearTimeout(timer); clearInterval(timer); }
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
}"""
TIMEOUT = 20_000  # milliseconds, on a busy machine


class Window:
    """A window in a browser context of its own."""

    def __init__(self, chromium, running_app, js: bool, **options):
        self.running_app, self.js = running_app, js
        self.context = chromium.new_context(
            base_url=running_app.url, java_script_enabled=js, locale="en-US", timezone_id="America/New_York", **options
        )
        self.context.set_default_timeout(TIMEOUT)
        self.watch = Watch(self.context, running_app.url, js)
        self.page = self.context.new_page()
        self.page.watch = self.watch

    def set(self, email, width, height, theme, reduced_motion, expect) -> None:
        """Set it up for a test."""
        self.watch.expect = expect
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(media="null", color_scheme=theme, reduced_motion=reduced_motion, forced_colors="none")
        if email is not None:
            self.sign_in(email)

    def sign_in(self, email: str) -> None:
        """Sign in without the form, which has tests of its own."""
        cookie = self.running_app.session_cookie(email, self.page.evaluate("navigator.userAgent"))
        self.context.add_cookies([{"name": "session", "value": cookie, "url": self.running_app.url}])

    def clear(self) -> bool:
        """Reset what a test did: the page, other pages, cookies, storage, routes; return whether that was possible.

        It is not when a test closed the page, or it is just being left.
        """
        try:
            for other in self.context.pages:
                if other is not self.page:
                    other.close()
            self.context.set_offline(False)
            self.page.unroute_all()
            self.page.mouse.move(0, 0)
            if self.js:
                self.page.evaluate(END)
            else:
                self.page.goto("/help")
            self.context.clear_cookies()
        except Error:
            return False
        self.watch.read(self.page)  # errors of what was aborted
        return True


class Windows:
    """Opens windows for tests, and reuses those that a test left in order."""

    def __init__(self, chromium, running_app):
        self.chromium, self.running_app = chromium, running_app
        self._idle: dict[bool, list[Window]] = {True: [], False: []}
        self._used: list[tuple[Window, bool | None]] = []

    def open(
        self,
        person=None,
        *,
        js=True,
        width=1280,
        height=900,
        theme="light",
        reduced_motion="no-preference",
        expect=(),
        own_clock=False,
        **options,
    ):
        """Open a window, signed in as a person if one is given (anything with an `email`); return its page.

        With options of the browser it is a new window, which is not reused; so it is with `own_clock`, where the
        timers of its pages follow `page.clock`, which the test moves forward.
        """
        reusable = not options and not own_clock
        idle = self._idle[js] if reusable else []
        window = idle.pop() if idle else Window(self.chromium, self.running_app, js, **options)
        self._used.append((window, js if reusable else None))
        if own_clock:
            window.page.clock.install()
        window.set(person and person.email, width, height, theme, reduced_motion, expect)
        return window.page

    def end_test(self, passed: bool) -> None:
        """Take back the windows of a test and assert that no errors occurred; after a failure reuse none."""
        used, self._used = self._used, []
        errors = [each for window, _ in used for each in window.watch.read(window.page)]
        for window, js in used:
            if passed and not errors and js is not None and window.clear():
                self._idle[js].append(window)
            else:
                window.context.close()
        assert not errors, "errors in the browser:\n" + "\n".join(errors)

    def close(self) -> None:
        """Close the idle windows."""
        for window in (*self._idle[True], *self._idle[False]):
            window.context.close()
