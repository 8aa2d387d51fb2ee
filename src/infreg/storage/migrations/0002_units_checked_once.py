"""The institution of a row below an answer is checked on the answer alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="result",
            name="unit",
            field=models.ForeignKey(
                db_column="unit",
                db_constraint=False,
                db_index=False,
                help_text="institution",
                on_delete=django.db.models.deletion.PROTECT,
                to="storage.institution",
            ),
        ),
        migrations.AlterField(
            model_name="specimen",
            name="unit",
            field=models.ForeignKey(
                db_column="unit",
                db_constraint=False,
                db_index=False,
                help_text="institution",
                on_delete=django.db.models.deletion.PROTECT,
                to="storage.institution",
            ),
        ),
        migrations.AlterField(
            model_name="susceptibility",
            name="unit",
            field=models.ForeignKey(
                db_column="unit",
                db_constraint=False,
                db_index=False,
                help_text="institution",
                on_delete=django.db.models.deletion.PROTECT,
                to="storage.institution",
            ),
        ),
    ]
