"""Sessions in the database, read by a statement planned once: every page of a signed-in person asks for one.

The same statement tells the person whom the list of open sessions names for it. Who it is stands in the session alone:
what is told of another than its own user is thrown away (parties/middleware.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from sourcebridge.kit import rows
from sourcebridge.parties import member


@cache
def _read() -> str:
    person = member.told_beside("listed.user_id")
    return (
        f"SELECT kept.session_data, ({person}) FROM django_session kept "  # noqa: S608 - a file and names of columns
        "LEFT JOIN usersessions_usersession listed ON listed.session_key = kept.session_key "
        "WHERE kept.session_key = %(key)s AND kept.expire_date > %(now)s::timestamptz"
    )


class SessionStore(db.SessionStore):
    """The database's store with a shorter way to read; `person` is what was told beside the session."""

    person: str | None = None

    def load(self) -> dict[str, Any]:
        """The session's values; none, and a new key on saving, when it is unknown or over."""
        found = rows.text(_read(), {"key": self.session_key, "now": timezone.now()})
        if found is None:
            self._session_key = None
            return {}
        self.person = found[1]
        return self.decode(found[0])
