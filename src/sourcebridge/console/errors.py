"""What the operator's desk refuses."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class NotStuck(Refusal):
    """The job or deadline is not stuck any more."""

    code = "not_stuck"
    status = 409
    sentence = _("This is no longer stuck. Reload the page to see what is.")
