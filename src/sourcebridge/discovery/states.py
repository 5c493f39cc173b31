"""Fixed words of the search: doors, kinds of terms, how much is in stock."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    """The door a listing is shown at."""

    DOMESTIC = "domestic"


class TermKind(models.TextChoices):
    """Where a suggested term comes from."""

    WORD = "WORD"
    CATEGORY = "CATEGORY"
    SHOP = "SHOP"


class Level(models.IntegerChoices):
    """How ready goods are: nothing, some variants, every variant reaches the smallest order."""

    NONE = 0, _("sold out")
    SOME = 1, _("some variants in stock")
    ALL = 2, _("all variants in stock")
