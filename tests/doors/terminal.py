"""Commands said within the tests' own process: one of its own takes a second to import everything. What only
a process has (its streams, its log, its children, nothing around it) is shown by one."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from infreg.doors.cli import main
from infreg.flow import control
from tests.doors.test_commands import INFREG
from tests.register import close, point

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where `infreg` is said, on the installation that the environment names."""

    environ: Mapping[str, str]

    def run(self, *words: str | Path, typed: str | None = None, **more: str) -> Done:
        """In this process. A fault of ours is raised, and not turned into an exit code."""
        hidden = dict.fromkeys(["INFREG_ROLE", *filter(_is_ours, os.environ)])
        hook = sys.excepthook
        control.installation.cache_clear()
        try:
            # What a new process does here: reads which register and, as the command has said, which role.
            with patch("django.setup", lambda: point(dict(os.environ))):
                done = CliRunner().invoke(
                    main,
                    list(map(str, words)),
                    input=typed,
                    env={**hidden, **self.environ, **more},
                    catch_exceptions=False,
                    prog_name="infreg",
                )
        finally:
            sys.excepthook = hook
            close()
        return Done(words, done.exit_code, done.stdout, done.stderr)

    def process(self, *words: str | Path, typed: str | None = None) -> Done:
        """In a process of its own."""
        kept = {name: value for name, value in os.environ.items() if not _is_ours(name)}
        return subprocess.run(
            [INFREG, *map(str, words)],
            env={**kept, **self.environ},
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def _is_ours(name: str) -> bool:
    return name == "DATABASE_URL" or name.startswith("INFREG_")
