/* What an order of some SKUs must know, as one JSON value: the goods with their prices for this buyer, free stock,
   terms and holidays of the shops, freight prices, both companies, the buyer's address, the numbers in force. */
WITH moment AS (
    SELECT coalesce(%(at)s::timestamptz,
        now() + coalesce((SELECT o."offset" FROM clock_clockoffset o WHERE o.id = 1), interval '0')) AS at
),
sku AS MATERIALIZED (SELECT k.* FROM catalog_sku k WHERE k.id = ANY(%(skus)s::uuid[])),
product AS MATERIALIZED (SELECT p.* FROM catalog_product p WHERE p.id IN (SELECT product_id FROM sku)),
shop AS MATERIALIZED (SELECT s.* FROM catalog_shop s WHERE s.id IN (SELECT shop_id FROM product))
SELECT json_build_object(
    'at', (SELECT to_jsonb(at) FROM moment),
    'skus', (SELECT json_agg(to_jsonb(sku)) FROM sku),
    'products', (SELECT json_agg(to_jsonb(product)) FROM product),
    'shops', (SELECT json_agg(to_jsonb(shop)) FROM shop),
    'tiers', (SELECT json_agg(to_jsonb(t) ORDER BY t.min_quantity) FROM catalog_pricetier t
              WHERE t.product_id IN (SELECT id FROM product)
                  AND (t.sku_id IS NULL OR t.sku_id = ANY(%(skus)s::uuid[]))),
    'agreed', (SELECT json_agg(to_jsonb(a) ORDER BY a.valid_from, a.id)
               FROM catalog_agreedprice a, moment
               WHERE a.product_id IN (SELECT id FROM product) AND a.buyer_company_id = %(buyer)s::uuid
                   AND a.valid_from <= moment.at AND (a.valid_until IS NULL OR a.valid_until > moment.at)),
    'packaging', (SELECT json_agg(to_jsonb(g) ORDER BY g.level) FROM catalog_packaging g
                  WHERE g.product_id IN (SELECT id FROM product)),
    'pictures', (SELECT json_agg(to_jsonb(i) ORDER BY i.position, i.id) FROM catalog_picture i
                 WHERE i.product_id IN (SELECT id FROM product) AND i.state = 'STORED'),
    'texts', (SELECT json_agg(to_jsonb(w)) FROM catalog_translation w
              WHERE w.object_type = 'product' AND w.object_id IN (SELECT id FROM product) AND w.field = 'title'),
    'approved', (SELECT json_agg(y.shop_id) FROM catalog_approvedbuyer y
                 WHERE y.shop_id IN (SELECT id FROM shop) AND y.buyer_company_id = %(buyer)s::uuid
                     AND y.state = 'APPROVED'),
    'pools', (SELECT json_agg(to_jsonb(o) ORDER BY o.sku_id, o.id) FROM inventory_pool o
              WHERE o.sku_id = ANY(%(skus)s::uuid[])),
    'closures', (SELECT json_agg(to_jsonb(h) ORDER BY h.starts_at) FROM catalog_closure h, moment
                 WHERE h.shop_id IN (SELECT id FROM shop) AND h.ends_at > moment.at
                     AND (h.ended_early_at IS NULL
                          OR (h.ended_early_at > moment.at AND h.ended_early_at > h.starts_at))),
    'freight', (SELECT json_agg(json_build_object('template', to_jsonb(t), 'rates',
                    (SELECT json_agg(to_jsonb(r) ORDER BY r.id) FROM logistics_freightrate r
                     WHERE r.template_id = t.id)) ORDER BY t.created_at, t.id)
                FROM logistics_freighttemplate t
                WHERE t.company_id IN (SELECT company_id FROM shop) AND t.retired_at IS NULL),
    'companies', (SELECT json_agg(to_jsonb(c)) FROM parties_company c
                  WHERE c.id = %(buyer)s::uuid OR c.id IN (SELECT company_id FROM shop)),
    'address', (SELECT to_jsonb(a) FROM logistics_deliveryaddress a
                WHERE a.company_id = %(buyer)s::uuid AND a.removed_at IS NULL
                    AND CASE WHEN %(address)s::uuid IS NULL THEN a.is_default ELSE a.id = %(address)s::uuid END
                LIMIT 1),
    'parameters', (SELECT json_object_agg(one.code, one.value)
                   FROM (SELECT DISTINCT ON (p.code) p.code, p.value FROM parameters_parameter p, moment
                         WHERE p.code = ANY(%(codes)s::text[]) AND p.effective_from <= moment.at
                         ORDER BY p.code, p.effective_from DESC) AS one)
)::text
