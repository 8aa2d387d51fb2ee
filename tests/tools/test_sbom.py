"""What infreg says it is made of is what the lock files say, in a form that other programs read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import sbom

ROOT = Path(__file__).parent.parent.parent
pytestmark = [pytest.mark.requirement("NOIS-4-1"), pytest.mark.control("15.1.2")]


@pytest.fixture(scope="module")
def told() -> str:
    return sbom.written(sbom.bill(ROOT, sbom.packages(ROOT)))


@pytest.fixture(scope="module")
def bill(told: str) -> Any:
    return json.loads(told)


def test_it_is_valid_cyclonedx(told: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(told) is None
    broken = told.replace('"library"', '"cathedral"', 1)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None


def test_every_locked_package_is_named_with_its_version(bill: Any) -> None:
    locked = {
        f"pkg:pypi/{name}@{version}"
        for file in ("setup", "dev", "uv")
        for name, version in re.findall(
            r"^([\w.-]+)==([^ ]+)", (ROOT / f"requirements/{file}.txt").read_text("utf-8"), re.MULTILINE
        )
    }
    for place, said in json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"].items():
        if place:
            name = place.removeprefix("node_modules/").replace("@", "%40")
            locked.add(f"pkg:npm/{name}@{said['version']}")
    assert len(locked) > 50
    assert {component["purl"] for component in bill["components"]} == locked


@pytest.mark.control("15.2.3")
def test_what_only_tests_run_on_is_not_delivered(bill: Any) -> None:
    scopes = {component["name"]: component["scope"] for component in bill["components"]}
    assert scopes["django"] == scopes["designsystemet-css"] == "required"
    assert scopes["pytest"] == scopes["axe-core"] == scopes["uv"] == "excluded"


def test_it_is_told_what_depends_on_what(bill: Any) -> None:
    needs = {each["ref"].partition("@")[0]: each.get("dependsOn", []) for each in bill["dependencies"]}
    assert any(ref.startswith("pkg:pypi/django@") for ref in needs["infreg"])
    assert any(ref.startswith("pkg:pypi/asgiref@") for ref in needs["pkg:pypi/django"])
    alone = {component["bom-ref"] for component in bill["components"]} - {
        ref for refs in needs.values() for ref in refs
    }
    assert {ref.partition("@")[0] for ref in alone} == {"pkg:pypi/uv"}


def test_it_names_no_registry_and_no_machine(told: str) -> None:
    assert not re.findall(r"https?://(?!cyclonedx\.org/schema/|github\.com/CycloneDX/)", told)
    assert str(ROOT) not in told
