"""The installation's one row, and accounts."""

from collections.abc import Sequence

from infreg.storage.models import Installation, User


def installation_kind() -> str:
    """trial or production."""
    return Installation.objects.get().kind


def key_fits(check: bytes) -> bool:
    """Whether this is the keyed hash the database was first filled with; the first one to ask fixes it."""
    Installation.objects.filter(key_check__isnull=True).update(key_check=check)
    return bytes(Installation.objects.get().key_check or b"") == check


def make_user(username: str, name: str, role: str, password: str, institutions: Sequence[int]) -> None:
    """Makes an account, or leaves the one of that name as it is; written by `owner`, who alone may."""
    user, made = User.objects.using("owner").get_or_create(
        username=username, defaults={"name": name, "role": role}
    )
    if made:
        user.set_password(password)
        user.save(using="owner")
    link = User.institutions.through.objects.using("owner")
    for institution in institutions:
        link.get_or_create(user_id=user.pk, institution_id=institution)
