"""What exchange rates refuse."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class RateMissing(Refusal):
    """No rate on or before the day. Facts: `currency`, `on`."""

    code = "fx_rate_missing"
    status = 409
    sentence = _(
        "There is no exchange rate of %(currency)s on or before %(on)s. The operator must load one; "
        "until then choose another currency."
    )


class RateStale(Refusal):
    """The newest rate is too old to count with. Facts: `currency`, `on`, `last`."""

    code = "fx_rate_stale"
    status = 409
    sentence = _(
        "The newest exchange rate of %(currency)s is of %(last)s, too old for %(on)s. The operator must load newer "
        "rates; until then choose another currency."
    )


class FileUnreadable(Refusal):
    """A file of rates has lines that cannot be taken. Facts: `count`."""

    code = "fx_file_unreadable"
    status = 422
    sentence = _("%(count)d lines of the file cannot be taken. Correct them as noted and preview the file again.")


class NothingToLoad(Refusal):
    """A file without a single rate."""

    code = "fx_file_empty"
    status = 422
    sentence = _("The file has no rates. Give lines of date, currency, rate and source.")


class QuoteExpired(Refusal):
    """The quote's time has run out. Facts: `expired`."""

    code = "fx_quote_expired"
    status = 409
    sentence = _("This exchange rate was held until %(expired)s. Ask for a new one.")


class QuoteUsed(Refusal):
    """A quote counts once."""

    code = "fx_quote_used"
    status = 409
    sentence = _("This exchange rate was used already. Ask for a new one.")


class SameCurrency(Refusal):
    """A rate of a currency into itself needs no quote."""

    code = "fx_same_currency"
    status = 422
    sentence = _("Choose two different currencies.")
