"""The repeated parts of the product form as typed: ladder, axes, variants, packaging. No script is needed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from sourcebridge.catalog.drafts import MOST_SKUS, PackagingDraft, ProductDraft, SkuDraft, TierDraft, ladder_text, plain
from sourcebridge.catalog.models import PackagingLevel
from sourcebridge.kit.errors import Malformed

OPTION_SLOTS = 3
EMPTY_TIERS = 3
SEPARATORS = re.compile(r"[,，、;；\n]+")
THOUSAND = Decimal(1000)
FIGURES = ("holds", "net", "gross", "length", "width", "height")


@dataclass
class Axis:
    """What variants differ in: its name, values typed to make variants of, and values the category knows."""

    name: str = ""
    values: str = ""
    known: Sequence[str] = ()


@dataclass
class SkuRow:
    """One variant as typed."""

    id: str = ""
    options: list[str] = field(default_factory=lambda: [""] * OPTION_SLOTS)
    code: str = ""
    weight: str = ""
    barcode: str = ""
    price: str = ""
    active: bool = True

    @property
    def is_empty(self) -> bool:
        """Nothing was typed into a new row."""
        return not any([self.id, *self.options, self.code, self.weight, self.barcode, self.price])


@dataclass
class PackRow:
    """One level of packing as typed: base units, kilograms, centimetres."""

    level: str
    holds: str = ""
    net: str = ""
    gross: str = ""
    length: str = ""
    width: str = ""
    height: str = ""

    @property
    def label(self) -> str:
        """The level in words."""
        return str(PackagingLevel(self.level).label)


@dataclass
class Rows:
    """Ladder steps, axes, variants and packs as typed; empty rows are dropped."""

    tiers: list[tuple[str, str]] = field(default_factory=list)
    axes: list[Axis] = field(default_factory=lambda: [Axis() for _slot in range(OPTION_SLOTS)])
    skus: list[SkuRow] = field(default_factory=list)
    packs: list[PackRow] = field(default_factory=lambda: [PackRow(level) for level in PackagingLevel.values])

    @classmethod
    def of(cls, draft: ProductDraft | None) -> Rows:
        """The rows of a product, or room for the first."""
        if draft is None:
            return cls(tiers=[("", "")] * EMPTY_TIERS)
        names = [*draft.option_names, *[""] * OPTION_SLOTS][:OPTION_SLOTS]
        return cls(
            tiers=[(plain(least), plain(price)) for least, price in draft.tiers] or [("", "")],
            axes=[Axis(name) for name in names],
            skus=[_row(sku, draft) for sku in draft.skus if draft.option_names or len(draft.skus) > 1 or sku.code],
            packs=_pack_rows(draft),
        )

    @classmethod
    def posted(cls, data: QueryDict) -> Rows:
        """The rows of a sent form."""
        columns = [
            data.getlist(f"sku_{name}")
            for name in ("id", "option_1", "option_2", "option_3", "code", "weight", "barcode", "price", "active")
        ]
        count = max((len(column) for column in columns), default=0)
        skus = []
        for index in range(min(count, MOST_SKUS + 1)):
            cells = [column[index].strip() if index < len(column) else "" for column in columns]
            skus.append(SkuRow(cells[0], cells[1:4], cells[4], cells[5], cells[6], cells[7], cells[8] != "no"))
        axes = [
            Axis(data.get(f"option_name_{slot}", "").strip(), data.get(f"option_values_{slot}", "").strip())
            for slot in range(1, OPTION_SLOTS + 1)
        ]
        packs = [
            PackRow(level, *(data.get(f"pack_{level}_{figure}", "").strip() for figure in FIGURES))
            for level in PackagingLevel.values
        ]
        tiers = list(zip(data.getlist("tier_min"), data.getlist("tier_price"), strict=False))
        return cls(tiers, axes, skus, packs)

    def add(self, button: str) -> None:
        """One more empty row, or the variants of the typed values, for readers without script."""
        if button == "add_tier":
            self.tiers.append(("", ""))
        elif button == "make_skus":
            self.make_skus()
        else:
            self.skus.append(SkuRow())

    def make_skus(self) -> None:
        """Add a variant for every combination of the typed values; a nameless axis counts for nothing."""
        named = [place for place, axis in enumerate(self.axes) if axis.name]
        if not any(self.axes[place].values for place in named):
            return
        filled = [row for row in self.skus if any(row.options)]
        named = [place for place in named if self._values(self.axes[place], (row.options[place] for row in filled))]
        choices = [self._values(self.axes[place], (row.options[place] for row in filled)) for place in named]
        known = {tuple(row.options[place].casefold() for place in named) for row in filled}
        blank = [row for row in self.skus if not any(row.options) and not row.is_empty]
        for values in itertools.product(*choices):
            if tuple(value.casefold() for value in values) in known or len(filled) > MOST_SKUS:
                continue
            row = replace(blank.pop(0)) if blank else SkuRow()
            row.options = [""] * OPTION_SLOTS
            for place, value in zip(named, values, strict=True):
                row.options[place] = value
            filled.append(row)
        self.skus = [*filled, *blank]
        for axis in self.axes:
            axis.values = ""

    def _values(self, axis: Axis, present: Iterable[str]) -> list[str]:
        typed = [value.strip() for value in SEPARATORS.split(axis.values) if value.strip()]
        return list(dict.fromkeys(typed or [value for value in present if value]))

    def sku_drafts(self, names: tuple[str, ...], moq: Decimal, *, priced: bool) -> tuple[SkuDraft, ...]:
        """The variants; `priced` keeps prices of their own. Raises Malformed naming what is not a number."""
        typed = [row for row in self.skus if not row.is_empty and (row.active or row.id)]
        return tuple(_sku(row, names, moq, priced=priced) for row in typed) or (SkuDraft(),)

    def tier_drafts(self) -> tuple[TierDraft, ...]:
        """The shared ladder; raises Malformed."""
        filled = [(least, price) for least, price in self.tiers if least.strip() or price.strip()]
        return tuple((number(least, "tiers"), number(price, "tiers")) for least, price in filled)

    def pack_drafts(self) -> tuple[PackagingDraft, ...]:
        """The levels anything is known of, in grams and millimetres; raises Malformed."""
        return tuple(_pack(row) for row in self.packs if any(getattr(row, figure) for figure in FIGURES))


def number(text: str, name: str) -> Decimal:
    """A typed number; raises Malformed at the named field."""
    try:
        value = Decimal(text.strip().replace("，", "").replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Malformed(fields={name: _("“%(text)s” is not a number.") % {"text": text}})
    return value


def _row(sku: SkuDraft, draft: ProductDraft) -> SkuRow:
    single = len(sku.tiers) == 1 and sku.tiers[0][0] == draft.moq
    return SkuRow(
        id=str(sku.id or ""),
        options=[*(value for _name, value in sku.options), *[""] * OPTION_SLOTS][:OPTION_SLOTS],
        code=sku.code,
        weight="" if sku.weight_g is None else plain(sku.weight_g),
        barcode=sku.barcode,
        price=plain(sku.tiers[0][1]) if single else ladder_text(sku.tiers),
        active=sku.active,
    )


def _sku(row: SkuRow, names: tuple[str, ...], moq: Decimal, *, priced: bool) -> SkuDraft:
    values = row.options[: len(names)]
    if names and not all(values):
        raise Malformed(fields={"skus": _("Give every variant a value for each option.")})
    try:
        known = UUID(row.id) if row.id else None
    except ValueError:
        known = None
    return SkuDraft(
        options=tuple(zip(names, values, strict=True)),
        code=row.code,
        weight_g=number(row.weight, "weight") if row.weight else None,
        barcode=row.barcode,
        active=row.active,
        tiers=_ladder(row.price, moq) if priced else (),
        id=known,
    )


def _ladder(text: str, moq: Decimal) -> tuple[TierDraft, ...]:
    if not text:
        return ()
    steps = [step.partition(":") for step in text.replace("：", ":").replace("，", ",").split(",") if step.strip()]
    return tuple(
        (number(least, "skus"), number(price, "skus")) if colon else (moq, number(least, "skus"))
        for least, colon, price in steps
    )


def _pack_rows(draft: ProductDraft) -> list[PackRow]:
    shared = {pack.level: pack for pack in draft.packaging if not pack.sku_key}
    rows = []
    for level in PackagingLevel.values:
        pack = shared.get(level)
        if pack is None:
            rows.append(PackRow(level))
            continue
        weights = [pack.net_weight_g, pack.gross_weight_g]
        sides = [pack.length_mm, pack.width_mm, pack.height_mm]
        shown = ["" if weight is None else plain(weight / THOUSAND) for weight in weights]
        shown += ["" if side is None else plain(Decimal(side) / 10) for side in sides]
        rows.append(PackRow(level, "" if pack.holds is None else plain(pack.holds), *shown))
    return rows


def _pack(row: PackRow) -> PackagingDraft:
    def known(text: str) -> Decimal | None:
        return number(text, "packaging") if text else None

    def millimetres(text: str) -> int | None:
        side = known(text)
        if side is not None and side * 10 != int(side * 10):
            raise Malformed(fields={"packaging": _("Give sides in centimetres with one digit behind the point.")})
        return None if side is None else int(side * 10)

    net, gross = known(row.net), known(row.gross)
    return PackagingDraft(
        level=row.level,
        holds=known(row.holds),
        net_weight_g=None if net is None else net * THOUSAND,
        gross_weight_g=None if gross is None else gross * THOUSAND,
        length_mm=millimetres(row.length),
        width_mm=millimetres(row.width),
        height_mm=millimetres(row.height),
    )
