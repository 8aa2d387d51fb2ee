"""Agents and specimens that nobody knows: each stands as a finding without outcome, so that a person can
explain it, and what was found counts meanwhile."""

from collections.abc import Iterator, Sequence

from infreg.interpretation.codes import Codes
from infreg.interpretation.families import ReadRow
from infreg.interpretation.rows import CANCELLED
from infreg.interpretation.rules import AGENT_UNKNOWN, SPECIMEN_UNKNOWN
from infreg.vocabulary.answer import Answer
from infreg.vocabulary.finding import Finding, Term, TermKind


def unknowns(
    answer: Answer, found: Sequence[Finding], read: Sequence[ReadRow], codes: Codes, unit: int | None
) -> Iterator[tuple[int, Finding]]:
    """Each with the place of the row it belongs to. An explained one is kept with its mapping, so that the
    explanation can be taken back."""
    places = {each.row.result.id: each.row.place for each in read}
    specimens = {each.row.result.id: each.row.specimen for each in read}
    last = len(answer.results)
    for result, term, known in _agents(answer, codes, unit) if read else ():
        rests_on = (result,) if result else ()
        place = places.get(result, last)
        yield place, _unknown(rests_on, specimens.get(result), AGENT_UNKNOWN, term, known=known)
    first = {finding.specimen: finding for finding in reversed(found)}
    for specimen in answer.specimens:
        if finding := first.get(specimen.id):
            lookup = codes.look_up(TermKind.SPECIMEN, specimen.type, unit)
            if lookup.term:
                place, known = places.get(finding.results[0], last), lookup.found is not None
                yield (
                    place,
                    _unknown(finding.results[:1], specimen.id, SPECIMEN_UNKNOWN, lookup.term, known=known),
                )


def _agents(answer: Answer, codes: Codes, unit: int | None) -> Iterator[tuple[str, Term, bool]]:
    """Each term once for each microbe that it was tested against."""
    seen: set[tuple[str, Term]] = set()
    for row in answer.susceptibilities:
        lookup = codes.look_up(TermKind.AGENT, row.agent, unit)
        key = (row.organism_result or "", lookup.term) if lookup.term else None
        if key and key not in seen and row.service_type != CANCELLED:
            seen.add(key)
            yield *key, lookup.found is not None


def _unknown(
    results: tuple[str, ...], specimen: str | None, rule: str, term: Term, *, known: bool
) -> Finding:
    return Finding(
        results=results,
        specimen=specimen,
        organism=None,
        outcome=None,
        rule=rule,
        unmapped=() if known else (term,),
        mapped=(term,) if known else (),
    )
