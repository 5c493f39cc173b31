"""The one way by which a row that is written once forgets a person."""

from django.db import migrations

from sourcebridge.kit.triggers import REFUSE_REWRITE

FORGET = r"""
-- Mail addresses inside a text become the pseudonym's; an address inside a longer one stays.
CREATE OR REPLACE FUNCTION privacy_without(given text, mails text[], alias text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    mail text;
BEGIN
    FOREACH mail IN ARRAY mails LOOP
        IF position(mail IN lower(given)) > 0 THEN
            given := regexp_replace(
                given,
                '(?:(?<![A-Za-z0-9._%+-])|(?<=\\[nrtfb]))' || regexp_replace(mail, '([^A-Za-z0-9])', '\\\1', 'g')
                    || '(?![A-Za-z0-9-])(?!\.[A-Za-z0-9])',
                alias, 'gi');
        END IF;
    END LOOP;
    RETURN given;
END $$;

-- The same and the names, for texts of the person's own rows; keys of JSON stay.
CREATE OR REPLACE FUNCTION privacy_without_names(given text, mails text[], names text[], alias text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one text;
BEGIN
    given := privacy_without(given, mails, alias);
    FOREACH one IN ARRAY names LOOP
        IF length(one) > 1 AND position(one IN given) > 0 THEN
            given := regexp_replace(
                given,
                '(?:(?<![A-Za-z0-9])|(?<=\\[nrtfb]))' || regexp_replace(one, '([^A-Za-z0-9])', '\\\1', 'g')
                    || '(?![A-Za-z0-9])(?!"\s*:)',
                alias, 'g');
        END IF;
    END LOOP;
    RETURN given;
END $$;

-- Whoever runs this names nothing but a person whose erasure is running: columns and words are fixed here.
CREATE OR REPLACE FUNCTION privacy_forget(person uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    alias text;
    names text[];
    sole text[];
    mails text[];
    held text[];
    scopes text[];
    changed bigint := 0;
    rows bigint;
    spot record;
BEGIN
    SELECT pseudonym INTO alias FROM privacy_erasure WHERE user_id = person AND state = 'RUNNING';
    IF alias IS NULL THEN
        RAISE EXCEPTION 'no erasure of % is running', person USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT array_agg(DISTINCT lower(email)) INTO mails FROM (
        SELECT email FROM parties_user WHERE id = person
        UNION SELECT email FROM account_emailaddress WHERE user_id = person AND verified) AS found;
    SELECT coalesce(array_agg(DISTINCT name), '{}') INTO names FROM (
        SELECT name FROM parties_user WHERE id = person
        UNION SELECT unnest(mails)
        UNION SELECT actor_name FROM audit_auditentry WHERE user_id = person) AS found WHERE name NOT IN ('', alias);
    SELECT coalesce(array_agg(label), '{}') INTO sole FROM unnest(names) AS borne (label)
        WHERE NOT EXISTS (SELECT 1 FROM parties_user AS other
                          WHERE other.id <> person AND other.is_active AND label IN (other.name, other.email));
    SELECT coalesce(array_agg(name), '{}') INTO held FROM privacy_hold, unnest(tables) AS name
        WHERE user_id = person AND released_at IS NULL;
    SELECT array_agg('api:' || company_id) || ARRAY['api:' || person, 'page:' || person] INTO scopes
        FROM parties_membership WHERE user_id = person;
    FOR spot IN SELECT * FROM (VALUES
        ('audit_auditentry', 'facts', 'user_id = $1 OR subject_id = $1::text', 'OWN'),
        ('audit_auditentry', 'facts', '', 'ANY'),
        ('audit_auditentry', 'actor_name', 'user_id = $1 AND actor_name <> ''''', 'NAME'),
        ('audit_eventrecord', 'payload', '', 'ANY'),
        ('audit_answer', 'body', 'scope = ANY($5)', 'OWN'),
        ('audit_answer', 'body', '', 'ANY'),
        ('console_jobfailure', 'error', '', 'ANY'),
        ('catalog_productversion', 'by_name', 'by_id = $1', 'NAME'),
        ('inventory_movement', 'by_name', 'by_user_id = $1', 'NAME'),
        ('inventory_movement', 'reason', 'by_user_id = $1', 'OWN'),
        ('deals_termsversion', 'made_by', 'made_by = ANY($6)', 'NAME'),
        ('parameters_parameter', 'set_by', 'set_by = ANY($6)', 'NAME'),
        ('payments_transferslip', 'uploaded_by', 'uploaded_by = ANY($6)', 'NAME')
    ) AS spots (tbl, col, which, does) LOOP
        CONTINUE WHEN spot.tbl = ANY (held);
        PERFORM set_config('sourcebridge.forgets', spot.tbl || '.' || spot.col, true);
        EXECUTE CASE spot.does
            WHEN 'NAME' THEN format('UPDATE %I SET %I = $4 WHERE %s', spot.tbl, spot.col, spot.which)
            WHEN 'OWN' THEN format(
                'UPDATE %1$I SET %2$I = (jsonb_populate_record(%1$I, jsonb_build_object(%2$L, CASE WHEN'
                ' jsonb_typeof(to_jsonb(%2$I)) = ''string'' THEN'
                ' to_jsonb(privacy_without_names(%2$I::text, $3, $2, $4)) ELSE'
                ' privacy_without_names(%2$I::text, $3, $2, $4)::jsonb END))).%2$I WHERE %3$s',
                spot.tbl, spot.col, spot.which)
            ELSE format(
                'UPDATE %1$I SET %2$I = (jsonb_populate_record(%1$I, jsonb_build_object(%2$L, CASE WHEN'
                ' jsonb_typeof(to_jsonb(%2$I)) = ''string'' THEN to_jsonb(privacy_without(%2$I::text, $3, $4)) ELSE'
                ' privacy_without(%2$I::text, $3, $4)::jsonb END))).%2$I'
                ' WHERE EXISTS (SELECT 1 FROM unnest($3) AS mail WHERE position(mail IN lower(%2$I::text)) > 0)',
                spot.tbl, spot.col)
        END USING person, names, mails, alias, scopes, sole;
        GET DIAGNOSTICS rows = ROW_COUNT;
        changed := changed + rows;
    END LOOP;
    PERFORM set_config('sourcebridge.forgets', '', true);
    RETURN changed;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("audit", "0001_initial"),
        ("catalog", "0006_bulk"),
        ("console", "0001_initial"),
        ("deals", "0001_initial"),
        ("inventory", "0002_written_once"),
        ("parameters", "0001_initial"),
        ("payments", "0002_numbers_and_guards"),
    ]

    operations = [
        migrations.RunSQL(REFUSE_REWRITE, migrations.RunSQL.noop),
        migrations.RunSQL(
            FORGET,
            "DROP FUNCTION privacy_forget(uuid); DROP FUNCTION privacy_without_names(text, text[], text[], text);"
            " DROP FUNCTION privacy_without(text, text[], text);",
        ),
    ]
