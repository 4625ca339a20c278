"""A topic's files: its text in Markdown with the images beside it, and its questions in GIFT."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from cme.base import text
from cme.offer import markdown
from cme.offer.courses import images
from cme.offer.importers import files, list_repair
from cme.offer.importers.courses.settings import FILE
from cme.offer.importers.front_matter import FileError, as_date, as_items, line_of, split
from cme.offer.importers.questions import Answer, Item, gift

MAX_BYTES = 1_000_000
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)


def read(folder: Path, topic: dict[str, Any], problems: list[str]) -> None:
    """Add to a topic of course.yaml the content of its files: html, about, images, items."""
    if path := _inside(folder, topic["file"], topic["file_line"], problems):
        _text(folder, path, topic, problems)
    if path := _inside(folder, topic["questions"], topic["questions_line"], problems):
        _questions(path, topic, problems)


def _inside(folder: Path, name: str, line: int, problems: list[str]) -> Path | None:
    """Find a file of the folder; a path that leads out of it, or through a link, is none."""
    if not name:
        return None
    path = Path(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        problems.append(f"{FILE}, line {line}: {name} leads out of the folder")
    elif not _is_plain(folder, path):
        problems.append(f"{FILE}, line {line}: there is no file {name} in the folder")
    else:
        return folder / path
    return None


def _is_plain(folder: Path, path: Path) -> bool:
    """Return whether a path names a file without passing through a link."""
    current = folder
    for part in path.parts:
        current = current / part
        if current.is_symlink():
            return False
    return current.is_file()


def _text(folder: Path, path: Path, topic: dict[str, Any], problems: list[str]) -> None:
    name = topic["file"]
    try:
        source = files.read_text(path, MAX_BYTES)
        head, body, body_line = split(source)
    except FileError as error:
        problems.append(f"{name}, {error}")
        return
    pictures: dict[str, images.Picture] = {}

    def image(address: str, line: int) -> dict[str, str] | None:
        return _image(folder, path, address, f"{name}, line {body_line - 1 + line}", pictures, problems)

    raw = text.words(body, 2 * MAX_BYTES)
    body_line += body[: len(body) - len(body.lstrip())].count("\n") - 1  # the first break ends the fence's own line
    topic["html"] = markdown.render(list_repair.split_joined_lists(raw), topic["title"], image)
    topic["images"] = pictures
    if not markdown.plain(topic["html"]).strip():
        problems.append(f"{name}, line {body_line}: there is no text below the front matter")
    topic["about"] = _about(head, name, source, problems) | {"tags": topic["tags"], "sections": sections(topic["html"])}


def sections(html: str) -> list[list[str]]:
    """List the sections of a text: the id of each heading and its words."""
    return [[anchor, markdown.plain(words).strip()] for anchor, words in _HEADING.findall(html)]


def _about(head: dict[str, Any], name: str, source: str, problems: list[str]) -> dict[str, Any]:
    params = head.get("params")
    params = params if isinstance(params, dict) else {}
    about: dict[str, Any] = {
        key: [text.line(str(each), 100_000)[:2000] for each in as_items(params.get(key) or head.get(key))]
        for key in ("objectives", "references")
    }
    try:
        reviewed = as_date(head.get("lastmod"))
    except ValueError:
        problems.append(
            f"{name}, line {line_of(source, 'lastmod')}: {str(head['lastmod'])[:60]!r} is not a date such as 2026-03-31"
        )
        reviewed = None
    return about | {"reviewed": reviewed.isoformat() if reviewed else ""}


def _image(
    folder: Path, path: Path, address: str, location: str, pictures: dict[str, images.Picture], problems: list[str]
) -> dict[str, str] | None:
    """Read an image that a text names; an image that is not in the folder is not fetched."""
    if re.match(r"[a-z][a-z0-9+.-]*:|//", address, re.IGNORECASE):
        problems.append(f"{location}: the image {address[:80]} is not in the folder; nothing is fetched from elsewhere")
        return None
    named = Path(unquote(address.split("?")[0].split("#")[0]))
    joined = Path(*path.relative_to(folder).parent.parts, *named.parts) if not named.is_absolute() else named
    parts: list[str] = []
    for part in joined.parts:
        if part == ".." and parts:
            parts.pop()
        elif part == ".." or named.is_absolute():
            problems.append(f"{location}: the image {address[:80]} leads out of the folder")
            return None
        else:
            parts.append(part)
    inside = Path(*parts)
    if not _is_plain(folder, inside):
        problems.append(f"{location}: there is no image {address[:80]} in the folder")
        return None
    if (folder / inside).stat().st_size > images.MAX_BYTES:
        problems.append(f"{location}: {inside}: the image is larger than {images.MAX_BYTES:,} bytes")
        return None
    try:
        picture = images.sanitize((folder / inside).read_bytes())
    except ValueError as error:
        problems.append(f"{location}: {inside}: {error}")
        return None
    digest = hashlib.sha256(picture.body).hexdigest()
    pictures[digest] = picture
    return {"src": f"/course-images/{digest}", "width": str(picture.width), "height": str(picture.height)}


def _questions(path: Path, topic: dict[str, Any], problems: list[str]) -> None:
    name = topic["questions"]
    try:
        source = files.read_text(path, MAX_BYTES)
    except FileError as error:
        problems.append(f"{name}, {error}")
        return
    found, refused = gift.read(source.removeprefix("\ufeff"))
    problems += [f"{name}, {problem}" for problem in refused]
    if not found and not refused:
        problems.append(f"{name}, line 1: there is no question")
    topic["items"] = [_item(item, name) for item in found]


def _item(item: Item, name: str) -> dict[str, Any]:
    feedback = (_feedback(answer, position == item.right) for position, answer in enumerate(item.answers))
    parts = [item.explanation.html, *feedback]
    return {
        "location": f"{name}, {item.location}",
        "key": item.id or item.content_hash()[:32],
        "stem": item.stem.html,
        "options": [answer.words.line for answer in item.answers],
        "right": item.right,
        "explanation": "".join(filter(None, parts)),
        "reference": item.reference,
    }


def _feedback(answer: Answer, is_right: bool) -> str:
    """Return the feedback of one answer as a part of the explanation."""
    if not answer.feedback.text.strip():
        return ""
    return f"<p><em>{answer.words.line}</em></p>{answer.feedback.html}" if not is_right else answer.feedback.html
