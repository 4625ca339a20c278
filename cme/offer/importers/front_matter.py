"""The front matter of a Markdown file, as Hugo writes it: YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime

import yaml


class Fault(ValueError):
    """What is wrong with a file, with its line."""

    def __init__(self, line: int, sentence: str):
        super().__init__(f"line {line}: {sentence}")
        self.line = line


class Loader(yaml.SafeLoader):
    """YAML's safe loader, without the aliases that let a small file become a huge structure."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise Fault(event.start_mark.line + 1, "aliases (*name) are not read")
        return super().compose_node(parent, index)

    def construct_object(self, node, deep=False):
        try:
            return super().construct_object(node, deep)
        except Fault:
            raise
        except (ValueError, OverflowError) as fault:
            raise Fault(node.start_mark.line + 1, f"{str(node.value)[:60]!r} is not what it seems ({fault})") from None


def split(text: str) -> tuple[dict, str, int]:
    """Split a file into its front matter, its body, and the line on which the body begins; Fault."""
    text = text.removeprefix("\ufeff")
    if text.startswith("{"):
        return _json(text)
    found = re.match(r"(---|\+\+\+)[ \t]*\r?\n", text)
    if not found:
        raise Fault(1, "there is no front matter (the file must begin with ---)")
    fence = found.group(1)
    end = re.search(rf"^{re.escape(fence)}[ \t]*\r?$", text[found.end() :], re.MULTILINE)
    if not end:
        raise Fault(1, f"the front matter is not closed by {fence}")
    head = text[found.end() : found.end() + end.start()]
    body = text[found.end() + end.end() :]
    if len(head) > 100_000:
        raise Fault(1, "the front matter is longer than 100,000 characters")
    data = _yaml(head) if fence == "---" else _toml(head)
    return data, body, head.count("\n") + 3


def _yaml(head: str) -> dict:
    try:
        data = yaml.load(head, Loader=Loader)  # noqa: S506 - a SafeLoader
    except Fault as fault:
        raise Fault(fault.line + 1, str(fault).partition(": ")[2]) from None
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise Fault((mark.line if mark else 0) + 2, f"this is not YAML ({fault.problem})") from None
    except RecursionError:
        raise Fault(2, "this is nested too deeply") from None
    except (yaml.YAMLError, ValueError) as fault:
        raise Fault(2, f"this is not YAML ({str(fault).splitlines()[0]})") from None
    return _mapping(data)


def _toml(head: str) -> dict:
    try:
        return tomllib.loads(head)
    except tomllib.TOMLDecodeError as fault:
        line = re.search(r"line (\d+)", str(fault))
        raise Fault((int(line.group(1)) if line else head.count("\n")) + 1, f"this is not TOML ({fault})") from None
    except RecursionError:
        raise Fault(2, "this is nested too deeply") from None
    except ValueError as fault:
        raise Fault(2, f"this is not TOML ({fault})") from None


def _json(text: str) -> tuple[dict, str, int]:
    try:
        data, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as fault:
        raise Fault(getattr(fault, "lineno", 1), "this is not JSON") from None
    return _mapping(data), text[end:], text[:end].count("\n") + 1


def _mapping(data) -> dict:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Fault(2, "the front matter is not a list of names and values")
    return {str(key): value for key, value in data.items()}


def line_of(text: str, name: str) -> int:
    """Find the line on which a name of the front matter stands; 1 when it is nowhere."""
    for number, line in enumerate(text.split("\n"), start=1):
        if re.match(rf'\s*"?{re.escape(name)}"?\s*[:=]', line):
            return number
    return 1


def as_date(value) -> date | None:
    """Read a date of front matter; ValueError when it is none."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return datetime.fromisoformat(str(value).strip()).date()


def as_list(value) -> list[str]:
    """Read a list of words that may be one word, or words between commas."""
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, (list, tuple)):
        return [str(part).strip() for part in value if str(part).strip()]
    return [str(value)]


def as_items(value) -> list[str]:
    """Read a list whose items may have commas in them, or names and values of their own."""
    if value is None:
        return []
    items = value if isinstance(value, (list, tuple)) else [value]
    return [", ".join(map(str, item.values())) if isinstance(item, dict) else str(item) for item in items][:100]
