package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/client"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// A serving is a process of `twinning serve`.
type serving struct {
	addr  string // host and port
	admin string // of operators
	cmd   *exec.Cmd
	ended chan error
	said  *bytes.Buffer // complete once it has ended
}

// serve starts one more desk behind a spreader.
func (w *sealedWorld) serve(behind *spreader, addr string) *serving {
	w.t.Helper()
	return serves(w.t, thisProgram(w.t), filepath.Join(w.dir, "evidence"), "http://"+behind.Addr().String(), addr, w.directory)
}

// serves starts a process of `twinning serve` over the ledger and the store of files of this test. home is where people reach it.
func serves(t *testing.T, program, store, home, addr string, d *people.Directory) *serving {
	t.Helper()
	signIn := webtest.Provider(t, home, d)
	admin := freeAddress(t)
	s := &serving{addr: addr, admin: admin, ended: make(chan error, 1), said: &bytes.Buffer{}}
	s.cmd = exec.Command(program, "serve")
	s.cmd.Stdout, s.cmd.Stderr = s.said, s.said
	s.cmd.Env = append(os.Environ(),
		"DATABASE_URL="+ledgertest.DSN(t, ledger.RoleDoor), "TWINNING_KEY_FILE="+ledgertest.KeyFile(t), "TWINNING_SIGN_KEY="+ledgertest.SignKey(t, "door"),
		"TWINNING_TRUST="+ledgertest.Trust(t), "TWINNING_EVIDENCE="+store, "TWINNING_DESK_URL="+home, "TWINNING_DESK_ADDR="+addr, "TWINNING_ADMIN_ADDR="+admin,
		"TWINNING_OIDC_ISSUER="+signIn.Issuer, "TWINNING_OIDC_CLIENT_ID="+signIn.ID, "TWINNING_API_RATE=10000")
	require.NoError(t, s.cmd.Start())
	go func() { s.ended <- s.cmd.Wait() }()
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("the desk at %s said:\n%s", s.addr, s.said.String())
		}
	})
	require.Eventually(t, func() bool {
		r, err := http.Get("http://" + admin + "/readyz")
		return err == nil && r.Body.Close() == nil && r.StatusCode == http.StatusOK
	}, time.Minute, 20*time.Millisecond, "%s is not ready", s.addr)
	return s
}

// kill is kill -9; it returns when the process is gone.
func (s *serving) kill() {
	_ = s.cmd.Process.Kill() // it may have ended
	err := <-s.ended
	s.ended <- err
}

func freeAddress(t *testing.T) string {
	on := webtest.Listen(t)
	defer on.Close()
	return on.Addr().String()
}

// A spreader stands before several desks, as a load balancer does: each connection goes to the first that takes it.
type spreader struct {
	net.Listener
	taken [2]atomic.Int64 // connections that each desk took
}

func spread(t *testing.T, addresses ...string) *spreader {
	s := &spreader{Listener: webtest.Listen(t)}
	t.Cleanup(func() { s.Close() })
	pass := func(from net.Conn) {
		defer from.Close()
		for i, addr := range addresses {
			to, err := net.Dial("tcp", addr)
			if err != nil {
				continue
			}
			defer to.Close()
			s.taken[i].Add(1)
			go func() { defer to.Close(); _, _ = io.Copy(to, from) }() // whoever is cut off closes both
			_, _ = io.Copy(from, to)
			return
		}
	}
	go func() {
		for {
			conn, err := s.Accept()
			if err != nil {
				return
			}
			go pass(conn)
		}
	}()
	return s
}

// through is a client of whatever desk answers, as somebody.
func (w *sealedWorld) through(s *spreader, alias string) *client.Client {
	w.t.Helper()
	_, secret, err := web.NewTokens(w.pool()).Make(w.t.Context(), w.idOf(alias), "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
	require.NoError(w.t, err)
	c, err := client.New("http://"+s.Addr().String(), secret)
	require.NoError(w.t, err)
	c.Pause = 20 * time.Millisecond
	c.HTTP.Transport = &http.Transport{}
	return c
}

// slowly is a file of which each read takes a while, so that somebody can die while it is read.
type slowly struct {
	*bytes.Reader
	pause time.Duration
	reads atomic.Int64
}

func (s *slowly) Read(p []byte) (int, error) {
	s.reads.Add(1)
	time.Sleep(s.pause) // time itself: a slow file
	return s.Reader.Read(p[:min(len(p), 16<<10)])
}

func (w *sealedWorld) blobs() (names []string) {
	w.t.Helper()
	list, err := os.ReadDir(filepath.Join(w.dir, "evidence"))
	if !os.IsNotExist(err) {
		require.NoError(w.t, err)
	}
	for _, f := range list {
		names = append(names, f.Name())
	}
	return names
}

// counted is how many events of a kind a tender has, in its stream and its inbox.
func (w *sealedWorld) counted(stream, kind string) (n int) {
	w.t.Helper()
	require.NoError(w.t, w.pool().QueryRow(w.t.Context(), `SELECT count(*) FROM ledger.events WHERE stream IN ($1, $1 || '/in') AND kind = $2`, stream, kind).Scan(&n))
	return n
}

// testscript.Main has put this test, as the command, into the PATH.
func thisProgram(t *testing.T) string {
	path, err := exec.LookPath("twinning")
	require.NoError(t, err)
	return path
}

func TestADeskThatIsKilledInTheMiddleOfAnUploadLosesAndDoublesNothing(t *testing.T) {
	w := newSealedWorld(t)
	one, other := freeAddress(t), freeAddress(t)
	before := spread(t, one, other)
	store := filepath.Join(w.dir, "evidence")
	desks := []*serving{w.serve(before, one), w.serve(before, other)}
	c := w.through(before, "mask-contact")
	tender := w.refs["$TENDER"]
	stream := law.TwinningStream(tender)

	content := make([]byte, 8<<20)
	_, _ = rand.Read(content) // it never fails
	copy(content, "%PDF-1.7\n")
	file := &slowly{Reader: bytes.NewReader(content), pause: 2 * time.Millisecond}
	type answer struct {
		added client.Added
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		a, err := c.AddEvidence(t.Context(), client.Upload{Tender: tender, For: "document-tender-form", Name: "plan.pdf", Content: file, ID: "half", Wait: 20 * time.Second})
		done <- answer{a, err}
	}()
	require.Eventually(t, func() bool { return len(w.blobs()) == 1 && file.reads.Load() > 100 }, 30*time.Second, time.Millisecond, "the upload is on its way")
	half := w.blobs()[0]
	desks[0].kill()
	got := <-done
	require.NoError(t, got.err, "the client tries again, at the other desk")
	require.Equal(t, "done", got.added.Receipt.Status)
	require.Positive(t, before.taken[1].Load())

	require.Equal(t, 1, w.counted(stream, "evidence-added.v1"), "it was added once")
	var rows int
	require.NoError(t, w.pool().QueryRow(t.Context(), `SELECT count(*) FROM evidence.files`).Scan(&rows))
	require.Equal(t, 1, rows, "and stored once")
	require.Len(t, w.blobs(), 2, "what was left of the half upload")
	read, err := c.ReadEvidence(t.Context(), got.added.File, 0)
	require.NoError(t, err)
	whole, err := io.ReadAll(read)
	require.NoError(t, err)
	require.True(t, bytes.Equal(content, whole))

	again, err := c.AddEvidence(t.Context(), client.Upload{Tender: tender, For: "document-tender-form", Name: "plan.pdf", Content: bytes.NewReader(content), ID: "half"})
	require.NoError(t, err)
	require.Equal(t, got.added.File, again.File, "sent again it is answered as the first time")
	require.Equal(t, 1, w.counted(stream, "evidence-added.v1"))

	bucket, folder, err := evidence.OpenBucket(t.Context(), store)
	require.NoError(t, err)
	defer bucket.Close()
	files := &evidence.Store{Ledger: w.shared, Pool: w.pool(), Bucket: bucket, Folder: folder}
	_, err = files.SweepBlobs(t.Context())
	require.NoError(t, err)
	require.Contains(t, w.blobs(), half, "an upload may still be on its way")
	yesterday := time.Now().Add(-evidence.Orphaned - time.Minute)
	require.NoError(t, os.Chtimes(filepath.Join(store, half), yesterday, yesterday))
	removed, err := files.SweepBlobs(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, removed)
	require.Equal(t, []string{got.added.File}, w.blobs())
	require.Contains(t, w.must(0, "verify"), "verified")
}

func TestADeskThatIsKilledInTheMiddleOfACommandLosesAndDoublesNothing(t *testing.T) {
	w := newSealedWorld(t)
	one, other := freeAddress(t), freeAddress(t)
	before := spread(t, one, other)
	desks := []*serving{w.serve(before, one), w.serve(before, other)}
	c := w.through(before, "mask-contact")
	tender := w.refs["$TENDER"]
	stream := law.TwinningStream(tender)

	// It was received, and nobody has judged it yet.
	w.Away.Store(true)
	type answer struct {
		receipt client.Receipt
		err     error
	}
	done := make(chan answer, 1)
	send := func(kind, id string) {
		r, err := c.Send(t.Context(), client.Command{To: client.TenderOf(tender), Kind: kind, Content: map[string]string{"reason": "our partner left"}, ID: id, Wait: 30 * time.Second})
		done <- answer{r, err}
	}
	received := func(id string) bool {
		var n int
		require.NoError(t, w.pool().QueryRow(t.Context(), `SELECT count(*) FROM ledger.events WHERE stream = $1 || '/in' AND command = $2`, stream, id).Scan(&n))
		return n == 1
	}
	go send(client.KindWithdrawTender, "in-the-middle")
	require.Eventually(t, func() bool { return received("in-the-middle") }, 30*time.Second, 5*time.Millisecond)
	desks[0].kill()
	require.Eventually(t, func() bool { return before.taken[1].Load() > 0 }, 30*time.Second, 5*time.Millisecond, "the client tries again")
	w.Away.Store(false)
	got := <-done
	require.NoError(t, got.err)
	require.Equal(t, client.StatusDone, got.receipt.Status)
	require.Equal(t, "in-the-middle", got.receipt.CommandID)
	require.Equal(t, 1, w.counted(stream, "tender-withdrawn.v1"), "it was done once")
	require.True(t, received("in-the-middle"), "and received once")

	// And at any instant at all: each desk is killed in turn while commands come in.
	var stop atomic.Bool
	var answered atomic.Int64
	ended := make(chan []string, 1)
	go func() {
		var ids []string
		for n := 0; !stop.Load(); n++ {
			for _, kind := range []string{client.KindUndoWithdrawal, client.KindWithdrawTender} {
				id := fmt.Sprintf("%s-%d", kind, n)
				r, err := c.Send(t.Context(), client.Command{To: client.TenderOf(tender), Kind: kind, Content: map[string]string{"reason": "again"}, ID: id, Wait: 30 * time.Second})
				if err != nil || r.Status != client.StatusDone {
					t.Errorf("%s: %s, %v", id, r.Status, err)
				}
				ids = append(ids, id)
				answered.Add(1)
			}
		}
		ended <- ids
	}()
	up := []*serving{nil, desks[1]}
	for round := range 4 {
		began := answered.Load()
		down := round % 2
		up[down] = w.serve(before, []string{one, other}[down])
		require.Eventually(t, func() bool { return answered.Load() > began+1 }, 30*time.Second, time.Millisecond)
		up[1-down].kill()
	}
	stop.Store(true)
	ids := <-ended
	for _, id := range ids {
		require.True(t, received(id), "%s is received, once", id)
	}
	t.Logf("%d commands while desks were killed", len(ids))
	require.Equal(t, len(ids)/2+1, w.counted(stream, "tender-withdrawn.v1"), "each was done once")
	require.Equal(t, len(ids)/2+1, w.counted(stream, "withdrawal-undone.v1")+1)
	require.Contains(t, w.must(0, "verify"), "verified")
}
