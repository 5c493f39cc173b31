"""Mail to people, rendered in the reader's language and sent by a job; signals to pages that are open.

Owns: Mail, Signal.
Announces: nothing.
Listens to: parties.member.invited, parties.licence.submitted / approved / rejected / review_overdue / expired.
"""
