"""Notifiable diseases: which findings make a case of them, since when, and what is owed for one."""

from infreg.definitions.kinds.case_names import check_case_condition
from infreg.definitions.kinds.shape import (
    CodeForm,
    Kind,
    choice,
    code,
    condition,
    number,
    text,
    texts,
    yes_no,
)
from infreg.definitions.kinds.values import CLASSIFICATIONS, GROUPS, STATES

DISEASES = Kind(
    name="diseases",
    title={"nb": "Meldingspliktige sykdommer", "en": "Notifiable diseases"},
    about=(
        "A notifiable disease each; `name` is its code, in its rows as `disease`. The first rule whose "
        "condition is true of a finding decides what case it makes; a disease without rules is known from "
        "clinicians' notices alone."
    ),
    columns=(
        code("id", about="Names the rule within the disease.", required=True, form=CodeForm.KEBAB),
        choice("class", about="How sure the case is.", required=True, values=CLASSIFICATIONS),
        choice(
            "state",
            about="What the case is, where `states` is yes; empty where the sample tells nothing of it.",
            values=STATES,
        ),
        condition(
            "when", about="When the rule decides.", required=True, check_condition=check_case_condition
        ),
        text("nb", about="The rule as a Norwegian sentence.", required=True, within="text"),
        text("en", about="The rule as an English sentence.", required=True, within="text"),
    ),
    header=(
        choice(
            "group", about="A: by name; B: without it; C: in numbers alone.", required=True, values=GROUPS
        ),
        yes_no("alert", about="Whether each case is told of at once.", required=True),
        yes_no(
            "clinician_notice",
            about="Whether clinicians notify too; no: laboratories alone.",
            required=True,
        ),
        texts(
            "organisms",
            about="What it is caused by; with them all that belongs to them.",
            refers_to="organisms",
            form=CodeForm.UPPER,
        ),
        texts(
            "excluded",
            about="Of these, those that cause another disease; with them all that belongs to them.",
            refers_to="organisms",
            form=CodeForm.UPPER,
        ),
        number(
            "episode_days",
            about="A finding more than this many days after the last one of a case begins another; absent: "
            "once in a life.",
            whole=True,
            least=1,
        ),
        yes_no("states", about="Whether infection and carriage are counted apart.", required=True),
    ),
    key=("disease", "id"),
    means=("class", "state", "when"),
    laws=(
        "case_rules_hold_for_findings_alone",
        "case_rules_ask_for_what_there_is",
        "states_are_told_apart_or_not",
        "a_disease_with_rules_names_its_organisms",
        "what_is_excluded_was_included",
        "case_sentences_are_translated",
    ),
    rows_table="rule",
    rows_optional=True,
    named_in="disease",
)

KINDS = (DISEASES,)
