"""What a reader must know of the very figures in hand: a code and its texts, or nothing where all is well."""

from infreg.vocabulary.warehouse import Texts

_Note = tuple[tuple[str, Texts], ...]


def without_population(*, lacking: bool) -> _Note:
    """Of rates: somewhere nobody knows how many lived there."""
    return _if(
        lacking,
        "no_population",
        "Der vi ikke vet hvor mange som bodde der – ukjent sted, kjønn eller alder, eller et år uten "
        "folketall – er tilfellene talt, men ingen rate er regnet ut.",
        "Where nobody knows how many lived there – place, sex or age unknown, or a year without a population "
        "– cases are counted and no rate is made.",
    )


def without_some_ages(*, lacking: bool) -> _Note:
    """Of standardised rates: somewhere an age group has nobody in it."""
    return _if(
        lacking,
        "age_group_empty",
        "Der en aldersgruppe ikke har noen innbyggere, kan raten ikke standardiseres.",
        "Where an age group has no inhabitants, the rate cannot be standardised.",
    )


def ages_unknown(count: int) -> _Note:
    """Of standardised rates: who was left out."""
    return _if(
        count > 0,
        "age_unknown",
        f"{count} uten kjent alder er ikke med: uten alder kan ingen standardiseres.",
        f"{count} of unknown age are left out: without an age nobody can be standardised.",
    )


def delays_unknown(count: int, total: int) -> _Note:
    """Of delays: whose sampling day is unknown."""
    return _if(
        count > 0,
        "delay_unknown",
        f"For {count} av {total} er prøvedatoen ukjent; de er ikke med i fordelingen.",
        f"Of {count} out of {total} the day of sampling is unknown; they are not in the distribution.",
    )


def delays_below_zero(count: int) -> _Note:
    """Of delays: sampled after reception, which is a mistake of somebody's."""
    return _if(
        count > 0,
        "delay_negative",
        f"{count} skal være prøvetatt etter at svaret kom. Det er en feil hos avsenderen; de er talt som de "
        "står.",
        f"{count} are said to have been sampled after the answer came. That is the sender's mistake; they "
        "are counted as they stand.",
    )


def delays_beyond_a_year(count: int) -> _Note:
    """Of delays: so long that the year is rather a slip."""
    return _if(
        count > 0,
        "delay_over_a_year",
        f"{count} har mer enn ett år mellom prøve og svar. Se om datoen er riktig; de er talt som de står.",
        f"{count} have more than a year between sample and answer. See whether the day is right; they are "
        "counted as they stand.",
    )


def _if(holds: bool, code: str, nb: str, en: str) -> _Note:  # noqa: FBT001 - it reads as the word does
    return ((code, {"nb": nb, "en": en}),) if holds else ()
