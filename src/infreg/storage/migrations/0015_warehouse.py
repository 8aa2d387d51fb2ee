"""What the warehouse has to refresh, named by whatever changes it; and what its refresh may read."""

from importlib.resources import files

import django.db.models.functions.datetime
from django.db import migrations, models

_SQL = files("infreg.storage").joinpath("sql", "warehouse.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0014_telephone"),
    ]

    operations = [
        migrations.CreateModel(
            name="Changed",
            fields=[
                ("id", models.BigAutoField(help_text="open", primary_key=True, serialize=False)),
                ("table", models.TextField(help_text="open")),
                ("month", models.DateField(help_text="open", null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), help_text="open"
                    ),
                ),
            ],
            options={
                "db_table": "changed",
            },
        ),
        migrations.RunSQL([_SQL]),
    ]
