"""Which definition was asked last what has to be derived again: of those that stand when this is applied, all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0004_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="installation",
            name="asked",
            field=models.BigIntegerField(db_default=0, default=0, help_text="open"),
        ),
        migrations.RunSQL(
            [
                "UPDATE registry.installation SET asked = (SELECT coalesce(max(id), 0) FROM registry.definition)",
                "GRANT UPDATE (asked) ON registry.installation TO intake, app",
            ]
        ),
    ]
