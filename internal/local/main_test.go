package local

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestMain is, where the environment says so, one of the programs that the tests start: the supervisor, or a worker that only says that
// it is ready.
func TestMain(m *testing.M) {
	switch {
	case filepath.Base(os.Args[0]) == "worker":
		os.Exit(work())
	case os.Getenv("LOCAL_TEST_UP") != "":
		os.Exit(supervise())
	}
	os.Exit(m.Run())
}

// supervise is `twinning up`: it says what the stack says, and stops at SIGTERM.
func supervise() int {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	o := Options{Data: os.Getenv("LOCAL_TEST_UP"), Out: os.Stdout}
	if clock := os.Getenv("LOCAL_TEST_CLOCK"); clock != "" {
		var err error
		if o.Programme, err = ParseProgramme(clock); err != nil {
			fmt.Println(err)
			return 2
		}
	}
	o.TemporalBinary, o.WorkerBinary = os.Getenv("LOCAL_TEST_TEMPORAL"), os.Getenv("LOCAL_TEST_WORKER")
	s, err := Up(ctx, o)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	err = s.Wait()
	if closing := s.Close(context.Background()); err != nil || closing != nil {
		fmt.Println(err, closing)
		return 1
	}
	return 0
}

// work is a worker as far as its supervisor can tell. It is ready when it has what a worker needs.
func work() int {
	for _, name := range []string{
		"DATABASE_URL", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "TWINNING_KEY_FILE", "TWINNING_SMTP_ADDR",
		"TWINNING_MAIL_FROM", "TWINNING_SIGN_KEY", "TWINNING_TRUST", "TWINNING_ORIGIN",
	} {
		if os.Getenv(name) == "" {
			fmt.Fprintln(os.Stderr, name, "is not set")
			return 1
		}
	}
	if os.Getenv("PGHOST") != "" {
		fmt.Fprintln(os.Stderr, "PGHOST came through")
		return 1
	}
	http.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ready\n") })
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	go func() {
		fmt.Fprintln(os.Stderr, http.ListenAndServe(os.Getenv("TWINNING_ADMIN_ADDR"), nil))
		os.Exit(1)
	}()
	<-told
	time.Sleep(100 * time.Millisecond) // time itself: it drains
	return 0
}
