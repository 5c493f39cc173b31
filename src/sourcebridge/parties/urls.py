"""Addresses of companies and people."""

from django.urls import path

from sourcebridge.parties.pages import companies, licences, people

app_name = "parties"
urlpatterns = [
    path("account/profile/", people.profile, name="profile"),
    path("account/security/", people.security, name="security"),
    path("companies/found/", companies.found, name="found"),
    path("companies/switch/", companies.switch, name="switch"),
    path("companies/<uuid:company_id>/", companies.company_profile, name="company_profile"),
    path("company/", companies.company, name="company"),
    path("company/edit/", companies.edit, name="edit"),
    path("company/members/", companies.members, name="members"),
    path("company/members/<uuid:member_id>/roles/", companies.set_roles, name="set_roles"),
    path("company/members/<uuid:member_id>/remove/", companies.remove_member, name="remove_member"),
    path("company/leave/", companies.leave, name="leave"),
    path("company/invitations/", companies.invitations, name="invitations"),
    path("company/invitations/<uuid:invitation_id>/withdraw/", companies.withdraw, name="withdraw_invitation"),
    path("company/tokens/", people.tokens, name="tokens"),
    path("company/tokens/<uuid:token_id>/revoke/", people.revoke_token, name="revoke_token"),
    path("company/licences/new/", licences.submit, name="licence_submit"),
    path("company/licences/<uuid:licence_id>/withdraw/", licences.withdraw, name="licence_withdraw"),
    path("licences/<uuid:licence_id>/document/", licences.document, name="licence_document"),
    path("operator/licences/", licences.queue, name="licence_queue"),
    path("operator/licences/<uuid:licence_id>/", licences.review, name="licence_review"),
    path("invitations/<str:key>/", companies.invitation, name="invitation"),
]
