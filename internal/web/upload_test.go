package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
