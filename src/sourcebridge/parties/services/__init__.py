"""The verbs of companies and people, split by subject."""

from sourcebridge.parties.services.companies import (
    edit_company,
    found_company,
    found_platform,
    leave,
    remove_member,
    set_roles,
    switch_company,
)
from sourcebridge.parties.services.invitations import accept_invitation, expire_invitation, invite, withdraw_invitation
from sourcebridge.parties.services.licences import (
    approve,
    expire,
    reject,
    remind_reviewers,
    start_review,
    submit_licence,
    withdraw_licence,
)
from sourcebridge.parties.services.people import (
    change_password,
    edit_profile,
    issue_sign_in_token,
    note_registration,
    register_user,
    request_password_reset,
    sign_in,
    sign_up,
    verify_mail,
)
from sourcebridge.parties.services.tokens import IssuedToken, issue_token, revoke_token

__all__ = [
    "IssuedToken",
    "accept_invitation",
    "approve",
    "change_password",
    "edit_company",
    "edit_profile",
    "expire",
    "expire_invitation",
    "found_company",
    "found_platform",
    "invite",
    "issue_sign_in_token",
    "issue_token",
    "leave",
    "note_registration",
    "register_user",
    "reject",
    "remind_reviewers",
    "remove_member",
    "request_password_reset",
    "revoke_token",
    "set_roles",
    "sign_in",
    "sign_up",
    "start_review",
    "submit_licence",
    "switch_company",
    "verify_mail",
    "withdraw_invitation",
    "withdraw_licence",
]
