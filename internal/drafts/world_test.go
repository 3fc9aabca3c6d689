package drafts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
)

const reference = calltest.Reference

var (
	contact   = calltest.Contact(lifetest.Tender)
	signatory = calltest.Signatory(lifetest.Tender)
	stranger  = calltest.Contact(lifetest.Crowd(1)[0])
)

// limit is the first instant at which nothing more is in time in the call of the tests: 17:00 in Brussels, inclusive.
var limit = time.Date(2019, 8, 7, 15, 0, 0, 1000, time.UTC)

// A world is a call that takes tenders, and drafts beside it.
type world struct {
	*lifetest.House
	*drafts.Store
	t *testing.T
}

// Read reads a draft: what a house reads is something else.
func (w *world) Read(ctx context.Context, as, reference, which string) (drafts.Draft, []byte, error) {
	return w.Store.Read(ctx, as, reference, which)
}

// newWorld has a call that was opened and published, on the second day of its submission.
func newWorld(t *testing.T) *world {
	w := newEmptyWorld(t)
	w.plays("2019-06-11T09:00", calltest.Officer, calltest.Opening(calltest.Book()))
	w.plays("2019-06-11T10:00", calltest.Officer, call.PublishCall{})
	w.stand(time.Date(2019, 6, 12, 8, 0, 0, 0, time.UTC))
	w.Judge(calltest.Stream)
	return w
}

func newEmptyWorld(t *testing.T) *world {
	h := lifetest.New(t, lifetest.Options{})
	return &world{House: h, Store: connect(t, h.Ledger, ledgertest.DSN(t, ledger.RoleApp)), t: t}
}

func connect(t *testing.T, l *ledger.Ledger, dsn string) *drafts.Store {
	return drafts.New(l, people.NewDirectory(l), poolOf(t, dsn))
}

func poolOf(t *testing.T, dsn string) *pgxpool.Pool {
	pool, err := drafts.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// plays lets somebody say something to the call at an instant by the clocks in Brussels, and the call judge it.
func (w *world) plays(clock, by string, c law.Command) {
	w.t.Helper()
	w.Play([]lifetest.Step{{At: brussels(w.t, clock), Stream: calltest.Stream, By: by, Command: c}})
}

func (w *world) extend(to string) call.ExtendDeadline {
	w.t.Helper()
	wall, err := calendar.ParseWallClock(to)
	require.NoError(w.t, err)
	return call.ExtendDeadline{To: wall, Inclusive: true, Why: "the portal was away"}
}

func brussels(t *testing.T, clock string) time.Time {
	t.Helper()
	zone, err := calendar.Zone("Europe/Brussels")
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02T15:04", clock, zone)
	require.NoError(t, err)
	return at.UTC()
}

// stand lets the programme clock stand still at an instant, for longer than the ledger tolerates.
func (w *world) stand(at time.Time) {
	w.t.Helper()
	require.NoError(w.t, w.Ledger.SetClock(w.t.Context(), at, 1, false))
	time.Sleep(w.Ledger.Tolerance() + 5*time.Millisecond) // time itself: the tolerance
}

func (w *world) save(as, name, file string) drafts.Draft {
	w.t.Helper()
	d, err := w.Save(w.t.Context(), drafts.File{As: as, Call: reference, Name: name, Data: []byte(file)})
	require.NoError(w.t, err)
	return d
}

func (w *world) names(as string) []string {
	w.t.Helper()
	list, err := w.List(w.t.Context(), as, "")
	require.NoError(w.t, err)
	names := []string{}
	for _, d := range list {
		names = append(names, d.Name)
	}
	return names
}

func (w *world) sweep() int {
	w.t.Helper()
	n, err := w.Sweep(w.t.Context())
	require.NoError(w.t, err)
	return int(n)
}

// rows is how many drafts PostgreSQL has.
func (w *world) rows() int {
	w.t.Helper()
	var n int
	w.super(func(conn *pgx.Conn) error {
		return conn.QueryRow(w.t.Context(), "SELECT count(*) FROM drafts.tenders").Scan(&n)
	})
	return n
}

// super does something as superuser.
func (w *world) super(f func(*pgx.Conn) error) {
	w.t.Helper()
	conn, err := pgx.Connect(w.t.Context(), ledgertest.Superuser(w.t))
	require.NoError(w.t, err)
	require.NoError(w.t, f(conn))
	require.NoError(w.t, conn.Close(w.t.Context()))
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	w.super(func(conn *pgx.Conn) error {
		_, err := conn.Exec(w.t.Context(), sql, args...)
		return err
	})
}

// sketch is a draft that says little, and names the party.
func sketch(title string) string {
	return strings.Join([]string{
		"# not finished", "title: " + title, "type: full-adoption", "contact: " + contact, "signatory: " + signatory,
		"costs: {personnel: EUR 12345.67}", "",
	}, "\n")
}
