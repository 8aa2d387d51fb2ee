"""Cases of notifiable diseases and what is decided about them, with the policies they are born with."""

from importlib.resources import files

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

_SQL = files("infreg.storage").joinpath("sql", "cases.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0003_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="StalePerson",
            fields=[
                ("subject", models.BinaryField(help_text="person", primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "stale_person",
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("name", models.TextField(help_text="person")),
                ("register", models.TextField(help_text="open")),
                ("subject", models.BinaryField(help_text="person")),
                ("disease", models.TextField(help_text="person")),
                ("classification", models.TextField(help_text="person")),
                ("state", models.TextField(help_text="person", null=True)),
                ("group", models.TextField(help_text="open")),
                ("alert", models.BooleanField(help_text="open")),
                ("clinician_notice", models.BooleanField(help_text="open")),
                ("organism", models.TextField(help_text="person", null=True)),
                ("event", models.DateField(help_text="person")),
                ("onset", models.DateField(help_text="person", null=True)),
                ("sampled", models.DateField(help_text="person", null=True)),
                ("received", models.DateTimeField(help_text="person")),
                ("known", models.DateTimeField(help_text="person")),
                ("municipality", models.TextField(help_text="person", null=True)),
                ("infected_in", models.TextField(help_text="person", null=True)),
                ("sex", models.TextField(help_text="person", null=True)),
                ("birth_year", models.SmallIntegerField(help_text="person", null=True)),
                ("rule", models.TextField(help_text="open")),
                ("definition_kind", models.TextField(help_text="open")),
                ("definition_name", models.TextField(help_text="person")),
                ("definition_valid_from", models.DateField(help_text="open")),
                ("definition_hash", models.TextField(help_text="open")),
                (
                    "decisions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), help_text="person", size=None
                    ),
                ),
                (
                    "doubts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="person", size=None
                    ),
                ),
                ("made_of", models.BinaryField(help_text="person")),
                ("known_from", models.DateTimeField(help_text="person")),
                ("known_to", models.DateTimeField(help_text="person", null=True)),
            ],
            options={
                "db_table": "case",
                "indexes": [
                    models.Index(fields=["name"], name="case_versions"),
                    models.Index(fields=["subject"], name="case_subject"),
                    models.Index(
                        condition=models.Q(("known_to__isnull", True)),
                        fields=["disease", "event"],
                        name="case_disease",
                    ),
                    models.Index(
                        condition=models.Q(("known_to__isnull", True)),
                        fields=["municipality", "event"],
                        name="case_municipality",
                    ),
                    models.Index(
                        condition=models.Q(("known_to__isnull", True)), fields=["event"], name="case_event"
                    ),
                    models.Index(
                        condition=models.Q(
                            ("known_to__isnull", True), models.Q(("doubts", []), _negated=True)
                        ),
                        fields=["event"],
                        name="case_doubted",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to__isnull", True)), fields=("name",), name="case_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseDecision",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("register", models.TextField(help_text="open")),
                ("subject", models.BinaryField(help_text="person")),
                ("disease", models.TextField(help_text="person")),
                ("answer", models.TextField(help_text="person")),
                ("move", models.TextField(help_text="open")),
                ("other", models.TextField(help_text="person", null=True)),
                ("to", models.TextField(help_text="person", null=True)),
                ("seen", models.TextField(help_text="person", null=True)),
                ("because", models.TextField(help_text="person")),
                ("by", models.TextField(help_text="account")),
                ("known_from", models.DateTimeField(help_text="person")),
                ("known_to", models.DateTimeField(help_text="person", null=True)),
                ("undone_because", models.TextField(help_text="person", null=True)),
                ("undone_by", models.TextField(help_text="account", null=True)),
            ],
            options={
                "db_table": "case_decision",
                "indexes": [models.Index(fields=["subject"], name="case_decision_subject")],
            },
        ),
        migrations.CreateModel(
            name="CaseEvidence",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("order", models.SmallIntegerField(help_text="open")),
                ("answer", models.TextField(help_text="person")),
                ("key", models.BigIntegerField(help_text="person")),
                ("receipt", models.TextField(help_text="person")),
                ("unit", models.BigIntegerField(help_text="institution")),
                (
                    "positions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), help_text="person", size=None
                    ),
                ),
                ("day", models.DateField(help_text="person", null=True)),
                ("rule", models.TextField(help_text="open", null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_column="case",
                        help_text="person",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.case",
                    ),
                ),
            ],
            options={
                "db_table": "case_evidence",
                "indexes": [models.Index(fields=["answer"], name="case_evidence_answer")],
            },
        ),
        migrations.CreateModel(
            name="CaseQuestion",
            fields=[
                ("id", models.BigAutoField(help_text="person", primary_key=True, serialize=False)),
                ("register", models.TextField(help_text="open")),
                ("subject", models.BinaryField(help_text="person")),
                ("doubt", models.TextField(help_text="person")),
                ("answer", models.TextField(help_text="person")),
                ("key", models.BigIntegerField(help_text="person", null=True)),
                ("receipt", models.TextField(help_text="person", null=True)),
                ("unit", models.BigIntegerField(help_text="institution", null=True)),
                ("disease", models.TextField(help_text="person", null=True)),
                ("decision", models.BigIntegerField(help_text="person", null=True)),
                ("known", models.DateTimeField(help_text="person")),
                ("made_of", models.BinaryField(help_text="person")),
                ("known_from", models.DateTimeField(help_text="person")),
                ("known_to", models.DateTimeField(help_text="person", null=True)),
            ],
            options={
                "db_table": "case_question",
                "indexes": [models.Index(fields=["subject"], name="case_question_subject")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to__isnull", True)),
                        fields=("made_of",),
                        name="case_question_one_open",
                    )
                ],
            },
        ),
        migrations.RunSQL([_SQL]),
    ]
