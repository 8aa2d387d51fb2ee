"""Definitions in every version, and what people say that words mean."""

from typing import ClassVar

from django.db import models

from infreg.storage.models.accounts import Institution
from infreg.storage.models.fields import ACCOUNT, INSTITUTION, OPEN, PERSON


class Definition(models.Model):
    """One version of one definition: a code list, names of microbes, rules. Kept for ever. `valid_from` and
    `valid_to` are the event days it holds for, `known_from` when it was loaded; `files` holds what was
    loaded, by file name. The latest loaded of equal `valid_from` stands."""

    id = models.BigAutoField(primary_key=True, help_text=OPEN)
    kind = models.TextField(help_text=OPEN)
    name = models.TextField(help_text=OPEN)
    valid_from = models.DateField(help_text=OPEN)
    valid_to = models.DateField(null=True, help_text=OPEN)
    status = models.TextField(help_text=OPEN)
    source = models.TextField(help_text=OPEN)
    title = models.JSONField(help_text=OPEN)
    files = models.JSONField(help_text=OPEN)
    hash = models.BinaryField(help_text=OPEN)
    by = models.TextField(help_text=ACCOUNT)
    known_from = models.DateTimeField(help_text=OPEN)

    class Meta:
        db_table = "definition"
        indexes: ClassVar = [models.Index(fields=("kind", "name", "valid_from"), name="definition_versions")]


class Mapping(models.Model):
    """What a person said a code or a text of a laboratory means. `unit` is the laboratory whose word it is,
    NULL when it holds for all. Never changed: undone, it is closed, with who and why."""

    id = models.BigAutoField(primary_key=True, help_text=INSTITUTION)
    unit = models.ForeignKey(Institution, models.PROTECT, null=True, db_column="unit", help_text=INSTITUTION)
    kind = models.TextField(help_text=OPEN)
    system = models.TextField(help_text=OPEN)
    code = models.TextField(help_text=OPEN)
    text = models.TextField(help_text=PERSON)
    target = models.TextField(help_text=OPEN)
    because = models.TextField(help_text=OPEN)
    by = models.TextField(help_text=ACCOUNT)
    known_from = models.DateTimeField(help_text=OPEN)
    known_to = models.DateTimeField(null=True, help_text=OPEN)
    undone_because = models.TextField(null=True, help_text=OPEN)
    undone_by = models.TextField(null=True, help_text=ACCOUNT)

    class Meta:
        db_table = "mapping"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("unit", "kind", "system", "code", "text"),
                condition=models.Q(known_to__isnull=True),
                nulls_distinct=False,
                name="mapping_one_open",
            )
        ]
