package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/client"
	"twinning.example/engine/internal/law"
)

// readyIn is how soon a desk is ready.
const readyIn = 2 * time.Second

// The time that a start takes is held where time limits are: make slow. The machine may be busy: the best of some counts.
func TestADeskIsReadyInTwoSeconds(t *testing.T) {
	w := newSealedWorld(t)
	before := spread(t, freeAddress(t))
	best, starts := time.Hour, 5
	if testing.Short() {
		starts = 1
	}
	for range starts {
		began := time.Now()
		s := w.serve(before, freeAddress(t))
		best = min(best, time.Since(began))
		s.kill()
	}
	t.Logf("ready in %s", best.Round(time.Millisecond))
	if !testing.Short() {
		require.Less(t, best, readyIn)
	}
}

// A desk that is told to end answers what it was asked: who waits at once with what is known, an upload once it is whole. It takes
// nothing more, says that it is not ready, and exits without an error.
func TestADeskThatIsToldToEndFinishesWhatItWasAsked(t *testing.T) {
	w := newSealedWorld(t)
	addr := freeAddress(t)
	before := spread(t, addr)
	desk := w.serve(before, addr)
	party, staff := w.through(before, "mask-contact"), w.through(before, "officer")
	tender := w.refs["$TENDER"]
	stream := law.TwinningStream(tender)
	w.Away.Store(true) // nobody judges

	type answer struct {
		what   string
		status string
		err    error
	}
	done := make(chan answer, 3)
	go func() {
		r, err := party.Send(t.Context(), client.Command{To: client.TenderOf(tender), Kind: client.KindWithdrawTender, Content: map[string]string{"reason": "our partner left"}, ID: "waits", Wait: time.Minute})
		done <- answer{"a command", r.Status, err}
	}()
	go func() {
		_, next, err := staff.Events(t.Context(), 1<<40, time.Minute) // from behind the end
		if err == nil && next != 1<<40 {
			err = errors.New("another place")
		}
		done <- answer{"the feed", "", err}
	}()
	content := bytes.Repeat([]byte("a line of a log\n"), 1<<16)
	file := &slowly{Reader: bytes.NewReader(content), pause: 10 * time.Millisecond}
	go func() {
		a, err := party.AddEvidence(t.Context(), client.Upload{Tender: tender, For: "document-tender-form", Name: "form.txt", Content: file, ID: "half", Wait: time.Minute})
		done <- answer{"an upload", a.Receipt.Status, err}
	}()
	page := w.live("http://"+addr, "officer", "/calls/DHE-2019/tenders")
	require.Eventually(t, func() bool {
		var n int
		err := w.pool().QueryRow(t.Context(), `SELECT count(*) FROM ledger.events WHERE stream = $1 || '/in' AND command = 'waits'`, stream).Scan(&n)
		return err == nil && n == 1 && file.reads.Load() > 5 && len(w.blobs()) == 1
	}, time.Minute, 5*time.Millisecond)
	require.NoError(t, desk.cmd.Process.Signal(syscall.SIGTERM))
	require.Eventually(t, func() bool {
		r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, "http://"+desk.admin+"/readyz", http.NoBody)
		if err != nil {
			return false
		}
		got, err := http.DefaultClient.Do(r)
		return err != nil || got.Body.Close() == nil && got.StatusCode == http.StatusServiceUnavailable
	}, 10*time.Second, 5*time.Millisecond, "it takes nothing more")
	for range 3 {
		got := <-done
		require.NoError(t, got.err, got.what)
		if got.what != "the feed" {
			require.Equal(t, client.StatusPending, got.status, got.what)
		}
	}
	<-page
	err := <-desk.ended
	desk.ended <- err
	require.NoError(t, err, "it ends without an error")
	require.Contains(t, desk.said.String(), "the desk is closed")

	w.Away.Store(false)
	require.Eventually(t, func() bool { return w.counted(stream, "tender-withdrawn.v1") == 1 }, time.Minute, 20*time.Millisecond, "what was received is judged")
	require.Contains(t, w.must(0, "verify"), "verified")
}
