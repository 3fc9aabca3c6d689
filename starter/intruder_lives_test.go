package main

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/survey"
)

// Who has which part in the lives beside calls: the officer of the call is their staff; the contact of one tender offers, that of the other seeks,
// and is a member of the body and answers the survey.
var (
	offers = calltest.Contact(mine)
	seeks  = calltest.Contact(gone)
)

// kept are the words that stand in these lives and nowhere else, with who reads them.
var kept = map[string][]string{
	"zyxdraftentry": {offers},                   // an entry that is not submitted
	"zyxmessage":    {offers, seeks},            // what an interest says
	"zyxdeclined":   {offers, seeks},            // why it was declined
	"zyxminutes":    {calltest.Officer, seeks},  // minutes that are not published: the secretariat, and who sits
	"zyxcomment":    {calltest.Officer, seeks},  // what was said to them
	"zyxinterests":  {calltest.Officer, seeks},  // declared interests of a member
	"zyxanswer":     {calltest.Officer, seeks},  // an answer to a survey: the staff, and who answers for the country
	"zyxremark":     {calltest.Officer, offers}, // on a topic: the staff, and who speaks for the country
}

// acts sends a command to a life, as somebody.
func (f *fortress) acts(stream, as, id string, c law.Command) {
	f.t.Helper()
	k, _ := lives.Of(stream)
	content, err := json.Marshal(c)
	require.NoError(f.t, err)
	a := f.do(http.MethodPost, "/api/v1/"+k.Plural()+"/"+law.Reference(stream)+"/"+c.Kind()+"?wait=30", content, f.as(as), func(r *http.Request) { r.Header.Set("Idempotency-Key", id) })
	require.Contains(f.t, []int{http.StatusOK, http.StatusCreated}, a.status, "%s: %s", c.Kind(), a.body)
}

// ruleBook reads a rule book that ships.
func ruleBook[T any](t *testing.T, name string, parse func(string, []byte) (T, error)) T {
	t.Helper()
	text, err := os.ReadFile("../programmes/" + name + ".yaml")
	require.NoError(t, err)
	rules, err := parse(name, text)
	require.NoError(t, err)
	return rules
}

// furnish begins a marketplace with entries and interests, a body with minutes, a survey and an initiative.
func (f *fortress) furnish() (refs map[string][]string) {
	f.t.Helper()
	m := ruleBook(f.t, "markets/health", programme.ParseMarket)
	m.Officers = []string{calltest.Officer}
	f.acts(market.Root+"HEALTH", calltest.Officer, "m", market.OpenMarket{Rules: m})
	entry := func(by, id, record string, side market.Side, words string, publish bool) string {
		reference := market.NewReference("HEALTH", id, by)
		f.acts(market.EntryRoot+reference, by, id, market.DraftEntry{Content: market.Content{
			Side: side, Title: law.Text(words + " title"), Description: "Citizens read their own record.", Kind: "product", Priority: "secure-access", Topic: "own-data",
			Types: []string{"adaptation"}, Organisation: record, Country: "SE", Languages: []string{"en"}, Readiness: []market.ReadinessAnswer{{Question: "in-use", Option: "routine"}},
		}})
		if publish {
			f.acts(market.EntryRoot+reference, by, id+"-s", market.SubmitEntry{})
			f.acts(market.EntryRoot+reference, calltest.Officer, id+"-p", market.PublishEntry{})
		}
		return reference
	}
	for by, record := range map[string]string{offers: "CCCCCCCCCC", seeks: "DDDDDDDDDD"} {
		f.acts(organisation.Root+record, by, "o-"+by, organisation.Record{Details: organisation.Details{Name: "An organisation", Address: "Somewhere 1", Country: "SE"}})
	}
	draft := entry(offers, "e1", "CCCCCCCCCC", market.Offer, "zyxdraftentry", false)
	offer := entry(offers, "e2", "CCCCCCCCCC", market.Offer, "published", true)
	sought := entry(seeks, "e3", "DDDDDDDDDD", market.Requirement, "published", true)
	interest := func(id string) string {
		reference := market.NewReference("HEALTH", id, seeks)
		f.acts(market.InterestRoot+reference, seeks, id, market.ExpressInterest{Entry: offer, From: sought, Message: "zyxmessage", Consent: true})
		return reference
	}
	declined := interest("i1")
	f.acts(market.InterestRoot+declined, offers, "i1-d", market.DeclineInterest{Why: "zyxdeclined"})
	introduced := interest("i2")
	f.acts(market.InterestRoot+introduced, offers, "i2-a", market.AcceptInterest{})

	s := ruleBook(f.t, "surveys/ehn-2021", programme.ParseSurvey)
	s.Officers, s.Closes = []string{calltest.Officer}, calltest.Date("2019-09-28")
	f.acts(survey.Root+"EHN-2021", calltest.Officer, "s1", survey.OpenSurvey{Rules: s})
	f.acts(survey.Root+"EHN-2021", calltest.Officer, "s2", survey.NameRespondent{Country: "SE", Person: seeks})
	f.acts(survey.Root+"EHN-2021", seeks, "s3", survey.AnswerSurvey{Country: "SE", Answers: []survey.Given{
		{Part: "receive", Options: []string{"yes"}},
		{Part: "provide", Options: []string{"yes"}},
		{Part: "areas", Cells: []survey.Cell{{Row: "exchange", Column: "offers"}, {Row: "access-control", Column: "seeks"}}},
		{Part: "activities", Options: []string{"experts", "training"}},
		{Part: "follow-up", Options: []string{"yes"}},
		{Part: "form", Text: "zyxanswer"},
	}})

	i := ruleBook(f.t, "initiatives/capacityhd", programme.ParseInitiative)
	i.Officers, i.Closes, i.OneSided.Until = []string{calltest.Officer}, calltest.Date("2019-09-20"), calltest.Date("2019-12-20")
	f.acts(capacity.Root+"CAPACITYHD", calltest.Officer, "c1", capacity.OpenInitiative{Rules: i})
	f.acts(capacity.Root+"CAPACITYHD", calltest.Officer, "c2", capacity.NameCountryContact{Country: "SE", Person: offers})
	f.acts(capacity.Root+"CAPACITYHD", offers, "c3", capacity.StateTopicInterest{Country: "SE", Topic: i.Topics[0].ID, Offers: true, Activities: []string{"seminars"}, Languages: []string{"en"}, Remarks: "zyxremark"})

	b := ruleBook(f.t, "bodies/ehealth-network", programme.ParseBody)
	b.Officers = []string{calltest.Officer}
	f.acts(body.Root+"EHN", calltest.Officer, "b1", body.OpenBody{Rules: b})
	f.acts(body.Root+"EHN", calltest.Officer, "b2", body.AppointMember{Member: "SE", Seat: "authorities", Country: "SE", Person: seeks, From: calltest.Date("2019-06-01")})
	f.acts(body.Root+"EHN", seeks, "b3", body.DeclareInterests{Text: "zyxinterests"})
	f.acts(body.Root+"EHN", calltest.Officer, "b4", body.ConveneMeeting{
		Meeting: "15", Title: "15th meeting", Starts: calltest.Wall("2019-08-20T09:30"), Ends: calltest.Wall("2019-08-20T17:00"), Agenda: []body.AgendaItem{{ID: "1", Title: "State of play", For: body.ForInformation}},
	})
	f.Until(time.Date(2019, 8, 21, 9, 0, 0, 0, time.UTC))
	f.acts(body.Root+"EHN", calltest.Officer, "b5-p", body.RecordPresence{Meeting: "15", Present: []body.BodyPresence{{Member: "SE", Person: seeks}}})
	f.acts(body.Root+"EHN", calltest.Officer, "b5", body.DraftMinutes{Meeting: "15", Text: "zyxminutes"})
	f.acts(body.Root+"EHN", seeks, "b6", body.CommentMinutes{Meeting: "15", Text: "zyxcomment"})
	f.settle()
	return map[string][]string{
		"{market}": {"HEALTH"}, "{entry}": {draft, offer, sought}, "{interest}": {declined, introduced}, "{survey}": {"EHN-2021"}, "{country}": {"SE", "AT"},
		"{initiative}": {"CAPACITYHD"}, "{body}": {"EHN"}, "{meeting}": {"15"}, "{life}": {"HEALTH", draft, declined, "EHN-2021", "CAPACITYHD", "EHN"},
		"{stream}": {"market/HEALTH", "entry/" + draft, "entry/" + offer, "interest/" + declined, "interest/" + introduced, "survey/EHN-2021", "initiative/CAPACITYHD", "body/EHN"},
	}
}

var ofTheseLives = regexp.MustCompile(`\{(market|entry|interest|survey|initiative|body|life)\}|/(entries|interests|markets|surveys|initiatives|bodies|today|obligations|letters|search)$`)

// TestNobodyReadsOfAnotherKindOfLifeWhatIsNotTheirs asks every question about marketplaces, bodies, surveys and initiatives as everybody, over the
// API, on pages and at a command line: drafts, messages, reasons for declining, contact data, minutes that are not published, declared interests,
// answers and remarks are read by those whose they are.
func TestNobodyReadsOfAnotherKindOfLifeWhatIsNotTheirs(t *testing.T) {
	f := newFortress(t, "2019-06-13")
	refs := f.furnish()
	var paths []string
	add := func(path string) {
		all := []string{path}
		for _, name := range sortedKeys(refs) {
			var next []string
			for _, p := range all {
				if !strings.Contains(p, name) {
					next = append(next, p)
					continue
				}
				for _, ref := range refs[name] {
					next = append(next, strings.ReplaceAll(p, name, ref))
				}
			}
			all = next
		}
		for _, p := range all {
			paths = append(paths, f.filled(p)...)
		}
	}
	for _, op := range f.ops {
		if op.method == http.MethodGet && ofTheseLives.MatchString(op.path) {
			add(op.path)
		}
	}
	for _, page := range []string{
		"/markets/{market}", "/entries/{entry}", "/entries/{entry}/history", "/interests/{interest}", "/interests/{interest}/history", "/surveys/{survey}", "/surveys/{survey}/answers/{country}", "/surveys/{survey}/result",
		"/surveys/{survey}/history", "/surveys/{survey}/state", "/surveys/{survey}/invitations", "/initiatives/{initiative}", "/initiatives/{initiative}/board", "/initiatives/{initiative}/history",
		"/bodies/{body}", "/bodies/{body}/meetings/{meeting}", "/bodies/{body}/applications", "/bodies/{body}/history", "/bodies/{body}/state", "/today", "/search?q=zyx", "/letters",
	} {
		add(page)
	}
	require.Greater(t, len(paths), 60)
	reads := map[string]bool{} // words that somebody has read
	type ask struct {
		person, path string
		line         []byte // what is typed at a command line
	}
	var all []ask
	for _, person := range everyRole() {
		for _, path := range paths {
			all = append(all, ask{person, path, nil})
		}
		for _, of := range refs["{stream}"] {
			for _, command := range []string{"show", "history", "explain", "obligations"} {
				line, err := json.Marshal(map[string]any{"args": []string{command, of}})
				require.NoError(t, err)
				all = append(all, ask{person, "/api/v1/command-line", line})
			}
		}
	}
	several(t, all, func(one ask) {
		method := http.MethodGet
		if one.line != nil {
			method = http.MethodPost
		}
		a := f.do(method, one.path, one.line, f.as(one.person))
		require.Less(t, a.status, 500, "%s as %q: %s", one.path, one.person, a.body)
		text := own(one.person, "GET "+strings.TrimPrefix(one.path, "/api/v1"), a.body)
		for words, who := range kept {
			if !strings.Contains(text, words) {
				continue
			}
			require.Contains(t, who, one.person, "%s is read at %s %s", words, one.path, one.line)
			f.mu.Lock()
			reads[words] = true
			f.mu.Unlock()
		}
		if one.person != offers && one.person != seeks {
			require.NotContains(t, text, lifetest.Canary, "a name or an address at %s as %q", one.path, one.person)
		}
	})
	for words := range kept {
		require.True(t, reads[words], "nobody has read %s: its own people do, or this test asks for nothing", words)
	}
	f.quiet()
}
