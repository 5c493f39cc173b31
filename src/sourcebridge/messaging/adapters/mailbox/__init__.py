"""The queue every mail enters; without an SMTP server it is also where mails stay and are read."""
