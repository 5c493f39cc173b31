"""Read settings from the environment; secrets also from the file named by NAME_FILE."""

import os
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file in NAME_FILE, or the default."""
    if name in os.environ:
        return os.environ[name]
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else default


def flag(name: str, *, default: bool = False) -> bool:
    """Whether NAME is 1, true, yes or on."""
    value = text(name).lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """NAME as a whole number."""
    return int(text(name) or default)
