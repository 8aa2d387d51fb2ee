"""Organisms, agents, specimens and units: the things themselves, the names they go by, and their codes."""

from infreg.definitions.kinds.shape import CodeForm, Column, Kind, choice, code, text, yes_no
from infreg.definitions.kinds.values import NAME_ORIGINS, ORGANISM_KINDS, RANKS, SITES


def names_of(kind: str, column: str, nb: str, en: str, *more: Column) -> Kind:
    """The kind of the names that laboratories use for the rows of another kind."""
    return Kind(
        name=f"{column}-names",
        title={"nb": nb, "en": en},
        about=f"What laboratories write, and which of the `{kind}` they mean by it.",
        columns=(
            text("text", about="As it is written; compared by `normal`.", required=True, by_normal=True),
            code(column, about="What is meant.", required=True, refers_to=kind),
            *more,
        ),
        key=("text",),
        means=(column,),
    )


def codes_of(kind: str, column: str, nb: str, en: str) -> Kind:
    """The kind of the codes that other systems have for the rows of another kind."""
    return Kind(
        name=f"{column}-codes",
        title={"nb": nb, "en": en},
        about=f"Codes of other systems, and which of the `{kind}` they mean.",
        columns=(
            code("system", about="OID or URI of the code system.", required=True),
            code("code", about="The code in that system.", required=True),
            code(column, about="What it means here.", required=True, refers_to=kind),
            text("display", about="The system's own words for it."),
        ),
        key=("system", "code"),
        means=(column,),
    )


ORGANISMS = Kind(
    name="organisms",
    title={"nb": "Mikrober", "en": "Organisms"},
    about="What may be found: species and their groups, viruses, toxins, and what is no organism at all.",
    columns=(
        code("code", about="ECDC's pathogen code where there is one.", required=True, form=CodeForm.UPPER),
        text("name", about="Scientific name, or a virus's usual English name.", required=True),
        choice("rank", about="What kind of group it is.", required=True, values=RANKS),
        code("parent", about="The nearest group it belongs to.", refers_to="organisms"),
        choice("kind", about="What it is.", required=True, values=ORGANISM_KINDS),
        text("nb", about="Norwegian everyday name."),
        text("en", about="English everyday name."),
    ),
    key=("code",),
    means=("name",),
    laws=("no_organism_is_its_own_ancestor",),
)
AGENTS = Kind(
    name="agents",
    title={"nb": "Antimikrobielle midler", "en": "Antimicrobial agents"},
    about="What susceptibility is tested to.",
    columns=(
        code("code", about="ECDC's (TESSy) code.", required=True, form=CodeForm.UPPER),
        text("nb", about="Norwegian name.", required=True),
        text("en", about="English name.", required=True),
        code("atc", about="ATC code."),
        text("group", about="penicillins, cephalosporins, …"),
    ),
    key=("code",),
    means=("en",),
)
SPECIMENS = Kind(
    name="specimens",
    title={"nb": "Prøvematerialer", "en": "Specimens"},
    about="What is taken, and from where in the body.",
    columns=(
        code("code", about="A short word: blood, csf, urine.", required=True, form=CodeForm.KEBAB),
        text("nb", about="Norwegian name.", required=True),
        text("en", about="English name.", required=True),
        choice("site", about="Where it is taken.", values=SITES),
        yes_no("sterile", about="Whether the site is normally sterile."),
    ),
    key=("code",),
    means=("en",),
)
UNITS = Kind(
    name="units",
    title={"nb": "Måleenheter", "en": "Units of measure"},
    about="Units as laboratories write them.",
    columns=(
        text("text", about="As it is written; case matters.", required=True),
        code("ucum", about="The same unit in UCUM.", required=True),
    ),
    key=("text",),
    means=("ucum",),
)
CODE_SYSTEM = Kind(
    name="code-system",
    title={"nb": "Kodeverk", "en": "Code system"},
    about="A published list of codes, as its owner gives it out.",
    columns=(
        code("code", about="The code.", required=True),
        text("nb", about="What it means, in Norwegian.", required=True),
        text("en", about="What it means, in English: for every code of the list or for none."),
    ),
    header=(
        code("system", about="OID or URI of the code system.", required=True),
        text("version", about="The owner's name for this edition.", required=True),
    ),
    key=("system", "code"),
    means=("nb",),
    laws=("a_list_is_translated_whole_or_not_at_all",),
)

SYSTEMS = Kind(
    name="systems",
    title={"nb": "Kodeverk det vises til", "en": "Code systems referred to"},
    about="Every code system that an answer may name, also those whose codes are not held here.",
    columns=(
        code("system", about="OID or URI of the code system.", required=True),
        text("name", about="What people call it: NLK, ICD-10, Volven 8351.", required=True),
        text("nb", about="What it is a list of, in Norwegian.", required=True),
        text("en", about="The same in English.", required=True),
    ),
    key=("system",),
    means=("name",),
)

KINDS = (
    SYSTEMS,
    ORGANISMS,
    names_of(
        "organisms",
        "organism",
        "Mikrobenavn",
        "Names of organisms",
        choice("how", about="What kind of name it is.", required=True, values=NAME_ORIGINS),
    ),
    codes_of("organisms", "organism", "Mikrobekoder", "Codes of organisms"),
    AGENTS,
    names_of("agents", "agent", "Navn på antimikrobielle midler", "Names of antimicrobial agents"),
    codes_of("agents", "agent", "Koder for antimikrobielle midler", "Codes of antimicrobial agents"),
    SPECIMENS,
    names_of("specimens", "specimen", "Navn på prøvematerialer", "Names of specimens"),
    codes_of("specimens", "specimen", "Koder for prøvematerialer", "Codes of specimens"),
    UNITS,
    CODE_SYSTEM,
)
