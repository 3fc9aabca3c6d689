package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
)

// With BIG=1 the ledger holds 100,000 tenders and 200,000 people, and time and memory are held to limits as well; without, 2,000 and 4,000.
func TestACommandAboutOneLifeReadsWhatThatLifeNeedsHoweverFullTheLedgerIs(t *testing.T) {
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

	bin := filepath.Join(t.TempDir(), "twinning")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	env := append(os.Environ(), "DATABASE_URL="+ledgertest.DSN(t, ledger.RoleApp), "TWINNING_KEY_FILE="+ledgertest.KeyFile(t),
		"TWINNING_SIGN_KEY="+ledgertest.SignKey(t, "door"), "TWINNING_TRUST="+ledgertest.Trust(t), "NO_COLOR=1")
	c, tender, contact := f.Calls[7], f.Tender(7, 3), calltest.Contact(lifetest.Crowd(1)[0])
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
	for _, args := range commands {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			before := rowsRead(t, super)
			var took []time.Duration
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
				out, err := cmd.CombinedOutput()
				took = append(took, time.Since(begun))
				require.NoError(t, err, string(out))
				memory = max(memory, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) // KB on Linux
			}
			slices.Sort(took)
			median := took[len(took)/2]
			rows := (rowsRead(t, super) - before) / int64(runs)
			t.Logf("| `%s` | %d ms | %d MB | %d |", strings.Join(args, " "), median.Milliseconds(), memory/1024, rows)
			if most := int64(3*tenders + 1000); rows > most {
				t.Errorf("%d rows of the ledger were read, more than %d", rows, most)
			}
			if big {
				assert.Less(t, median, 200*time.Millisecond)
				assert.Less(t, memory, int64(100*1024))
			}
		})
	}
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
		time.Sleep(300 * time.Millisecond) // a process says what it read when it ends
	}
}
