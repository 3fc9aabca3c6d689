// Package health answers an operator's questions about a running system, once
// for /readyz, `twinning status` and whatever else shows them.
package health

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"twinning.example/engine/internal/ledger"
)

// A Level says whether somebody should act.
type Level string

// The levels, from well to ill.
const (
	OK   Level = "ok"
	Look Level = "look" // nothing stands still, and somebody should look
	Bad  Level = "bad"  // something stands still, or is about to
)

// An Answer is what is known about one question.
type Answer struct {
	Check string `json:"check"`
	Level Level  `json:"level"`
	Says  string `json:"says"`
	Do    string `json:"do,omitempty"` // what to do, unless Level is OK
}

// silent is for how long a worker may say nothing until it is taken for dead.
const silent = 6 * BeatEvery

// questions are asked in this order. Each is one function.
var questions = []struct {
	name string
	ask  func(context.Context, *pgxpool.Pool) (Answer, error)
}{
	{"database", Database},
	{"appends", Appends},
	{"clock", Clock},
	{"workers", Workers},
	{"Temporal", Temporal},
	{"receipts", UnansweredReceipts},
	{"parked lives", ParkedLives},
	{"letters", Letters},
	{"verification", LastVerification},
	{"checkpoint", LastCheckpoint},
	{"versions", Versions},
}

// Check asks everything, as twinning_app. A question that cannot be answered is
// bad, and says why.
func Check(ctx context.Context, pool *pgxpool.Pool) []Answer {
	answers := make([]Answer, len(questions))
	for i, q := range questions {
		a, err := q.ask(ctx, pool)
		if err != nil {
			a = Answer{Level: Bad, Says: "cannot be asked: " + err.Error(), Do: "look at PostgreSQL's log"}
		}
		a.Check = q.name
		answers[i] = a
	}
	return answers
}

// Database: whether PostgreSQL answers, and how large the ledger is.
func Database(ctx context.Context, pool *pgxpool.Pool) (a Answer, err error) {
	var version string
	var size, bytes int64
	var local bool
	err = pool.QueryRow(ctx, `SELECT current_setting('server_version'), coalesce((SELECT size FROM ledger.batches ORDER BY size DESC LIMIT 1), 0),
		pg_database_size(current_database()), `+ledger.SQLLocal).Scan(&version, &size, &bytes, &local)
	a = Answer{Level: OK, Says: fmt.Sprintf("PostgreSQL %s, %d events, %d MB", version, size, bytes>>20)}
	if local {
		a.Says += "; of one machine: whoever reaches it acts as whom they name (--as)"
	}
	return a, err
}

// Appends: whether what the workers appended last was stored, and else why not: a full disk, for instance.
func Appends(ctx context.Context, pool *pgxpool.Pool) (a Answer, err error) {
	var trouble *string
	err = pool.QueryRow(ctx, `SELECT max(trouble) FROM views.workers WHERE trouble <> '' AND seen_at > clock_timestamp() - $1::interval`, silent).Scan(&trouble)
	a = Answer{Level: OK, Says: "what the workers appended last was stored"}
	if trouble != nil {
		t := ledger.Trouble(*trouble)
		a = Answer{Level: Bad, Says: "nothing can be appended: " + t.Sentence(), Do: t.Remedy()}
	}
	return a, err
}

// Clock: the programme clock, whether PostgreSQL's clock was set back behind what is recorded, and how far the workers' hosts are from
// PostgreSQL's clock.
func Clock(ctx context.Context, pool *pgxpool.Pool) (a Answer, err error) {
	var identity bool
	var apart, behind float64
	err = pool.QueryRow(ctx, `SELECT (SELECT identity FROM ledger.clock),
		coalesce((SELECT extract(epoch FROM at - clock_timestamp()) FROM ledger.batches ORDER BY size DESC LIMIT 1), 0)::double precision, coalesce((SELECT max(abs(extract(epoch FROM host_at - seen_at)))
		FROM views.workers WHERE seen_at > clock_timestamp() - $1::interval), 0)::double precision`, silent).Scan(&identity, &behind, &apart)
	a = Answer{Level: OK, Says: "the programme clock is PostgreSQL's"}
	if !identity {
		a.Says = "the programme clock is simulated"
	}
	if apart > 1 {
		a.Level, a.Do = Look, "set the clocks of the hosts by NTP"
	}
	a.Says += fmt.Sprintf("; the workers' hosts are %.1f s from it", apart)
	if behind > 0.1 {
		a.Level, a.Do = Bad, "set PostgreSQL's clock right by NTP and wait; never delete what is recorded"
		a.Says += fmt.Sprintf("; PostgreSQL's clock stands %.1f s behind what was last recorded: receipts are refused until it has caught up", behind)
	}
	return a, err
}

// Workers: how many live, and whether one of them dispatches.
func Workers(ctx context.Context, pool *pgxpool.Pool) (a Answer, err error) {
	var alive, leading int
	err = pool.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE leads) FROM views.workers
		WHERE seen_at > clock_timestamp() - $1::interval`, silent).Scan(&alive, &leading)
	a = Answer{Level: OK, Says: fmt.Sprintf("%d alive, %d dispatching", alive, leading)}
	if alive == 0 || leading == 0 {
		a.Level, a.Do = Bad, "start a worker; what is received meanwhile is judged then, as of when it was received"
	}
	return a, err
}

// Temporal: what the workers last heard of it. Nobody else talks to it.
func Temporal(ctx context.Context, pool *pgxpool.Pool) (a Answer, err error) {
	var alive, away int
	err = pool.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE temporal <> '') FROM views.workers
		WHERE seen_at > clock_timestamp() - $1::interval`, silent).Scan(&alive, &away)
	switch {
	case alive == 0:
		return Answer{Level: Look, Says: "not known: no worker lives that could ask it", Do: "start a worker"}, err
	case away > 0:
		return Answer{Level: Bad, Says: fmt.Sprintf("does not answer %d of %d workers", away, alive), Do: "look at the worker's log, and at Temporal"}, err
	}
	return Answer{Level: OK, Says: "answers"}, err
}

// UnansweredReceipts: receipts that have had no answer for longer than they
// should, but those of parked lives. The leading worker finds them; where none
// leads, every receipt without an answer counts, which reads the whole ledger.
func UnansweredReceipts(ctx context.Context, pool *pgxpool.Pool) (a Answer, err error) {
	const known = `SELECT count(*), min(u.since) FROM views.unanswered u
		WHERE NOT EXISTS (SELECT FROM ledger.answers a WHERE a.stream = u.stream AND a.command = u.command)
		AND NOT EXISTS (SELECT FROM views.parked p WHERE p.stream = u.stream AND p.parked_at IS NOT NULL)
		AND EXISTS (SELECT FROM ledger.events e WHERE e.position = u.position AND e.command = u.command)`
	const all = `SELECT count(*), NULL::timestamptz FROM ledger.events e WHERE right(e.stream, 3) = '/in' AND e.command IS NOT NULL
		AND NOT EXISTS (SELECT FROM ledger.answers a WHERE a.stream = left(e.stream, -3) AND a.command = e.command)
		AND NOT EXISTS (SELECT FROM views.parked p WHERE p.stream = left(e.stream, -3) AND p.parked_at IS NOT NULL)`
	var leads bool
	if err := pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM views.workers WHERE leads AND seen_at > clock_timestamp() - $1::interval)`, silent).Scan(&leads); err != nil {
		return a, err
	}
	sql := known
	if !leads {
		sql = all
	}
	var n int
	var since *time.Time
	err = pool.QueryRow(ctx, sql).Scan(&n, &since)
	a = Answer{Level: OK, Says: "every receipt has its answer in time"}
	if n > 0 {
		a = Answer{Level: Bad, Says: fmt.Sprintf("%d without an answer", n), Do: "they are brought again by themselves; if that does not help, look at the worker's log"}
		if !leads {
			a.Level, a.Says = Look, fmt.Sprintf("%d without an answer, and nobody dispatches now", n)
		}
		if since != nil {
			a.Says += ", the oldest since " + since.UTC().Format(time.RFC3339)
		}
	}
	return a, err
}

// ParkedLives: lives that are left alone because they failed again and again. Where the retention of one has ended and a command in it has no
// answer, what is sealed in it is not destroyed.
func ParkedLives(ctx context.Context, pool *pgxpool.Pool) (a Answer, err error) {
	var n, kept int
	err = pool.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM views.lives l WHERE l.stream = p.stream AND l.over AND l.stage = 'over')
			AND EXISTS (SELECT FROM views.unanswered u WHERE u.stream = p.stream))
		FROM views.parked p WHERE parked_at IS NOT NULL`).Scan(&n, &kept)
	a = Answer{Level: OK, Says: "none"}
	if n > 0 {
		a = Answer{Level: Look, Says: fmt.Sprintf("%d", n), Do: "`twinning lives list --parked` says why; `twinning nudge` takes one up again"}
	}
	if kept > 0 {
		a.Says += fmt.Sprintf("; in %d the retention has ended, and what is sealed is kept until a command has its answer", kept)
	}
	return a, err
}

// Letters: those that wait to be taken by the mail server.
func Letters(ctx context.Context, pool *pgxpool.Pool) (a Answer, err error) {
	var waiting, doubtful int
	err = pool.QueryRow(ctx, `SELECT coalesce((SELECT sum(letters) FROM views.lives), 0),
		(SELECT count(*) FROM ledger.events WHERE kind = 'letter-in-doubt.v1')`).Scan(&waiting, &doubtful)
	a = Answer{Level: OK, Says: "none waits"}
	if waiting > 0 {
		a = Answer{Level: Look, Says: fmt.Sprintf("%d wait", waiting), Do: "look again in a minute; if they still wait, look at the mail server"}
	}
	a.Says += fmt.Sprintf("; %d were in doubt and went again", doubtful)
	return a, err
}

// LastVerification: when the ledger was last verified from here, and over how much.
func LastVerification(ctx context.Context, pool *pgxpool.Pool) (Answer, error) {
	return lastRun(ctx, pool, "verify", "run `twinning verify`")
}

// LastCheckpoint: when a checkpoint was last made, and over how much.
func LastCheckpoint(ctx context.Context, pool *pgxpool.Pool) (Answer, error) {
	return lastRun(ctx, pool, "checkpoint", "run `twinning checkpoint --out FILE`, and give the file to somebody outside")
}

func lastRun(ctx context.Context, pool *pgxpool.Pool, name, do string) (a Answer, err error) {
	var at *time.Time
	var size *int64
	var passed *bool
	err = pool.QueryRow(ctx, `SELECT max(at), max(size), bool_and(passed) FROM views.runs WHERE name = $1`, name).Scan(&at, &size, &passed)
	switch {
	case err != nil:
		return a, err
	case at == nil:
		return Answer{Level: Look, Says: "never", Do: do}, nil
	}
	a = Answer{Level: OK, Says: fmt.Sprintf("%s, %d events", at.UTC().Format(time.RFC3339), *size)}
	if !*passed {
		a.Level, a.Says, a.Do = Bad, a.Says+", and it FAILED", do+" again, and keep what it prints"
	}
	return a, nil
}

// Versions: those of this program and of the workers.
func Versions(ctx context.Context, pool *pgxpool.Pool) (a Answer, err error) {
	var workers, tzdata string
	var schema int64
	err = pool.QueryRow(ctx, `SELECT (SELECT max(version_id) FROM ledger.migrations WHERE is_applied), coalesce(string_agg(DISTINCT version, ', '), '-'), coalesce(string_agg(DISTINCT tzdata, ', '), '-')
		FROM views.workers WHERE seen_at > clock_timestamp() - $1::interval`, silent).Scan(&schema, &workers, &tzdata)
	return Answer{Level: OK, Says: fmt.Sprintf("this program %s, schema %d; workers %s, tzdata %s", Version(), schema, workers, tzdata)}, err
}
