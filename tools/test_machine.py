"""Sees to what `make test` needs from the machine, beyond Python: a browser, Debian's PostgreSQL, and Java.

The embedded database comes with the Python packages; Debian's server is the second one that the tests run
against, the browser tests drive Debian's chromium, and Spark, the second engine that measures are counted on,
runs on Java. As root on Debian or Ubuntu, what is missing is installed, and said. Otherwise the tests that
need it skip, with a reason, and this says which.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

OLDEST_POSTGRESQL = 15
DEBIANS_POSTGRESQL = Path("/usr/lib/postgresql")
# Read by Debian's PostgreSQL packages when they are installed (postgresql-common).
CLUSTERS = Path("/etc/postgresql-common/createcluster.d")


@dataclass(frozen=True)
class Need:
    """A Debian package, what the tests want it for, and how to see that it is there."""

    package: str
    purpose: str
    present: Callable[[], bool]


def has_browser() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser"))


def has_postgresql() -> bool:
    versions = (path.parents[1].name for path in DEBIANS_POSTGRESQL.glob("*/bin/initdb"))
    return any(int(version) >= OLDEST_POSTGRESQL for version in versions if version.isdecimal())


def has_java() -> bool:
    return shutil.which("java") is not None


NEEDS = (
    Need("chromium", "the tests that look at pages in a browser", has_browser),
    Need("postgresql", "the tests that run against a second PostgreSQL server, Debian's", has_postgresql),
    # The oldest Java that Spark 4 runs on, and Debian 12's own.
    Need("openjdk-17-jre-headless", "the tests that count on Spark, the second engine", has_java),
)


def main() -> int:
    missing = [need for need in NEEDS if not need.present()]
    if not missing:
        return 0
    if reason := cannot_install():
        for need in missing:
            print(f"test machine: without {need.package}, {need.purpose} are skipped ({reason}).")
        return 0
    for need in missing:
        print(f"test machine: installing {need.package} from Debian for {need.purpose} ...", flush=True)
    failed = install([need.package for need in missing])
    for need in missing:
        if not need.present():
            print(f"test machine: {need.package} is still not there; {need.purpose} are skipped.")
    if failed:
        print(failed)
        print("test machine: mend what apt-get says above and run `make test` again, or go on without.")
    return 0


def cannot_install() -> str | None:
    """Why nothing can be installed here; None when it can."""
    if shutil.which("apt-get") is None:
        return "this is not Debian or Ubuntu: install it the machine's own way"
    if os.geteuid() != 0:
        return "only root can install it: apt-get install --no-install-recommends, as root"
    return None


def install(packages: list[str]) -> str:
    """Installs Debian packages without their recommendations; gives apt-get's words when it fails."""
    plain = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    # A list of packages that is out of date asks for versions that are gone.
    update = ["apt-get", "update", "-qq"]
    fetch = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if "postgresql" in packages:
        keep_debian_from_starting_a_server()
    try:
        for command in (update, fetch):
            done = subprocess.run(
                command, env=plain, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
            )
            if done.returncode:
                return str(done.stdout).strip()
    finally:
        release_debian()
    return ""


def keep_debian_from_starting_a_server() -> None:
    """Debian makes and starts a database cluster with the package. The tests start their own and end them."""
    CLUSTERS.mkdir(parents=True, exist_ok=True)
    (CLUSTERS / "infreg-tests.conf").write_text("create_main_cluster = false\n", "utf-8")


def release_debian() -> None:
    (CLUSTERS / "infreg-tests.conf").unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
