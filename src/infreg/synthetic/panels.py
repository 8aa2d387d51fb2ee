"""What the laboratories of Synthetic Norway are asked to look for, and which laboratories there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

#: The laboratories' keys: who they are, what words and habits they have, is said where they are written.
LABORATORIES = (
    "north", "west", "east", "middle", "south", "capital", "inland", "reference", "private-a", "private-b",
    "hospital-a", "hospital-b",
)  # fmt: skip

#: Group → what belongs to it, as far as the world needs it (a test compares the definitions' parents).
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CAMSPP": ("CAMJEJ", "CAMCOL", "CAMUPS"),
        "SALSPP": (
            "SALENT", "SALTYM", "SALTMO", "SALNEW", "SALSTA", "SALAGO", "SALINF", "SALVIR", "SALKEN",
            "SALMBA",
            "SALPBJ", "SALCHE", "SALTPI", "SALPAA", "SALPAB",
        ),
        "SHISPP": ("SHISON", "SHIFLE", "SHIBOY"),
        "YERENT": ("YERENO3", "YERENO9"),
        "ESCSTE": ("ESCO157",),
        "CRPSPP": ("CRPPAR", "CRPHOM"),
        "CLODIF": ("CDTOX",),
        "INFA": ("INFAH1P", "INFAH3"),
        "LEGPNE": ("LEGPN1",),
        "MYCTUB": ("MTUBE", "MBOVIS"),
        "NEIMEN": ("NEIMENB", "NEIMENW", "NEIMENY"),
        "HAEINF": ("HAEINFB", "HAEINFF", "HAEINFN"),
        "STRHCG": ("STRDYE",),
        "HIV": ("HIV1",),
        "PLASPP": ("PLAFAL", "PLAVIV", "PLAOVA"),
        "DENV": ("DENV1", "DENV2", "DENV3"),
        "BRLBUR": ("BRLAFZ", "BRLGAR"),
        "FRATUL": ("FRAHOL",),
        "ENCSPP": ("ENCFAI", "ENCFAE"),
        "ETBNSP": ("ESCCOL", "KLEPNE", "KLEOXY", "ENBCLO", "CITFRE", "PRTMIR"),
        "DERMAT": ("TRIRUB", "TRIINT"),
    }
)  # fmt: skip

_TOXINS = {"CLODIF": "CDTOX"}


@dataclass(frozen=True, slots=True)
class Panel:
    """What a specimen is examined for.

    `organisms` are the codes looked for; empty: whatever grows is named. `method` is culture, nat, antigen,
    antibody, microscopy or toxin. `markers` are what an antibody or antigen test measures (igm, igg, total,
    hbsag …), a row each; what is found is reactive in all of them. `tested`: what grows is tested for
    resistance. `screening`: carriers are looked for, or the healthy. `awaits`: a reactive result alone is no
    finding, and another specimen is taken to confirm it. `reference`: only the reference laboratory does it.
    """

    key: str
    specimens: tuple[str, ...]
    organisms: tuple[str, ...]
    method: str
    markers: tuple[str, ...] = ()
    tested: bool = False
    screening: bool = False
    awaits: bool = False
    reference: bool = False

    def sees(self, organism: str) -> str | None:
        """What the panel calls an organism: a culture its species, other methods what they look for. None
        where it does not look for it."""
        organism = _TOXINS.get(organism, organism) if self.method == "toxin" else organism
        if not self.organisms or organism in self.organisms:
            return organism
        for group in self.organisms:
            if organism in GROUPS.get(group, ()):
                return organism if self.method in {"culture", "microscopy"} else group
        return None


_ENTERIC = ("CAMSPP", "SALSPP", "SHISPP", "YERENT")
_AIRWAYS = ("SARS2", "INFA", "INFB", "RSV")
_URINES = ("urine-midstream", "urine", "urine-catheter", "urine-indwelling-catheter", "urine-bag")
_GENITAL = ("urine-first-void", "cervix", "vagina", "urethra")
_NASOPHARYNX = ("nasopharynx", "throat-nasopharynx")


def _cultures() -> Iterator[Panel]:
    yield Panel("urine-culture", _URINES, (), "culture", tested=True)
    yield Panel("blood-culture", ("blood-culture",), (), "culture", tested=True)
    yield Panel("csf-culture", ("csf",), (), "culture", tested=True)
    yield Panel("joint-culture", ("joint-fluid", "pleural-fluid", "bone"), (), "culture", tested=True)
    wounds = ("wound", "wound-surgical", "wound-chronic", "wound-superficial", "skin")
    yield Panel("wound-culture", wounds, (), "culture", tested=True)
    yield Panel("sputum-culture", ("sputum", "tracheal-aspirate", "bal"), (), "culture", tested=True)
    yield Panel("throat-culture", ("throat",), ("STRPYO", "STRHCG"), "culture")
    yield Panel("ear-culture", ("ear", "ear-canal"), (), "culture", tested=True)
    yield Panel("eye-culture", ("eye-conjunctiva", "eye"), (), "culture", tested=True)
    yield Panel("vagina-culture", ("vagina",), (), "culture")
    yield Panel("faeces-culture", ("faeces",), _ENTERIC, "culture", tested=True)
    yield Panel(
        "gonorrhoea-culture", ("urethra", "cervix", "throat", "rectum"), ("NEIGON",), "culture", tested=True
    )
    respiratory = ("sputum", "bal", "sputum-induced", "tracheal-aspirate")
    yield Panel(
        "tb-culture", (*respiratory, "lymph-node", "pleural-fluid"), ("MYCTUB",), "culture", tested=True
    )
    yield Panel("legionella-culture", ("sputum", "bal", "tracheal-aspirate"), ("LEGPNE",), "culture")


def _screening() -> Iterator[Panel]:
    swabs = ("nose", "throat", "perineum", "nose-throat-perineum")
    bowel = ("faeces", "rectum")
    yield Panel("mrsa-screening", swabs, ("STAAUR",), "culture", tested=True, screening=True)
    yield Panel("vre-screening", bowel, ("ENCSPP",), "culture", tested=True, screening=True)
    yield Panel("esbl-screening", bowel, ("ETBNSP",), "culture", tested=True, screening=True)
    yield Panel(
        "candida-auris-screening", ("axilla", "groin"), ("CANAUR",), "culture", tested=True, screening=True
    )
    yield Panel("gbs-screening", ("vagina-rectum", "vagina"), ("STRAGA",), "culture", screening=True)


def _enteric() -> Iterator[Panel]:
    yield Panel("faeces-pcr", ("faeces", "rectum"), (*_ENTERIC, "ESCSTE"), "nat")
    yield Panel("faeces-ecoli-pcr", ("faeces",), ("ESCEPE", "ESCETE", "ESCEAE", "ESCSTE"), "nat")
    yield Panel("faeces-parasites-pcr", ("faeces",), ("GIALAM", "CRPSPP", "ENTHIS"), "nat")
    yield Panel(
        "faeces-parasites-microscopy", ("faeces",), ("GIALAM", "ASCLUM", "TRITRI", "CRPSPP"), "microscopy"
    )
    yield Panel("faeces-virus-pcr", ("faeces",), ("NORO", "ROTA", "ADENOE", "SAPO", "ASTRO"), "nat")
    yield Panel("c-difficile-pcr", ("faeces",), ("CLODIF",), "nat")
    yield Panel("c-difficile-toxin", ("faeces",), ("CDTOX",), "toxin")
    yield Panel("ehec-confirmation", ("faeces",), ("ESCSTE",), "culture", reference=True)
    yield Panel("helicobacter-antigen", ("faeces",), ("HELPYL",), "antigen", ("antigen",))
    yield Panel("pinworm-microscopy", ("perianal-tape",), ("ENTVER",), "microscopy")


def _airways() -> Iterator[Panel]:
    yield Panel("airway-pcr-small", _NASOPHARYNX, _AIRWAYS, "nat")
    airways = (*_AIRWAYS, "RHINO", "HMPV", "ADENO", "MYPPNE", "CHLPNE", "BORPER", "BORPAP")
    yield Panel("airway-pcr", (*_NASOPHARYNX, "bal"), airways, "nat")
    yield Panel("covid-antigen", ("nasopharynx",), ("SARS2",), "antigen", ("antigen",))
    yield Panel("pertussis-pcr", ("nasopharynx", "nasopharynx-aspirate"), ("BORPER", "BORPAP"), "nat")
    yield Panel("strep-antigen", ("throat",), ("STRPYO",), "antigen", ("antigen",))
    yield Panel("legionella-antigen", ("urine",), ("LEGPNE",), "antigen", ("antigen",))
    yield Panel("legionella-pcr", ("sputum", "bal", "tracheal-aspirate"), ("LEGPNE",), "nat")
    yield Panel("tb-pcr", ("sputum", "bal", "lymph-node", "pleural-fluid"), ("MYCTUB",), "nat")
    yield Panel("measles-pcr", ("throat", "nasopharynx", "urine"), ("MEASLES",), "nat", reference=True)
    yield Panel("mumps-pcr", ("saliva", "throat"), ("MUMPS",), "nat")


def _sexual() -> Iterator[Panel]:
    yield Panel("chlamydia-pcr", (*_GENITAL, "rectum", "throat"), ("CHLTRA",), "nat")
    yield Panel("sti-pcr", (*_GENITAL, "rectum", "throat"), ("CHLTRA", "NEIGON", "MYPGEN"), "nat")
    yield Panel("lgv-pcr", ("rectum",), ("CHLLGV",), "nat", reference=True)
    yield Panel("ulcer-pcr", ("genital-ulcer", "vesicle"), ("HSV1", "HSV2", "TREPAL"), "nat")
    yield Panel("mpox-pcr", ("vesicle", "genital-ulcer", "skin"), ("MPXV",), "nat", reference=True)
    yield Panel("hiv", ("serum",), ("HIV",), "antibody", ("other",), screening=True, awaits=True)
    yield Panel("hiv-rna", ("plasma",), ("HIV1",), "nat")
    yield Panel("syphilis", ("serum",), ("TREPAL",), "antibody", ("total",), screening=True, awaits=True)
    yield Panel("syphilis-confirmation", ("serum",), ("TREPAL",), "antibody", ("total", "other", "igm"))


def _blood() -> Iterator[Panel]:
    acute = ("igm", "igg")
    yield Panel("hepatitis-a", ("serum",), ("HAV",), "antibody", ("igm",))
    yield Panel("hepatitis-b", ("serum",), ("HBV",), "antigen", ("hbsag",))
    yield Panel("hepatitis-b-dna", ("plasma",), ("HBV",), "nat")
    yield Panel("hepatitis-c", ("serum",), ("HCV",), "antibody", ("total",), screening=True, awaits=True)
    yield Panel("hepatitis-c-rna", ("plasma",), ("HCV",), "nat")
    yield Panel("hepatitis-e", ("serum",), ("HEV",), "antibody", acute)
    yield Panel("tbe", ("serum",), ("TBEV",), "antibody", acute)
    yield Panel("hantavirus", ("serum",), ("PUUV",), "antibody", acute, reference=True)
    yield Panel("tularaemia", ("serum",), ("FRATUL",), "antibody", acute)
    yield Panel("tularaemia-pcr", ("wound", "throat"), ("FRATUL",), "nat")
    yield Panel("lyme-csf", ("csf",), ("BRLBUR",), "antibody", acute)
    yield Panel("lyme-pcr", ("joint-fluid", "csf"), ("BRLBUR",), "nat")
    yield Panel("malaria-microscopy", ("blood-film", "blood-edta"), ("PLASPP",), "microscopy")
    yield Panel("malaria-pcr", ("blood-edta",), ("PLAFAL", "PLAVIV", "PLAOVA"), "nat", reference=True)
    yield Panel("dengue-antigen", ("serum",), ("DENV",), "antigen", ("antigen",))
    yield Panel("dengue-pcr", ("serum",), ("DENV1", "DENV2", "DENV3"), "nat", reference=True)
    yield Panel("measles-igm", ("serum",), ("MEASLES",), "antibody", ("igm",))
    yield Panel("mononucleosis", ("serum",), ("EBV",), "antibody", ("igm",))
    yield Panel(
        "csf-pcr", ("csf",), ("HSV1", "HSV2", "VZV", "ENTERO", "PARECHO", "NEIMEN", "STRPNE", "HAEINF"), "nat"
    )
    yield Panel("nail-pcr", ("nail", "skin-scraping"), ("DERMAT",), "nat")


PANELS: Mapping[str, Panel] = MappingProxyType(
    {
        panel.key: panel
        for panels in (_cultures(), _screening(), _enteric(), _airways(), _sexual(), _blood())
        for panel in panels
    }
)

_MALE = frozenset(("urethra",))
_FEMALE = frozenset(("cervix", "vagina", "vagina-rectum"))


def specimens_of(panel: Panel, sex: str) -> tuple[str, ...]:
    """The panel's specimens that a person of this sex may give."""
    other = _MALE if sex == "female" else _FEMALE
    return tuple(each for each in panel.specimens if each not in other)
