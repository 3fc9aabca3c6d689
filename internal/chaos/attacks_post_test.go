package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters/sink"
)

// Where a letter can be held up on its way: the points at which somebody may die.
const (
	atItsBegin    = "before the first word of it"
	atItsEnd      = "before its end" // the mail server has not the whole of it, and cannot keep it
	atItsReceipt  = "once it is kept, before the mail server says so"
	beginOfLetter = "MAIL FROM:"
	endOfLetter   = "\r\n.\r\n"
	receipt       = "kept as"
)

// sinkProcess is a mail server of its own, until it is killed.
func sinkProcess() int {
	var o sink.Options
	if err := json.Unmarshal([]byte(os.Getenv("CHAOS_SINK")), &o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	s, err := sink.Open(o)
	if err == nil {
		fmt.Println(s.Addr())
		err = s.Serve(context.Background())
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// A mailServer is a process that can be killed, and a proxy before it that can hold letters up.
type mailServer struct {
	dir, addr string
	proxy     net.Listener
	cmd       *exec.Cmd

	mu    sync.Mutex
	holds []*hold // for the next letters, one each
}

// A hold is a letter that is held up until it goes on, or the connection is cut there.
type hold struct {
	point string
	there chan struct{} // closed when the letter has come to the point
	goOn  chan bool     // holds one: false cuts the connection
}

// mails has the worker take a mail server of the test's own until the test ends.
func (h *house) mails(t *testing.T) *mailServer {
	t.Helper()
	m := &mailServer{dir: filepath.Join(h.dir, "faulty-mail"), addr: "127.0.0.1:0"}
	m.start(t)
	var err error
	m.proxy, err = net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() {
		for {
			from, err := m.proxy.Accept()
			if err != nil {
				return
			}
			go m.carry(from)
		}
	}()
	h.mailsTo(t, m.proxy.Addr().String())
	t.Cleanup(func() {
		require.NoError(t, os.Remove(h.script(worker)+".env"))
		h.kill(worker)
		m.proxy.Close()
		m.kill()
	})
	return m
}

func (m *mailServer) start(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	text, err := json.Marshal(struct{ Dir, Addr string }{m.dir, m.addr})
	require.NoError(t, err)
	m.cmd = exec.Command(self)
	m.cmd.Env, m.cmd.Stderr = append(os.Environ(), "CHAOS_SINK="+string(text)), os.Stderr
	out, err := m.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, m.cmd.Start())
	_, err = fmt.Fscanln(out, &m.addr)
	require.NoError(t, err)
}

func (m *mailServer) kill() {
	m.cmd.Process.Kill()
	m.cmd.Wait() // it was killed
}

// hold holds the next letter up at a point.
func (m *mailServer) hold(point string) *hold {
	h := &hold{point: point, there: make(chan struct{}), goOn: make(chan bool, 1)}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.holds = append(m.holds, h)
	return h
}

func (h *hold) reached(t *testing.T) {
	t.Helper()
	select {
	case <-h.there:
	case <-time.After(time.Minute):
		require.FailNow(t, "no letter comes to its point: "+h.point)
	}
}

// carry takes the bytes of one connection to and fro.
func (m *mailServer) carry(from net.Conn) {
	defer from.Close()
	to, err := net.Dial("tcp", m.addr)
	if err != nil {
		return
	}
	defer to.Close()
	var mu sync.Mutex
	var mine *hold
	at := func(said []byte, word, point string) (goesOn bool) {
		if !bytes.Contains(said, []byte(word)) {
			return true
		}
		mu.Lock()
		if word == beginOfLetter {
			m.mu.Lock()
			if mine = nil; len(m.holds) > 0 {
				mine, m.holds = m.holds[0], m.holds[1:]
			}
			m.mu.Unlock()
		}
		held := mine
		mu.Unlock()
		if held == nil || held.point != point {
			return true
		}
		close(held.there)
		return <-held.goOn
	}
	go func() {
		defer to.Close()
		defer from.Close()
		var before []byte // the last bytes that were sent on: the end of a letter may come in pieces
		carry(to, from, func(said []byte) bool {
			both := append(before, said...)
			before = bytes.Clone(both[max(0, len(both)-len(endOfLetter)+1):])
			return at(said, beginOfLetter, atItsBegin) && at(both, endOfLetter, atItsEnd)
		})
	}()
	carry(from, to, func(said []byte) bool { return at(said, receipt, atItsReceipt) })
}

// mailsHome has the worker take the stack's own mail server again.
func (h *house) mailsHome(t *testing.T) {
	t.Helper()
	require.NoError(t, os.Remove(h.script(worker)+".env"))
	h.up(t)
	h.kill(worker)
	h.up(t)
}
