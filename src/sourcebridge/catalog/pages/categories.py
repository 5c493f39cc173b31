"""The operator's category tree: find, add, rename, move, retire; attributes and their answers; tables."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sourcebridge.catalog import forms_categories as forms
from sourcebridge.catalog.models import AttributeKind
from sourcebridge.catalog.pages import category_words as words
from sourcebridge.catalog.queries import categories as queries
from sourcebridge.catalog.services import attributes, tree_files
from sourcebridge.catalog.services import categories as services
from sourcebridge.catalog.tree import Node, Tree
from sourcebridge.clock import queries as clock
from sourcebridge.kit import csvfile
from sourcebridge.kit.actors import Actor, By
from sourcebridge.kit.errors import NotFound, Refusal
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission
from sourcebridge.shell import parts

MOST_FOUND = 100


def _by(request: HttpRequest) -> By:
    return access.member_of(request).by(Actor.OPERATOR)


@require_GET
@access.page(Permission.CATEGORY_EDIT)
def categories(request: HttpRequest) -> HttpResponseBase:
    """The whole tree with its goods counted, or what a word finds."""
    known, language = queries.whole(), get_language()
    q = request.GET.get("q", "").strip()[:60]
    open_at, counts = request.GET.get("open", ""), queries.goods_counts()
    context = {
        "other_language": "en" if (get_language() or "").startswith("zh") else "zh-Hans",
        "q": q,
        "found": [(node, words.full(known, node, language), counts.get(node.code, 0)) for node in _found(known, q)],
        "roots": words.rows(known, language, counts=counts, open_at=frozenset(n.code for n in known.chain(open_at))),
        "stats": [
            parts.Stat(_("Leaves in use"), len(known.leaves())),
            parts.Stat(_("Attributes"), sum(len(own) for own in known.attributes.values())),
        ],
    }
    return render(request, "catalog/categories.html", context)


def _found(known: Tree, q: str) -> list[Node]:
    if not q:
        return []
    said = q.casefold()
    fits = (node for node in known.walk() if said in f"{node.code} {node.name_zh} {node.name_en}".casefold())
    return list(islice(fits, MOST_FOUND))


@access.page(Permission.CATEGORY_EDIT)
def new_category(request: HttpRequest) -> HttpResponseBase:
    """A new category below another or at the top."""
    given = {"parent": request.GET.get("parent", "")}
    given["code"] = f"{given['parent']}-" if given["parent"] else ""
    form = forms.NewCategoryForm(request.POST or None, initial=given, tree=queries.whole(), language=get_language())
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add_category(**form.cleaned_data, by=_by(request), now=clock.now())
        except Refusal as refusal:
            forms.blame(form, refusal)
        else:
            messages.success(request, _("The category was added."))
            return redirect("catalog:category", code=row.code)
    return render(request, "catalog/categories_new.html", {"form": form}, status=422 if form.errors else 200)


@access.page(Permission.CATEGORY_EDIT)
def category(request: HttpRequest, code: str) -> HttpResponseBase:
    """One category: its names, its place, its attributes, what was done to it."""
    known, language = queries.whole(), get_language()
    node = known.nodes.get(code)
    if node is None:
        raise NotFound
    act = request.POST.get("act", "")
    names = ("name_zh", "name_en", "kind", "unit", "position")
    form = forms.CategoryForm(
        request.POST if act == "edit" else None, initial={name: getattr(node, name) for name in names}
    )
    move = forms.MoveForm(request.POST if act == "move" else None, tree=known, node=node, language=language)
    retire = forms.RetireForm(request.POST if act == "retire" else None, tree=known, node=node, language=language)
    chosen = {"edit": form, "move": move, "retire": retire}.get(act)
    status = 200
    if act == "restore":
        services.restore_category(code=code, by=_by(request), now=clock.now())
        return _done(request, code)
    if chosen is not None:
        verbs: dict[str, Callable[..., Any]] = {
            "edit": services.edit_category,
            "move": services.move_category,
            "retire": services.retire_category,
        }
        if _tried(request, verbs[act], chosen, code=code):
            return _done(request, code)
        status = 422
    count = queries.goods_counts().get(code, 0)
    context = {
        "node": node,
        "name": node.name(language),
        "crumbs": words.crumbs(known, node, language),
        "form": form,
        "move": move,
        "retire": retire,
        "count": count,
        "below": [(one, one.name(language)) for one in known.below.get(code, ())],
        "own": words.attribute_rows(known.attributes.get(code, ()), language),
        "inherited": words.inherited_rows(known, code, language),
        "history": words.history(queries.history(code)),
    }
    return render(request, "catalog/categories_one.html", context, status=status)


def _tried(request: HttpRequest, verb: Callable[..., Any], form: Any, **more: Any) -> bool:
    """Whether the form is right and the verb agreed; what is wrong is shown in the form."""
    if not form.is_valid():
        return False
    try:
        verb(**more, **form.cleaned_data, by=_by(request), now=clock.now())
    except Refusal as refusal:
        forms.blame(form, refusal)
        return False
    return True


def _done(request: HttpRequest, code: str) -> HttpResponseBase:
    messages.success(request, _("The category was changed."))
    return redirect("catalog:category", code=code)


@access.page(Permission.CATEGORY_EDIT)
def attribute(request: HttpRequest, code: str, attribute: str = "") -> HttpResponseBase:
    """An attribute of a category with its listed answers; without a code a new one."""
    known, language = queries.whole(), get_language()
    node = known.nodes.get(code)
    if node is None:
        raise NotFound
    draft = attributes.draft_of(code, attribute) if attribute else None
    initial = {name: getattr(draft, name) for name in forms.AttributeForm.base_fields if hasattr(draft, name)}
    form = forms.AttributeForm(request.POST or None, initial=initial or None, fixed=bool(attribute))
    rows = forms.options_of(request.POST) if request.method == "POST" else list(draft.options if draft else ())
    adding = "add_rows" in request.POST
    if request.method == "POST" and not adding and form.is_valid():
        try:
            facts: dict[str, Any] = {"category": code, "code": attribute or form.cleaned_data["code"]}
            facts |= {"draft": form.draft(rows), "by": _by(request), "now": clock.now()}
            (attributes.edit_attribute if attribute else attributes.add_attribute)(**facts)
        except Refusal as refusal:
            forms.blame(form, refusal)
        else:
            messages.success(request, _("The attribute was saved."))
            return redirect("catalog:category", code=code)
    answers = queries.answers_counts(category=code).get(attribute, 0) if attribute else 0
    context = {
        "node": node,
        "name": node.name(language),
        "crumbs": words.crumbs(known, node, language, last=_("Attribute") if attribute else _("New attribute")),
        "form": form,
        "rows": [*rows, *[None] * (forms.EMPTY_ROWS if not adding else 2 * forms.EMPTY_ROWS)],
        "states": forms.OPTION_STATES,
        "answers": answers,
        "title": words.named(draft, language) if draft else _("New attribute"),
        "listed": [AttributeKind.CHOICE, AttributeKind.SEVERAL],
    }
    wrong = request.method == "POST" and not adding and form.errors
    return render(request, "catalog/categories_attribute.html", context, status=422 if wrong else 200)


@access.page(Permission.CATEGORY_EDIT)
def tables(request: HttpRequest) -> HttpResponseBase:
    """The tree as spreadsheets: out, and back in after a look at what would change."""
    form = forms.TreeFileForm(request.POST or None, request.FILES or None)
    if "content" in request.POST:
        outcomes = tree_files.import_tree(content=_carried(request), by=_by(request), now=clock.now())
        messages.success(request, _("%(count)s rows were applied.") % {"count": len(outcomes)})
        return redirect("catalog:categories")
    context: dict[str, Any] = {"form": form, "outcomes": None}
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(tree_files.LARGEST + 1)
        try:
            context["outcomes"] = tree_files.preview_tree(content=content, by=_by(request), now=clock.now())
        except Refusal as refusal:
            forms.blame(form, refusal)
        else:
            context["wrong"] = any(one.result == "wrong" for one in context["outcomes"])
            context["content"] = base64.b64encode(content).decode()
    return render(request, "catalog/categories_tables.html", context, status=422 if form.errors else 200)


def _carried(request: HttpRequest) -> bytes:
    try:
        return base64.b64decode(request.POST["content"], validate=True)
    except binascii.Error:
        raise NotFound from None


@require_GET
@access.page(Permission.CATEGORY_EDIT)
def table(request: HttpRequest, which: str) -> HttpResponseBase:
    """One of the two tables as CSV."""
    if which == "categories":
        return csvfile.download("categories.csv", tree_files.CATEGORIES, tree_files.category_rows())
    if which == "attributes":
        return csvfile.download("attributes.csv", tree_files.ATTRIBUTES, tree_files.attribute_rows())
    raise NotFound
