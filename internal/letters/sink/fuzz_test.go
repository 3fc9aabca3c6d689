package sink_test

import (
	"io"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters/sink"
)

// Whatever a client says, the sink answers others, and keeps nothing by halves.
func FuzzTheSinkOutlivesEveryClient(f *testing.F) {
	for _, seed := range []string{
		"EHLO a\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: x\r\n\r\n..\r\n.\r\nQUIT\r\n",
		"HELO a\r\nMAIL FROM:<> BODY=8BITMIME SIZE=99999999 SMTPUTF8\r\nRSET\r\nNOOP\r\nVRFY x\r\n",
		"EHLO [127.0.0.1]\r\nSTARTTLS\r\nAUTH PLAIN AAAA\r\nMAIL FROM:<\"a b\"@c>\r\n",
		"EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 4 LAST\r\nabcdMAIL FROM:\r\n",
		"DATA\r\n\x00\xff\r\n.\r\n",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	s, err := sink.Open(sink.Options{Dir: dir, MaxBytes: 4096})
	require.NoError(f, err)
	done := make(chan error, 1)
	ctx := f.Context()
	go func() { done <- s.Serve(ctx) }()
	f.Cleanup(func() {
		require.NoError(f, s.Close())
		<-done
	})
	f.Fuzz(func(t *testing.T, said []byte) {
		conn, err := net.Dial("tcp", s.Addr())
		require.NoError(t, err)
		require.NoError(t, conn.SetDeadline(time.Now().Add(5*time.Second)))
		go func() {
			_, _ = conn.Write(said) // the sink may hang up before the end
			_ = conn.(*net.TCPConn).CloseWrite()
		}()
		if _, err := io.ReadAll(conn); err != nil {
			require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the sink neither answers nor hangs up")
		}
		require.NoError(t, conn.Close())
		require.NoError(t, smtp.SendMail(s.Addr(), nil, "a@b.example", []string{"c@d.example"}, []byte("Subject: x\r\n\r\nx\r\n")))
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range entries {
			require.Regexp(t, `^\d{6}\.eml$`, e.Name())
			require.NoError(t, os.Remove(filepath.Join(dir, e.Name())))
		}
	})
}
