"""How findings are read: what was looked for and how, what words and codes say, and the rules that decide."""

from infreg.definitions.kinds.rule_names import check_rule_condition
from infreg.definitions.kinds.shape import CodeForm, Column, Kind, choice, code, condition, text, yes_no
from infreg.definitions.kinds.values import CARE, MARKERS, METHODS, OUTCOMES, ROW_MEANINGS, SAYS, SCOPES

SYSTEM = code("system", about="OID or URI of the code system.", required=True)
CODE = code("code", about="The code in that system.", required=True)
METHOD = choice("method", about="How it was looked for.", values=METHODS)
MARKER = choice("marker", about="What was measured.", values=MARKERS)
SCREENING = yes_no("screening", about="Whether it is of a healthy person or a carrier, not of an illness.")
LOOKED_FOR = (
    code(
        "agent",
        about="The organism that is looked for; empty: whatever grows or is seen.",
        refers_to="organisms",
    ),
    METHOD,
    MARKER,
    code("specimen", about="What it is done on, where the investigation says so.", refers_to="specimens"),
    SCREENING,
)
ABOUT_LOOKED_FOR = ("agent", "method", "marker", "specimen", "screening")

INVESTIGATIONS = Kind(
    name="investigations",
    title={"nb": "Undersøkelser", "en": "Investigations"},
    about="Codes of investigations, and what they look for.",
    columns=(
        SYSTEM,
        CODE,
        text("display", about="The system's own words for it.", required=True),
        *LOOKED_FOR,
    ),
    key=("system", "code"),
    means=ABOUT_LOOKED_FOR,
)
INVESTIGATION_NAMES = Kind(
    name="investigation-names",
    title={"nb": "Navn på undersøkelser", "en": "Names of investigations"},
    about="What laboratories call investigations, and what these look for.",
    columns=(
        text("text", about="As it is written; compared by `normal`.", required=True, by_normal=True),
        *LOOKED_FOR,
    ),
    key=("text",),
    means=ABOUT_LOOKED_FOR,
)


def words(name: str, nb: str, en: str, about: str, *meaning: Column) -> Kind:
    """The kind of words that are looked for inside other texts, and what each means."""
    return Kind(
        name=name,
        title={"nb": nb, "en": en},
        about=about,
        columns=(
            text("text", about="A word or phrase; compared by `normal`.", required=True, by_normal=True),
            *meaning,
        ),
        key=("text",),
        means=tuple(column.name for column in meaning),
    )


METHOD_WORDS = words(
    "method-words",
    "Metodeord",
    "Words for methods",
    "Words inside an investigation's name that tell how it was done.",
    METHOD,
    MARKER,
    SCREENING,
)
FINDING_WORDS = words(
    "finding-words",
    "Funnord",
    "Words for findings",
    "Words inside a value that tell what was found.",
    choice("says", about="What it says.", required=True, values=SAYS),
    choice("scope", about="Whether it must be the whole value or may stand in it.", values=SCOPES),
)
ROW_WORDS = words(
    "row-words",
    "Radord",
    "Words for rows",
    "Names of rows that are no investigation but tell of one.",
    choice("means", about="What the row tells.", required=True, values=ROW_MEANINGS),
)
REQUESTER_WORDS = words(
    "requester-words",
    "Rekvirentord",
    "Words for requesters",
    "Words inside a requester's name that tell what kind of care it gives.",
    choice(
        "care", about="The kind of care; a laboratory sends on what others took.", required=True, values=CARE
    ),
)
FINDING_CODES = Kind(
    name="finding-codes",
    title={"nb": "Funnkoder", "en": "Codes for findings"},
    about="Codes of values, and what they say was found.",
    columns=(SYSTEM, CODE, choice("says", about="What it says.", required=True, values=SAYS)),
    key=("system", "code"),
    means=("says",),
)
FINDING_RULES = Kind(
    name="finding-rules",
    title={"nb": "Funnregler", "en": "Rules for findings"},
    about="What decides the outcome: the first rule whose condition is true.",
    columns=(
        code("id", about="Names the rule wherever it decided.", required=True, form=CodeForm.KEBAB),
        condition(
            "when",
            about="When the rule decides.",
            required=True,
            check_condition=check_rule_condition,
        ),
        choice("outcome", about="What it decides.", required=True, values=OUTCOMES),
        text("nb", about="The rule as a Norwegian sentence.", required=True, within="text"),
        text("en", about="The rule as an English sentence.", required=True, within="text"),
    ),
    key=("id",),
    means=("when", "outcome"),
    laws=("sentences_are_translated",),
    rows_table="rule",
)

KINDS = (
    INVESTIGATIONS,
    INVESTIGATION_NAMES,
    METHOD_WORDS,
    FINDING_WORDS,
    ROW_WORDS,
    REQUESTER_WORDS,
    FINDING_CODES,
    FINDING_RULES,
)
