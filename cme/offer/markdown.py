"""Markdown to HTML that can be shown: what is raw is cleaned, nothing is fetched, headings stand below the page's own."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

import nh3
from markdown_it import MarkdownIt

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
_SAME = {"b": "strong", "i": "em", "del": "s"}


def render(text: str, title: str = "", image=None) -> str:
    """Turn an article's Markdown into sanitized HTML; images become their descriptions.

    A first heading that only says the `title` again is left out, since the page has it as its h1. `image` is asked
    for each image by its address and the line of its paragraph, and gives the attributes of ours in its place, or
    None; raw HTML never brings one.
    """
    reader = _reader()
    tokens = reader.parse(_SHORTCODE.sub("", _REFERENCE.sub(r"\1", text)))
    for token in tokens:
        if token.type == "html_block":
            token.content = _clean_block(token.content)
        if token.children:
            line = (token.map or [0])[0] + 1
            token.children = _good_links(
                [child for child in token.children if _ours(child, image, line) or _settle(child)]
            )
    tokens = _needed_headings(tokens, title)
    _lower_headings(tokens)
    _mark_headings(tokens)
    made = _mark_tables(reader.renderer.render(tokens, reader.options, {}))
    made = re.sub(r"<a [^>]*></a>", "", made)  # nothing to click on
    return nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


@cache
def _reader() -> MarkdownIt:
    """Make the reader of Markdown once: it costs more than most texts do."""
    reader = MarkdownIt("commonmark", {"html": True, "linkify": False, "typographer": False})
    reader.enable(["table", "strikethrough"])
    reader.validateLink = lambda address: True  # ours is stricter, and leaves the words of a bad link without its marks
    return reader


def clean(raw: str) -> str:
    """Keep what can be shown of HTML that somebody else wrote: text, lists and tables."""
    return _mark_tables(_clean_block(raw))


def inline(made: str) -> str:
    """Make one line of cleaned HTML: its paragraphs become line breaks, what is no text of a line goes."""
    made = re.sub(r"</(?:p|li|div|tr|h\d)>\s*(?=\S)", "<br>", made)
    made = nh3.clean(made, tags={"strong", "em", "s", "sup", "sub", "code", "br"}, attributes={}).strip()
    return re.sub(r"(?:<br>\s*)+$", "", re.sub(r"(?:<br>\s*){2,}", "<br>", made))


def _clean_block(raw: str) -> str:
    """Keep what is text, list or table of raw HTML; its headings would skip levels, its ids meet others."""
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


def _ours(child, image, line: int) -> bool:
    """Put an image of ours in the place of one; False where there is none, or it says nothing of what it shows."""
    found = image(str(child.attrGet("src") or ""), line) if image and child.type == "image" else None
    if found:
        child.attrs = {"src": found["src"], "alt": "", "width": found["width"], "height": found["height"]}
    return bool(found)


def _settle(child) -> bool:
    """Turn an image into words and a raw tag into a plain one; False for what is to go."""
    if child.type == "image":
        child.type, child.tag = "text", ""
        child.content = f"[{child.content}]" if child.content else ""
    elif child.type == "html_inline":
        simple = _SIMPLE.fullmatch(child.content)
        if not simple:
            return False
        name = simple.group(2).lower()
        child.content = f"<{simple.group(1)}{_SAME.get(name, name)}>"
    return True


def _good_links(children) -> list:
    """Let links lead to the web, to a heading of this article or to another article, and nowhere else."""
    kept, dropping = [], False
    for child in children:
        if child.type == "link_open":
            address = _address(str(child.attrGet("href") or ""))
            dropping = not address
            child.attrSet("href", address)
        if not (dropping and child.type in ("link_open", "link_close")):
            kept.append(child)
    return kept


def _address(href: str) -> str:
    if re.match(r"(https?://|mailto:)", href, re.IGNORECASE):
        return href
    if href.startswith("#"):
        return f"#s-{slug(href)}" if slug(href) else ""
    if href.startswith("/articles/"):
        return href
    found = re.fullmatch(r"(?!//)(?:[^?#:]*/)?([^/?#:]+)\.md(?:[?#].*)?", href)
    return f"/articles/{slug(found.group(1))}" if found and slug(found.group(1)) else ""


def _needed_headings(tokens, title: str) -> list:
    """Leave out headings without words, the title said again, and a heading that its own section repeats."""
    kept, skip, last = [], 0, _key(title)
    for at, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        if token.type == "heading_open":
            said = _key(plain_inline(tokens[at + 1]))
            first = not kept and said == last
            if not said or first or (kept and (token.tag, said) == last):
                skip = 2  # its words and its end
                continue
            last = (token.tag, said)
        kept.append(token)
    return kept


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def plain_inline(token) -> str:
    """Tell the words of a line, without its marks."""
    return "".join(child.content for child in token.children or [] if child.type in ("text", "code_inline"))


def _lower_headings(tokens) -> None:
    """Let the first level be h2 and skip none: the title of the page is its h1."""
    depths: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while depths and depths[-1] >= level:
                depths.pop()
            depths.append(level)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(len(depths) + 1, 6)}"


def _mark_headings(tokens) -> None:
    taken, seen = set(), {}
    for token, inline in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open":
            name = slug(plain_inline(inline)) or "section"
            made, number = f"s-{name}", seen.get(name, 1)
            while made in taken:
                number += 1
                made = f"s-{name}-{number}"
            seen[name] = number
            taken.add(made)
            token.attrSet("id", made)


def _mark_tables(made: str) -> str:
    """Let a wide table scroll by itself on a phone, and with the keyboard; name what heads a column."""
    pieces = made.split("<table>")
    for number in range(1, len(pieces)):
        region = f'<div class="scroll" tabindex="0" role="region" aria-label="Table {number}"><table>'
        pieces[number] = region + pieces[number].replace("</table>", "</table></div>")
    made = "".join(pieces)
    made = re.sub(r'<(t[hd]) style="text-align:(left|center|right)"', r'<\1 class="\2"', made)
    made = re.sub(r"<th[^>]*></th>", "<td></td>", made)
    return re.sub(r"<th(?=[ >])", '<th scope="col"', made)


def slug(text: str) -> str:
    """Write a text as a part of an address: lower case, dashes, at most 100 characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100].strip("-")


def plain(made: str) -> str:
    """Take the words out of HTML, for the search."""
    spaced = re.sub(r"</(?:p|li|h\d|t[dh]|tr|div|blockquote|pre)>|<br>", " \n", made)
    return re.sub(r"[ \t]+", " ", html.unescape(nh3.clean(spaced, tags=set())))
