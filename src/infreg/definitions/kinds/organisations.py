"""Who takes part: organisations, the offices that hold several municipalities, and agreements with those who
process data for somebody else."""

from infreg.definitions.kinds.shape import CodeForm, Kind, choice, code, text, texts
from infreg.definitions.kinds.values import ORGANISATION_KINDS

ORGANISATIONS = Kind(
    name="organisations",
    title={"nb": "Virksomheter", "en": "Organisations"},
    about="Who reports, and who belongs to whom: health trusts, their hospitals, laboratories, offices.",
    columns=(
        code(
            "code",
            about="Official identifier, its type first: HER:13, ENH:983744516.",
            required=True,
            form=CodeForm.OFFICIAL,
        ),
        text("name", about="Its name.", required=True),
        choice("kind", about="What it is.", required=True, values=ORGANISATION_KINDS),
        code("parent", about="The nearest one that it belongs to.", refers_to="organisations"),
    ),
    key=("code",),
    means=("name",),
    laws=("no_organisation_is_its_own_ancestor",),
)
OFFICES = Kind(
    name="offices",
    title={"nb": "Kontorer for flere kommuner", "en": "Offices of several municipalities"},
    about="Offices that follow up communicable diseases for more municipalities than one.",
    columns=(
        code("code", about="A short word: follo.", required=True, form=CodeForm.KEBAB),
        text("name", about="Its name.", required=True),
        texts(
            "municipalities",
            about="Those it answers for.",
            required=True,
            refers_to="municipalities",
            form=CodeForm.MUNICIPALITY,
        ),
    ),
    key=("code",),
    means=("name", "municipalities"),
)
AGREEMENTS = Kind(
    name="agreements",
    title={"nb": "Databehandleravtaler", "en": "Agreements with processors"},
    about=(
        "An agreement each, under which a processor works for a controller; its rows say register by "
        "register what it covers. Accounts that are given access under it have none outside its days."
    ),
    columns=(
        code("register", about="The register's short name.", required=True, form=CodeForm.KEBAB),
        text("nb", about="What the processor does with it, in Norwegian.", required=True, within="text"),
        text("en", about="The same in English.", required=True, within="text"),
    ),
    header=(
        text("controller", about="Who answers for the data.", required=True),
        text("processor", about="Who works for them under the agreement.", required=True),
        text("reference", about="Where the signed agreement is filed."),
    ),
    key=("agreement", "register"),
    means=("nb",),
    laws=("an_agreement_is_between_two",),
    rows_table="scope",
    named_in="agreement",
)

KINDS = (ORGANISATIONS, OFFICES, AGREEMENTS)
