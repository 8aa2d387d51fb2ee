"""Who reaches what, since when and why; and what they did."""

from typing import ClassVar

from django.db import models

from infreg.storage.models.accounts import Institution, User
from infreg.storage.models.fields import ACCOUNT, INSTITUTION, OPEN, PERSON


class Assignment(models.Model):
    """What an account reaches from a time to a time: an institution, a municipality, its own pseudonym, or
    what protected addresses hide. `kind`: regular, deputy or on_call. `agreement` names the agreement that a
    processor's account works under, and ends with. Ended, a row is closed with who and why."""

    id = models.BigAutoField(primary_key=True, help_text=ACCOUNT)
    user = models.ForeignKey(User, models.PROTECT, db_column="user", help_text=ACCOUNT)
    kind = models.TextField(help_text=ACCOUNT)
    unit = models.ForeignKey(Institution, models.PROTECT, db_column="unit", null=True, help_text=ACCOUNT)
    municipality = models.TextField(null=True, help_text=ACCOUNT)
    office = models.TextField(null=True, help_text=ACCOUNT)
    subject = models.BinaryField(null=True, help_text=PERSON)
    sees_protected = models.BooleanField(default=False, help_text=ACCOUNT)
    agreement = models.TextField(null=True, help_text=ACCOUNT)
    valid_from = models.DateTimeField(help_text=ACCOUNT)
    valid_to = models.DateTimeField(null=True, help_text=ACCOUNT)
    because = models.TextField(help_text=ACCOUNT)
    by = models.TextField(help_text=ACCOUNT)
    known_from = models.DateTimeField(help_text=ACCOUNT)
    known_to = models.DateTimeField(null=True, help_text=ACCOUNT)
    ended_because = models.TextField(null=True, help_text=ACCOUNT)
    ended_by = models.TextField(null=True, help_text=ACCOUNT)

    class Meta:
        db_table = "assignment"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=("regular", "deputy", "on_call")), name="assignment_kind"
            )
        ]
        indexes: ClassVar = [models.Index(fields=("user",), name="assignment_user")]


class ProtectedPerson(models.Model):
    """Somebody whose address is protected (the National Population Register): where they live, who takes
    samples of them and who asks for them is hidden from all but named officers. A version is closed, never
    rewritten."""

    id = models.BigAutoField(primary_key=True, help_text=PERSON)
    subject = models.BinaryField(help_text=PERSON)
    known_from = models.DateTimeField(help_text=PERSON)
    known_to = models.DateTimeField(null=True, help_text=PERSON)

    class Meta:
        db_table = "protected_person"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("subject",),
                condition=models.Q(known_to__isnull=True),
                name="protected_person_one_open",
            )
        ]


class AuditEvent(models.Model):
    """What somebody did; see `vocabulary.audit`. Appended in the transaction of what was done (`transaction`
    is that one's number). `commitment` is what the log proves: it holds also after the law has erased
    `subject`, `object`, `reason` and `salt`."""

    id = models.UUIDField(primary_key=True, help_text=OPEN)
    at = models.DateTimeField(help_text=OPEN)
    account = models.TextField(help_text=ACCOUNT)
    role = models.TextField(help_text=ACCOUNT)
    purpose = models.TextField(help_text=OPEN)
    action = models.TextField(help_text=OPEN)
    outcome = models.TextField(help_text=OPEN)
    permission = models.TextField(null=True, help_text=OPEN)
    relation = models.TextField(null=True, help_text=PERSON)
    unit = models.BigIntegerField(null=True, help_text=INSTITUTION)
    subject = models.BinaryField(null=True, help_text=PERSON)
    object = models.TextField(null=True, help_text=PERSON)
    reason = models.TextField(null=True, help_text=PERSON)
    salt = models.BinaryField(null=True, help_text=OPEN)
    commitment = models.BinaryField(help_text=OPEN)
    transaction = models.BigIntegerField(help_text=OPEN)

    class Meta:
        db_table = "audit_event"
        indexes: ClassVar = [
            models.Index(fields=("subject", "at"), name="audit_event_subject"),
            models.Index(fields=("at",), name="audit_event_at"),
        ]
