"""The eleven rules of Incoterms 2020 as data: who pays and risks what, on which way of transport (domain.md C8).

Source: ICC publication 723 E; the rows as in domain.md C8. A step stands for one part of the way and its cost; a
seller's price under a rule includes exactly the steps the rule puts on the seller.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Step(StrEnum):
    """Parts of the way from the seller's door to the buyer's, in the order they happen."""

    INLAND = "INLAND"
    EXPORT_CLEARANCE = "EXPORT_CLEARANCE"
    ORIGIN_CHARGES = "ORIGIN_CHARGES"
    MAIN_CARRIAGE = "MAIN_CARRIAGE"
    INSURANCE = "INSURANCE"
    DESTINATION_CHARGES = "DESTINATION_CHARGES"
    IMPORT_CLEARANCE = "IMPORT_CLEARANCE"
    DUTY = "DUTY"
    IMPORT_TAX = "IMPORT_TAX"
    ON_CARRIAGE = "ON_CARRIAGE"
    UNLOADING = "UNLOADING"

    @property
    def label(self) -> str | Promise:
        """The step in the reader's language."""
        return STEP_NAMES[self]


STEP_NAMES: dict[Step, Promise] = {
    Step.INLAND: _("To the port or carrier in China"),
    Step.EXPORT_CLEARANCE: _("Export clearance"),
    Step.ORIGIN_CHARGES: _("Port and loading charges at origin"),
    Step.MAIN_CARRIAGE: _("Main carriage"),
    Step.INSURANCE: _("Cargo insurance"),
    Step.DESTINATION_CHARGES: _("Charges at the port of arrival"),
    Step.IMPORT_CLEARANCE: _("Import clearance"),
    Step.DUTY: _("Customs duties"),
    Step.IMPORT_TAX: _("Import taxes"),
    Step.ON_CARRIAGE: _("From the port of arrival to the door"),
    Step.UNLOADING: _("Unloading at the door"),
}

_TO_CARRIER = (Step.INLAND, Step.EXPORT_CLEARANCE)
_ON_BOARD = (*_TO_CARRIER, Step.ORIGIN_CHARGES)
_CARRIED = (*_ON_BOARD, Step.MAIN_CARRIAGE)
_AT_PLACE = (*_CARRIED, Step.DESTINATION_CHARGES, Step.ON_CARRIAGE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `seller` holds the steps in the seller's price; insurance "" is nobody's duty, "C" or "A" the clauses.

    `place` says what the name after the rule is, `risk` where the risk passes to the buyer.
    """

    code: str
    name: Promise
    seller: frozenset[Step]
    place: Promise
    risk: Promise
    sea_only: bool = False
    insurance: str = ""

    @property
    def seller_clears_export(self) -> bool:
        """Whether the seller declares the goods for export."""
        return Step.EXPORT_CLEARANCE in self.seller

    @property
    def seller_carries(self) -> bool:
        """Whether the seller pays the main carriage."""
        return Step.MAIN_CARRIAGE in self.seller

    @property
    def seller_clears_import(self) -> bool:
        """Whether the seller declares the goods for import and pays duties and taxes."""
        return Step.DUTY in self.seller

    def payer(self, step: Step) -> str:
        """SELLER or BUYER."""
        return "SELLER" if step in self.seller else "BUYER"


def _rule(code: str, name: Promise, seller: tuple[Step, ...], place: Promise, risk: Promise, **more: object) -> Rule:
    return Rule(code, name, frozenset(seller), place, risk, **more)  # type: ignore[arg-type]


_PORT_OUT, _PORT_IN, _PLACE_IN = _("port of shipment"), _("port of arrival"), _("place of destination")
_ABOARD, _FIRST = _("when the goods are on board"), _("when the first carrier takes the goods over")

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        _rule("EXW", _("Ex Works"), (), _("seller's premises"), _("when the goods stand ready at the seller's door")),
        _rule("FCA", _("Free Carrier"), _TO_CARRIER, _("place of handing over"),
              _("when the buyer's carrier takes the goods over")),
        _rule("FAS", _("Free Alongside Ship"), _TO_CARRIER, _PORT_OUT, _("when the goods lie alongside the ship"),
              sea_only=True),
        _rule("FOB", _("Free On Board"), _ON_BOARD, _PORT_OUT, _ABOARD, sea_only=True),
        _rule("CFR", _("Cost and Freight"), _CARRIED, _PORT_IN, _ABOARD, sea_only=True),
        _rule("CIF", _("Cost, Insurance and Freight"), (*_CARRIED, Step.INSURANCE), _PORT_IN, _ABOARD, sea_only=True,
              insurance="C"),
        _rule("CPT", _("Carriage Paid To"), _CARRIED, _PLACE_IN, _FIRST),
        _rule("CIP", _("Carriage and Insurance Paid To"), (*_CARRIED, Step.INSURANCE), _PLACE_IN, _FIRST,
              insurance="A"),
        _rule("DAP", _("Delivered at Place"), _AT_PLACE, _PLACE_IN, _("at the place, ready to be unloaded")),
        _rule("DPU", _("Delivered at Place Unloaded"), (*_AT_PLACE, Step.UNLOADING), _PLACE_IN,
              _("at the place, once unloaded")),
        _rule("DDP", _("Delivered Duty Paid"), (*_AT_PLACE, Step.IMPORT_CLEARANCE, Step.DUTY, Step.IMPORT_TAX),
              _PLACE_IN, _("at the place, cleared and ready to be unloaded")),
    )
}  # fmt: skip
SEA = frozenset({"LCL", "FCL", "SEA", "SEA_PARCEL"})
CONTAINERS = frozenset({"LCL", "FCL"})


def warnings(rule: Rule, mode: str) -> list[Promise]:
    """What is unwise about a rule on this way of transport, as sentences; empty when nothing is.

    `mode` is a freight mode (EXPRESS, AIR_LINE, RAIL, SEA_PARCEL, LCL, FCL).
    """
    found: list[Promise] = []
    if rule.sea_only and mode not in SEA:
        found.append(_("This rule is for sea and inland waterway only. By air, road or rail agree on FCA, CPT or CIP."))
    elif rule.sea_only and mode in CONTAINERS:
        found.append(
            _(
                "Containers are handed over at the terminal, before they are on board: until then the risk stays with "
                "the seller. FCA, CPT or CIP fit better."
            )
        )
    if rule.code == "EXW":
        found.append(_("Under EXW the buyer declares the export in China, which a foreign buyer cannot do alone."))
    if rule.code == "DDP":
        found.append(_("Under DDP the seller must be able to import and to pay import tax in the buyer's country."))
    return found
