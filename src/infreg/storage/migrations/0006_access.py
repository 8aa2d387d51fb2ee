"""Assignments, protected addresses and what was done, with the policies they are born with."""

from importlib.resources import files

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_SQL = files("infreg.storage").joinpath("sql", "access.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0005_asked"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.UUIDField(help_text="open", primary_key=True, serialize=False)),
                ("at", models.DateTimeField(help_text="open")),
                ("account", models.TextField(help_text="account")),
                ("role", models.TextField(help_text="account")),
                ("purpose", models.TextField(help_text="open")),
                ("action", models.TextField(help_text="open")),
                ("outcome", models.TextField(help_text="open")),
                ("permission", models.TextField(help_text="open", null=True)),
                ("relation", models.TextField(help_text="person", null=True)),
                ("unit", models.BigIntegerField(help_text="institution", null=True)),
                ("subject", models.BinaryField(help_text="person", null=True)),
                ("object", models.TextField(help_text="person", null=True)),
                ("reason", models.TextField(help_text="person", null=True)),
                ("salt", models.BinaryField(help_text="open", null=True)),
                ("commitment", models.BinaryField(help_text="open")),
                ("transaction", models.BigIntegerField(help_text="open")),
            ],
            options={
                "db_table": "audit_event",
                "indexes": [
                    models.Index(fields=["subject", "at"], name="audit_event_subject"),
                    models.Index(fields=["at"], name="audit_event_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProtectedPerson",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("subject", models.BinaryField(help_text="person")),
                ("known_from", models.DateTimeField(help_text="person")),
                ("known_to", models.DateTimeField(help_text="person", null=True)),
            ],
            options={
                "db_table": "protected_person",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to__isnull", True)),
                        fields=("subject",),
                        name="protected_person_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(help_text="account", primary_key=True, serialize=False)),
                ("kind", models.TextField(help_text="account")),
                ("municipality", models.TextField(help_text="account", null=True)),
                ("office", models.TextField(help_text="account", null=True)),
                ("subject", models.BinaryField(help_text="person", null=True)),
                ("sees_protected", models.BooleanField(default=False, help_text="account")),
                ("agreement", models.TextField(help_text="account", null=True)),
                ("valid_from", models.DateTimeField(help_text="account")),
                ("valid_to", models.DateTimeField(help_text="account", null=True)),
                ("because", models.TextField(help_text="account")),
                ("by", models.TextField(help_text="account")),
                ("known_from", models.DateTimeField(help_text="account")),
                ("known_to", models.DateTimeField(help_text="account", null=True)),
                ("ended_because", models.TextField(help_text="account", null=True)),
                ("ended_by", models.TextField(help_text="account", null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        help_text="account",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_column="user",
                        help_text="account",
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "assignment",
                "indexes": [models.Index(fields=["user"], name="assignment_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("regular", "deputy", "on_call"))),
                        name="assignment_kind",
                    )
                ],
            },
        ),
        migrations.RunSQL([_SQL]),
    ]
