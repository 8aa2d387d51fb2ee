"""Policies ask once a query what depends on the actor alone; cases of a municipality have a role of their own."""

from importlib.resources import files

from django.db import migrations

_SQL = files("infreg.storage").joinpath("sql", "policies_cost.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0012_writers"),
    ]
    # Written at the same time, and numbered after this one.
    run_before = [
        ("storage", "0014_telephone"),
    ]

    operations = [migrations.RunSQL([_SQL])]
