"""What the name of a column tells of what it holds, whatever was declared."""

import re

from infreg.guard.texts import plain
from infreg.vocabulary.guarding import Kind

_SIGNS = re.compile(r"[^a-zæøå]+")
_SORTS: dict[Kind, frozenset[str]] = {
    Kind.NATIONAL_NUMBER: frozenset(
        "fnr fødselsnr fødselsnummer fodselsnr fodselsnummer personnr personnummer dnr dnummer nationalid"
        " nationalidentitynumber pasientfnr pasientfødselsnummer pasientpersonnummer".split()
    ),
    Kind.BIRTH_DATE: frozenset(
        "fødselsdato fodselsdato fdato født fødtdato fødselsdag dob birthdate dateofbirth birthday"
        " pasientfødselsdato pasientensfødselsdato".split()
    ),
    Kind.ADDRESS: frozenset(
        "adresse gateadresse postadresse bostedsadresse hjemadresse boadresse gate gatenavn address street"
        " streetaddress postnummerogsted postnrogsted pasientadresse".split()
    ),
    Kind.NAME: frozenset(
        "navn fornavn etternavn mellomnavn pasientnavn pasientensnavn fulltnavn name firstname lastname "
        "surname givenname familyname fullname patientname".split()
    ),
}


def told_by(heading: str) -> Kind | None:
    """What a column's cells are by its name: `Fødselsdato`, `F.nr.`, `ADRESSE`, `Pasientens navn`."""
    word = _SIGNS.sub("", plain(heading).casefold())
    return next((kind for kind, names in _SORTS.items() if word in names), None)
