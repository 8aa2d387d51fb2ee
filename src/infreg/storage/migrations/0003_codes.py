"""Definitions, what words mean, and what is derived by them, with the policies they are born with."""

from importlib.resources import files

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import infreg.storage.models.fields

_SQL = files("infreg.storage").joinpath("sql", "codes.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0002_units_checked_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="installation",
            name="shipped",
            field=models.BinaryField(help_text="open", null=True),
        ),
        migrations.CreateModel(
            name="Definition",
            fields=[
                ("id", models.BigAutoField(help_text="open", primary_key=True, serialize=False)),
                ("kind", models.TextField(help_text="open")),
                ("name", models.TextField(help_text="open")),
                ("valid_from", models.DateField(help_text="open")),
                ("valid_to", models.DateField(help_text="open", null=True)),
                ("status", models.TextField(help_text="open")),
                ("source", models.TextField(help_text="open")),
                ("title", models.JSONField(help_text="open")),
                ("files", models.JSONField(help_text="open")),
                ("hash", models.BinaryField(help_text="open")),
                ("by", models.TextField(help_text="account")),
                ("known_from", models.DateTimeField(help_text="open")),
            ],
            options={
                "db_table": "definition",
                "indexes": [models.Index(fields=["kind", "name", "valid_from"], name="definition_versions")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("subject", models.BinaryField(help_text="person")),
                ("position", models.IntegerField(help_text="open")),
                (
                    "results",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="person", size=None
                    ),
                ),
                ("specimen", models.TextField(help_text="person", null=True)),
                ("specimen_type", models.TextField(help_text="person", null=True)),
                ("day", models.DateField(help_text="person", null=True)),
                ("organism", models.TextField(help_text="person", null=True)),
                ("outcome", models.TextField(help_text="person", null=True)),
                ("method", models.TextField(help_text="person", null=True)),
                ("marker", models.TextField(help_text="person", null=True)),
                ("screening", models.BooleanField(help_text="person")),
                ("quantity", models.TextField(help_text="person", null=True)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="person", size=None
                    ),
                ),
                ("rule", models.TextField(help_text="open")),
                ("counts", models.BooleanField(help_text="open")),
                ("made_of", models.BinaryField(help_text="person")),
                ("known_from", models.DateTimeField(help_text="person")),
                ("known_to", models.DateTimeField(help_text="person", null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        db_column="answer",
                        help_text="person",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.answer",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        db_constraint=False,
                        db_index=False,
                        help_text="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "finding",
            },
        ),
        migrations.CreateModel(
            name="Isolate",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("subject", models.BinaryField(help_text="person")),
                ("organism", models.TextField(help_text="person")),
                ("specimen", models.TextField(help_text="person", null=True)),
                ("specimen_id", models.TextField(help_text="person", null=True)),
                ("sampled_at", models.DateTimeField(help_text="person", null=True)),
                ("day", models.DateField(help_text="person", null=True)),
                ("quantity", models.TextField(help_text="person", null=True)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="person", size=None
                    ),
                ),
                (
                    "typing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="person", size=None
                    ),
                ),
                ("method", models.TextField(help_text="person", null=True)),
                ("care", models.TextField(help_text="open", null=True)),
                ("sex", models.TextField(help_text="person", null=True)),
                ("birth_year", models.SmallIntegerField(help_text="person", null=True)),
                ("municipality", models.TextField(help_text="person", null=True)),
                ("made_of", models.BinaryField(help_text="person")),
                ("known_from", models.DateTimeField(help_text="person")),
                ("known_to", models.DateTimeField(help_text="person", null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        db_constraint=False,
                        help_text="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "isolate",
            },
        ),
        migrations.CreateModel(
            name="IsolateSource",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("order", models.SmallIntegerField(help_text="open")),
                ("answer", models.BigIntegerField(db_index=True, help_text="person")),
                ("position", models.IntegerField(help_text="open")),
                (
                    "isolate",
                    models.ForeignKey(
                        db_column="isolate",
                        help_text="person",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.isolate",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        db_constraint=False,
                        db_index=False,
                        help_text="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "isolate_source",
            },
        ),
        migrations.CreateModel(
            name="IsolateTest",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("agent", models.TextField(help_text="person", null=True)),
                ("agent_text", models.TextField(help_text="person", null=True)),
                ("sir", models.TextField(help_text="person", null=True)),
                ("sir_text", models.TextField(help_text="person", null=True)),
                ("mic_comparator", models.TextField(help_text="person", null=True)),
                ("mic", infreg.storage.models.fields.Numeric(help_text="person", null=True)),
                ("zone_mm", infreg.storage.models.fields.Numeric(help_text="person", null=True)),
                (
                    "isolate",
                    models.ForeignKey(
                        db_column="isolate",
                        help_text="person",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.isolate",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        db_constraint=False,
                        db_index=False,
                        help_text="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "isolate_test",
            },
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                ("id", models.BigAutoField(help_text="institution", primary_key=True, serialize=False)),
                ("kind", models.TextField(help_text="open")),
                ("system", models.TextField(help_text="open")),
                ("code", models.TextField(help_text="open")),
                ("text", models.TextField(help_text="person")),
                ("target", models.TextField(help_text="open")),
                ("because", models.TextField(help_text="open")),
                ("by", models.TextField(help_text="account")),
                ("known_from", models.DateTimeField(help_text="open")),
                ("known_to", models.DateTimeField(help_text="open", null=True)),
                ("undone_because", models.TextField(help_text="open", null=True)),
                ("undone_by", models.TextField(help_text="account", null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        help_text="institution",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "mapping",
            },
        ),
        migrations.CreateModel(
            name="Stale",
            fields=[
                ("answer", models.BigIntegerField(help_text="person", primary_key=True, serialize=False)),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        help_text="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "stale",
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("answer", models.BigIntegerField(help_text="person")),
                ("subject", models.BinaryField(help_text="person")),
                ("kind", models.TextField(help_text="open")),
                ("system", models.TextField(help_text="open")),
                ("code", models.TextField(help_text="open")),
                ("text", models.TextField(help_text="person")),
                ("mapping", models.BigIntegerField(help_text="open", null=True)),
                ("known_to", models.DateTimeField(help_text="person", null=True)),
                (
                    "finding",
                    models.ForeignKey(
                        db_column="finding",
                        help_text="person",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.finding",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        db_constraint=False,
                        db_index=False,
                        help_text="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "term",
            },
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["subject"], name="finding_subject"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("known_to__isnull", True)),
                fields=("answer", "position"),
                name="finding_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="isolate",
            index=models.Index(fields=["subject"], name="isolate_subject"),
        ),
        migrations.AddConstraint(
            model_name="mapping",
            constraint=models.UniqueConstraint(
                condition=models.Q(("known_to__isnull", True)),
                fields=("unit", "kind", "system", "code", "text"),
                name="mapping_one_open",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="term",
            index=models.Index(
                condition=models.Q(("known_to__isnull", True)),
                fields=["kind", "system", "code", "text"],
                name="term_open",
            ),
        ),
        migrations.RunSQL([_SQL]),
    ]
