"""Commands that run: the demo, the site, the worker."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click
import orjson

from infreg.doors.cli.receiving import party_of
from infreg.doors.cli.starting import end, start, told
from infreg.doors.cli.watching import receive_folder

if TYPE_CHECKING:
    from infreg.flow.sequencing import Sequencer

_POLL_SECONDS = 0.5
_ADDRESS = "127.0.0.1"
_PORT = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Where the site listens, on this machine only.",
)
#: A batch takes seconds; who has not ended after so many is ended, and loses nothing by it.
_LAST_SECONDS = 30
_PR_SET_PDEATHSIG = 1
#: What was received is in the warehouse within two minutes: so long between refreshes, when something has
#: changed and when nothing has.
_REST_SECONDS, _LONGEST_REST_SECONDS = 30.0, 600.0
log = logging.getLogger(__name__)


@click.command()
@click.option(
    "--persons",
    type=click.IntRange(0),
    default=10_000,
    show_default=True,
    help="How many live in Synthetic Norway; 0: only a handful of answers.",
)
@click.option(
    "--months",
    type=click.IntRange(1, 600),
    default=24,
    show_default=True,
    help="How far back it goes.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Another seed, other people and outbreaks."
)
@click.option("--no-serve", is_flag=True, help="End after filling the register.")
@_PORT
def demo(*, persons: int, months: int, seed: int, no_serve: bool, port: int) -> None:
    """Fills a trial installation with Synthetic Norway, through the real reception, and serves the site.

    Its messages and their truth stay in the installation's folder, and are the same when the demo is run
    again. A message for each twenty months that somebody lives.

    \b
    Example: infreg demo --persons 2000 --months 12 --no-serve
    """
    start("intake")
    from infreg.flow import control, demonstration, intake, synthesis

    if 0 < persons < synthesis.FEWEST_PERSONS:
        end(f"A Synthetic Norway has {synthesis.FEWEST_PERSONS} persons or more; 0 leaves it out.")
    with told(intake.KeysUnusable, demonstration.OnlyInTrial):
        for delivered in demonstration.fill():
            click.echo(f"{delivered.receipt}  {delivered.status.value:<22}  {delivered.name}")
        if persons:
            _receive_country(persons, months, seed)
    _fill_warehouse()
    users = control.installation().demo_users
    click.echo("\nThe register holds made-up answers. Demo users:")
    for user in users:
        click.echo(f"  {user.username:<10} {user.password:<18} {user.name}")
    if no_serve:
        click.echo("\nServe it with: infreg serve")
        return
    _serve(port)


def _receive_country(persons: int, months: int, seed: int) -> None:
    from infreg.flow import demonstration

    click.echo("\nSynthetic Norway")
    country = demonstration.write_country(persons, months, seed, lambda _: None)
    counts: Counter[str] = Counter()
    with click.progressbar(
        demonstration.receive_country(country), length=country.messages, label="  received"
    ) as received:
        for delivered in received:
            counts[delivered.status.value] += 1
    told_of = ", ".join(f"{count} {status}" for status, count in counts.most_common())
    click.echo(f"  {told_of}\n  How right that is: infreg synthetic accuracy {country.folder}")


def _fill_warehouse() -> None:
    """Figures are there when the site opens, not two minutes later."""
    click.echo("\nThe warehouse")
    refresh = [sys.executable, "-m", "infreg.doors.cli", "warehouse", "refresh", "--json"]
    done = subprocess.run(refresh, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        end("The warehouse could not be filled; what it said stands above.", 1)
    tables = orjson.loads(done.stdout)["tables"]
    click.echo(f"  {sum(each['rows'] for each in tables.values())} rows in {len(tables)} tables")


@click.command()
@_PORT
def serve(*, port: int) -> None:
    """Serves the site, and starts the worker beside it under a database role of its own.

    \b
    Example: infreg serve --port 8080
    """
    start("app")
    _serve(port)


@click.command()
@click.option("--once", is_flag=True, help="Take in what waits, then end.")
@click.option("--watch", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sender", metavar="ORG", help="Who puts files in the watched folder, e.g. HER:13.")
@click.option("--parent", type=int, hidden=True)
def worker(*, once: bool, watch: Path | None, sender: str | None, parent: int | None) -> None:
    """Takes in what was sealed and not yet taken in, reads again what a mapping or a definition has changed,
    numbers and signs the log of what was done, and keeps the warehouse up to date. Several may run; each
    takes what no other has.

    With --watch also what is put in FOLDER: each file is removed once it is safe, and its receipts are laid
    in FOLDER/receipts. A file still being written is left alone until it has been quiet for a second.

    \b
    Example: infreg worker --watch /srv/answers --sender HER:13
    """
    end_with(parent)
    start("intake")
    from infreg.flow import cases, definitions, deriving, intake, refreshing, sequencing

    with told(intake.KeysUnusable):
        reception = intake.open_reception(deliverer=party_of(sender))
        sequencer = sequencing.open_sequencer()

    def work() -> int:
        received = receive_folder(reception, watch, time.time()) if watch else 0
        taken = intake.take_in_waiting(reception)
        definitions.ask_for_new()
        done = deriving.derive_stale() + cases.derive_stale_people()
        return received + taken + done + sequencer.work()

    if once:
        while work():
            pass
    else:
        refresher = Refresher(refreshing.is_due)
        _work_until_told(work, refresher.look)
        refresher.stop()
    _sign_last(sequencer)


class Refresher:
    """Keeps the warehouse up to date beside a worker: by a process of a role of its own, never two at once,
    that nobody waits for and that ends with the worker."""

    def __init__(self, is_due: Callable[[], bool], now: Callable[[], float] = time.monotonic) -> None:
        self._is_due, self._now = is_due, now
        self._rested_from = now()
        self._running: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Starts a refresh when there is one to be made."""
        if self._running:
            if self._running.poll() is None:
                return
            if self._running.returncode:
                log.warning("a refresh of the warehouse ended with %s", self._running.returncode)
            self._running, self._rested_from = None, self._now()
        rested = self._now() - self._rested_from
        if rested >= _LONGEST_REST_SECONDS or (rested >= _REST_SECONDS and self._is_due()):
            self._running = _start("insight", "warehouse", "refresh")

    def stop(self) -> None:
        """Ends one that runs: what it had begun stands nowhere yet."""
        if self._running:
            self._running.terminate()
            self._running.wait()


def _work_until_told(work: Callable[[], int], beside: Callable[[], None]) -> None:
    """Works, rests while there is nothing to do, and waits for a database that is out of reach."""
    from infreg.flow import control

    stopping = _until_told_to_stop()
    waiting = False
    while not stopping:
        try:
            done, waiting = work(), False
            beside()
        except control.OutOfReach as fault:
            if not waiting:
                log.warning("the database is out of reach (%s); waiting for it", type(fault).__name__)
            done, waiting = 0, True
            control.let_go()
        if not done:
            time.sleep(_POLL_SECONDS)


def _sign_last(sequencer: "Sequencer") -> None:
    """What was done since the last checkpoint does not wait for the next worker."""
    from infreg.flow import control

    try:
        sequencer.work(at_once=True)
    except control.OutOfReach as fault:
        log.warning("the database is out of reach (%s); the log is signed later", type(fault).__name__)


def _until_told_to_stop() -> list[int]:
    """A list that is no longer empty when somebody asked this process to end."""
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        asked.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return asked


def end_with(parent: int | None) -> None:
    """Has Linux end this process when the one that started it is gone: a killed one cannot do it."""
    if parent is not None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            raise SystemExit(1)


def _serve(port: int) -> None:
    """The site as role app, the worker as role intake: one process, one role."""
    stopping = _until_told_to_stop()
    started = [_start("intake", "worker"), _start("app", "site", str(port))]
    click.echo(f"\nThe site is at http://{_ADDRESS}:{port}/  (end with Ctrl-C)")
    while not stopping and all(process.poll() is None for process in started):
        time.sleep(_POLL_SECONDS)
    failed = [process for process in started if process.poll()]
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(timeout=_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    if failed and not stopping:
        end("The site or the worker ended by itself; what it said stands above.", 1)


def _start(role: str, *words: str) -> "subprocess.Popen[bytes]":
    """A command as a process of a role of its own, that ends with this one."""
    command = [sys.executable, "-m", "infreg.doors.cli", *words, "--parent", str(os.getpid())]
    return subprocess.Popen(command, env={**os.environ, "INFREG_ROLE": role})


@click.command(hidden=True)
@click.argument("port", type=int)
@click.option("--parent", type=int)
def site(port: int, parent: int | None) -> None:
    """The web server alone; `infreg serve` starts it."""
    end_with(parent)
    start("app")
    from infreg.doors.web.listening import listen
    from infreg.doors.web.wsgi import application

    try:
        listener = listen(application, _ADDRESS, port)
    except OSError as error:
        end(f"Cannot listen on port {port}: {error.strerror}. Choose another with --port.")
    except ValueError:
        end("INFREG_TRUSTED_PROXY must be the network address of one proxy, e.g. 127.0.0.1.")
    listener.run()
