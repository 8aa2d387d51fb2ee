"""A Spark of three processes on this machine, as on three machines: a master and two workers. And, run as a
program, somebody who asks it: `python -m tests.analysis.cluster MASTER CASES FOLDER`, answers on the last
line as JSON."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyspark

from tests.analysis.generated import ASKED, worlds
from tests.analysis.world import country

LOOPBACK = "127.0.0.1"
_DEPLOY = "org.apache.spark.deploy"
_STARTED_WITHIN = 120


@dataclass(frozen=True)
class Cluster:
    """`works` are the workers' folders, where each leaves what it did."""

    master: str
    works: tuple[Path, ...]

    @property
    def workers_asked(self) -> int:
        return sum(any(work.glob("app-*/*")) for work in self.works)


@contextmanager
def started(folder: Path) -> Iterator[Cluster]:
    """A master and two workers of a core and a GB each, on loopback alone; ended with the block."""
    port = _free_port()
    master = f"spark://{LOOPBACK}:{port}"
    works = (folder / "worker-1", folder / "worker-2")
    web = ["--host", LOOPBACK, "--webui-port", "0"]
    running = [_start([f"{_DEPLOY}.master.Master", *web, "--port", str(port)], folder)]
    try:
        _wait_for(port)
        for work in works:
            work.mkdir()
            strong = ["--cores", "1", "--memory", "1g", "--work-dir", str(work)]
            running.append(_start([f"{_DEPLOY}.worker.Worker", *web, *strong, master], folder))
        yield Cluster(master, works)
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(30)


def _start(arguments: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    home = Path(pyspark.__file__).parent
    own = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": LOOPBACK, "SPARK_LOCAL_DIRS": str(folder)}
    with (folder / "log").open("ab") as log:
        command = [str(home / "bin/spark-class"), *arguments]
        return subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log, cwd=folder)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + _STARTED_WITHIN
    while time.monotonic() < until:
        try:
            socket.create_connection((LOOPBACK, port), 1).close()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError("no master answers")


def main(master: str, cases: int, folder: Path) -> None:
    from infreg.analysis.engines.spark import open_spark

    engine = open_spark(country(folder, worlds(cases), files=3), master=master, memory_gb=1)
    answers = [asking.ask(engine).to_pydict() for asking in ASKED]
    engine.close()
    print(json.dumps(answers))  # noqa: T201 - read by who started this program


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
