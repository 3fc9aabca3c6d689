-- What guards the record in this database, a line each. An object is "NAME: DEFINITION"; a grant, or anything that is not as objects are made
-- (a disabled trigger, a role's membership), is a sentence. Nothing depends on passwords, on the names of database and superusers, or on which
-- of PostgreSQL 15 to 18 this is. The search path is pg_catalog, so that every other name comes out qualified.
WITH schemas AS (
    SELECT oid, nspname, nspowner, nspacl FROM pg_namespace WHERE nspname IN ('ledger', 'drafts', 'views', 'web', 'evidence')
),
-- Tables of the schema views are made and dropped by the application, so that only what others may do with them is a guard.
relations AS (
    SELECT c.*, s.nspname, format('%I.%I', s.nspname, c.relname) AS name, s.nspname = 'views' AS remade
    FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
),
routines AS (
    SELECT p.*, format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS name
    FROM pg_proc p JOIN schemas s ON s.oid = p.pronamespace
),
kinds (letter, noun) AS (VALUES ('r', 'table'), ('p', 'table'), ('v', 'view'), ('m', 'materialized view'), ('f', 'foreign table'), ('S', 'sequence')),
-- Every grant, but those to the owner of the object and to superusers, who need none. What is made anew in views may be read by who faces the web.
granted AS (
    SELECT a.*, r.relowner AS owner, r.name AS what FROM relations r, aclexplode(r.relacl) a
    WHERE NOT (r.remade AND (a.grantee::regrole::text = 'twinning_app' OR a.grantee::regrole::text = 'twinning_door' AND a.privilege_type = 'SELECT' AND NOT a.is_grantable))
    UNION ALL
    SELECT a.*, r.relowner, format('column %I of %s', t.attname, r.name) FROM relations r JOIN pg_attribute t ON t.attrelid = r.oid, aclexplode(t.attacl) a
    UNION ALL
    SELECT a.*, p.proowner, 'the function ' || p.name FROM routines p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    UNION ALL
    SELECT a.*, s.nspowner, format('the schema %I', s.nspname) FROM schemas s, aclexplode(s.nspacl) a
    UNION ALL -- who may connect to it, or make temporary tables, is the operator's
    SELECT a.*, d.datdba, 'this database' FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = current_database() AND a.privilege_type = 'CREATE'
        AND a.grantee IS DISTINCT FROM (SELECT oid FROM pg_roles WHERE rolname = 'twinning_owner')
    UNION ALL
    SELECT a.*, f.defaclrole, format('what %s makes in %s (%s)', f.defaclrole::regrole, coalesce(f.defaclnamespace::regnamespace::text, 'any schema'), f.defaclobjtype)
    FROM pg_default_acl f, aclexplode(f.defaclacl) a
    WHERE f.defaclrole::regrole::text LIKE 'twinning\_%' OR f.defaclnamespace IN (SELECT oid FROM schemas)
),
lines (line) AS (
    SELECT format('the schema %I: owned by %s', nspname, nspowner::regrole) FROM schemas
    UNION ALL
    SELECT format('the %s %s: owned by %s', k.noun, r.name, r.relowner::regrole) FROM relations r JOIN kinds k ON k.letter = r.relkind
    WHERE NOT r.remade OR r.relowner::regrole::text NOT IN ('twinning_app', 'twinning_owner')
    UNION ALL
    SELECT format('%s is unlogged', name) FROM relations WHERE relpersistence <> 'p' AND NOT remade
    UNION ALL
    SELECT format('%s has row security', name) FROM relations WHERE (relrowsecurity OR relforcerowsecurity) AND NOT remade
    UNION ALL
    SELECT format('the policy %I on %s: %s %s %s %s', p.polname, r.name, p.polcmd, p.polpermissive, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    FROM pg_policy p JOIN relations r ON r.oid = p.polrelid
    UNION ALL
    SELECT format('the column %I of %s: %s%s%s%s%s', t.attname, r.name, format_type(t.atttypid, t.atttypmod),
        CASE WHEN l.collname <> 'default' THEN ' COLLATE ' || quote_ident(l.collname) END,
        CASE WHEN t.attnotnull THEN ' NOT NULL' END,
        CASE t.attgenerated WHEN '' THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE format(' GENERATED %s AS (%s)', t.attgenerated, pg_get_expr(d.adbin, d.adrelid)) END,
        CASE t.attidentity WHEN '' THEN '' ELSE ' IDENTITY ' || t.attidentity::text END)
    FROM relations r JOIN pg_attribute t ON t.attrelid = r.oid AND t.attnum > 0 AND NOT t.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = t.attnum LEFT JOIN pg_collation l ON l.oid = t.attcollation
    WHERE NOT r.remade AND r.relkind <> 'S'
    UNION ALL -- since PostgreSQL 18 NOT NULL is a constraint too; it stands with the column
    SELECT format('the constraint %I of %s: %s', c.conname, r.name, pg_get_constraintdef(c.oid)) FROM pg_constraint c JOIN relations r ON r.oid = c.conrelid
    WHERE NOT r.remade AND c.contype NOT IN ('n', 't')
    UNION ALL
    SELECT format('the index %I of %s: %s%s', i.relname, r.name, pg_get_indexdef(x.indexrelid), CASE WHEN NOT x.indisvalid OR NOT x.indisready THEN ', not valid' END)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN relations r ON r.oid = x.indrelid WHERE NOT r.remade
    UNION ALL
    SELECT format('the trigger %I on %s: %s', t.tgname, r.name, pg_get_triggerdef(t.oid)) FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT format(CASE t.tgenabled WHEN 'D' THEN 'the trigger %I on %s is disabled' WHEN 'R' THEN 'the trigger %I on %s fires for replication only' ELSE 'the trigger %I on %s fires always' END,
        t.tgname, r.name)
    FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid WHERE t.tgenabled <> 'O'
    UNION ALL
    SELECT format('the rule %I on %s: %s%s', w.rulename, r.name, CASE w.ev_enabled WHEN 'O' THEN '' ELSE w.ev_enabled::text || ' ' END, pg_get_ruledef(w.oid))
    FROM pg_rewrite w JOIN relations r ON r.oid = w.ev_class WHERE NOT (r.remade AND w.rulename = '_RETURN')
    UNION ALL
    SELECT format('%s is read together with %s, from which it inherits', i.inhrelid::regclass, r.name) FROM pg_inherits i JOIN relations r ON r.oid = i.inhparent WHERE NOT r.remade
    UNION ALL
    SELECT format('the rows of %s are replicated from elsewhere', r.name) FROM pg_subscription_rel s JOIN relations r ON r.oid = s.srrelid
    UNION ALL
    SELECT format('the function %s: owned by %s, %s, returns %s, volatility %s, parallel %s%s%s, %s, SHA-256 %s', p.name, p.proowner::regrole, l.lanname, pg_get_function_result(p.oid),
        p.provolatile, p.proparallel, CASE WHEN p.proisstrict THEN ', strict' END, CASE WHEN p.proleakproof THEN ', leakproof' END,
        CASE WHEN p.prosecdef THEN 'as its owner' ELSE 'as its caller' END || coalesce(', ' || array_to_string(p.proconfig, ', '), ''),
        encode(sha256(convert_to(p.prosrc || coalesce(p.probin, '') || coalesce(pg_get_function_sqlbody(p.oid), ''), 'UTF8')), 'hex'))
    FROM routines p JOIN pg_language l ON l.oid = p.prolang
    UNION ALL
    SELECT format('the type %I.%I: %s', s.nspname, t.typname, t.typtype) FROM pg_type t JOIN schemas s ON s.oid = t.typnamespace
    WHERE t.typrelid = 0 AND t.typcategory <> 'A' AND s.nspname <> 'views'
    UNION ALL
    SELECT format('the operator %s: %s', o.oid::regoperator, o.oprcode) FROM pg_operator o JOIN schemas s ON s.oid = o.oprnamespace
    UNION ALL
    SELECT format('the event trigger %I: %s, enabled %s, runs %s', e.evtname, e.evtevent, e.evtenabled, e.evtfoid::regprocedure) FROM pg_event_trigger e
    UNION ALL -- whether a role may log in, and how often, is the operator's
    SELECT format('the role %I: %s', rolname, concat_ws(', ', 'a role', CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolcreaterole THEN 'makes roles' END,
        CASE WHEN rolcreatedb THEN 'makes databases' END, CASE WHEN rolreplication THEN 'replicates' END, CASE WHEN rolbypassrls THEN 'bypasses row security' END,
        CASE WHEN rolinherit THEN 'inherits' END))
    FROM pg_roles WHERE rolname LIKE 'twinning\_%'
    UNION ALL -- superusers may become anybody as it is
    SELECT DISTINCT format('%I is a member of %I', u.rolname, g.rolname) FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
    WHERE u.rolname LIKE 'twinning\_%' OR g.rolname LIKE 'twinning\_%' AND NOT u.rolsuper
    UNION ALL
    SELECT format('the setting %s for %s in %s', c, CASE setrole WHEN 0 THEN 'every role' ELSE setrole::regrole::text END, CASE setdatabase WHEN 0 THEN 'every database' ELSE 'this database' END)
    FROM pg_db_role_setting, unnest(setconfig) c
    WHERE (setdatabase = 0 OR setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND (setrole = 0 OR setrole::regrole::text LIKE 'twinning\_%')
        AND NOT (c = 'twinning.local=on' AND setrole = 0 AND setdatabase <> 0) -- its owner says that it is of one machine
    UNION ALL
    SELECT format('the setting %s: %s', name, setting) FROM pg_settings WHERE name IN ('session_replication_role', 'allow_system_table_mods', 'fsync', 'full_page_writes')
    UNION ALL
    SELECT format('this database is owned by %s', datdba::regrole) FROM pg_database JOIN pg_roles r ON r.oid = datdba
    WHERE datname = current_database() AND NOT r.rolsuper AND r.rolname <> 'twinning_owner'
    UNION ALL
    SELECT format('%s may %s%s %s', CASE g.grantee WHEN 0 THEN 'everybody' ELSE g.grantee::regrole::text END, CASE WHEN g.is_grantable THEN 'grant others to ' END,
        CASE g.privilege_type WHEN 'EXECUTE' THEN 'execute' WHEN 'USAGE' THEN 'use' WHEN 'CREATE' THEN 'create in' ELSE g.privilege_type END, g.what)
    FROM granted g LEFT JOIN pg_roles r ON r.oid = g.grantee
    WHERE g.grantee <> g.owner AND NOT coalesce(r.rolsuper, false) AND g.privilege_type <> 'MAINTAIN' -- which PostgreSQL has since 17
)
SELECT replace(replace(line, '\', '\\'), E'\n', '\n') FROM lines
