"""The words of the laboratories, one by one: what anybody knows is read rightly, what is their own is not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from infreg.interpretation import interpret
from infreg.interpretation.targets import check_target
from infreg.synthetic.chance import stream
from infreg.synthetic.laboratories import Laboratory, laboratories
from infreg.synthetic.laboratories.laboratory import Speech, common
from infreg.synthetic.laboratories.wording import LOCAL, Speaker
from infreg.synthetic.panels import GROUPS, LABORATORIES, PANELS, Panel
from infreg.vocabulary.answer import Coded, Value, ValueKind
from infreg.vocabulary.finding import Outcome, TermKind
from infreg.vocabulary.words import normal
from tests.interpretation.known import codes
from tests.interpretation.made_answers import answer, nothing, row, specimen
from tests.synthetic.made_laboratories import arrived, owns, positives
from tests.synthetic.made_world import rows

pytestmark = pytest.mark.requirement("B-14", "B-3")

#: What laboratories do write and the definitions misread: (name of the microbe, what is read instead).
MISREAD_NAMES = {
    "S. Typhimurium, monofasisk": "SALTYM",
    "L. pneumophila serogruppe 1": "LEGPNE",
    "Borrelia": "BRLSPP",
    "Enterobacter cloacea": "ENBSPP",
}
#: And names of tests: (what is asked for, what they are taken to look for).
MISREAD_TESTS = {
    "Borrelia, IgM-antistoff": "BRLSPP",
    "Borrelia, IgG-antistoff": "BRLSPP",
    "PCR Borrelia": "BRLSPP",
}
#: What is looked for in carriers, told by the name of the search.
ASKED_FOR = {"mrsa-screening": "MRSA", "vre-screening": "VRE"}


def known(laboratory: Laboratory) -> Laboratory:
    """The laboratory without its own words."""
    return replace(laboratory, speech=replace(laboratory.speech, own={}))


def speakers() -> Iterator[tuple[str, Speech, Speaker]]:
    for key, laboratory in laboratories().items():
        yield key, laboratory.speech, Speaker(known(laboratory))


def names_of(speech: Speech, organism: str) -> set[str]:
    """Every name that a laboratory has for a microbe."""
    usual = common("organisms")[organism]
    names = speech.said.get("organisms", {}).get(organism) or (usual[min(speech.names, len(usual) - 1)],)
    return {name.upper() if speech.capitals else name for name in names} | set(names)


def test_there_are_at_least_ten_laboratories_each_with_an_id_of_its_own() -> None:
    found = laboratories()
    assert found.keys() == set(LABORATORIES)
    assert len(found) >= 10
    assert (
        len({each.her_id for each in found.values()})
        == len({each.name for each in found.values()})
        == len(found)
    )


def test_laboratories_write_in_both_versions_in_envelopes_in_rows_in_rows_and_in_several_encodings() -> None:
    styles = [each.style for each in laboratories().values()]
    assert {each.version for each in styles} == {"1.3", "1.4"}
    assert {each.nested for each in styles} == {each.envelope for each in styles} == {True, False}
    assert {each.encoding for each in styles} == {"UTF-8", "ISO-8859-1"}
    assert {each.mark for each in styles} == {each.declared for each in styles} == {True, False}


@pytest.mark.parametrize("kind", ["organisms", "specimens", "agents"])
def test_names_are_of_the_definitions_codes(kind: str) -> None:
    assert common(kind).keys() <= {each["code"] for each in rows(kind)}


def test_everything_that_panels_look_for_and_take_has_a_name() -> None:
    organisms = {each for panel in PANELS.values() for each in panel.organisms} | GROUPS.keys()
    organisms |= {member for members in GROUPS.values() for member in members}
    assert organisms <= common("organisms").keys()
    assert {each for panel in PANELS.values() for each in panel.specimens} <= common("specimens").keys()
    assert {panel.key for panel in PANELS.values() if len(panel.organisms) != 1} <= common("titles").keys()


def read_as(name: str) -> set[str | None]:
    """The microbes that a culture with this name under it is read to have grown."""
    grown = [row("1", "Dyrkning", nothing()), row("2", "Identifikasjon", name, parent="1")]
    return positives(interpret(answer(grown, "Sår"), codes(), 1))


def test_every_name_of_a_microbe_is_read_as_that_microbe() -> None:
    misread = {normal(name): code for name, code in MISREAD_NAMES.items()}
    wrong = set()
    for key, speech, _ in speakers():
        for organism in common("organisms"):
            for name in names_of(speech, organism):
                found = read_as(name)
                expected = {misread[normal(name)]} - {None} if normal(name) in misread else {organism}
                if expected - found or (found and not expected):
                    wrong.add((key, organism, name, tuple(found)))
    assert wrong == set()


def test_every_specimen_and_agent_is_read_as_what_it_is() -> None:
    wrong = []
    for key, _, speaker in speakers():
        for code in common("specimens"):
            said = speaker.specimen(code, stream(1, code))
            if codes().find_specimen(said) != code:
                wrong.append((key, code, said))
        for code in common("agents"):
            said = speaker.agent(code, stream(1, code))
            if codes().find_agent(said) != code:
                wrong.append((key, code, said))
    assert wrong == []


def looked_for(panel: Panel) -> Iterator[tuple[str, str | None]]:
    for organism in panel.organisms:
        for marker in panel.markers or (None,):
            yield organism, marker


def test_every_test_is_read_as_looking_for_what_it_does() -> None:
    wrong = []
    for key, _, speaker in speakers():
        for panel in PANELS.values():
            if panel.method in {"culture", "microscopy"}:
                continue
            for organism, marker in looked_for(panel):
                asked = speaker.test(panel, organism, marker, stream(1, panel.key))
                read = codes().find_investigation(asked)
                expected = MISREAD_TESTS.get(asked.text or "", organism)
                is_marker = marker in {None, read.marker} or (marker == "total" and read.method == "antibody")
                if read.agents != (expected,) or read.method != panel.method or not is_marker:
                    wrong.append((key, panel.key, asked, read.agents, read.method, read.marker))
    assert wrong == []


def test_every_title_of_a_culture_is_read_as_one() -> None:
    wrong = []
    for key, _, speaker in speakers():
        for panel in PANELS.values():
            asked = speaker.title(panel, stream(1, panel.key))
            read = codes().find_investigation(asked)
            if read.method != panel.method or not read.infection:
                wrong.append((key, panel.key, asked, read.method))
            if flag := ASKED_FOR.get(panel.key):
                assert flag in read.flags, asked
    assert wrong == []


#: What a result says of what was looked for, by how it turned out.
SAYS = {
    "found": {Outcome.POSITIVE},
    "not-found": {Outcome.NEGATIVE},
    "reactive": {Outcome.POSITIVE},
    "not-reactive": {Outcome.NEGATIVE},
    "none-found": {Outcome.NEGATIVE},
    "no-growth": {Outcome.NEGATIVE, Outcome.INCONCLUSIVE},  # mixed flora in urine says nothing for certain
    "not-grown": {Outcome.NEGATIVE},
    "not-seen": {Outcome.NEGATIVE},
    "preliminary": {Outcome.NEGATIVE},
}
WHERE = {"no-growth": "Dyrkning urin", "preliminary": "Dyrkning urin", "none-found": "Luftveispanel PCR"}


@pytest.mark.parametrize("turned_out", SAYS)
def test_every_value_says_what_it_was_meant_to(turned_out: str) -> None:
    wrong = []
    for key, speech, speaker in speakers():
        panels = [
            None,
            *(PANELS[each.partition("/")[2]] for each in speech.values if each.startswith(f"{turned_out}/")),
        ]
        for panel in panels:
            for seed in range(12):
                value = speaker.value(turned_out, stream(seed, key), panel)
                asked = (
                    speaker.title(panel, stream(1))
                    if panel
                    else Coded(text=WHERE.get(turned_out, "Influensa A PCR"))
                )
                found = interpret(answer([row("1", asked, value)], "Urin"), codes(), 1)
                if not {each.outcome for each in found} <= SAYS[turned_out] or not found:
                    wrong.append((key, panel and panel.key, value, found))
    assert wrong == []


# --- Their own words -------------------------------------------------------------------------------


def test_what_a_word_means_is_what_a_person_could_map_it_to() -> None:
    for each in owns():
        check_target(TermKind(each.kind), each.means, codes().snapshot)


def test_a_word_means_the_same_in_every_laboratory_that_has_it() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for each in owns():
        meanings.setdefault((each.kind, normal(each.text)), set()).add(each.means)
    assert {word: said for word, said in meanings.items() if len(said) > 1} == {}


def test_every_word_of_their_own_is_unknown_to_the_definitions() -> None:
    known_after_all = []
    for each in owns():
        match each.kind:
            case "organism":
                grown = [row("1", "Dyrkning", nothing()), row("2", "Identifikasjon", each.text, parent="1")]
                findings = interpret(answer(grown, "Sår"), codes(), 1)
            case "specimen":
                findings = interpret(
                    answer([row("1", "Dyrkning", "Escherichia coli")], [specimen(each.text)]), codes(), 1
                )
            case "agent":
                known_after_all += [each] if codes().find_agent(Coded(text=each.text)) else []
                continue
            case "investigation":
                findings = interpret(
                    answer([row("1", Coded(LOCAL, None, None, None, each.text), "Påvist")]), codes(), 1
                )
            case _:
                findings = interpret(answer([row("1", "Influensa A PCR", each.text)]), codes(), 1)
        terms = {(term.kind.value, term.text) for finding in findings for term in finding.unmapped}
        if (each.kind, normal(each.text)) not in terms:
            known_after_all.append(each)
    assert known_after_all == []


def texts() -> Counter[tuple[str, str]]:
    """Every text that the laboratories say, by where it stands; how many there are is no word."""
    found: Counter[tuple[str, str]] = Counter()
    for each in arrived():
        found.update(("specimen", _said(one.type)) for one in each.answer.specimens)
        found.update(("investigation", _said(one.investigation)) for one in each.answer.results)
        found.update(("agent", _said(one.agent)) for one in each.answer.susceptibilities)
        found.update(("value", _words(one.value)) for one in each.answer.results)
    del found["value", ""]
    return found


def _said(coded: Coded) -> str:
    return normal(coded.display or coded.text or coded.code or "")


def _words(value: Value) -> str:
    if value.kind is ValueKind.NUMBER or value.kind is ValueKind.NONE:
        return ""
    return normal(value.text or (_said(value.coded) if value.coded else ""))


def test_at_least_one_text_in_twenty_is_unknown() -> None:
    said = texts()
    unknown = {
        (kind if kind != "organism" else "value", text) for each in arrived() for kind, text in each.own
    }
    assert unknown <= said.keys()
    assert len(unknown) / len(said) >= 1 / 20


def test_about_one_message_in_twenty_holds_an_unknown_text() -> None:
    share = sum(bool(each.own) for each in arrived()) / len(arrived())
    assert 1 / 25 <= share <= 1 / 12
