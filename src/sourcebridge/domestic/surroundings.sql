/* What a product's page shows around the offer, as one JSON value: stock, sales, the supplier's figures and proofs,
   holidays, places, freight prices. Beside it, what is the buyer's own: the default address, the state of the wish to
   see guarded prices, how many lines lie in the cart. */
WITH goods AS (
    SELECT p.id, p.currency, p.shop_id, s.company_id AS supplier
    FROM catalog_product p JOIN catalog_shop s ON s.id = p.shop_id WHERE p.id = %(product)s::uuid
)
SELECT json_build_object(
    'stock', (SELECT json_object_agg(one.sku_id, one.free ORDER BY one.sku_id)
              FROM (SELECT o.sku_id, sum(o.on_hand - o.reserved) AS free
                    FROM inventory_pool o JOIN catalog_sku k ON k.id = o.sku_id
                    WHERE k.product_id = %(product)s::uuid AND k.active GROUP BY o.sku_id) AS one),
    'sold', (SELECT sum(line.quantity) FROM deals_dealline line JOIN domestic_spotorder o ON o.deal_id = line.deal_id
             WHERE line.product_id = %(product)s::uuid AND o.state = ANY(%(paid)s::text[])),
    'facts', (SELECT to_jsonb(f) FROM discovery_supplierfacts f WHERE f.company_id = goods.supplier),
    'days', (SELECT p.value FROM parameters_parameter p WHERE p.code = 'figures.days'
                 AND p.effective_from <= %(at)s::timestamptz ORDER BY p.effective_from DESC LIMIT 1),
    'company', (SELECT to_jsonb(c) FROM parties_company c WHERE c.id = goods.supplier),
    'operator', (SELECT to_jsonb(c) FROM parties_company c WHERE c.is_platform LIMIT 1),
    'licences', (SELECT json_agg(to_jsonb(l) ORDER BY l.submitted_at) FROM parties_licence l
                 WHERE l.company_id = goods.supplier AND l.state <> 'WITHDRAWN'),
    'closures', (SELECT json_agg(json_build_object('closure', to_jsonb(h), 'running', h.starts_at <= %(at)s::timestamptz)
                                 ORDER BY h.starts_at) FROM catalog_closure h
                 WHERE h.shop_id = goods.shop_id AND h.ends_at > %(at)s::timestamptz
                     AND (h.ended_early_at IS NULL
                         OR (h.ended_early_at > %(at)s::timestamptz AND h.ended_early_at > h.starts_at))),
    'belt', (SELECT to_jsonb(b) FROM places_beltmember m JOIN places_belt b ON b.code = m.belt_id
             WHERE m.company_id = goods.supplier AND m.state = 'CONFIRMED' AND b.active LIMIT 1),
    'stalls', (SELECT json_agg(json_build_object('stall', to_jsonb(s), 'hall', to_jsonb(h), 'market', to_jsonb(k))
                               ORDER BY s.since, s.id)
               FROM places_stall s JOIN places_hall h ON h.id = s.hall_id JOIN places_market k ON k.code = h.market_id
               WHERE s.company_id = goods.supplier AND s.active AND h.active AND k.active),
    'freight', (SELECT json_agg(json_build_object('template', to_jsonb(t), 'rates',
                    (SELECT json_agg(to_jsonb(r) ORDER BY r.id) FROM logistics_freightrate r WHERE r.template_id = t.id)
                    ) ORDER BY t.created_at, t.id)
                FROM logistics_freighttemplate t
                WHERE t.company_id = goods.supplier AND t.retired_at IS NULL AND t.currency = goods.currency)
)::text,
    (SELECT to_jsonb(a)::text
     FROM (SELECT * FROM logistics_deliveryaddress d WHERE d.company_id = %(buyer)s::uuid AND d.removed_at IS NULL
           ORDER BY d.is_default DESC, d.id LIMIT 1) a),
    (SELECT y.state FROM catalog_approvedbuyer y
     WHERE y.shop_id = goods.shop_id AND y.buyer_company_id = %(buyer)s::uuid),
    (SELECT count(*) FROM domestic_cartline n WHERE n.company_id = %(buyer)s::uuid)
FROM goods
