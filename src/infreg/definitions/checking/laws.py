"""The laws that kinds name: what must hold across the rows of a kind, by name."""

from collections.abc import Callable, Iterator, Mapping

from infreg.definitions.checking import diseases, organisations, places, populations, texts, trees
from infreg.definitions.checking.placed import PlacedRows
from infreg.definitions.faults import Fault

Law = Callable[[PlacedRows], Iterator[Fault]]

LAWS: Mapping[str, Law] = {
    law.__name__: law
    for law in (
        trees.no_organism_is_its_own_ancestor,
        trees.no_organisation_is_its_own_ancestor,
        organisations.an_agreement_is_between_two,
        texts.a_list_is_translated_whole_or_not_at_all,
        texts.sentences_are_translated,
        diseases.case_rules_hold_for_findings_alone,
        diseases.case_rules_ask_for_what_there_is,
        diseases.states_are_told_apart_or_not,
        diseases.a_disease_with_rules_names_its_organisms,
        diseases.what_is_excluded_was_included,
        diseases.case_sentences_are_translated,
        places.neighbours_are_each_others,
        places.a_tile_has_one_municipality,
        places.population_is_known_for_all_or_none,
        places.changes_lead_to_a_municipality,
        populations.a_county_has_every_age_group,
        populations.a_standard_population_is_whole,
    )
}
