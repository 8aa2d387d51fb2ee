"""Who reaches the country only to look at it changes nothing there."""

from importlib.resources import files

from django.db import migrations

_SQL = files("infreg.storage").joinpath("sql", "writers.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0011_assignments"),
    ]

    operations = [migrations.RunSQL([_SQL])]
