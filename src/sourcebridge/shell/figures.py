"""How figures, money and instants are written, in the reader's language; text only, no markup."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from sourcebridge.kit.currency import SYMBOLS, exponent
from sourcebridge.kit.money import Money, UnitPrice
from sourcebridge.kit.quantity import Quantity, unit_of

NARROW = "\u202f"
HARD = "\u00a0"
MINUS = "\u2212"

MARKS: dict[str, tuple[str, str]] = {"de": (".", ","), "fr": (NARROW, ","), "es": (".", ","), "ru": (HARD, ",")}
ZONES: dict[str, str | Promise] = {
    "Asia/Shanghai": pgettext_lazy("time zone", "Beijing time"),
    "UTC": pgettext_lazy("time zone", "UTC"),
    "Asia/Dhaka": pgettext_lazy("time zone", "Dhaka time"),
    "America/New_York": pgettext_lazy("time zone", "New York time"),
    "America/Los_Angeles": pgettext_lazy("time zone", "Los Angeles time"),
    "Europe/London": pgettext_lazy("time zone", "London time"),
    "Europe/Berlin": pgettext_lazy("time zone", "Berlin time"),
}


class Written(NamedTuple):
    """The pieces of an amount: sign, currency, digits, and the unit of a unit price."""

    sign: str
    symbol: str
    digits: str
    per: str


def number(value: Decimal | int, places: int | None = None) -> str:
    """Digits in groups of three; Chinese statements group by three too, which Django's own zh format does not."""
    group, mark = MARKS.get((get_language() or "en").split("-")[0], (",", "."))
    shown = f"{Decimal(value):,.{places}f}" if places is not None else f"{Decimal(value):,f}"
    whole, point, part = shown.partition(".")
    return whole.replace(",", group) + (mark + part if point else "")


def written(value: Money | UnitPrice) -> Written:
    """Take an amount apart for setting; a unit price keeps at least its currency's decimals."""
    if isinstance(value, UnitPrice):
        places = max(exponent(value.currency), len(value.text.partition(".")[2]))
        per = unit_sign(value.unit)
    else:
        places, per = exponent(value.currency), ""
    sign = MINUS if value.amount < 0 else ""
    symbol = SYMBOLS.get(value.currency, value.currency)
    return Written(sign, symbol, number(abs(value.amount), places), per)


def money_text(value: Money | UnitPrice) -> str:
    """An amount in plain text: "¥9.80", "USD 12.00", "¥9.80/米"."""
    parts = written(value)
    gap = HARD if parts.symbol.isalpha() else ""
    return f"{parts.sign}{parts.symbol}{gap}{parts.digits}" + (f"/{parts.per}" if parts.per else "")


def price_text(value: UnitPrice) -> str:
    """A unit price in plain text without its unit, where the unit stands beside it already."""
    return money_text(value).partition("/")[0]


def unit_sign(code: str) -> str:
    """The sign of a unit code in the reader's language: MTR is "m" or "米"."""
    return str(unit_of(code).sign)


def quantity_text(value: Quantity) -> str:
    """A quantity with its unit, never broken from it: "2,860 米"."""
    return f"{number(Decimal(value.text))}{HARD}{unit_sign(value.unit)}"


def zone_label(at: datetime) -> str:
    """The name of the reader's zone: "Beijing time", or the zone's city."""
    key = str(timezone.get_current_timezone())
    if key in ZONES:
        return str(ZONES[key])
    return key.rpartition("/")[2].replace("_", " ") or at.strftime("%Z")


def local(at: datetime) -> datetime:
    """The instant in the reader's zone."""
    return timezone.localtime(at, timezone.get_current_timezone())


def day_text(day: date, now: datetime | None = None) -> str:
    """A day; the year is left out when it is the present one."""
    if now is not None and local(now).year == day.year:
        return format_date(day, pgettext("date format, this year", "j M"))
    return format_date(day, pgettext("date format", "j M Y"))


def instant_text(at: datetime, now: datetime | None = None, *, weekday: bool = False) -> str:
    """An instant in the reader's zone, to the minute."""
    here = local(at)
    day = day_text(here.date(), now)
    if weekday:
        day = pgettext("weekday and day", "%(weekday)s %(day)s") % {"weekday": format_date(here, "D"), "day": day}
    return pgettext("day and time", "%(day)s, %(time)s") % {"day": day, "time": here.strftime("%H:%M")}


def span_text(seconds: float) -> str:
    """A length of time in at most two units: "2 days 4 h", "35 min"."""
    minutes = int(abs(seconds) // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days >= 3:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if days:
        text = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        return _("%(days)s %(hours)d h") % {"days": text, "hours": hours} if hours else text
    if hours and not rest:
        return _("%(hours)d h") % {"hours": hours}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min") % {"minutes": rest}


def relative_text(at: datetime, now: datetime) -> str:
    """How far an instant is from now: "in 11 days", "4 h 10 min ago", "now"."""
    seconds = (at - now).total_seconds()
    if abs(seconds) < 60:
        return _("now")
    return (_("in %(span)s") if seconds > 0 else _("%(span)s ago")) % {"span": span_text(seconds)}


def iso(at: datetime) -> str:
    """The instant for a datetime attribute, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
