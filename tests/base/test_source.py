"""What the source never does: what a reviewer would otherwise have to look for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "app.py", *sorted((ROOT / "cme").rglob("*.py"))]
TREES = {file: ast.parse(file.read_text("utf-8")) for file in FILES}
# Who may use what is otherwise nobody's business, and why.
ALLOWED = {
    "subprocess": {"serve.py"},  # starts our own processes, with lists of arguments
    "socket": {"serve.py"},  # asks whether a port is free
    "urllib.request": {"serve.py"},  # asks our own /healthz
    "httpx": {"outbound.py"},  # the one way out
    "xml": {"pars_xml.py"},  # writes with it; what comes back is read by defusedxml
    "random": {"store.py"},  # the sandbox's faults
    "smtplib": {"mail.py"},
}
GUARDED = {"pickle", "marshal", "shelve", "ctypes", "telnetlib", "ftplib", "requests", "aiohttp", "http", *ALLOWED}
CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "render_template_string",
    "system",
    "popen",
    "md5",
    "sha1",
    "from_string",
}
# Which names take attributes as Flask means it, and which files work on the objects of a library and on no row.
OPEN = {"app", "function", "g", "login", "response", "run", "session", "view"}
OF_LIBRARIES = {
    "__main__.py",
    "bundle.py",
    "db.py",
    "engine.py",
    "fonts.py",
    "images.py",
    "markdown.py",
    "ornament.py",
    "outline.py",
    "pars_xml.py",
    "sheet.py",
    "store.py",
}
SETS_FIELDS = {"lease.py", "uploads.py"}  # by names that they have just written to the table


def _imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_what_reaches_out_or_runs_is_used_where_it_is_meant_to_be():
    errors = []
    for file, tree in TREES.items():
        for name in _imports(tree):
            for guarded in GUARDED:
                if (name == guarded or name.startswith(guarded + ".")) and file.name not in ALLOWED.get(guarded, set()):
                    errors.append(f"{file.relative_to(ROOT)} imports {name}")
    assert not errors


def test_nothing_typed_is_ever_run_and_no_weak_hash_is_made():
    errors = []
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                plain = node.func.id if isinstance(node.func, ast.Name) else None
                of = node.func.attr if isinstance(node.func, ast.Attribute) else None
                named = plain or (of if of not in ("compile", "from_string") else None)  # re.compile
                if named in CALLS:
                    errors.append(f"{file.relative_to(ROOT)}, line {node.lineno}: {named}")
                if any(kw.arg == "shell" for kw in node.keywords):
                    errors.append(f"{file.relative_to(ROOT)}, line {node.lineno}: shell")
    assert not errors


def test_no_template_switches_escaping_off():
    errors = []
    for file in (ROOT / "templates").rglob("*"):
        if file.is_file():
            source = re.sub(r"{#.*?#}", "", file.read_text("utf-8"), flags=re.DOTALL)
            errors += [f"{file.name}: {hit}" for hit in re.findall(r"\|\s*safe\b|autoescape\s+false", source)]
    assert not errors


def test_no_line_of_a_template_is_over_120_columns():
    errors = []
    for file in (ROOT / "templates").rglob("*"):
        for number, line in enumerate(file.read_text("utf-8").splitlines() if file.is_file() else (), start=1):
            if len(line) > 120:
                errors.append(f"{file.relative_to(ROOT)}, line {number}: {len(line)}")
    assert not errors


def test_every_statement_in_sql_is_ours_with_parameters():
    """No statement is put together from what comes with a request."""
    errors = []
    for file, tree in TREES.items():
        if file.name in ("pages.py", "office.py") or "pages" in file.parts:
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Attribute)
                    and node.attr in ("execute_sql", "raw")
                    or isinstance(node, ast.Name)
                    and node.id == "SQL"
                ):
                    errors.append(f"{file.relative_to(ROOT)}, line {node.lineno}")
    # asking whether the database answers
    assert [fault for fault in errors if "base/http/pages.py" not in fault] == []


def test_rows_have_types():
    """A SimpleNamespace has no fields that could be looked up; a frozen dataclass has."""
    errors = []
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if "SimpleNamespace" in (getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", "")):
                errors.append(f"{file.relative_to(ROOT)}, line {node.lineno}")
    assert not errors


def test_no_sql_knows_the_alias_that_peewee_will_choose():
    errors = []
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"\bt\d+\.", node.value):
                errors.append(f"{file.relative_to(ROOT)}, line {node.lineno}")
    assert not errors


def _declared(trees) -> set[str]:
    """Collect the attributes that may be assigned: of classes that are not frozen, but for methods and properties."""
    names = set()
    for node in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        if any("frozen=True" in ast.unparse(each) for each in node.decorator_list):
            continue
        for each in node.body:
            targets = each.targets if isinstance(each, ast.Assign) else [getattr(each, "target", None)]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
            if "cached_property" in map(ast.unparse, getattr(each, "decorator_list", ())):
                names.add(each.name)
        names |= {attribute.attr for attribute in _stored(node) if ast.unparse(attribute.value) == "self"}
    return names


def _stored(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node


def test_no_attribute_is_glued_onto_a_row():
    """What is assigned to is a field of a model, or declared by a class that may change."""
    declared = _declared(TREES.values())
    errors = []
    for file, tree in TREES.items():
        glued = [] if file.name in OF_LIBRARIES else [node for node in _stored(tree) if node.attr not in declared]
        glued = [node for node in glued if ast.unparse(node.value) not in OPEN]
        calls = [] if file.name in SETS_FIELDS else [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        calls = [node for node in calls if ast.unparse(node.func) == "setattr"]
        errors += [f"{file.relative_to(ROOT)}, line {node.lineno}: {ast.unparse(node)}" for node in glued + calls]
    assert not errors


# Who says "system" besides the jobs, and why.
SYSTEM = {
    "cme/certify/pages.py",  # certificates are issued by the application, whoever looks at them first
    "cme/track/demo.py",  # does what the worker would have done in two years
    "cme/track/demo_courses.py",
}


def test_who_did_it_is_an_argument_of_every_function_that_writes_to_the_log():
    errors, notes = [], 0
    for file, tree in TREES.items():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            arguments = {
                each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
            }
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit_log.note":
                    notes += 1
                    by = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "by"]
                    if by != ["by"] or "by" not in arguments:
                        errors.append(f"{file.relative_to(ROOT)}, line {node.lineno}: {function.name} notes by={by}")
    assert notes >= 25 and not errors


def test_the_shell_is_named_by_commands_alone_and_the_system_by_jobs():
    named = {"shell": set(), "system": set()}
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value in named:
                named[node.value].add(str(file.relative_to(ROOT)))
    assert {path for path in named["shell"] if not path.endswith("/commands.py")} == set()
    assert {path for path in named["system"] if not path.endswith("/jobs.py")} == SYSTEM


# Words that say that something happened, where the thing that it happened to has a name.
NOT_NAMES = {"said", "asked", "told", "made", "taken", "kept", "lacks", "lacking", "mended", "standing", "telling"}
# Metaphors that had one reader.
NOT_NAMES |= {"errand", "fate", "door", "gate", "guard", "trail", "turns", "doubt", "trouble", "slot", "hatch"}
NOT_NAMES |= {f"{name}s" for name in NOT_NAMES if not name.endswith(("ed", "s", "ing"))}
EVERYTHING = [
    ROOT / "app.py",
    *(f for d in ("cme", "tests", "bench", "mutation", "tools") for f in (ROOT / d).rglob("*.py")),
]
BOUND = re.compile(r"{%-?\s*(?:set|for|macro\s+\w+\()\s*([\w\s,]+?)\s*(?:=|\bin\b|\))")


def _names(tree):
    """Yield every name that a file gives to something, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield getattr(node, "id", None) or node.attr, node.lineno


def test_what_happened_to_a_thing_is_not_its_name():
    found = []
    for file in EVERYTHING:
        if "migrations" not in file.parts:  # frozen
            names = _names(ast.parse(file.read_text("utf-8")))
            found += [
                f"{file.relative_to(ROOT)}, line {n}: {name}"
                for name, n in names
                if name.strip("_").lower() in NOT_NAMES
            ]
    for file in (ROOT / "templates").rglob("*.html"):
        for hit in BOUND.findall(file.read_text("utf-8")):
            found += [f"{file.relative_to(ROOT)}: {name}" for name in re.findall(r"\w+", hit) if name in NOT_NAMES]
    assert not found, "\n".join(found)


def test_scripts_build_no_html_and_keep_nothing():
    for file in (ROOT / "static").glob("*.js"):
        source = file.read_text("utf-8")
        for never in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "document.cookie",
            "__proto__",
        ):
            assert never not in source, f"{file.name}: {never}"


def test_no_secret_is_in_the_source():
    pattern = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|xox[bap]-|ghp_[A-Za-z0-9]{30}")
    for folder in ("cme", "templates", "static", "docs"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and file.suffix in (".py", ".html", ".js", ".md", ".txt", ".css", ".pem", ".key"):
                assert not pattern.search(file.read_text("utf-8", "replace")), file
    ignored = (ROOT / ".gitignore").read_text("utf-8")
    assert "instance" in ignored  # where the keys are kept
