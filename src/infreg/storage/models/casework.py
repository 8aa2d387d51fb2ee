"""What people decide, and what waits because of it."""

from typing import ClassVar

from django.db import models

from infreg.storage.models.accounts import Institution
from infreg.storage.models.fields import ACCOUNT, INSTITUTION, OPEN, PERSON


class SamePerson(models.Model):
    """One register's joining of two pseudonyms: rows of `subject` are about `person`. A merge rewrites no
    row, and undoing it closes this one."""

    id = models.BigAutoField(primary_key=True, help_text=PERSON)
    register = models.TextField(help_text=OPEN)
    subject = models.BinaryField(help_text=PERSON)
    person = models.BinaryField(help_text=PERSON)
    because = models.TextField(help_text=PERSON)
    by = models.TextField(help_text=ACCOUNT)
    known_from = models.DateTimeField(help_text=PERSON)
    known_to = models.DateTimeField(null=True, help_text=PERSON)
    undone_because = models.TextField(null=True, help_text=PERSON)
    undone_by = models.TextField(null=True, help_text=ACCOUNT)

    class Meta:
        db_table = "same_person"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("register", "subject"),
                condition=models.Q(known_to__isnull=True),
                name="same_person_one_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(subject=models.F("person")), name="same_person_is_another"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("register", "person"), name="same_person_of")]


class Decision(models.Model):
    """What a person decided about a delivery: who, when, why. Appended, never changed; replayed whenever
    the delivery is read anew."""

    id = models.BigAutoField(primary_key=True, help_text=INSTITUTION)
    unit = models.ForeignKey(Institution, models.PROTECT, db_column="unit", help_text=INSTITUTION)
    receipt = models.TextField(db_index=True, help_text=PERSON)
    choice = models.TextField(help_text=OPEN)
    because = models.TextField(help_text=PERSON)
    by = models.TextField(help_text=ACCOUNT)
    known_from = models.DateTimeField(help_text=INSTITUTION)

    class Meta:
        db_table = "decision"


class Stale(models.Model):
    """An answer whose findings are to be derived again: a definition or mapping it leans on has changed."""

    answer = models.BigIntegerField(primary_key=True, help_text=PERSON)
    unit = models.ForeignKey(Institution, models.PROTECT, db_column="unit", help_text=INSTITUTION)

    class Meta:
        db_table = "stale"
