"""The front matter of a Markdown file, as Hugo writes it: YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime
from typing import Any

import yaml


class FileError(ValueError):
    """An error in a file, with its line."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(f"line {line}: {sentence}")
        self.line = line


class Loader(yaml.SafeLoader):
    """YAML's safe loader, without the aliases that let a small file become a huge structure."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise FileError(event.start_mark.line + 1, "aliases (*name) are not read")
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except FileError:
            raise
        except (ValueError, OverflowError) as error:
            raise FileError(
                node.start_mark.line + 1, f"{str(node.value)[:60]!r} is not what it seems ({error})"
            ) from None


def split(text: str) -> tuple[dict[str, Any], str, int]:
    """Split a file into its front matter, its body, and the line on which the body begins; FileError."""
    text = text.removeprefix("\ufeff")
    if text.startswith("{"):
        return _json(text)
    found = re.match(r"(---|\+\+\+)[ \t]*\r?\n", text)
    if not found:
        raise FileError(1, "there is no front matter (the file must begin with ---)")
    fence = found.group(1)
    end = re.search(rf"^{re.escape(fence)}[ \t]*\r?$", text[found.end() :], re.MULTILINE)
    if not end:
        raise FileError(1, f"the front matter is not closed by {fence}")
    head = text[found.end() : found.end() + end.start()]
    body = text[found.end() + end.end() :]
    if len(head) > 100_000:
        raise FileError(1, "the front matter is longer than 100,000 characters")
    data = _yaml(head) if fence == "---" else _toml(head)
    return data, body, head.count("\n") + 3


def _yaml(head: str) -> dict[str, Any]:
    try:
        data = yaml.load(head, Loader=Loader)  # noqa: S506 - a SafeLoader
    except FileError as error:
        raise FileError(error.line + 1, str(error).partition(": ")[2]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileError((mark.line if mark else 0) + 2, f"this is not YAML ({error.problem})") from None
    except RecursionError:
        raise FileError(2, "this is nested too deeply") from None
    except (yaml.YAMLError, ValueError) as error:
        raise FileError(2, f"this is not YAML ({str(error).splitlines()[0]})") from None
    return _mapping(data)


def _toml(head: str) -> dict[str, Any]:
    try:
        return tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise FileError((int(line.group(1)) if line else head.count("\n")) + 1, f"this is not TOML ({error})") from None
    except RecursionError:
        raise FileError(2, "this is nested too deeply") from None
    except ValueError as error:
        raise FileError(2, f"this is not TOML ({error})") from None


def _json(text: str) -> tuple[dict[str, Any], str, int]:
    try:
        data, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise FileError(getattr(error, "lineno", 1), "this is not JSON") from None
    return _mapping(data), text[end:], text[:end].count("\n") + 1


def _mapping(data: Any) -> dict[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise FileError(2, "the front matter is not a list of names and values")
    return {str(key): value for key, value in data.items()}


def line_of(text: str, name: str) -> int:
    """Return the line of a name in the front matter; 1 when it is not there."""
    for number, line in enumerate(text.split("\n"), start=1):
        if re.match(rf'\s*"?{re.escape(name)}"?\s*[:=]', line):
            return number
    return 1


def as_date(value: Any) -> date | None:
    """Return a value of front matter as a date, None where it is empty; ValueError when it is no date."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return datetime.fromisoformat(str(value).strip()).date()


def as_list(value: Any) -> list[str]:
    """Return a value as a list of words; it may be a list, one word, or words between commas."""
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, (list, tuple)):
        return [str(part).strip() for part in value if str(part).strip()]
    return [str(value)]


def as_items(value: Any) -> list[str]:
    """Return a value as a list of at most 100 items, which may contain commas or be mappings."""
    if value is None:
        return []
    items = value if isinstance(value, (list, tuple)) else [value]
    return [", ".join(map(str, item.values())) if isinstance(item, dict) else str(item) for item in items][:100]
