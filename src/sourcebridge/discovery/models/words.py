"""The words goods are found by: terms for suggestions and corrections, synonyms the operator edits."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from sourcebridge.discovery.states import TermKind
from sourcebridge.kit.models import Stored


class Term(Stored):
    """A word of goods, a category or a shop: what is suggested while typing and what a misspelt word may have meant.

    `text` is normalised, `shown` as written, `lexeme` what listings store of it, `ref` a category's code or a shop's
    slug, `goods` about how many listings hold it. `pinyin` and `initials` of Chinese terms.
    """

    kind = models.CharField(max_length=8, choices=TermKind)
    text = models.CharField(max_length=80)
    shown = models.CharField(max_length=80)
    lexeme = models.CharField(max_length=80)
    ref = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True)
    pinyin = models.CharField(max_length=200, blank=True)
    initials = models.CharField(max_length=40, blank=True)
    grams = ArrayField(models.CharField(max_length=8), default=list)
    goods = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            GinIndex(fields=["grams"], name="term_grams"),
            models.Index(fields=["text"], name="term_prefix", opclasses=["text_pattern_ops"]),
            models.Index(
                fields=["pinyin"], name="term_pinyin", opclasses=["text_pattern_ops"], condition=~Q(pinyin="")
            ),
            models.Index(
                fields=["initials"], name="term_initials", opclasses=["text_pattern_ops"], condition=~Q(initials="")
            ),
            models.Index(fields=["lexeme"], name="term_lexeme"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "text", "ref"], name="one_term_each"),
            models.CheckConstraint(condition=Q(kind__in=sorted(TermKind.values)), name="term_kind"),
        ]

    def __str__(self) -> str:
        return self.shown


class Synonym(Stored):
    """Words that mean the same, in any language: each of `word` and `same_as` finds goods that say another of them."""

    word = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    same_as = ArrayField(models.CharField(max_length=80))
    topic = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "language"], name="one_synonym_row_per_word")]

    def __str__(self) -> str:
        return f"{self.word} = {', '.join(self.same_as)}"


class Wordbook(models.Model):
    """One row whose `edition` changes with every synonym: readers compare it with the one they hold.

    `learned` is the edition whose words stand among the terms.
    """

    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    edition = models.UUIDField()
    learned = models.UUIDField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number=1), name="one_wordbook")]

    def __str__(self) -> str:
        return str(self.edition)
