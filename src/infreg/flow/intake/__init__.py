"""How a delivery becomes rows and a receipt: seal, known, take in; then show.

content ─ seal (commit 1) ─ known? ─ read ─ mask ─ check ─ pseudonymise ─ store ─ receipt (commit 2)
"""

from infreg.flow.intake.delivering import NoInstitution, deliver, fates, preview, reconcile
from infreg.flow.intake.receiving import LIMIT_BYTES, Delivered, Delivery, receive, take_in_waiting
from infreg.flow.intake.reception import ACTOR, KeysUnusable, Point, Reception, open_reception
from infreg.flow.intake.sending_back import AppRecVersion, Language, find_receipt, find_sent
from infreg.flow.intake.showing import arrivals, counts, show, show_held
from infreg.output.apprec import NoAppRec

__all__ = [
    "ACTOR",
    "LIMIT_BYTES",
    "AppRecVersion",
    "Delivered",
    "Delivery",
    "KeysUnusable",
    "Language",
    "NoAppRec",
    "NoInstitution",
    "Point",
    "Reception",
    "arrivals",
    "counts",
    "deliver",
    "fates",
    "find_receipt",
    "find_sent",
    "open_reception",
    "preview",
    "receive",
    "reconcile",
    "show",
    "show_held",
    "take_in_waiting",
]
