"""Cases of a municipality, and from a case to its person, for who may open a name."""

from importlib.resources import files

from django.db import migrations

_SQL = files("infreg.storage").joinpath("sql", "reveal.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0009_lookup"),
    ]

    operations = [migrations.RunSQL([_SQL])]
