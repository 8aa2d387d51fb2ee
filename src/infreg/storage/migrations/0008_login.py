"""Second factors, and attempts to log in."""

from importlib.resources import files

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_SQL = files("infreg.storage").joinpath("sql", "login.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0007_audit"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_round",
            field=models.IntegerField(db_default=0, default=0, help_text="account"),
        ),
        migrations.CreateModel(
            name="LoginAttempt",
            fields=[
                ("id", models.BigAutoField(help_text="open", primary_key=True, serialize=False)),
                ("at", models.DateTimeField(help_text="open")),
                ("who", models.BinaryField(help_text="account")),
                ("address", models.BinaryField(help_text="account", null=True)),
                ("device", models.BinaryField(help_text="account", null=True)),
                ("succeeded", models.BooleanField(default=False, help_text="open")),
            ],
            options={
                "db_table": "login_attempt",
                "indexes": [
                    models.Index(fields=["who", "at"], name="login_attempt_who"),
                    models.Index(fields=["address", "at"], name="login_attempt_address"),
                    models.Index(fields=["at"], name="login_attempt_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        db_column="user",
                        help_text="account",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("body", models.BinaryField(help_text="account")),
                ("wrapped_key", models.BinaryField(help_text="account")),
                ("last_step", models.BigIntegerField(help_text="account")),
                ("enrolled_at", models.DateTimeField(help_text="account")),
            ],
            options={
                "db_table": "second_factor",
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(help_text="account", primary_key=True, serialize=False)),
                ("hash", models.BinaryField(help_text="account")),
                (
                    "user",
                    models.ForeignKey(
                        db_column="user",
                        help_text="account",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "recovery_code",
                "constraints": [models.UniqueConstraint(fields=("user", "hash"), name="recovery_code_once")],
            },
        ),
        migrations.RunSQL([_SQL]),
    ]
