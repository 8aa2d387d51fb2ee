"""A whole Synthetic Norway through the register: nothing is counted wrongly before a word is explained,
hardly anything is lost after, and neither the order of arrival nor what comes twice changes a figure."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from infreg.flow import accuracy, intake, synthesis
from infreg.flow.synthesis import Wish
from infreg.vocabulary.accuracy import Accuracy, Subject
from tests.flow.officer import OFFICER, map_words, measured
from tests.register import Register, Server

pytestmark = pytest.mark.requirement("B-14", "B-3", "B-4")

#: A seed that nothing was written with an eye to.
WISH = Wish(persons=5_000, months=18, messages=6_000, seed=61_803, processes=1)
WHOLE = ((Subject.CASES, None), (Subject.ISOLATES, None))
#: The least that is good enough.
GOAL = 0.99


@pytest.fixture(scope="module")
def norway(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("norway") / "written"
    synthesis.write(folder, WISH, lambda _: None)
    return folder


def files(folder: Path) -> list[Path]:
    """In the order they were sent."""
    return sorted((folder / "messages").rglob("*.xml"))


def receive(register: Register, paths: Iterable[Path]) -> None:
    register.use("intake")
    for _ in intake.receive(intake.open_reception(), _deliveries(paths)):
        pass
    register.use("app")


def _deliveries(paths: Iterable[Path]) -> Iterator[intake.Delivery]:
    for path in paths:
        yield intake.Delivery(path.name, path.read_bytes())


def figures(register: Register, folder: Path) -> Sequence[Accuracy]:
    register.use("app")
    return accuracy.measure(OFFICER, folder)


@pytest.mark.slow
def test_nothing_is_counted_wrongly_and_hardly_anything_is_lost_once_words_are_explained(
    register: Register, norway: Path
) -> None:
    receive(register, files(norway))
    before = measured(register, norway)
    for whole in WHOLE:
        assert before[whole].truth > 100
        share = before[whole].ppv
        assert share
        assert share.value >= GOAL, before[whole].explained
    done = map_words(register, norway)
    assert (done.looked_up, done.unknown, done.refused) == (50, (), ())
    after = measured(register, norway)
    for whole in WHOLE:
        shares = (after[whole].sensitivity, after[whole].ppv)
        assert all(share and share.value >= GOAL for share in shares), after[whole].explained


def test_neither_the_order_of_arrival_nor_what_comes_twice_changes_a_figure(
    embedded: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "small"
    wish = Wish(persons=1_000, months=12, messages=1_500, seed=7, processes=1)
    synthesis.write(folder, wish, lambda _: None)
    sent = files(folder)
    chance = Random(3)  # noqa: S311 - nothing secret
    shuffled = [*sent, *chance.sample(sent, len(sent) // 10)]
    chance.shuffle(shuffled)
    told = []
    for paths in (sent, shuffled):
        with embedded.fresh() as register:
            receive(register, paths)
            told.append(figures(register, folder))
    in_order, in_any_order = told
    assert in_any_order == in_order
    assert in_order[0].found
