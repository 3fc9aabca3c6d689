package ledger

// Every statement that the ledger runs as twinning_app. A test prepares them all against the migrated schema.
const (
	sqlBegin  = `BEGIN ISOLATION LEVEL READ COMMITTED`
	sqlCommit = `COMMIT`
	// The lock is a statement of its own: what follows it in the same transaction takes its snapshot after the lock was given.
	sqlLock = `LOCK TABLE ledger.turn IN EXCLUSIVE MODE`

	sqlSize   = `SELECT coalesce((SELECT size FROM ledger.batches ORDER BY size DESC LIMIT 1), 0)`
	sqlRootAt = `SELECT root FROM ledger.batches WHERE size = $1`

	clockColumns = `c.identity, coalesce(c.programme, 'epoch'), coalesce(c.at, 'epoch'), coalesce(c.rate, 1), coalesce(c.running, true),
		c.alive_until, clock_timestamp()`
	sqlClock = `SELECT ` + clockColumns + ` FROM ledger.clock c`
	// What every append rests on, in one statement: clock, settings, and the last batch, of size 0 where there is none.
	sqlGround = `SELECT ` + clockColumns + `, s.tolerance_us, s.since, coalesce(b.size, 0), coalesce(b.first, 0), b.frontier, b.root,
		coalesce(b.recorded, 'epoch'), coalesce(b.stamped, 'epoch'), coalesce(b.signer, ''), b.signature FROM ledger.clock c
		LEFT JOIN LATERAL (SELECT tolerance_us, since FROM ledger.settings ORDER BY position DESC LIMIT 1) s ON true
		LEFT JOIN LATERAL (SELECT size, coalesce(first, -1) AS first, frontier, root, ` + recordedColumn + ` AS recorded, ` + atColumn + ` AS stamped, signer, signature
			FROM ledger.batches ORDER BY size DESC LIMIT 1) b ON true`
	sqlBeginMoment = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`
	sqlEndMoment   = `ROLLBACK`
	// What every reading at one moment rests on: the first statement of its transaction.
	sqlMoment = `SELECT ` + clockColumns + `, coalesce((SELECT tolerance_us FROM ledger.settings ORDER BY position DESC LIMIT 1), 0),
		coalesce((SELECT size FROM ledger.batches ORDER BY size DESC LIMIT 1), 0), ` + howFarOwn + ` FROM ledger.clock c`
	sqlSettings   = `SELECT tolerance_us, since FROM ledger.settings ORDER BY position DESC LIMIT 1`
	sqlClockSet   = `SELECT ledger.clock_set($1::timestamptz, $2::double precision, $3::boolean)`
	sqlClockAlive = `SELECT ledger.clock_alive(clock_timestamp() + $1::bigint * interval '1 microsecond')`

	sqlPlanAnew = `SET plan_cache_mode = force_custom_plan`
	sqlPlanOnce = `SET plan_cache_mode = force_generic_plan`

	// How far the streams are that a batch writes to or is guarded by.
	sqlHeads = `SELECT s.name, e.version, e.position FROM unnest($1::text[]) AS s(name)
		CROSS JOIN LATERAL (SELECT version, position FROM ledger.events WHERE stream = s.name ORDER BY version DESC LIMIT 1) e`
	sqlKnown = `SELECT r.n, a.first, a.last FROM unnest($1::bigint[], $2::text[], $3::text[]) AS r(n, stream, command)
		CROSS JOIN LATERAL (SELECT first, last FROM ledger.answers WHERE stream = r.stream AND command = r.command) a`
	// The first event from a position on in any stream of a call or a family that has no further part: tenders, not their inboxes and letters.
	sqlGrown = `SELECT g.n, e.stream, e.position FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS g(n, prefix, seen)
		CROSS JOIN LATERAL (SELECT stream, position FROM ledger.events WHERE position >= g.seen AND starts_with(stream, g.prefix)
			AND strpos(substr(stream, length(g.prefix) + 1), '/') = 0 ORDER BY position LIMIT 1) e`

	sqlInsertEvents = `INSERT INTO ledger.events (header, body, salt, body_hash, leaf)
		SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[])`
	sqlInsertAnswers = `INSERT INTO ledger.answers (stream, command, first, last, version, fold, state, status)
		SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::integer[], $7::bytea[], $8::text[])`
	sqlInsertKeys = `INSERT INTO ledger.keys (position, key_id, kek_id, wrapped)
		SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[])`
	sqlInsertSubjects = `INSERT INTO ledger.key_subjects (key_id, subject) SELECT * FROM unnest($1::text[], $2::text[])`
	// The followers hear of it when it is committed.
	sqlInsertBatch = `WITH batch AS (INSERT INTO ledger.batches (size, first, frontier, root, recorded_at, at, signer, signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8))
		SELECT pg_notify('ledger', $1::bigint::text)`

	// The ledger's own streams, whole, and how far those of keys and erasures are.
	sqlLedgersOwn = `SELECT ` + eventColumns + ` FROM ledger.events WHERE stream = $1 AND position < $2 ORDER BY version`
	howFarOwn     = `coalesce((SELECT version FROM ledger.events WHERE stream = 'ledger/keys' ORDER BY version DESC LIMIT 1), 0),
		coalesce((SELECT version FROM ledger.events WHERE stream = 'ledger/erasures' ORDER BY version DESC LIMIT 1), 0)
		+ coalesce((SELECT version FROM ledger.events WHERE stream = 'ledger/settings' ORDER BY version DESC LIMIT 1), 0)`
	sqlOwnVersions         = `SELECT ` + howFarOwn
	sqlErasuresAndSettings = `SELECT ` + eventColumns + ` FROM ledger.events WHERE stream IN ('ledger/erasures', 'ledger/settings') ORDER BY position`
	// What had been recorded, at the latest, when each of these receipts was stamped.
	sqlRecordedBefore = `SELECT r.n, b.recorded_at FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS r(n, position, stamped)
		CROSS JOIN LATERAL (SELECT ` + recordedColumn + ` AS recorded_at FROM ledger.batches WHERE size <= r.position AND at <= r.stamped ORDER BY size DESC LIMIT 1) b`
	// What concerns any of these subjects, with all subjects of its key, and what stands before the ciphertext.
	sqlOfSubjects = `SELECT e.position, substr(e.body, 1, 65), (SELECT array_agg(a.subject) FROM ledger.key_subjects a WHERE a.key_id = k.key_id)
		FROM ledger.keys k JOIN ledger.events e ON e.position = k.position
		WHERE k.key_id IN (SELECT s.key_id FROM ledger.key_subjects s WHERE s.subject = ANY ($1::text[])) ORDER BY k.position LIMIT $2`
	// What is sealed in these streams, by kind and subject of the keys, but for the blind indexes of what is sealed.
	sqlSealedIn = `SELECT e.kind, s.subject, count(*)::int FROM ledger.events e JOIN ledger.keys k ON k.position = e.position JOIN ledger.key_subjects s ON s.key_id = k.key_id
		WHERE e.stream = ANY ($1::text[]) AND e.key_id IS NOT NULL AND e.body IS NOT NULL AND s.subject NOT LIKE 'index/%' GROUP BY e.kind, s.subject ORDER BY e.kind, s.subject`
	sqlSealedLeft = `SELECT EXISTS (SELECT FROM ledger.events e WHERE e.stream = ANY ($1::text[]) AND e.key_id IS NOT NULL AND e.body IS NOT NULL AND e.position < $2)`
	// The streams that hold what concerns any of these subjects, and how far each is. It goes from the subjects to the events, however few events
	// there were when it was planned: OFFSET 0 has each event looked up by its position.
	sqlConcerning = `SELECT f.stream, h.version, f.last FROM (
			SELECT e.stream, max(e.position) AS last FROM ledger.key_subjects s JOIN ledger.keys k ON k.key_id = s.key_id
			CROSS JOIN LATERAL (SELECT stream, position FROM ledger.events WHERE position = k.position OFFSET 0) e
			WHERE s.subject = ANY ($1::text[]) AND e.stream >= $2 AND e.stream < $3 GROUP BY e.stream) f
		CROSS JOIN LATERAL (SELECT version FROM ledger.events WHERE stream = f.stream ORDER BY version DESC LIMIT 1) h ORDER BY f.last DESC`
	sqlLatest = `SELECT e.header, e.body, e.salt, e.body_hash, e.leaf FROM unnest($1::text[]) AS s(name)
		CROSS JOIN LATERAL (SELECT ` + eventColumns + ` FROM ledger.events WHERE stream = s.name ORDER BY version DESC LIMIT 1) e`
	sqlStillThere    = `SELECT EXISTS (SELECT FROM ledger.events WHERE position = ANY ($1::bigint[]) AND position < $2 AND key_id IS NOT NULL AND body IS NOT NULL)`
	sqlStreamsOf     = `SELECT DISTINCT stream FROM ledger.events WHERE position = ANY ($1::bigint[])`
	sqlProcessForgot = `INSERT INTO ledger.processes (id, name, forgot, alive_until) VALUES ($1, $2, $3, clock_timestamp() + $4::bigint * interval '1 microsecond')
		ON CONFLICT (id) DO UPDATE SET forgot = EXCLUDED.forgot, alive_until = EXCLUDED.alive_until`
	sqlProcessEnds     = `DELETE FROM ledger.processes WHERE id = $1 OR alive_until < clock_timestamp() - interval '1 day'`
	sqlProcessesBehind = `SELECT name FROM ledger.processes WHERE alive_until > clock_timestamp() AND forgot <= $1 ORDER BY name`
	// The batches of these positions, each with the frontier before it and its leaves: what proves it.
	sqlBatchesOf = `SELECT b.size, coalesce(b.first, -1), b.root, ` + recordedColumn + `, ` + atColumn + `, coalesce(b.signer, ''), b.signature,
		coalesce((SELECT before.frontier FROM ledger.batches before WHERE before.size = b.first LIMIT 1), ''),
		coalesce((SELECT string_agg(e.leaf, ''::bytea ORDER BY e.position) FROM ledger.events e WHERE e.position >= b.first AND e.position < b.size), '')
		FROM (SELECT DISTINCT s.size FROM unnest($1::bigint[]) AS p(position)
			CROSS JOIN LATERAL (SELECT size FROM ledger.batches WHERE size > p.position ORDER BY size LIMIT 1) s) found
		JOIN ledger.batches b USING (size)`

	eventColumns = `header, body, salt, body_hash, leaf`
	// The sum leaves one index to walk, that of the stream: a plan is made once, for any positions.
	sqlByStream = `SELECT ` + eventColumns + ` FROM ledger.events WHERE stream = $1 AND version > $2 AND position + 0 >= $3 AND position + 0 < $4
		AND (cardinality($5::text[]) = 0 OR kind = ANY ($5)) ORDER BY version LIMIT $6`
	// One look into the index for each stream.
	sqlByStreams = `SELECT ` + eventColumns + ` FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS s(name, after, n)
		CROSS JOIN LATERAL (SELECT version AS in_stream, ` + eventColumns + ` FROM ledger.events WHERE stream = s.name AND version > s.after AND position + 0 >= $3 AND position + 0 < $4) e
		ORDER BY s.n, in_stream`
	sqlByPosition = `SELECT ` + eventColumns + ` FROM ledger.events WHERE position >= $1 AND position < $2
		AND (cardinality($3::text[]) = 0 OR kind = ANY ($3)) ORDER BY position LIMIT $4`
	// One look into the index for each position: asked with = ANY, a plan may walk the whole ledger.
	sqlAtPositions = `SELECT ` + eventColumns + ` FROM (SELECT DISTINCT unnest($3::bigint[]) AS at) p
		CROSS JOIN LATERAL (SELECT ` + eventColumns + ` FROM ledger.events WHERE position = p.at) e
		WHERE p.at >= $1 AND p.at < $2 ORDER BY p.at LIMIT $4`
	sqlByPrefix = `SELECT ` + eventColumns + ` FROM ledger.events WHERE position >= $1 AND position < $2
		AND (cardinality($3::text[]) = 0 OR kind = ANY ($3)) AND stream >= $5 AND stream < $6 ORDER BY position LIMIT $4`
	// The sum keeps PostgreSQL from reading the whole ledger in this order for a few streams of it.
	sqlByBarePrefix = `SELECT ` + eventColumns + ` FROM ledger.events WHERE position >= $1 AND position < $2
		AND (cardinality($3::text[]) = 0 OR kind = ANY ($3)) AND stream >= $5 AND stream < $6
		AND stream NOT LIKE '%/in' AND stream NOT LIKE '%/letters' ORDER BY position + 0 LIMIT $4`
	sqlVersion = `SELECT coalesce((SELECT version FROM ledger.events WHERE stream = $1 ORDER BY version DESC LIMIT 1), 0)`
	sqlStreams = `SELECT stream FROM ledger.events WHERE version = 1 AND stream >= $1 AND stream < $2 ORDER BY stream`
	// Both sides are read from indexes alone, from the version on up to which all was answered when the ledger had this size and this root.
	sqlUnanswered = `WITH open AS MATERIALIZED (SELECT e.version FROM ledger.events e WHERE e.stream = $1 AND e.command IS NOT NULL
			AND e.version > CASE WHEN EXISTS (SELECT FROM ledger.batches WHERE size = $4 AND root = $5) THEN $3::bigint ELSE 0 END
			AND NOT EXISTS (SELECT FROM ledger.answers a WHERE a.stream = $2 AND a.command = e.command))
		SELECT ` + eventColumns + ` FROM open CROSS JOIN LATERAL
			(SELECT ` + eventColumns + ` FROM ledger.events WHERE stream = $1 AND version = open.version) e ORDER BY open.version`
	sqlAnswer    = `SELECT first, last FROM ledger.answers WHERE stream = $1 AND command = $2`
	sqlAnswersTo = `SELECT r.n, a.first, a.last FROM unnest($1::bigint[], $2::text[], $3::text[]) AS r(n, stream, command)
		JOIN ledger.answers a ON a.stream = r.stream AND a.command = r.command ORDER BY r.n`
	sqlKeys   = `SELECT key_id, kek_id, wrapped FROM ledger.keys WHERE key_id = ANY ($1::text[])`
	sqlLeaves = `SELECT position, leaf FROM ledger.events WHERE position < $1 ORDER BY position`

	sqlBatchAt       = `SELECT ` + batchColumns + ` FROM ledger.batches WHERE size = $1`
	sqlBatchBefore   = `SELECT ` + batchColumns + ` FROM ledger.batches WHERE size < $1 ORDER BY size DESC LIMIT 1`
	sqlVersionBefore = `SELECT coalesce((SELECT max(version) FROM ledger.events WHERE stream = $1 AND position < $2), 0)`
	sqlExport        = `SELECT pg_export_snapshot()`
	sqlVerifyEvents  = `SELECT coalesce(position, -1), coalesce(stream, ''), coalesce(version, -1), coalesce(kind, ''), coalesce(command, ''),
		coalesce(key_id, ''), header, body, salt, body_hash, leaf FROM ledger.events WHERE position >= $1 ORDER BY position`
	sqlVerifyBatches = `SELECT ` + batchColumns + ` FROM ledger.batches WHERE size > $1 ORDER BY size`
	sqlVerifyAnswers = `SELECT coalesce(stream, ''), coalesce(command, ''), coalesce(first, -1), last, coalesce(version, -1), coalesce(fold, -1), state,
		coalesce(status, '') FROM ledger.answers WHERE last >= $1 ORDER BY last, first`
	sqlVerifyKeys = `SELECT k.position, coalesce(k.key_id, ''), coalesce(k.kek_id, ''), k.wrapped,
		(SELECT array_agg(coalesce(s.subject, '') ORDER BY s.subject) FROM ledger.key_subjects s WHERE s.key_id = k.key_id)
		FROM ledger.keys k WHERE k.position >= $1 ORDER BY k.position`
	sqlVerifyErasures = `SELECT coalesce(position, -1), coalesce(erased_by, -1) FROM ledger.erasures ORDER BY position`
	sqlVerifyOrphans  = `SELECT coalesce(s.key_id, ''), coalesce(s.subject, '') FROM ledger.key_subjects s
		WHERE NOT EXISTS (SELECT FROM ledger.keys k WHERE k.key_id = s.key_id) ORDER BY s.key_id, s.subject LIMIT 100`
	// Rows that stand nowhere, and are read in no order.
	sqlVerifyStray = `SELECT 'events', count(*) FROM ledger.events WHERE position < 0 OR position IS NULL
		UNION ALL SELECT 'batches', count(*) FROM ledger.batches WHERE size <= 0 OR size IS NULL
		UNION ALL SELECT 'answers', count(*) FROM ledger.answers WHERE last < 0 OR last IS NULL
		UNION ALL SELECT 'keys', count(*) FROM ledger.keys WHERE position < 0 OR position IS NULL`
	sqlVerifySettings = `SELECT coalesce(position, -1), coalesce(tolerance_us, -1), coalesce(clock, ''), CASE WHEN isfinite(since) THEN since ELSE 'epoch' END
		FROM ledger.settings ORDER BY position`
	sqlVerifyClock = `SELECT coalesce(one AND (NOT identity OR num_nonnulls(programme, at, rate, running, alive_until) = 0), false), coalesce(identity, false)
		FROM ledger.clock`
)
