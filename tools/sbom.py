"""The software bill of materials: every package that is installed, and htmx, as CycloneDX 1.6 in JSON.

    make sbom

The packages, their licenses and what needs what come from the environment, narrowed to requirements.txt, whose
hashes are added; htmx comes from package-lock.json.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import fixup_id
from cyclonedx.validation.json import JsonStrictValidator
from packaging.version import Version

from cme import __version__

ROOT = Path(__file__).parents[1]
PROGRAM = "cme-desk"


def main(target: str = "sbom.cdx.json") -> None:
    """Write the bill to a file; a bill that its schema refuses ends with the reason."""
    bill = build()
    text = json.dumps(bill, indent=2, ensure_ascii=False)
    if error := _schema_error(text):
        sys.exit(f"The bill of materials breaks the schema of CycloneDX: {error}")
    Path(target).write_text(text + "\n", "utf-8")
    print(f"{len(bill['components'])} packages in {target}")


def build() -> dict:
    """Put the bill together; packages that this platform does not install have no license in it."""
    installed = _environment()
    found = {_normal(each["name"]): each for each in installed["components"]}
    hashes = _requirements()
    components = [_with_hashes(found.get(name), name, version, each) for (name, version), each in hashes.items()]
    components += (npm := _from_npm())
    references = {each["bom-ref"] for each in components}
    needs = [
        each | {"dependsOn": [ref for ref in each.get("dependsOn", []) if ref in references]}
        for each in installed["dependencies"]
        if each["ref"] in references
    ]
    program = {
        "bom-ref": PROGRAM,
        "type": "application",
        "name": PROGRAM,
        "version": __version__,
        "licenses": [{"license": {"id": "MIT"}}],
    }
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": installed["metadata"] | {"component": program},
        "components": components,
        "dependencies": [
            {"ref": PROGRAM, "dependsOn": sorted(references)},
            *needs,
            *({"ref": each["bom-ref"]} for each in npm),
        ],
    }


def _environment() -> dict:
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--no-validate"]
    done = subprocess.run([*command, sys.executable], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"cyclonedx-py failed: {done.stderr.strip()}")
    return json.loads(done.stdout)


def _requirements() -> dict[tuple[str, str], list[str]]:
    """Read the SHA-256 hashes by normal name and version."""
    text = (ROOT / "requirements.txt").read_text("utf-8").replace("\\\n", " ")
    found = re.finditer(r"^([\w.-]+)(?:\[.+?\])?==([\w.]+)(.*)$", text, re.MULTILINE)
    return {(_normal(each[1]), each[2]): re.findall(r"sha256:(\w+)", each[3]) for each in found}


def _with_hashes(component: dict | None, name: str, version: str, hashes: list[str]) -> dict:
    if component and Version(component["version"]) != Version(version):
        sys.exit(f"{name} {component['version']} is installed, requirements.txt names {version}: make environment")
    purl = f"pkg:pypi/{name}@{version}"
    component = component or {"bom-ref": purl, "type": "library", "name": name, "version": version, "purl": purl}
    # one for each wheel and the source: they belong to what can be fetched, not to the package
    fetched = {"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-256", "content": each} for each in hashes]}
    return component | {"externalReferences": [fetched]}  # and none to chats and funding


def _from_npm() -> list[dict]:
    """List what the browser gets: the packages of package-lock.json."""
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    components = []
    for path, package in packages.items():
        if not path:  # the project itself
            continue
        name = path.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
        algorithm, _, digest = package["integrity"].partition("-")
        component = {
            "bom-ref": purl,
            "type": "library",
            "name": name,
            "version": package["version"],
            "purl": purl,
            "hashes": [{"alg": algorithm.replace("sha", "SHA-"), "content": base64.b64decode(digest).hex()}],
        }
        if package.get("license"):
            known = fixup_id(package["license"])
            component["licenses"] = [{"license": {"id": known} if known else {"name": package["license"]}}]
        components.append(component)
    return components


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _schema_error(text: str) -> str | None:
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return str(error) if error else None


if __name__ == "__main__":
    main(*sys.argv[1:])
