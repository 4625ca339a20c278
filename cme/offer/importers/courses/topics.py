"""A topic's files: its text in Markdown with the images beside it, and its questions in GIFT."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote

from cme.base import text
from cme.offer import markdown
from cme.offer.courses import images
from cme.offer.importers import files, list_repair
from cme.offer.importers.courses.settings import FILE
from cme.offer.importers.front_matter import Fault, as_date, as_items, line_of, split
from cme.offer.importers.questions import gift

LARGEST = 1_000_000
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)


def read(folder: Path, topic: dict, faults: list[str]) -> None:
    """Add to a topic of course.yaml what its files say: html, about, images, items."""
    if path := _inside(folder, topic["file"], topic["file_line"], faults):
        _text(folder, path, topic, faults)
    if path := _inside(folder, topic["questions"], topic["questions_line"], faults):
        _questions(path, topic, faults)


def _inside(folder: Path, name: str, line: int, faults) -> Path | None:
    """Find a file of the folder; a path that leads out of it, or through a link, is none."""
    if not name:
        return None
    path = Path(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        faults.append(f"{FILE}, line {line}: {name} leads out of the folder")
    elif not _is_plain(folder, path):
        faults.append(f"{FILE}, line {line}: there is no file {name} in the folder")
    else:
        return folder / path
    return None


def _is_plain(folder: Path, path: Path) -> bool:
    """Whether a path names a file without passing through a link."""
    at = folder
    for part in path.parts:
        at = at / part
        if at.is_symlink():
            return False
    return at.is_file()


def _text(folder, path, topic, faults) -> None:
    name = topic["file"]
    try:
        source = files.read_text(path, LARGEST)
        head, body, body_line = split(source)
    except Fault as fault:
        faults.append(f"{name}, {fault}")
        return
    pictures = {}

    def image(address, line):
        return _image(folder, path, address, f"{name}, line {body_line - 1 + line}", pictures, faults)

    raw = text.words(body, 2 * LARGEST)
    body_line += body[: len(body) - len(body.lstrip())].count("\n") - 1  # the first break ends the fence's own line
    topic["html"] = markdown.render(list_repair.lists(raw), topic["title"], image)
    topic["images"] = pictures
    if not markdown.plain(topic["html"]).strip():
        faults.append(f"{name}, line {body_line}: there is no text below the front matter")
    topic["about"] = _about(head, name, source, faults) | {"tags": topic["tags"], "sections": sections(topic["html"])}


def sections(html: str) -> list[list[str]]:
    """List the sections of a text: the id of each heading and its words."""
    return [[made, markdown.plain(words).strip()] for made, words in _HEADING.findall(html)]


def _about(head, name, source, faults) -> dict:
    params = head.get("params") if isinstance(head.get("params"), dict) else {}
    about = {
        key: [text.line(str(each), 100_000)[:2000] for each in as_items(params.get(key) or head.get(key))]
        for key in ("objectives", "references")
    }
    try:
        reviewed = as_date(head.get("lastmod"))
    except ValueError:
        faults.append(
            f"{name}, line {line_of(source, 'lastmod')}: {str(head['lastmod'])[:60]!r} is not a date such as 2026-03-31"
        )
        reviewed = None
    return about | {"reviewed": reviewed.isoformat() if reviewed else ""}


def _image(folder, path, address, place, pictures, faults):
    """Read an image that a text names; what is not in the folder is not fetched from elsewhere."""
    if re.match(r"[a-z][a-z0-9+.-]*:|//", address, re.IGNORECASE):
        faults.append(f"{place}: the image {address[:80]} is not in the folder; nothing is fetched from elsewhere")
        return None
    named = Path(unquote(address.split("?")[0].split("#")[0]))
    there = Path(*path.relative_to(folder).parent.parts, *named.parts) if not named.is_absolute() else named
    way: list[str] = []
    for part in there.parts:
        if part == ".." and way:
            way.pop()
        elif part == ".." or named.is_absolute():
            faults.append(f"{place}: the image {address[:80]} leads out of the folder")
            return None
        else:
            way.append(part)
    inside = Path(*way)
    if not _is_plain(folder, inside):
        faults.append(f"{place}: there is no image {address[:80]} in the folder")
        return None
    if (folder / inside).stat().st_size > images.LARGEST:
        faults.append(f"{place}: {inside}: the image is larger than {images.LARGEST:,} bytes")
        return None
    try:
        picture = images.judge((folder / inside).read_bytes())
    except ValueError as fault:
        faults.append(f"{place}: {inside}: {fault}")
        return None
    digest = hashlib.sha256(picture.body).hexdigest()
    pictures[digest] = picture
    return {"src": f"/course-images/{digest}", "width": str(picture.width), "height": str(picture.height)}


def _questions(path, topic, faults) -> None:
    name = topic["questions"]
    try:
        source = files.read_text(path, LARGEST)
    except Fault as fault:
        faults.append(f"{name}, {fault}")
        return
    found, wrong = gift.read(source.removeprefix("\ufeff"))
    faults += [f"{name}, {fault}" for fault in wrong]
    if not found and not wrong:
        faults.append(f"{name}, line 1: there is no question")
    topic["items"] = [_item(item, name) for item in found]


def _item(item, name) -> dict:
    parts = [item.explanation.html, *(_said(answer, n == item.right) for n, answer in enumerate(item.answers))]
    return {
        "place": f"{name}, {item.place}",
        "key": item.id or item.content_hash()[:32],
        "stem": item.stem.html,
        "options": [answer.words.line for answer in item.answers],
        "right": item.right,
        "explanation": "".join(filter(None, parts)),
        "reference": item.reference,
    }


def _said(answer, is_right) -> str:
    """Say in the explanation what was written to one answer alone."""
    if not answer.feedback.text.strip():
        return ""
    return f"<p><em>{answer.words.line}</em></p>{answer.feedback.html}" if not is_right else answer.feedback.html
