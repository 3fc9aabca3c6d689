package browser_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/programme"
)

// after is a day so many days from now.
func (d *desk) after(days int) calendar.Date {
	d.t.Helper()
	return calendar.DateOf(d.now().AddDate(0, 0, days), time.UTC)
}

// sees waits until a page shows words to somebody.
func (d *desk) sees(id, path, words string) {
	d.t.Helper()
	require.Eventually(d.t, func() bool { return strings.Contains(d.get(id, path, "en").text, words) }, time.Minute, 50*time.Millisecond, "%s: %s", path, words)
}

// furnishMasterclass is a masterclass with one place more than two people ask for less: one is registered, one waits. Where it is held,
// days pass: who was present is recorded, an evaluation form is filled in, and a certificate is taken.
func (d *desk) furnishMasterclass(held bool) {
	d.t.Helper()
	text, err := os.ReadFile("../../programmes/masterclasses/trieste-2024.yaml")
	require.NoError(d.t, err)
	rules, err := programme.ParseMasterclass("trieste-2024.yaml", text)
	require.NoError(d.t, err)
	rules.Officers, rules.Capacity, rules.Experts = []string{calltest.Officer}, 2, []masterclass.Expert{{Person: calltest.Ada, Tutor: true, Modules: []string{"testing"}}}
	rules.RegisterBy, rules.EvaluateBy = d.after(6), d.after(80)
	clock := func(s string) calendar.WallClock {
		c, err := calendar.ParseWallClock(s)
		require.NoError(d.t, err)
		return c
	}
	rules.Sessions[0].Starts, rules.Sessions[0].Ends = clock(d.after(12).String()+"T09:00"), clock(d.after(12).String()+"T18:00")
	page := "/masterclasses/TRIESTE"
	d.acts(masterclass.Root+"TRIESTE", calltest.Officer, masterclass.OpenMasterclass{Rules: rules})
	d.there("", page)
	for i, who := range []string{calltest.Contact(lifetest.Tender), calltest.Stranger, calltest.Ben} {
		d.does(who, page+"/do/register", url.Values{
			"command-id": {"m" + who}, "group": {"administration"}, "country": {[]string{"SE", "AT", "DE"}[i]}, "needs": {"Step-free access, and a place near the screen."},
			"organisation": {"Region Skåne, Koncernkontoret, avdelningen för digitalisering och hälso- och sjukvårdsutveckling"},
		})
	}
	d.does(calltest.Stranger, page+"/do/confirm", url.Values{"command-id": {"mc"}})
	d.does(calltest.Officer, page+"/do/material", url.Values{"command-id": {"mm"}, "id": {"slides"}, "title": {"Slides of the first morning"}, "link": {"https://files.example/slides.pdf"}, "sha256": {strings.Repeat("ab", 32)}})
	if !held {
		return
	}
	d.does(calltest.Contact(lifetest.Tender), page+"/do/confirm", url.Values{"command-id": {"mc2"}})
	d.Until(d.now().AddDate(0, 0, 13))
	d.sees(calltest.Officer, page+"/people", `name="present"`)
	d.does(calltest.Officer, page+"/do/present", url.Values{"command-id": {"mp"}, "session": {rules.Sessions[0].ID}, "present": {calltest.Stranger, calltest.Contact(lifetest.Tender)}})
	d.does(calltest.Stranger, page+"/evaluation", url.Values{"command-id": {"me"}, "a-content-mark": {"good"}, "a-tutors-mark": {"fair"}, "a-use-text": {"The test plan, and the list of what to ask a supplier."}})
	d.does(calltest.Stranger, page+"/do/certificate", url.Values{"command-id": {"mt"}})
}

// furnishInitiative is an initiative in which two countries have said what they offer and seek. Where it is held, its days pass: a
// pairing runs as a twinning of two countries with reports, and another is proposed.
func (d *desk) furnishInitiative(held bool) {
	d.t.Helper()
	text, err := os.ReadFile("../../programmes/initiatives/capacityhd.yaml")
	require.NoError(d.t, err)
	rules, err := programme.ParseInitiative("capacityhd.yaml", text)
	require.NoError(d.t, err)
	rules.Officers, rules.Closes, rules.OneSided.Until, rules.AnswerDays = []string{calltest.Officer}, d.after(7), d.after(78), 3
	page, swede, austrian := "/initiatives/CAP", calltest.Contact(lifetest.Tender), calltest.Stranger
	d.acts(capacity.Root+"CAP", calltest.Officer, capacity.OpenInitiative{Rules: rules})
	d.there("", page)
	does := func(who, id, what string, typed url.Values) {
		d.t.Helper()
		typed.Set("command-id", "i"+id)
		d.does(who, page+"/do/"+what, typed)
	}
	does(calltest.Officer, "1", "name", url.Values{"country": {"SE"}, "person": {swede}})
	does(calltest.Officer, "2", "name", url.Values{"country": {"AT"}, "person": {austrian}})
	for i, topic := range rules.Topics[:min(3, len(rules.Topics))] {
		n := string(rune('a' + i))
		does(swede, "3"+n, "state", url.Values{"country": {"SE"}, "topic": {topic.ID}, "offers": {"yes"}, "activities": {"seminars"}, "languages": {"en"}, "remarks": {"Two people of the directorate."}})
		if i < 2 {
			does(austrian, "4"+n, "state", url.Values{"country": {"AT"}, "topic": {topic.ID}, "seeks": {"yes"}, "activities": {"seminars"}, "languages": {"en"}})
		}
	}
	if !held {
		return
	}
	first, second := rules.Topics[0].ID, rules.Topics[1].ID
	d.Until(d.now().AddDate(0, 0, 8))
	d.sees(calltest.Officer, page+"/board", "both wish for Seminars")
	pair := func(id, topic string) {
		does(calltest.Officer, id, "pair", url.Values{"topic": {topic}, "offers": {"SE"}, "seeks": {"AT"}, "begins": {d.after(6).String()}, "months": {"3"}})
	}
	pair("5", first)
	for who, country := range map[string]string{swede: "SE", austrian: "AT"} {
		does(who, "6"+country, "answer", url.Values{"pairing": {"1"}, "country": {country}, "answer": {"accept"}})
	}
	d.Until(d.now().AddDate(0, 0, 26))
	d.sees(swede, page+"/board", "/do/report")
	does(swede, "7", "report", url.Values{"twinning": {"1"}, "period": {"1"}, "activity": {"seminars"}, "on": {d.after(-10).String()}, "participants": {"20"}, "what": {"A seminar on roadmaps, with the regions."}})
	does(swede, "8", "joint-report", url.Values{"twinning": {"1"}, "text": {"Austria has a roadmap, and knows whom to ask."}, "follow-up": {"yes"}})
	pair("9", second)
	d.sees(austrian, page+"/board", "/do/answer")
	require.Equal(d.t, http.StatusOK, d.get(swede, page+"/board", "en").status)
}
