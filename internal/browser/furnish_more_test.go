package browser_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/survey"
)

// acts has somebody send a command, and waits until it is judged.
func (d *desk) acts(stream, by string, c law.Command) {
	d.t.Helper()
	d.Receive(lifetest.Step{At: d.now(), Stream: stream, By: by, Command: c})
}

func (d *desk) now() time.Time {
	d.t.Helper()
	clock, err := d.Ledger.Clock(d.t.Context())
	require.NoError(d.t, err)
	return clock.Now()
}

// does posts a form that must be carried out.
func (d *desk) does(id, path string, typed url.Values) answer {
	d.t.Helper()
	a := d.post(id, path, typed)
	require.Less(d.t, a.status, 400, "%s: %s", path, a.text)
	return a
}

// there waits until somebody sees a page.
func (d *desk) there(id, path string) {
	d.t.Helper()
	require.Eventually(d.t, func() bool { return d.get(id, path, "en").status == http.StatusOK }, time.Minute, 50*time.Millisecond, path)
}

// furnishOthers adds lives of the other kinds: a programme, a marketplace with entries and interests, a survey with an answer, a masterclass,
// an initiative; and an export. held: their days have passed.
func (d *desk) furnishOthers(held bool) {
	d.t.Helper()
	d.furnishMarket() // before there are administrators: then only officers of a programme open these
	d.furnishSurvey()
	d.furnishBody()
	d.furnishMasterclass(held)
	d.furnishInitiative(held)
	body, err := json.Marshal(governance.FirstAdministratorMade{Person: calltest.Head})
	require.NoError(d.t, err)
	_, err = d.Ledger.Append(d.t.Context(), ledger.Request{Stream: governance.AdministrationStream, Seen: -1, Drafts: []ledger.Draft{{Kind: governance.FirstAdministratorKind, Body: body}}})
	require.NoError(d.t, err)
	d.acts(governance.ProgrammeStream("DHE"), calltest.Head, governance.OpenProgramme{Name: "Digital Health Europe", Zone: "Europe/Brussels"})
	d.there(calltest.Head, "/programmes/DHE")
	d.does(calltest.Officer, "/exports", url.Values{"id": {"x-aaaaaaaaaaaaaaaaaaaaaaaaaa"}, "what": {"obligations"}, "format": {"csv"}, "reference": {calltest.Reference}})
}

const (
	sellers = "AAAAAAAAAA"
	seekers = "BBBBBBBBBB"
)

func (d *desk) furnishMarket() {
	d.t.Helper()
	seller, seeker := calltest.Contact(lifetest.Tender), calltest.Stranger
	text, err := os.ReadFile("../../programmes/markets/health.yaml")
	require.NoError(d.t, err)
	rules, err := programme.ParseMarket("health.yaml", text)
	require.NoError(d.t, err)
	rules.Officers = []string{calltest.Officer}
	d.acts(market.Root+"HEALTH", calltest.Officer, market.OpenMarket{Rules: rules})
	for by, of := range map[string][2]string{
		seller: {sellers, "Region Skåne, Koncernkontoret, avdelningen för digitalisering och hälso- och sjukvårdsutveckling"}, seeker: {seekers, "Tirol Kliniken GmbH"},
	} {
		d.acts(organisation.Root+of[0], by, organisation.Record{Details: organisation.Details{Name: of[1], Address: "Somewhere 1", Country: "SE"}})
		d.there(by, "/organisations/"+of[0])
	}
	d.there("", "/markets/HEALTH")
	offer := d.entry(seller, "m1", "offer", "Telemonitoring von Patientinnen und Patienten mit chronischer Herzinsuffizienz im ländlichen Raum", sellers, "SE")
	sought := d.entry(seeker, "m2", "requirement", "A portal in which citizens read their own record", seekers, "AT")
	second := d.entry(seller, "m3", "offer", "Shared care plans", sellers, "SE")
	d.entry(seller, "m4", "offer", "An entry that waits to be checked", sellers, "SE") // it stays in the queue
	for _, e := range []string{offer, sought, second} {
		d.does(calltest.Officer, "/entries/"+e+"/do/publish", url.Values{"command-id": {"pub" + e}})
	}
	for i, e := range []string{offer, second} {
		id := []string{"int-1", "int-2"}[i]
		d.does(seeker, "/entries/"+e+"/do/interest", url.Values{"command-id": {id}, "from": {sought}, "why": {"We would like to see how it is used, and what it costs a year."}, "consent": {"yes"}})
	}
	d.does(seller, "/interests/"+market.NewReference("HEALTH", "int-1", seeker)+"/do/accept", url.Values{"command-id": {"int-3"}})
}

// entry is an entry of a marketplace that waits to be checked.
func (d *desk) entry(as, id, side, title, record, country string) string {
	d.t.Helper()
	typed := url.Values{
		"command-id": {id}, "side": {side}, "title": {title}, "description": {"Citizens and their doctors read and write one record.\r\n\r\nIt has been in use for six years."}, "kind": {"product"}, "topic": {"own-data"},
		"types": {"adaptation"}, "languages": {"en"}, "organisation": {record}, "country": {country}, "q-in-use": {"routine"}, "then": {"next"},
	}
	for _, step := range []string{"solution", "field", "place", "readiness"} {
		typed.Set("step", step)
		d.does(as, "/markets/HEALTH/new", typed)
	}
	reference := market.NewReference("HEALTH", id, as)
	d.does(as, "/entries/"+reference+"/do/submit", url.Values{"command-id": {id + "s"}})
	return reference
}

// furnishBody is a network that has a member, a meeting that is convened, a question in writing and an action.
func (d *desk) furnishBody() {
	d.t.Helper()
	text, err := os.ReadFile("../../programmes/bodies/ehealth-network.yaml")
	require.NoError(d.t, err)
	rules, err := programme.ParseBody("ehealth-network.yaml", text)
	require.NoError(d.t, err)
	rules.Officers = []string{calltest.Officer}
	rules.Entries = &body.BodyEntries{Kind: "methodology", Priority: "digital-tools", Topic: "mhealth", Types: []string{"adaptation"}, Languages: []string{"en"}}
	page, swede := "/bodies/EHN", calltest.Contact(lifetest.Tender)
	day := func(months int) string { return calendar.DateOf(d.now().AddDate(0, months, 0), time.UTC).String() }
	d.acts(body.Root+"EHN", calltest.Officer, body.OpenBody{Rules: rules})
	d.there(calltest.Officer, page)
	d.does(calltest.Officer, page+"/do/appoint", url.Values{"command-id": {"b1"}, "member": {"SE"}, "seat": {"authorities"}, "country": {"SE"}, "person": {swede}, "from": {day(-1)}})
	d.does(calltest.Officer, page+"/do/convene", url.Values{
		"command-id": {"b2"}, "meeting": {"15"}, "title": {"15th meeting of the eHealth Network"}, "starts": {day(1) + "T09:30"}, "ends": {day(1) + "T17:00"}, "agenda": {"decision: Opening and approval of the agenda\r\nState of play"},
	})
	d.does(calltest.Officer, page+"/do/put", url.Values{"command-id": {"b3"}, "decision": {"d1"}, "question": {"Shall the guidelines be adopted?"}})
	d.does(swede, page+"/do/commit", url.Values{"command-id": {"b4"}, "planned": {"se-1"}, "member": {"SE"}, "text": {"A national register"}, "due": {day(6)}})
	d.does(swede, page+"/do/commit", url.Values{"command-id": {"b6"}, "planned": {"se-2"}, "member": {"SE"}, "text": {"A register of health data that others may copy"}, "due": {day(8)}})
	d.does(swede, page+"/do/report", url.Values{"command-id": {"b7"}, "planned": {"se-2"}, "percent": {"100"}, "text": {"It runs in every region."}})
	d.does(swede, page+"/do/interests", url.Values{"command-id": {"b5"}, "text": {"None."}})
}

func (d *desk) furnishSurvey() {
	d.t.Helper()
	text, err := os.ReadFile("../../programmes/surveys/ehn-2021.yaml")
	require.NoError(d.t, err)
	rules, err := programme.ParseSurvey("ehn-2021.yaml", text)
	require.NoError(d.t, err)
	rules.Officers = []string{calltest.Officer}
	rules.Closes = calendar.DateOf(d.now().AddDate(0, 1, 0), time.UTC)
	page, swede := "/surveys/EHN-2021", calltest.Contact(lifetest.Tender)
	d.acts(survey.Root+"EHN-2021", calltest.Officer, survey.OpenSurvey{Rules: rules})
	d.there(calltest.Officer, page)
	d.does(calltest.Officer, page+"/do/name", url.Values{"command-id": {"s1"}, "country": {"SE"}, "person": {swede}})
	d.does(calltest.Officer, page+"/do/name", url.Values{"command-id": {"s2"}, "country": {"AT"}, "person": {calltest.Stranger}})
	d.does(swede, page+"/answers/SE/edit", url.Values{
		"command-id": {"s3"}, "a-receive": {"yes"}, "a-provide": {"yes"}, "a-form": {"A yearly seminar."}, "a-areas-exchange": {"offers"}, "a-areas-access-control": {"seeks", "offers"}, "a-follow-up": {"yes"},
	})
}
