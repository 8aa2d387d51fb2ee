"""What proves the log: each event's number and hash, and the signed checkpoints over them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from infreg.storage.models.fields import OPEN


class AuditLeaf(models.Model):
    """An event's number, from 0, and the hash of what it says for ever (`ledger.entries`). No foreign key:
    what became of the event is told by the proof, not by a rule that its breaker would first put aside."""

    number = models.BigIntegerField(primary_key=True, help_text=OPEN)
    event = models.UUIDField(unique=True, help_text=OPEN)
    hash = models.BinaryField(help_text=OPEN)

    class Meta:
        db_table = "audit_leaf"


class AuditCheckpoint(models.Model):
    """The root over the first `size` leaves at a time, and the note that says so, signed. `frontier` is what
    the next root is computed from (`ledger.merkle.Frontier`)."""

    size = models.BigIntegerField(primary_key=True, help_text=OPEN)
    root = models.BinaryField(help_text=OPEN)
    at = models.DateTimeField(help_text=OPEN)
    note = models.TextField(help_text=OPEN)
    frontier = ArrayField(models.BinaryField(), help_text=OPEN)

    class Meta:
        db_table = "audit_checkpoint"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="audit_checkpoint_holds_events")
        ]
