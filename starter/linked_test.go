package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// A tender names its organisations in its own words; its party says of which record each is.
func TestAPartyLinksAnOrganisationOfItsTenderToItsRecordAndNobodyElseIsToldOfIt(t *testing.T) {
	w := newSealedWorld(t)
	var record struct {
		Reference string `json:"reference"`
	}
	said := w.must(0, "organisation record -o json --country SE --as mask-contact", "Region Skåne", "--address", "Kristianstad")
	require.NoError(t, json.Unmarshal([]byte(said), &record), said)
	ref := record.Reference
	tender := w.refs["$TENDER"]

	require.Contains(t, w.must(2, "tender link "+tender+" zyxone --as mask-contact"), "say --none")
	require.Contains(t, w.must(4, "tender link "+tender+" nobody "+ref+" --as mask-contact"), "names no organisation nobody")
	require.Contains(t, w.must(4, "tender link "+tender+" zyxone AAAAAAAAAA --as mask-contact"), "AAAAAAAAAA")
	for _, id := range []string{"zyxone", "nobody"} { // the staff learn nothing of what is sealed
		require.Contains(t, w.must(4, "tender link "+tender+" "+id+" "+ref+" --as officer"), "does not speak for")
	}
	require.Contains(t, w.must(0, "tender link "+tender+" zyxone "+ref+" --as mask-contact"), "organisation-linked.v1")
	require.Contains(t, w.must(0, "history "+tender+" --as mask-contact"), "linked the organisation zyxone of the tender to the record "+ref)
	require.Regexp(t, `"zyxone": ?"`+ref, w.must(0, "show "+tender+" --as mask-contact -o json"))
	for _, as := range []string{"officer", "head", "auditor", otherParty} {
		_, told := w.asks("history", tender, "--as", as)
		require.NotContains(t, told, ref, as)
		_, told = w.asks("show", tender, "--as", as, "-o", "json")
		require.NotContains(t, told, ref, as)
	}
	w.must(0, "tender link "+tender+" zyxone --none --as mask-contact")
	require.Contains(t, w.must(0, "history "+tender+" --as mask-contact"), "took away the link")
	w.must(0, "verify")
}
