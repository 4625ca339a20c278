"""Markdown to HTML that can be shown: raw HTML is cleaned, nothing is fetched, headings begin below the page's own."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TEXT = {"p", "br", "hr", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "a", "sup", "sub"}
_TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
_TAGS = _TEXT | _TABLE | {"h2", "h3", "h4", "h5", "h6", "div", "img"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "h2": {"id"},
    "h3": {"id"},
    "ol": {"start"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "th": {"scope", "class"},
    "td": {"class"},
    "img": {"src", "alt", "width", "height"},
}
_SCHEMES = {"http", "https", "mailto"}
_REFERENCE = re.compile(r'\{\{[<%]\s*(?:rel)?ref\s+"?([^\s"<>{}]{1,200})"?\s*[>%]\}\}')
_SHORTCODE = re.compile(r"\{\{[<%].{0,2000}?[>%]\}\}", re.DOTALL)
_SIMPLE = re.compile(r"<(/?)(sup|sub|br|strong|b|em|i|s|del)\b[^>]*>", re.IGNORECASE)
_SYNONYMS = {"b": "strong", "i": "em", "del": "s"}


# takes the address of an image and the line of its paragraph; returns the attributes of our own copy, or None
FindImage = Callable[[str, int], "dict[str, str] | None"]


def render(text: str, title: str = "", image: FindImage | None = None) -> str:
    """Return an article's Markdown as sanitized HTML; images become their descriptions.

    A first heading that only repeats the `title` is left out, since the page has it as its h1. `image` is called
    for each image of the Markdown and returns the attributes of our own copy, or None; images in raw HTML are
    dropped.
    """
    reader = _reader()
    tokens = reader.parse(_SHORTCODE.sub("", _REFERENCE.sub(r"\1", text)))
    for token in tokens:
        if token.type == "html_block":
            token.content = _clean_block(token.content)
        if token.children:
            line = (token.map or [0])[0] + 1
            token.children = _safe_links(
                [child for child in token.children if _embed(child, image, line) or _simplify(child)]
            )
    tokens = _without_repeated_headings(tokens, title)
    _lower_headings(tokens)
    _mark_headings(tokens)
    rendered = _mark_tables(reader.renderer.render(tokens, reader.options, {}))
    rendered = re.sub(r"<a [^>]*></a>", "", rendered)  # nothing to click on
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


@cache
def _reader() -> MarkdownIt:
    """Return the Markdown parser, built once: building it costs more than most texts do."""
    reader = MarkdownIt("commonmark", {"html": True, "linkify": False, "typographer": False})
    reader.enable(["table", "strikethrough"])
    # Our own check is stricter and keeps the words of a bad link. The parser's documented way is to replace its method.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


def clean(raw: str) -> str:
    """Return what can be shown of HTML from elsewhere: text, lists and tables."""
    return _mark_tables(_clean_block(raw))


def inline(cleaned: str) -> str:
    """Return cleaned HTML as one line: paragraphs become line breaks, and block elements are dropped."""
    line = re.sub(r"</(?:p|li|div|tr|h\d)>\s*(?=\S)", "<br>", cleaned)
    line = nh3.clean(line, tags={"strong", "em", "s", "sup", "sub", "code", "br"}, attributes={}).strip()
    return re.sub(r"(?:<br>\s*)+$", "", re.sub(r"(?:<br>\s*){2,}", "<br>", line))


def _clean_block(raw: str) -> str:
    """Return the text, lists and tables of raw HTML; its headings could skip levels, its ids collide with others."""
    raw = re.sub(r"<h[1-6]\b[^>]{0,500}>", "<p><strong>", raw, flags=re.IGNORECASE)
    raw = re.sub(r"</h[1-6]\s*>", "</strong></p>", raw, flags=re.IGNORECASE)
    return nh3.clean(
        raw,
        tags=_TEXT | _TABLE,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        clean_content_tags={"script", "style"},
        link_rel="noopener noreferrer",
    )


def _embed(child: Token, image: FindImage | None, line: int) -> bool:
    """Replace an image by our own copy; return False where there is none."""
    found = image(str(child.attrGet("src") or ""), line) if image and child.type == "image" else None
    if found:
        child.attrs = {"src": found["src"], "alt": "", "width": found["width"], "height": found["height"]}
    return bool(found)


def _simplify(child: Token) -> bool:
    """Turn an image into words and a raw tag into a plain one; return False for what is to be dropped."""
    if child.type == "image":
        child.type, child.tag = "text", ""
        child.content = f"[{child.content}]" if child.content else ""
    elif child.type == "html_inline":
        simple = _SIMPLE.fullmatch(child.content)
        if not simple:
            return False
        name = simple.group(2).lower()
        child.content = f"<{simple.group(1)}{_SYNONYMS.get(name, name)}>"
    return True


def _safe_links(children: list[Token]) -> list[Token]:
    """Keep links to the web, to a heading of this article and to other articles; leave the words of all others."""
    safe: list[Token] = []
    dropping = False
    for child in children:
        if child.type == "link_open":
            address = _address(str(child.attrGet("href") or ""))
            dropping = not address
            child.attrSet("href", address)
        if not (dropping and child.type in ("link_open", "link_close")):
            safe.append(child)
    return safe


def _address(href: str) -> str:
    if re.match(r"(https?://|mailto:)", href, re.IGNORECASE):
        return href
    if href.startswith("#"):
        return f"#s-{slug(href)}" if slug(href) else ""
    if href.startswith("/articles/"):
        return href
    found = re.fullmatch(r"(?!//)(?:[^?#:]*/)?([^/?#:]+)\.md(?:[?#].*)?", href)
    return f"/articles/{slug(found.group(1))}" if found and slug(found.group(1)) else ""


def _without_repeated_headings(tokens: list[Token], title: str) -> list[Token]:
    """Leave out headings without words, a repeated title, and a heading that its own section repeats."""
    result: list[Token] = []
    skip, last = 0, ("", _key(title))
    for at, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        if token.type == "heading_open":
            heading = _key(plain_inline(tokens[at + 1]))
            tag = token.tag if result else ""  # the title is repeated by a first heading of any level
            if not heading or (tag, heading) == last:
                skip = 2  # its words and its end
                continue
            last = (token.tag, heading)
        result.append(token)
    return result


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def plain_inline(token: Token) -> str:
    """Return the words of a line, without its marks."""
    return "".join(child.content for child in token.children or [] if child.type in ("text", "code_inline"))


def _lower_headings(tokens: Sequence[Token]) -> None:
    """Let headings begin at h2 and skip no level: the title of the page is its h1."""
    depths: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while depths and depths[-1] >= level:
                depths.pop()
            depths.append(level)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(len(depths) + 1, 6)}"


def _mark_headings(tokens: Sequence[Token]) -> None:
    """Give each heading an id of its own."""
    used: set[str] = set()
    numbers: dict[str, int] = {}
    for token, inline in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open":
            name = slug(plain_inline(inline)) or "section"
            anchor, number = f"s-{name}", numbers.get(name, 1)
            while anchor in used:
                number += 1
                anchor = f"s-{name}-{number}"
            numbers[name] = number
            used.add(anchor)
            token.attrSet("id", anchor)


def _mark_tables(rendered: str) -> str:
    """Let a wide table scroll by itself on a phone, and with the keyboard; mark the headings of columns."""
    pieces = rendered.split("<table>")
    for number in range(1, len(pieces)):
        region = f'<div class="scroll" tabindex="0" role="region" aria-label="Table {number}"><table>'
        pieces[number] = region + pieces[number].replace("</table>", "</table></div>")
    rendered = "".join(pieces)
    rendered = re.sub(r'<(t[hd]) style="text-align:(left|center|right)"', r'<\1 class="\2"', rendered)
    rendered = re.sub(r"<th[^>]*></th>", "<td></td>", rendered)
    return re.sub(r"<th(?=[ >])", '<th scope="col"', rendered)


def slug(text: str) -> str:
    """Return a text as a part of an address: lower case, dashes, at most 100 characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100].strip("-")


def plain(markup: str) -> str:
    """Return the words of HTML, for the search."""
    spaced = re.sub(r"</(?:p|li|h\d|t[dh]|tr|div|blockquote|pre)>|<br>", " \n", markup)
    return re.sub(r"[ \t]+", " ", html.unescape(nh3.clean(spaced, tags=set())))
