package ledger

// Every statement that the ledger runs as twinning_app. A test prepares them all against the migrated schema.
const (
	sqlBegin  = `BEGIN ISOLATION LEVEL READ COMMITTED`
	sqlCommit = `COMMIT`
	// The lock is a statement of its own: what follows it in the same transaction takes its snapshot after the lock was given.
	sqlLock = `SELECT pg_advisory_xact_lock($1::bigint)`

	sqlLastBatch = `SELECT size, frontier, root, recorded_at FROM ledger.batches ORDER BY size DESC LIMIT 1`
	sqlSize      = `SELECT coalesce((SELECT size FROM ledger.batches ORDER BY size DESC LIMIT 1), 0)`
	sqlRootAt    = `SELECT root FROM ledger.batches WHERE size = $1`

	sqlClock = `SELECT identity, coalesce(programme, 'epoch'), coalesce(at, 'epoch'), coalesce(rate, 1), coalesce(running, true),
		alive_until, clock_timestamp() FROM ledger.clock`
	sqlSettings   = `SELECT tolerance_us, since FROM ledger.settings ORDER BY position DESC LIMIT 1`
	sqlClockSet   = `SELECT ledger.clock_set($1::timestamptz, $2::double precision, $3::boolean)`
	sqlClockAlive = `SELECT ledger.clock_alive(clock_timestamp() + $1::bigint * interval '1 microsecond')`

	// How far the streams are that a batch writes to or is guarded by.
	sqlHeads = `SELECT s.name, e.version, e.position FROM unnest($1::text[]) AS s(name)
		CROSS JOIN LATERAL (SELECT version, position FROM ledger.events WHERE stream = s.name ORDER BY version DESC LIMIT 1) e`
	sqlKnown = `SELECT r.n, a.first, a.last FROM unnest($1::bigint[], $2::text[], $3::text[]) AS r(n, stream, command)
		CROSS JOIN LATERAL (SELECT first, last FROM ledger.answers WHERE stream = r.stream AND command = r.command) a`
	// The first event from a position on in any stream that begins so and has no further part: tenders, not their inboxes and letters.
	sqlGrown = `SELECT g.n, e.stream, e.position FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS g(n, prefix, seen)
		CROSS JOIN LATERAL (SELECT stream, position FROM ledger.events WHERE position >= g.seen AND starts_with(stream, g.prefix)
			AND strpos(substr(stream, length(g.prefix) + 1), '/') = 0 ORDER BY position LIMIT 1) e`

	sqlInsertEvents = `INSERT INTO ledger.events (header, body, salt, key_id, body_hash, leaf)
		SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[], $5::bytea[], $6::bytea[])`
	sqlInsertAnswers = `INSERT INTO ledger.answers (stream, command, first, last, version, fold, state, status, digest)
		SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::integer[], $7::bytea[], $8::text[], $9::bytea[])`
	sqlInsertKeys = `INSERT INTO ledger.keys (position, key_id, kek_id, wrapped)
		SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[])`
	sqlInsertSubjects = `INSERT INTO ledger.key_subjects (key_id, subject) SELECT * FROM unnest($1::text[], $2::text[])`
	sqlInsertBatch    = `INSERT INTO ledger.batches (size, first, frontier, root, recorded_at) VALUES ($1, $2, $3, $4, $5)`
	sqlNotify         = `SELECT pg_notify('ledger', $1::text)`

	eventColumns = `header, body, salt, key_id, body_hash, leaf`
	sqlByStream  = `SELECT ` + eventColumns + ` FROM ledger.events WHERE stream = $1 AND version > $2 AND position >= $3 AND position < $4
		AND (cardinality($5::text[]) = 0 OR kind = ANY ($5)) ORDER BY version LIMIT $6`
	sqlByPosition = `SELECT ` + eventColumns + ` FROM ledger.events WHERE position >= $1 AND position < $2
		AND (cardinality($3::text[]) = 0 OR kind = ANY ($3)) ORDER BY position LIMIT $4`
	sqlByPrefix = `SELECT ` + eventColumns + ` FROM ledger.events WHERE position >= $1 AND position < $2
		AND (cardinality($3::text[]) = 0 OR kind = ANY ($3)) AND stream >= $5 AND stream < $6 ORDER BY position LIMIT $4`
	sqlVersion    = `SELECT coalesce((SELECT version FROM ledger.events WHERE stream = $1 ORDER BY version DESC LIMIT 1), 0)`
	sqlStreams    = `SELECT stream FROM ledger.events WHERE version = 1 AND stream >= $1 AND stream < $2 ORDER BY stream`
	sqlUnanswered = `SELECT ` + eventColumns + ` FROM ledger.events e WHERE e.stream = $1 AND e.command IS NOT NULL
		AND NOT EXISTS (SELECT FROM ledger.answers a WHERE a.stream = $2 AND a.command = e.command) ORDER BY e.version`
	sqlAnswer   = `SELECT first, last, version, fold, state, status FROM ledger.answers WHERE stream = $1 AND command = $2`
	sqlAnswered = `SELECT r.n FROM unnest($1::bigint[], $2::text[], $3::text[]) AS r(n, stream, command)
		WHERE EXISTS (SELECT FROM ledger.answers a WHERE a.stream = r.stream AND a.command = r.command)`
	sqlKeys   = `SELECT key_id, kek_id, wrapped FROM ledger.keys WHERE key_id = ANY ($1::text[])`
	sqlLeaves = `SELECT position, leaf FROM ledger.events WHERE position < $1 ORDER BY position`

	sqlExport       = `SELECT pg_export_snapshot()`
	sqlVerifyEvents = `SELECT coalesce(position, -1), coalesce(stream, ''), coalesce(version, -1), coalesce(kind, ''), coalesce(command, ''),
		header, body, salt, key_id, body_hash, leaf FROM ledger.events ORDER BY position`
	sqlVerifyBatches = `SELECT size, first, frontier, root, recorded_at FROM ledger.batches ORDER BY size`
	sqlVerifyAnswers = `SELECT stream, command, first, last, version, fold, state, status, digest FROM ledger.answers ORDER BY first, last`
	sqlVerifyKeys    = `SELECT k.position, k.key_id, k.kek_id, k.wrapped,
		(SELECT array_agg(s.subject ORDER BY s.subject) FROM ledger.key_subjects s WHERE s.key_id = k.key_id)
		FROM ledger.keys k ORDER BY k.position`
	sqlVerifyErasures = `SELECT n, subject, position, key_id, erased_at, digest FROM ledger.erasures ORDER BY n`
	sqlVerifyOrphans  = `SELECT s.key_id, s.subject FROM ledger.key_subjects s
		WHERE NOT EXISTS (SELECT FROM ledger.keys k WHERE k.key_id = s.key_id) ORDER BY s.key_id, s.subject LIMIT 100`
	sqlVerifySettings = `SELECT position, tolerance_us, clock, since FROM ledger.settings ORDER BY position`
	sqlVerifyClock    = `SELECT one AND (NOT identity OR num_nonnulls(programme, at, rate, running, alive_until) = 0), identity FROM ledger.clock`
)

// lockKey is "twinning" in ASCII: whoever appends, or erases, holds this advisory lock to the end of the transaction.
const lockKey int64 = 0x7477696e6e696e67
