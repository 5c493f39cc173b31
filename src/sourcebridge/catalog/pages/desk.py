"""The supplier's list of goods: what needs doing today, one filter, changes of many goods at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sourcebridge.catalog import queries, services
from sourcebridge.catalog.forms.desk import BulkForm, FilterForm, used_branches
from sourcebridge.catalog.models import BulkAct, Product
from sourcebridge.catalog.queries import categories, filtering, worklist
from sourcebridge.catalog.queries.filtering import Filter
from sourcebridge.catalog.states import ProductState
from sourcebridge.catalog.tree import Tree
from sourcebridge.clock import queries as clock
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Refusal
from sourcebridge.parties import access
from sourcebridge.parties.member import Member
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

TONES: dict[str, parts.Tone] = {"DRAFT": "neutral", "PUBLISHED": "good", "WITHDRAWN": "due"}
LEVEL_TONES: dict[str, parts.Tone] = {"SOLD_OUT": "harm", "LOW": "due", "ENOUGH": "neutral"}
PAGE = 50


@access.page(Permission.PRODUCT_EDIT)
def desk(request: HttpRequest) -> HttpResponseBase:
    """The company's goods in every state."""
    acting = access.member_of(request)
    wanted, now = Filter.read(request.GET.dict()), clock.now()
    if request.method == "POST":
        return _ask(request, acting, wanted)
    found = filtering.goods(acting.company, wanted, now=now)
    page: Page[Product] = Paginator(found, PAGE).get_page(request.GET.get("page"))
    tree, counts = categories.whole(), worklist.counts(acting.company, now=now)
    language = get_language()
    form = FilterForm(
        {field: getattr(wanted, field) for field in wanted.__dataclass_fields__},
        categories=used_branches(tree, worklist.used_categories(acting.company), language),
    )
    context: dict[str, Any] = {
        "rows": queries.desk_rows(list(page.object_list), language=language, now=now),
        "found": page.paginator.count,
        "tabs": _tabs(wanted, counts),
        "today": [] if wanted.narrows or page.number > 1 else _today(acting, counts),
        "wanted": wanted,
        "form": form,
        "bulk": BulkForm(leaves=_leaves(tree, language)),
        "tones": TONES,
        "level_tones": LEVEL_TONES,
        "next_url": f"?{wanted.query(page=str(page.next_page_number()))}" if page.has_next() else "",
        "previous_url": f"?{wanted.query(page=str(page.previous_page_number()))}" if page.has_previous() else "",
        "query": wanted.query(),
        "recent": list(queries.bulk_runs(acting.company)[:1]),
    }
    return render(request, "catalog/desk.html", context)


def _leaves(tree: Tree, language: str | None) -> list[tuple[str, Any]]:
    labels = tree.labels(language)
    groups: dict[str, list[tuple[str, str]]] = {}
    for leaf in tree.leaves():
        above = " / ".join(labels[node.code] for node in tree.chain(leaf.code) if node.code != leaf.code)
        groups.setdefault(above, []).append((leaf.code, labels[leaf.code]))
    return list(groups.items())


def _tabs(wanted: Filter, counts: dict[str, int]) -> list[parts.NavItem]:
    here = reverse("catalog:desk")
    labels = {
        "sold_out": _("Sold out"), "low": _("Running low"), "texts": _("Translations"), "facts": _("Facts missing"),
        "waiting": _("In review"), "hidden": _("Guarded prices"),
    }  # fmt: skip
    states = [("", _("All"), "all"), *((str(value), str(label), str(value)) for value, label in ProductState.choices)]
    shown = [(Filter(state=value), label, counts[name]) for value, label, name in states]
    shown += [(worklist.QUEUES[name], label, counts.get(name, 0)) for name, label in labels.items()]
    own = wanted.but(q="", category="", sort="")
    return [
        parts.NavItem(label, f"{here}?{query}" if (query := kept.query()) else here, active=kept == own, count=count)
        for kept, label, count in shown
        if count or kept == own or kept == Filter()
    ]


def _today(acting: Member, counts: dict[str, int]) -> list[parts.Link]:
    """What waits for the supplier, in sentences that lead there."""
    here = reverse("catalog:desk")
    said = {
        "sold_out": ngettext("%(n)d product is sold out", "%(n)d products are sold out", counts.get("sold_out", 0)),
        "low": ngettext("%(n)d product is running low", "%(n)d products are running low", counts.get("low", 0)),
        "texts": ngettext(
            "%(n)d product needs a translation read", "%(n)d products need a translation read", counts["texts"]
        ),
        "facts": ngettext(
            "%(n)d product lacks weight, packaging or attributes",
            "%(n)d products lack weight, packaging or attributes",
            counts["facts"],
        ),
        "waiting": ngettext(
            "%(n)d edit waits for the platform's review",
            "%(n)d edits wait for the platform's review",
            counts["waiting"],
        ),
    }
    links = [
        parts.Link(words % {"n": counts[name]}, f"{here}?{worklist.QUEUES[name].query()}")
        for name, words in said.items()
        if counts.get(name)
    ]
    if counts["DRAFT"]:
        drafts = ngettext("%(n)d draft is not published", "%(n)d drafts are not published", counts["DRAFT"])
        links.append(parts.Link(drafts % {"n": counts["DRAFT"]}, f"{here}?{Filter(state='DRAFT').query()}"))
    for paper in worklist.ending_papers(acting.company, now=clock.now()):
        words = _("%(paper)s ended on %(day)s") if paper.over else _("%(paper)s is valid until %(day)s")
        facts = {"paper": paper.name, "day": paper.last_day.isoformat()}
        links.append(parts.Link(words % facts, reverse("parties:company")))
    return links


def _ask(request: HttpRequest, acting: Member, wanted: Filter) -> HttpResponseBase:
    """Write the change down; putting on sale and withdrawing chosen goods happens at once, all else is shown first."""
    by, now = acting.by(Actor.SUPPLIER), clock.now()
    act = request.POST.get("do") or request.POST.get("act", "")
    everything = bool(request.POST.get("all"))
    ids = filtering.ids(acting.company, wanted, now=now) if everything else _chosen(request)
    try:
        run = services.ask_bulk(
            company_id=acting.company, act=act, value=_value(request, act), product_ids=ids, by=by, now=now
        )
        if act in (BulkAct.PUBLISH, BulkAct.WITHDRAW) and not everything:
            services.start_bulk(company_id=acting.company, run_id=run.id, by=by, now=now)
    except Refusal as refusal:
        messages.warning(request, " ".join([refusal.text, *refusal.fields.values()]))
        return redirect(request.get_full_path())
    return redirect(f"{reverse('catalog:bulk', args=[run.id])}?{wanted.query()}".rstrip("?"))


def _chosen(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("chosen")[:PAGE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


_VALUES = {
    BulkAct.PRICE: ("by", "step"), BulkAct.DISPATCH: ("dispatch_hours",), BulkAct.CATEGORY: ("category",),
    BulkAct.DEDUCT: ("deduct_on",), BulkAct.AUDIENCE: ("audience",),
}  # fmt: skip


def _value(request: HttpRequest, act: str) -> dict[str, str]:
    names = _VALUES.get(BulkAct(act), ()) if act in BulkAct.values else ()
    return {name: request.POST.get(name, "") for name in names}
