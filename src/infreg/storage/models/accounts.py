"""The installation, who reports, and who logs in."""

from datetime import UTC, datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from infreg.access.actor import Actor, Ended, Purpose
from infreg.access.assignments import reached
from infreg.access.roles import ROLES
from infreg.storage.assignments import find_assignments, terms
from infreg.storage.connection import raw_connection
from infreg.storage.models.fields import ACCOUNT, INSTITUTION, OPEN


class Installation(models.Model):
    """One row: whether this database is a trial or in production, fixed when it was made; a keyed hash that
    tells whether a key file is the one it was filled with; which of the package's definitions it has; and the
    last definition (its id) of which was asked what has to be derived again."""

    id = models.SmallIntegerField(primary_key=True, default=1, help_text=OPEN)
    kind = models.TextField(help_text=OPEN)
    made_at = models.DateTimeField(help_text=OPEN)
    key_check = models.BinaryField(null=True, help_text=OPEN)
    shipped = models.BinaryField(null=True, help_text=OPEN)
    asked = models.BigIntegerField(default=0, db_default=0, help_text=OPEN)

    class Meta:
        db_table = "installation"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("trial", "production")), name="installation_kind"
            ),
        ]


class Institution(models.Model):
    """Who reports: a laboratory, hospital, nursing home, clinic. Named by an official identifier."""

    id = models.BigAutoField(primary_key=True, help_text=INSTITUTION)
    id_type = models.TextField(help_text=INSTITUTION)
    identifier = models.TextField(help_text=INSTITUTION)
    name = models.TextField(help_text=INSTITUTION)
    known_from = models.DateTimeField(help_text=INSTITUTION)

    class Meta:
        db_table = "institution"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("id_type", "identifier"), name="institution_identifier")
        ]


class Users(BaseUserManager["User"]):
    """Django's way to find an account by its name."""


class User(AbstractBaseUser):
    """An account. `role` is a code of `infreg.access.roles`. A session of an earlier `session_round` has
    ended."""

    id = models.BigAutoField(primary_key=True, help_text=ACCOUNT)
    username = models.TextField(unique=True, help_text=ACCOUNT)
    name = models.TextField(help_text=ACCOUNT)
    role = models.TextField(help_text=ACCOUNT)
    is_active = models.BooleanField(default=True, help_text=ACCOUNT)
    session_round = models.IntegerField(default=0, db_default=0, help_text=ACCOUNT)

    USERNAME_FIELD = "username"
    objects: ClassVar[Users] = Users()

    class Meta:
        db_table = "user"

    def actor(self, purpose: Purpose) -> Actor:
        """This user at work for a purpose, reaching what was given them and is in force now. Raises Ended."""
        role, connection, now = ROLES[self.role], raw_connection(), datetime.now(UTC)
        given = find_assignments(connection, self.pk)
        found = reached(role, given, now, terms(connection, now))
        if found is None:
            raise Ended(Actor(self.username, role, purpose))
        return Actor(
            name=self.username,
            role=role,
            purpose=purpose,
            units=found.units,
            municipalities=found.municipalities,
            subjects=found.subjects,
            sees_protected=found.sees_protected,
        )
