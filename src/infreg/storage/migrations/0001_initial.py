"""The whole of the first schema: rows, seal, vault, and the policies they are born with."""

from importlib.resources import files

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import infreg.storage.models


def _sql(name: str) -> migrations.RunSQL:
    """A file of sql/, run as it stands: no splitting, no parameters."""
    return migrations.RunSQL([files("infreg.storage").joinpath("sql", name).read_text(encoding="utf-8")])


class Migration(migrations.Migration):
    """Policies name Django's own tables too, so those come first."""

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(default=1, help_text="open", primary_key=True, serialize=False),
                ),
                ("kind", models.TextField(help_text="open")),
                ("made_at", models.DateTimeField(help_text="open")),
                ("key_check", models.BinaryField(help_text="open", null=True)),
            ],
            options={
                "db_table": "installation",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="installation_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("trial", "production"))), name="installation_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Institution",
            fields=[
                ("id", models.BigAutoField(help_text="institution", primary_key=True, serialize=False)),
                ("id_type", models.TextField(help_text="institution")),
                ("identifier", models.TextField(help_text="institution")),
                ("name", models.TextField(help_text="institution")),
                ("known_from", models.DateTimeField(help_text="institution")),
            ],
            options={
                "db_table": "institution",
                "constraints": [
                    models.UniqueConstraint(fields=("id_type", "identifier"), name="institution_identifier")
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(help_text="institution", primary_key=True, serialize=False)),
                ("receipt", models.TextField(db_index=True, help_text="person")),
                ("choice", models.TextField(help_text="open")),
                ("because", models.TextField(help_text="person")),
                ("by", models.TextField(help_text="account")),
                ("known_from", models.DateTimeField(help_text="institution")),
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
                "db_table": "decision",
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("receipt", models.TextField(help_text="person")),
                ("position", models.IntegerField(help_text="open")),
                ("answer_id", models.TextField(help_text="person")),
                ("part", models.TextField(help_text="person")),
                ("service_type", models.TextField(help_text="open", null=True)),
                ("status", models.TextField(help_text="open", null=True)),
                ("discipline", models.TextField(help_text="open", null=True)),
                ("generated_at", models.DateTimeField(help_text="person", null=True)),
                ("issued_at", models.DateTimeField(help_text="person", null=True)),
                ("content_hash", models.BinaryField(help_text="person")),
                ("requester_name", models.TextField(help_text="institution", null=True)),
                ("requester_id", models.TextField(help_text="institution", null=True)),
                ("requester_id_type", models.TextField(help_text="institution", null=True)),
                (
                    "comments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="person", size=None
                    ),
                ),
                ("subject", models.BinaryField(help_text="person")),
                ("subject_known", models.BooleanField(help_text="person")),
                ("subject_id_type", models.TextField(help_text="person", null=True)),
                ("sex", models.TextField(help_text="person", null=True)),
                ("birth_year", models.SmallIntegerField(help_text="person", null=True)),
                ("municipality", models.TextField(help_text="person", null=True)),
                ("known_from", models.DateTimeField(help_text="person")),
                ("known_to", models.DateTimeField(help_text="person", null=True)),
                ("understanding", models.BinaryField(help_text="person")),
                ("aside_from", models.DateTimeField(help_text="person", null=True)),
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
                "db_table": "answer",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.BigAutoField(help_text="account", primary_key=True, serialize=False)),
                ("username", models.TextField(help_text="account", unique=True)),
                ("name", models.TextField(help_text="account")),
                ("role", models.TextField(help_text="account")),
                ("is_active", models.BooleanField(default=True, help_text="account")),
                (
                    "institutions",
                    models.ManyToManyField(
                        db_table="user_institution", help_text="account", to="storage.institution"
                    ),
                ),
            ],
            options={
                "db_table": "user",
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("position", models.IntegerField(help_text="open")),
                ("result_id", models.TextField(help_text="person")),
                ("parent", models.TextField(help_text="person", null=True)),
                ("specimen", models.TextField(help_text="person", null=True)),
                ("investigation_system", models.TextField(help_text="person", null=True)),
                ("investigation_version", models.TextField(help_text="person", null=True)),
                ("investigation_code", models.TextField(help_text="person", null=True)),
                ("investigation_display", models.TextField(help_text="person", null=True)),
                ("investigation_text", models.TextField(help_text="person", null=True)),
                ("kind", models.TextField(help_text="open")),
                ("text", models.TextField(help_text="person", null=True)),
                ("value_system", models.TextField(help_text="person", null=True)),
                ("value_version", models.TextField(help_text="person", null=True)),
                ("value_code", models.TextField(help_text="person", null=True)),
                ("value_display", models.TextField(help_text="person", null=True)),
                ("value_text", models.TextField(help_text="person", null=True)),
                ("number", infreg.storage.models.Numeric(help_text="person", null=True)),
                ("high", infreg.storage.models.Numeric(help_text="person", null=True)),
                ("comparator", models.TextField(help_text="person", null=True)),
                ("unit_of_measure", models.TextField(help_text="open", null=True)),
                ("date", models.DateTimeField(help_text="person", null=True)),
                ("organism_name", models.TextField(help_text="person", null=True)),
                ("organism_code", models.TextField(help_text="person", null=True)),
                ("status", models.TextField(help_text="open", null=True)),
                ("service_type", models.TextField(help_text="open", null=True)),
                ("comment", models.TextField(help_text="person", null=True)),
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
                        db_index=False,
                        help_text="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "result",
            },
        ),
        migrations.CreateModel(
            name="SamePerson",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("register", models.TextField(help_text="open")),
                ("subject", models.BinaryField(help_text="person")),
                ("person", models.BinaryField(help_text="person")),
                ("because", models.TextField(help_text="person")),
                ("by", models.TextField(help_text="account")),
                ("known_from", models.DateTimeField(help_text="person")),
                ("known_to", models.DateTimeField(help_text="person", null=True)),
                ("undone_because", models.TextField(help_text="person", null=True)),
                ("undone_by", models.TextField(help_text="account", null=True)),
            ],
            options={
                "db_table": "same_person",
                "indexes": [models.Index(fields=["register", "person"], name="same_person_of")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to__isnull", True)),
                        fields=("register", "subject"),
                        name="same_person_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject", models.F("person")), _negated=True),
                        name="same_person_is_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Specimen",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("position", models.IntegerField(help_text="open")),
                ("specimen_id", models.TextField(help_text="person")),
                ("type_system", models.TextField(help_text="person", null=True)),
                ("type_version", models.TextField(help_text="person", null=True)),
                ("type_code", models.TextField(help_text="person", null=True)),
                ("type_display", models.TextField(help_text="person", null=True)),
                ("type_text", models.TextField(help_text="person", null=True)),
                ("collected_at", models.DateTimeField(help_text="person", null=True)),
                ("collected_date_only", models.BooleanField(default=False, help_text="open")),
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
                        db_index=False,
                        help_text="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "specimen",
            },
        ),
        migrations.CreateModel(
            name="Susceptibility",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("position", models.IntegerField(help_text="open")),
                ("organism_result", models.TextField(help_text="person", null=True)),
                ("specimen", models.TextField(help_text="person", null=True)),
                ("agent_system", models.TextField(help_text="person", null=True)),
                ("agent_version", models.TextField(help_text="person", null=True)),
                ("agent_code", models.TextField(help_text="person", null=True)),
                ("agent_display", models.TextField(help_text="person", null=True)),
                ("agent_text", models.TextField(help_text="person", null=True)),
                ("sir", models.TextField(help_text="person", null=True)),
                ("sir_text", models.TextField(help_text="person", null=True)),
                ("mic_comparator", models.TextField(help_text="person", null=True)),
                ("mic", infreg.storage.models.Numeric(help_text="person", null=True)),
                ("zone_mm", infreg.storage.models.Numeric(help_text="person", null=True)),
                ("text", models.TextField(help_text="person", null=True)),
                ("status", models.TextField(help_text="open", null=True)),
                ("service_type", models.TextField(help_text="open", null=True)),
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
                        db_index=False,
                        help_text="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.institution",
                    ),
                ),
            ],
            options={
                "db_table": "susceptibility",
            },
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["unit", "answer_id", "generated_at"], name="answer_versions"),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["subject"], name="answer_subject"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("known_to__isnull", True)),
                fields=("unit", "answer_id", "part"),
                name="answer_one_open_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("aside_from__isnull", True)),
                fields=("receipt", "position"),
                name="answer_once_a_receipt",
            ),
        ),
        _sql("identity.sql"),
        _sql("sealed.sql"),
        _sql("policies.sql"),
    ]
