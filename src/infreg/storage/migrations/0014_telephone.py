"""The number whoever asked for an answer is called on."""

from importlib.resources import files

from django.db import migrations, models

_SQL = files("infreg.storage").joinpath("sql", "telephone.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0013_policies_cost"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="requester_telephone",
            field=models.TextField(help_text="institution", null=True),
        ),
        migrations.RunSQL([_SQL]),
    ]
