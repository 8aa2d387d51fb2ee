"""The key that sessions and forms are signed with: one an installation, made when first needed."""

import os
import secrets
from pathlib import Path


def signing_key(home: Path) -> str:
    """The key in `home`/keys/django, made there (0600) if absent.

    Two processes at once agree: the first to link its file in place wins.
    """
    file = home / "keys" / "django"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(file)
    return file.read_text()


def _make(file: Path) -> None:
    draft = file.with_name(f".django.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_urlsafe(64))
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
