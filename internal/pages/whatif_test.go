package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

func TestAWhatIfIsAskedWithNumbersRecordedOnceAndHasAnAddressThatShowsItAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-08-01")) // awarded
	page := "/calls/" + calltest.Reference + "/what-if"
	form := w.get(calltest.Head, page)
	require.Equal(t, http.StatusOK, form.status, form.body)
	wellFormed(t, "the question", form)
	require.Contains(t, form.body, `name="threshold" value="`, "each slider is a number field")
	require.Contains(t, form.body, `data-max="100"`)
	id := hidden.FindStringSubmatch(form.body)
	require.NotNil(t, id)

	wrong := w.post(calltest.Head, page, url.Values{"command": {id[2]}, "threshold": {"high"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.body, `href="#f-threshold"`)
	require.Contains(t, wrong.body, `value="high"`, "what was typed stands there")
	wellFormed(t, "a question that is none", wrong)
	size, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)

	asked := url.Values{"command": {id[2]}, "budget": {"100"}, "policy": {"stop"}, "aggregate": {"mean"}}
	answer := w.post(calltest.Head, page, asked)
	require.Equal(t, page+"/"+id[2], answer.at, answer.body)
	wellFormed(t, "the answer", answer)
	require.Contains(t, answer.body, "0 would move in, 1 would move out", answer.body)
	require.Contains(t, answer.body, "<h2>Budget: EUR 100.00</h2>", "what is as it is was not asked")
	require.Contains(t, answer.body, "▼ out", "who moves is told without colour")
	require.Contains(t, answer.body, lifetest.Tender)
	after, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, size+1, after, "the question is recorded")
	require.Equal(t, answer.at, w.post(calltest.Head, page, asked).at, "a double click asks once")
	again, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, after, again)

	shared := w.get(calltest.Auditor, answer.at)
	require.Equal(t, http.StatusOK, shared.status, "whoever may see scores reads it by its address")
	require.Contains(t, shared.body, "1 would move out")
	last, err := w.Ledger.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, again, last, "reading it records nothing")
	require.Contains(t, w.get(calltest.Officer, page).body, "0 in, 1 out", "everybody who may ask sees what was asked")
	for _, who := range []string{calltest.Stranger, calltest.Contact(lifetest.Tender)} {
		require.Equal(t, http.StatusForbidden, w.get(who, answer.at).status)
		require.Equal(t, http.StatusForbidden, w.post(who, page, asked).status)
	}
	require.Equal(t, http.StatusUnauthorized, w.get("", answer.at).status)
	require.Equal(t, http.StatusNotFound, w.get(calltest.Head, page+"/never-asked").status)
}
