"""Browser windows: opened, signed in, watched, and used again, for a new one costs a third of a second."""

from __future__ import annotations

from playwright.sync_api import Error

from tests.browser.watch import Watch

# Nothing goes on in the page; to leave it for an empty one would cost as much as a page does. A request that is
# broken off here fails a moment later, when the next test may watch: its complaint is not let out.
END = """() => {
  window.addEventListener("htmx:error", (event) => event.stopImmediatePropagation(), true);
  console.error = () => {};
  window.stop();
  for (let timer = setTimeout(() => {}); timer > 0; timer--) { clearTimeout(timer); clearInterval(timer); }
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
}"""
TIMEOUT = 20_000  # milliseconds, on a machine that does other things too


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
        """Make it what a test wants, whatever it was before."""
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
        """Forget what a test did here: the page, other pages, cookies, what was stored, answers that were played.

        False when that cannot be done: a test closed the page, or it is on its way to another.
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
        self.watch.read(self.page)  # of what was broken off
        return True


class Windows:
    """Opens windows for tests, and keeps those that a test left in order for the next."""

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
        """Open a window, signed in as a person where one is given (anything with an `email`); gives its page.

        With options of the browser's own it is a new one, which no other test is given; so it is with `own_clock`:
        its pages then live by `page.clock`, which a test moves on.
        """
        again = not options and not own_clock
        idle = self._idle[js] if again else []
        window = idle.pop() if idle else Window(self.chromium, self.running_app, js, **options)
        self._used.append((window, js if again else None))
        if own_clock:
            window.page.clock.install()
        window.set(person and person.email, width, height, theme, reduced_motion, expect)
        return window.page

    def end_test(self, passed: bool) -> None:
        """Take back the windows of a test; they must not have complained. After a failure none is used again."""
        used, self._used = self._used, []
        complaints = [each for window, _ in used for each in window.watch.read(window.page)]
        for window, js in used:
            if passed and not complaints and js is not None and window.clear():
                self._idle[js].append(window)
            else:
                window.context.close()
        assert not complaints, "the browser complained:\n" + "\n".join(complaints)

    def close(self) -> None:
        """Close those that wait."""
        for window in (*self._idle[True], *self._idle[False]):
            window.context.close()
