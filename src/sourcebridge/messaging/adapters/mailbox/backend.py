"""Django's mail interface onto our Mail table."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailboxBackend(BaseEmailBackend):
    """Stores each mail; a job sends it when an SMTP server is configured (never inside the request)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the mails; returns how many addresses were written to."""
        from sourcebridge.messaging import services  # loaded by Django's settings before the models are

        letters = [(address, message) for message in email_messages for address in message.recipients()]
        for address, message in letters:
            services.queue(to=address, subject=str(message.subject), body=str(message.body), confidential=True)
        return len(letters)
