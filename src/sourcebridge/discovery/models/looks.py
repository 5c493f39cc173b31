"""What people looked for and looked at."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.catalog.models import Product
from sourcebridge.kit.models import Stored
from sourcebridge.parties.models import Company, User


class SearchNote(Stored):
    """One search: the normalised words, how many goods were found, and whose it was when somebody was signed in."""

    text = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    door = models.CharField(max_length=14)
    found = models.PositiveIntegerField()
    at = models.DateTimeField()
    day = models.DateField()
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["day", "text"], name="note_by_day"),
            models.Index(fields=["company", "-at"], name="note_of_company"),
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.found}"


class SavedSearch(Stored):
    """A search a person keeps under a name; `last_seen_at` is when they last looked at what it finds."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=600)
    saved_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "company", "name"], name="one_saved_search_per_name")]

    def __str__(self) -> str:
        return self.name


class Seen(Stored):
    """Goods a person looked at, once each with the last time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="seen_by_user")]
        constraints = [models.UniqueConstraint(fields=["user", "product"], name="seen_once_each")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.product_id}"
