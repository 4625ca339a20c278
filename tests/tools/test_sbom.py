"""The bill of materials names everything that is installed, and htmx."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cme import __version__
from tools import sbom

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bill(tmp_path_factory):
    target = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    sbom.main(str(target))  # validates against the schema of CycloneDX too
    return json.loads(target.read_text("utf-8"))


def _components(bill):
    return {each["name"].lower().replace("_", "-"): each for each in bill["components"]}


def test_every_required_package_is_in_it_and_no_other(bill):
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    required = {name for line in lines if (name := line.partition("==")[0]) and re.fullmatch(r"[a-z][\w-]*", name)}
    assert len(required) > 50
    assert _components(bill).keys() == required | {"htmx.org"}


def test_htmx_is_the_version_that_is_served(bill):
    package = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]["htmx.org"]
    htmx = _components(bill)["htmx.org"]
    assert htmx["version"] == package and htmx["purl"] == f"pkg:npm/htmx.org@{package}"
    assert htmx["licenses"] and htmx["hashes"][0]["alg"] == "SHA-512"


def test_packages_carry_their_license_and_their_hashes(bill):
    packages = {name: each for name, each in _components(bill).items() if name != "htmx.org"}
    unnamed = {name for name, each in packages.items() if not each.get("licenses")}
    assert unnamed <= {"huey", "peewee", "uharfbuzz", "psycopg-binary"}  # their metadata names none
    for name, each in packages.items():
        assert any(reference.get("hashes") for reference in each["externalReferences"]), name


def test_it_says_whose_bill_it_is_and_nothing_of_this_machine(bill):
    assert bill["specVersion"] == "1.6" and bill["metadata"]["component"]["version"] == __version__
    assert str(ROOT) not in json.dumps(bill)
    references = {each["bom-ref"] for each in bill["components"]}
    assert {each["ref"] for each in bill["dependencies"]} == references | {bill["metadata"]["component"]["bom-ref"]}


def test_hashes_of_another_version_than_the_installed_one_are_not_written():
    with pytest.raises(SystemExit, match="make environment"):
        sbom._with_hashes({"version": "1.0"}, "flask", "2.0", [])
