"""Which module may import which, read with the standard library's ast; and what a template may include."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from cme import JOURNEY

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "cme").rglob("*.py"))
MIGRATIONS = ROOT / "cme/base/store/migrations"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STEPS = ("base", *JOURNEY)
# the folders of base, and which of the others each may import ("" are the files beside the folders)
ROOMS = {"domain": {"domain"}, "store": {"store", ""}, "": {"domain", "store", ""}}
ROOMS["http"] = {*ROOMS[""], "http"}
ROOMS["ops"] = {*ROOMS["http"], "ops"}
# private to their step, the top layer: pages call records, and records call rules
PRIVATE = {"pages", "office", "api", "jobs", "commands"}
LAYER = {"rules": 0, "records": 1} | dict.fromkeys(PRIVATE, 2)
INCLUDES = re.compile(r"{%-?\s*(?:include|extends|import|from)\s+(\S+)")


def _name(file: Path) -> list[str]:
    parts = list(file.relative_to(ROOT).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


@cache
def _imports(file: Path) -> frozenset[str]:
    """Return the modules that a file imports anywhere, except those for types alone."""
    found = set()
    for node in _running(_tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = list(file.relative_to(ROOT).parts[: -node.level]) if node.level else []
            origin = ".".join([*package, *([node.module] if node.module else [])])
            found |= {_module(f"{origin}.{alias.name}") or origin for alias in node.names}
    return frozenset(found)


def _running(node: ast.AST):
    """Yield the nodes that run, which leaves out those under `if TYPE_CHECKING`."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from _running(child)


def _module(name: str) -> str | None:
    path = ROOT / name.replace(".", "/")
    return name if path.is_dir() or path.with_suffix(".py").is_file() else None


def _pairs():
    """Yield every file of a step with every module of cme that it imports, both as lists of name parts."""
    for file in FILES:
        for module in _imports(file):
            parts = module.split(".")
            if parts[0] in ("cme", "app") and len(_name(file)) > 1:
                yield _name(file), parts


def _sentences(pairs) -> list[str]:
    return [f"{'.'.join(one)} imports {'.'.join(other)}" for one, other in pairs]


def test_there_are_base_the_steps_of_the_journey_and_nothing_else():
    folders = {path.name for path in (ROOT / "cme").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= set(STEPS)


def test_a_step_looks_back_along_the_journey_and_never_ahead():
    def ahead(name, other):
        return other[0] == "app" or (len(other) > 1 and STEPS.index(other[1]) > STEPS.index(name[1]))

    assert not _sentences(pair for pair in _pairs() if ahead(*pair))


def test_pages_office_jobs_and_commands_are_private_to_their_step():
    borrowed = (pair for pair in _pairs() if len(pair[1]) > 2 and pair[0][1] != pair[1][1] and pair[1][2] in PRIVATE)
    assert not _sentences(borrowed)


def test_within_a_step_pages_know_records_and_records_know_rules_never_the_other_way():
    def upwards(name, other):
        same = len(name) > 2 and len(other) > 2 and name[1] == other[1] and name[2] in LAYER
        return same and LAYER.get(other[2], 0) > LAYER[name[2]]

    assert not _sentences(pair for pair in _pairs() if upwards(*pair))


def test_rules_know_the_standard_library_the_fields_words_and_other_rules_only():
    def fits(module):
        first, *rest = module.split(".")
        ours = first == "cme" and (rest[-1:] == ["rules"] or rest[:2] == ["base", "domain"])
        return first in sys.stdlib_module_names or ours

    rules = [file for file in FILES if _name(file)[-1] == "rules" or _name(file)[-2:-1] == ["rules"]]
    assert len(rules) >= 15
    assert not [(_name(file), module) for file in rules for module in _imports(file) if not fits(module)]


def _room(parts) -> str:
    return parts[2] if len(parts) > 2 and parts[2] in ROOMS else ""


def test_base_has_four_rooms_and_each_knows_only_what_stands_below_it():
    assert {path.name for path in (ROOT / "cme/base").iterdir() if path.is_dir()} - {"__pycache__"} == set(ROOMS) - {""}

    def upwards(name, other):
        # cme/base/__init__.py registers all of them
        return name[1] == other[1] == "base" and name != ["cme", "base"] and _room(other) not in ROOMS[_room(name)]

    inside = (pair for pair in _pairs() if len(pair[0]) > 1 and len(pair[1]) > 2)
    assert not _sentences(pair for pair in inside if upwards(*pair))


def test_what_the_field_says_needs_nothing_but_the_standard_library():
    domain = [file for file in FILES if _name(file)[:3] == ["cme", "base", "domain"]]
    outside = {(file.name, module) for file in domain for module in _imports(file) if not module.startswith("cme.")}
    assert {module.split(".")[0] for _, module in outside} <= sys.stdlib_module_names


def test_no_two_files_import_each_other_not_even_by_a_detour():
    known = {".".join(_name(file)): _imports(file) for file in FILES}
    known = {name: {other for other in imports if other in known and other != name} for name, imports in known.items()}
    while free := [name for name, imports in known.items() if not imports & known.keys()]:
        for name in free:  # imports nothing that is left: in no circle
            del known[name]
    assert not known, f"among these is a circle: {sorted(known)}"


def test_no_migration_imports_what_may_change_after_it_has_run():
    """Beside the standard library and Peewee it knows helpers that are frozen with it."""

    def fits(module):
        first = module.split(".")[0]
        frozen = module.startswith("cme.base.store.migrations._")
        return first in sys.stdlib_module_names or first in ("peewee", "playhouse") or frozen

    files = sorted(MIGRATIONS.glob("*.py"))
    assert len(files) > 16
    assert not [(file.name, module) for file in files for module in _imports(file) if not fits(module)]


def test_nothing_is_imported_for_its_side_effect():
    for file in (ROOT / "app.py", *FILES):
        assert "F401" not in file.read_text("utf-8"), f"{file.name} imports what it does not use"
        body = _tree(file).body
        ends = max((n for n, node in enumerate(body) if isinstance(node, ast.Import | ast.ImportFrom)), default=0)
        begins = next((n for n, node in enumerate(body) if isinstance(node, ast.FunctionDef | ast.ClassDef)), len(body))
        assert ends <= begins, f"{file.name} imports at its foot"


def test_importing_a_file_registers_nothing_elsewhere():
    """A model may add an index to its own table; all else is registered by `register(app)`."""
    calls = [
        f"{file.relative_to(ROOT)}, line {node.lineno}"
        for file in (ROOT / "app.py", *FILES)
        if file.parent != MIGRATIONS
        for node in _tree(file).body
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and not ast.unparse(node.value.func).endswith(".add_index")
    ]
    assert not calls


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


def test_every_step_registers_itself_in_the_order_of_the_journey(app):
    for step in STEPS:
        functions = {
            node.name: node for node in _tree(ROOT / "cme" / step / "__init__.py").body if hasattr(node, "name")
        }
        assert set(functions) == {"register"} and ast.get_docstring(functions["register"]), step
    assert [name for name in app.blueprints if name in STEPS] == [step for step in STEPS if step in app.blueprints]
    assert set(app.blueprints) == set(STEPS)


def test_a_hook_is_declared_by_the_step_that_needs_it_and_filled_by_a_later_one():
    declared = {
        f"{'.'.join(_name(file))}.{node.name}": node
        for file in FILES
        for node in _tree(file).body
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(d) == "hook" for d in node.decorator_list)
    }
    assert len(declared) >= 10
    for name, node in declared.items():
        assert ast.get_docstring(node) and node.returns is not None and len(node.body) == 1, name
        assert all(argument.annotation is not None for argument in node.args.args), name


def test_a_template_takes_from_its_own_step_from_ui_and_from_what_all_share():
    errors = []
    for template in TEMPLATES:
        folder = template.parent.relative_to(ROOT / "templates").parts
        for argument in INCLUDES.findall(template.read_text("utf-8")):
            other = argument.strip("\"'")
            quoted = argument[0] in "\"'"  # a name that is worked out could lead anywhere
            exists = quoted and (ROOT / "templates" / other).is_file()
            own = folder and other.startswith(f"{folder[0]}/")
            if not (exists and (own or other.startswith("ui/") or "/" not in other)):
                errors.append(f"{template.relative_to(ROOT)} takes {argument}")
    assert not errors


def test_every_fragment_is_shown_by_a_page_of_its_own_step():
    python = "".join(file.read_text("utf-8") for file in FILES)
    pages = "".join(template.read_text("utf-8") for template in TEMPLATES)
    for fragment in (template for template in TEMPLATES if template.name.startswith("_")):
        name = str(fragment.relative_to(ROOT / "templates"))
        assert f'"{name}"' in python or f"'{name}'" in pages, f"nobody shows {name}"


class _Roots(HTMLParser):
    """Collects the elements at the top level of a fragment."""

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
    register = next(n for n in _tree(ROOT / "cme/base/http/templates.py").body if getattr(n, "name", "") == "register")
    updates = [
        n for n in ast.walk(register) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith("globals.update")
    ]
    functions = {keyword.arg for update in updates for keyword in update.keywords}
    assert {"path_to", "asset"} <= functions
    for file in FILES:
        for call in _calls(file):
            if ast.unparse(call.func).rpartition(".")[2] in ("show", "render_template"):
                hidden = {keyword.arg for keyword in call.keywords} & (functions | {"url_for"})
                assert not hidden, f"{file.relative_to(ROOT)}, line {call.lineno}: {hidden}"


def _macros(template: str) -> set[str]:
    """Return the macros that a template defines or imports, and those of the templates that it extends."""
    source = (ROOT / "templates" / template).read_text("utf-8")
    names = set(re.findall(r"{%-?\s*macro\s+(\w+)", source))
    for imported in re.findall(r"{%-?\s*from\s+\S+\s+import\s+([^%]+?)\s*-?%}", source):
        names |= {each.split(" as ")[-1].strip() for each in imported.split(",")}
    for parent in re.findall(r"{%-?\s*extends\s+['\"]([^'\"]+)", source):
        names |= _macros(parent)
    return names


def test_no_macro_hides_what_a_page_says_to_its_template():
    """A macro called `hidden` once stood where a page passed words of that name, which were not shown."""
    checked = 0
    for file in FILES:
        for call in _calls(file):
            if ast.unparse(call.func).rpartition(".")[2] in ("show", "render_template"):
                templates = [each.value for each in call.args if isinstance(each, ast.Constant)]
                for template in (each for each in templates if (ROOT / "templates" / str(each)).is_file()):
                    hidden = {keyword.arg for keyword in call.keywords} & _macros(template)
                    assert not hidden, f"{file.relative_to(ROOT)}, line {call.lineno}: {hidden}"
                    checked += 1
    assert checked > 50
