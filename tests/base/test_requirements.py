"""What is installed: everything pinned, with hashes, from what was chosen; nothing from an address in the file."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ["requirements", "requirements-dev", "requirements-node"]
PINNED = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w.,-]+\])?==(?P<version>[\w.]+)(?: ; .+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
FLASKS_OWN = {"werkzeug", "jinja2", "markupsafe", "click", "itsdangerous"}  # requirements.in says so


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _lines(file: str) -> list[str]:
    """Read a file of requirements: comments dropped, continued lines joined."""
    text = (ROOT / file).read_text("utf-8").replace("\\\n", " ")
    return [line for each in text.splitlines() if (line := re.sub(r"(^|\s)#.*", "", each).strip())]


def _chosen(name: str) -> dict[str, str]:
    found = [PINNED.fullmatch(line) for line in _lines(f"{name}.in") if not line.startswith("-c ")]
    assert all(found), f"{name}.in has a line that is not pinned"
    return {_normal(each["name"]): each["version"] for each in found}


def _generated(name: str) -> dict[str, tuple[str, list[str]]]:
    """Read what is installed: version and hashes by name."""
    packages = {}
    for line in _lines(f"{name}.txt"):
        package, *hashes = re.split(r"\s+(?=--)", line)
        found = PINNED.fullmatch(package.strip())
        assert found, f"{name}.txt: {line[:80]!r} is not pinned"
        packages[_normal(found["name"])] = (found["version"], hashes)
    return packages


@pytest.mark.parametrize("name", NAMES)
def test_every_package_is_pinned(name):
    assert _chosen(name) and _generated(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_package_has_hashes_and_nothing_but_hashes(name):
    for package, (_, hashes) in _generated(name).items():
        assert hashes and all(HASH.fullmatch(each) for each in hashes), package


@pytest.mark.parametrize("name", NAMES)
def test_no_file_names_an_index(name):
    for file in (f"{name}.in", f"{name}.txt"):
        assert not re.search(
            r"://|^-(?:i|f|e)\b|--(?:extra-)?index|--find-links", (ROOT / file).read_text("utf-8"), re.M
        )


@pytest.mark.parametrize("name", NAMES)
def test_what_was_chosen_is_what_is_installed(name):
    installed = {package: version for package, (version, _) in _generated(name).items()}
    chosen = _chosen(name)
    assert chosen == {package: installed.get(package) for package in chosen}  # else: make requirements


def test_what_the_tests_need_does_not_change_what_the_program_needs():
    program, tests = _generated("requirements"), _generated("requirements-dev")
    both = program.keys() & tests.keys()
    assert both and {name: program[name] for name in both} == {name: tests[name] for name in both}


def test_a_package_with_wheels_has_those_of_other_platforms_too():
    """Whoever has another machine than the one that wrote the file is served as well."""
    versions = _generated("requirements")
    for package in ("lxml", "cryptography", "granian", "pillow", "psycopg-binary"):
        assert len(versions[package][1]) > 20, package


def test_whatever_the_program_imports_was_chosen():
    imported = set()
    for file in [ROOT / "app.py", *(ROOT / "cme").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    of = packages_distributions()
    foreign = imported - set(sys.stdlib_module_names) - {"cme", "app"}
    assert len(foreign) > 20
    chosen = _chosen("requirements").keys() | FLASKS_OWN
    assert {name for name in foreign if not {_normal(each) for each in of[name]} & chosen} == set()
