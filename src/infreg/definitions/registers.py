"""Reads a register's charter from its room; the room itself opens no file."""

import tomllib
from importlib.resources import files

from infreg.vocabulary.register import Charter


def read_charter(package: str) -> Charter:
    """The charter in `register.toml` of a room. Raises KeyError or TypeError when it does not hold together:
    a package that ships such a file is broken."""
    text = files(package).joinpath("register.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Charter(
        name=table["name"],
        valid_from=table["valid_from"],
        title={language: table["title"][language] for language in ("nb", "en")},
        purpose={language: table["purpose"][language] for language in ("nb", "en")},
        legal_basis=table["legal_basis"],
        controller=table["controller"],
        processor=table["processor"],
        identified=table["identified"],
    )
