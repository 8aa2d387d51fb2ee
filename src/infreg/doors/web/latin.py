"""Which names of microbes are Latin, so that a page sets them in italics and a screen reader says them so."""

import re

_BINOMIAL = re.compile(r"[A-Z][a-z]+ (?:[a-z]{3,}|spp?\.?)(?: (?:subsp\.|ssp\.|var\.|serovar) ?\w+)?")
_LATIN_END = re.compile(r"(?:[aeiou]|ae|ai|[iu]s|um|e[sn]s|ans|ens|or|ax|spp?\.?)$")
_NORWEGIAN_END = re.compile(r"(?:kokker|bakterier?|virus|flora|vekst|sopp|gjær|staver|arter|funn|påvist)$")


def is_latin(name: str) -> bool:
    """Whether a name looks like genus and species. A guess by form, until definitions know the names; a
    wrong one costs a slant, nothing else."""
    if not _BINOMIAL.fullmatch(name):
        return False
    species = name.split()[1]
    return bool(_LATIN_END.search(species)) and not _NORWEGIAN_END.search(species)
