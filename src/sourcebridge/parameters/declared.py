"""Every number an operator may change, with its unit, its default and its source."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Declared:
    """One adjustable number. `unit` is days, hours, minutes, rate, count or CNY."""

    code: str
    unit: str
    default: Decimal
    lowest: Decimal
    highest: Decimal
    meaning: str | Promise
    source: str


def _of(code: str, unit: str, default: str, lowest: str, highest: str, meaning: str | Promise, source: str) -> Declared:
    return Declared(code, unit, Decimal(default), Decimal(lowest), Decimal(highest), meaning, source)


A3 = "domain.md A3 [D]"

DECLARED: dict[str, Declared] = {
    item.code: item
    for item in (
        _of("order.payment_days", "days", "5", "1", "30", _("An unpaid order is cancelled after"),
            "domain.md A6 [S13]"),
        _of("order.auto_confirm_days", "days", "10", "1", "60", _("Receipt counts as confirmed after delivery plus"),
            "domain.md A6 [S13], counted from delivered"),
        _of("order.close_after_seconds", "seconds", "10", "0", "600", _("An order can be closed at the earliest after"),
            "domain.md A6 [S4] CLOSE_ORDER_TOO_FAST"),
        _of("stock.soft_minutes", "minutes", "30", "5", "1440", _("A soft reservation expires after"),
            "architecture 10"),
        _of("stock.reserved_share", "rate", "0.5", "0.01", "1",
            _("One buyer may soft-reserve at most this share of a pool"), "architecture 10, cap against hoarding"),
        _of("commission.domestic", "rate", "0.006", "0", "0.2", _("Commission on domestic sales"), "operator's choice"),
        _of("order.refund_answer_days", "days", "3", "1", "15",
            _("A refund request counts as accepted after"), "domain.md A7 [D]"),
        _of("figures.days", "days", "90", "7", "365", _("Suppliers' figures count the orders paid within the last"),
            "domain.md C12 [D]"),
        _of("licence.review_days", "days", "2", "1", "30", _("Licence documents are reviewed within"), "domain.md A1"),
        _of("invitation.days", "days", "7", "1", "60", _("An invitation can be accepted for"), "operator's choice"),
        _of("account.guesses", "count", "5", "3", "100",
            _("Failed sign-ins for one account from one place within five minutes, at most"), "threats.md row 35"),
        _of("account.guesses_per_account", "count", "50", "10", "1000",
            _("Failed sign-ins for one account from all places within an hour, at most"), "threats.md row 35"),
        _of("account.guesses_per_source", "count", "20", "5", "1000",
            _("Failed sign-ins from one place within a minute, at most"), "threats.md row 35"),
        _of("account.mails_per_address", "count", "5", "2", "100",
            _("Account mails asked for one address within an hour, at most"), "threats.md row 35"),
        _of("account.mails_per_source", "count", "30", "5", "10000",
            _("Account mails asked from one place within an hour, at most"), "threats.md row 35"),
        _of("invitation.per_day", "count", "50", "1", "1000",
            _("Invitations of one company within a day, at most"), "threats.md row 33"),
        _of("payment.unknown_minutes", "minutes", "5", "1", "120",
            _("A provider is asked about an unknown payment every"),
            "architecture 15"),
        _of("tracking.lost_days", "days", "15", "3", "90", _("A shipment without events counts as lost after"),
            "domain.md A9 [D]"),
        _of("payout.minimum", "CNY", "1.00", "0", "10000", _("The smallest payout"), "operator's choice"),
        _of("payout.account_hold_hours", "hours", "72", "0", "720",
            _("After a change of the payout account money waits"),
            "threats.md row 16"),
        _of("price_ladder.tiers", "count", "5", "1", "20", _("Tiers of a price ladder, at most"), "operator's choice"),
        _of("cart.lines", "count", "50", "5", "500", _("Lines of one order, at most"), "domain.md A6 [S4]"),
        _of("rank.domestic.text", "rate", "0.35", "0", "1", _("Weight of the words in the order of results"), A3),
        _of("rank.domestic.stock_ready", "rate", "0.15", "0", "1", _("Weight of stock in the order of results"), A3),
        _of("rank.domestic.ship48h", "rate", "0.15", "0", "1",
            _("Weight of fast dispatch in the order of results"), A3),
        _of("rank.domestic.repeat", "rate", "0.10", "0", "1",
            _("Weight of returning buyers in the order of results"), A3),
        _of("rank.domestic.dispute", "rate", "0.10", "0", "1", _("Weight of few refunds in the order of results"), A3),
        _of("rank.domestic.belt", "rate", "0.05", "0", "1",
            _("Weight of the industrial belt in the order of results"), A3),
        _of("rank.domestic.trend", "rate", "0.05", "0", "1", _("Weight of the trend in the order of results"), A3),
        _of("rank.domestic.price", "rate", "0.05", "0", "1", _("Weight of the price in the order of results"), A3),
        _of("rank.domestic.verified", "rate", "0.05", "0", "1",
            _("Weight of a verified licence in the order of results"), "operator's choice, beside domain.md A3"),
        _of("rank.prior_orders", "count", "20", "0", "1000",
            _("A new seller's shares start from the category's mean, as if after this many orders"), A3),
        _of("review.price_change", "rate", "0.30", "0", "10",
            _("An edit of goods on sale waits for review when a price moves by more than"), "operator's choice"),
        _of("review.title_similarity", "rate", "0.5", "0", "1",
            _("An edit of goods on sale waits for review when the new name is less alike than"), "operator's choice"),
        _of("stock.low_days", "days", "7", "1", "90",
            _("Stock is running low when it lasts, at the last 30 days' pace, for less than"), "operator's choice"),
        _of("bulk.undo_hours", "hours", "24", "1", "168", _("A bulk change of goods can be undone for"),
            "operator's choice"),
        _of("privacy.erasure_days", "days", "7", "1", "30", _("A person can take back the erasure of their data for"),
            "operator's choice; PIPL art. 47 and 50"),
        _of("privacy.export_days", "days", "3", "1", "30", _("The file with all data of a person can be fetched for"),
            "operator's choice; PIPL art. 45"),
        _of("fx.margin", "rate", "0.01", "0", "0.2", _("Margin on top of the reference exchange rate"),
            "operator's choice"),
        _of("fx.quote_minutes", "minutes", "15", "1", "1440", _("A locked exchange rate is held for"),
            "operator's choice"),
        _of("fx.stale_days", "days", "7", "1", "60", _("An exchange rate is not used when it is older than"),
            "operator's choice"),
        _of("freight.ending_days", "days", "30", "1", "180",
            _("A rate card stands on the operator's list to renew before its end by"), "operator's choice"),
        _of("landed.saved", "count", "100", "1", "1000", _("Calculations of landed cost a company may keep"),
            "operator's choice"),
        _of("loading.cartons", "count", "5000", "100", "20000", _("Cartons of one loading plan, at most"),
            "operator's choice"),
        _of("loading.lines", "count", "40", "5", "60", _("Lines of one loading plan, at most"), "operator's choice"),
        _of("loading.half_share", "rate", "0.60", "0.50", "1",
            _("Weight in one half of a container, at most"), "CTU Code (IMO, ILO, UNECE 2014), annex 7, 60 % in 50 %"),
        _of("review.change_hours", "hours", "24", "1", "720", _("Waiting edits of goods are answered within"),
            "operator's choice"),
    )
}  # fmt: skip
