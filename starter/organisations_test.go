package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTwoRecordsOfOneOrganisationAreSuggestedToTheStaffAndJoinedByThemAlone(t *testing.T) {
	w := newAskedWorld(t, time.Date(2019, time.June, 11, 8, 0, 0, 0, time.UTC))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	record := func(as string, args ...string) string {
		var r struct {
			Reference string `json:"reference"`
		}
		said := w.must(0, "organisation record -o json --country SE --pic 999999999 --as "+as, args...)
		require.NoError(t, json.Unmarshal([]byte(said), &r), said)
		return r.Reference
	}
	one := record("mask-contact", "Region Skåne", "--address", "Kristianstad")
	two := record("kwido-contact", "Skåne läns landsting", "--address", "Malmö")
	require.Contains(t, w.must(0, "organisation list --as officer"), two+" (the same PIC)")
	own := w.must(0, "organisation list --as mask-contact")
	require.Contains(t, own, one)
	require.NotContains(t, own, two, "nobody else is told of another's record, nor that there may be two")
	require.Contains(t, w.must(3, "organisation show "+two+" --as mask-contact"), "there is no organisation "+two)
	require.Contains(t, w.must(4, "organisation join "+one+" "+two+" --as kwido-contact --why", "ours"), "joined by the staff")
	w.must(0, "organisation join "+one+" "+two+" --as officer --why", "the same PIC, and their letter says so")
	require.Contains(t, w.must(0, "organisation show "+two+" --as officer"), one)

	w.must(0, "organisation correct "+one+" --as officer --vat SE123456789012 --why", "as the register has it")
	shown := w.must(0, "organisation show "+one+" --as mask-contact")
	require.Contains(t, shown, "SE123456789012")
	require.Contains(t, shown, "before", "what it said before is kept")

	require.Contains(t, w.must(3, "organisation belong AAAAAAAAAA --as mask-signatory"), "there is no organisation")
	w.must(0, "organisation belong "+two+" --as mask-signatory")
	p, err := w.directory.Find(t.Context(), "mask-signatory")
	require.NoError(t, err)
	require.Equal(t, one, p.Works, "to the record that holds")
	require.Contains(t, w.must(0, "organisation list --as mask-signatory"), one)
	w.must(0, "people load ../programmes/dhe-2019.people.yaml")
	p, err = w.directory.Find(t.Context(), "mask-signatory")
	require.NoError(t, err)
	require.Equal(t, one, p.Works, "loading a file that does not say it takes nothing away")
	w.must(0, "organisation belong --none --as mask-signatory")
	require.NotContains(t, w.must(0, "organisation list --as mask-signatory"), one)
}
