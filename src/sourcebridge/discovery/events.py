"""What the search announces."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from sourcebridge.kit.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True)
class SynonymsChanged(Event):
    """The operator changed which words mean the same."""

    name: ClassVar[str] = "discovery.synonyms.changed"
    word: str
