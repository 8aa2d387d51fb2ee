"""How right the register is, by disease and organism, measured against the truth of Synthetic Norway."""

from infreg.flow.accuracy.measures import distances
from infreg.flow.accuracy.measuring import measure, waiting
from infreg.flow.accuracy.officer import explain_words
from infreg.flow.accuracy.trial import OnlyInTrial
from infreg.flow.accuracy.truth import TruthUnusable
from infreg.flow.insight import NoWarehouse

__all__ = ["NoWarehouse", "OnlyInTrial", "TruthUnusable", "distances", "explain_words", "measure", "waiting"]
