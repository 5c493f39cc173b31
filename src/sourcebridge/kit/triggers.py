"""SQL that migrations share: the trigger that refuses to rewrite history."""

from django.db import migrations

# One column of one table is let through while the function that forgets a person names it (`privacy_forget`).
REFUSE_REWRITE = """
CREATE OR REPLACE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    forgets text := nullif(current_setting('sourcebridge.forgets', true), '');
BEGIN
    IF TG_OP = 'UPDATE' AND split_part(forgets, '.', 1) = TG_TABLE_NAME THEN
        IF to_jsonb(NEW) - split_part(forgets, '.', 2) = to_jsonb(OLD) - split_part(forgets, '.', 2) THEN
            RETURN NEW;
        END IF;
    END IF;
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
