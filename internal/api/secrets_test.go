package api_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

const (
	timeout = 20 * time.Second
	tick    = 50 * time.Millisecond
)

// zyx is in every word of a planted tender.
var zyx = regexp.MustCompile(`(?i)zyx|31337`)

// sealed is a desk with a tender of Zyx and one of a competitor.
func sealedDesk(t *testing.T) (d *desk, tender string) {
	d = newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	d.Until(lifetest.Year()[3].At)
	planted := calltest.Costing(lifetest.Tender, "31337.00")
	planted.Title, planted.Solution, planted.Plan, planted.Description = "Zyxtitle", "Zyxsolution", "Zyxplan", "Zyxdescription"
	a := d.command(lifetest.Stream, contact, twinning.SubmitTender{Tender: planted}, "Idempotency-Key", "mine-1", "Prefer", "wait=30")
	require.Equal(t, http.StatusCreated, a.status, a.body)
	competitor := calltest.Contact(calltest.B)
	a = d.command(calltest.Tendering(calltest.B), competitor, twinning.SubmitTender{Tender: calltest.Tender(calltest.B)}, "Prefer", "wait=30")
	require.Equal(t, http.StatusCreated, a.status, a.body)
	return d, d.tenders[lifetest.Tender]
}

// learnNothing asks everything about a tender as those who may not know of it: what they
// are told is what they are told of one that does not exist, and nothing has its words.
func learnNothing(t *testing.T, d *desk, tender string) {
	t.Helper()
	const none = "DHE-2019-ZZZZZZ"
	size := d.settled()
	for _, as := range []string{"", calltest.Stranger, calltest.Contact(calltest.B)} {
		there, not := d.gets("DHE-2019", tender, "mine-1"), map[string]bool{}
		for _, path := range d.gets("DHE-2019", none, "mine-1") {
			not[path] = true
		}
		var all []view // a 404 takes its time
		for _, path := range there {
			all = append(all, view{path: path, as: as})
		}
		twins := make([]view, len(all))
		for i, v := range all {
			twins[i] = view{path: strings.ReplaceAll(v.path, tender, none), as: as}
		}
		ask := func(v *view) { v.answer = d.ask("GET", v.path, v.as) }
		atOnce(all, ask)
		atOnce(twins, ask)
		for i, a := range all {
			path, twin := a.path, twins[i]
			require.NotRegexp(t, zyx, a.body, "%s as %q", path, as)
			require.NotContains(t, a.body, tender, "%s as %q", path, as)
			if !not[path] { // of the tender
				require.Equal(t, http.StatusNotFound, a.status, "%s as %q: %s", path, as, a.body)
				require.Equal(t, twin.status, a.status)
				require.Equal(t, twin.body, a.body, "%s as %q", path, as)
				require.Equal(t, len(twin.header), len(a.header))
			}
		}
		if as == "" {
			continue
		}
		for _, ask := range []string{"", "?dry-run=true"} {
			for _, c := range []twinning.Command{twinning.WithdrawTender{Reason: "mine"}, twinning.SubmitTender{Tender: calltest.Tender(lifetest.Tender)}} {
				content, err := json.Marshal(c)
				require.NoError(t, err)
				a := d.send("POST", "/api/v1/tenders/"+tender+"/"+c.Kind()+ask, as, content, "If-Match", `"7"`)
				twin := d.send("POST", "/api/v1/tenders/"+none+"/"+c.Kind()+ask, as, content, "If-Match", `"7"`)
				require.Equal(t, http.StatusNotFound, a.status, a.body)
				require.Equal(t, twin.body, a.body)
			}
		}
	}
	d.nobodyRecorded(size)
}

func TestWhoMayNotKnowOfATenderLearnsNothingOfItBeforeAndAfterTheOpening(t *testing.T) {
	t.Parallel()
	d, tender := sealedDesk(t)
	learnNothing(t, d, tender)
	for _, path := range d.gets("DHE-2019", tender, "mine-1") {
		require.NotRegexp(t, zyx, d.ask("GET", path, calltest.Officer).body, "%s: it is sealed to the staff as well", path)
	}
	require.Regexp(t, zyx, d.ask("GET", "/api/v1/tenders/"+tender, contact).body, "its party reads it")

	for _, s := range lifetest.Year() {
		if open, ok := s.Command.(call.OpenTenders); ok {
			d.Until(s.At)
			require.Equal(t, 200, d.command(calltest.Stream, s.By, open, "Prefer", "wait=30").status)
		}
	}
	require.Regexp(t, zyx, d.ask("GET", "/api/v1/tenders/"+tender, calltest.Officer).body, "the staff reads it once it is opened")
	learnNothing(t, d, tender)
}

func TestADraftedCallAndNoCallAreTheSameToThePublic(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := lifetest.Year()[0]
	d.Until(first.At)
	require.Equal(t, http.StatusCreated, d.command(first.Stream, first.By, first.Command, "Prefer", "wait=30").status)
	var drafted, none []view
	for _, path := range d.gets("DHE-2019", "DHE-2019-ZZZZZZ", "x") {
		for _, as := range []string{"", calltest.Stranger} {
			drafted = append(drafted, view{path: path, as: as})
			none = append(none, view{path: strings.ReplaceAll(path, "DHE-2019", "NONE"), as: as})
		}
	}
	ask := func(v *view) { v.answer = d.ask("GET", v.path, v.as) }
	atOnce(drafted, ask)
	atOnce(none, ask)
	for i, a := range drafted {
		require.Equal(t, none[i].status, a.status, a.path)
		require.Equal(t, none[i].body, a.body, a.path)
	}
}

func TestWhetherSomethingIsHiddenIsNotToldByTheTimeOfTheAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("answers are timed: make slow")
	}
	t.Parallel()
	d, tender := sealedDesk(t)
	fastest := func(ref string) time.Duration {
		least := time.Hour
		for range 5 {
			began := time.Now()
			require.Equal(t, 404, d.ask("GET", "/api/v1/tenders/"+ref, calltest.Stranger).status)
			least = min(least, time.Since(began))
		}
		return least
	}
	hidden, none := fastest(tender), fastest("DHE-2019-ZZZZZZ")
	require.GreaterOrEqual(t, min(hidden, none), 100*time.Millisecond)
	require.InDelta(t, hidden.Seconds(), none.Seconds(), 0.05)
}
