"""The code lists of application receipts (apprec.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from infreg.vocabulary.answer import Coded


@dataclass(frozen=True, slots=True)
class AppRecCodes:
    """`error` has a system and a code; its words come from the problem. `id_types` are names by code."""

    accepted: Coded
    rejected: Coded
    partly_rejected: Coded
    error: Coded
    id_types: Mapping[str, str]


@cache
def apprec_codes() -> AppRecCodes:
    """Read once."""
    held = tomllib.loads(files("infreg.definitions").joinpath("apprec.toml").read_text("utf-8"))
    status = {
        name: Coded(code=entry["code"], display=entry["name"]) for name, entry in held["status"].items()
    }
    error = Coded(system=held["error"]["system"], code=held["error"]["code"])
    return AppRecCodes(**status, error=error, id_types=held["id_type"])
