package chaos

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/twinning"
)

func TestWithTemporalsDatabasesRestoredFromBeforeNoCommandIsLostOrDoubledAndLivesGoOn(t *testing.T) {
	inFull(t)
	h, r := inProgrammeTime(t), dice(t)
	for range times(1, 8) {
		first := h.opens(t, h.now(t).Truncate(time.Minute).Add(10*time.Minute))
		for n := range 4 {
			w := first.submits(n, "40000.00")
			h.do(t, w.stream, w.as, w.command)
		}
		h.rests(t, time.Minute)
		h.takeAway(t, temporal)
		restore := h.copiesTemporal(t)
		h.bringBack(t, temporal)

		second := h.opens(t, h.now(t).Truncate(time.Minute).Add(20*time.Minute)) // a life that the copy does not know
		for n := range 6 {                                                       // lives that it knows as younger, and new ones
			w := first.submits(n, "41000.00")
			h.do(t, w.stream, w.as, w.command)
			w = second.submits(n%3, "40000.00")
			h.do(t, w.stream, w.as, w.command)
		}
		_, gone := first.tender(0)
		h.do(t, gone, "contact-0", twinning.WithdrawTender{}) // a life that is over since
		h.rests(t, time.Minute)
		h.mailsTo(t, "127.0.0.1:9") // nobody answers there: letters wait
		w := first.submits(1, "42000.00")
		h.do(t, w.stream, w.as, w.command)
		h.takeAway(t, temporal)
		var pending []door.Receipt
		for n := range 3 {
			w := first.submits(n+2, "43000.00")
			r, err := h.send(t.Context(), door.Request{Stream: w.stream, Command: w.command, As: w.as, Begins: true, Wait: -1})
			require.NoError(t, err)
			pending = append(pending, r)
		}
		restore()
		h.bringBack(t, temporal)
		h.mailsHome(t)
		if r.IntN(2) == 0 {
			h.kill(worker)
		}

		began := time.Now()
		for _, p := range pending {
			require.Eventually(t, func() bool {
				now, err := h.door.Answer(t.Context(), p.Stream, p.CommandID)
				require.NoError(t, err)
				return now.Status == door.Done
			}, time.Minute, 20*time.Millisecond, "%s has no answer", p.CommandID)
		}
		t.Logf("what was pending was answered %s after Temporal was back (load %.1f)", time.Since(began).Round(time.Millisecond), load())
		for n := range 4 { // a command to each life of which the copy knows less, or nothing
			w := first.submits(n+1, "44000.00")
			h.do(t, w.stream, w.as, w.command)
			w = second.submits(n, "44000.00")
			h.do(t, w.stream, w.as, w.command)
		}
		h.moveTo(t, second.deadline.Add(time.Minute), 0)
		for _, c := range []*tendering{first, second} {
			require.Eventually(t, func() bool {
				shut, err := h.sql.Exec(t.Context(), `SELECT FROM ledger.events WHERE stream = $1 AND kind = 'submission-shut.v1'`, c.stream)
				require.NoError(t, err)
				return shut.RowsAffected() == 1
			}, 30*time.Second, 20*time.Millisecond, "%s looks at its moments", c.stream)
		}
		h.keptItsPromises(t)
		var doubts int
		require.NoError(t, h.sql.QueryRow(t.Context(), `SELECT count(*) FROM ledger.events WHERE kind = 'letter-in-doubt.v1' AND stream ~ $1`,
			fmt.Sprintf("^(call/(%[1]s|%[2]s)|twinning/(%[1]s|%[2]s)-[A-Z2-7]+)/letters$", first.ref, second.ref)).Scan(&doubts))
		require.Zero(t, doubts, "no letter went twice")
	}
}

// copiesTemporal copies what Temporal, which is away, knows; the function that it returns puts the copy in its place.
func (h *house) copiesTemporal(t *testing.T) (restore func()) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.superuserURL(t, "postgres"))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close(t.Context()) })
	do := func(sql, database string) {
		t.Helper()
		_, err := conn.Exec(t.Context(), fmt.Sprintf(sql, database))
		require.NoError(t, err)
	}
	both := []string{"temporal", "temporal_visibility"}
	for _, database := range both {
		do(`CREATE DATABASE %[1]s_before TEMPLATE %[1]s OWNER temporal STRATEGY file_copy`, database)
	}
	return func() {
		for _, database := range both {
			do(`DROP DATABASE %s WITH (FORCE)`, database)
			do(`ALTER DATABASE %[1]s_before RENAME TO %[1]s`, database)
			do(`REVOKE ALL ON DATABASE %s FROM PUBLIC`, database)
		}
	}
}
