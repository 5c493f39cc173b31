"""Identifiers: time-ordered UUIDs for rows, short numbers with a check digit for people."""

import secrets
import time
import uuid

from sourcebridge.kit import rows

_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_BLOCK = 10_000_000
_STRIDE = 7_368_787


def uuid7() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))


def drawn(*sequences: str) -> tuple[int, ...]:
    """The next value of each database sequence, in one statement. A value drawn and not used is lost."""
    with rows.run(f"SELECT {', '.join(['nextval(%s::regclass)'] * len(sequences))}", sequences) as cursor:
        row = cursor.fetchone()
    assert row is not None
    return tuple(int(value) for value in row)


def check_digit(digits: str) -> str:
    """Damm check digit: finds every single wrong digit and every swap of neighbours."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def readable_number(*, prefix: str, sequence: int) -> str:
    """A number people can read out, e.g. `D-7368-7875`: door letter, seven scattered digits, check digit.

    The sequence is scattered by a multiplier coprime to the block, so numbers do not tell how many deals there are,
    and stay unique; beyond ten million a leading group is added.
    """
    block, inside = divmod(sequence, _BLOCK)
    digits = f"{inside * _STRIDE % _BLOCK:07d}"
    digits = f"{block:04d}{digits}" if block else digits
    whole = digits + check_digit(digits)
    groups = [whole[max(0, end - 4) : end] for end in range(len(whole), 0, -4)]
    return f"{prefix}-" + "-".join(reversed(groups))


def is_readable_number(text: str) -> bool:
    """Whether the check digit of a read-out number is right."""
    digits = "".join(ch for ch in text if ch.isdigit())
    return len(digits) >= 8 and check_digit(digits) == "0"
