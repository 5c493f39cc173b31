"""Whether an edit of goods on sale is small or needs a second look. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from sourcebridge.catalog.drafts import ProductDraft, SkuDraft, TierDraft


@dataclass(frozen=True, slots=True)
class Limits:
    """Above `price_change` (a share) and below `title_similarity` (0 to 1) an edit is material."""

    price_change: Decimal
    title_similarity: Decimal


def material(before: ProductDraft, after: ProductDraft, limits: Limits) -> list[str]:
    """The names of the facts that make the edit a new offer under an old address; empty when it is small.

    A category, unit, currency or audience that changes, a title hardly alike, a price of any variant at any step of
    its ladder that moves too far. Adding or retiring variants and steps, words, weights, terms are small.
    """
    found = [
        name for name in ("category", "unit", "currency", "audience") if getattr(before, name) != getattr(after, name)
    ]
    for language, title in before.titles.items():
        new = after.titles.get(language, "")
        if title and new and similarity(title, new) < limits.title_similarity:
            found.append(f"title.{language}")
    if largest_move(before, after) > limits.price_change:
        found.append("tiers")
    return found


def similarity(one: str, other: str) -> Decimal:
    """How alike two titles are, 0 to 1, without regard to letter case and the order of words."""
    pair = one.casefold(), other.casefold()
    return Decimal(str(max(fuzz.ratio(*pair), fuzz.token_sort_ratio(*pair)))) / 100


def largest_move(before: ProductDraft, after: ProductDraft) -> Decimal:
    """The largest change of a price as a share of the old one, over the variants both have and all their steps."""
    old = {sku.key: sku for sku in before.skus if sku.active}
    moves = [Decimal(0)]
    for sku in after.skus:
        same = old.get(sku.key)
        if same is None or not sku.active:
            continue
        was, will = _ladder(before, same), _ladder(after, sku)
        for step in {least for least, _price in (*was, *will)}:
            now, then = _at(was, step), _at(will, step)
            if now and then:
                moves.append(abs(then - now) / now)
    return max(moves)


def _ladder(draft: ProductDraft, sku: SkuDraft) -> Sequence[TierDraft]:
    return sorted(sku.tiers or draft.tiers)


def _at(ladder: Sequence[TierDraft], quantity: Decimal) -> Decimal | None:
    reached = [price for least, price in ladder if least <= quantity]
    return reached[-1] if reached else (ladder[0][1] if ladder else None)
