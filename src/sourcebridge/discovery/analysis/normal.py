"""One spelling for what is the same to a reader: width, case, spaces."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


def normalise(text: str) -> str:
    """NFKC, lower case, single spaces, no invisible signs; old letters stay. Twice is the same as once."""
    for _round in range(4):
        once = unicodedata.normalize("NFKC", _UNSEEN.sub("", unicodedata.normalize("NFKC", text).lower()))
        once = _SPACES.sub(" ", once).strip()
        if once == text:
            break
        text = once
    return text
