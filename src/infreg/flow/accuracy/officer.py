"""A scripted officer: explains laboratories' own words as the truth of Synthetic Norway says they mean, by
the same functions as a person at the mapping bench."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.flow import codes
from infreg.flow.accuracy import truth
from infreg.flow.accuracy.trial import check_trial
from infreg.storage import accuracy
from infreg.storage import unmapped as ranked
from infreg.storage.connection import acting
from infreg.vocabulary.accuracy import Officer, OwnWord
from infreg.vocabulary.finding import Term
from infreg.vocabulary.words import normal

_BECAUSE = "Synthetic Norway says so"
#: A laboratory's HER-id, the kind of a term, and its words or code.
_Meanings = Mapping[tuple[str, str, str], set[str]]


def explain_words(actor: Actor, folder: Path, most: int) -> Officer:
    """Maps the most frequent words that nobody has explained, as `infreg codes unmapped` ranks them. A word
    of one meaning everywhere is mapped for all laboratories, else for each that the truth tells of. What is
    mapped waits to be derived again. Raises TruthUnusable and OnlyInTrial."""
    actor.check(Permission.MAP)
    check_trial()
    meanings = _by_word(truth.words(folder))
    terms, _ = codes.unmapped(actor, size=most)
    mapped, unknown, refused = 0, [], []
    for term in (each.term for each in terms):
        targets = _targets(actor, term, meanings)
        if not targets:
            unknown.append(term.id)
        try:
            for unit, target in targets.items():
                codes.map_term(actor, term.id, target, _BECAUSE, unit)
                mapped += 1
        except codes.UnknownTarget:
            refused.append(term.id)
    return Officer(len(terms), mapped, tuple(unknown), tuple(refused))


def _by_word(words: Iterable[OwnWord]) -> _Meanings:
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for each in words:
        found[each.laboratory, each.kind, normal(each.text)].add(each.target)
    return found


def _targets(actor: Actor, term: Term, meanings: _Meanings) -> dict[int | None, str]:
    """What the truth says that a term means, by laboratory; under None when all agree. A word that one
    laboratory means two things by is left out."""
    with acting(actor) as connection:
        units = [unit for unit, _ in ranked.find_laboratories(connection, term)]
        her_ids = accuracy.find_her_ids(connection, units)
    word = term.text or normal(term.code)
    told = {unit: meanings.get((her_id, term.kind.value, word), set()) for unit, her_id in her_ids.items()}
    clear: dict[int | None, str] = {unit: each for unit, (each, *more) in _sorted(told) if not more}
    if len(clear) == len(units) and len(set(clear.values())) == 1:
        return {None: next(iter(clear.values()))}
    return clear


def _sorted(told: Mapping[int, set[str]]) -> list[tuple[int, list[str]]]:
    return [(unit, sorted(each)) for unit, each in sorted(told.items()) if each]
