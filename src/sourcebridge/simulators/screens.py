"""The pages of the simulators: plain HTML, one style sheet, no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from sourcebridge.simulators.journal import Row
from sourcebridge.simulators.web import Response
from sourcebridge.simulators.words import say

STYLE = (Path(__file__).parent / "static" / "simulators.css").read_bytes()
PARCEL_BUTTONS = (
    ("1", "picked_up"), ("0", "in_transit"), ("5", "out_for_delivery"), ("3", "delivered"), ("2", "problem"),
)  # fmt: skip
TONES = {"TRADE_SUCCESS": "good", "DONE": "good", "polling": "busy", "WAIT_BUYER_PAY": "busy", "WAITING": "busy"}


def page(title: str, body: str, *, language: str, here: str, platform: str, status: int = 200) -> Response:
    """The frame around every page; `here` is its own address with its query, for the language switch."""
    other, name = ("en", "English") if language == "zh" else ("zh", "中文")
    joint = "&" if "?" in here else "?"
    html = f"""<!doctype html>
<html lang="{"zh-Hans" if language == "zh" else "en"}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title><link rel="stylesheet" href="/simulators.css"></head><body>
<header><a class="mark" href="/?lang={language}"><b>{escape(say("simulator", language))}</b></a>
<span class="note">{escape(say("no_real_money", language))}</span>
<nav><a href="{escape(platform)}">{escape(say("back", language))}</a>
<a href="{escape(here + joint)}lang={other}">{name}</a></nav></header>
<main>{body}</main></body></html>"""
    return Response(html.encode(), status)


def tag(state: str, language: str) -> str:
    """A state as a small label."""
    return f'<span class="tag {TONES.get(state, "still")}">{escape(say(state, language))}</span>'


def facts(pairs: Sequence[tuple[str, str]], language: str) -> str:
    """Names and values under each other; values are HTML."""
    return "<dl>" + "".join(f"<dt>{escape(say(key, language))}</dt><dd>{value}</dd>" for key, value in pairs) + "</dl>"


def button(value: str, label: str, *, plain: bool = True) -> str:
    """A button of a form that chooses a value."""
    kind = "quiet" if plain else "main"
    return f'<button class="{kind}" name="choice" value="{escape(value)}">{escape(label)}</button>'


def home(language: str) -> str:
    """What this is and what it simulates."""
    cards = "".join(
        f'<a class="card" href="/{name}?lang={language}"><h2>{escape(say(name, language))}</h2>'
        f"<p>{escape(say(name + '_about', language))}</p></a>"
        for name in ("alipay", "kuaidi100")
    )
    return f"<h1>{escape(say('simulator', language))}</h1><div class='cards'>{cards}</div>"


def cashier(trade: Row, language: str, *, message: str = "") -> str:
    """The cashier of one trade: amount, pay, and the ways to misbehave."""
    words = {key: say(key, language) for key in (
        "pay", "pay_other", "other_amount", "leave", "misbehave", "misbehave_about", "late", "seconds", "twice",
        "out_of_order", "wrong_currency", "silent", "forge", "not_open",
    )}  # fmt: skip
    number = f'<input type="hidden" name="out_trade_no" value="{escape(trade["out_trade_no"])}">'
    form = f'<form method="post" action="/alipay/cashier?lang={language}">{number}'
    told = f'<p class="message" role="status">{escape(message)}</p>' if message else ""
    head = f"""<section class="card cashier"><p class="brand">{escape(say("alipay", language))}</p>{told}
<p class="sum"><small>{escape(say("amount", language))}</small><span>¥{escape(trade["asked"])}</span></p>
{_trade_facts(trade, language)}"""
    if trade["status"] != "WAIT_BUYER_PAY":
        return f"{head}<p>{escape(words['not_open'])}</p></section>"
    return f"""{head}{form}{button("pay", words["pay"], plain=False)}{button("leave", words["leave"])}</form>
{form}<label>{escape(words["other_amount"])}<input name="amount" inputmode="decimal" pattern="[0-9]+(\\.[0-9]{{1,2}})?"
 value="{escape(trade["asked"])}" required></label>{button("pay_other", words["pay_other"])}</form></section>
<details class="card"><summary>{escape(words["misbehave"])}</summary><p>{escape(words["misbehave_about"])}</p>
{form}<label>{escape(words["seconds"])}<input name="late_seconds" inputmode="numeric" value="30" pattern="[0-9]{{1,4}}">
</label>{button("late", words["late"])}</form>
{form}<div class="row">{button("twice", words["twice"])}{button("out_of_order", words["out_of_order"])}
{button("wrong_currency", words["wrong_currency"])}{button("silent", words["silent"])}
{button("forge", words["forge"])}</div></form></details>"""


def _trade_facts(trade: Row, language: str) -> str:
    pairs = [("subject", escape(trade["subject"])), ("order", escape(trade["out_trade_no"]))]
    if trade["paid_at"]:
        pairs += [("paid_amount", f"¥{escape(trade['total'])}"), ("trade_no", escape(trade["trade_no"]))]
    if trade["refunds"]:
        pairs.append(("refunded", " · ".join(f"¥{escape(amount)}" for amount in trade["refunds"].values())))
    return facts([*pairs, ("status", tag(trade["status"], language))], language)


def trades(rows: Sequence[tuple[Row, Sequence[Row]]], language: str) -> str:
    """All trades with their notices."""
    if not rows:
        return f"<h1>{escape(say('trades', language))}</h1><p class='empty'>{escape(say('no_trades', language))}</p>"
    shown = []
    for trade, messages in rows:
        number = escape(trade["out_trade_no"])
        sent = "".join(
            f"<li>{tag(row['state'], language)} {row['tries']} {escape(say('tries', language))} "
            f"<code>{escape(row['answer'][:60])}</code></li>"
            for row in messages
        )
        shown.append(
            f'<section class="card">{_trade_facts(trade, language)}'
            f"<p>{escape(say('notices', language))}</p><ul>{sent}</ul>"
            f'<form method="post" action="/alipay/resend?lang={language}">'
            f'<input type="hidden" name="out_trade_no" value="{number}">'
            f"{button('resend', say('resend', language))}"
            f'<a class="quiet" href="/alipay/cashier?out_trade_no={number}&amp;lang={language}">'
            f"{escape(say('open_cashier', language))}</a></form></section>"
        )
    return f"<h1>{escape(say('trades', language))}</h1>" + "".join(shown)


def parcels(rows: Sequence[Row], language: str) -> str:
    """All subscriptions with the buttons that move a parcel."""
    if not rows:
        return f"<h1>{escape(say('parcels', language))}</h1><p class='empty'>{escape(say('no_parcels', language))}</p>"
    shown = []
    for row in rows:
        events = "".join(
            f"<li><time>{escape(entry['time'])}</time> {escape(entry['context'])}</li>" for entry in row["data"]
        )
        buttons = "".join(
            f'<button class="quiet" name="state" value="{state}">{escape(say(word, language))}</button>'
            for state, word in PARCEL_BUTTONS
        )
        shown.append(
            '<section class="card">'
            + facts([("carrier", escape(row["com"])), ("waybill", f"<code>{escape(row['nu'])}</code>"),
                     ("status", tag(row["status"], language))], language)
            + f'<form method="post" action="/kuaidi100/move?lang={language}">'
            f'<input type="hidden" name="com" value="{escape(row["com"])}">'
            f'<input type="hidden" name="nu" value="{escape(row["nu"])}"><div class="row">{buttons}</div></form>'
            f"<p>{escape(say('events', language))}</p>"
            f"<ul>{events or '<li>' + escape(say('none_yet', language)) + '</li>'}</ul></section>"
        )  # fmt: skip
    return f"<h1>{escape(say('parcels', language))}</h1>" + "".join(shown)


def refused(reason: str, language: str) -> str:
    """The cashier did not open, and why."""
    title = escape(say("refused", language))
    return f'<section class="card"><h1>{title}</h1><p><code>{escape(reason)}</code></p></section>'
