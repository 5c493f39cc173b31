SELECT jsonb_build_object(
    'user', to_jsonb(person),
    'token', to_jsonb(token),
    'works', works.rows,
    'at', now() + coalesce((SELECT o."offset" FROM clock_clockoffset o WHERE o.id = 1), interval '0'),
    'told', CASE WHEN %(enter)s THEN set_config('sb.company', coalesce(
        CASE WHEN (works.rows->0->>'is_platform')::boolean THEN '*' ELSE works.rows->0->>'company_id' END, ''), false) END
)
FROM parties_user person
LEFT JOIN parties_apitoken token ON token.user_id = person.id AND token.digest = %(digest)s
    AND token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > clock_timestamp())
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object(
            'company_id', work.company_id, 'roles', work.roles, 'joined_at', work.joined_at, 'name', company.name,
            'name_en', company.name_en, 'sells', company.sells, 'is_platform', company.is_platform)
        ORDER BY work.company_id = coalesce(%(company)s::uuid, person.current_company_id) DESC NULLS LAST,
            work.joined_at) AS rows
    FROM parties_membership work JOIN parties_company company ON company.id = work.company_id
    WHERE work.user_id = person.id AND work.left_at IS NULL AND (token.id IS NULL OR work.company_id = token.company_id)
) works ON true
WHERE person.is_active
    AND person.id = coalesce(%(user)s::uuid, (SELECT user_id FROM parties_apitoken WHERE digest = %(digest)s))
