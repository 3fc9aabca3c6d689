package chaos

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters/sink"
)

func TestALetterGoesTwiceOnlyIfNobodyCouldSayThatItWasTakenAndThenItIsMarked(t *testing.T) {
	h, r := inRealTime(t), dice(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	p := h.hires(t, nil)
	n := 0
	for range times(3, 40) {
		p.plan(func() bool { // the mail server has taken it, and the worker dies before it hears so
			h.kill(worker)
			return false
		})
		for range 6 {
			w := c.submits(n%24, "40000.00")
			n++
			h.do(t, w.stream, w.as, w.command)
		}
		require.Eventually(t, p.done, 30*time.Second, 10*time.Millisecond)
		time.Sleep(time.Duration(r.IntN(800)) * time.Millisecond) // time itself: any instant may be the wrong one
		h.kill(worker)                                            // and once more at any instant
	}
	h.up(t)
	h.keptItsPromises(t)
	var doubts int
	require.NoError(t, h.sql.QueryRow(t.Context(), `SELECT count(*) FROM ledger.events WHERE kind = 'letter-in-doubt.v1' AND stream LIKE 'twinning/' || $1 || '/%'`, c.ref).Scan(&doubts))
	t.Logf("%d letters, %d times in doubt", n, doubts)
	require.GreaterOrEqual(t, doubts, times(3, 40))
}

func TestWhateverAMailServerDoesEachLetterHasOneFate(t *testing.T) {
	inFull(t)
	h, r := inRealTime(t), dice(t)
	faults := []sink.Fault{sink.None, sink.RefusePerson, sink.RefuseLetter}
	if long { // a letter that is deferred, or in doubt, is left alone for a minute and more
		faults = append(faults, sink.DeferPerson, sink.DeferLetter, sink.DieAtPerson, sink.DieInLetter, sink.DieWithLetter, sink.DieAfterLetter)
	}
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	var mu sync.Mutex
	left := times(20, 60)
	h.hires(t, func(string) sink.Fault {
		mu.Lock()
		defer mu.Unlock()
		if left--; left < 0 {
			return sink.None
		}
		return faults[r.IntN(len(faults))]
	})
	for n := range times(24, 80) {
		w := c.submits(n%40, "40000.00")
		h.do(t, w.stream, w.as, w.command)
	}
	h.rests(t, 20*time.Minute)
	h.keptItsPromises(t)
}

// A postman stands between the worker and a mail server of the test's own.
type postman struct {
	to    string
	mu    sync.Mutex
	plans []func() bool
}

// plan is asked when the mail server has said that it took a letter, once.
// False: nobody hears it.
func (p *postman) plan(f func() bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plans = append(p.plans, f)
}

func (p *postman) done() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.plans) == 0
}

// hires has the worker give its letters to a mail server with faults, by way of
// a postman, until the test ends.
func (h *house) hires(t *testing.T, fault func(string) sink.Fault) *postman {
	t.Helper()
	s, err := sink.Open(sink.Options{Dir: filepath.Join(h.dir, "faulty-mail"), Fault: fault})
	require.NoError(t, err)
	street, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	p := &postman{to: s.Addr()}
	var all sync.WaitGroup
	all.Go(func() { s.Serve(ctx) })
	all.Go(func() {
		for {
			from, err := street.Accept()
			if err != nil {
				return
			}
			go p.carry(from)
		}
	})
	h.mailsTo(t, street.Addr().String())
	t.Cleanup(func() {
		require.NoError(t, os.Remove(h.script(worker)+".env"))
		h.kill(worker)
		cancel()
		street.Close()
		all.Wait()
	})
	return p
}

// mailsTo has the worker take another mail server: a new worker, for the old one is killed.
func (h *house) mailsTo(t *testing.T, addr string) {
	t.Helper()
	require.NoError(t, os.WriteFile(h.script(worker)+".env", fmt.Appendf(nil, "export TWINNING_SMTP_ADDR='%s'\n", addr), 0o644))
	h.up(t)
	old := h.stack.PIDs()[worker]
	h.kill(worker)
	require.Eventually(t, func() bool {
		pid := h.stack.PIDs()[worker]
		return pid != 0 && pid != old
	}, time.Minute, 10*time.Millisecond, "no other worker comes up")
	h.up(t)
}

// carry takes bytes to and fro, but for what is planned.
func (p *postman) carry(from net.Conn) {
	defer from.Close()
	to, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer to.Close()
	go func() {
		defer to.Close()
		carry(to, from, func([]byte) bool { return true })
	}()
	carry(from, to, func(said []byte) bool { return !bytes.Contains(said, []byte("kept as")) || p.hears() })
}

func (p *postman) hears() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.plans) == 0 {
		return true
	}
	f := p.plans[0]
	p.plans = p.plans[1:]
	return f()
}

func carry(to, from net.Conn, passes func([]byte) bool) {
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if n > 0 {
			if !passes(b[:n]) {
				return
			}
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func TestASlowMailServerAndATemporalThatDoesNotSpeakDoNotSendALetterTwice(t *testing.T) {
	inFull(t)
	h := inRealTime(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	p := h.hires(t, nil)
	taken := make(chan struct{})
	p.plan(func() bool { // it has taken the letter, and says so late
		close(taken)
		time.Sleep(16 * time.Second) // time itself: the server is slow
		return true
	})
	w := c.submits(0, "40000.00")
	h.do(t, w.stream, w.as, w.command)
	<-taken
	pid := h.stack.PIDs()[temporal]
	h.freeze(t, temporal)
	time.Sleep(12 * time.Second) // time itself: longer than Temporal waits for a sign of life
	require.NoError(t, syscall.Kill(pid, syscall.SIGCONT))
	h.keptItsPromises(t)
	var doubts int
	require.NoError(t, h.sql.QueryRow(t.Context(), `SELECT count(*) FROM ledger.events WHERE kind = 'letter-in-doubt.v1' AND stream = $1`, w.stream+"/letters").Scan(&doubts))
	require.Zero(t, doubts)
}
