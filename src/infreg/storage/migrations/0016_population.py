"""How many live where, as it was loaded."""

from importlib.resources import files

import django.db.models.deletion
from django.db import migrations, models

_SQL = files("infreg.storage").joinpath("sql", "population.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0015_warehouse"),
    ]

    operations = [
        migrations.CreateModel(
            name="PopulationYear",
            fields=[
                ("id", models.BigAutoField(help_text="open", primary_key=True, serialize=False)),
                ("year", models.SmallIntegerField(help_text="open")),
                ("source", models.TextField(help_text="open")),
                ("hash", models.BinaryField(help_text="open")),
                ("weights", models.BinaryField(help_text="open", null=True)),
                ("because", models.TextField(help_text="open", null=True)),
                ("by", models.TextField(help_text="account")),
                ("known_from", models.DateTimeField(help_text="open")),
                ("known_to", models.DateTimeField(help_text="open", null=True)),
            ],
            options={
                "db_table": "population_year",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_to__isnull", True)),
                        fields=("year",),
                        name="population_year_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PopulationWeight",
            fields=[
                ("id", models.BigAutoField(help_text="open", primary_key=True, serialize=False)),
                ("municipality", models.TextField(help_text="open")),
                ("today", models.TextField(help_text="open")),
                ("weight", models.DecimalField(decimal_places=18, help_text="open", max_digits=20)),
                (
                    "of",
                    models.ForeignKey(
                        db_column="of",
                        help_text="open",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.populationyear",
                    ),
                ),
            ],
            options={
                "db_table": "population_weight",
            },
        ),
        migrations.CreateModel(
            name="PopulationRow",
            fields=[
                ("id", models.BigAutoField(help_text="open", primary_key=True, serialize=False)),
                ("municipality", models.TextField(help_text="open")),
                ("sex", models.TextField(help_text="open")),
                ("age", models.SmallIntegerField(help_text="open")),
                ("persons", models.IntegerField(help_text="open")),
                (
                    "of",
                    models.ForeignKey(
                        db_column="of",
                        db_constraint=False,
                        help_text="open",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.populationyear",
                    ),
                ),
            ],
            options={
                "db_table": "population",
            },
        ),
        migrations.RunSQL([_SQL]),
    ]
