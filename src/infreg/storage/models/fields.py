"""How sensitive a column is, said of every one; and the fields that Django lacks."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

OPEN, INSTITUTION, PERSON, ACCOUNT = "open", "institution", "person", "account"


class Numeric(models.Field):  # type: ignore[type-arg]  # not subscriptable at run time
    """PostgreSQL's `numeric` without a scale: a number keeps the digits it was sent with."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        del connection
        return "numeric"
