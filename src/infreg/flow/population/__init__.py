"""How many live where: figures loaded in versions, those that come with the package where none are, and the
warehouse's tables of people, places and days made of them."""

from infreg.flow.population.loading import Loaded, PopulationYear, Refused, load, years
from infreg.flow.population.standards import standard
from infreg.flow.population.tables import edition, reference_tables

__all__ = [
    "Loaded",
    "PopulationYear",
    "Refused",
    "edition",
    "load",
    "reference_tables",
    "standard",
    "years",
]
