package pages_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/life"
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

	row, err := w.queries().Body(t.Context(), access.As(swede), "HIN")
	require.NoError(t, err)
	id := func(priority, topic string, nth int) string {
		is := *row.Actions[0].Offer
		is.Priority, is.Topic, is.Organisation = priority, topic, record
		return body.PracticeCommand("HIN", "registry", is, nth)
	}
	drafted := func(priority, topic string, nth int) string {
		return market.NewReference("HEALTH", id(priority, topic, nth), swede)
	}
	judging := func(all ...string) func() string {
		return func() string { s := all[0]; all = append(all[1:], s); return s }
	}
	for nth := range 2 { // what was refused is not refused for ever: it is asked anew
		refused := w.sends(swede, offer, url.Values{"topic": {"HEALTH/none/none"}, "organisation": {record}}, judging(market.EntryRoot+drafted("none", "none", nth+1)))
		require.Equal(t, http.StatusUnprocessableEntity, refused.status, refused.body)
		_, received, err := w.Ledger.Answer(t.Context(), life.Inbox(market.EntryRoot+drafted("none", "none", nth+1)), id("none", "none", nth+1))
		require.NoError(t, err)
		require.True(t, received, "number %d", nth+1)
	}
	entry := drafted("digital-tools", "mhealth", 1)
	chosen := url.Values{"topic": {"HEALTH/digital-tools/mhealth"}, "organisation": {record}}
	for range 2 {
		waits := w.sends(swede, offer, chosen, func() string { return "" }) // nobody judges
		require.Equal(t, http.StatusAccepted, waits.status, waits.body)
		require.Contains(t, waits.body, "is not judged yet")
		require.Regexp(t, `value="HEALTH/digital-tools/mhealth" selected`, waits.body, "it is sent again as it was")
		wellFormed(t, "a draft that waits", waits)
		require.NotContains(t, w.get(swede, page).body, "/entries/"+entry)
	}
	w.Judge(market.EntryRoot + entry)
	a := w.sends(swede, offer, chosen, judging(stream))
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
