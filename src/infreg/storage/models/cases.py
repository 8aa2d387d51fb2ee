"""Cases of notifiable diseases: what is derived of each person, what waits for a person, and what people
decided. They belong to no laboratory: who reaches the country sees them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from infreg.storage.models.fields import ACCOUNT, INSTITUTION, OPEN, PERSON


class Case(models.Model):
    """One version of a case; see `vocabulary.case`. Derived: closed and written anew when what it is made of
    changes. `name` is the case's id through all its versions, `subject` the person as of when it was derived
    (joinings followed). `made_of` tells whether deriving it again found the same. `known` is when the
    register could know it, `known_from` when this version was written."""

    id = models.BigAutoField(primary_key=True, help_text=PERSON)
    name = models.TextField(help_text=PERSON)
    register = models.TextField(help_text=OPEN)
    subject = models.BinaryField(help_text=PERSON)
    disease = models.TextField(help_text=PERSON)
    classification = models.TextField(help_text=PERSON)
    state = models.TextField(null=True, help_text=PERSON)
    group = models.TextField(help_text=OPEN)
    alert = models.BooleanField(help_text=OPEN)
    clinician_notice = models.BooleanField(help_text=OPEN)
    organism = models.TextField(null=True, help_text=PERSON)
    event = models.DateField(help_text=PERSON)
    onset = models.DateField(null=True, help_text=PERSON)
    sampled = models.DateField(null=True, help_text=PERSON)
    received = models.DateTimeField(help_text=PERSON)
    known = models.DateTimeField(help_text=PERSON)
    municipality = models.TextField(null=True, help_text=PERSON)
    infected_in = models.TextField(null=True, help_text=PERSON)
    sex = models.TextField(null=True, help_text=PERSON)
    birth_year = models.SmallIntegerField(null=True, help_text=PERSON)
    rule = models.TextField(help_text=OPEN)
    definition_kind = models.TextField(help_text=OPEN)
    definition_name = models.TextField(help_text=PERSON)
    definition_valid_from = models.DateField(help_text=OPEN)
    definition_hash = models.TextField(help_text=OPEN)
    decisions = ArrayField(models.BigIntegerField(), help_text=PERSON)
    doubts = ArrayField(models.TextField(), help_text=PERSON)
    made_of = models.BinaryField(help_text=PERSON)
    known_from = models.DateTimeField(help_text=PERSON)
    known_to = models.DateTimeField(null=True, help_text=PERSON)

    class Meta:
        db_table = "case"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("name",), condition=models.Q(known_to__isnull=True), name="case_one_open"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=("name",), name="case_versions"),
            models.Index(fields=("subject",), name="case_subject"),
            models.Index(
                fields=("disease", "event"), condition=models.Q(known_to__isnull=True), name="case_disease"
            ),
            models.Index(
                fields=("municipality", "event"),
                condition=models.Q(known_to__isnull=True),
                name="case_municipality",
            ),
            models.Index(fields=("event",), condition=models.Q(known_to__isnull=True), name="case_event"),
            models.Index(
                fields=("event",),
                condition=models.Q(known_to__isnull=True) & ~models.Q(doubts=[]),
                name="case_doubted",
            ),
        ]


class CaseEvidence(models.Model):
    """An answer in a version of a case, the first (order 1) the one it is named by. `answer` is the answer's
    name in every version, `key` the row it was read from."""

    id = models.BigAutoField(primary_key=True, help_text=PERSON)
    case = models.ForeignKey(Case, models.PROTECT, db_column="case", help_text=PERSON)
    order = models.SmallIntegerField(help_text=OPEN)
    answer = models.TextField(help_text=PERSON)
    key = models.BigIntegerField(help_text=PERSON)
    receipt = models.TextField(help_text=PERSON)
    unit = models.BigIntegerField(help_text=INSTITUTION)
    positions = ArrayField(models.IntegerField(), help_text=PERSON)
    day = models.DateField(null=True, help_text=PERSON)
    rule = models.TextField(null=True, help_text=OPEN)

    class Meta:
        db_table = "case_evidence"
        indexes: ClassVar = [models.Index(fields=("answer",), name="case_evidence_answer")]


class CaseQuestion(models.Model):
    """Something that waits for a person and is no case; see `vocabulary.case`. Derived like a case."""

    id = models.BigAutoField(primary_key=True, help_text=PERSON)
    register = models.TextField(help_text=OPEN)
    subject = models.BinaryField(help_text=PERSON)
    doubt = models.TextField(help_text=PERSON)
    answer = models.TextField(help_text=PERSON)
    key = models.BigIntegerField(null=True, help_text=PERSON)
    receipt = models.TextField(null=True, help_text=PERSON)
    unit = models.BigIntegerField(null=True, help_text=INSTITUTION)
    disease = models.TextField(null=True, help_text=PERSON)
    decision = models.BigIntegerField(null=True, help_text=PERSON)
    known = models.DateTimeField(help_text=PERSON)
    made_of = models.BinaryField(help_text=PERSON)
    known_from = models.DateTimeField(help_text=PERSON)
    known_to = models.DateTimeField(null=True, help_text=PERSON)

    class Meta:
        db_table = "case_question"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("made_of",), condition=models.Q(known_to__isnull=True), name="case_question_one_open"
            )
        ]
        indexes: ClassVar = [models.Index(fields=("subject",), name="case_question_subject")]


class CaseDecision(models.Model):
    """What a person decided about the case of a disease that rests on an answer; see `vocabulary.case`.
    Appended, and replayed whenever the case is derived; undone, it is closed, with who and why. `subject` is
    the patient as the answer named them."""

    id = models.BigAutoField(primary_key=True, help_text=PERSON)
    register = models.TextField(help_text=OPEN)
    subject = models.BinaryField(help_text=PERSON)
    disease = models.TextField(help_text=PERSON)
    answer = models.TextField(help_text=PERSON)
    move = models.TextField(help_text=OPEN)
    other = models.TextField(null=True, help_text=PERSON)
    to = models.TextField(null=True, help_text=PERSON)
    seen = models.TextField(null=True, help_text=PERSON)
    because = models.TextField(help_text=PERSON)
    by = models.TextField(help_text=ACCOUNT)
    known_from = models.DateTimeField(help_text=PERSON)
    known_to = models.DateTimeField(null=True, help_text=PERSON)
    undone_because = models.TextField(null=True, help_text=PERSON)
    undone_by = models.TextField(null=True, help_text=ACCOUNT)

    class Meta:
        db_table = "case_decision"
        indexes: ClassVar = [models.Index(fields=("subject",), name="case_decision_subject")]


class StalePerson(models.Model):
    """Somebody whose cases are to be derived again: a definition they lean on has changed."""

    subject = models.BinaryField(primary_key=True, help_text=PERSON)

    class Meta:
        db_table = "stale_person"
