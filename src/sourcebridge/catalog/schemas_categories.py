"""The category tree in API form."""

from __future__ import annotations

from ninja import Schema

from sourcebridge.kit.schemas import Input


class CategoryOut(Schema):
    """A category; `name` is in the caller's language, `parent` is "" at the top, goods stand at level 3."""

    code: str
    parent: str
    level: int
    name: str
    name_zh: str
    name_en: str
    kind: str
    unit: str
    position: int
    active: bool


class StepOut(Schema):
    """One step of the path from the top."""

    code: str
    name: str


class OptionOut(Schema):
    """One listed answer."""

    code: str
    name: str
    name_zh: str
    name_en: str
    active: bool


class AttributeOut(Schema):
    """An attribute; `category` is where it is declared, `unit` the sign a number is shown with."""

    category: str
    code: str
    name: str
    name_zh: str
    name_en: str
    kind: str
    unit: str
    is_variant_axis: bool
    is_filter: bool
    is_required: bool
    position: int
    active: bool
    options: list[OptionOut]


class CategoryDetailOut(CategoryOut):
    """A category with its path and all attributes that hold for its goods."""

    path: list[StepOut]
    attributes: list[AttributeOut]


class NewCategoryIn(Input):
    """A category to be; kind and unit are the parent's when left out."""

    code: str
    parent: str = ""
    name_zh: str
    name_en: str
    kind: str = ""
    unit: str = ""
    position: int | None = None


class CategoryIn(Input):
    """What a category shall be called and how it is shown."""

    name_zh: str
    name_en: str
    kind: str
    unit: str
    position: int


class MoveIn(Input):
    """The category to stand below."""

    parent: str


class RetireIn(Input):
    """The leaf its goods move to, when it has any."""

    goods_to: str = ""


class OptionIn(Input):
    """One listed answer."""

    code: str
    name_zh: str
    name_en: str
    active: bool = True


class AttributeIn(Input):
    """What an attribute shall be; answers left out are retired."""

    name_zh: str
    name_en: str
    kind: str
    unit: str = ""
    is_variant_axis: bool = False
    is_filter: bool = False
    is_required: bool = False
    position: int | None = None
    active: bool = True
    options: list[OptionIn] = []


class NewAttributeIn(AttributeIn):
    """An attribute to be."""

    code: str


class CategoryTableOut(Schema):
    """A table as CSV text."""

    content: str


class TableIn(Input):
    """A table of categories or attributes as CSV text; with `apply` false it is only looked at."""

    content: str
    apply: bool = False


class OutcomeOut(Schema):
    """What a row of the table does: new, changed or wrong."""

    line: int
    code: str
    result: str
    why: str
