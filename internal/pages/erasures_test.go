package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
)

// Whoever asks to be erased is told by when they are answered, and it waits for an administrator until they are.
func TestAnErasureIsAskedForOnOnesOwnPageAndWaitsForAnAdministrator(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	alone := w.get(calltest.Ada, "/me")
	require.NotContains(t, alone.body, "/me/erasure", "there is nobody who could settle it")
	require.Contains(t, alone.body, "no administrator has been named", "and the page says so")
	w.governed()
	require.Contains(t, w.get(calltest.Ada, "/me").body, `action="/me/erasure"`)
	none := func() string { return governance.AdministrationStream }
	require.Equal(t, http.StatusUnauthorized, w.post("", "/me/erasure", url.Values{"command-id": {"c-0"}}).status)
	asked := w.sends(calltest.Ada, "/me/erasure", url.Values{"command-id": {"c-1"}, "why": {"I have left."}}, none)
	require.Equal(t, http.StatusOK, asked.status, asked.body)
	require.Contains(t, asked.body, "To be settled by")
	require.Contains(t, asked.body, "<dt>To be answered by one of</dt><dd>"+calltest.Head+"</dd>", "and by whom")
	require.NotContains(t, asked.body, `action="/me/erasure"`, "it is asked once")
	wellFormed(t, "one's own page", asked)

	require.Contains(t, w.get(calltest.Head, "/today").body, `href="/erasures"`)
	require.NotContains(t, w.get(calltest.Officer, "/today").body, `href="/erasures"`)
	list := w.get(calltest.Head, "/erasures")
	wellFormed(t, "the requests", list)
	require.Contains(t, list.body, "I have left.")
	require.Contains(t, list.body, "<dt>To be answered by one of</dt>")
	require.Contains(t, list.body, "twinning erase "+calltest.Ada)
	require.NotContains(t, w.get(calltest.Officer, "/erasures").body, "I have left.", "it is for administrators")

	own := w.sends(calltest.Head, "/me/erasure", url.Values{"command-id": {"c-own"}}, none)
	require.Equal(t, http.StatusOK, own.status, own.body)
	require.Contains(t, w.get(calltest.Head, "/erasures").body, "Take back your own request")

	refuse := "/erasures/" + calltest.Ada + "/refuse"
	require.Equal(t, http.StatusUnprocessableEntity, w.post(calltest.Head, refuse, url.Values{"command-id": {"c-2"}, "why": {""}}).status)
	long := strings.Repeat("no ", 8_000)
	kept := w.post(calltest.Head, refuse, url.Values{"command-id": {"c-2"}, "why": {long}})
	require.Equal(t, http.StatusUnprocessableEntity, kept.status)
	require.Equal(t, 1, strings.Count(kept.body, strings.TrimSpace(long)), "what was typed stands beside the request that it is about, and beside no other")
	require.Equal(t, 1, strings.Count(kept.body, "<details open"))
	wellFormed(t, "a refusal that is not carried out", kept)
	require.Equal(t, http.StatusOK, w.sends(calltest.Head, "/erasures/"+calltest.Head+"/refuse", url.Values{"command-id": {"c-back"}, "why": {"I stay."}}, none).status)
	require.Equal(t, http.StatusOK, w.sends(calltest.Head, refuse, url.Values{"command-id": {"c-3"}, "why": {"The award is contested."}}, none).status)
	require.NotContains(t, w.get(calltest.Head, "/today").body, `href="/erasures"`)
	me := w.get(calltest.Ada, "/me")
	require.Contains(t, me.body, "The award is contested.")
	require.Contains(t, me.body, `action="/me/erasure"`, "it may be asked again")
}
