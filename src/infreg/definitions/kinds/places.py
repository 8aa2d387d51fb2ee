"""Counties and municipalities, and what became of those that are no more."""

from infreg.definitions.kinds.shape import CodeForm, Kind, code, day, number, text, texts

COUNTIES = Kind(
    name="counties",
    title={"nb": "Fylker", "en": "Counties"},
    about="The counties.",
    columns=(
        code("number", about="Two digits.", required=True, form=CodeForm.COUNTY),
        text("name", about="Its name.", required=True),
    ),
    key=("number",),
    means=("name",),
)
MUNICIPALITIES = Kind(
    name="municipalities",
    title={"nb": "Kommuner", "en": "Municipalities"},
    about="The municipalities, where each lies on a map of tiles, and how many live there.",
    columns=(
        code("number", about="Four digits.", required=True, form=CodeForm.MUNICIPALITY),
        text("name", about="Its name.", required=True),
        code("county", about="The county it is in.", required=True, refers_to="counties"),
        number("x", about="Column of its tile, from the west.", whole=True),
        number("y", about="Row of its tile, from the north.", whole=True),
        number("population", about="Inhabitants, rounded.", whole=True, least=1),
        texts(
            "neighbours",
            about="Those it borders on.",
            refers_to="municipalities",
            form=CodeForm.MUNICIPALITY,
        ),
    ),
    key=("number",),
    means=("name",),
    laws=(
        "neighbours_are_each_others",
        "a_tile_has_one_municipality",
        "population_is_known_for_all_or_none",
    ),
)
MUNICIPALITY_CHANGES = Kind(
    name="municipality-changes",
    title={"nb": "Kommuneendringer", "en": "Changes of municipalities"},
    about="Which municipality took over for one that was merged, split or renumbered.",
    columns=(
        code("number", about="The old number.", required=True, form=CodeForm.MUNICIPALITY),
        code(
            "successor",
            about="The number that follows it: a municipality, or one that has a successor in turn.",
            required=True,
            form=CodeForm.MUNICIPALITY,
            refers_to="municipalities",
            law_checks_reference=True,
        ),
        day("day", about="The first day of the successor.", required=True),
        number("share", about="Of a split: how much of the population went there, from 0 to 1."),
    ),
    key=("number", "successor", "day"),
    laws=("changes_lead_to_a_municipality",),
)

KINDS = (COUNTIES, MUNICIPALITIES, MUNICIPALITY_CHANGES)
