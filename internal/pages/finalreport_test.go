package pages_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// The final report shows what the type of its twinning asks for: the form begins with it, and the twinning is closed on it.
func TestATwinningIsReportedAndClosedOnPages(t *testing.T) {
	t.Parallel()
	last := calendar.Month(lifetest.Book().Dates.Start, 12).LastDay()
	w := newWorld(t, day(t, last.AddDays(15).String()))
	w.until(last.AddDays(15).String())
	contact, report, accept := calltest.Contact(lifetest.Tender), doTender+"submit-report?report=final", doTender+"accept-report?report=final"
	require.Contains(t, w.waiting(contact), report)
	form, _ := w.shown(contact, report)
	require.Contains(t, form.body, `<option value="infrastructure" selected>Infrastructure</option>`, "the rows begin with what is asked for")
	require.Contains(t, form.body, `<option value="licence" selected>Licence basis</option>`)
	wellFormed(t, "a final report", form)
	w.fills(contact, report, url.Values{
		"summary": {"It runs."}, "evidence-0-what": {"On its own servers."}, "evidence-1-what": {"Open source."},
		"evidence": {"0", "1", "2"}, "evidence-2-what": {"A photograph."},
	})
	require.Contains(t, w.waiting(calltest.Officer), accept)
	judged, _ := w.shown(calltest.Officer, accept)
	for _, shown := range []string{"Infrastructure", "On its own servers.", "Licence basis", "Open source.", "Something else", "A photograph."} {
		require.Contains(t, judged.body, shown)
	}
	w.fills(calltest.Officer, accept, url.Values{"report": {"final"}})
	w.until(last.AddDays(20).String())
	require.Contains(t, w.waiting(calltest.Officer), doTender+"close-twinning")
	w.fills(calltest.Officer, doTender+"close-twinning", url.Values{})
	require.Contains(t, w.get(contact, "/tenders/"+lifetest.Tender).body, "closed")
	w.Until(w.now().Add(time.Hour))
	require.NotContains(t, w.waiting(contact), report, "nothing is owed any more")
}
