"""What the answers that stand at the end were asked to look for, and what came of it: one row an answer."""

from collections.abc import Iterator, Sequence

from infreg.synthetic.laboratories.answers import ISOLATES
from infreg.synthetic.laboratories.messages import Sent
from infreg.synthetic.panels import GROUPS, PANELS, Panel
from infreg.synthetic.truth import Row
from infreg.vocabulary.time import in_oslo

#: Neither replaces an answer nor looks for anything more.
_BESIDE = frozenset({"resend", "duplicate", "addition"})


def looked_for_rows(sent: Sequence[Sent]) -> Iterator[Row]:
    """A row an answer, as its last version has it; what was cancelled is not there. `tests` are organisms
    with `positive`, `negative`, `unconfirmed` (another specimen is to confirm it) or `unfinished` (it may
    still grow). Where whatever grows is named and nothing did, the organism is null."""
    latest = {each.answer_id: each for each in sent if each.kind not in _BESIDE}
    for each in latest.values():
        if each.content and each.kind != "cancellation":
            typed = each.sampled.specimen == "bacterial-isolate"
            panel = ISOLATES if typed else PANELS[each.sampled.panel]
            found = tuple(dict.fromkeys(one.organism for one in each.content.reported))
            yield {
                "laboratory": each.laboratory.her_id,
                "answer_id": each.answer_id,
                "person": each.sampled.person.id,
                "sampled": in_oslo(each.sampled.at).date().isoformat(),
                "panel": panel.key,
                "tests": _tests(panel, found, unfinished=each.kind == "preliminary"),
            }


def _tests(panel: Panel, found: Sequence[str], *, unfinished: bool) -> list[tuple[str | None, str]]:
    """What is looked for under a group's name is found when one of the group is."""
    told = [(organism, "unconfirmed" if panel.awaits else "positive") for organism in found]
    nothing = "unfinished" if unfinished else "negative"
    missing = [each for each in panel.organisms if not {each, *GROUPS.get(each, ())}.intersection(found)]
    if not told and not missing:
        return [(None, nothing)]
    return [*told, *((each, nothing) for each in missing)]
