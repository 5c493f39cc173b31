"""Text to tokens, in Chinese and English, the same for goods and for queries. Pure.

`tokens` cuts a text; `lexemes` is what a listing stores of it; `pieces` what a query asks for.
"""

from sourcebridge.discovery.analysis.grams import closeness, grams
from sourcebridge.discovery.analysis.normal import normalise
from sourcebridge.discovery.analysis.tokens import STOP, Token, TokenKind, lexemes, pieces, tokens

__all__ = ["STOP", "Token", "TokenKind", "closeness", "grams", "lexemes", "normalise", "pieces", "tokens"]
