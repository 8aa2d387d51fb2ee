"""Laboratory answers, version by version."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from infreg.storage.models.accounts import Institution
from infreg.storage.models.below import OfUnit
from infreg.storage.models.fields import INSTITUTION, OPEN, PERSON, Numeric


class Answer(models.Model):
    """One version of a laboratory answer, as it was understood. At most one version of an answer is open,
    and of each addition to it (`part`, empty for the answer itself), which stands beside it.

    `subject` is the register's pseudonym of the patient; where the message names nobody we can know
    (`subject_known` false) it stands for that answer's patient alone, and can be joined later.
    `understanding` is a keyed hash of the whole answer: reading it anew and finding the same changes
    nothing. What does not stand has `aside_from`: since it was understood otherwise, or from the first
    while it is held against another content under the same message id.
    """

    id = models.BigAutoField(primary_key=True, help_text=PERSON)
    unit = models.ForeignKey(Institution, models.PROTECT, db_column="unit", help_text=INSTITUTION)
    receipt = models.TextField(help_text=PERSON)
    position = models.IntegerField(help_text=OPEN)
    answer_id = models.TextField(help_text=PERSON)
    part = models.TextField(help_text=PERSON)
    service_type = models.TextField(null=True, help_text=OPEN)
    status = models.TextField(null=True, help_text=OPEN)
    discipline = models.TextField(null=True, help_text=OPEN)
    generated_at = models.DateTimeField(null=True, help_text=PERSON)
    issued_at = models.DateTimeField(null=True, help_text=PERSON)
    content_hash = models.BinaryField(help_text=PERSON)
    requester_name = models.TextField(null=True, help_text=INSTITUTION)
    requester_id = models.TextField(null=True, help_text=INSTITUTION)
    requester_id_type = models.TextField(null=True, help_text=INSTITUTION)
    requester_telephone = models.TextField(null=True, help_text=INSTITUTION)
    comments = ArrayField(models.TextField(), help_text=PERSON)
    subject = models.BinaryField(help_text=PERSON)
    subject_known = models.BooleanField(help_text=PERSON)
    subject_id_type = models.TextField(null=True, help_text=PERSON)
    sex = models.TextField(null=True, help_text=PERSON)
    birth_year = models.SmallIntegerField(null=True, help_text=PERSON)
    municipality = models.TextField(null=True, help_text=PERSON)
    known_from = models.DateTimeField(help_text=PERSON)
    known_to = models.DateTimeField(null=True, help_text=PERSON)
    understanding = models.BinaryField(help_text=PERSON)
    aside_from = models.DateTimeField(null=True, help_text=PERSON)

    class Meta:
        db_table = "answer"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("unit", "answer_id", "part"),
                condition=models.Q(known_to__isnull=True),
                name="answer_one_open_version",
            ),
            models.UniqueConstraint(
                fields=("receipt", "position"),
                condition=models.Q(aside_from__isnull=True),
                name="answer_once_a_receipt",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("unit", "answer_id", "generated_at"), name="answer_versions"),
            models.Index(fields=("subject",), name="answer_subject"),
        ]


class _OfAnswer(OfUnit):
    """What every row below an answer has."""

    answer = models.ForeignKey(Answer, models.PROTECT, db_column="answer", help_text=PERSON)
    position = models.IntegerField(help_text=OPEN)

    class Meta:
        abstract = True


class Specimen(_OfAnswer):
    """What was taken, and when."""

    specimen_id = models.TextField(help_text=PERSON)
    type_system = models.TextField(null=True, help_text=PERSON)
    type_version = models.TextField(null=True, help_text=PERSON)
    type_code = models.TextField(null=True, help_text=PERSON)
    type_display = models.TextField(null=True, help_text=PERSON)
    type_text = models.TextField(null=True, help_text=PERSON)
    collected_at = models.DateTimeField(null=True, help_text=PERSON)
    collected_date_only = models.BooleanField(default=False, help_text=OPEN)

    class Meta:
        db_table = "specimen"


class Result(_OfAnswer):
    """One finding, in typed columns; the sender's words stay in `text`."""

    result_id = models.TextField(help_text=PERSON)
    parent = models.TextField(null=True, help_text=PERSON)
    specimen = models.TextField(null=True, help_text=PERSON)
    investigation_system = models.TextField(null=True, help_text=PERSON)
    investigation_version = models.TextField(null=True, help_text=PERSON)
    investigation_code = models.TextField(null=True, help_text=PERSON)
    investigation_display = models.TextField(null=True, help_text=PERSON)
    investigation_text = models.TextField(null=True, help_text=PERSON)
    kind = models.TextField(help_text=OPEN)
    text = models.TextField(null=True, help_text=PERSON)
    value_system = models.TextField(null=True, help_text=PERSON)
    value_version = models.TextField(null=True, help_text=PERSON)
    value_code = models.TextField(null=True, help_text=PERSON)
    value_display = models.TextField(null=True, help_text=PERSON)
    value_text = models.TextField(null=True, help_text=PERSON)
    number = Numeric(null=True, help_text=PERSON)
    high = Numeric(null=True, help_text=PERSON)
    comparator = models.TextField(null=True, help_text=PERSON)
    unit_of_measure = models.TextField(null=True, help_text=OPEN)
    date = models.DateTimeField(null=True, help_text=PERSON)
    organism_name = models.TextField(null=True, help_text=PERSON)
    organism_code = models.TextField(null=True, help_text=PERSON)
    status = models.TextField(null=True, help_text=OPEN)
    service_type = models.TextField(null=True, help_text=OPEN)
    comment = models.TextField(null=True, help_text=PERSON)

    class Meta:
        db_table = "result"


class Susceptibility(_OfAnswer):
    """One organism against one agent."""

    organism_result = models.TextField(null=True, help_text=PERSON)
    specimen = models.TextField(null=True, help_text=PERSON)
    agent_system = models.TextField(null=True, help_text=PERSON)
    agent_version = models.TextField(null=True, help_text=PERSON)
    agent_code = models.TextField(null=True, help_text=PERSON)
    agent_display = models.TextField(null=True, help_text=PERSON)
    agent_text = models.TextField(null=True, help_text=PERSON)
    sir = models.TextField(null=True, help_text=PERSON)
    sir_text = models.TextField(null=True, help_text=PERSON)
    mic_comparator = models.TextField(null=True, help_text=PERSON)
    mic = Numeric(null=True, help_text=PERSON)
    zone_mm = Numeric(null=True, help_text=PERSON)
    text = models.TextField(null=True, help_text=PERSON)
    status = models.TextField(null=True, help_text=OPEN)
    service_type = models.TextField(null=True, help_text=OPEN)

    class Meta:
        db_table = "susceptibility"
