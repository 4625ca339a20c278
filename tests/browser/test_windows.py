"""Windows that tests share: nothing of one test reaches the next."""

from __future__ import annotations

from tests.browser.windows import END


def test_a_request_that_is_aborted_is_no_error_of_the_next_test(visitor):
    page = visitor()
    page.goto("/help")
    page.route("**/healthz", lambda route: None)  # no answer comes
    with page.expect_request("**/healthz"):
        page.evaluate(
            "() => { window.failed = new Promise((done) => addEventListener('htmx:error', done, true)); "
            "htmx.ajax('GET', '/healthz', {target: 'main'}); }"
        )
    page.evaluate(END)
    page.evaluate("() => window.failed")
    assert page.watch.read(page) == []
