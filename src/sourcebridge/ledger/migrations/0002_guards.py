"""The database's own guards of the books: balanced, written once, complete in one transaction, never overdrawn."""

from django.db import migrations

from sourcebridge.kit.triggers import write_once

STAMP = """
CREATE FUNCTION ledger_stamp_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.txid := pg_current_xact_id()::text::bigint;
    NEW.posted_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_stamped BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_stamp_entry();
"""

CHECK = """
CREATE FUNCTION ledger_check_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    checked uuid := CASE TG_TABLE_NAME WHEN 'ledger_entry' THEN to_jsonb(NEW)->>'id' ELSE to_jsonb(NEW)->>'entry_id' END;
    legs bigint;
    strangers bigint;
    written bigint;
BEGIN
    SELECT txid INTO written FROM ledger_entry WHERE id = checked;
    IF written IS DISTINCT FROM pg_current_xact_id()::text::bigint THEN
        RAISE EXCEPTION 'entry % is complete; its legs belong to the transaction that wrote it', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_complete';
    END IF;
    SELECT count(*), count(*) FILTER (WHERE a.currency <> l.currency) INTO legs, strangers
        FROM ledger_leg l JOIN ledger_account a ON a.id = l.account_id WHERE l.entry_id = checked;
    IF legs < 2 THEN
        RAISE EXCEPTION 'entry % has fewer than two legs', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_two_legs';
    END IF;
    IF strangers > 0 THEN
        RAISE EXCEPTION 'entry % has a leg in another currency than its account', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_leg_currency';
    END IF;
    IF EXISTS (SELECT 1 FROM ledger_leg WHERE entry_id = checked GROUP BY currency HAVING sum(minor) <> 0) THEN
        RAISE EXCEPTION 'entry % is not balanced in each currency', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_checked AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_entry();
CREATE CONSTRAINT TRIGGER ledger_leg_checked AFTER INSERT ON ledger_leg
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_entry();
"""

# Runs with the owner's rights, because the app role may only read balances. EXECUTE is taken from everybody: a role
# that may create temporary tables could otherwise hang the function on one and forge a balance with it.
BALANCES = """
CREATE FUNCTION ledger_keep_balances() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    change record;
    kept bigint;
BEGIN
    FOR change IN
        SELECT a.id, a.code, a.currency, (-sum(l.minor))::bigint AS delta
        FROM added l JOIN ledger_account a ON a.id = l.account_id
        WHERE a.floored GROUP BY a.id, a.code, a.currency HAVING sum(l.minor) <> 0 ORDER BY a.code
    LOOP
        UPDATE ledger_balance SET minor = minor + change.delta
            WHERE account_id = change.id AND minor + change.delta >= 0;
        IF NOT FOUND THEN
            INSERT INTO ledger_balance (account_id, minor) VALUES (change.id, 0) ON CONFLICT DO NOTHING;
            UPDATE ledger_balance SET minor = minor + change.delta
                WHERE account_id = change.id AND minor + change.delta >= 0;
        END IF;
        IF NOT FOUND THEN
            SELECT minor INTO kept FROM ledger_balance WHERE account_id = change.id;
            RAISE EXCEPTION 'account % would go below zero', change.code
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_floor', DETAIL = json_build_object(
                    'account', change.code, 'currency', change.currency,
                    'available', kept, 'needed', -change.delta)::text;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION ledger_keep_balances() FROM PUBLIC;
CREATE TRIGGER ledger_leg_kept AFTER INSERT ON ledger_leg
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_balances();
"""

UNDO = """
DROP TRIGGER ledger_leg_kept ON ledger_leg; DROP FUNCTION ledger_keep_balances();
DROP TRIGGER ledger_leg_checked ON ledger_leg; DROP TRIGGER ledger_entry_checked ON ledger_entry;
DROP FUNCTION ledger_check_entry();
DROP TRIGGER ledger_entry_stamped ON ledger_entry; DROP FUNCTION ledger_stamp_entry();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(STAMP + CHECK + BALANCES, reverse_sql=UNDO),
        write_once("ledger_account"),
        write_once("ledger_entry"),
        write_once("ledger_leg"),
        write_once("ledger_seal"),
    ]
