"""The mapping bench: words that nobody understands, one of them, and what somebody says it means."""

from dataclasses import replace

import pytest
from django.test import Client

from infreg.flow import codes
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.mapping import Coverage
from tests.web.conftest import Register
from tests.web.made_casework import OFFICER
from tests.web.made_codes import COLI, KOLI, NORD, PANEL, PUSS, SUD, mapped, page, similar, unmapped
from tests.web.made_pages import RECEIPT
from tests.web.test_pages import seen

HERE = f"/koder/{KOLI.id}"
WHY = "Samme som Escherichia coli."
SAID = {"target": "ESCCOL", "because": WHY, "unit": ""}


@pytest.fixture(autouse=True)
def officer(register: Register) -> Register:
    """A registry officer, and three words that wait."""
    register.visitor = OFFICER
    ranked = (unmapped(), unmapped(PANEL, persons=9), unmapped(PUSS, persons=1, last=None))
    register.codes.ranked = ranked
    register.codes.pages = {each.id: page(each) for each in ranked}
    return register


# --- the list


@pytest.mark.requirement("B-3", "NOIS-1-8a")
def test_the_list_says_how_much_waits_and_whom_it_concerns(register: Register, client: Client) -> None:
    register.codes.shares = (Coverage("Nordlab", None, 1000, 970),)
    register.codes.rereading = 27
    told = seen(client.get("/koder").content)
    assert "Hvilke ord forstår vi ikke ennå, og hvem gjelder det?" in told
    assert "3 ord er ikke forstått ennå. Det øverste gjelder 21 personer." in told
    assert "97 % av funnene er forstått (970 av 1 000)." in told
    assert "27 svar leses på nytt nå" in told
    row = "escherichia koli Mikrobe Personer: 21 Svar: 27 Laboratorier: 1 Sist sett: 14. mars 2026"
    assert row in told
    assert "luftveispanel NLK NPU99999 Undersøkelse" in told


@pytest.mark.requirement("B-3")
def test_nothing_that_waits_is_an_answer(register: Register, client: Client) -> None:
    register.codes.ranked = ()
    assert "Alt er forstått." in seen(client.get("/koder").content)
    assert "Alt om midler er forstått." in seen(client.get("/koder?slag=agent").content)


@pytest.mark.requirement("B-3")
def test_the_list_is_filtered_by_kind_and_has_pages(register: Register, client: Client) -> None:
    told = seen(client.get("/koder?slag=specimen").content)
    assert "Ett ord av dette slaget er ikke forstått ennå." in told
    assert "puss fra tå" in told
    assert "escherichia koli" not in told
    many = [Term(TermKind.VALUE, "", "", f"ord {n}") for n in range(30)]
    register.codes.ranked = tuple(unmapped(term) for term in many)
    assert "26–30 av 30" in seen(client.get("/koder?side=2").content)
    assert client.get("/koder?side=3").status_code == 404


@pytest.mark.requirement("B-3")
def test_what_was_explained_a_moment_ago_is_said_to_be_read_again(register: Register, client: Client) -> None:
    register.codes.said = [mapped(unit=NORD[0])]
    listed = client.get("/koder").content
    assert "escherichia koli forklart, leses på nytt" in seen(listed)
    assert f'class="ds-button" href="/koder/{PANEL.id}"' in listed.decode()
    register.codes.ranked = (unmapped(laboratories=2),)
    assert "forklart" not in seen(client.get("/koder").content)


# --- one word


@pytest.mark.requirement("B-3")
def test_a_word_is_shown_with_whom_it_concerns_examples_and_why_a_meaning_is_suggested(
    client: Client,
) -> None:
    told = seen(client.get(HERE).content)
    assert "Hva betyr «escherichia koli»?" in told
    assert "Gjelder 21 personer i 27 svar fra Nordlab, sist 14. mars 2026 ." in told.replace(
        "2026.", "2026 ."
    )
    assert "Undersøkelse Dyrkning Svar Escherichia koli Kommentar Rikelig vekst" in told
    assert str(RECEIPT) in told
    assert "1 Escherichia coli likner på «escherichia coli»" in told
    assert "2 Escherichia albertii sagt før om «esch albertii»" in told
    assert "nr. 1 av 3" in told


@pytest.mark.requirement("B-3")
def test_the_first_nine_choices_have_a_key_and_nothing_is_chosen_beforehand(
    register: Register, client: Client
) -> None:
    many = tuple(similar(f"X{n}", f"Mikrobe {n}", f"mikrobe {n}") for n in range(10))
    register.codes.pages = {KOLI.id: page(suggestions=many[:6])}
    register.codes.found = many
    shown = client.get(f"{HERE}?ord=mikrobe").content.decode()
    assert [shown.count(f'data-key="{key}"') for key in range(1, 11)] == [2] * 6 + [1] * 3 + [0]
    assert shown.count('name="target"') == 6 + 10
    assert 'value="X9" data-because' in shown
    assert not any("checked" in part.split(">")[0] for part in shown.split('name="target"')[1:])


@pytest.mark.requirement("B-3")
def test_the_search_is_the_servers_and_comes_as_a_page_or_as_a_part(
    register: Register, client: Client
) -> None:
    register.codes.found = (COLI, similar("SHISPP", "Shigella", "shigella"))
    whole = seen(client.get(f"{HERE}?ord=+shig++ella").content)
    part = client.get(f"{HERE}?ord=shigella", headers={"X-Part": "results"}).content
    assert register.codes.searched == [(TermKind.ORGANISM, "shig ella"), (TermKind.ORGANISM, "shigella")]
    assert "2 treff på «shig ella» 1 Escherichia coli 3 SHISPP likner på «shigella»" in whole
    assert "Hva betyr" not in seen(part)
    assert b"<html" not in part
    register.codes.found = ()
    assert "Ingenting heter noe som likner «x»" in seen(client.get(f"{HERE}?ord=x").content)


@pytest.mark.requirement("B-3")
def test_what_is_said_is_carried_out_and_the_next_word_follows(register: Register, client: Client) -> None:
    done = client.post(HERE, SAID)
    assert register.codes.done == [("map", KOLI.id, "ESCCOL", WHY, None)]
    assert done.headers["Location"] == f"/koder/{PANEL.id}?fra={KOLI.id}&svar=27"
    told = seen(client.get(done.headers["Location"]).content)
    assert "«escherichia koli» betyr nå Escherichia coli. 27 svar leses på nytt. Angre" in told


@pytest.mark.requirement("B-3")
def test_the_next_word_keeps_to_the_kind_and_the_list_follows_the_last(
    register: Register, client: Client
) -> None:
    done = client.post(f"{HERE}?slag=organism", {**SAID, "unit": "1"})
    assert register.codes.done == [("map", KOLI.id, "ESCCOL", WHY, 1)]
    assert done.headers["Location"] == f"/koder?slag=organism&fra={KOLI.id}&svar=27"
    assert "27 svar leses på nytt." in seen(client.get(done.headers["Location"]).content)


@pytest.mark.requirement("B-3")
def test_a_word_of_one_laboratory_holds_there_unless_somebody_says_for_all(
    register: Register, client: Client
) -> None:
    assert 'value="1" checked' in client.get(HERE).content.decode()
    register.codes.pages = {KOLI.id: page(laboratories=(NORD, SUD))}
    shown = client.get(HERE).content.decode()
    assert 'id="unit-all" value="" checked' in shown
    assert "fra 2 laboratorier" in seen(shown.encode())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"because": WHY}, "Velg hva det betyr, eller søk etter det."),
        ({"target": "ESCCOL"}, "Skriv hvorfor, så andre forstår avgjørelsen siden."),
        ({**SAID, "unit": "7"}, "Velg hvem det gjelder for."),
    ],
)
@pytest.mark.requirement("B-3")
def test_nothing_is_mapped_without_a_meaning_a_reason_and_somebody_it_holds_for(
    register: Register, client: Client, fields: dict[str, str], said: str
) -> None:
    told = seen(client.post(HERE, fields).content)
    assert said in told
    assert "Noe mangler, og ingenting er endret ennå." in told
    assert register.codes.done == []


@pytest.mark.requirement("B-3")
def test_an_unknown_meaning_is_told_at_the_field(register: Register, client: Client) -> None:
    register.codes.refuses = codes.UnknownTarget("XX is no code of organisms")
    response = client.post(HERE, {**SAID, "target": "XX"})
    assert "Ingen definisjon kjenner denne betydningen." in seen(response.content)
    assert 'id="target-error"' in response.content.decode()


@pytest.mark.requirement("B-3")
def test_a_word_that_no_answer_says_any_more_is_told_so(register: Register, client: Client) -> None:
    register.codes.refuses = codes.UnknownTerm("gone")
    response = client.post(HERE, SAID)
    assert response.status_code == 409
    assert "Ingen svar bruker dette ordet lenger." in seen(response.content)
    assert client.get("/koder/ffffffff").status_code == 404
    assert client.get("/koder/ikke-en-id").status_code == 404


# --- investigations and values


@pytest.mark.requirement("B-3")
def test_what_an_investigation_looks_for_is_told_in_words_and_can_be_composed(
    register: Register, client: Client
) -> None:
    flu = similar("organism=INFA;method=nat;marker=nucleic-acid;screening=yes", "INFA · nat", "influensa pcr")
    register.codes.pages = {PANEL.id: page(unmapped(PANEL), (flu,))}
    address = f"/koder/{PANEL.id}"
    told = seen(client.get(address).content)
    assert "1 Influenza A virus – nukleinsyretest (PCR), nukleinsyre, screening" in told
    assert "Leter ikke etter smitte" in told
    register.codes.found = (COLI, similar("ESCALB", "Escherichia albertii", "escherichia albertii"))
    asked = {"target": "composed", "organism": "escherichia coli", "method": "culture", "because": WHY}
    client.post(address, asked)
    client.post(address, {**asked, "organism": "", "screening": "on"})
    assert [done[2] for done in register.codes.done] == [
        "organism=ESCCOL;method=culture;screening=no",
        "method=culture;screening=yes",
    ]


@pytest.mark.requirement("B-3")
def test_a_composed_investigation_names_exactly_one_microbe(register: Register, client: Client) -> None:
    register.codes.found = (COLI,)
    asked = {"target": "composed", "organism": "escher", "because": WHY}
    told = seen(client.post(f"/koder/{PANEL.id}", asked).content)
    assert "Ingen mikrobe heter akkurat dette. Er det en av disse: Escherichia coli?" in told
    register.codes.found = ()
    told = seen(client.post(f"/koder/{PANEL.id}", asked).content)
    assert "Ingen mikrobe har dette navnet." in told
    assert register.codes.done == []


@pytest.mark.requirement("B-3")
def test_for_a_result_the_usual_meanings_stand_below_the_suggestions(
    register: Register, client: Client
) -> None:
    term = Term(TermKind.VALUE, "", "", "pos ?")
    register.codes.pages = {term.id: page(unmapped(term), (similar("positive", "positive", "pos"),))}
    told = seen(client.get(f"/koder/{term.id}").content)
    assert "1 påvist likner på «pos»" in told
    assert "Dette sier svar som oftest: ikke påvist ubestemt immunitet tidligere påvist" in told


# --- who may


@pytest.mark.requirement("NOIS-4-1")
def test_a_laboratory_sees_its_own_and_maps_nothing(register: Register, client: Client) -> None:
    register.visitor = replace(OFFICER, role="laboratory")
    listed, one = client.get("/koder"), client.get(HERE)
    assert "Begynn øverst" not in seen(listed.content)
    assert "De som arbeider i registeret, sier hva ordene betyr." in seen(one.content)
    assert b'id="mapping"' not in one.content
    assert b"mapping.js" not in one.content
    assert client.post(HERE, SAID).status_code == 403
    assert register.codes.done == []


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("address", ["/koder", HERE, "/koder/historikk", "/koder/dekning"])
def test_who_may_not_see_codes_is_refused(register: Register, client: Client, address: str) -> None:
    register.visitor = replace(OFFICER, role="reception")
    assert client.get(address).status_code == 403


@pytest.mark.requirement("NOIS-1-8b")
def test_the_page_of_a_word_is_in_english_for_who_chose_it(client: Client) -> None:
    client.cookies["infreg_language"] = "en"
    told = seen(client.get(HERE).content)
    assert "What does “escherichia koli” mean?" in told
    assert "Concerns 21 persons in 27 answers from Nordlab, last on 14 March 2026" in told
    assert "2 Escherichia albertii said before of “esch albertii”" in told
