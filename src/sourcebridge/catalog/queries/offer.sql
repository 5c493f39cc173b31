/* One product with everything its page and its calls say, as one JSON value; null columns stay null. Beside it
   what is one buyer's own: the agreed prices in force, whether the shop approved this buyer. */
WITH moment AS (
    SELECT coalesce(%(at)s::timestamptz,
        now() + coalesce((SELECT o."offset" FROM clock_clockoffset o WHERE o.id = 1), interval '0')) AS at
)
SELECT json_build_object(
    'product', to_jsonb(p),
    'shop', to_jsonb(s),
    'company', to_jsonb(c),
    'path', (SELECT json_agg(branch ORDER BY branch->'level')
                 FROM unnest(ARRAY[to_jsonb(c1), to_jsonb(c2), to_jsonb(c3)]) AS branch WHERE branch IS NOT NULL),
    'skus', (SELECT json_agg(to_jsonb(k) ORDER BY k.position, k.id)
             FROM catalog_sku k WHERE k.product_id = p.id AND k.active),
    'tiers', (SELECT json_agg(to_jsonb(t) ORDER BY t.min_quantity) FROM catalog_pricetier t WHERE t.product_id = p.id),
    'packaging', (SELECT json_agg(to_jsonb(g) ORDER BY g.level) FROM catalog_packaging g WHERE g.product_id = p.id),
    'pictures', (SELECT json_agg(to_jsonb(i) ORDER BY i.position, i.id)
                 FROM catalog_picture i WHERE i.product_id = p.id AND i.state = 'STORED'),
    'texts', (SELECT json_agg(to_jsonb(w))
              FROM catalog_translation w
              WHERE w.object_type = 'product' AND w.object_id = p.id AND w.field IN ('title', 'description')),
    'answers', (SELECT json_agg(json_build_object('value', to_jsonb(v), 'attribute', to_jsonb(b), 'option', to_jsonb(o))
                                ORDER BY b.position, b.code, o.position)
                FROM catalog_attributevalue v
                JOIN catalog_attribute b ON b.id = v.attribute_id
                LEFT JOIN catalog_attributeoption o ON o.id = v.option_id
                WHERE v.product_id = p.id)
)::text, p.id,
    (SELECT json_agg(to_jsonb(a) ORDER BY a.valid_from, a.id)::text
     FROM catalog_agreedprice a, moment
     WHERE a.product_id = p.id AND a.buyer_company_id = %(buyer)s::uuid AND a.valid_from <= moment.at
         AND (a.valid_until IS NULL OR a.valid_until > moment.at)),
    EXISTS (SELECT FROM catalog_approvedbuyer y
            WHERE y.shop_id = s.id AND y.buyer_company_id = %(buyer)s::uuid AND y.state = 'APPROVED')
FROM catalog_product p
JOIN catalog_shop s ON s.id = p.shop_id
JOIN parties_company c ON c.id = s.company_id
JOIN catalog_category c3 ON c3.code = p.category_id
LEFT JOIN catalog_category c2 ON c2.code = c3.parent_id
LEFT JOIN catalog_category c1 ON c1.code = c2.parent_id
CROSS JOIN moment
WHERE (p.state = 'PUBLISHED' OR s.company_id = %(member)s::uuid)
    AND p.id = coalesce(%(product)s::uuid, (
        SELECT g.id FROM catalog_product g JOIN catalog_shop h ON h.id = g.shop_id
        WHERE h.slug = %(shop)s AND g.handle = %(handle)s))
