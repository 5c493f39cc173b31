/* One product as its call answers, as one JSON value: `answer` in API form, and what the prices are made of. */
WITH moment AS (
    SELECT now() + coalesce((SELECT o."offset" FROM clock_clockoffset o WHERE o.id = 1), interval '0') AS at
)
SELECT json_build_object(
    'answer', json_build_object(
        'product_id', p.id, 'shop', s.slug, 'shop_name', CASE WHEN %(english)s THEN coalesce(nullif(s.name_en, ''), s.name) ELSE s.name END,
        'supplier_company_id', c.id, 'supplier_name', CASE WHEN %(english)s THEN coalesce(nullif(c.name_en, ''), c.name) ELSE c.name END,
        'handle', p.handle, 'category', p.category_id, 'state', p.state, 'revision', p.revision,
        'title', coalesce(nullif(w.title, ''), w.title_original, ''),
        'translated', nullif(w.title, '') IS NOT NULL OR w.title_original IS NULL,
        'description', coalesce(nullif(w.description, ''), w.description_original, ''),
        'option_names', p.option_names, 'unit', p.unit, 'currency', p.currency,
        'moq', json_build_object('amount', trim_scale(p.moq)::text, 'unit', p.unit),
        'batch_multiple', json_build_object('amount', trim_scale(p.batch_multiple)::text, 'unit', p.unit),
        'dispatch_hours', p.dispatch_hours, 'deduct_on', p.deduct_on,
        'path', (SELECT json_agg(json_build_object('code', branch.code, 'name', CASE WHEN %(english)s THEN branch.name_en ELSE branch.name_zh END)
                                 ORDER BY branch.level)
                 FROM (VALUES (c1.code, c1.level, c1.name_zh, c1.name_en), (c2.code, c2.level, c2.name_zh, c2.name_en),
                              (c3.code, c3.level, c3.name_zh, c3.name_en)) AS branch(code, level, name_zh, name_en)
                 WHERE branch.code IS NOT NULL),
        'sell_unit', p.sell_unit),
    'hidden', p.audience = 'APPROVED' AND s.company_id IS DISTINCT FROM %(buyer)s::uuid AND NOT EXISTS (
        SELECT FROM catalog_approvedbuyer y
        WHERE y.shop_id = s.id AND y.buyer_company_id = %(buyer)s::uuid AND y.state = 'APPROVED'),
    'sample', CASE WHEN p.sample_price IS NOT NULL AND p.sample_most IS NOT NULL
              THEN json_build_array(trim_scale(p.sample_most)::text, trim_scale(p.sample_price)::text) END,
    'skus', (SELECT json_agg(json_build_object(
                 'sku_id', k.id, 'code', k.code, 'options', k.options, 'weight_g', trim_scale(k.weight_g)::text,
                 'active', p.state = 'PUBLISHED', 'available', trim_scale(coalesce(stock.free, 0))::text)
                 ORDER BY k.position, k.id)
             FROM catalog_sku k
             LEFT JOIN LATERAL (SELECT sum(i.on_hand - i.reserved) AS free FROM inventory_pool i WHERE i.sku_id = k.id) stock
                 ON true
             WHERE k.product_id = p.id AND k.active),
    'tiers', (SELECT json_agg(json_build_array(t.sku_id, trim_scale(t.min_quantity)::text, trim_scale(t.unit_price)::text))
              FROM catalog_pricetier t WHERE t.product_id = p.id),
    'agreed', (SELECT json_agg(json_build_array(a.sku_id, trim_scale(a.min_quantity)::text, trim_scale(a.unit_price)::text)
                               ORDER BY a.valid_from, a.id)
               FROM catalog_agreedprice a, moment
               WHERE a.product_id = p.id AND a.buyer_company_id = %(buyer)s::uuid AND a.valid_from <= moment.at
                   AND (a.valid_until IS NULL OR a.valid_until > moment.at)),
    'packaging', (SELECT json_agg(json_build_object(
                      'level', g.level, 'holds', trim_scale(g.holds)::text, 'net_weight_g', trim_scale(g.net_weight_g)::text,
                      'gross_weight_g', trim_scale(g.gross_weight_g)::text,
                      'sides_mm', json_build_array(g.length_mm, g.width_mm, g.height_mm)))
                  FROM catalog_packaging g WHERE g.product_id = p.id AND g.sku_id IS NULL),
    'pictures', (SELECT json_agg(json_build_array(i.id, i.sha256, i.sku_id) ORDER BY i.position, i.id)
                 FROM catalog_picture i WHERE i.product_id = p.id AND i.state = 'STORED'),
    'answers', (SELECT json_agg(json_build_array(
                    b.code, CASE WHEN %(english)s THEN b.name_en ELSE b.name_zh END, o.code,
                    CASE WHEN o.id IS NULL THEN v.text WHEN %(english)s THEN o.name_en ELSE o.name_zh END,
                    trim_scale(v.number)::text, b.unit, v.flag)
                    ORDER BY b.position, b.code, o.position)
                FROM catalog_attributevalue v
                JOIN catalog_attribute b ON b.id = v.attribute_id
                LEFT JOIN catalog_attributeoption o ON o.id = v.option_id
                WHERE v.product_id = p.id)
)::text
FROM catalog_product p
JOIN catalog_shop s ON s.id = p.shop_id
JOIN parties_company c ON c.id = s.company_id
JOIN catalog_category c3 ON c3.code = p.category_id
LEFT JOIN catalog_category c2 ON c2.code = c3.parent_id
LEFT JOIN catalog_category c1 ON c1.code = c2.parent_id
LEFT JOIN LATERAL (
    SELECT max(t.text) FILTER (WHERE t.field = 'title' AND t.language = %(language)s) AS title,
        max(t.text) FILTER (WHERE t.field = 'title' AND t.status = 'ORIGINAL') AS title_original,
        max(t.text) FILTER (WHERE t.field = 'description' AND t.language = %(language)s) AS description,
        max(t.text) FILTER (WHERE t.field = 'description' AND t.status = 'ORIGINAL') AS description_original
    FROM catalog_translation t
    WHERE t.object_id = p.id AND t.object_type = 'product' AND t.field IN ('title', 'description')) w ON true
WHERE s.slug = %(shop)s AND p.handle = %(handle)s
    AND (p.state = 'PUBLISHED' OR s.company_id = %(buyer)s::uuid)
