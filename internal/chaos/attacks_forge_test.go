package chaos

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
	"twinning.example/engine/internal/testbin"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
)

// attacking is held by the one test whose stack is attacked: what is done to its record stays done, so that each has its own.
var (
	attacking sync.Mutex
	attacks   int
)

// attacked is a stack of the test's own, in real time.
func attacked(t *testing.T) *house {
	t.Parallel()
	inFull(t)
	if why != nil {
		t.Skip(why)
	}
	attacking.Lock()
	t.Cleanup(attacking.Unlock)
	attacks++
	h := raise(t, fmt.Sprintf("attacked-%d", attacks), nil)
	t.Cleanup(h.close)
	h.lookAfter(t)
	return h
}

// built is the path of the command.
var built = sync.OnceValues(testbin.Command)

// twinning runs the command as people do, and returns all that it printed and its exit code.
func (h *house) twinning(t *testing.T, args ...string) (said string, code int) {
	t.Helper()
	cmd := h.command(t, args...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// command is the command, not yet started.
func (h *house) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	program, err := built()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), program, append([]string{"--data", h.dir}, args...)...)
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "DATABASE_URL=")
	return cmd
}

// superuser is a connection that may do anything in a database of the stack's cluster.
func (h *house) superuser(t *testing.T, database string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.superuserURL(t, database))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func (h *house) superuserURL(t *testing.T, database string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, "passwords"))
	require.NoError(t, err)
	at, err := url.Parse(h.stack.DatabaseURL)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if role, password, _ := strings.Cut(strings.TrimSpace(line), " "); role == "postgres" {
			at.User = url.UserPassword(role, password)
		}
	}
	at.Path = "/" + database
	return at.String()
}

// A forger has the database, as superuser with its triggers off, and perhaps a signing key.
type forger struct {
	h    *house
	conn *pgx.Conn
}

func (h *house) forger(t *testing.T) *forger {
	t.Helper()
	f := &forger{h, h.superuser(t, "twinning")}
	f.exec(t, "SET session_replication_role = replica")
	return f
}

func (f *forger) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := f.conn.Exec(t.Context(), sql, args...)
	require.NoError(t, err, sql)
}

// A forgery is an event that nobody may have appended.
type forgery struct {
	ledger.Header // position, version, recorded and stamped are filled in where they are empty
	Body          string
	Key           string // the file of the key that signs its batch; "": it has no batch
	Beyond        int64  // without a batch: how far behind the end of the ledger its position lies
}

// forge puts an event into the ledger as whoever holds its lock would, and returns its position.
func (f *forger) forge(t *testing.T, e forgery) int64 {
	t.Helper()
	ctx := t.Context()
	tx, err := f.conn.Begin(ctx)
	require.NoError(t, err)
	defer tx.Rollback(ctx)
	_, err = tx.Exec(ctx, `LOCK TABLE ledger.turn IN EXCLUSIVE MODE`)
	require.NoError(t, err)
	var size int64
	var frontier []byte
	require.NoError(t, tx.QueryRow(ctx, `SELECT size, frontier FROM ledger.batches ORDER BY size DESC LIMIT 1`).Scan(&size, &frontier))
	var now time.Time
	require.NoError(t, tx.QueryRow(ctx, `SELECT clock_timestamp(), 1 + coalesce((SELECT max(version) FROM ledger.events WHERE stream = $1), 0)`, e.Stream).Scan(&now, &e.Version))
	now = now.UTC()
	e.Position, e.Recorded, e.Seen = size+e.Beyond, now, -1
	if !e.Received.IsZero() && e.Stamped.IsZero() {
		e.Stamped = e.Received
	}
	header, err := e.Header.Bytes()
	require.NoError(t, err)
	salt := make([]byte, 32)
	_, _ = rand.Read(salt) // it never fails
	hash := format.BodyHash(salt, []byte(e.Body))
	leaf := format.LeafHash(header, hash)
	_, err = tx.Exec(ctx, `INSERT INTO ledger.events (header, body, salt, body_hash, leaf) VALUES ($1, $2, $3, $4, $5)`, string(header), []byte(e.Body), salt, hash[:], leaf[:])
	require.NoError(t, err)
	if e.Key != "" {
		f.sign(t, tx, e.Key, size, frontier, leaf, now)
	}
	_, err = tx.Exec(ctx, `SELECT pg_notify('ledger', $1::text)`, fmt.Sprint(size+1))
	require.NoError(t, err)
	require.NoError(t, tx.Commit(ctx))
	return e.Position
}

// sign adds the batch of one event, by docs/format.md.
func (f *forger) sign(t *testing.T, tx pgx.Tx, key string, size int64, frontier []byte, leaf [32]byte, now time.Time) {
	t.Helper()
	var hashes [][]byte
	for i := 0; i < len(frontier); i += 32 {
		hashes = append(hashes, frontier[i:i+32])
	}
	tree, err := (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewRange(0, uint64(size), hashes)
	require.NoError(t, err)
	require.NoError(t, tree.Append(leaf[:], nil))
	root, err := tree.GetRootHash(nil)
	require.NoError(t, err)
	text, err := os.ReadFile(key)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	roles := strings.TrimPrefix(lines[1], "roles ")
	seed, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[2], "private "))
	require.NoError(t, err)
	private := ed25519.NewKeyFromSeed(seed)
	id := keyID(private.Public().(ed25519.PublicKey))
	instant := now.Format("2006-01-02T15:04:05.000000Z")
	signature := ed25519.Sign(private, fmt.Appendf(nil, "twinning-batch v1\nfirst %d\nsize %d\nroot %s\nrecorded %s\nat %s\nroles %s\nkey %s\n",
		size, size+1, base64.StdEncoding.EncodeToString(root), instant, instant, roles, id))
	_, err = tx.Exec(t.Context(), `INSERT INTO ledger.batches (size, first, frontier, root, recorded_at, at, signer, signature) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)`,
		size+1, size, bytes.Join(tree.Hashes(), nil), root, now, id, signature)
	require.NoError(t, err)
}

func keyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(append([]byte("twinning-public-key v1\n"), public...))
	return "k-" + hex.EncodeToString(sum[:16])
}
