"""The least SQL for the same work on the same tables: what the floor runs, and the reference through a cursor."""

LIST = """
SELECT p.id, p.handle, l.title_zh, l.price_low, l.price_best, l.moq, l.unit, s.slug, s.name,
    (SELECT min(g.unit_price) FROM catalog_agreedprice g
     WHERE g.product_id = p.id AND g.buyer_company_id = %(buyer)s AND g.valid_from <= now() AND g.valid_until > now())
FROM (SELECT * FROM discovery_listing WHERE categories @> ARRAY[%(category)s]::varchar[] AND door = 'domestic'
      ORDER BY published_at DESC LIMIT 30) l
JOIN catalog_product p ON p.id = l.product_id JOIN catalog_shop s ON s.id = l.shop_id
"""

SEARCH = """
WITH found AS MATERIALIZED (
    SELECT product_id, shop_id, title_zh, price_low, price_best, moq, unit, ts_rank(words, %(query)s::tsquery) AS rank
    FROM discovery_listing WHERE words @@ %(query)s::tsquery AND door = 'domestic'
)
SELECT (SELECT count(*) FROM found), l.product_id, l.title_zh, l.price_low, l.price_best, l.moq, l.unit, s.slug, s.name,
    (SELECT min(g.unit_price) FROM catalog_agreedprice g
     WHERE g.product_id = l.product_id AND g.buyer_company_id = %(buyer)s
         AND g.valid_from <= now() AND g.valid_until > now())
FROM (SELECT * FROM found ORDER BY rank DESC, product_id LIMIT 30) l JOIN catalog_shop s ON s.id = l.shop_id
"""

DETAIL = """
SELECT p.id, p.handle, p.unit, p.currency, p.moq, p.batch_multiple, p.dispatch_hours, s.name, s.slug,
    (SELECT json_agg(json_build_array(t.field, t.language, t.text)) FROM catalog_translation t
     WHERE t.object_type = 'product' AND t.object_id = p.id),
    (SELECT json_agg(json_build_array(k.id, k.code, k.options, (SELECT sum(o.on_hand - o.reserved)
         FROM inventory_pool o WHERE o.sku_id = k.id)) ORDER BY k.position)
     FROM catalog_sku k WHERE k.product_id = p.id AND k.active),
    (SELECT json_agg(json_build_array(t.sku_id, t.min_quantity, t.unit_price) ORDER BY t.min_quantity)
     FROM catalog_pricetier t WHERE t.product_id = p.id),
    (SELECT json_agg(json_build_array(g.sku_id, g.min_quantity, g.unit_price)) FROM catalog_agreedprice g
     WHERE g.product_id = p.id AND g.buyer_company_id = %(buyer)s
         AND g.valid_from <= now() AND g.valid_until > now())
FROM catalog_product p JOIN catalog_shop s ON s.id = p.shop_id
WHERE s.slug = %(shop)s AND p.handle = %(handle)s
"""

# An order: what it costs (prices of the ladder or agreed, the freight price), then the rows.
PRICES = """
SELECT k.id, k.product_id, p.unit, coalesce(
    (SELECT g.unit_price FROM catalog_agreedprice g WHERE g.product_id = p.id AND g.buyer_company_id = %(buyer)s
         AND g.valid_from <= now() AND g.valid_until > now() AND g.min_quantity <= w.quantity
     ORDER BY g.min_quantity DESC LIMIT 1),
    (SELECT t.unit_price FROM catalog_pricetier t
     WHERE t.product_id = p.id AND (t.sku_id = k.id OR t.sku_id IS NULL) AND t.min_quantity <= w.quantity
     ORDER BY t.sku_id NULLS LAST, t.min_quantity DESC LIMIT 1)) AS price, k.weight_g, r.first_fee, r.next_fee
FROM unnest(%(skus)s::uuid[], %(quantities)s::numeric[]) AS w(sku, quantity)
JOIN catalog_sku k ON k.id = w.sku JOIN catalog_product p ON p.id = k.product_id
JOIN catalog_shop s ON s.id = p.shop_id
JOIN LATERAL (
    SELECT fr.first_fee, fr.next_fee FROM logistics_freighttemplate ft
    JOIN logistics_freightrate fr ON fr.template_id = ft.id
    WHERE ft.company_id = s.company_id AND ft.retired_at IS NULL
    ORDER BY jsonb_array_length(fr.regions), fr.id LIMIT 1
) r ON true
"""

ANSWER = """
INSERT INTO audit_answer (id, scope, route, key, request_hash, status, body, answered_at)
VALUES (gen_random_uuid(), %(buyer)s, 'bench', %(key)s, %(hash)s, 201, '{}', now())
"""

POOLS = """
WITH taken AS (
    SELECT o.id, w.quantity FROM inventory_pool o
    JOIN unnest(%(skus)s::uuid[], %(quantities)s::numeric[]) AS w(sku, quantity) ON w.sku = o.sku_id
    ORDER BY o.sku_id FOR UPDATE OF o
), moved AS (
    UPDATE inventory_pool o SET reserved = o.reserved + t.quantity FROM taken t
    WHERE o.id = t.id AND o.on_hand - o.reserved >= t.quantity RETURNING o.id, t.quantity
)
INSERT INTO inventory_reservation (id, pool_id, owner_ref, deal_id, company_id, quantity, klass, state, made_at)
SELECT gen_random_uuid(), id, 'deal_line:' || gen_random_uuid(), %(deal)s, %(buyer)s, quantity, 'HARD', 'LIVE', now()
FROM moved
"""

DEAL = """
WITH deal AS (
    INSERT INTO deals_deal (id, number, door, buyer_id, supplier_id, currency, terms_version, terms_hash, opened_at,
        opened_by)
    VALUES (%(deal)s, %(number)s, 'DOMESTIC', %(buyer)s, %(supplier)s, 'CNY', 1, '', now(), 'bench')
), milestone AS (
    INSERT INTO deals_milestone (id, deal_id, position, kind, amount, currency, paid_at)
    VALUES (gen_random_uuid(), %(deal)s, 1, 'WHOLE', %(total)s, 'CNY', now())
), spot AS (
    INSERT INTO domestic_spotorder (id, deal_id, kind, state, goods_amount, freight_amount, currency, carrier, freight,
        address, note, commission_rate, dispatch_hours, placed_at, payment_due_at, paid_at, closed_by, close_reason,
        refund_note)
    VALUES (gen_random_uuid(), %(deal)s, 'NORMAL', 'AWAITING_DISPATCH', %(total)s, 0, 'CNY', 'debangkuaidi', '{}',
        '{}', '', 0.05, 48, now(), now() + interval '30 minutes', now(), '', '', '')
)
INSERT INTO deals_dealline (id, deal_id, position, sku_id, product_id, code, title, options, page, picture, quantity,
    unit, unit_price, amount, currency)
SELECT gen_random_uuid(), %(deal)s, w.position, w.sku, w.product, '', '{}', '', '', '', w.quantity, w.unit, w.price,
    w.amount, 'CNY'
FROM unnest(%(skus)s::uuid[], %(products)s::uuid[], %(quantities)s::numeric[], %(units)s::text[], %(prices)s::numeric[],
    %(amounts)s::numeric[]) WITH ORDINALITY AS w(sku, product, quantity, unit, price, amount, position)
"""

BOOKS = """
WITH opened AS (
    INSERT INTO ledger_account (id, code, kind, currency, owner, floored)
    VALUES (%(escrow)s, 'escrow:' || %(deal)s::text || ':CNY', 'LIABILITY', 'CNY', 'deal:' || %(deal)s::text, true)
), posted AS (
    INSERT INTO ledger_entry (id, why, deal_id, subject, at, facts)
    VALUES (%(entry)s, 'PAYMENT', %(deal)s::uuid, '', now(), '{}')
)
INSERT INTO ledger_leg (id, entry_id, position, account_id, minor, currency)
VALUES (gen_random_uuid(), %(entry)s, 1, %(balance)s, %(minor)s, 'CNY'),
    (gen_random_uuid(), %(entry)s, 2, %(escrow)s, -%(minor)s, 'CNY')
"""

TOLD = """
WITH noted AS (
    INSERT INTO audit_auditentry (id, verb, actor, company_id, actor_name, subject_type, subject_id, deal_id,
        state_before, state_after, at, recorded_at, facts)
    VALUES (gen_random_uuid(), 'bench.order.bought', 'BUYER', %(buyer)s, '', 'order', %(deal)s::text, %(deal)s::uuid,
        '', 'AWAITING_DISPATCH', now(), now(), '{}')
)
INSERT INTO audit_eventrecord (id, name, payload, deal_id, at, recorded_at)
VALUES (gen_random_uuid(), 'bench.order.bought', '{}', %(deal)s::uuid, now(), now())
"""
