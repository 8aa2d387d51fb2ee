"""What a clinician who looks a patient up may see."""

from importlib.resources import files

from django.db import migrations

_SQL = files("infreg.storage").joinpath("sql", "lookup.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0008_login"),
    ]

    operations = [migrations.RunSQL([_SQL])]
