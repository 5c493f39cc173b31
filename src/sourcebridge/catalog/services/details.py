"""Write what goods are and how they are packed, checked against the category's attributes."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sourcebridge.catalog.drafts import AttributeDraft, PackagingDraft, ProductDraft, options_key
from sourcebridge.catalog.models import (
    LEAF,
    Attribute,
    AttributeKind,
    AttributeOption,
    AttributeValue,
    Category,
    Packaging,
    Product,
    Sku,
)
from sourcebridge.kit.errors import Malformed

LISTED = (AttributeKind.CHOICE, AttributeKind.SEVERAL)
LARGEST = Decimal(10) ** 12


def check_category(code: str) -> None:
    """Raises Malformed unless the code is a leaf in use: goods stand in leaves only (domain.md A2)."""
    if not Category.objects.filter(pk=code, level=LEAF, active=True).exists():
        raise Malformed(fields={"category": _("Choose a category of the third level.")})


def check(draft: ProductDraft) -> None:
    """Raises Malformed naming the answer or the pack that could not be written."""
    values_of(Product(), draft, _attributes_of(draft.category))
    keys = {sku.key for sku in draft.skus}
    if any(pack.sku_key and pack.sku_key not in keys for pack in draft.packaging):
        raise Malformed(fields={"packaging": _("Packaging names a variant these goods do not have.")})


def lacking(draft: ProductDraft) -> dict[str, str]:
    """The attributes the category requires and the draft leaves open, by form field; axes are answered by variants."""
    answered = {answer.code for answer in draft.attributes if any(answer.values)}
    return {
        f"attribute.{attribute.code}": attribute.name(get_language())
        for attribute in _attributes_of(draft.category).values()
        if attribute.is_required and not attribute.is_variant_axis and attribute.code not in answered
    }


def write(product: Product, draft: ProductDraft) -> None:
    """Bring attributes and packaging to the draft's; raises Malformed naming the answer that cannot be."""
    _write_attributes(product, draft)
    _write_packaging(product, draft)


class Known:
    """Leaves in use and their attributes, asked once each; for jobs that write many goods."""

    def __init__(self) -> None:
        self._leaves: set[str] = set()
        self._attributes: dict[str, dict[str, Attribute]] = {}

    def leaf(self, code: str) -> None:
        """What `check_category` checks."""
        if code not in self._leaves:
            check_category(code)
            self._leaves.add(code)

    def of(self, code: str) -> dict[str, Attribute]:
        """The attributes of a leaf by code."""
        if code not in self._attributes:
            self._attributes[code] = _attributes_of(code)
        return self._attributes[code]


def _write_attributes(product: Product, draft: ProductDraft) -> None:
    if not draft.attributes and not AttributeValue.objects.filter(product=product).exists():
        return
    fresh = values_of(product, draft, _attributes_of(str(product.category_id)))
    AttributeValue.objects.filter(product=product).delete()
    AttributeValue.objects.bulk_create(fresh)


def values_of(product: Product, draft: ProductDraft, known: dict[str, Attribute]) -> list[AttributeValue]:
    """The rows of a draft's answers, not yet written; raises Malformed naming the answer that cannot be."""
    return [row for answer in draft.attributes for row in _answered(product, known, answer)]


def _answered(product: Product, known: dict[str, Attribute], answer: AttributeDraft) -> list[AttributeValue]:
    attribute = known.get(answer.code)
    if attribute is None:
        raise Malformed(fields={"attributes": _("This category has no attribute “%(code)s”.") % {"code": answer.code}})
    return _values(product, attribute, answer)


def _attributes_of(code: str) -> dict[str, Attribute]:
    """The attributes of a leaf and of the branches above it; the nearest wins."""
    leaf = Category.objects.select_related("parent__parent").get(pk=code)
    path = [row.code for row in (leaf, leaf.parent, leaf.parent and leaf.parent.parent) if row]
    rows = Attribute.objects.filter(category_id__in=path, active=True).prefetch_related("options")
    return {row.code: row for row in sorted(rows, key=lambda row: -path.index(row.category_id))}


def _values(product: Product, attribute: Attribute, answer: AttributeDraft) -> list[AttributeValue]:
    values = answer.values if attribute.kind == AttributeKind.SEVERAL else answer.values[:1]
    if attribute.kind in LISTED:
        options = {option.code: option for option in attribute.options.all()}
        return [_listed(product, attribute, options, code) for code in dict.fromkeys(values)]
    text = values[0].strip()
    if attribute.kind == AttributeKind.NUMBER:
        return [AttributeValue(product=product, attribute=attribute, number=_number(attribute, text))]
    if attribute.kind == AttributeKind.FLAG:
        return [AttributeValue(product=product, attribute=attribute, flag=text == "yes")]
    return [AttributeValue(product=product, attribute=attribute, text=text[:300])]


def _listed(product: Product, attribute: Attribute, options: dict[str, AttributeOption], code: str) -> AttributeValue:
    if code not in options:
        facts = {"name": attribute.name(get_language()), "value": code}
        raise Malformed(fields={f"attribute.{attribute.code}": _("%(name)s: “%(value)s” is not in the list.") % facts})
    return AttributeValue(product=product, attribute=attribute, option=options[code])


def _number(attribute: Attribute, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number.copy_abs() > LARGEST or number.quantize(Decimal("0.0001")) != number:
        facts = {"name": attribute.name(get_language()), "value": text}
        raise Malformed(fields={f"attribute.{attribute.code}": _("%(name)s: “%(value)s” is not a number.") % facts})
    return number


def _write_packaging(product: Product, draft: ProductDraft) -> None:
    current = list(Packaging.objects.filter(product=product))
    if not draft.packaging and not current:
        return
    skus = {options_key(sku.options): sku for sku in product.skus.all()}
    Packaging.objects.filter(id__in=[row.id for row in current]).delete()
    Packaging.objects.bulk_create(packed(product, pack, skus) for pack in draft.packaging)


def packed(product: Product, pack: PackagingDraft, skus: dict[str, Sku]) -> Packaging:
    """The row of one level of packing, not yet written; raises Malformed."""
    if pack.sku_key and pack.sku_key not in skus:
        raise Malformed(fields={"packaging": _("Packaging names a variant these goods do not have.")})
    return Packaging(
        product=product,
        sku=skus.get(pack.sku_key) if pack.sku_key else None,
        level=pack.level,
        holds=pack.holds,
        net_weight_g=pack.net_weight_g,
        gross_weight_g=pack.gross_weight_g,
        length_mm=pack.length_mm,
        width_mm=pack.width_mm,
        height_mm=pack.height_mm,
    )
