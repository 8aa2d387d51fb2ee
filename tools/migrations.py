"""Says whether a model has changed without its migration; asks no database.

.venv/bin/python tools/migrations.py
"""

import importlib.util
import os
import sys
import warnings

SETTINGS = "infreg.doors.settings"


def main() -> int:
    if importlib.util.find_spec(SETTINGS) is None:
        print(f"migrations: {SETTINGS} is not there yet; nothing to compare.")
        return 0
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django  # noqa: PLC0415 - after the settings are named
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    try:
        with warnings.catch_warnings():
            # Django would like to compare with the database's own list, and says so when none answers.
            warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
            call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
    except SystemExit as left:
        if left.code:
            print("migrations: a model has no migration. Write one with: .venv/bin/django-admin")
            print(f"  makemigrations storage --settings {SETTINGS}, then read it.")
        return int(left.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
