"""YAML from elsewhere, with the line of each value."""

from __future__ import annotations

from typing import Any

import yaml

from cme.offer.importers.front_matter import FileError, Loader


class Lines(dict[tuple[str | int, ...], int]):
    """Maps the key path of a value, such as ("topics", 0, "title"), to its line."""

    def of(self, *path: str | int) -> int:
        """Return the line of a value; where there is no such value, that of what would hold it."""
        while path and path not in self:
            path = path[:-1]
        return self.get(path, 1)


def read(source: str) -> tuple[dict[str, Any], Lines]:
    """Return the mapping that a file holds, and its lines; FileError with the line of what is wrong."""
    loader = Loader(source.removeprefix("\ufeff"))
    lines = Lines()
    try:
        node = loader.get_single_node()
        if node is None or not isinstance(node, yaml.MappingNode):
            raise FileError(1, "this is not a list of names and values")
        return _value(loader, node, (), lines), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileError((mark.line if mark else 0) + 1, f"this is not YAML ({error.problem})") from None
    except RecursionError:
        raise FileError(1, "this is nested too deeply") from None
    except FileError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        raise FileError(1, f"this is not YAML ({str(error).splitlines()[0]})") from None
    finally:
        loader.dispose()


def _value(loader: Loader, node: yaml.Node, path: tuple[str | int, ...], lines: Lines) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, child, (*path, at), lines) for at, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, child in node.value:
            name = str(key.value)
            if name in mapping:
                raise FileError(key.start_mark.line + 1, f"{name!r} stands twice")
            lines[(*path, name)] = key.start_mark.line + 1
            mapping[name] = _value(loader, child, (*path, name), lines)
        return mapping
    return loader.construct_object(node)
