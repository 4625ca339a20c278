"""The errors that the tests' client finds on a page."""

from __future__ import annotations

import pytest

from tests.client import inspect

PAGE = "<!doctype html><html lang=en><title>A page</title><body><h1 id=top>A page</h1>{}</body></html>"


@pytest.mark.parametrize(
    "part",
    [
        '<label>Name <input name="a"></label>',
        '<label for="b">Name</label><select id="b"></select>',
        '<textarea aria-label="Words"><script>1</script></textarea>',
        '<input type="hidden" name="c">',
        '<p aria-describedby="top dialog-title">',
        '<script src="/static/cme.js"></script>',
        '<img src="a.png" alt="">',
        '<input aria-labelledby="top" value="javascript:1">',
        '<div hx-trigger="input changed delay:300ms">',
    ],
)
def test_a_page_as_it_should_be_passes(part):
    inspect(PAGE.format(part))


@pytest.mark.parametrize(
    ("part", "error"),
    [
        ("<h1>Another</h1>", "2 h1"),
        ("<p id=a><p id=a>", "ids twice: ['a']"),
        ("<script>1</script>", "inline <script>"),
        ("<style>a{}</style>", "inline <style>"),
        ("<img src=a.png>", "without alt"),
        ("<p onclick='1'>", "attribute onclick"),
        ("<p style='color:red'>", "attribute style"),
        ("<p hx-on:click='1'>", "attribute hx-on:click"),
        ("<p hx-trigger='click[1]'>", "a filter in hx-trigger"),
        ("<a href=' JavaScript:1'>a</a>", "a javascript: address"),
        ("<input name=a>", "controls without a label"),
        ("<label>Name</label><textarea></textarea>", "controls without a label"),
        ("<label for=b>Name</label><input id=c>", "controls without a label: ['c']"),
        ("<p aria-controls='top gone'>", "names ids that are not there: {'gone'}"),
        ("<svg><script>1</script></svg>", "inline <script>"),
    ],
)
def test_what_no_page_may_have_is_found(part, error):
    with pytest.raises(AssertionError) as found:
        inspect(PAGE.format(part))
    assert error in str(found.value)


def test_a_page_needs_a_title():
    with pytest.raises(AssertionError, match="no title"):
        inspect(PAGE.replace("A page", " ", 1).format(""))
