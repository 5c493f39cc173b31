"""The components: `{% load shell %}`. Their contract is the table in shell/README.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sourcebridge.kit.currency import exponent
from sourcebridge.kit.errors import Refusal
from sourcebridge.kit.ids import uuid7
from sourcebridge.shell import drawing, figures, markup, parts
from sourcebridge.shell.remembered import HOLES, hole, remembered

register = template.Library()

for _filter in (
    markup.money,
    markup.money_text,
    markup.price_text,
    markup.quantity,
    markup.quantity_text,
    markup.unit,
    markup.number,
    markup.plain,
    markup.figure,
):
    register.filter(_filter)

for _tag in (markup.icon, markup.badge, markup.swatch):
    register.simple_tag(_tag)


@register.filter
def json_ld(data: Any) -> SafeString:
    """A schema.org object as a data block; nothing in it can end the block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, code in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


@register.filter
def spoken(text: str) -> str:
    """The language of a text whose rows have only one: Chinese when a Chinese character stands in it, else English."""
    return "zh-Hans" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"


@register.filter
def web(address: str) -> bool:
    """Whether an address leads to a page of the web: what it says comes from a row, and a link may run other things."""
    return address.lower().startswith(("https://", "http://"))


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | None, style: str = "full") -> SafeString:
    """Instant in the reader's zone; relative to `business_now`. Styles: full, short, day, relative."""
    return markup.moment(at, style, context.get("business_now")) if at and not markup.missing(at) else mark_safe("")


@register.simple_tag(name="moment")
def moment_tag(at: datetime | None) -> SafeString:
    """Absolute instant and zone, with the year, and nothing relative."""
    return markup.moment(at) if at and not markup.missing(at) else mark_safe("")


@register.inclusion_tag("components/deadline.html", takes_context=True)
def deadline(context: Context, at: datetime | None, big: bool = False) -> dict[str, Any]:
    """Countdown badge with the absolute time behind it; amber, red once past."""
    now = context.get("business_now")
    if at is None or markup.missing(at):
        return {"at": None}
    seconds = int((at - now).total_seconds()) if now else None
    past = seconds is not None and seconds < 0
    return {
        "at": figures.iso(at), "absolute": figures.instant_text(at, now, weekday=True), "zone": figures.zone_label(at),
        "past": past, "seconds": seconds, "big": big, "span": figures.span_text(seconds) if seconds is not None else "",
        "say": drawing.countdown_sentences(),
    }  # fmt: skip


@register.simple_tag
def idempotency_key() -> SafeString:
    """Hidden input with a fresh key: a form sent twice acts once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid7())


@register.simple_tag
def product_card(card: parts.ProductCard, eager: bool = False) -> SafeString:
    """A product in a grid, kept by its facts (shell/remembered.py); why it ranks there is written into it."""
    here = (get_language(), timezone.get_current_timezone_name())
    rank = card.rank
    why = mark_safe("") if rank is None else drawing.why(rank, here)

    def prices() -> str:
        return render_to_string("components/card_prices.html", {"card": card})

    def around(inside: str) -> str:
        given = {"card": card, "eager": eager, "why": HOLES["why"], "prices": inside}
        return render_to_string("components/product_card.html", given)

    if not card.own:
        return remembered(("card", card, eager, *here), lambda: around(prices())).filled({"why": why})
    public = replace(card, first_price=None, best_price=None, best_from=None)
    frame = remembered(("card", public, eager, *here), lambda: around(HOLES["prices"]))
    return frame.filled({"why": why, "prices": prices()})


@register.inclusion_tag("components/price_ladder.html")
def price_ladder(ladder: parts.PriceLadder) -> dict[str, Any]:
    """Tiers as columns, the reached one lit, savings in words."""
    first = ladder.tiers[0].price if ladder.tiers else None
    return {
        "ladder": ladder, "columns": drawing.ladder_columns(ladder), "advice": drawing.ladder_advice(ladder),
        "say": drawing.sentences(), "symbol": figures.written(first).symbol if first else "",
        "places": exponent(first.currency) if first else 2,
        "unit": figures.unit_sign(first.unit) if first else "",
    }  # fmt: skip


@register.inclusion_tag("components/quantity_stepper.html")
def quantity_stepper(
    name: str,
    value: Decimal | int = 0,
    minimum: Decimal | int = 0,
    step: Decimal | int = 1,
    maximum: Decimal | int | None = None,
    unit: str = "",
    label: str = "",
    disabled: bool = False,
    error: str = "",
) -> dict[str, Any]:
    """Number field that knows batch multiples; says the nearest valid quantities when typed beside them."""
    bounds = drawing.stepper_bounds(
        minimum=Decimal(minimum), step=Decimal(step), maximum=None if maximum is None else Decimal(maximum)
    )
    return {
        "name": name, "value": drawing.plain(value), "bounds": bounds, "unit": figures.unit_sign(unit) if unit else "",
        "label": label, "disabled": disabled, "error": error, "say": drawing.stepper_sentences(),
    }  # fmt: skip


@register.inclusion_tag("components/deal_header.html", takes_context=True)
def deal_header(context: Context, header: parts.DealHeader) -> dict[str, Any]:
    """Parties, amount, state in words, and what happens next, by whom, by when."""
    return {"header": header, "next": header.next, "business_now": context.get("business_now")}


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: Context, entries: Sequence[parts.TimelineEntry]) -> dict[str, Any]:
    """Events of a deal in order; steps to come are dimmed."""
    return {"entries": entries, "business_now": context.get("business_now")}


@register.inclusion_tag("components/money_box.html", takes_context=True)
def money_box(context: Context, box: parts.MoneyBox) -> dict[str, Any]:
    """Paid, held, released, refunded as one bar with the ledger lines behind it."""
    return {
        "box": box, "shares": drawing.bar_shares(box), "rows": drawing.money_rows(box),
        "business_now": context.get("business_now"),
    }  # fmt: skip


@register.inclusion_tag("components/evidence_mark.html")
def evidence_mark(mark: parts.Evidence, compact: bool = False) -> dict[str, Any]:
    """What was verified, by whom, when, valid until; a lapsed one looks lapsed."""
    return {"mark": mark, "compact": compact}


@register.inclusion_tag("components/document_list.html", takes_context=True)
def document_list(context: Context, documents: Sequence[parts.Document]) -> dict[str, Any]:
    """Documents with version, status and preview."""
    return {"documents": documents, "business_now": context.get("business_now")}


@register.inclusion_tag("components/job_progress.html")
def job_progress(job: parts.Job) -> dict[str, Any]:
    """Count, rate, time left, cancel, and the file of failures."""
    return drawing.job_context(job)


@register.inclusion_tag("components/two_person_bar.html", takes_context=True)
def two_person_bar(context: Context, approval: parts.Approval) -> dict[str, Any]:
    """Asked by one, approved by another."""
    return {
        "approval": approval,
        "business_now": context.get("business_now"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: parts.Text, text: parts.Text = "", url: str = "", label: parts.Text = "", icon: str = "inbox"
) -> dict[str, Any]:
    """What this place is for, and the first step."""
    return {"title": title, "text": text, "url": url, "label": label, "sign": icon}


NOTICE_ICONS = {
    "neutral": "information-circle", "accent": "information-circle", "good": "check-circle",
    "due": "clock", "harm": "exclamation-triangle",
}  # fmt: skip


@register.inclusion_tag("components/notice.html")
def notice(
    text: parts.Text, tone: parts.Tone = "neutral", title: parts.Text = "", url: str = "", label: parts.Text = ""
) -> dict[str, Any]:
    """A quiet banner that says what to do next."""
    return {"text": text, "tone": tone, "title": title, "url": url, "label": label, "sign": NOTICE_ICONS[tone]}


@register.simple_block_tag(end_name="endnotice")
def notice_block(content: str, tone: parts.Tone = "neutral", title: parts.Text = "") -> SafeString:
    """A quiet banner around markup."""
    return render_to_string(
        "components/notice.html", {"text": content, "tone": tone, "title": title, "sign": NOTICE_ICONS[tone]}
    )


@register.inclusion_tag("components/notice.html")
def refusal(reason: Refusal | parts.Text | None) -> dict[str, Any]:
    """A refusal as the user reads it; draws nothing for None."""
    text = reason.text if isinstance(reason, Refusal) else reason
    return {"text": text, "tone": "harm", "title": "", "sign": NOTICE_ICONS["harm"], "role": "alert"}


@register.simple_block_tag
def panel(
    content: str,
    title: parts.Text = "",
    link_url: str = "",
    link_label: parts.Text = "",
    flush: bool = False,
    id: str = "",  # noqa: A002 - named as the attribute it becomes
    level: int = 2,
) -> SafeString:
    """A sheet with a heading and, at its right, one link."""
    return render_to_string(
        "components/panel.html",
        {"content": content, "title": title, "link_url": link_url, "link_label": link_label,
         "flush": flush, "id": id, "level": level},
    )  # fmt: skip


@register.simple_block_tag
def table_wrap(content: str, label: parts.Text = "", sticky_first: bool = False) -> SafeString:
    """Room for a wide table: scrolls sideways, reachable by keyboard."""
    return format_html(
        '<div class="table-wrap{}" role="region" tabindex="0" aria-label="{}">{}</div>',
        " sticky-first" if sticky_first else "", label, content,
    )  # fmt: skip


@register.simple_block_tag
def action_bar(content: str) -> SafeString:
    """Sum and next action, always in view at the foot."""
    return format_html('<div class="action-bar"><div class="action-bar-in">{}</div></div>', content)


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: str,
    label: parts.Text,
    question: parts.Text = "",
    url: str = "",
    button: parts.Text = "",
    tone: parts.Tone | str = "danger",
) -> SafeString:
    """Opens to a question before it posts; works without script."""
    return render_to_string(
        "components/confirm.html",
        {"content": content, "label": label, "question": question, "url": url, "button": button or label,
         "tone": tone, "csrf_token": context.get("csrf_token")},
    )  # fmt: skip


@register.inclusion_tag("components/facts.html")
def facts(pairs: Iterable[tuple[parts.Text, object]]) -> dict[str, Any]:
    """Names and values as a quiet list."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("components/stats.html")
def stats(items: Sequence[parts.Stat]) -> dict[str, Any]:
    """Figures with their names."""
    return {"items": items}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[parts.NavItem]) -> dict[str, Any]:
    """Places side by side, each an address."""
    return {"items": items}


@register.inclusion_tag("components/pagination.html")
def pagination(next_url: str = "", previous_url: str = "", summary: parts.Text = "") -> dict[str, Any]:
    """Cursor pagination; nothing when there is one page and no summary."""
    return {"next_url": next_url, "previous_url": previous_url, "summary": summary}


@register.inclusion_tag("components/steps.html")
def steps(wizard: parts.Steps) -> dict[str, Any]:
    """A wizard's steps with the present one marked."""
    urls = list(wizard.urls) + [""] * (len(wizard.labels) - len(wizard.urls))
    rows = [
        {"label": label, "url": url, "number": place, "done": place < wizard.current, "here": place == wizard.current}
        for place, (label, url) in enumerate(zip(wizard.labels, urls, strict=False), start=1)
    ]
    return {"rows": rows}


@register.inclusion_tag("components/gallery.html")
def gallery(pictures: Sequence[parts.Picture]) -> dict[str, Any]:
    """Pictures with thumbnails; the choice works by address alone."""
    return {"pictures": pictures}


@register.inclusion_tag("shell/forms/field.html")
def field(bound: BoundField, prefix: str = "", suffix: str = "", wide: bool = False) -> dict[str, Any]:
    """One form field: label, hint, error at the field."""
    return {"field": bound, "prefix": prefix, "suffix": suffix, "wide": wide}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What is wrong with the form as a whole."""
    return {"errors": form.non_field_errors()}


class Remember(Node):
    """A part of a page kept by the facts it is made of; see shell/remembered.py."""

    def __init__(
        self, name: str, facts: Sequence[FilterExpression], filling: Mapping[str, FilterExpression], inside: NodeList
    ) -> None:
        self.name, self.facts, self.filling, self.nodelist = name, facts, filling, inside
        self.holes = HOLES | {name: hole(name) for name in filling}

    def render(self, context: Context) -> SafeString:
        """The kept text, or the part rendered with holes; then the holes are filled."""
        facts = [fact.resolve(context) for fact in self.facts]
        key = (self.name, get_language(), timezone.get_current_timezone_name(), *facts)

        def made() -> str:
            with context.push(**self.holes):
                return self.nodelist.render(context)

        given = {name: context.get(name) or "" for name in HOLES}
        for name, value in self.filling.items():
            given[name] = value.resolve(context)
        return remembered(key, made).filled(given)


@register.tag
def remember(parser: Parser, token: Token) -> Remember:
    """`{% remember "name" fact ... hole=value ... %}`: every fact shown inside must be named (hashable).

    Language and zone are facts anyway. What is shown by a hole's name is filled in each time and not kept, and so are
    `csrf_token`, `here` and `query`.
    """
    _tag, name, *rest = token.split_contents()
    given = [part.partition("=") for part in rest]
    inside = parser.parse(("endremember",))
    parser.delete_first_token()
    return Remember(
        name.strip("\"'"),
        [parser.compile_filter(fact) for fact, sign, _value in given if not sign],
        {one: parser.compile_filter(value) for one, sign, value in given if sign},
        inside,
    )


@register.filter
def company_buttons(companies: Sequence[parts.Choice]) -> SafeString:
    """The companies a person may act in, as buttons; the present one is marked."""
    rows = (
        (
            company.value,
            mark_safe(' aria-current="true"') if company.active else "",
            company.label,
            markup.icon("check", style="micro") if company.active else "",
        )
        for company in companies or ()
    )
    return format_html_join("", '<button name="company" value="{}"{}>{}{}</button>', rows)
