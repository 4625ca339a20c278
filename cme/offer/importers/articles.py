"""Articles from a folder of Markdown with Hugo's front matter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from cme.base import clock, provider, text
from cme.base.domain import topics
from cme.base.store.db import db
from cme.offer import markdown, records
from cme.offer.importers import Report, files, list_repair
from cme.offer.importers.front_matter import FileError, as_date, as_items, as_list, line_of, split

MAX_BYTES = 1_000_000


def import_folder(
    folder: Path, *, by: str, eligible_from_date: bool = False, progress: Callable[[str], Any] | None = None
) -> Report:
    """Import every Markdown file below a folder; an error in a file refuses that file alone.

    With `eligible_from_date`, an article with `params.cme` is eligible from its own date (for demo content with a
    history) rather than from today. `progress` is called with each line of the report.
    """
    report = Report()
    seen: dict[str, str] = {}
    for path in files.below(folder, (".md", ".markdown")):
        if path.stem == "_index":
            continue  # a page of Hugo's about a section, not an article
        name = files.shown_name(path.relative_to(folder))
        try:
            article = read_file(path)
            if article["slug"] in seen:
                raise FileError(
                    article["slug_line"], f"the slug {article['slug']} is already that of {seen[article['slug']]}"
                )
            outcome = save(article, by, eligible_from_date)
        except FileError as error:
            report.refused += 1
            line = f"refused    {name}: {error}"
        else:
            seen[article["slug"]] = name
            report.imported += outcome != "unchanged"
            report.unchanged += outcome == "unchanged"
            eligible = ", eligible" if article["cme"] else ""
            changed = ", a new version" if outcome == "changed" else ""
            verb = "unchanged" if outcome == "unchanged" else "imported "
            line = f"{verb}  {name}: {article['title']}{changed}{eligible}"
        report.lines.append(line)
        if progress:
            progress(line)
    return report


def read_file(path: Path) -> dict[str, Any]:
    """Return the values of an article from its file; FileError with the line of what is wrong."""
    source = files.read_text(path, MAX_BYTES)
    head, body, body_line = split(source)
    fallback = path.resolve().parent.name if path.stem == "index" else path.stem
    return _article(source, head, body, body_line, fallback)


def _article(source: str, head: dict[str, Any], body: str, body_line: int, fallback: str) -> dict[str, Any]:
    front = "\n".join(source.split("\n")[:body_line])

    def refuse(name: str, sentence: str) -> NoReturn:
        raise FileError(line_of(front, name), sentence)

    title = _line(head.get("title"), 300, lambda s: refuse("title", s))
    if not title:
        refuse("title", "there is no title")
    if str(head.get("draft")).lower() == "true":
        refuse("draft", "this is a draft")
    slug = markdown.slug(str(head.get("slug") or fallback))
    if not slug:
        refuse("slug", "the slug has no letter from a to z and no digit: give it one")
    dates = {name: _date(head, name, refuse) for name in ("date", "lastmod", "expiryDate")}
    if dates["expiryDate"] and dates["expiryDate"] < clock.today(provider.current().zone):
        refuse("expiryDate", f"it expired on {dates['expiryDate']}")
    params = head.get("params") or {}
    if not isinstance(params, dict):
        refuse("params", "params is not a list of names and values")
    if not isinstance(params.get("cme", False), bool):
        refuse("cme", "cme is neither true nor false")
    if unknown := topics.unknown(as_list(params.get("topics"))):
        refuse("topics", f"there is no topic {unknown[0][:60]!r}; docs/coordinators.md lists them")
    html = markdown.render(list_repair.split_joined_lists(text.words(body, 2 * MAX_BYTES)), title)
    words = markdown.plain(html)
    if not words.strip():
        raise FileError(body_line, "there is no text below the front matter")
    specialties = as_list(head.get("categories")) or as_list(params.get("specialty"))
    return {
        "source": source,
        "slug": slug,
        "slug_line": line_of(front, "slug"),
        "title": title,
        "description": _line(head.get("description"), 600, lambda s: refuse("description", s)),
        "specialty": _cut(specialties[0], 80) if specialties else "General",
        "keywords": [_cut(word, 120) for word in as_list(head.get("keywords"))][:60],
        "dated": dates["date"],
        "reviewed": dates["lastmod"],
        "review_due": _date(params, "review_due", refuse),
        "expires": dates["expiryDate"],
        "html": html,
        "body_text": words,
        "about": _about(params, head),
        "demo": params.get("demo") is True,
        "cme": params.get("cme") is True,
    }


def _line(value: Any, limit: int, refuse: Callable[[str], NoReturn]) -> str:
    if isinstance(value, (list, dict)):
        refuse("this is not a line of text")
    try:
        return text.line(str(value) if value is not None else "", limit)
    except text.TooLong as error:
        refuse(str(error))


def _date(values: dict[str, Any], name: str, refuse: Callable[[str, str], NoReturn]) -> date | None:
    try:
        return as_date(values.get(name))
    except ValueError:
        refuse(name, f"{str(values.get(name))[:60]!r} is not a date such as 2026-03-31")


def _cut(words: str, limit: int) -> str:
    return text.line(words[: 4 * limit], 100 * limit)[:limit].strip()


def _about(params: dict[str, Any], head: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = {
        name: [_cut(item, 2000) for item in as_items(params.get(name))]
        for name in ("authors", "objectives", "references")
    }
    about["authors"] = about["authors"] or [
        _cut(name, 200) for name in as_items(head.get("authors") or head.get("author"))
    ]
    for name in ("disclosures", "source", "license", "url"):
        about[name] = _cut(str(params.get(name) or ""), 1000)
    if not about["url"].startswith(("http://", "https://")):
        about["url"] = ""
    about["tags"] = [_cut(word, 120) for word in as_list(head.get("tags"))][:40]
    about["topics"] = list(topics.known(as_list(params.get("topics"))))
    about["cme"] = params.get("cme") is True
    return about


def save(article: dict[str, Any], by: str, eligible_from_date: bool = False) -> str:
    """Save an article that was read; return whether it is "new", "changed" or "unchanged"."""
    fields = (
        "title",
        "description",
        "specialty",
        "keywords",
        "dated",
        "reviewed",
        "review_due",
        "html",
        "about",
        "demo",
    )
    with db.atomic():
        before = records.find_article(article["slug"])
        version, is_new = records.put_article(
            article["slug"],
            index={"body_text": article["body_text"]},
            source_hash=hashlib.sha256(article["source"].encode()).hexdigest(),
            **{name: article[name] for name in fields},
        )
        # `cme: true` counts once: a corrected comma does not put back an article that a coordinator has removed since
        was_marked = before is not None and before[1].about.get("cme")
        if is_new and article["cme"] and not was_marked:
            _mark(version.article, article, by, eligible_from_date)
    if not is_new:
        return "unchanged"
    return "changed" if before else "new"


def _mark(row: records.Article, article: dict[str, Any], by: str, eligible_from_date: bool) -> None:
    today = clock.today(provider.current().zone)
    starts = article["dated"] if eligible_from_date and article["dated"] else today
    until = article["expires"]
    if not records.eligible_ids([row.id], today):
        records.mark_eligible(row, min(starts, until) if until else starts, until, by)
