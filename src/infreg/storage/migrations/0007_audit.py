"""The proof of the log: numbers, hashes, signed checkpoints."""

from importlib.resources import files

import django.contrib.postgres.fields
from django.db import migrations, models

_SQL = files("infreg.storage").joinpath("sql", "audit.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0006_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                ("size", models.BigIntegerField(help_text="open", primary_key=True, serialize=False)),
                ("root", models.BinaryField(help_text="open")),
                ("at", models.DateTimeField(help_text="open")),
                ("note", models.TextField(help_text="open")),
                (
                    "frontier",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BinaryField(), help_text="open", size=None
                    ),
                ),
            ],
            options={
                "db_table": "audit_checkpoint",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="audit_checkpoint_holds_events"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditLeaf",
            fields=[
                ("number", models.BigIntegerField(help_text="open", primary_key=True, serialize=False)),
                ("event", models.UUIDField(help_text="open", unique=True)),
                ("hash", models.BinaryField(help_text="open")),
            ],
            options={
                "db_table": "audit_leaf",
            },
        ),
        migrations.RunSQL([_SQL]),
    ]
