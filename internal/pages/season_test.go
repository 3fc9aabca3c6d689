package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// A call that takes tenders offers nothing that comes later; French has its own word for it, and a command that was refused was received.
func TestAPageOffersWhatCanBeDoneNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-13"))
	page := "/calls/" + calltest.Reference
	for _, at := range []string{page, "/"} {
		a := w.get(calltest.Officer, at)
		require.Equal(t, http.StatusOK, a.status)
		require.NotContains(t, a.body, page+"/what-if", "there are no scores yet")
		require.NotContains(t, a.body, "/do/prepare-award", at)
	}
	denied := w.get(calltest.Officer, page+"/what-if")
	require.Contains(t, denied.body, "there are no scores yet")
	require.NotContains(t, denied.body, "Your role does not include it")
	require.Contains(t, w.get("", page+"?language=fr").body+w.get("", "/search?language=fr&q="+calltest.Reference).body, "ouvert aux offres")

	w.Until(day(t, "2019-06-20"))
	path := "/tenders/" + lifetest.Tender + "/do/decide-eligibility"
	_, form := w.shown(calltest.Officer, path)
	refused := w.post(calltest.Officer, path, filled(form, url.Values{"verdict": {"ineligible"}, "reason": {"no rule failed"}}))
	require.Equal(t, http.StatusUnprocessableEntity, refused.status, refused.body)
	require.Contains(t, refused.body, "The receipt of what you sent")
	require.Contains(t, refused.body, "It was received and refused")
	require.NotContains(t, refused.body, "is not sent")
}
