"""How alike two spellings are: edge-marked trigrams of Latin words, signs and pairs of Chinese ones."""

from __future__ import annotations

from rapidfuzz.distance import OSA


def grams(word: str) -> list[str]:
    """The pieces by which misspelt words are found again: `_po pol oly ... er_`, or 春 亚 纺 春亚 亚纺."""
    if word.isascii():
        edged = f"_{word}_"
        return sorted({edged[at : at + 3] for at in range(max(1, len(edged) - 2))})
    return sorted({*word, *(word[at : at + 2] for at in range(len(word) - 1))})


def closeness(wanted: str, known: str) -> float:
    """1 for equal words, falling with every missing, extra, wrong or swapped sign; 0 when nothing agrees."""
    longest = max(len(wanted), len(known)) or 1
    return 1 - OSA.distance(wanted, known) / longest
