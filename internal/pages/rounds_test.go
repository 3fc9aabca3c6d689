package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

func TestTheRoundsOfLettersSayWhoWasToldWhenAndWhatIsToDo(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, inRounds(), day(t, "2019-07-15"))
	page := "/calls/" + calltest.Reference + "/letters"
	w.until("2019-07-14")
	require.Contains(t, w.get(calltest.Officer, page).body, "goes out by itself on", "a round that is to come")
	w.until("2019-07-19")
	for _, person := range []string{calltest.Officer, calltest.Head, calltest.Auditor} {
		a := w.get(person, page)
		require.Equal(t, http.StatusOK, a.status)
		wellFormed(t, "rounds of letters to "+person, a)
		require.Contains(t, a.body, lifetest.Tender)
		require.Contains(t, a.body, "Addressee")
		require.Contains(t, a.body, page+"/awarded?to="+calltest.Contact(lifetest.Tender), "the letter itself")
		require.Contains(t, a.body, "Every tender has been told.")
		require.Contains(t, a.body, "Contracts can be signed")
	}
	require.Equal(t, http.StatusOK, w.get(calltest.Officer, page+"/awarded?to="+calltest.Contact(lifetest.Tender)).status)
	require.Equal(t, http.StatusForbidden, w.get(calltest.Stranger, page).status)
}

// inRounds is a year whose letters about the outcome go out in rounds.
func inRounds() []lifetest.Step {
	var steps []lifetest.Step
	for _, s := range lifetest.Year() {
		if c, is := s.Command.(call.OpenCall); is {
			c.Rules.Award.Letters = []call.Round{{Verdict: call.Awarded}, {Verdict: call.Reserve, After: calltest.Length("2 days")}, {Verdict: call.Rejected, After: calltest.Length("3 days")}}
			s.Command = c
		}
		steps = append(steps, s)
	}
	return steps
}

func TestAComplaintIsShownWithWhatIsToDoAboutIt(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, ineligible(), day(t, "2019-06-22"))
	w.does(calltest.Contact(lifetest.Tender), doTender+"lodge-complaint", url.Values{"grounds": {"facts"}, "text": {"The declaration was there."}})
	page := "/calls/" + calltest.Reference + "/letters"
	head := w.get(calltest.Head, page)
	wellFormed(t, "a complaint that waits", head)
	require.Contains(t, head.body, "The declaration was there.")
	require.Contains(t, head.body, doTender+"review-complaint")
	require.Contains(t, head.body, "Answer due")
	auditor := w.get(calltest.Auditor, page)
	require.NotContains(t, auditor.body, "review-complaint")
	require.Contains(t, auditor.body, "Waits for")
	w.does(calltest.Head, doTender+"review-complaint", url.Values{"upheld": {"no"}, "finding": {"none"}, "reason": {"It was not."}})
	after := w.get(calltest.Head, page)
	require.Contains(t, after.body, "It was not.")
	require.NotContains(t, after.body, doTender+"review-complaint")
}
