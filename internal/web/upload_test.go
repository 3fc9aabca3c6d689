package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOnlyARequestThatMayBringAFileBringsMoreThanFiveMebibytes(t *testing.T) {
	t.Parallel()
	s := &Server{uploads: func(r *http.Request) bool { return r.URL.Path == "/file" }, most: 10 << 20}
	h := s.limited(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	}))
	for path, most := range map[string]int{"/file": 10 << 20, "/form": bodySize} {
		for size, status := range map[int]int{most: http.StatusOK, most + 1: http.StatusRequestEntityTooLarge} {
			got := httptest.NewRecorder()
			h.ServeHTTP(got, httptest.NewRequest(http.MethodPost, path, strings.NewReader(strings.Repeat("a", size))))
			require.Equal(t, status, got.Code, "%s with %d bytes", path, size)
		}
	}
}

// A line takes what is written, and notes by when it must be taken.
type line struct {
	http.ResponseWriter
	by     time.Time // of the next piece
	pieces []int
}

func (l *line) SetWriteDeadline(by time.Time) error {
	l.by = by
	return nil
}

func (l *line) Write(p []byte) (int, error) {
	if !l.by.After(time.Now()) {
		return 0, os.ErrDeadlineExceeded
	}
	l.by = time.Time{}
	l.pieces = append(l.pieces, len(p))
	return l.ResponseWriter.Write(p)
}

func TestAnAnswerMayTakeLongAsLongAsEachPieceOfItIsTaken(t *testing.T) {
	t.Parallel()
	got := httptest.NewRecorder()
	to := &line{ResponseWriter: got}
	content := strings.Repeat("a", 2*answerPiece+1)
	h := (&Server{}).limited(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n, err := io.WriteString(w, content)
		require.NoError(t, err)
		require.Equal(t, len(content), n)
		_, err = w.Write(nil)
		require.NoError(t, err)
	}))
	h.ServeHTTP(to, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	require.Equal(t, content, got.Body.String())
	require.Equal(t, []int{answerPiece, answerPiece, 1, 0}, to.pieces, "each has its own limit")
}
