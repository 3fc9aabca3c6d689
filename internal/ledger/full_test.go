package ledger_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// small mounts a file system of its own, of that many megabytes.
func small(t *testing.T, megabytes int) string {
	t.Helper()
	if testing.Short() {
		t.Skip("it makes a cluster of its own and fills its disk")
	}
	if os.Geteuid() != 0 {
		t.Skip("only root may mount the small file system that this test fills")
	}
	dir, err := os.MkdirTemp("", "twinning-small-")
	require.NoError(t, err)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=1777", megabytes)); err != nil {
		require.NoError(t, os.Remove(dir))
		t.Skip("this machine lets nobody mount a file system: ", err)
	}
	t.Cleanup(func() {
		require.NoError(t, syscall.Unmount(dir, syscall.MNT_DETACH))
		require.NoError(t, os.Remove(dir))
	})
	return dir
}

// takeRoom takes the room of a file system but for a rest, until the returned function gives it back.
func takeRoom(t *testing.T, dir string, rest int64) (giveBack func()) {
	t.Helper()
	var is syscall.Statfs_t
	require.NoError(t, syscall.Statfs(dir, &is))
	ballast := filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	require.NoError(t, err)
	block := make([]byte, 1<<16)
	for left := int64(is.Bavail)*is.Bsize - rest; left > 0; left -= int64(len(block)) {
		_, err := f.Write(block)
		require.NoError(t, err)
	}
	require.NoError(t, f.Close())
	return func() { require.NoError(t, os.Remove(ballast)) }
}

// moveWAL moves the WAL of a cluster, which is stopped meanwhile, to another file system.
func moveWAL(t *testing.T, s *ledgertest.Server, to string) {
	t.Helper()
	var data string
	ask(t, s, `SHOW data_directory`, &data)
	require.NoError(t, s.Kill())
	wal := filepath.Join(data, "pg_wal")
	out, err := exec.CommandContext(t.Context(), "mv", wal, filepath.Join(to, "pg_wal")).CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, os.Symlink(filepath.Join(to, "pg_wal"), wal))
	require.NoError(t, s.Start())
}

func up(t *testing.T, s *ledgertest.Server) bool {
	conn, err := pgx.Connect(t.Context(), s.DSN("postgres", "postgres"))
	return err == nil && conn.Close(t.Context()) == nil
}

func ask(t *testing.T, s *ledgertest.Server, sql string, into any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.DSN("postgres", "postgres"))
	require.NoError(t, err)
	defer conn.Close(t.Context())
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(into))
}

func ledgerOn(t *testing.T, s *ledgertest.Server) *ledger.Ledger {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, ledger.Migrate(t.Context(), s.DSN("postgres", "postgres"), ledgertest.Signing(t, dir)))
	l, err := ledger.Open(t.Context(), ledger.Options{DSN: s.DSN(ledger.RoleApp, "postgres"), SignKey: dir + "/every", Patience: 3 * time.Second})
	require.NoError(t, err)
	t.Cleanup(l.Close)
	return l
}

// untilItFails appends until nothing can be appended any more.
func untilItFails(t *testing.T, l *ledger.Ledger) (all []acknowledged, err error) {
	t.Helper()
	random := make([]byte, 100_000)
	for n := range 2000 {
		_, _ = rand.Read(random) // so that nothing of it can be compressed
		r := plain("twinning/A/FULLAA", fmt.Sprintf("full-%d", n), noted(hex.EncodeToString(random)))
		a, err := l.Append(t.Context(), r)
		if err != nil {
			return all, err
		}
		all = append(all, acknowledged{r.Stream, r.Command, a.Events[0].Position, a.Events[0].Leaf})
	}
	require.Fail(t, "the file system was never full")
	return nil, nil
}

// namesTheDisk: whoever appended, whoever asks the process and whoever reads its log learn that it is the disk.
func namesTheDisk(t *testing.T, l *ledger.Ledger, err error) {
	t.Helper()
	require.ErrorContains(t, err, "the disk of PostgreSQL is full")
	require.Equal(t, ledger.DiskFull, ledger.TroubleOf(err), err)
	require.True(t, errors.Is(err, ledger.ErrUnavailable) || errors.Is(err, ledger.ErrUnknown), err)
	require.NotContains(t, err.Error(), "the ledger cannot be reached")
	trouble, since := l.Trouble()
	require.Equal(t, ledger.DiskFull, trouble)
	require.WithinDuration(t, time.Now(), since, time.Minute)
}

// isAllThere: what was acknowledged is there, it goes on, and the ledger verifies.
func isAllThere(t *testing.T, l *ledger.Ledger, all []acknowledged) {
	t.Helper()
	require.NotEmpty(t, all)
	require.Eventually(t, func() bool {
		_, err := l.Append(t.Context(), plain("twinning/A/AFTERA", "after", noted("y")))
		return err == nil
	}, 20*time.Second, 200*time.Millisecond, "it goes on")
	trouble, _ := l.Trouble()
	require.Empty(t, trouble)
	for _, a := range all {
		answered, ok, err := l.Answer(context.Background(), a.Stream, a.Command)
		require.NoError(t, err)
		require.True(t, ok, "%s was acknowledged and is not there", a.Command)
		require.Equal(t, a.Leaf, answered.Events[0].Leaf)
	}
	requireClean(t, l)
}

func TestAFullDiskIsNamedLosesNothingAndHealsByItself(t *testing.T) {
	dir := small(t, 160)
	elsewhere := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(elsewhere), 0o755))
	require.NoError(t, os.Chmod(elsewhere, 0o777))
	t.Setenv("TMPDIR", dir) // the cluster is made there
	s := ledgertest.NewServer(t)
	moveWAL(t, s, elsewhere)
	l := ledgerOn(t, s)
	giveBack := takeRoom(t, dir, 4<<20)
	all, err := untilItFails(t, l)
	namesTheDisk(t, l, err)

	clock, err := l.Clock(t.Context())
	require.NoError(t, err, "it is still read")
	r := receipt(clock)
	r.Drafts[0].Body = []byte(strings.Repeat("z", 500_000))
	_, err = l.Append(t.Context(), r)
	require.ErrorIs(t, err, ledger.ErrStale, "while it waited it became too old")
	require.Equal(t, ledger.DiskFull, ledger.TroubleOf(err))
	require.ErrorContains(t, err, "nothing was recorded: the disk of PostgreSQL is full")

	giveBack()
	isAllThere(t, l, all)
}

func TestAFullDiskOfTheWALIsNamedAndLosesNothing(t *testing.T) {
	dir := small(t, 96)
	s := ledgertest.NewServer(t)
	moveWAL(t, s, dir)
	l := ledgerOn(t, s)
	giveBack := takeRoom(t, dir, 1<<20) // less than a segment
	all, err := untilItFails(t, l)
	namesTheDisk(t, l, err)
	giveBack()
	// PostgreSQL ends where it has no room to recover; whoever supervises it starts it again.
	for n := 0; !up(t, s); n++ {
		if n == 20 {
			require.NoError(t, s.Start())
		}
		time.Sleep(200 * time.Millisecond) // asks again
	}
	isAllThere(t, l, all)
}
