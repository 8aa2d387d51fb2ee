"""What answers tell of infection. Derived: closed and written anew when what it is made of changes."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from infreg.storage.models.accounts import Institution
from infreg.storage.models.answers import Answer
from infreg.storage.models.below import OfUnit
from infreg.storage.models.fields import INSTITUTION, OPEN, PERSON, Numeric


class Finding(OfUnit):
    """One thing an answer tells of infection, as it was understood; see `vocabulary.finding`. Closed and
    written anew when the answer, a definition or a mapping changes. `counts` when nothing in it is unknown;
    `day` is the sampling day in Oslo; `made_of` tells whether deriving it again found the same."""

    answer = models.ForeignKey(Answer, models.PROTECT, db_column="answer", help_text=PERSON)
    subject = models.BinaryField(help_text=PERSON)
    position = models.IntegerField(help_text=OPEN)
    results = ArrayField(models.TextField(), help_text=PERSON)
    specimen = models.TextField(null=True, help_text=PERSON)
    specimen_type = models.TextField(null=True, help_text=PERSON)
    day = models.DateField(null=True, help_text=PERSON)
    organism = models.TextField(null=True, help_text=PERSON)
    outcome = models.TextField(null=True, help_text=PERSON)
    method = models.TextField(null=True, help_text=PERSON)
    marker = models.TextField(null=True, help_text=PERSON)
    screening = models.BooleanField(help_text=PERSON)
    quantity = models.TextField(null=True, help_text=PERSON)
    flags = ArrayField(models.TextField(), help_text=PERSON)
    rule = models.TextField(help_text=OPEN)
    counts = models.BooleanField(help_text=OPEN)
    made_of = models.BinaryField(help_text=PERSON)
    known_from = models.DateTimeField(help_text=PERSON)
    known_to = models.DateTimeField(null=True, help_text=PERSON)

    class Meta:
        db_table = "finding"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("answer", "position"),
                condition=models.Q(known_to__isnull=True),
                name="finding_one_open",
            )
        ]
        indexes: ClassVar = [models.Index(fields=("subject",), name="finding_subject")]


class Term(OfUnit):
    """A code or text in a finding that the definitions do not know. `mapping` is what a person said of it,
    NULL while nobody has: then the finding does not count. Open as long as its finding is."""

    finding = models.ForeignKey(Finding, models.PROTECT, db_column="finding", help_text=PERSON)
    answer = models.BigIntegerField(help_text=PERSON)
    subject = models.BinaryField(help_text=PERSON)
    kind = models.TextField(help_text=OPEN)
    system = models.TextField(help_text=OPEN)
    code = models.TextField(help_text=OPEN)
    text = models.TextField(help_text=PERSON)
    mapping = models.BigIntegerField(null=True, help_text=OPEN)
    known_to = models.DateTimeField(null=True, help_text=PERSON)

    class Meta:
        db_table = "term"
        indexes: ClassVar = [
            models.Index(
                fields=("kind", "system", "code", "text"),
                condition=models.Q(known_to__isnull=True),
                name="term_open",
            )
        ]


class Isolate(models.Model):
    """One organism from one specimen of one patient, however many laboratories worked on it; see
    `vocabulary.finding`. `subject` is the patient as the first answer names them. Derived like a finding."""

    id = models.BigAutoField(primary_key=True, help_text=PERSON)
    unit = models.ForeignKey(
        Institution,
        models.PROTECT,
        db_column="unit",
        db_constraint=False,
        help_text=INSTITUTION,
    )
    subject = models.BinaryField(help_text=PERSON)
    organism = models.TextField(help_text=PERSON)
    specimen = models.TextField(null=True, help_text=PERSON)
    specimen_id = models.TextField(null=True, help_text=PERSON)
    sampled_at = models.DateTimeField(null=True, help_text=PERSON)
    day = models.DateField(null=True, help_text=PERSON)
    quantity = models.TextField(null=True, help_text=PERSON)
    flags = ArrayField(models.TextField(), help_text=PERSON)
    typing = ArrayField(models.TextField(), help_text=PERSON)
    method = models.TextField(null=True, help_text=PERSON)
    care = models.TextField(null=True, help_text=OPEN)
    sex = models.TextField(null=True, help_text=PERSON)
    birth_year = models.SmallIntegerField(null=True, help_text=PERSON)
    municipality = models.TextField(null=True, help_text=PERSON)
    made_of = models.BinaryField(help_text=PERSON)
    known_from = models.DateTimeField(help_text=PERSON)
    known_to = models.DateTimeField(null=True, help_text=PERSON)

    class Meta:
        db_table = "isolate"
        indexes: ClassVar = [models.Index(fields=("subject",), name="isolate_subject")]


class _OfIsolate(OfUnit):
    """What every row below an isolate has; its `unit` is the isolate's."""

    isolate = models.ForeignKey(Isolate, models.PROTECT, db_column="isolate", help_text=PERSON)

    class Meta:
        abstract = True


class IsolateSource(_OfIsolate):
    """An answer that tells of an isolate, and the place of its finding; the first (order 1) grew it."""

    order = models.SmallIntegerField(help_text=OPEN)
    answer = models.BigIntegerField(db_index=True, help_text=PERSON)
    position = models.IntegerField(help_text=OPEN)

    class Meta:
        db_table = "isolate_source"


class IsolateTest(_OfIsolate):
    """An isolate against one agent. `agent` is a code of the agents; NULL while the sender's own is
    unknown."""

    agent = models.TextField(null=True, help_text=PERSON)
    agent_text = models.TextField(null=True, help_text=PERSON)
    sir = models.TextField(null=True, help_text=PERSON)
    sir_text = models.TextField(null=True, help_text=PERSON)
    mic_comparator = models.TextField(null=True, help_text=PERSON)
    mic = Numeric(null=True, help_text=PERSON)
    zone_mm = Numeric(null=True, help_text=PERSON)

    class Meta:
        db_table = "isolate_test"
