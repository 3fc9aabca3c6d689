package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/people"
)

var seenMark = regexp.MustCompile(`name="seen" value="([0-9a-f]{16})"`)

// What is kept of somebody they see and correct on their own page, and nobody else does.
func TestPeopleCorrectWhatIsKeptOfThemOnTheirOwnPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	was, err := w.directory.Find(t.Context(), calltest.Ada)
	require.NoError(t, err)
	page := w.get(calltest.Ada, "/me")
	wellFormed(t, "one's own page", page)
	mark := seenMark.FindStringSubmatch(page.body)
	require.NotNil(t, mark)
	require.Contains(t, page.body, `value="`+was.Name+`"`, "the form begins with what is there")
	form := url.Values{"seen": {mark[1]}, "name": {"Ada of Ghent"}, "organisation": {"City of Ghent"}, "country": {"BE"}, "language": {"de"}}

	size := w.size()
	require.Equal(t, http.StatusUnauthorized, w.post("", "/me", form).status)
	for field, wrong := range map[string]string{"name": "  ", "country": "9X", "language": "xx"} {
		typed := url.Values{}
		for k, v := range form {
			typed[k] = v
		}
		typed.Set(field, wrong)
		refused := w.post(calltest.Ada, "/me", typed)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status, field)
		require.Contains(t, refused.body, `href="#f-`+field+`"`, "a summary leads to the field")
		require.Contains(t, refused.body, `value="City of Ghent"`, "what was typed stays")
		wellFormed(t, "a correction that is refused", refused)
	}
	require.Equal(t, size, w.size())

	done := w.post(calltest.Ada, "/me", form)
	require.Equal(t, http.StatusOK, done.status, done.body)
	require.Contains(t, done.body, "Ada of Ghent")
	require.Equal(t, size+1, w.size())
	require.Equal(t, http.StatusOK, w.post(calltest.Ada, "/me", form).status)
	require.Equal(t, size+1, w.size(), "a form that is sent twice records once")
	is, err := w.directory.Find(t.Context(), calltest.Ada)
	require.NoError(t, err)
	require.Equal(t, people.Own{Name: "Ada of Ghent", Organisation: "City of Ghent", Country: "BE", Language: "de"}, is.Own())
	require.Equal(t, was.Email, is.Email)

	form.Set("name", "Ada, typed in another tab")
	moved := w.post(calltest.Ada, "/me", form)
	require.Equal(t, http.StatusUnprocessableEntity, moved.status, "whoever was shown what was before is shown what is now")
	require.Contains(t, moved.body, "Ada, typed in another tab")
	require.Contains(t, moved.body, "Ada of Ghent")
	require.Equal(t, size+1, w.size())
}
