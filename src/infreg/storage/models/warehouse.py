"""What the warehouse has to refresh."""

from django.db import models
from django.db.models.functions import Now

from infreg.storage.models.fields import OPEN


class Changed(models.Model):
    """A month of a table of the warehouse in which something changed, named by the transaction that changed
    it (triggers, `sql/warehouse.sql`). `month` is its first day, NULL where rows have no day, and for a table
    that is not kept by months. Taken away by the refresh that has read what it names."""

    id = models.BigAutoField(primary_key=True, help_text=OPEN)
    table = models.TextField(help_text=OPEN)
    month = models.DateField(null=True, help_text=OPEN)
    at = models.DateTimeField(db_default=Now(), help_text=OPEN)

    class Meta:
        db_table = "changed"
