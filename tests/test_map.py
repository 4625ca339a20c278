"""Who may import whom (house.md), held with the standard library's ast; and what a template may include."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from cme import JOURNEY

ROOT = Path(__file__).parent.parent
# made at the start for every step, before any of them runs
MIGRATIONS = ROOT / "cme/base/store/migrations"
FILES = sorted(file for file in (ROOT / "cme").rglob("*.py") if MIGRATIONS not in file.parents)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STEPS = ("base", *JOURNEY)
# rules may know these beside the standard library and other rules
PURE = {"cme.base.domain.credit"}
# private to their step, the uppermost layer; what pages show is asked of records, and records ask rules
PRIVATE = {"pages", "office", "jobs", "commands"}
LAYER = {"rules": 0, "records": 1} | dict.fromkeys(PRIVATE, 2)
TAKES = re.compile(r"{%-?\s*(?:include|extends|import|from)\s+(\S+)")


def _name(file: Path) -> list[str]:
    parts = list(file.relative_to(ROOT).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


@cache
def _imports(file: Path) -> frozenset[str]:
    """Name every module that a file imports, wherever in the file it does."""
    found = set()
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = list(file.relative_to(ROOT).parts[: -node.level]) if node.level else []
            origin = ".".join([*package, *([node.module] if node.module else [])])
            found |= {_module(f"{origin}.{alias.name}") or origin for alias in node.names}
    return frozenset(found)


def _module(name: str) -> str | None:
    path = ROOT / name.replace(".", "/")
    return name if path.is_dir() or path.with_suffix(".py").is_file() else None


def _pairs():
    """Pair every file of a step with every module of ours that it imports, both as parts of their names."""
    for file in FILES:
        for module in _imports(file):
            parts = module.split(".")
            if parts[0] in ("cme", "app") and len(_name(file)) > 1:
                yield _name(file), parts


def _said(pairs) -> list[str]:
    return [f"{'.'.join(one)} imports {'.'.join(other)}" for one, other in pairs]


def test_there_are_base_the_steps_of_the_journey_and_nothing_else():
    there = {path.name for path in (ROOT / "cme").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert there <= set(STEPS)


def test_a_step_looks_back_along_the_journey_and_never_ahead():
    def ahead(name, other):
        return other[0] == "app" or (len(other) > 1 and STEPS.index(other[1]) > STEPS.index(name[1]))

    assert not _said(pair for pair in _pairs() if ahead(*pair))


def test_pages_office_jobs_and_commands_are_private_to_their_step():
    borrowed = (pair for pair in _pairs() if len(pair[1]) > 2 and pair[0][1] != pair[1][1] and pair[1][2] in PRIVATE)
    assert not _said(borrowed)


def test_within_a_step_pages_know_records_and_records_know_rules_never_the_other_way():
    def upwards(name, other):
        same = len(name) > 2 and len(other) > 2 and name[1] == other[1] and name[2] in LAYER
        return same and LAYER.get(other[2], 0) > LAYER[name[2]]

    assert not _said(pair for pair in _pairs() if upwards(*pair))


def test_rules_know_the_standard_library_credit_and_other_rules_only():
    def fits(module):
        first, *rest = module.split(".")
        return first in sys.stdlib_module_names or module in PURE or (first == "cme" and rest[-1:] == ["rules"])

    rules = [file for file in FILES if _name(file)[-1] == "rules"]
    assert len(rules) >= 5
    assert not [(_name(file), module) for file in rules for module in _imports(file) if not fits(module)]


def test_one_clock_tells_the_time():
    tells = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
    found = [
        f"{'.'.join(_name(file))}, line {node.lineno}"
        for file in FILES
        if _name(file) != ["cme", "base", "clock"]
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in tells
    ]
    assert not found


def test_only_base_web_knows_htmx():
    knows = [_name(file) for file in FILES if any(m.split(".")[0] == "htmx_flask" for m in _imports(file))]
    assert knows == [["cme", "base", "http", "web"]]


def test_nobody_imports_everything_by_a_star():
    for file in FILES:
        for node in ast.walk(_tree(file)):
            assert not (isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)), file


def test_the_pages_are_hung_up_in_the_order_of_the_journey():
    hung = re.search(r"for blueprint in \((.*?)\):", (ROOT / "app.py").read_text("utf-8"), re.DOTALL).group(1)
    steps = [part.strip().split(".")[0].removesuffix("_pages") for part in hung.split(",")]
    assert steps == sorted(steps, key=STEPS.index)


def test_a_template_takes_from_its_own_step_from_ui_and_from_what_all_share():
    faults = []
    for template in TEMPLATES:
        folder = template.parent.relative_to(ROOT / "templates").parts
        for said in TAKES.findall(template.read_text("utf-8")):
            other = said.strip("\"'")
            quoted = said[0] in "\"'"  # a name that is worked out could lead anywhere
            there = quoted and (ROOT / "templates" / other).is_file()
            own = folder and other.startswith(f"{folder[0]}/")
            if not (there and (own or other.startswith("ui/") or "/" not in other)):
                faults.append(f"{template.relative_to(ROOT)} takes {said}")
    assert not faults


def test_every_fragment_is_shown_by_a_page_of_its_own_step():
    python = "".join(file.read_text("utf-8") for file in FILES)
    pages = "".join(template.read_text("utf-8") for template in TEMPLATES)
    for fragment in (template for template in TEMPLATES if template.name.startswith("_")):
        name = str(fragment.relative_to(ROOT / "templates"))
        assert f'"{name}"' in python or f'"{name}"' in pages, f"nobody shows {name}"


class _Roots(HTMLParser):
    """Collects the elements that stand at the top of a fragment."""

    VOID = {"input", "br", "img", "hr", "meta", "link"}

    def __init__(self):
        super().__init__()
        self.depth, self.roots = 0, []

    def handle_starttag(self, tag, attrs):
        if self.depth == 0:
            self.roots.append(dict(attrs))
        self.depth += tag not in self.VOID

    def handle_endtag(self, tag):
        self.depth -= tag not in self.VOID


def test_a_fragment_that_is_swapped_has_one_root_with_an_id():
    for fragment in (template for template in TEMPLATES if template.name.startswith("_")):
        reader = _Roots()
        reader.feed(re.sub(r"{#.*?#}|{%.*?%}", "", fragment.read_text("utf-8"), flags=re.DOTALL))
        # counters and rows out of band are the exception
        roots = {root.get("id") for root in reader.roots if "hx-swap-oob" not in root and "hx-target" not in root}
        assert len(roots) <= 1 and None not in roots, f"{fragment.name}: {roots}"


def _calls(file: Path):
    return (node for node in ast.walk(_tree(file)) if isinstance(node, ast.Call))


def test_no_page_says_to_its_template_what_hides_a_function_of_all_templates():
    """A page's own `place` once hid the function that writes the addresses of the head: the page answered 500."""
    held = (
        n.targets[0] for n in ast.walk(ast.parse((ROOT / "app.py").read_text("utf-8"))) if isinstance(n, ast.Assign)
    )
    held = {
        n.slice.value for n in held if isinstance(n, ast.Subscript) and ast.unparse(n.value) == "app.jinja_env.globals"
    }
    assert {"path_to", "asset"} <= held
    for file in FILES:
        for call in _calls(file):
            if ast.unparse(call.func).rpartition(".")[2] in ("show", "render_template"):
                hidden = {said.arg for said in call.keywords} & (held | {"url_for"})
                assert not hidden, f"{file.relative_to(ROOT)}, line {call.lineno}: {hidden}"
