package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// keepWriting appends from many clients until it is stopped; each holds on to a command until it is acknowledged. further waits until so many
// more have been, however slow the machine is, or until it is stopped.
func keepWriting(ctx context.Context, t *testing.T, l *ledger.Ledger) (finish func() []acknowledged, further func(n int)) {
	var mu sync.Mutex
	var all []acknowledged
	var wait sync.WaitGroup
	for client := range 16 {
		wait.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				r := plain(tenderStream((client+n)%40), fmt.Sprintf("%d-%d", client, n), noted("x"), noted("y"))
				a, err := l.Append(context.Background(), r)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				for _, e := range a.Events[:1] {
					all = append(all, acknowledged{r.Stream, r.Command, e.Position, e.Leaf})
				}
				mu.Unlock()
			}
		})
	}
	finish = func() []acknowledged {
		wait.Wait()
		return all
	}
	count := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(all)
	}
	further = func(n int) {
		for want := count() + n; count() < want && ctx.Err() == nil; {
			time.Sleep(5 * time.Millisecond) // asks again
		}
	}
	return finish, further
}

// requireEachPairOnce is requireEachOnce for commands of two events.
func requireEachPairOnce(t *testing.T, l *ledger.Ledger, all []acknowledged) {
	t.Helper()
	for _, a := range all {
		answered, ok, err := l.Answer(context.Background(), a.Stream, a.Command)
		require.NoError(t, err)
		require.True(t, ok, "%s was acknowledged and is not there", a.Command)
		require.Len(t, answered.Events, 2)
		require.Equal(t, a.Position, answered.First)
		require.Equal(t, a.Leaf, answered.Events[0].Leaf)
	}
	report := requireClean(t, l)
	require.EqualValues(t, ownEvents(t, l)+2*len(all), report.Size, "nothing is there that was not acknowledged in the end")
}

func TestABackendThatIsTerminatedInMidCommitLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	finish, further := keepWriting(ctx, t, l)
	admin, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer admin.Close(context.Background())
	killed := 0
	for killed < 25 && ctx.Err() == nil {
		tag, err := admin.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = 'twinning-ledger-append'`)
		require.NoError(t, err)
		killed += int(tag.RowsAffected())
		if killed%2 == 0 {
			further(5)
		}
		time.Sleep(20*time.Millisecond + rand.N(200*time.Millisecond)) // time itself: now before, now amid its commits: a busy machine connects slowly
	}
	stop()
	all := finish()
	require.GreaterOrEqual(t, killed, 25)
	require.Greater(t, len(all), 50)
	requireEachPairOnce(t, l, all)
}

func TestPostgreSQLThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	server, key := ledgertest.NewServer(t), newSigningKey(t)
	require.NoError(t, ledger.Migrate(t.Context(), server.DSN("postgres", "postgres"), ledger.MigrateOptions{SignKey: key}))
	l, err := ledger.Open(t.Context(), ledger.Options{DSN: server.DSN(ledger.RoleApp, "postgres"), SignKey: key, Patience: time.Minute})
	require.NoError(t, err)
	defer l.Close()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	finish, further := keepWriting(ctx, t, l)
	followed := make(chan int64, 1)
	go func() { // a follower rides it out as well
		next := int64(0)
		_ = l.Follow(ctx, 0, func(_ context.Context, events []ledger.Event) error {
			next = events[len(events)-1].Position + 1
			return nil
		})
		followed <- next
	}()
	for range 3 {
		further(40)
		require.NoError(t, server.Kill())
		require.NoError(t, server.Start())
	}
	further(1) // after the last start
	size, err := l.Size(t.Context())
	require.NoError(t, err)
	require.NoError(t, l.WaitFor(t.Context(), size-1))
	stop()
	all := finish()
	require.Greater(t, len(all), 100)
	requireEachPairOnce(t, l, all)
	require.Positive(t, <-followed)
}

// A connection that is cut when the commit has arrived, or just before: the appender asks what became of it.
func TestACommitThatIsNotHeardOfIsAskedFor(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	for name, arrives := range map[string]bool{"arrived": true, "lost": false} {
		cut := newCutter(t, ledgertest.DSN(t, ledger.RoleApp), arrives)
		through := ledgertest.Open(t, ledger.Options{DSN: cut.dsn})
		mustAppend(t, through, plain("call/"+name, "", noted("before")))
		cut.armed.Store(true)
		request := plain("call/"+name, "", noted("after")) // it has no command that could be asked for
		request.Expect = 1
		a := mustAppend(t, through, request)
		require.False(t, cut.armed.Load(), "it was cut")
		require.EqualValues(t, 2, a.Events[0].Version, name)
		events, err := l.Read(t.Context(), ledger.Query{Stream: "call/" + name})
		require.NoError(t, err)
		require.Len(t, events, 2, name)
		require.Equal(t, a.Events[0].Leaf, events[1].Leaf)
	}
	requireClean(t, l)
}

// cutter stands between a ledger and PostgreSQL and, once armed, cuts the connection that sends the next event.
type cutter struct {
	dsn     string
	armed   atomic.Bool
	arrives bool
}

func newCutter(t *testing.T, dsn string, arrives bool) *cutter {
	t.Helper()
	config, err := pgx.ParseConfig(dsn)
	require.NoError(t, err)
	network, address := "unix", filepath.Join(config.Host, fmt.Sprintf(".s.PGSQL.%d", config.Port))
	if config.Host[0] != '/' {
		network, address = "tcp", net.JoinHostPort(config.Host, fmt.Sprint(config.Port))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	c := &cutter{arrives: arrives, dsn: fmt.Sprintf("postgres://%s@%s/%s?sslmode=disable", config.User, listener.Addr(), config.Database)}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go c.serve(client, network, address)
		}
	}()
	return c
}

func (c *cutter) serve(client net.Conn, network, address string) {
	defer client.Close()
	server, err := net.Dial(network, address)
	if err != nil {
		return
	}
	defer server.Close()
	deaf := &atomic.Bool{}
	go func() {
		defer client.Close()
		buffer := make([]byte, 1<<16)
		for {
			n, err := server.Read(buffer)
			if err != nil || deaf.Load() {
				return
			}
			if _, err := client.Write(buffer[:n]); err != nil {
				return
			}
		}
	}()
	buffer := make([]byte, 1<<20)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		if bytes.Contains(buffer[:n], []byte("kind noted.v1")) && c.armed.CompareAndSwap(true, false) {
			if !c.arrives {
				return
			}
			deaf.Store(true)
			_, _ = server.Write(buffer[:n]) // the first byte of the response will end it
			time.Sleep(time.Second)         // time itself: the response does not arrive
			return
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func TestReadersDoNotNoticeThatPostgreSQLWasRestarted(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	e := mustAppend(t, l, plain("person/p-a", "c", sealed("Ada", "person/p-a"))).Events[0]
	reads := map[string]func() error{
		"read":   func() error { _, err := l.Read(t.Context(), ledger.Query{}); return err },
		"size":   func() error { _, err := l.Size(t.Context()); return err },
		"answer": func() error { _, _, err := l.Answer(t.Context(), "person/p-a", "c"); return err },
		"clock":  func() error { _, err := l.Clock(t.Context()); return err },
		"body":   func() error { _, err := l.Body(t.Context(), e); return err },
		"moment": func() error {
			return l.Snapshot(t.Context(), func(context.Context, ledger.Snapshot) error { return nil })
		},
	}
	for name, read := range reads {
		var wait sync.WaitGroup
		for range 20 { // so that the pool has several connections
			wait.Go(func() { _, _ = l.Read(t.Context(), ledger.Query{}) })
		}
		wait.Wait()
		super(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'twinning-ledger-read'`)
		require.NoError(t, read(), name)
	}
}

func TestADatabaseThatStaysAwayIsSaidToBeAway(t *testing.T) {
	t.Parallel()
	server, key := ledgertest.NewServer(t), newSigningKey(t)
	require.NoError(t, ledger.Migrate(t.Context(), server.DSN("postgres", "postgres"), ledger.MigrateOptions{SignKey: key}))
	l, err := ledger.Open(t.Context(), ledger.Options{DSN: server.DSN(ledger.RoleApp, "postgres"), SignKey: key, Patience: 100 * time.Millisecond})
	require.NoError(t, err)
	defer l.Close()
	require.NoError(t, server.Kill())
	_, err = l.Append(t.Context(), plain("call/A", "c", noted("")))
	require.ErrorIs(t, err, ledger.ErrUnavailable)
}

func TestAForeignTransactionThatStaysOpenHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, plain("call/A", "", noted("")))
	foreign, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer foreign.Close(context.Background())
	for _, statement := range []string{
		"CREATE TABLE public.other (x int)", "BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM ledger.events",
		"INSERT INTO public.other VALUES (1)",
	} {
		_, err = foreign.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // held up, it would wait for ever
	defer cancel()
	for n := range 200 {
		a, err := l.Append(ctx, plain("call/A", fmt.Sprint("c", n), noted("")))
		require.NoError(t, err)
		require.NoError(t, l.WaitFor(ctx, a.Size-1))
	}
	seen := 0
	err = l.Follow(ctx, 0, func(_ context.Context, events []ledger.Event) error {
		if seen += len(events); seen == 206 {
			return io.EOF
		}
		return nil
	})
	require.ErrorIs(t, err, io.EOF)
}

// tenderStream names the stream of the n-th tender of the call T.
func tenderStream(n int) string {
	six := []byte("AAAAAA")
	for i := 5; n > 0; i, n = i-1, n/26 {
		six[i] = byte('A' + n%26)
	}
	return "twinning/T/" + string(six)
}
