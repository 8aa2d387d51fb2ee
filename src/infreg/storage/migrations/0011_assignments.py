"""Institutions of accounts become assignments."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0010_reveal"),
    ]

    operations = []
