package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

func TestAdviceIsWhatTheLawWouldSay(t *testing.T) {
	t.Parallel()
	w := calltest.New(t).Opened(calltest.Book()).Published()
	good, on := calltest.Tender(calltest.A), calltest.Date("2019-06-12")
	for _, f := range good.Advice(w.Call(), good.Contact, on) {
		require.True(t, f.OK, f.Rule)
	}

	dear := calltest.Costing(calltest.A, "43000.01")
	require.Equal(t, []string{"ceiling"}, broken(dear.Advice(w.Call(), dear.Contact, on)))
	later := w.Clone(t)
	later.Do(calltest.Tendering(calltest.A), dear.Contact, twinning.SubmitTender{Tender: dear})
	_, err := later.Shut().Send(calltest.Tendering(calltest.A), calltest.Officer, twinning.DecideEligibility{Eligible: true})
	require.ErrorContains(t, err, "ceiling", "and so says the law")

	staff := good
	staff.Signatory = calltest.Officer
	require.Equal(t, []string{"conflicts"}, broken(staff.Advice(w.Call(), good.Contact, on)))
	require.Equal(t, []string{"conflicts"}, broken(good.Advice(w.Call(), calltest.Head, on)))
}

func broken(findings []twinning.Finding) (rules []string) {
	for _, f := range findings {
		if !f.OK {
			rules = append(rules, f.Rule)
		}
	}
	return rules
}

func TestTheLastVersionThatSaysTheSameIsFound(t *testing.T) {
	t.Parallel()
	w := calltest.New(t).Opened(calltest.Book()).Published()
	send := func(tender twinning.Tender) {
		w.Do(calltest.Tendering(calltest.A), tender.Contact, twinning.SubmitTender{Tender: tender})
	}
	one, two := calltest.Tender(calltest.A), calltest.Costing(calltest.A, "1.00")
	send(one)
	send(two)
	send(one)
	is := w.Twinning(calltest.A)
	for number, tender := range map[int]twinning.Tender{3: one, 2: two} {
		v, ok := is.VersionOf(tender)
		require.True(t, ok)
		require.Equal(t, number, v.Number)
	}
	_, ok := is.VersionOf(calltest.Costing(calltest.A, "2.00"))
	require.False(t, ok)
}
