package pages_test

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/narrate"
)

const doCall = "/calls/" + calltest.Reference + "/do/"

var waits = regexp.MustCompile(`<p class="next"><a class="button" href="([^"]+)"`)

// waiting are the buttons of somebody's first page, in their order.
func (w *world) waiting(person string) []string {
	w.t.Helper()
	a := w.get(person, "/today")
	require.Equal(w.t, http.StatusOK, a.status, "%s: %s", person, a.body)
	wellFormed(w.t, "what waits for "+person, a)
	var list []string
	for _, m := range waits.FindAllStringSubmatch(a.body, -1) {
		list = append(list, strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	return list
}

func TestTodayHoldsWhatWaitsForEachRoleWithTheOneButtonThatSettlesIt(t *testing.T) {
	t.Parallel()
	contact, signatory := calltest.Contact(lifetest.Tender), calltest.Signatory(lifetest.Tender)
	hands := []string{
		calltest.Officer, calltest.Head, calltest.Procurer, calltest.Verifier, calltest.Authoriser, calltest.Payer,
		calltest.Ada, calltest.Ben, contact, signatory, calltest.Auditor, calltest.Stranger,
	}
	for _, x := range []struct {
		on    string
		waits map[string][]string // buttons by person
	}{
		{"2019-06-18", map[string][]string{calltest.Officer: {doTender + "decide-eligibility"}}},
		{"2019-06-21", map[string][]string{calltest.Officer: {doCall + "draw-assignments"}}},
		{"2019-06-24", map[string][]string{calltest.Ada: {"/tenders/" + lifetest.Tender + "/score"}, calltest.Ben: {"/tenders/" + lifetest.Tender + "/score"}}},
		{"2019-07-05", map[string][]string{calltest.Officer: {doCall + "prepare-award"}, calltest.Head: {doCall + "prepare-award"}}},
		{"2019-07-14", map[string][]string{calltest.Head: {doCall + "release-award"}}},
		{"2019-07-19", map[string][]string{signatory: {doTender + "sign-contract"}, calltest.Procurer: {doTender + "sign-contract"}}},
		{"2019-07-21", map[string][]string{calltest.Procurer: {doTender + "sign-contract"}}},
		{"2019-09-05", map[string][]string{contact: {"/tenders/" + lifetest.Tender + "/months/1"}}},
		{"2019-09-08", map[string][]string{calltest.Officer: {doTender + "accept-log?month=1"}}},
		{"2019-09-10", map[string][]string{calltest.Verifier: {doTender + "approve-expense?expense=e1", doTender + "approve-expense?expense=e2"}}},
		{"2019-09-13", map[string][]string{calltest.Authoriser: {doTender + "approve-expense?expense=e2"}}},
		{"2019-09-15", map[string][]string{calltest.Payer: {doTender + "approve-expense?expense=e2"}}},
	} {
		t.Run(x.on, func(t *testing.T) {
			if testing.Short() && slices.Contains([]string{"2019-06-18", "2019-06-21", "2019-07-05", "2019-07-14", "2019-07-21", "2019-09-08", "2019-09-13", "2019-09-15"}, x.on) {
				t.Skip("one of several days: make slow")
			}
			t.Parallel()
			w := newWorld(t, day(t, x.on))
			w.until(x.on)
			for _, person := range hands {
				list := w.waiting(person)
				for _, want := range x.waits[person] {
					require.Contains(t, list, want, "%s on %s", person, x.on)
				}
				for _, href := range list {
					require.Equal(t, http.StatusOK, w.get(person, href).status, "%s on %s: the button leads to %s", person, x.on, href)
				}
			}
			q := w.queries()
			for _, person := range hands {
				rows, err := q.Waiting(narrate.WithLanguage(t.Context(), "de"), access.Viewer{Person: person})
				require.NoError(t, err)
				last := ""
				for _, row := range rows {
					require.NotEmpty(t, row.What)
					at := row.At
					if at == "" {
						at = "~"
					}
					require.LessOrEqual(t, last, at, "%s on %s: sorted by the instant at which each is due", person, x.on)
					last = at
				}
			}
		})
	}
}

func TestASecondSignatureWaitsForWhoeverMayGiveItAndNotForWhoGaveTheFirst(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, ineligible(), day(t, "2019-06-18"))
	w.does(calltest.Officer, doTender+"decide-eligibility", map[string][]string{"verdict": {"eligible"}, "override": {"yes"}, "reason": {"The declaration is on paper."}})
	require.Contains(t, w.waiting(calltest.Head), doTender+"sign-eligibility")
	require.NotContains(t, w.waiting(calltest.Officer), doTender+"sign-eligibility")

	w.does(calltest.Officer, doCall+"cancel-call", map[string][]string{"why": {"The budget is gone."}})
	require.NotContains(t, w.waiting(calltest.Officer), doCall+"sign-proposal?number=1")
	require.Contains(t, w.waiting(calltest.Head), doCall+"sign-proposal?number=1")
}

func TestWhatWaitsIsShownByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-18"))
	for _, page := range []string{"?after=x", "?after=2019-06-18++twinning%2FDHE-2019%2FK7Q2MD+eligibility+map%5B%5D", "?after=~++call%2FDHE-2019+publish-call+map%5B%5D"} {
		require.Equal(t, http.StatusOK, w.get(calltest.Officer, "/today"+page).status)
	}
}

var thingsWait = regexp.MustCompile(`(\d+) things wait for you`)

// Where more waits than one page shows, each page says how many things there are on all of them.
func TestWhatWaitsOnAllPagesIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, nil, time.Time{})
	w.FillOpened(w.Fill(1, 1, 5), 60)
	shown, said := 0, map[string]bool{}
	for path := "/today"; path != ""; {
		a := w.get(calltest.Officer, path)
		require.Equal(t, http.StatusOK, a.status, a.body)
		wellFormed(t, path, a)
		shown += strings.Count(a.body, `<p class="when">`)
		for _, m := range thingsWait.FindAllStringSubmatch(a.body, -1) {
			said[m[1]] = true
		}
		next := nextPage.FindStringSubmatch(a.body)
		if path = ""; next != nil {
			path = "/today" + html.UnescapeString(next[1])
		}
	}
	require.Greater(t, shown, 50)
	require.Equal(t, map[string]bool{strconv.Itoa(shown): true}, said)
}

var nextPage = regexp.MustCompile(`href="([^"]+)" rel="next"`)
