"""Second factors, and attempts to log in."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0007_audit"),
    ]

    operations = []
