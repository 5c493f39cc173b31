"""What goods were at each revision: who changed what, the difference of any two, and back to an old one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog import naming, queries, services
from sourcebridge.catalog.queries import categories
from sourcebridge.clock import queries as clock
from sourcebridge.kit import digits
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import Malformed
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

MOST = 100


@access.page(Permission.PRODUCT_EDIT)
def versions(request: HttpRequest, product_id: UUID) -> HttpResponseBase:
    """The revisions of a product; `from` and `to` in the address choose the two compared."""
    acting = access.member_of(request)
    product = queries.own_product(acting.company, product_id)
    if request.method == "POST":
        revision = digits.whole(request.POST.get("restore", ""))
        if revision is None:
            raise Malformed
        services.restore_version(
            company_id=acting.company,
            product_id=product.id,
            revision=revision,
            by=acting.by(Actor.SUPPLIER),
            now=clock.now(),
        )
        if queries.waiting_change(product.id):
            messages.info(
                request, _("The platform looks at this edit first. Until then buyers see the goods as they were.")
            )
        else:
            messages.success(request, _("Version %(number)s is in force again.") % {"number": revision})
        return redirect("catalog:edit", product.id)
    rows = list(queries.versions_of(product.id)[:MOST])
    newer = _chosen(request, "to", rows[0].revision if rows else 1)
    older = _chosen(request, "from", max(newer - 1, 1))
    differences = queries.between(product.id, older, newer) if older != newer else []
    context = {
        "product": product,
        "title": queries.words_of([product.id]).text(product.id, "title", get_language()),
        "rows": rows,
        "older": older,
        "newer": newer,
        "differences": naming.named(differences, categories.whole()),
    }
    return render(request, "catalog/versions.html", context)


def _chosen(request: HttpRequest, name: str, otherwise: int) -> int:
    found = digits.whole(request.GET.get(name, ""))
    return otherwise if found is None else found
