package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/testbin"
)

// With BIG=1 the ledger holds 100,000 tenders and 200,000 people, and time and memory are held to limits as well; without, 2,000 and 4,000.
func TestACommandAboutOneLifeReadsWhatThatLifeNeedsHoweverFullTheLedgerIs(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of lives, and time limits: make slow")
	}
	big := os.Getenv("BIG") != ""
	if !big {
		t.Parallel()
	}
	calls, tenders, persons := 100, 20, 4000
	if big {
		calls, tenders, persons = 100, 1000, 200_000
	}
	h := lifetest.New(t, lifetest.Options{})
	begun := time.Now()
	f := h.Fill(calls, tenders, persons)
	size, err := h.Ledger.Size(t.Context())
	require.NoError(t, err)
	t.Logf("%d events of %d calls, %d tenders and %d people recorded in %s", size, calls, calls*tenders, persons, time.Since(begun).Round(time.Second))
	super, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, super.Close(t.Context())) }()
	_, err = super.Exec(t.Context(), `VACUUM ANALYZE`)
	require.NoError(t, err)
	h.Ledger.Close() // a connection that filled the ledger says what it read when it ends
	h.Store.Close()
	require.Eventually(t, func() bool {
		var others int
		require.NoError(t, super.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`).Scan(&others))
		return others == 0
	}, 30*time.Second, 20*time.Millisecond)

	bin, err := testbin.Command()
	require.NoError(t, err)
	env := append(os.Environ(), "DATABASE_URL="+ledgertest.DSN(t, ledger.RoleApp), "TWINNING_KEY_FILE="+ledgertest.KeyFile(t),
		"TWINNING_SIGN_KEY="+ledgertest.SignKey(t, "door"), "TWINNING_TRUST="+ledgertest.Trust(t), "NO_COLOR=1")
	c, tender, contact := f.Calls[7], f.Tender(7, 3), f.Contact(7, 3)
	commands := [][]string{
		{"help", "call"}, // asks nothing: what it takes to start
		{"call", "show", c},
		{"call", "dates", c, "--as", contact},
		{"tender", "show", tender, "--as", contact},
		{"show", tender, "--as", contact},
		{"show", c},
		{"history", tender, "--as", contact},
		{"history", c, "--as", calltest.Officer},
		{"explain", tender, "--as", contact},
		{"explain", c, "--as", calltest.Officer},
		{"obligations", tender, "--letters"},
		{"tender", "withdraw", tender, "--as", contact, "--wait", "0s"},
	}
	var start time.Duration // of a command that asks nothing
	for _, args := range commands {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			before := rowsRead(t, super)
			var took, worked []time.Duration
			var memory int64
			runs := 1
			if big {
				runs = 5
			}
			for n := range runs {
				args := args
				if args[1] == "withdraw" {
					args = append(slices.Clone(args), "--command-id", fmt.Sprint("withdraw-", n))
				}
				cmd := exec.CommandContext(t.Context(), bin, args...)
				cmd.Env = env
				begun := time.Now()
				out, peak, err := measured(cmd)
				took = append(took, time.Since(begun))
				require.NoError(t, err, out)
				worked = append(worked, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
				memory = max(memory, peak)
			}
			slices.Sort(took)
			slices.Sort(worked)
			median, work := took[len(took)/2], worked[len(worked)/2]
			rows := (rowsRead(t, super) - before) / int64(runs)
			t.Logf("| `%s` | %d ms | %d ms | %d MB | %d |", strings.Join(args, " "), median.Milliseconds(), work.Milliseconds(), memory/1024, rows)
			if most := int64(3*tenders + 1500); rows > most { // with the leaves of the batches in which the person, the call and the tender stand
				t.Errorf("%d rows of the ledger were read, more than %d", rows, most)
			}
			if big {
				if start == 0 {
					start = median
				}
				if start < 100*time.Millisecond && rows < int64(tenders) { // else others are at work on this machine: even a command that asks nothing takes long
					assert.Less(t, median, 200*time.Millisecond)
				}
				most := 200 * time.Millisecond
				if args[0] == "explain" && args[1] == c { // it computes again what was decided over every tender of the call
					most += time.Duration(tenders) * time.Millisecond
				}
				assert.Less(t, work, most)
				assert.Less(t, memory, int64(100*1024))
			}
		})
	}
}

var peakForm = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// measured runs a command, and says what it wrote and how much memory it had at most, in KB. What wait4 says of memory counts this process, too,
// from before the command took its place.
func measured(cmd *exec.Cmd) (out string, peak int64, err error) {
	var written strings.Builder
	cmd.Stdout, cmd.Stderr = &written, &written
	if err := cmd.Start(); err != nil {
		return "", 0, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		peak = max(peak, peakOf(cmd.Process.Pid))
		select {
		case err := <-done:
			return written.String(), peak, err
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// peakOf is how much memory a process had at most, in KB; 0 once it is gone.
func peakOf(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	m := peakForm.FindSubmatch(status)
	if m == nil {
		return 0
	}
	kb, _ := strconv.ParseInt(string(m[1]), 10, 64) // the form holds digits alone
	return kb
}

// rowsRead are the rows and index entries that PostgreSQL has read in this database's tables of events, keys, people and lives.
func rowsRead(t *testing.T, super *pgx.Conn) (rows int64) {
	t.Helper()
	for last := int64(-1); ; {
		require.NoError(t, super.QueryRow(t.Context(), `SELECT sum(seq_tup_read + idx_tup_fetch)::bigint FROM pg_stat_user_tables
			WHERE relname IN ('events', 'keys', 'key_subjects', 'answers', 'lives')`).Scan(&rows))
		if rows == last {
			return rows
		}
		last = rows
		time.Sleep(300 * time.Millisecond) // asks again: a process says what it read when it ends
	}
}
