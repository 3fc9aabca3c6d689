package ledger_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

// childTask tells the test binary, started once more, to be a writing process and nothing else.
const childTask = "LEDGER_TEST_WRITER"

type task struct {
	DSN     string
	SignKey string
	Trust   string
	Process int
	Clients int
	Events  int  // of each client
	Forever bool // say of each event that it is acknowledged, and go on until killed
}

// acknowledged is what a writer was told of a command.
type acknowledged struct {
	Stream, Command string
	Position        int64
	Leaf            [32]byte
}

func TestMain(m *testing.M) {
	if text := os.Getenv(childTask); text != "" {
		if err := writeAsChild(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "6"); err != nil { // they wait for a disk more than for a processor
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func writeAsChild(text string) error {
	var todo task
	if err := json.Unmarshal([]byte(text), &todo); err != nil {
		return err
	}
	l, err := ledger.Open(context.Background(), ledger.Options{DSN: todo.DSN, SignKey: todo.SignKey, Trust: todo.Trust})
	if err != nil {
		return err
	}
	defer l.Close()
	if todo.Forever {
		return writeForever(l, todo)
	}
	all, err := writeEvents(l, todo)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(all)
}

// writeEvents has every client append to streams that all share, and send every tenth command twice.
func writeEvents(l *ledger.Ledger, todo task) (all []acknowledged, failed error) {
	var mu sync.Mutex
	var wait sync.WaitGroup
	for client := range todo.Clients {
		wait.Go(func() {
			for n := range todo.Events {
				r := plain(tenderStream(rand.N(500)), fmt.Sprintf("%d-%d-%d", todo.Process, client, n), noted("x"))
				a, err := l.Append(context.Background(), r)
				if err == nil && n%10 == 0 {
					var again ledger.Appended
					if again, err = l.Append(context.Background(), r); err == nil && (!again.Known || again.Events[0].Leaf != a.Events[0].Leaf) {
						err = fmt.Errorf("command %s got another receipt the second time", r.Command)
					}
				}
				mu.Lock()
				if err != nil {
					failed = err
				} else {
					all = append(all, acknowledged{r.Stream, r.Command, a.Events[0].Position, a.Events[0].Leaf})
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	wait.Wait()
	return all, failed
}

func writeForever(l *ledger.Ledger, todo task) error {
	failed := make(chan error)
	var mu sync.Mutex
	for client := range todo.Clients {
		go func() {
			for n := 0; ; n++ {
				r := plain(tenderStream(n%20), fmt.Sprintf("%d-%d-%d", todo.Process, client, n), noted("x"))
				a, err := l.Append(context.Background(), r)
				if err != nil {
					failed <- err
					return
				}
				mu.Lock()
				err = json.NewEncoder(os.Stdout).Encode(acknowledged{r.Stream, r.Command, a.Events[0].Position, a.Events[0].Leaf})
				mu.Unlock()
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

func startWriter(t *testing.T, todo task, out *bytes.Buffer) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(todo)
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	child := exec.CommandContext(t.Context(), self)
	child.Env = append(os.Environ(), childTask+"="+string(text))
	child.Stdout, child.Stderr = out, os.Stderr
	require.NoError(t, child.Start())
	return child
}

func TestAWriterThatIsKilledKeepsItsWordAndHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	var all []acknowledged
	for process := range 4 {
		var out bytes.Buffer
		child := startWriter(t, task{
			DSN: ledgertest.DSN(t, ledger.RoleApp), SignKey: ledgertest.SignKey(t, "worker"), Trust: ledgertest.Trust(t),
			Process: process, Clients: 8, Forever: true,
		}, &out)
		before, err := l.Size(t.Context())
		require.NoError(t, err)
		require.Eventually(t, func() bool { // a busy machine takes its time to start it
			size, err := l.Size(t.Context())
			return err == nil && size >= before+50
		}, time.Minute, 20*time.Millisecond)
		time.Sleep(300 * time.Millisecond) // time itself: any instant may be the wrong one
		require.NoError(t, child.Process.Kill())
		require.Error(t, child.Wait(), "it was killed")
		began := time.Now()
		mustAppend(t, l, plain("call/A", "", noted("next")))
		require.Less(t, time.Since(began), 5*time.Second)
		for line := range bytes.Lines(out.Bytes()) {
			var a acknowledged
			if json.Unmarshal(line, &a) == nil { // the last line may be half a line
				all = append(all, a)
			}
		}
	}
	require.Greater(t, len(all), 50)
	for _, a := range all {
		answered, ok, err := l.Answer(t.Context(), a.Stream, a.Command)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, a.Position, answered.First)
		require.Equal(t, a.Leaf, answered.Events[0].Leaf)
	}
	requireClean(t, l)
}

func TestSixtyFourWritersInTwoProcessesLeaveNoGap(t *testing.T) {
	t.Parallel()
	clients, events := 32, 312 // each process; 19,968 in all
	if testing.Short() {
		events = 40
	}
	l := ledgertest.New(t)
	todo := task{
		DSN: ledgertest.DSN(t, ledger.RoleApp), SignKey: ledgertest.SignKey(t, "worker"), Trust: ledgertest.Trust(t),
		Process: 1, Clients: clients, Events: events,
	}
	var out bytes.Buffer
	child := startWriter(t, todo, &out)
	todo.Process = 0
	all, err := writeEvents(l, todo)
	require.NoError(t, err)
	require.NoError(t, child.Wait())
	var theirs []acknowledged
	require.NoError(t, json.Unmarshal(out.Bytes(), &theirs))
	all = append(all, theirs...)
	require.Len(t, all, 2*clients*events)
	requireEachOnce(t, l, all)
	report := requireClean(t, l)
	require.EqualValues(t, len(all)+ownEvents(t, l), report.Size)
	require.Equal(t, naiveRoot(t, l), report.Root)
}

// requireEachOnce holds to: what was acknowledged is in the ledger exactly once, as it was acknowledged.
func requireEachOnce(t *testing.T, l *ledger.Ledger, all []acknowledged) {
	t.Helper()
	type key struct{ stream, command string }
	stored := map[key]ledger.Event{}
	next := int64(0)
	for e, err := range l.Events(context.Background(), ledger.Query{}) {
		require.NoError(t, err)
		require.Equal(t, next, e.Position)
		next++
		k := key{e.Stream, e.Command}
		if _, twice := stored[k]; twice && e.Command != "" {
			t.Fatalf("%s is there twice", e.Command)
		}
		stored[k] = e
	}
	for _, a := range all {
		e, ok := stored[key{a.Stream, a.Command}]
		require.True(t, ok, "%s was acknowledged and is not there", a.Command)
		if a.Position != e.Position || a.Leaf != e.Leaf {
			t.Fatalf("%s was acknowledged at position %d and stands at %d", a.Command, a.Position, e.Position)
		}
	}
}

// naiveRoot is RFC 6962, section 2.1, written down once more and as plainly as it stands there.
func naiveRoot(t *testing.T, l *ledger.Ledger) [32]byte {
	t.Helper()
	var entries [][]byte
	for e, err := range l.Events(context.Background(), ledger.Query{}) {
		require.NoError(t, err)
		body := sha256.Sum256(append(bytes.Clone(e.Salt), e.Stored...))
		entries = append(entries, append(bytes.Clone(e.HeaderBytes), body[:]...))
	}
	var root func(d [][]byte) [32]byte
	root = func(d [][]byte) [32]byte {
		switch len(d) {
		case 0:
			return sha256.Sum256(nil)
		case 1:
			return sha256.Sum256(append([]byte{0}, d[0]...))
		}
		k := 1
		for 2*k < len(d) {
			k *= 2
		}
		left, right := root(d[:k]), root(d[k:])
		return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
	}
	return root(entries)
}
