"""The proof of the log: numbers, hashes, signed checkpoints."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0006_access"),
    ]

    operations = []
