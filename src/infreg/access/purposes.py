"""Why personal data are processed. An auditor reads this file.

A purpose stands in every transaction, and every policy of the database asks for one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """Nothing is read or written without one."""

    RECEPTION = "reception"
    QUALITY = "quality"
    SURVEILLANCE = "surveillance"
    TREATMENT = "treatment"
    OWN = "own"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class PurposeText:
    """What a purpose is called, what it covers and which law it rests on; by language, nb first."""

    name: Mapping[str, str]
    description: Mapping[str, str]
    legal_basis: Mapping[str, str]


_REGISTER_LAW = {
    "nb": "helseregisterloven § 11 og MSIS-forskriften",
    "en": "the Health Registry Act § 11 and the MSIS Regulations",
}

PURPOSES: Mapping[Purpose, PurposeText] = {
    Purpose.RECEPTION: PurposeText(
        name={"nb": "Mottak", "en": "Reception"},
        description={
            "nb": "Ta imot, forstå og lagre det som meldes.",
            "en": "Take in, understand and store what is reported.",
        },
        legal_basis=_REGISTER_LAW,
    ),
    Purpose.QUALITY: PurposeText(
        name={"nb": "Kvalitet i registeret", "en": "Quality of the register"},
        description={
            "nb": "Følge opp at det som meldes, kommer fram, blir forstått og blir riktig.",
            "en": "See to it that what is reported arrives, is understood and becomes right.",
        },
        legal_basis=_REGISTER_LAW,
    ),
    Purpose.SURVEILLANCE: PurposeText(
        name={"nb": "Smittevern", "en": "Infection control"},
        description={
            "nb": "Overvåke og følge opp smittsomme sykdommer, og oppklare og stanse utbrudd.",
            "en": "Watch and follow up communicable diseases, and find and stop outbreaks.",
        },
        legal_basis={
            "nb": "smittevernloven, helseregisterloven § 11 og MSIS-forskriften",
            "en": "the Communicable Diseases Act, the Health Registry Act § 11 and the MSIS Regulations",
        },
    ),
    Purpose.TREATMENT: PurposeText(
        name={"nb": "Behandling av pasienten", "en": "Treatment of the patient"},
        description={
            "nb": "Gi helsehjelp til pasienten svaret gjelder.",
            "en": "Give health care to the patient whom the answer is about.",
        },
        legal_basis={"nb": "pasientjournalloven", "en": "the Patient Records Act"},
    ),
    Purpose.OWN: PurposeText(
        name={"nb": "Innsyn i egne opplysninger", "en": "Access to one's own data"},
        description={
            "nb": "Se hva som er registrert om en selv, og hvem som har sett det.",
            "en": "See what is registered about oneself, and who has looked at it.",
        },
        legal_basis={
            "nb": "personvernforordningen artikkel 15 og helseregisterloven § 24",
            "en": "GDPR article 15 and the Health Registry Act § 24",
        },
    ),
    Purpose.SUPERVISION: PurposeText(
        name={"nb": "Tilsyn og internkontroll", "en": "Supervision and internal control"},
        description={
            "nb": "Kontrollere at tilgangen er riktig, og at loggen er hel.",
            "en": "Check that access is right and that the log is whole.",
        },
        legal_basis={
            "nb": "personvernforordningen artikkel 24 og 32 og helseregisterloven § 21",
            "en": "GDPR articles 24 and 32 and the Health Registry Act § 21",
        },
    ),
}
