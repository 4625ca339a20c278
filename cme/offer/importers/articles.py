"""Articles from a folder of Markdown with Hugo's front matter."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from cme.base import clock, provider, text
from cme.offer import markdown, records
from cme.offer.importers import Report
from cme.offer.importers.front_matter import Fault, as_date, as_list, line_of, split

LARGEST = 2_000_000


def import_folder(folder: Path, *, eligible_from_date: bool = False, progress=None) -> Report:
    """Import every *.md below a folder; a file's fault refuses that file alone.

    `eligible_from_date` lets `params.cme` count from the article's own date (for demo content with a
    history) rather than from today. `progress` is called with each line of the report.
    """
    report, seen = Report(), {}
    for path in sorted(folder.rglob("*.md")):
        name = str(path.relative_to(folder))
        if path.name == "_index.md" or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        try:
            article = read_file(path)
            if article["slug"] in seen:
                line = line_of(article["source"], "slug")
                raise Fault(line, f"the slug {article['slug']} is already that of {seen[article['slug']]}")
            fresh = take(article, eligible_from_date)
        except Fault as fault:
            report.refused += 1
            line = f"refused    {name}: {fault}"
        else:
            seen[article["slug"]] = name
            if fresh:
                report.imported += 1
            else:
                report.unchanged += 1
            eligible = ", eligible" if article["cme"] else ""
            line = f"{'imported ' if fresh else 'unchanged'}  {name}: {article['title']}{eligible}"
        report.lines.append(line)
        if progress:
            progress(line)
    return report


def read_file(path: Path) -> dict:
    """Read one file into what an article is; Fault names the line of what is wrong."""
    if path.is_symlink():
        raise Fault(1, "links are not followed")
    if path.stat().st_size > LARGEST:
        raise Fault(1, f"the file is larger than {LARGEST:,} bytes")
    raw = path.read_bytes()
    try:
        source = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Fault(raw[: fault.start].count(b"\n") + 1, "this is not UTF-8 text") from None
    if "\0" in source:
        raise Fault(source[: source.index("\0")].count("\n") + 1, "there is a null byte")
    head, body, body_line = split(source)
    fallback = path.parent.name if path.name == "index.md" else path.stem
    return _article(source, head, body, body_line, fallback)


def _article(source, head, body, body_line, fallback) -> dict:
    def wrong(name, sentence):
        raise Fault(line_of(source, name), sentence)

    title = _line(head.get("title"), 300, lambda s: wrong("title", s))
    if not title:
        wrong("title", "there is no title")
    if head.get("draft") is True:
        wrong("draft", "this is a draft")
    slug = markdown.slug(str(head.get("slug") or fallback))
    if not slug:
        wrong("slug", "the slug has no letter or digit")
    dates = {}
    for name in ("date", "lastmod", "expiryDate"):
        try:
            dates[name] = as_date(head.get(name))
        except ValueError:
            wrong(name, f"{head.get(name)!r} is not a date such as 2026-03-31")
    if dates["expiryDate"] and dates["expiryDate"] < clock.today(provider.current().zone):
        wrong("expiryDate", f"it expired on {dates['expiryDate']}")
    params = head.get("params") or {}
    if not isinstance(params, dict):
        wrong("params", "params is not a list of names and values")
    try:
        review_due = as_date(params.get("review_due"))
    except ValueError:
        wrong("review_due", f"{params.get('review_due')!r} is not a date such as 2026-03-31")
    if not isinstance(params.get("cme", False), bool):
        wrong("cme", "cme is neither true nor false")
    html = markdown.render(text.words(body, LARGEST))
    words = markdown.plain(html)
    if not words.strip():
        raise Fault(body_line, "there is no text below the front matter")
    specialties = as_list(head.get("categories")) or as_list(params.get("specialty"))
    return {
        "source": source,
        "slug": slug,
        "title": title,
        "description": _line(head.get("description"), 600, lambda s: wrong("description", s)),
        "specialty": (specialties or ["General"])[0][:80],
        "keywords": [text.line(k, 10_000)[:120] for k in as_list(head.get("keywords"))][:60],
        "dated": dates["date"],
        "reviewed": dates["lastmod"] or dates["date"],
        "review_due": review_due,
        "html": html,
        "body_text": words,
        "about": _about(params, head),
        "demo": params.get("demo") is True,
        "cme": params.get("cme") is True,
    }


def _line(value, limit, refuse) -> str:
    try:
        return text.line(str(value) if value is not None else "", limit)
    except text.TooLong as fault:
        return refuse(str(fault))


def _about(params, head) -> dict:
    about = {name: [text.line(v, 10_000)[:2000] for v in as_items(params.get(name))]
             for name in ("authors", "objectives", "references")}  # fmt: skip
    about["authors"] = about["authors"] or as_list(head.get("authors") or head.get("author"))[:20]
    for name in ("disclosures", "source", "license", "url"):
        about[name] = text.line(str(params.get(name) or ""), 100_000)[:1000]
    if not about["url"].startswith(("http://", "https://")):
        about["url"] = ""
    about["tags"] = as_list(head.get("tags"))[:40]
    return about


def as_items(value) -> list[str]:
    """Read a list whose items may have commas in them."""
    if value is None:
        return []
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value][:100]
    return [str(value)]


def take(article: dict, eligible_from_date: bool = False) -> bool:
    """Put a read article into the library; tells whether it was new or changed."""
    fields = ("title", "description", "specialty", "keywords", "dated", "reviewed", "review_due", "html", "about", "demo")
    version, fresh = records.put_article(
        article["slug"],
        index={"body_text": article["body_text"]},
        source_hash=hashlib.sha256(article["source"].encode()).hexdigest(),
        **{name: article[name] for name in fields},
    )
    if fresh and article["cme"]:
        today = clock.today(provider.current().zone)
        starts: date = article["dated"] if eligible_from_date and article["dated"] else today
        if not records.eligible_ids([version.article_id], today):
            records.mark_eligible(version.article, starts, None, "import")
    return fresh
