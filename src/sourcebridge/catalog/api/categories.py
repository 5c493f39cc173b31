"""The category tree as calls: open to read, the operator's to change."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from sourcebridge.catalog.queries import categories as queries
from sourcebridge.catalog.schemas_categories import (
    AttributeIn,
    CategoryDetailOut,
    CategoryIn,
    CategoryOut,
    CategoryTableOut,
    MoveIn,
    NewAttributeIn,
    NewCategoryIn,
    OutcomeOut,
    RetireIn,
    TableIn,
)
from sourcebridge.catalog.services import attributes, categories, tree_files
from sourcebridge.catalog.services.attributes import AttributeDraft, OptionDraft
from sourcebridge.catalog.tree import AttributeFacts, Node
from sourcebridge.clock import queries as clock
from sourcebridge.kit import csvfile
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.errors import NotFound
from sourcebridge.parties import access
from sourcebridge.parties.permissions import Permission

router = Router()


def _node(node: Node) -> dict[str, Any]:
    names = ("code", "parent", "level", "name_zh", "name_en", "kind", "unit", "position", "active")
    return {name: getattr(node, name) for name in names} | {"name": node.name(get_language())}


def _attribute(one: AttributeFacts) -> dict[str, Any]:
    names = ("category", "code", "name_zh", "name_en", "kind", "unit", "is_variant_axis", "is_filter", "is_required",
             "position", "active")  # fmt: skip
    options = [
        {
            "code": option.code,
            "name": option.name(get_language()),
            "name_zh": option.name_zh,
            "name_en": option.name_en,
            "active": option.active,
        }
        for option in one.options
    ]
    return {name: getattr(one, name) for name in names} | {"name": one.name(get_language()), "options": options}


def _detail(code: str) -> dict[str, Any]:
    tree, language = queries.whole(), get_language()
    node = tree.nodes.get(code)
    if node is None:
        raise NotFound
    return _node(node) | {
        "path": [{"code": step, "name": name} for step, name in tree.path(code, language)],
        "attributes": [_attribute(one) for one in tree.attributes_of(code)],
    }


def _how(request: HttpRequest) -> dict[str, Any]:
    return {"by": access.member_of(request).by(Actor.OPERATOR), "now": clock.now()}


@access.operation(router, "GET", "/categories", access.PUBLIC, response=list[CategoryOut])
def list_categories(request: HttpRequest, under: str = "", retired: bool = False) -> Any:
    """The tree below `under` ("" = all of it), a parent before its children; retired ones only when asked for."""
    return [_node(node) for node in queries.whole().walk(under=under) if node.active or retired]


@access.operation(router, "GET", "/categories/{code}", access.PUBLIC, response=CategoryDetailOut)
def read_category(request: HttpRequest, code: str) -> Any:
    """A category with its path and the attributes of its goods, inherited ones first."""
    return _detail(code)


@access.operation(
    router, "POST", "/categories", Permission.CATEGORY_EDIT, response=CategoryDetailOut, status=201, binds=True
)
def add_category(request: HttpRequest, body: NewCategoryIn) -> Any:
    """Add a category."""
    return _detail(categories.add_category(**body.dict(), **_how(request)).code)


@access.operation(router, "PUT", "/categories/{code}", Permission.CATEGORY_EDIT, response=CategoryDetailOut)
def edit_category(request: HttpRequest, code: str, body: CategoryIn) -> Any:
    """Change names, drawn kind, usual unit and place of a category."""
    return _detail(categories.edit_category(code=code, **body.dict(), **_how(request)).code)


@access.operation(router, "POST", "/categories/{code}/move", Permission.CATEGORY_EDIT, response=CategoryDetailOut)
def move_category(request: HttpRequest, code: str, body: MoveIn) -> Any:
    """Hang a category with all below it under another parent of the same level."""
    return _detail(categories.move_category(code=code, parent=body.parent, **_how(request)).code)


@access.operation(router, "POST", "/categories/{code}/retire", Permission.CATEGORY_EDIT, response=CategoryDetailOut)
def retire_category(request: HttpRequest, code: str, body: RetireIn) -> Any:
    """Take a category out of use; its goods move to the leaf named."""
    return _detail(categories.retire_category(code=code, goods_to=body.goods_to, **_how(request)).code)


@access.operation(router, "POST", "/categories/{code}/restore", Permission.CATEGORY_EDIT, response=CategoryDetailOut)
def restore_category(request: HttpRequest, code: str) -> Any:
    """Take a retired category back into use."""
    return _detail(categories.restore_category(code=code, **_how(request)).code)


def _draft(body: AttributeIn) -> AttributeDraft:
    facts = body.dict(exclude={"code", "options"})
    return AttributeDraft(**facts, options=tuple(OptionDraft(**option.dict()) for option in body.options))


@access.operation(
    router,
    "POST",
    "/categories/{code}/attributes",
    Permission.CATEGORY_EDIT,
    response=CategoryDetailOut,
    status=201,
    binds=True,
)
def add_attribute(request: HttpRequest, code: str, body: NewAttributeIn) -> Any:
    """Add an attribute to a category and everything below it."""
    attributes.add_attribute(category=code, code=body.code, draft=_draft(body), **_how(request))
    return _detail(code)


@access.operation(
    router, "PUT", "/categories/{code}/attributes/{attribute}", Permission.CATEGORY_EDIT, response=CategoryDetailOut
)
def edit_attribute(request: HttpRequest, code: str, attribute: str, body: AttributeIn) -> Any:
    """Bring an attribute and its listed answers to what is given."""
    attributes.edit_attribute(category=code, code=attribute, draft=_draft(body), **_how(request))
    return _detail(code)


@access.operation(router, "GET", "/category-tables/{which}", Permission.CATEGORY_EDIT, response=CategoryTableOut)
def read_table(request: HttpRequest, which: Literal["categories", "attributes"]) -> Any:
    """The whole tree, or all attributes, as a CSV table."""
    header, rows = (
        (tree_files.CATEGORIES, tree_files.category_rows())
        if which == "categories"
        else (tree_files.ATTRIBUTES, tree_files.attribute_rows())
    )
    return {"content": csvfile.document(header, rows).decode("utf-8-sig")}


@access.operation(router, "POST", "/category-tables", Permission.CATEGORY_EDIT, response=list[OutcomeOut], binds=True)
def apply_table(request: HttpRequest, body: TableIn) -> Any:
    """Look at a table of categories or attributes, or apply it: all rows or none."""
    verb = tree_files.import_tree if body.apply else tree_files.preview_tree
    return verb(content=body.content.encode(), **_how(request))
