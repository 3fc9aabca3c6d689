package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/organisation"
)

var unlinking = regexp.MustCompile(`name="command-id" value="([^"]+)"><input type="hidden" name="organisation" value="([^"]+)"`)

func TestTheTenderPageShowsWhichRecordsOfOrganisationsAreLinkedAndLinksAndUnlinksThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	party, page := calltest.Contact(lifetest.Tender), "/tenders/"+lifetest.Tender
	const record = "ABCDEFGHIJ"
	w.Receive(lifetest.Step{At: w.now().Add(time.Second), Stream: organisation.Root + record, By: party, Command: organisation.Record{Details: organisation.Details{Name: "Region of Sample", Address: "1 Street, Lund", Country: "SE"}}})
	w.Judge(organisation.Root + record)
	before := w.get(party, page)
	require.Contains(t, before.body, "not linked")
	found := regexp.MustCompile(`/do/link-organisation\?organisation=([^"]+)"`).FindStringSubmatch(before.body)
	require.NotNil(t, found, before.body)
	form := w.get(party, page+"/do/link-organisation?organisation="+found[1])
	require.Equal(t, http.StatusOK, form.status, form.body)
	require.Regexp(t, `value="`+found[1]+`"[^>]*(selected|checked)`, form.body, "the organisation is chosen")

	stream := func() string { return law.TwinningStream(lifetest.Tender) }
	linked := w.sends(party, page+"/do/link-organisation", url.Values{"command-id": {"c-link"}, "organisation": {found[1]}, "record": {record}}, stream)
	require.Equal(t, http.StatusOK, linked.status, linked.body)
	after := w.get(party, page)
	require.Contains(t, after.body, `href="/organisations/`+record+`"`)
	require.Contains(t, after.body, "Region of Sample")
	wellFormed(t, "a tender with a linked organisation", after)
	require.Contains(t, w.get(calltest.Officer, page).body, "Region of Sample", "the staff see records")
	for _, who := range []string{calltest.Ada, calltest.Stranger, ""} {
		body := w.get(who, page).body
		require.NotContains(t, body, "Region of Sample", who)
		require.NotContains(t, body, "Take the link away", who)
	}
	require.Contains(t, w.get(calltest.Auditor, page).body, record, "who may not see the record is told its reference")
	require.NotContains(t, w.get(calltest.Auditor, page).body, "Region of Sample")

	away := unlinking.FindStringSubmatch(after.body)
	require.NotNil(t, away)
	gone := w.sends(party, page+"/do/link-organisation", url.Values{"command-id": {away[1]}, "organisation": {away[2]}}, stream)
	require.Equal(t, http.StatusOK, gone.status, gone.body)
	require.NotContains(t, w.get(party, page).body, `href="/organisations/`+record)
}
