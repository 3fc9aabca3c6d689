package browser_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/pages"
)

// The days on which the desk is looked at: tenders may come in, they are opened, they are evaluated, they run, all is over.
var days = []day{
	{what: "running", until: "2019-10-15"},
	{what: "open", until: "2019-06-13"},
	{what: "opened", until: "2019-06-20"},
	{what: "evaluated", until: "2019-07-02"},
	{what: "decided", until: "2019-07-16"},
	{what: "ended", until: "2021-01-10", held: true},
	{what: "changed", until: "2019-10-20", rules: lifetest.EveryRule, then: (*desk).furnishChanges},
	{what: "ending", until: "2019-10-20", rules: lifetest.EveryRule, then: (*desk).furnishEnding},
}

// A day is one on which the desk is looked at.
type day struct {
	what, until string
	held        bool                 // what is open on the other days has been held
	rules       func(*call.RuleBook) // of the call, nil: as in the year
	then        func(*desk)          // what happens on it besides
}

// desk is the desk of the day, furnished.
func (w day) desk(t *testing.T) *desk {
	d := newDesk(t, w.until, w.rules)
	d.furnish()
	if w.rules == nil {
		d.furnishRun() // of instalments there are none to pay then
	}
	d.furnishOthers(w.held)
	if w.then != nil {
		w.then(d)
	}
	return d
}

// unlinked are addresses to which no page has a link by which the crawl could find them, with who goes there.
var unlinked = []string{
	"/components", "/now", "/receipt", "/awarded", "/search?q=" + lifetest.Tender, "/search?q=nothing-like-this", "/device", "/register",
	"/tenders/" + lifetest.Tender, "/tenders/" + lifetest.Tender + "/state?at=2019-06-13", "/tenders/" + lifetest.Tender + "/state?at=yesterday",
	"/tenders/" + lifetest.Tender + "/score", "/tenders/" + lifetest.Tender + "/months/1", "/tenders/DHE-2019-ZZZZZZ", "/calls/NO-SUCH-CALL", "/no/such/page", "/explain/12",
	"/calls/" + calltest.Reference + "/evaluation", "/calls/" + calltest.Reference + "/ranking", "/calls/" + calltest.Reference + "/letters",
	"/calls/" + calltest.Reference + "/what-if", "/calls/" + calltest.Reference + "/bulk/verify-expense/never-sent?item=" + lifetest.Tender + ".none",
	"/calls/" + calltest.Reference + "/bulk/accept-log", "/calls/" + calltest.Reference + "/bulk/verify-expense", "/calls/" + calltest.Reference + "/bulk/assign-evaluators", "/calls/" + calltest.Reference + "/bulk/invite",
	"/calls/" + calltest.Reference + "/do/no-such-command", "/drafts/d-aaaaaaaaaaaaaaaa", "/invitations", "/organisations",
	"/books?kind=body", "/books?kind=masterclass&reference=CAP-interoperability", "/initiatives/CAP/twinnings/1", "/markets/HEALTH?words=portal+health", "/markets/HEALTH?words=nothing-like-this", "/markets/HEALTH?side=offer&topic=own-data&country=SE&speaks=en", "/markets/NOWHERE", "/surveys/NO-SUCH-SURVEY", "/bodies/NO-SUCH-BODY", "/programmes/NONE", "/surveys/EHN-2021/answers/SE", "/surveys/EHN-2021/answers/AT/edit",
	"/masterclasses/TRIESTE", "/masterclasses/TRIESTE/people", "/masterclasses/TRIESTE/evaluation", "/masterclasses/TRIESTE/evaluations",
}

// notPages are patterns that answer with no page, and what they answer with.
var notPages = map[string]string{
	"GET /sign-in":          "leads to the provider of sign-in, whose page is visited",
	"GET /sign-in/callback": "leads back from the provider",
	"POST /sign-out":        "leads to the first page",
	"GET /live":             "is a stream of events, to which pages listen",
	"GET /calls/{call}/payments/{run}/pain.001.xml": "answers with a file for a bank",
	"POST /api/v1/device":                           "answers programs", "POST /api/v1/device/token": "answers programs",
}

// Every route that anybody may see is visited by everybody who may, in all three languages, and by axe.
func TestEveryPageIsForEverybodyAndNoneIsMissed(t *testing.T) {
	s := newSweep(t)
	some, when := roles[2:3], days[:1]
	if more {
		some = roles[:3]
	}
	whole := !testing.Short()
	s.anywhere = !whole
	if whole {
		some, when = roles, days
		s.languages, s.dark = narrate.Languages(), true
	}
	if every { // each part of pages once, whatever page has it
		some, when, s.dark, s.languages = roles, days, true, narrate.Languages()
	}
	done := s.goesOn(t).Days
	before, ran := len(done), 0
	for _, day := range when {
		if slices.Contains(done, day.what) {
			continue
		}
		found, now := len(s.findings), ran
		clean := t.Run(day.what, func(t *testing.T) { // each has a database of its own
			began := time.Now()
			d := day.desk(t)
			t.Logf("%s: played in %s", day.what, time.Since(began).Round(time.Second))
			for _, who := range some {
				t.Run(who.what, func(t *testing.T) {
					t.Parallel()
					began := time.Now()
					s.visit(d.with(t), day.what, who.what, who.id)
					t.Logf("%s, %s: %s", day.what, who.what, time.Since(began).Round(time.Second))
				})
			}
			ran++
		})
		if clean && ran > now && len(s.findings) == found {
			done = append(done, day.what)
		}
		if ran > now {
			s.keeps(t, done)
		}
	}
	s.told(t)
	if (whole || every) && ran+before == len(days) {
		s.complete(t)
	}
}

// start are the addresses from which the desk is walked.
func start() []string {
	list := []string{"/", "/today"}
	for _, p := range pages.Patterns() { // every page that asks for nothing
		if method, path, _ := strings.Cut(p, " "); method == http.MethodGet && !strings.Contains(path, "{") {
			list = append(list, path)
		}
	}
	return append(list, unlinked...)
}
