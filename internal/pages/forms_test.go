package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// At each time of a call every form opens, and is carried out or comes back with why not.
func TestEveryFormOpensAndIsAnsweredWhateverTheStage(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"2019-06-12", "2019-06-20"} { // before the first tender; once they are opened
		t.Run(at, func(t *testing.T) {
			w := newWorld(t, day(t, at))
			of, tender := "/calls/"+calltest.Reference+"/do/", "/tenders/"+lifetest.Tender+"/do/"
			require.Equal(t, http.StatusForbidden, w.get(calltest.Officer, of+"activate-reserve").status, "it is for the head alone")
			require.Equal(t, http.StatusOK, w.get(calltest.Head, of+"activate-reserve").status)
			for _, f := range []struct {
				path  string
				typed url.Values
			}{
				{of + "publish-call", url.Values{}},
				{of + "open-tenders", url.Values{}},
				{of + "prepare-award", url.Values{}},
				{of + "release-award", url.Values{}},
				{of + "appoint-evaluator", url.Values{"evaluator": {calltest.Stranger}}}, // so that there is one to assign
				{of + "draw-assignments", url.Values{"seed": {"7Q2MXA"}}},
				{of + "assign-evaluators", url.Values{"tender": {lifetest.Tender}, "evaluators": {calltest.Ada}}},
				{tender + "sign-eligibility", url.Values{}},
				{of + "invite", url.Values{"role": {"payer"}, "address": {"guest@example.org"}, "because": {"another pair of hands"}}},
				{tender + "decide-eligibility", url.Values{"verdict": {"ineligible"}}},
			} {
				path, typed := f.path, f.typed
				form := w.get(calltest.Officer, path)
				if at == "2019-06-12" && strings.HasPrefix(path, tender) {
					require.Equal(t, http.StatusNotFound, form.status, path)
					continue
				}
				require.Equal(t, http.StatusOK, form.status, "%s: %s", path, form.body)
				typed.Set("command-id", "made-"+at+path[strings.LastIndex(path, "/")+1:])
				if id := hidden.FindStringSubmatch(form.body); id != nil {
					typed.Set("command-id", id[2])
				} else {
					require.Regexp(t, "not possible yet|no longer possible|nothing of this kind", form.body, path)
				}
				got := w.post(calltest.Officer, path, typed)
				require.Contains(t, []int{http.StatusOK, http.StatusUnprocessableEntity}, got.status, "%s: %s", path, got.body)
				wellFormed(t, path, got)
				for name := range typed {
					if got.status == http.StatusUnprocessableEntity && name != "command-id" {
						require.Contains(t, got.body, `name="`+name+`"`, "%s: the form comes back", path)
					}
				}
				again := w.get(calltest.Officer, path+"?seed=x")
				require.Equal(t, http.StatusOK, again.status, "%s: %s", path, again.body)
			}
		})
	}
}
