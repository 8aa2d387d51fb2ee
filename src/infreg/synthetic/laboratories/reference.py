"""Isolates that a laboratory sends on: the reference laboratory names and types them."""

from dataclasses import replace
from random import Random

from infreg.synthetic.chance import stream
from infreg.synthetic.events import Requester, Sampled
from infreg.synthetic.laboratories.answers import Reported
from infreg.synthetic.laboratories.laboratory import Laboratory
from infreg.synthetic.panels import GROUPS

#: Microbes whose isolates are sent on, with how often. Resistant ones are sent on whatever they are.
_SENT_ON = {
    **dict.fromkeys(GROUPS["SALSPP"], 0.95), **dict.fromkeys(GROUPS["SHISPP"], 0.9),
    **dict.fromkeys(GROUPS["YERENT"], 0.8), **dict.fromkeys(GROUPS["NEIMEN"], 1.0),
    **dict.fromkeys(GROUPS["HAEINF"], 0.9), **dict.fromkeys(GROUPS["MYCTUB"], 0.95),
    "LISMON": 1.0, "LEGPNE": 0.7, "LEGPN1": 0.7, "NEIGON": 0.3, "CAMJEJ": 0.08, "CAMCOL": 0.08, "CANAUR": 1.0,
}  # fmt: skip
#: Sent on from where they do not belong alone.
_INVASIVE = {"STRPNE": 0.9, "STRPYO": 0.8, "STRAGA": 0.7}
_STERILE = frozenset({"blood-culture", "csf-culture", "joint-culture"})
_RESISTANT = {"MRSA": 0.9, "VRE": 0.9, "ESBL-CARBA": 0.95}
_SEQUENCES = ("ST8", "ST11", "ST19", "ST34", "ST48", "ST80", "ST131", "ST203", "ST307", "ST398", "ST1463")
_SPA = ("t002", "t008", "t019", "t044", "t127", "t304", "t437", "t688", "t1476")
_PNEUMOCOCCI = ("3", "4", "8", "9N", "12F", "15A", "19A", "22F", "23B", "33F")
_EMM = ("emm1.0", "emm4.0", "emm12.0", "emm28.0", "emm89.0")


def is_sent_on(seed: int, sampled: Sampled, panel: str, grown: Reported) -> bool:
    """Whether an isolate goes to the reference laboratory; the same each time it is asked."""
    found = grown.found
    share = max((_RESISTANT.get(flag, 0.0) for flag in found.flags), default=0.0)
    share = max(share, _SENT_ON.get(found.organism, 0.0))
    if panel in _STERILE:
        share = max(share, _INVASIVE.get(found.organism, 0.0))
    return share > 0 and stream(seed, "sent on", sampled.id).random() < share


def sent_on(laboratory: Laboratory, sampled: Sampled, grown: Reported) -> Sampled:
    """The isolate as the reference laboratory gets it: taken when the specimen was, asked for by the first
    laboratory."""
    requester = Requester(laboratory.her_id, laboratory.name, "specialist", sampled.requester.municipality)
    return replace(
        sampled,
        id=f"{sampled.id}R",
        specimen="bacterial-isolate",
        requester=requester,
        laboratory="reference",
        found=(grown.found,),
    )


def types(grown: Reported, random: Random) -> tuple[tuple[str, str], ...]:
    """The rows of typing, by name."""
    found = grown.found
    drawn = random.random()
    match found.organism:
        case "STAAUR":
            return (("spa-type", _SPA[int(drawn * len(_SPA))]),)
        case "STRPNE":
            return (("Serotype", _PNEUMOCOCCI[int(drawn * len(_PNEUMOCOCCI))]),)
        case "STRPYO":
            return (("emm-type", _EMM[int(drawn * len(_EMM))]),)
        case _:
            return (("MLST", _SEQUENCES[int(drawn * len(_SEQUENCES))]),)
