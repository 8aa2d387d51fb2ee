"""Second factors, and attempts to log in."""

from typing import ClassVar

from django.db import models

from infreg.storage.models.accounts import User
from infreg.storage.models.fields import ACCOUNT, OPEN


class LoginAttempt(models.Model):
    """Somebody's attempt to log in, kept for a day to count by. `who` and `address` are keyed hashes of the
    name that was typed and of where it came from; `device` names a browser the account has used before."""

    id = models.BigAutoField(primary_key=True, help_text=OPEN)
    at = models.DateTimeField(help_text=OPEN)
    who = models.BinaryField(help_text=ACCOUNT)
    address = models.BinaryField(null=True, help_text=ACCOUNT)
    device = models.BinaryField(null=True, help_text=ACCOUNT)
    succeeded = models.BooleanField(default=False, help_text=OPEN)

    class Meta:
        db_table = "login_attempt"
        indexes: ClassVar = [
            models.Index(fields=("who", "at"), name="login_attempt_who"),
            models.Index(fields=("address", "at"), name="login_attempt_address"),
            models.Index(fields=("at",), name="login_attempt_at"),
        ]


class SecondFactor(models.Model):
    """The secret that an account's authenticator shares with us, sealed; and the last step of time whose code
    was used, for a code counts once."""

    user = models.OneToOneField(
        User, models.PROTECT, db_column="user", primary_key=True, related_name="+", help_text=ACCOUNT
    )
    body = models.BinaryField(help_text=ACCOUNT)
    wrapped_key = models.BinaryField(help_text=ACCOUNT)
    last_step = models.BigIntegerField(help_text=ACCOUNT)
    enrolled_at = models.DateTimeField(help_text=ACCOUNT)

    class Meta:
        db_table = "second_factor"


class RecoveryCode(models.Model):
    """A code for who has lost the authenticator, as a keyed hash. Used, its row is gone."""

    id = models.BigAutoField(primary_key=True, help_text=ACCOUNT)
    user = models.ForeignKey(User, models.PROTECT, db_column="user", related_name="+", help_text=ACCOUNT)
    hash = models.BinaryField(help_text=ACCOUNT)

    class Meta:
        db_table = "recovery_code"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("user", "hash"), name="recovery_code_once"),
        ]
