"""Companies and people: who they are, what is verified about them, what their roles allow.

Owns: User, Company, Membership, Invitation, Licence, ApiToken; the permission table; the access layer of pages and API.
Announces: parties.company.founded, parties.member.joined, parties.licence.submitted / approved / rejected / expired.
Listens to: nothing.
"""
