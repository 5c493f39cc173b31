"""What the components compute before they are set: the lit tier, the savings, the shares of a bar."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from sourcebridge.kit.currency import SYMBOLS, exponent
from sourcebridge.kit.money import Money
from sourcebridge.kit.quantity import Quantity
from sourcebridge.shell import figures, markup, parts
from sourcebridge.shell.remembered import HOLES, remembered

BAR_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class LadderColumn:
    """One tier as it is set."""

    label: str
    price: object
    minimum: str
    exact_price: str
    lit: bool


@dataclass(frozen=True, slots=True)
class BarShare:
    """One stretch of the money bar, in thousandths of its width."""

    kind: str
    x: int
    width: int


def sentences() -> dict[str, str]:
    """The four things a ladder may say, with named gaps; also read by the script that lights tiers."""
    return {
        "more": _("%(add)s more reaches the %(tier)s price: %(extra)s more in total, %(saving)s less per %(unit)s."),
        "less": _("%(add)s more reaches the %(tier)s price, and the whole costs %(saved)s less."),
        "short": _("The price starts at %(tier)s: add %(add)s."),
        "best": _("This is the best price."),
    }


def stepper_sentences() -> dict[str, str]:
    """What a stepper may say, with named gaps; read by its script."""
    return {
        "beside": _("Sold in steps of %(step)s: %(low)s or %(high)s."),
        "over": _("At most %(max)s."),
        "under": _("At least %(min)s."),
    }


def countdown_sentences() -> dict[str, str]:
    """How a running countdown is written; read by its script."""
    return {"days": _("%(days)s d %(hours)s h"), "hours": _("%(hours)s h %(minutes)s min")}


def tier_index(tiers: Sequence[parts.Tier], chosen: Quantity | None) -> int | None:
    """The last tier whose minimum is reached, or None below the first."""
    if chosen is None or not chosen:
        return None
    reached = [index for index, tier in enumerate(tiers) if tier.minimum <= chosen]
    return reached[-1] if reached else None


def ladder_advice(ladder: parts.PriceLadder) -> str:
    """The savings to the next tier in words; empty while nothing is chosen."""
    tiers, chosen = ladder.tiers, ladder.chosen
    if chosen is None or not chosen or not tiers:
        return ""
    say, index = sentences(), tier_index(tiers, chosen)
    following = tiers[0] if index is None else (tiers[index + 1] if index + 1 < len(tiers) else None)
    if following is None:
        return say["best"] if len(tiers) > 1 else ""
    add, tier = figures.quantity_text(following.minimum - chosen), figures.quantity_text(following.minimum)
    if index is None:
        return say["short"] % {"add": add, "tier": tier}
    present = tiers[index].price
    extra = (following.price * following.minimum) - (present * chosen)
    if extra.amount <= 0:
        return say["less"] % {"add": add, "tier": tier, "saved": figures.money_text(-extra)}
    less = present.amount - following.price.amount
    places = max(exponent(present.currency), len(plain(less).partition(".")[2]))
    saving = SYMBOLS.get(present.currency, present.currency) + figures.number(less, places)
    return say["more"] % {
        "add": add,
        "tier": tier,
        "extra": figures.money_text(extra),
        "saving": saving,
        "unit": figures.unit_sign(present.unit),
    }


def ladder_columns(ladder: parts.PriceLadder) -> list[LadderColumn]:
    """Tiers with their ranges: "1–49 米", "≥ 200 米"."""
    lit = tier_index(ladder.tiers, ladder.chosen)
    columns = []
    for index, tier in enumerate(ladder.tiers):
        unit = figures.unit_sign(tier.minimum.unit)
        low = figures.number(Decimal(tier.minimum.text))
        if index + 1 < len(ladder.tiers):
            above = ladder.tiers[index + 1].minimum
            step = Decimal(1) if above.amount == above.amount.to_integral_value() else Decimal("0.1")
            high = figures.number(Decimal(f"{above.amount - step:f}".rstrip("0").rstrip(".") or "0"))
            label = f"{low}–{high}{figures.HARD}{unit}" if low != high else f"{low}{figures.HARD}{unit}"
        else:
            label = f"≥{figures.HARD}{low}{figures.HARD}{unit}"
        columns.append(LadderColumn(label, tier.price, tier.minimum.text, tier.price.text, index == lit))
    return columns


def bar_shares(box: parts.MoneyBox) -> list[BarShare]:
    """Released, held, refunded and open as stretches of the bar; what is not zero is never invisible."""
    whole = max(box.total.minor, box.paid.minor, 1)
    shares, x = [], 0
    for kind, amount in (("released", box.released), ("held", box.held), ("refunded", box.refunded)):
        if amount.minor > 0:
            width = max(6, round(BAR_WIDTH * amount.minor / whole))
            width = min(width, BAR_WIDTH - x)
            shares.append(BarShare(kind, x, width))
            x += width
    return shares


def money_rows(box: parts.MoneyBox) -> list[tuple[str, str, Money]]:
    """The legend under the bar: kind, its name, the sum; the open part only when something is open."""
    unpaid = box.total - box.paid
    rows = [
        ("released", pgettext("money box", "Released to supplier"), box.released),
        ("held", pgettext("money box", "Held in escrow"), box.held),
        ("refunded", pgettext("money box", "Refunded to buyer"), box.refunded),
    ]
    if unpaid.amount > 0:
        rows.append(("open", pgettext("money box", "Still to pay"), unpaid))
    return rows


def stepper_bounds(*, minimum: Decimal, step: Decimal, maximum: Decimal | None) -> dict[str, str]:
    """The first and last valid multiples, so that the browser's own check agrees with the batch rule."""
    first = (minimum / step).to_integral_value(ROUND_CEILING) * step
    bounds = {"min": plain(first), "step": plain(step)}
    if maximum is not None:
        bounds["max"] = plain(max(maximum // step * step, first))
    return bounds


def plain(value: Decimal | int) -> str:
    """A number as an attribute wants it: no groups, no idle zeros, no exponent."""
    shown = f"{Decimal(value):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def job_context(job: parts.Job) -> dict[str, Any]:
    """The words of a job's progress."""
    words = {
        "waiting": pgettext("job", "Waiting"),
        "running": pgettext("job", "Running"),
        "done": pgettext("job", "Done"),
        "failed": pgettext("job", "Failed"),
        "cancelled": pgettext("job", "Cancelled"),
    }
    tones = {"waiting": "neutral", "running": "accent", "done": "good", "failed": "harm", "cancelled": "neutral"}
    live = job.state in ("waiting", "running")
    left = ""
    if live and job.seconds_left is not None:
        left = figures.span_text(job.seconds_left) if job.seconds_left >= 60 else _("less than a minute")
    return {"job": job, "word": words[job.state], "tone": tones[job.state], "live": live, "left": left}


def why(rank: parts.Rank, here: Hashable) -> SafeString:
    """Why goods stand where they stand: the frame is kept for each place, the figures are written into it."""
    key = ("why", rank.place, rank.url, here)
    frame = remembered(key, lambda: render_to_string("components/why_rank.html", {"rank": rank, **HOLES}))
    heads = _heads(rank.scale, get_language())
    lines = "".join([f"{head}{value}</td><td>{points}</td></tr>"
                     for head, (value, points) in zip(heads, rank.points, strict=True)])  # fmt: skip
    return frame.filled({"why": mark_safe(lines), "query": rank.score})  # noqa: S308 - numbers between escaped heads


@lru_cache(maxsize=64)
def _heads(scale: Sequence[tuple[str, Decimal]], _language: str | None) -> list[str]:
    return [
        format_html('<tr><th scope="row">{}</th><td>{} × ', label, markup.number(weight)) for label, weight in scale
    ]
