"""Mail to people: rendered in the reader's language, queued in the verb's transaction, sent by a job.

Owns: Mail.
Announces: nothing.
Listens to: parties.member.invited, parties.licence.submitted / approved / rejected / review_overdue / expired.
"""
