"""Institutions of accounts become assignments."""

from importlib.resources import files

from django.db import migrations

_SQL = files("infreg.storage").joinpath("sql", "assignments.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0010_reveal"),
    ]

    operations = [
        migrations.RunSQL([_SQL]),
        migrations.RemoveField(model_name="user", name="institutions"),
    ]
