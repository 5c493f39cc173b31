"""SQL that migrations share: the trigger that refuses to rewrite history."""

from django.db import migrations

REFUSE_REWRITE = """
CREATE OR REPLACE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


def write_once(table: str) -> migrations.RunSQL:
    """A migration step that makes a table append-only for everyone, its owner included."""
    return migrations.RunSQL(
        REFUSE_REWRITE
        + f"""
CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
""",
        reverse_sql=f"DROP TRIGGER {table}_written_once ON {table}; DROP TRIGGER {table}_not_truncated ON {table};",
    )
