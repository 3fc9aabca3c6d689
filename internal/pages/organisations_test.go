package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/organisation"
)

func TestAnOrganisationIsRecordedCorrectedAndJoinedOnPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-13"))
	party := calltest.Contact(lifetest.Tender)
	require.Equal(t, http.StatusUnauthorized, w.get("", "/organisations").status)
	record := func(as, id, name string) (reference string, a answer) {
		reference = organisation.NewReference(id, as)
		a = w.sends(as, "/organisations", url.Values{"command-id": {id}, "name": {name}, "address": {"Somewhere 1"}, "country": {"se"}, "pic": {"999999999"}}, func() string { return organisation.Root + reference })
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.Contains(t, a.body, reference)
		wellFormed(t, "organisations", a)
		return reference, a
	}
	one, _ := record(party, "one", "Region Skåne")
	two, seen := record(calltest.Stranger, "two", "Skåne läns landsting")
	require.NotContains(t, seen.body, one, "another's record is not shown, nor that there may be two")
	bad := w.sends(party, "/organisations", url.Values{"name": {"Typed With Care"}, "address": {"x"}, "country": {"se"}, "pic": {"1"}}, func() string { return "" })
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Contains(t, bad.body, "is not written as it must be, as in 999999999")
	require.Contains(t, bad.body, `value="Typed With Care"`, "what was typed stays")
	require.Equal(t, http.StatusNotFound, w.get(calltest.Stranger, "/organisations/"+one).status)

	list := w.get(calltest.Officer, "/organisations?find=999999999")
	require.Contains(t, list.body, "the same PIC")
	page := w.get(calltest.Officer, "/organisations/"+one)
	require.Contains(t, page.body, "Join "+two+" to this record")
	wellFormed(t, "an organisation", page)
	of := func(reference string) func() string { return func() string { return organisation.Root + reference } }
	joined := w.sends(calltest.Officer, "/organisations/"+one+"/join", url.Values{"command-id": {"join"}, "record": {two}, "why": {"the same PIC"}}, of(two))
	require.Equal(t, http.StatusOK, joined.status, joined.body)
	require.NotContains(t, joined.body, "Join "+two)
	corrected := w.sends(party, "/organisations/"+one+"/correct", url.Values{"command-id": {"correct"}, "name": {"Region Skåne"}, "address": {"Elsewhere 2"}, "country": {"SE"}, "why": {"it has moved"}}, of(one))
	require.Equal(t, http.StatusOK, corrected.status, corrected.body)
	require.Contains(t, corrected.body, "Elsewhere 2")
	require.Contains(t, corrected.body, "Before: Region Skåne; Somewhere 1; SE; 999999999")
	belongs := w.post(party, "/organisations/"+one+"/belong", url.Values{})
	require.Contains(t, belongs.body, "You belong to it.")
}
