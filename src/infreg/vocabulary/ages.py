"""Ages as figures group them."""

#: By five years, youngest first; the last is open.
AGE5 = (*(f"{first}-{first + 4}" for first in range(0, 90, 5)), "90+")


def first_age(group: str) -> int:
    """The youngest of a group of `AGE5`."""
    return 5 * AGE5.index(group)
