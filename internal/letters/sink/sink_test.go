package sink_test

import (
	"context"
	"fmt"
	"net/smtp"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters/sink"
)

const letter = "Subject: hello\r\n\r\n.a line that begins with a dot\r\nend\r\n"

// start runs a sink until the test, or whoever calls stop, ends it.
func start(t *testing.T, o sink.Options) (s *sink.Sink, stop func()) {
	s, err := sink.Open(o)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})
	t.Cleanup(stop)
	return s, stop
}

func send(s *sink.Sink, message string) error {
	return smtp.SendMail(s.Addr(), nil, "programme@programme.example", []string{"renee@region.example"}, []byte(message))
}

func names(t *testing.T, dir string) []string {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestALetterIsKeptAsItCame(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mail")
	s, _ := start(t, sink.Options{Dir: dir})
	require.NoError(t, send(s, letter))
	got, err := os.ReadFile(filepath.Join(dir, "000001.eml"))
	require.NoError(t, err)
	require.Equal(t, letter, string(got))
}

func TestNumbersGoOnAfterARestartAndWhatHadNotArrivedWholeIsGone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, stop := start(t, sink.Options{Dir: dir})
	require.NoError(t, send(s, letter))
	require.NoError(t, send(s, letter))
	stop()
	require.NoError(t, os.Remove(filepath.Join(dir, "000001.eml")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".arriving-123"), []byte("half"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o600))
	again, _ := start(t, sink.Options{Dir: dir})
	require.NoError(t, send(again, letter))
	require.Equal(t, []string{"000002.eml", "000003.eml", "notes.txt"}, names(t, dir))
}

func TestLettersThatComeAtOnceAreAllKeptOnceEach(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, _ := start(t, sink.Options{Dir: dir})
	var all sync.WaitGroup
	failed := make([]error, 40)
	for i := range failed {
		all.Go(func() { failed[i] = send(s, fmt.Sprintf("Subject: %d\r\n\r\n", i)) })
	}
	all.Wait()
	for _, err := range failed {
		require.NoError(t, err)
	}
	var got, want []string
	for i, name := range names(t, dir) {
		require.Equal(t, fmt.Sprintf("%06d.eml", i+1), name)
		b, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		got, want = append(got, string(b)), append(want, fmt.Sprintf("Subject: %d\r\n\r\n", i))
	}
	require.Len(t, got, len(failed))
	slices.Sort(got)
	slices.Sort(want)
	require.Equal(t, want, got)
}

func TestALetterThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, _ := start(t, sink.Options{Dir: dir, MaxBytes: int64(len(letter))})
	require.NoError(t, send(s, letter), "just as large as may be")
	var refused *textproto.Error
	require.ErrorAs(t, send(s, letter[:len(letter)-2]+"!\r\n"), &refused)
	require.Equal(t, 552, refused.Code)
	require.Equal(t, []string{"000001.eml"}, names(t, dir))
}

func TestALetterThatCannotBeKeptIsTakenLater(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mail")
	s, _ := start(t, sink.Options{Dir: dir})
	require.NoError(t, os.RemoveAll(dir))
	var deferred *textproto.Error
	require.ErrorAs(t, send(s, letter), &deferred)
	require.Equal(t, 451, deferred.Code)
	require.NotContains(t, deferred.Msg, dir)
}

func TestALetterThatBreaksOffIsNotKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, stop := start(t, sink.Options{Dir: dir})
	c, err := smtp.Dial(s.Addr())
	require.NoError(t, err)
	require.NoError(t, c.Mail("programme@programme.example"))
	require.NoError(t, c.Rcpt("renee@region.example"))
	w, err := c.Data()
	require.NoError(t, err)
	_, err = w.Write([]byte(letter))
	require.NoError(t, err)
	require.NoError(t, c.Text.W.Flush())
	require.NoError(t, c.Close())
	stop()
	require.Empty(t, names(t, dir))
}

func TestOnlyThisMachineIsListenedTo(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:25", "mail.example.com:25"} {
		_, err := sink.Open(sink.Options{Addr: addr, Dir: t.TempDir()})
		require.ErrorContains(t, err, "is not on this machine only", addr)
	}
	_, err := sink.Open(sink.Options{})
	require.ErrorContains(t, err, "needs a folder")
	s, err := sink.Open(sink.Options{Addr: "localhost:0", Dir: t.TempDir()})
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(s.Addr(), "127.0.0.1:") || strings.HasPrefix(s.Addr(), "[::1]:"))
	require.NoError(t, s.Close())
	require.NoError(t, s.Close(), "twice does no harm")
}

func TestASinkThatIsEndedLeavesNobodyWaiting(t *testing.T) {
	t.Parallel()
	s, stop := start(t, sink.Options{Dir: t.TempDir()})
	c, err := smtp.Dial(s.Addr())
	require.NoError(t, err)
	require.NoError(t, c.Noop())
	stop()
	require.Error(t, c.Noop())
	_, err = smtp.Dial(s.Addr())
	require.Error(t, err)

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	s, err = sink.Open(sink.Options{Dir: t.TempDir()})
	require.NoError(t, err)
	require.NoError(t, s.Serve(ended), "ended before it began")
}
