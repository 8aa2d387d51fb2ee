"""How many live where, and the population that rates are standardised to."""

from functools import partial

from infreg.definitions.kinds.shape import CodeForm, Kind, choice, code, number
from infreg.vocabulary.ages import AGE5

_count = partial(number, required=True, whole=True, least=0)

COUNTY_POPULATION = Kind(
    name="county-population",
    title={"nb": "Folkemengde i fylkene", "en": "Population of the counties"},
    about="How many lived in each of the counties on 1 January. Used of years that no file is loaded for.",
    columns=(
        number("year", about="The year, of which 1 January is meant.", required=True, whole=True, least=1800),
        code(
            "county",
            about="The county, by the borders that the version holds for.",
            required=True,
            form=CodeForm.COUNTY,
            refers_to="counties",
        ),
        choice("age", about="Age on 1 January, by five years.", required=True, values=AGE5),
        _count("female", about="Women and girls."),
        _count("male", about="Men and boys."),
    ),
    key=("year", "county", "age"),
    means=("female", "male"),
    laws=("a_county_has_every_age_group",),
)
STANDARD_POPULATION = Kind(
    name="standard-population",
    title={"nb": "Standardbefolkning", "en": "Standard population"},
    about="The ages of a population that is nobody's: what rates are standardised to.",
    columns=(
        choice("age", about="Age, by five years.", required=True, values=AGE5),
        _count("weight", about="How many of 100,000."),
    ),
    # One stands at a time: which of two a rate was standardised to, nobody could tell.
    key=("age",),
    means=("weight",),
    laws=("a_standard_population_is_whole",),
)

KINDS = (COUNTY_POPULATION, STANDARD_POPULATION)
