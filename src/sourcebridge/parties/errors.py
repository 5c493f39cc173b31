"""What people and companies can be refused, and what to do next."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class MailTaken(Refusal):
    """The mail address has an account (told only inside trusted code; pages and API answer alike either way)."""

    code = "mail_taken"
    sentence = _("This mail address already has an account. Sign in, or set a new password.")


class PasswordWeak(Refusal):
    """The password fails a rule."""

    code = "password_weak"
    status = 422
    sentence = _("Choose another password: %(why)s")


class SignInRefused(Refusal):
    """Address and password do not fit; it is not said which."""

    code = "sign_in_refused"
    status = 401
    sentence = _("Mail address and password do not fit. Try again, or set a new password.")


class TooManyAttempts(Refusal):
    """Too many failed attempts from this address or for this account."""

    code = "too_many_attempts"
    status = 429
    sentence = _("Too many failed attempts. Wait five minutes and try again.")


class TooManyMails(Refusal):
    """Too many account mails were asked for, for this address or from this place."""

    code = "too_many_mails"
    status = 429
    sentence = _("Too many mails were asked for. Look into your inbox, or wait an hour and try again.")


class TooManyInvitations(Refusal):
    """The company has invited as many people today as it may."""

    code = "too_many_invitations"
    status = 429
    sentence = _("Your company has sent %(limit)s invitations within a day. Send the next ones tomorrow.")


class CodeNeeded(Refusal):
    """The account is protected by a second factor."""

    code = "code_needed"
    status = 401
    sentence = _(
        "This account asks for a second step: send the six-digit code of your authenticator or a recovery code."
    )


class CodeWrong(Refusal):
    """The one-time code does not fit or was used."""

    code = "code_wrong"
    status = 401
    sentence = _("This code is wrong or was already used. Wait for the next one and try again.")


class MailUnverified(Refusal):
    """The mail address was not verified yet."""

    code = "mail_unverified"
    status = 403
    sentence = _("Verify your mail address first: open the link in the mail we sent you.")


class MailKeyInvalid(Refusal):
    """The verification key is forged, used or too old."""

    code = "mail_key_invalid"
    status = 422
    sentence = _("This link is used up or too old. Sign in to have a new one sent.")


class NameMissing(Refusal):
    """A name is needed."""

    code = "name_missing"
    status = 422
    sentence = _("Write the registered name of the company, as it stands on its licence.")


class CreditCodeWrong(Refusal):
    """The unified social credit code fails its check character."""

    code = "credit_code_wrong"
    status = 422
    sentence = _(
        "“%(number)s” is not a valid unified social credit code. Compare its 18 characters with the business licence."
    )


class CreditCodeTaken(Refusal):
    """Another company claims this credit code."""

    code = "credit_code_taken"
    sentence = _(
        "A company with this credit code is already here. Ask its owner to invite you, or write to the operator."
    )


class PlatformFounded(Refusal):
    """There is one company that runs the platform."""

    code = "platform_founded"
    sentence = _("The company that runs this platform is already founded. Ask one of its owners to invite you.")


class RolesMissing(Refusal):
    """A member has at least one known role."""

    code = "roles_missing"
    status = 422
    sentence = _("Choose at least one role.")


class LastOwner(Refusal):
    """A company keeps at least one owner."""

    code = "last_owner"
    sentence = _("A company needs an owner. Make another member owner first.")


class AlreadyMember(Refusal):
    """The person works here already."""

    code = "already_member"
    sentence = _("This person is already a member. Change the roles in the list of members instead.")


class AlreadyInvited(Refusal):
    """An open invitation goes to this address."""

    code = "already_invited"
    sentence = _("This address already has an open invitation. Withdraw it first to send another.")


class InvitationClosed(Refusal):
    """The invitation was accepted, withdrawn or is too old."""

    code = "invitation_closed"
    sentence = _("This invitation is no longer open. Ask the company to send a new one.")


class InvitationForAnother(Refusal):
    """The invitation is bound to another mail address."""

    code = "invitation_for_another"
    status = 403
    sentence = _("This invitation was sent to another mail address. Sign in with the address that received it.")


class ScopeUnknown(Refusal):
    """A token scope that no permission has."""

    code = "scope_unknown"
    status = 422
    sentence = _("“%(scope)s” is not a right a token can have. Choose from the listed rights.")


class ScopeTooWide(Refusal):
    """A token never does more than the one who makes it."""

    code = "scope_too_wide"
    status = 403
    sentence = _("A token can only have rights that you have here yourself. Choose fewer rights.")


class ExpiryPast(Refusal):
    """The expiry has passed already."""

    code = "expiry_past"
    status = 422
    sentence = _("Choose a date in the future.")


class LicenceOutdated(Refusal):
    """The document has run out."""

    code = "licence_outdated"
    status = 422
    sentence = _("This document ran out on %(date)s. Send the current one.")


class LicenceWaiting(Refusal):
    """One document of a kind is reviewed at a time."""

    code = "licence_waiting"
    sentence = _("A document of this kind is already waiting for review. Withdraw it first to send another.")


class NumberMissing(Refusal):
    """The document's name and number are needed."""

    code = "licence_number_missing"
    status = 422
    sentence = _("Write the name and the number as they stand on the document.")


class ReasonMissing(Refusal):
    """A rejection says why."""

    code = "reason_missing"
    status = 422
    sentence = _("Write the reason, so that the company knows what to send instead.")
