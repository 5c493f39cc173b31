"""What is wrong after a storm: each check gives sentences, none when all is well. It asks the database alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from sourcebridge.kit import events
from tests.chaos.journal import Told

Ask = Callable[[str], Sequence[tuple[Any, ...]]]
ONCE = ("cancel", "lapse", "settle_payment", "settle_without_stock", "ship_rest", "confirm", "auto_confirm",
        "accept_refund", "refund_by_silence", "decline_paid", "finish_refund")  # fmt: skip


def lost(told: Iterable[Told], ask: Ask, *, perhaps: Iterable[Told] = ()) -> list[str]:
    """Acknowledged things that are not there, and things of the load nobody was told of.

    What is told in `perhaps` may be there or not (it was told after the moment a backup holds).
    """
    made, more = [row for row in told if row.done], [row for row in perhaps if row.done]
    known = {str(row.json["number"]) for row in more if row.path == "/orders"}
    found = [finding for finding in _things(made, "/orders", "number", ask, "SELECT number FROM deals_deal")
             if not (finding.startswith("untold") and finding.split()[2] in known)]  # fmt: skip
    found += _things(made, "/stock/receive", "id", ask,
                     "SELECT id::text FROM inventory_movement WHERE kind = 'RECEIVED'", others=True)  # fmt: skip
    found += _things(made, "/top-ups", "number", ask, "SELECT number FROM payments_paymentintent", others=True)
    return found + _acts(made, more, ask)


def _things(made: list[Told], path: str, name: str, ask: Ask, question: str, *, others: bool = False) -> list[str]:
    said = Counter(str(row.json[name]) for row in made if row.path == path)
    there = {str(row[0]) for row in ask(question)}
    found = [f"lost: {path} {one} was acknowledged" for one in said if one not in there]
    found += [f"told twice: {path} {one} answers two keys" for one, times in said.items() if times > 1]
    if not others:
        found += [f"untold: {path} {one} exists, nobody was told" for one in there - set(said)]
    return found


VERBS = {"ship": ("ship_part", "ship_rest"), "confirm": ("confirm",), "ask-refund": ("ask_refund",),
         "accept-refund": ("accept_refund",), "refuse-refund": ("refuse_refund",), "pay": ("settle_payment",
         "settle_without_stock")}  # fmt: skip


def _acts(made: list[Told], more: list[Told], ask: Ask) -> list[str]:
    happened = {
        (str(number), str(verb)): int(times)
        for number, verb, times in ask(
            "SELECT d.number, a.verb, count(*) FROM audit_auditentry a JOIN deals_deal d ON d.id = a.deal_id "
            "GROUP BY d.number, a.verb"
        )
    }
    said, perhaps = _said(made), _said(more)
    found = []
    for (number, act), times in said.items():
        really = sum(happened.get((number, f"domestic.order.{verb}"), 0) for verb in VERBS[act])
        if not times <= really <= times + perhaps[number, act]:
            found.append(f"lost or doubled: {act} of {number} acknowledged {times} times, happened {really} times")
    return found


def _said(told: list[Told]) -> Counter[tuple[str, str]]:
    parts = [row.path.strip("/").split("/") for row in told]
    return Counter((p[1], p[2]) for p in parts if len(p) == 3 and p[0] == "orders" and p[2] in VERBS)


def changed_answers(told: Iterable[Told], repeat: Callable[[Told], str]) -> list[str]:
    """Acknowledgements that read otherwise when the request is sent again under its key."""
    found = []
    for row in told:
        if row.done and repeat(row) != row.answer:
            found.append(f"changed: {row.path} under {row.key} answers otherwise now")
    return found


def in_doubt(told: Iterable[Told]) -> list[str]:
    """Requests nobody has an answer to."""
    return [f"in doubt: {row.path} under {row.key}" for row in told if row.answer is None]


def unsound_stock(ask: Ask) -> list[str]:
    """Pools that do not follow from their journals; promises nobody waits for, paid orders without goods."""
    found = [f"pool {row[0]}: {row[1:]}" for row in ask(
        "SELECT p.id, p.on_hand, p.reserved, "
        "(SELECT coalesce(sum(delta), 0) FROM inventory_movement m WHERE m.pool_id = p.id), "
        "(SELECT coalesce(sum(quantity), 0) FROM inventory_reservation r WHERE r.pool_id = p.id AND r.state = 'LIVE') "
        "FROM inventory_pool p"
    ) if (row[1], row[2]) != (row[3], row[4])]  # fmt: skip
    found += [f"orphan: {row[0]} promised to {row[1]}, which is {row[2]}" for row in ask(
        "SELECT r.quantity, d.number, coalesce(o.state, 'nothing') FROM inventory_reservation r "
        "LEFT JOIN deals_deal d ON d.id = r.deal_id LEFT JOIN domestic_spotorder o ON o.deal_id = r.deal_id "
        "WHERE r.state = 'LIVE' AND (o.state IS NULL OR o.state NOT IN "
        "('AWAITING_PAYMENT', 'AWAITING_DISPATCH', 'PARTLY_DISPATCHED', 'REFUND_ASKED'))"
    )]  # fmt: skip
    return found + [f"bare: paid order {row[0]} has {row[1]} of {row[2]}" for row in ask(
        "SELECT d.number, (SELECT coalesce(sum(quantity), 0) FROM inventory_reservation r WHERE r.deal_id = d.id "
        "AND r.state = 'LIVE' AND r.klass = 'HARD') AS promised, "
        "(SELECT sum(quantity) FROM deals_dealline l WHERE l.deal_id = d.id) AS wanted "
        "FROM domestic_spotorder o JOIN deals_deal d ON d.id = o.deal_id "
        "WHERE o.state IN ('AWAITING_DISPATCH', 'REFUND_ASKED')"
    ) if row[1] != row[2]]  # fmt: skip


def unsound_money(ask: Ask) -> list[str]:
    """Entries that do not balance, pots that hold what no order explains."""
    found = [f"entry {row[0]} is off by {row[1]}" for row in ask(
        "SELECT entry_id, sum(minor) FROM ledger_leg GROUP BY entry_id, currency HAVING sum(minor) <> 0"
    )]  # fmt: skip
    found += [f"account {row[0]} says {row[1]}, its legs {row[2]}" for row in ask(
        "SELECT a.code, b.minor, coalesce((SELECT -sum(l.minor) FROM ledger_leg l WHERE l.account_id = a.id), 0) "
        "FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id"
    ) if row[1] != row[2]]  # fmt: skip
    return found + [f"held for {row[0]} ({row[1]}): {row[2]} of {row[3]}" for row in ask(
        "SELECT d.number, o.state, coalesce((SELECT b.minor FROM ledger_balance b JOIN ledger_account a "
        "ON a.id = b.account_id WHERE a.code = 'escrow:' || d.id || ':CNY'), 0), "
        "(o.goods_amount + o.freight_amount) * 100 FROM domestic_spotorder o JOIN deals_deal d ON d.id = o.deal_id"
    ) if row[2] not in _may_hold(row[1], row[3])]  # fmt: skip


def _may_hold(state: str, total: Any) -> tuple[Any, ...]:
    if state == "REFUNDING":
        return (0, total)
    paid = {"AWAITING_DISPATCH", "PARTLY_DISPATCHED", "DISPATCHED", "DELIVERED", "REFUND_ASKED"}
    return (total,) if state in paid else (0,)


def undone(ask: Ask, *, forgiven: Collection[int] = ()) -> list[str]:
    """Deadlines overdue, parked or with two effects; facts a listener never got; jobs that were given up."""
    found = [f"deadline {row[0]} of {row[1]} is {row[2]}: {row[3]}" for row in ask(
        "SELECT kind, subject_id, state, error FROM clock_deadline WHERE state = 'PARKED' OR (state = 'WAITING' AND "
        "due_at <= now() + coalesce((SELECT \"offset\" FROM clock_clockoffset), interval '0'))"
    )]  # fmt: skip
    verbs = ", ".join(f"'domestic.order.{verb}'" for verb in ONCE)
    found += [f"twice: {row[1]} of {row[0]}" for row in ask(
        f"SELECT deal_id, verb FROM audit_auditentry WHERE verb IN ({verbs}) GROUP BY deal_id, verb HAVING count(*) > 1"
    )]  # fmt: skip
    found += [f"booked twice: {row[0]} of {row[1]}" for row in ask(
        "SELECT why, deal_id FROM ledger_entry WHERE deal_id IS NOT NULL GROUP BY why, deal_id HAVING count(*) > 1"
    )]  # fmt: skip
    wanted = {name: [handler for handler, _run in rows] for name, rows in events.LATER.items()}
    got = {(str(row[0]), str(row[1])) for row in ask("SELECT event_id, handler FROM audit_handled")}
    found += [
        f"unheard: {name} {event} by {handler}"
        for event, name in ask("SELECT id, name FROM audit_eventrecord")
        for handler in wanted.get(str(name), [])
        if (str(event), handler) not in got
    ]
    return found + [f"given up: {row[1]} {json.dumps(row[2])}" for row in ask(
        "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'failed'"
    ) if row[0] not in forgiven]  # fmt: skip
