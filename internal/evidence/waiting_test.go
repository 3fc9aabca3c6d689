package evidence_test

import (
	"bytes"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/evidence"
)

// A guard is a scanner that can be away: it finds what is harmful.
type guard struct {
	t    *testing.T
	path string
}

const harmful = "harmful"

// comes listens, as clamd does, until the test ends.
func (g *guard) comes() {
	g.t.Helper()
	l, err := net.Listen("unix", g.path)
	require.NoError(g.t, err)
	g.t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				var got bytes.Buffer
				part := make([]byte, 1<<16)
				for !bytes.HasSuffix(got.Bytes(), []byte{0, 0, 0, 0}) { // the end of INSTREAM
					n, err := c.Read(part)
					if got.Write(part[:n]); err != nil {
						return
					}
				}
				answer := "stream: OK\x00"
				if bytes.Contains(got.Bytes(), []byte(harmful)) {
					answer = "stream: Something FOUND\x00"
				}
				_, _ = io.WriteString(c, answer)
			}()
		}
	}()
}

func TestAFileWaitsForAScannerThatIsAwayAndIsHandedOutToNobodyUntilItIsFoundClean(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir, err := os.MkdirTemp("", "scan") // the path of a socket is short
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	g := &guard{t, filepath.Join(dir, "s")}
	w.Scanner = &evidence.Scanner{Network: "unix", Address: g.path}

	fine, gone, bad := w.add("fine\n"), w.add("will be lost\n"), w.add(harmful+"\n")
	require.Equal(t, evidence.StateWaiting, fine.State)
	for _, f := range []evidence.File{fine, bad} {
		_, err := w.read(access.As(contact), f.Name, 0)
		require.ErrorIs(t, err, evidence.ErrHeld)
		require.ErrorContains(t, err, "waits for the scanner")
	}
	told, err := w.ScanWaiting(t.Context())
	require.NoError(t, err, "it is away: nothing is wrong with the files")
	require.Zero(t, told)

	require.NoError(t, os.Remove(filepath.Join(w.folder, gone.Name)))
	g.comes()
	told, err = w.ScanWaiting(t.Context())
	require.ErrorIs(t, err, evidence.ErrChanged)
	require.ErrorContains(t, err, gone.Name, "it is named, and holds up no other")
	require.Equal(t, 2, told)
	states := map[string]string{}
	list, err := w.List(t.Context(), access.As(contact), stream)
	require.NoError(t, err)
	for _, e := range list {
		states[e.File.File] = e.State
	}
	require.Equal(t, map[string]string{fine.Name: evidence.StateClean, gone.Name: evidence.StateWaiting, bad.Name: evidence.StateRefused}, states)
	got, err := w.read(access.As(contact), fine.Name, 0)
	require.NoError(t, err)
	require.Equal(t, "fine\n", got)
	_, err = w.read(access.As(contact), bad.Name, 0)
	require.ErrorIs(t, err, evidence.ErrHeld)
	require.ErrorContains(t, err, "harmful")
	require.Contains(t, w.wrong(), "missing "+gone.Name)

	_, err = w.Put(t.Context(), evidence.Upload{Stream: stream, By: contact, Content: strings.NewReader("more that is " + harmful + "\n")})
	require.ErrorIs(t, err, evidence.ErrRefused, "while it is there, what it finds is not taken at all")
	require.Equal(t, evidence.StateClean, w.put("more that is fine\n").State)
}
