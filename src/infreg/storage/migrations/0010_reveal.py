"""From a case to its person, for who may open a name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0009_lookup"),
    ]

    operations = []
