/* What a product's page shows around the offer, as one JSON value: stock, sales, the supplier's figures and proofs,
   holidays, places, freight prices, the buyer's default address. */
SELECT json_build_object(
    'stock', (SELECT json_object_agg(one.sku_id, one.free)
              FROM (SELECT sku_id, sum(on_hand - reserved) AS free FROM inventory_pool
                    WHERE sku_id = ANY(%(skus)s::uuid[]) GROUP BY sku_id) AS one),
    'sold', (SELECT sum(line.quantity) FROM deals_dealline line JOIN domestic_spotorder o ON o.deal_id = line.deal_id
             WHERE line.product_id = %(product)s::uuid AND o.state = ANY(%(paid)s)),
    'facts', (SELECT to_jsonb(f) FROM discovery_supplierfacts f WHERE f.company_id = %(supplier)s::uuid),
    'days', (SELECT p.value FROM parameters_parameter p WHERE p.code = 'figures.days' AND p.effective_from <= %(at)s
             ORDER BY p.effective_from DESC LIMIT 1),
    'company', (SELECT to_jsonb(c) FROM parties_company c WHERE c.id = %(supplier)s::uuid),
    'operator', (SELECT to_jsonb(c) FROM parties_company c WHERE c.is_platform LIMIT 1),
    'licences', (SELECT json_agg(to_jsonb(l) ORDER BY l.submitted_at) FROM parties_licence l
                 WHERE l.company_id = %(supplier)s::uuid AND l.state <> 'WITHDRAWN'),
    'closures', (SELECT json_agg(to_jsonb(h) ORDER BY h.starts_at) FROM catalog_closure h
                 WHERE h.shop_id = %(shop)s::uuid AND h.ends_at > %(at)s
                     AND (h.ended_early_at IS NULL OR (h.ended_early_at > %(at)s AND h.ended_early_at > h.starts_at))),
    'belt', (SELECT to_jsonb(b) FROM places_beltmember m JOIN places_belt b ON b.code = m.belt_id
             WHERE m.company_id = %(supplier)s::uuid AND m.state = 'CONFIRMED' AND b.active LIMIT 1),
    'stalls', (SELECT json_agg(json_build_object('stall', to_jsonb(s), 'hall', to_jsonb(h), 'market', to_jsonb(k))
                               ORDER BY s.since, s.id)
               FROM places_stall s JOIN places_hall h ON h.id = s.hall_id JOIN places_market k ON k.code = h.market_id
               WHERE s.company_id = %(supplier)s::uuid AND s.active AND h.active AND k.active),
    'address', (SELECT to_jsonb(a) FROM logistics_deliveryaddress a
                WHERE a.company_id = %(buyer)s::uuid AND a.removed_at IS NULL ORDER BY a.is_default DESC, a.id LIMIT 1),
    'freight', (SELECT json_agg(json_build_object('template', to_jsonb(t), 'rates',
                    (SELECT json_agg(to_jsonb(r) ORDER BY r.id) FROM logistics_freightrate r WHERE r.template_id = t.id)
                    ) ORDER BY t.created_at, t.id)
                FROM logistics_freighttemplate t
                WHERE t.company_id = %(supplier)s::uuid AND t.retired_at IS NULL AND t.currency = %(currency)s),
    'approval', (SELECT y.state FROM catalog_approvedbuyer y
                 WHERE y.shop_id = %(shop)s::uuid AND y.buyer_company_id = %(buyer)s::uuid)
)::text
