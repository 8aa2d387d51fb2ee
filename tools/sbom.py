"""Writes what infreg is made of, as CycloneDX 1.6 JSON: every Python and npm package of the lock files.

Run by `make sbom`, which writes dist/sbom.json. Packages that `make setup` does not bring, tests and checks
run on: they are `excluded` from what is delivered. What depends on what is taken from the same files.
"""

import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.exception import CycloneDxException
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
DELIVERED, TESTED = "requirements/setup.txt", ("requirements/dev.txt", "requirements/uv.txt")
_PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ \\]+)")
_VIA = re.compile(r"^ +#(?: via)? +(?P<name>[a-z0-9._-]+)(?: \(pyproject\.toml\))?$", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Locked:
    """One package of a lock file. `needed_by`: names of the same kind, or of infreg."""

    kind: str
    name: str
    version: str
    delivered: bool
    needed_by: tuple[str, ...] = ()
    integrity: str = ""
    license: str = ""


def main() -> int:
    file = ROOT / "dist/sbom.json"
    file.parent.mkdir(exist_ok=True)
    locked = packages(ROOT)
    file.write_text(written(bill(ROOT, locked)), "utf-8")
    print(f"sbom: {len(locked)} packages in {file.relative_to(ROOT)}")
    return 0


def packages(root: Path) -> list[Locked]:
    """Everything locked, sorted; once each, delivered if any lock file says so."""
    found = {(each.kind, each.name): each for each in npm_packages(root)}
    for file in (*TESTED, DELIVERED):
        for each in python_packages(root / file, delivered=file == DELIVERED):
            found[each.kind, each.name] = each
    return sorted(found.values())


def python_packages(file: Path, *, delivered: bool) -> Iterator[Locked]:
    """The pins of one requirements file, with who asked for them, as uv says in its comments."""
    name, version, needed_by = "", "", set[str]()
    for line in [*file.read_text("utf-8").splitlines(), "end==0"]:
        if pin := _PIN.match(line):
            if name:
                asked = tuple(sorted(needed_by - {"via"}))
                yield Locked("pypi", name, version, delivered, asked, license=declared_license(name))
            name, version, needed_by = pin["name"], pin["version"], set[str]()
        elif via := _VIA.match(line):
            needed_by.add(via["name"])


def npm_packages(root: Path) -> Iterator[Locked]:
    lock = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    for place, told in lock.items():
        name = place.rpartition("node_modules/")[2]
        if name:
            needed_by = tuple(
                sorted(
                    other.rpartition("node_modules/")[2] or "infreg"
                    for other, its in lock.items()
                    if name in its.get("dependencies", {}) | its.get("devDependencies", {})
                )
            )
            yield Locked(
                "npm",
                name,
                told["version"],
                not told.get("dev", False),
                needed_by,
                told["integrity"],
                told.get("license", ""),
            )


def declared_license(name: str) -> str:
    """As an SPDX expression, where the package is installed and says one."""
    try:
        return str(metadata.metadata(name).json.get("license_expression", ""))
    except metadata.PackageNotFoundError:
        return ""


def bill(root: Path, locked: list[Locked]) -> Bom:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    bom = Bom()
    bom.metadata.component = infreg = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref="infreg",
        licenses=license_of(project["license"]),
    )
    made = {(each.kind, each.name): component(each) for each in locked}
    needs: dict[str, list[Component]] = {}
    for each in locked:
        bom.components.add(made[each.kind, each.name])
        for other in each.needed_by:
            needs.setdefault("infreg" if other == "infreg" else f"{each.kind}/{other}", []).append(
                made[each.kind, each.name]
            )
    bom.register_dependency(infreg, needs.get("infreg", []))
    for each in locked:
        bom.register_dependency(made[each.kind, each.name], needs.get(f"{each.kind}/{each.name}", []))
    return bom


def component(locked: Locked) -> Component:
    group, _, name = locked.name.rpartition("/")
    url = PackageURL(locked.kind, group or None, name, locked.version)
    return Component(
        name=name,
        group=group or None,
        version=locked.version,
        type=ComponentType.LIBRARY,
        bom_ref=url.to_string(),
        purl=url,
        scope=ComponentScope.REQUIRED if locked.delivered else ComponentScope.EXCLUDED,
        hashes=[checksum(locked.integrity)] if locked.integrity else [],
        licenses=license_of(locked.license),
    )


def checksum(integrity: str) -> HashType:
    """npm writes the algorithm and base64."""
    algorithm, _, told = integrity.partition("-")
    named = {"sha512": HashAlgorithm.SHA_512, "sha256": HashAlgorithm.SHA_256}[algorithm]
    return HashType(alg=named, content=base64.b64decode(told).hex())


def license_of(expression: str) -> list[LicenseExpression]:
    if not expression:
        return []
    try:
        return [LicenseFactory().make_with_expression(expression)]
    except CycloneDxException:
        return []


def written(bom: Bom) -> str:
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
