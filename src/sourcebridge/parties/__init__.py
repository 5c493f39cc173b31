"""Companies and people: who they are, what is verified about them, what their roles allow.

Owns: User, Company, Membership, Invitation, Licence, ApiToken; the permission table; the access layer of pages and API.
Announces: parties.company.founded, parties.member.invited / joined / roles_set / left,
parties.invitation.withdrawn / expired, parties.licence.submitted /
review_started / approved / rejected / withdrawn / review_overdue / expired.
Listens to: nothing.
"""
