"""Columns that several tables of the warehouse have, so that they mean the same in all."""

from infreg.vocabulary.warehouse import Column, Kind, Sensitivity, Texts

SEXES: dict[str, Texts] = {
    "female": {"nb": "kvinne", "en": "female"},
    "male": {"nb": "mann", "en": "male"},
}
PERSON = Column(
    "person", Kind.INTEGER, {"nb": "Personen, pseudonymt", "en": "The person, a pseudonym"}, required=True
)
WHO = (
    Column("municipality", Kind.TEXT, {"nb": "Bostedskommune", "en": "Municipality of residence"}),
    Column("sex", Kind.TEXT, {"nb": "Kjønn", "en": "Sex"}, words=SEXES),
    Column("age", Kind.INTEGER, {"nb": "Alder, fylt i året", "en": "Age, reached in the year"}),
)
LABORATORY = Column(
    "laboratory",
    Kind.INTEGER,
    {"nb": "Laboratoriet, et nummer i tabellen «institution»", "en": "The laboratory, in `institution`"},
    Sensitivity.INSTITUTION,
)
VERSION = (
    Column("known_from", Kind.TIME, {"nb": "Kjent fra", "en": "Known from"}, required=True),
    Column("known_to", Kind.TIME, {"nb": "Kjent til", "en": "Known to"}),
)


def days(title: Texts, *, required: bool = False) -> tuple[Column, ...]:
    """A table's event day, and the year, quarter, month and ISO week of it, as periods are asked by."""
    return (
        Column("day", Kind.DAY, title, required=required),
        Column("year", Kind.INTEGER, {"nb": "År", "en": "Year"}, required=required),
        Column("quarter", Kind.TEXT, {"nb": "Kvartal: 2026-Q1", "en": "Quarter: 2026-Q1"}, required=required),
        Column("month", Kind.TEXT, {"nb": "Måned: 2026-03", "en": "Month: 2026-03"}, required=required),
        Column("week", Kind.TEXT, {"nb": "ISO-uke: 2026-W11", "en": "ISO week: 2026-W11"}, required=required),
    )
