"""Expected failures: a Refusal is told to the user, a ProviderError to the code that decides on retrying."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A business rule says no. Nothing was changed; `sentence` says what to do next.

    `code` is the stable machine name (problem+json `type`), `status` the HTTP status
    (400 malformed step, 401, 403 not allowed, 404 unseen, 409 conflict with the present state, 422 malformed input),
    `facts` fill the sentence and travel in the problem document, `fields` name the inputs at fault.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    sentence: ClassVar[str | Promise] = _("This is not possible at the moment.")

    def __init__(self, *, fields: dict[str, str] | None = None, **facts: Any) -> None:
        self.facts = facts
        self.fields = fields or {}
        super().__init__(self.code, facts)

    @property
    def text(self) -> str:
        """The sentence in the active language, with its facts filled in."""
        return str(self.sentence) % self.facts if self.facts else str(self.sentence)

    def __str__(self) -> str:
        return self.text


class NotFound(Refusal):
    """The thing does not exist, or this member may not see it: the answer is the same."""

    code = "not_found"
    status = 404
    sentence = _("There is nothing here under this address. Check the link or go back to your list.")


class NotAllowed(Refusal):
    """The member sees the thing but their role does not include this act."""

    code = "not_allowed"
    status = 403
    sentence = _("Your role does not include this. Ask the owner of your company for the right, or switch company.")


class SignInNeeded(Refusal):
    """The act needs a signed-in person or a valid token."""

    code = "sign_in_needed"
    status = 401
    sentence = _("Sign in first; your input is kept.")


class Malformed(Refusal):
    """The input cannot be read; `fields` say where."""

    code = "malformed"
    status = 422
    sentence = _("Some fields need correcting; see the notes beside them.")


class IllegalMove(Refusal):
    """The lifecycle table has no such edge from the present state."""

    code = "illegal_move"
    status = 409
    sentence = _("“%(move)s” is not possible while the state is “%(state)s”. Reload the page to see what is open now.")


class ProviderError(Exception):
    """An outside service failed. `permanent` tells the caller whether a retry can help."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class ProviderUnknown(ProviderError):
    """Nobody knows whether the outside service did it: ask it, never send again without the same key."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)
