package pages_test

import (
	"net/http"
	"regexp"

	"github.com/stretchr/testify/require"
)

// slides holds the pages of what happened in a life, and of how it stood, to what they promise.
func (w *world) slides(who, path string) {
	w.t.Helper()
	for _, part := range []string{"/history", "/state", "/state?at=" + w.now().Format("2006-01-02")} {
		a := w.get(who, path+part)
		require.Equal(w.t, http.StatusOK, a.status, "%s: %s", path+part, a.body)
		wellFormed(w.t, path+part, a)
	}
	require.Equal(w.t, http.StatusOK, w.get(who, path+"/history?at="+w.now().Format("2006-01-02")).status)
	ahead := w.get(who, path+"/history?at=2999-01-01")
	require.Equal(w.t, http.StatusBadRequest, ahead.status, "what will be is not told as if it were now")
	require.Contains(w.t, ahead.body, "lies ahead")
	require.NotRegexp(w.t, regexp.MustCompile(`href="[^"]*(receipts)`), w.get(who, path+"/history").body, "no link leads to a page that there is not")
	require.Regexp(w.t, regexp.MustCompile(`/state\?(at=\d{4}-\d\d-\d\d)?$`), w.get(who, path+"/state?day=0").at, "the slider leads to the end of a day")
	require.Equal(w.t, http.StatusUnprocessableEntity, w.get(who, path+"/state?at=soon").status)
}
