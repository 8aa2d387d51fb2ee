"""How many live where, year by year, as it was loaded."""

from typing import ClassVar

from django.db import models

from infreg.storage.models.fields import ACCOUNT, OPEN


class PopulationYear(models.Model):
    """One year of one loaded file. A later load of the year closes it and adds another. `hash` is SHA-256 of
    the file, `weights` that of the file of weights that came with it."""

    id = models.BigAutoField(primary_key=True, help_text=OPEN)
    year = models.SmallIntegerField(help_text=OPEN)
    source = models.TextField(help_text=OPEN)
    hash = models.BinaryField(help_text=OPEN)
    weights = models.BinaryField(null=True, help_text=OPEN)
    because = models.TextField(null=True, help_text=OPEN)
    by = models.TextField(help_text=ACCOUNT)
    known_from = models.DateTimeField(help_text=OPEN)
    known_to = models.DateTimeField(null=True, help_text=OPEN)

    class Meta:
        db_table = "population_year"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("year",), condition=models.Q(known_to__isnull=True), name="population_year_one_open"
            )
        ]


class PopulationRow(models.Model):
    """Of a year. Nothing checks each row's year or that no other says the same: a million come at once, and
    the file was read whole before."""

    id = models.BigAutoField(primary_key=True, help_text=OPEN)
    of = models.ForeignKey(
        PopulationYear, models.PROTECT, db_column="of", db_constraint=False, help_text=OPEN
    )
    municipality = models.TextField(help_text=OPEN)
    sex = models.TextField(help_text=OPEN)
    age = models.SmallIntegerField(help_text=OPEN)
    persons = models.IntegerField(help_text=OPEN)

    class Meta:
        db_table = "population"


class PopulationWeight(models.Model):
    """How much of a year's municipality became which of a later day, where a file of weights said so."""

    id = models.BigAutoField(primary_key=True, help_text=OPEN)
    of = models.ForeignKey(PopulationYear, models.PROTECT, db_column="of", help_text=OPEN)
    municipality = models.TextField(help_text=OPEN)
    today = models.TextField(help_text=OPEN)
    weight = models.DecimalField(max_digits=20, decimal_places=18, help_text=OPEN)

    class Meta:
        db_table = "population_weight"
