package pages_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/programme"
)

// What a member committed itself to and has done becomes an offer in a marketplace in one step, once.
func TestASuccessfulPracticeIsOfferedToOthersInOneStep(t *testing.T) {
	at := day(t, "2019-06-13")
	w := newWorld(t, at)
	text, err := os.ReadFile("../../programmes/bodies/health-information-network.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseBody("health-information-network.yaml", text)
	require.NoError(t, err)
	rules.Officers, rules.Mandate.Begins, rules.Mandate.Ends = []string{calltest.Officer}, calltest.Date("2019-06-01"), calltest.Date("2023-05-31")
	text, err = os.ReadFile("../../programmes/markets/health.yaml")
	require.NoError(t, err)
	place, err := programme.ParseMarket("health.yaml", text)
	require.NoError(t, err)
	place.Officers = []string{calltest.Officer}
	const stream, page, record = body.Root + "HIN", "/bodies/HIN", "ABCDEFGHIJ"
	swede, other := calltest.Contact(lifetest.Tender), calltest.Stranger
	w.Play([]lifetest.Step{
		{At: at, Stream: stream, By: calltest.Officer, Command: body.OpenBody{Rules: rules}},
		{At: at, Stream: market.Root + "HEALTH", By: calltest.Officer, Command: market.OpenMarket{Rules: place}},
		{At: at, Stream: organisation.Root + record, By: swede, Command: organisation.Record{Details: organisation.Details{Name: "Region of Sample", Address: "1 Street, Lund", Country: "SE"}}},
		{At: at, Stream: stream, By: calltest.Officer, Command: body.AppointMember{Member: "SE", Seat: "countries", Country: "SE", Person: swede, From: calltest.Date("2019-06-13")}},
		{At: at, Stream: stream, By: swede, Command: body.CommitAction{Action: "registry", Member: "SE", Text: "A registry that others may copy", Due: calltest.Date("2019-12-20")}},
	})
	offer := page + "/actions/registry/offer"
	require.NotContains(t, w.get(swede, page).body, offer, "it is not done")
	require.Equal(t, http.StatusNotFound, w.get(swede, offer).status)
	w.Play([]lifetest.Step{{At: w.now(), Stream: stream, By: swede, Command: body.ReportAction{Action: "registry", Percent: 100, Text: "It runs in two regions."}}})

	require.Contains(t, w.get(swede, page).body, `href="`+offer+`"`)
	for _, who := range []string{"", other, calltest.Officer} {
		require.NotContains(t, w.get(who, page).body, offer, "it is for who speaks for the member")
	}
	require.Equal(t, http.StatusNotFound, w.get(other, offer).status)
	require.Equal(t, http.StatusNotFound, w.post(other, offer, url.Values{"topic": {"HEALTH/better-data/infrastructure"}}).status)
	for _, lang := range []string{"en", "fr", "de"} {
		wellFormed(t, lang, w.get(swede, offer+"?lang="+lang))
	}
	form := w.get(swede, offer)
	require.Contains(t, form.body, "It runs in two regions.")
	require.Regexp(t, `value="HEALTH/better-data/infrastructure" selected`, form.body, "as the rule book says")

	entry := market.NewReference("HEALTH", body.PracticeCommand("HIN", "registry"), swede)
	streams := []string{market.EntryRoot + entry, stream}
	next := func() string { s := streams[0]; streams = append(streams[1:], s); return s }
	a := w.sends(swede, offer, url.Values{"topic": {"HEALTH/digital-tools/mhealth"}, "organisation": {record}}, next)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Contains(t, a.body, "A registry that others may copy")
	require.Contains(t, a.body, `tag">draft<`)
	register := w.get(swede, page)
	require.NotContains(t, register.body, offer, "it is offered")
	require.Contains(t, register.body, "/entries/"+entry)
	require.NotContains(t, w.get(other, page).body, entry, "a draft is for whoever made it")
	require.Equal(t, http.StatusNotFound, w.get(swede, offer).status)
	require.True(t, strings.HasPrefix(entry, "HEALTH-"))

	for format, who := range map[string]string{"csv": "", "jsonl": swede, "xlsx": calltest.Officer} {
		a := w.get(who, page+"/record/"+format)
		require.Equal(t, http.StatusOK, a.status, a.body)
		if format != "xlsx" {
			require.Contains(t, a.body, "A registry that others may copy")
		}
		require.NotContains(t, a.body, entry, "a draft is for whoever made it")
	}
	require.Equal(t, http.StatusNotFound, w.get("", page+"/record/pdf").status)
	require.Equal(t, http.StatusNotFound, w.get("", "/bodies/NONE/record/csv").status)
	require.NotEqual(t, http.StatusOK, w.get(other, "/markets/HEALTH/record/csv").status, "what came of a marketplace is for its staff")
	require.Equal(t, http.StatusOK, w.get(calltest.Officer, "/markets/HEALTH/record/csv").status)
}
