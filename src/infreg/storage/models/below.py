"""What rows below an answer or an isolate have in common."""

from django.db import models

from infreg.storage.models.accounts import Institution
from infreg.storage.models.fields import INSTITUTION, PERSON


class OfUnit(models.Model):
    """A row whose `unit` is that of what it lies below. That it is an institution is checked there, and that
    one may write for it by the policy: checked again for every row it was a twentieth of reception."""

    id = models.BigAutoField(primary_key=True, help_text=PERSON)
    unit = models.ForeignKey(
        Institution,
        models.PROTECT,
        db_column="unit",
        db_index=False,
        db_constraint=False,
        help_text=INSTITUTION,
    )

    class Meta:
        abstract = True
