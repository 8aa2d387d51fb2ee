"""What a clinician who looks a patient up may see."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0008_login"),
    ]

    operations = []
