"""The closed lists that columns choose from."""

from infreg.vocabulary.case import Classification, State
from infreg.vocabulary.finding import Outcome

RANKS = tuple("species subspecies serotype genus family group complex virus toxin none".split())
ORGANISM_KINDS = tuple("bacterium virus fungus parasite prion none".split())
NAME_ORIGINS = tuple("name synonym abbreviation misspelling norwegian former".split())
SITES = tuple(
    "blood cns urinary respiratory-upper respiratory-lower gastrointestinal genital skin wound tissue "
    "bone-joint eye ear body-fluid environment other".split()
)
METHODS = tuple("culture nat antigen antibody microscopy toxin typing resistance other".split())
MARKERS = tuple(
    "igm igg iga total antigen nucleic-acid anti-hbs anti-hbc hbsag hbeag resistance-gene other".split()
)
OUTCOMES = tuple(outcome.value for outcome in Outcome)
#: What a word inside a value says: an outcome, something that shades or moves one, or nothing of the kind.
SAYS = (
    *OUTCOMES,
    *(
        "negation doubt weak growth current rise confirmed normal-flora mixed-flora contamination not-done "
        "insufficient sufficient see-comment others sought aside advice control flag amount object none"
    ).split(),
)
SCOPES = ("whole", "anywhere")
#: What a row of an answer is, told by its name: a finding, or something said of one.
ROW_MEANINGS = tuple("finding amount comment conclusion".split())
#: How notifiable diseases are grouped: A by name, B without it, C in numbers alone.
GROUPS = tuple("A B C".split())
CLASSIFICATIONS = tuple(each.value for each in Classification)
STATES = tuple(each.value for each in State)
#: Who asked for a test.
CARE = tuple("laboratory primary specialist".split())
#: What an organisation is: from the top of its tree to what stands below.
ORGANISATION_KINDS = tuple(
    (
        "regional-authority health-trust hospital day-surgery nursing-home laboratory municipality office "
        "authority other"
    ).split()
)
