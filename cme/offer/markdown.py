"""Markdown to HTML that can be shown: no raw HTML, nothing fetched, headings below the page's own."""

from __future__ import annotations

import html
import re

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "code", "pre",
    "blockquote", "table", "thead", "tbody", "tr", "th", "td", "a", "sup", "sub", "div",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "h2": {"id"}, "h3": {"id"}, "ol": {"start"},
               "div": {"class", "tabindex", "role", "aria-label"}, "th": {"scope", "class"}, "td": {"class"}}  # fmt: skip
_SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}", re.DOTALL)


def render(text: str) -> str:
    """Turn an article's Markdown into sanitized HTML; images become their descriptions."""
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    reader.enable(["table", "strikethrough"])
    tokens = reader.parse(_SHORTCODE.sub("", text))
    _lower_headings(tokens)
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                child.type, child.tag, child.content = "text", "", f"[{child.content}]" if child.content else ""
    _mark_headings(tokens)
    made = reader.renderer.render(tokens, reader.options, {})
    # a wide table scrolls by itself on a phone, and with the keyboard
    made = made.replace("<table>", '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>')
    made = made.replace("</table>", "</table></div>")
    made = re.sub(r'<(t[hd]) style="text-align:(left|center|right)"', r'<\1 class="\2"', made)
    made = made.replace("<th", '<th scope="col"').replace('<th scope="col"ead', "<thead")
    return nh3.clean(
        made, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer", strip_comments=True,
    )  # fmt: skip


def _lower_headings(tokens) -> None:
    """Let the first level be h2 and skip none: the title of the page is its h1."""
    levels = [int(t.tag[1]) for t in tokens if t.type == "heading_open"]
    if not levels:
        return
    depths: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while depths and depths[-1] >= level:
                depths.pop()
            depths.append(level)
            token.tag = f"h{min(len(depths) + 1, 6)}"
        elif token.type == "heading_close":
            token.tag = f"h{min(len(depths) + 1, 6)}"


def _mark_headings(tokens) -> None:
    seen: dict[str, int] = {}
    for token, inline in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open":
            name = slug(inline.content) or "section"
            seen[name] = seen.get(name, 0) + 1
            token.attrSet("id", f"s-{name}" if seen[name] == 1 else f"s-{name}-{seen[name]}")


def slug(text: str) -> str:
    """Write a text as a part of an address: lower case, dashes, at most 100 characters."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100].strip("-")


def plain(made: str) -> str:
    """Take the words out of HTML, for the search."""
    spaced = re.sub(r"</(?:p|li|h\d|t[dh]|tr|div|blockquote|pre)>|<br>", " \n", made)
    return re.sub(r"[ \t]+", " ", html.unescape(nh3.clean(spaced, tags=set())))
