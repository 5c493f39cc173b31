"""The environment the processes of one running system share."""

from __future__ import annotations

import os
from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict

from sourcebridge.runtime import roles, vault
from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.roles import Access

SETTINGS = "sourcebridge.config.settings"


def url(dsn: str) -> str:
    """The same connection as a postgresql:// address; a socket folder goes into the query, percent-encoded."""
    parts = {key: str(value) for key, value in conninfo_to_dict(dsn).items()}
    user, word = quote(parts.pop("user", ""), safe=""), quote(parts.pop("password", ""), safe="")
    name = quote(parts.pop("dbname", ""), safe="")
    return f"postgresql://{user}:{word}@/{name}?{urlencode(parts, quote_via=quote, safe='')}"


def access(data: Data, engine: Engine) -> Access:
    """The connection strings by role: of DATABASE_URL when set, else of our own engine (which must answer)."""
    elsewhere = os.environ.get("DATABASE_URL", "")
    if elsewhere:
        given = {name: os.environ.get(f"DATABASE_{name.upper()}_URL", "") for name in ("app", "readonly")}
        return roles.provision_elsewhere(elsewhere, data, **given)
    return roles.provision(engine.dsn(), data)


def children(data: Data, given: Access, *, port: int, demo: bool) -> dict[str, str]:
    """The environment of web, worker and commands: the app role, never the owner.

    The signing key is made once and kept in DATA/secrets/site.json.
    """
    site = vault.ensure(data.secrets / "site.json", "secret_key")
    hidden = {"DATABASE_URL", "DATABASE_APP_URL", "DATABASE_READONLY_URL", "SB_OWNER_DATABASE_URL", "SB_AS_OWNER"}
    made = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "SB_DATA": str(data.root),
        "SB_DATABASE_URL": url(given.app),
        "SB_READONLY_DATABASE_URL": url(given.readonly),
    }
    chosen = {"SB_SECRET_KEY": site["secret_key"], "SB_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    chosen["MALLOC_ARENA_MAX"] = "2"  # of glibc's arenas, one for each thread, what is freed does not come back
    chosen["SB_STREAMS_URL"] = f"http://127.0.0.1:{port + 1}/"
    if demo:
        chosen |= {"SB_DEMO": "1", "SB_SIMULATORS_URL": f"http://127.0.0.1:{port + 2}"}
    return {**chosen, **{key: value for key, value in os.environ.items() if key not in hidden}, **made}


def as_owner(environment: dict[str, str], given: Access) -> dict[str, str]:
    """The children's environment with the owner's connection, for migrations only."""
    return {**environment, "SB_AS_OWNER": "1", "SB_OWNER_DATABASE_URL": url(given.owner)}
