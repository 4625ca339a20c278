"""YAML that somebody else wrote, with the line on which each value stands."""

from __future__ import annotations

import yaml

from cme.offer.importers.front_matter import Fault, Loader


class Lines(dict):
    """Maps the way to a value, such as ("topics", 0, "title"), to its line."""

    def of(self, *way) -> int:
        """Tell the line of a value; of what holds it where it is not there."""
        while way and way not in self:
            way = way[:-1]
        return self.get(way, 1)


def read(source: str) -> tuple[dict, Lines]:
    """Read a file whose top is a list of names and values; Fault with the line of what is wrong."""
    loader = Loader(source.removeprefix("\ufeff"))
    lines = Lines()
    try:
        node = loader.get_single_node()
        if node is None or not isinstance(node, yaml.MappingNode):
            raise Fault(1, "this is not a list of names and values")
        return _value(loader, node, (), lines), lines
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise Fault((mark.line if mark else 0) + 1, f"this is not YAML ({fault.problem})") from None
    except RecursionError:
        raise Fault(1, "this is nested too deeply") from None
    except Fault:
        raise
    except (yaml.YAMLError, ValueError) as fault:
        raise Fault(1, f"this is not YAML ({str(fault).splitlines()[0]})") from None
    finally:
        loader.dispose()


def _value(loader, node, way, lines):
    lines.setdefault(way, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, each, (*way, at), lines) for at, each in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        made = {}
        for key, each in node.value:
            name = str(key.value)
            if name in made:
                raise Fault(key.start_mark.line + 1, f"{name!r} stands twice")
            lines[(*way, name)] = key.start_mark.line + 1
            made[name] = _value(loader, each, (*way, name), lines)
        return made
    return loader.construct_object(node)
