"""Words of charges and gaps in the reader's language; codes are what is kept."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sourcebridge.customs.rules import Duty, Found, Kind

PREFIX = "duty."
_NAMES: dict[Kind, str | Promise] = {
    Kind.MFN: gettext_lazy("Customs duty"),
    Kind.PREFERENCE: gettext_lazy("Preferential customs duty"),
    Kind.SECTION_301: gettext_lazy("Section 301 duty"),
    Kind.SECTION_232: gettext_lazy("Section 232 duty"),
    Kind.SECTION_122: gettext_lazy("Section 122 surcharge"),
    Kind.SAFEGUARD: gettext_lazy("Safeguard duty"),
    Kind.ANTI_DUMPING: gettext_lazy("Anti-dumping duty"),
    Kind.CD: gettext_lazy("Customs duty (CD)"),
    Kind.RD: gettext_lazy("Regulatory duty (RD)"),
    Kind.SD: gettext_lazy("Supplementary duty (SD)"),
    Kind.VAT: gettext_lazy("Import VAT"),
    Kind.AT: gettext_lazy("Advance tax (AT)"),
    Kind.AIT: gettext_lazy("Advance income tax (AIT)"),
    Kind.MPF: gettext_lazy("Merchandise processing fee"),
    Kind.HMF: gettext_lazy("Harbor maintenance fee"),
    Kind.PER_HEADING: gettext_lazy("Duty per heading of a small parcel"),
    Kind.FEE: gettext_lazy("Customs fee"),
    Kind.INSURANCE: gettext_lazy("Assumed insurance"),
    Kind.LANDING: gettext_lazy("Landing charge"),
    Kind.FORMAL_LIMIT: gettext_lazy("Limit of informal entry"),
    Kind.IOSS_LIMIT: gettext_lazy("Limit of the import one-stop shop"),
}


def code(kind: Kind) -> str:
    """The code a frozen quote keeps."""
    return PREFIX + kind.lower()


def name(kind: Kind) -> str:
    """A kind in the reader's language."""
    return str(_NAMES[kind])


def name_of(code: str) -> str:
    """The words of a kept code; raises ValueError when it is not one of customs."""
    return name(Kind(code.removeprefix(PREFIX).upper()))


def why_missing(kind: Kind, found: Found, *, country: str, of: str) -> str:
    """Why there is no amount, and who can tell. `of` is the code of the goods, empty for a charge of the entry."""
    facts = {"name": name(kind), "country": country, "of": of}
    if found.ended is not None:
        return _ended(found.ended, facts)
    if of:
        return (
            _("No rate of %(name)s for %(of)s in %(country)s. A customs broker can tell; the operator must add it.")
            % facts
        )
    return _("No rate of %(name)s in %(country)s. A customs broker can tell; the operator must add it.") % facts


def _ended(row: Duty, facts: dict[str, str]) -> str:
    until: date | None = row.valid_until
    facts = {**facts, "until": until.isoformat() if until else ""}
    return _("%(name)s of %(country)s ended on %(until)s; the operator must enter what holds since.") % facts


def why_unknown(kind: Kind, *, country: str) -> str:
    """A charge that exists while its rate is not established."""
    facts = {"name": name(kind), "country": country}
    return _("%(name)s of %(country)s is not established. A customs broker can tell; the operator must add it.") % facts


def why_waits(missing: tuple[Kind, ...]) -> str:
    """A charge on a base of which a part is not known."""
    return _("It is charged on %(names)s too, which is not known.") % {"names": ", ".join(map(name, missing))}


def why_unweighed() -> str:
    """A charge by weight on goods without one."""
    return _("It is charged by weight, and the weight of the goods is not known. The supplier can tell.")


def why_unit(unit: str) -> str:
    """A charge by a unit the goods are not counted in."""
    return _("It is charged by %(unit)s, and the goods are not counted in it. The supplier can tell.") % {"unit": unit}


def suspended() -> str:
    """What is not charged while goods lie in bond."""
    return _("suspended in bond")
