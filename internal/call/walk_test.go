package call_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
)

// of is an evaluated tender of a type.
func of(kind, ref, score, amount string) call.TenderFact {
	f := entry(ref, score, amount)
	f.Type = kind
	return f
}

func full(b *call.RuleBook) {
	b.Award.Envelopes = []call.Envelope{
		{ID: "full", Types: []string{"full-adoption"}, Budget: EUR("50000")},
		{ID: "small", Types: []string{"knowledge-exchange", "adaptation"}, Budget: EUR("10000")},
	}
}

func TestACriterionBelowItsOwnThresholdRejectsWhateverTheScore(t *testing.T) {
	t.Parallel()
	three, two := Number("3"), Number("2.5")
	book := book(func(b *call.RuleBook) {
		b.Evaluation.Criteria[1].Threshold, b.Evaluation.Criteria[2].Threshold = &three, &two
	})
	tender := func(ref, score, impact, implementation string) call.TenderFact {
		f := entry(ref, score, "5000")
		f.Means = points("relevance", "0", "impact", impact, "implementation", implementation)
		return f
	}
	d := call.Decide([]call.TenderFact{
		tender("T-1", "90", "3", "2.5"), // at both
		tender("T-2", "80", "2.9999", "5"),
		tender("T-3", "79", "1", "1"),
		tender("T-4", "59", "5", "2"),
		tender("T-5", "58", "5", "5"),
	}, book, EUR("932000"))
	require.Equal(t, []string{"T-1"}, d.With(call.Awarded))
	require.Equal(t, []string{"T-2", "T-3", "T-4", "T-5"}, d.With(call.Rejected))
	require.Equal(t, "impact has 2.9999 points, below its own threshold of 3", narrate.English().Reason(d.Steps[1].Why))
	require.Equal(t, "impact has 1 points, below its own threshold of 3; implementation has 1 points, below its own threshold of 2.5", narrate.English().Reason(d.Steps[2].Why))
	require.Equal(t, "the score is below the threshold of 60; implementation has 2 points, below its own threshold of 2.5", narrate.English().Reason(d.Steps[3].Why))
	require.Equal(t, "the score is below the threshold of 60", narrate.English().Reason(d.Steps[4].Why))
	require.Equal(t, []string{"impact", "implementation"}, d.Steps[2].Below)
	require.Empty(t, d.Steps[4].Below)

	// What the tenders are told names the criterion, and nobody else.
	var told []string
	for _, m := range call.Law.Messages(call.Call{}, call.AwardReleased{Award: d}) {
		o, ok := m.Body.(call.Outcome)
		require.True(t, ok)
		told = append(told, narrate.English().Reason(o.Why))
	}
	require.Equal(t, []string{
		"it is above the threshold, and the budget can fund it",
		"its points are below the threshold of a criterion: impact",
		"its points are below the threshold of a criterion: impact, implementation",
		"its points are below the threshold of a criterion: implementation",
		"its score is below the threshold",
	}, told)
}

// An event's body has 1 MB: what a call says to all of its tenders must fit beside it.
func TestACallOfAThousandTendersTellsThemAllInOneEvent(t *testing.T) {
	t.Parallel()
	rules := Book()
	full(&rules)
	var tenders []call.TenderFact
	var drawn []call.Drawn
	for i := range 1000 {
		ref := fmt.Sprintf("DHE-2019-AA%04d", i)
		tenders = append(tenders, of([]string{"full-adoption", "adaptation", "partial-adoption"}[i%3], ref, fmt.Sprintf("%d.%04d", 50+i%50, i), "9500"))
		drawn = append(drawn, call.Drawn{Tender: ref, Evaluators: []string{"p-aaaaaaaaaa", "p-bbbbbbbbbb", "p-cccccccccc"}})
	}
	d := call.Decide(tenders, rules, EUR("932000"))
	for _, e := range []call.Event{call.AwardReleased{Award: d}, call.OutcomesAnnounced{Outcomes: d.Steps, Last: true}, call.AssignmentsDrawn{Assignments: drawn}} {
		own, err := law.WriteEvent(e, law.Envelope{})
		require.NoError(t, err)
		messages := call.Law.Messages(call.Call{}, e)
		require.Len(t, messages, 1000)
		body, err := law.WriteEvent(e, law.Envelope{Messages: messages})
		require.NoError(t, err)
		t.Logf("%s: %d bytes, %d of them messages", e.Kind(), len(body), len(body)-len(own))
		require.Less(t, len(body), 600_000, "three fifths of what a body may have")
	}
}

func TestATenderIsFundedFromTheEnvelopeOfItsType(t *testing.T) {
	t.Parallel()
	tenders := []call.TenderFact{
		of("full-adoption", "T-1", "95", "43000"),
		of("full-adoption", "T-2", "90", "43000"),
		of("knowledge-exchange", "T-3", "85", "5000"),
		of("partial-adoption", "T-4", "80", "17000"),
		of("adaptation", "T-5", "75", "5000"),
		of("full-adoption", "T-6", "70", "7000"),
		of("partial-adoption", "T-7", "69", "17000"),
		of("", "T-8", "68", "3000"),
		of("adaptation", "T-9", "67", "0.01"),
		of("full-adoption", "T-X", "10", "1"),
	}
	type seen struct{ tender, verdict, envelope, in, left, why string }
	read := func(d call.AwardDecision) []seen {
		var all []seen
		for _, s := range d.Steps {
			all = append(all, seen{s.Tender, string(s.Verdict), s.Envelope, s.EnvelopeLeft.String(), s.Left.String(), narrate.English().Reason(s.Why)})
		}
		return all
	}
	stop := call.Decide(tenders, book(full), EUR("80000"))
	require.Equal(t, []seen{
		{"T-1", "awarded", "full", "EUR 7000.00", "EUR 37000.00", "above the threshold, and EUR 50,000.00 was left of the envelope full, which can fund EUR 43,000.00"},
		{"T-2", "reserve", "full", "EUR 7000.00", "EUR 37000.00", "EUR 7,000.00 is left of the envelope full, which cannot fund EUR 43,000.00"},
		{"T-3", "awarded", "small", "EUR 5000.00", "EUR 32000.00", "above the threshold, and EUR 10,000.00 was left of the envelope small, which can fund EUR 5,000.00"},
		{"T-4", "awarded", "rest", "EUR 3000.00", "EUR 15000.00", "above the threshold, and EUR 20,000.00 was left of the rest of the budget, which can fund EUR 17,000.00"},
		{"T-5", "awarded", "small", "EUR 0.00", "EUR 10000.00", "above the threshold, and EUR 5,000.00 was left of the envelope small, which can fund EUR 5,000.00"},
		{"T-6", "reserve", "full", "EUR 7000.00", "EUR 10000.00", "the award of the envelope full stopped at T-2"},
		{"T-7", "reserve", "rest", "EUR 3000.00", "EUR 10000.00", "EUR 3,000.00 is left of the rest of the budget, which cannot fund EUR 17,000.00"},
		{"T-8", "reserve", "rest", "EUR 3000.00", "EUR 10000.00", "the award of the rest of the budget stopped at T-7"},
		{"T-9", "reserve", "small", "EUR 0.00", "EUR 10000.00", "EUR 0.00 is left of the envelope small, which cannot fund EUR 0.01"},
		{"T-X", "rejected", "full", "EUR 7000.00", "EUR 10000.00", "the score is below the threshold of 60"},
	}, read(stop))
	require.Equal(t, []call.EnvelopeLeft{
		{ID: "full", Budget: EUR("50000"), Left: EUR("7000")}, {ID: "small", Budget: EUR("10000"), Left: EUR("0")}, {ID: "rest", Budget: EUR("20000"), Left: EUR("3000")},
	}, stop.Envelopes)

	skip := call.Decide(tenders, book(func(b *call.RuleBook) { full(b); b.Award.Policy = call.Skip }), EUR("80000"))
	require.Equal(t, []string{"T-1", "T-3", "T-4", "T-5", "T-6", "T-8"}, skip.With(call.Awarded))
	require.Equal(t, []string{"T-2", "T-7", "T-9"}, skip.With(call.Reserve))
	require.True(t, skip.Left.IsZero())
}

// Only a question can have such a budget: the rule book keeps to its own.
func TestABudgetSmallerThanItsEnvelopesIsNotOverspent(t *testing.T) {
	t.Parallel()
	tenders := []call.TenderFact{of("full-adoption", "T-1", "95", "43000"), of("adaptation", "T-2", "90", "9500"), of("partial-adoption", "T-3", "85", "1"), of("adaptation", "T-4", "80", "100")}
	d := call.Decide(tenders, book(full), EUR("50000"))
	require.Equal(t, [][3]string{{"T-1", "awarded", "7000.00"}, {"T-2", "reserve", "7000.00"}, {"T-3", "reserve", "7000.00"}, {"T-4", "reserve", "7000.00"}}, steps(d))
	require.Equal(t, "EUR 7,000.00 is left of the whole budget, which cannot fund EUR 9,500.00", narrate.English().Reason(d.Steps[1].Why))
	require.Equal(t, "EUR 0.00 is left of the rest of the budget, which cannot fund EUR 1.00", narrate.English().Reason(d.Steps[2].Why))
	none := call.Decide(tenders, book(full), money.Amount{})
	require.Empty(t, none.With(call.Awarded), "not even without any budget")
}

// What was recorded before there were envelopes and individual thresholds has
// the same bytes as ever.
func TestADecisionWithoutEnvelopesIsStoredAsItEverWas(t *testing.T) {
	t.Parallel()
	d := call.Decide([]call.TenderFact{of("full-adoption", "T-1", "80", "43000"), entry("T-2", "75", "9000"), entry("T-3", "70", "1"), entry("T-4", "50", "1")}, Book(), EUR("50000"))
	body, err := json.Marshal(d)
	require.NoError(t, err)
	require.Equal(t, `{"policy":"stop","threshold":"60","budget":"EUR 50000.00","steps":[`+
		`{"place":1,"tender":"T-1","score":"80","amount":"EUR 43000.00","verdict":"awarded","left":"EUR 7000.00","why":{"code":"funded"}},`+
		`{"place":2,"tender":"T-2","score":"75","amount":"EUR 9000.00","verdict":"reserve","left":"EUR 7000.00","why":{"code":"cannot-fund","with":[{"name":"left","type":"amount","value":"EUR 7000.00"},{"name":"amount","type":"amount","value":"EUR 9000.00"}]}},`+
		`{"place":3,"tender":"T-3","score":"70","amount":"EUR 1.00","verdict":"reserve","left":"EUR 7000.00","why":{"code":"award-stopped","with":[{"name":"tender","type":"reference","value":"T-2"}]}},`+
		`{"place":4,"tender":"T-4","score":"50","amount":"EUR 1.00","verdict":"rejected","left":"EUR 7000.00","why":{"code":"score-below","with":[{"name":"threshold","type":"score","value":"60"}]}}`+
		`],"left":"EUR 7000.00"}`, string(body))
}

func TestADecisionWithEnvelopesComesBackFromStorageEvenWhenOneIsEmpty(t *testing.T) {
	t.Parallel()
	d := call.Decide([]call.TenderFact{of("full-adoption", "T-1", "80", "50000"), of("adaptation", "T-2", "75", "9000")}, book(full), EUR("80000"))
	body, err := json.Marshal(d)
	require.NoError(t, err)
	require.Contains(t, string(body), `"envelope":"full","envelope_left":"EUR 0.00"`)
	var read call.AwardDecision
	require.NoError(t, json.Unmarshal(body, &read))
	require.True(t, d.Equal(read))
	again, err := json.Marshal(read)
	require.NoError(t, err)
	require.Equal(t, string(body), string(again))
}

func TestDecisionsThatDifferInAnEnvelopeAreNotEqual(t *testing.T) {
	t.Parallel()
	tenders := []call.TenderFact{of("full-adoption", "T-1", "80", "5000")}
	d := call.Decide(tenders, book(full), EUR("80000"))
	require.True(t, d.Equal(call.Decide(tenders, book(full), EUR("80000"))))
	for name, change := range map[string]func(*call.RuleBook){
		"no envelopes": func(b *call.RuleBook) { b.Award.Envelopes = nil },
		"another name": func(b *call.RuleBook) { b.Award.Envelopes[0].ID = "whole" },
		"other money":  func(b *call.RuleBook) { b.Award.Envelopes[1].Budget = EUR("9999.99") },
		"other types":  func(b *call.RuleBook) { b.Award.Envelopes[0].Types = []string{"partial-adoption"} },
	} {
		require.False(t, d.Equal(call.Decide(tenders, book(func(b *call.RuleBook) { full(b); change(b) }), EUR("80000"))), name)
	}
	five := decimal.NewFromInt(5)
	strict := func(criterion int) call.AwardDecision {
		return call.Decide(tenders, book(func(b *call.RuleBook) { full(b); b.Evaluation.Criteria[criterion].Threshold = &five }), EUR("80000"))
	}
	require.False(t, d.Equal(strict(1)))
	require.False(t, strict(0).Equal(strict(1)), "rejected for another criterion")
	low := func(kind string) call.AwardDecision {
		return call.Decide([]call.TenderFact{of(kind, "T-1", "1", "5000")}, book(full), EUR("80000"))
	}
	require.True(t, low("adaptation").Equal(low("knowledge-exchange")))
	require.False(t, low("adaptation").Equal(low("full-adoption")), "rejected, and of another envelope")
}

func TestTheCutIsTheLowestScoreThatWasAwarded(t *testing.T) {
	t.Parallel()
	skip := book(func(b *call.RuleBook) { b.Award.Policy = call.Skip })
	cut, ok := call.Cut(call.Decide([]call.TenderFact{entry("T-1", "95", "43000"), entry("T-2", "90", "43000"), entry("T-3", "80", "17000"), entry("T-4", "70", "43000")}, skip, EUR("60000")))
	require.True(t, ok)
	require.Equal(t, "80", cut.String())
	_, ok = call.Cut(call.Decide([]call.TenderFact{entry("T-1", "95", "43000")}, skip, EUR("1")))
	require.False(t, ok)
	_, ok = call.Cut(call.AwardDecision{})
	require.False(t, ok)
	zero := book(func(b *call.RuleBook) { b.Evaluation.Threshold = Number("0") })
	cut, ok = call.Cut(call.Decide([]call.TenderFact{entry("T-1", "0", "1")}, zero, EUR("1")))
	require.True(t, ok, "a score of zero is a score")
	require.True(t, cut.IsZero())
}

func TestARuleBookThatNamesNoPolicyStops(t *testing.T) {
	t.Parallel()
	none := book(func(b *call.RuleBook) { b.Award.Policy = "" })
	require.Empty(t, none.Check())
	tenders := []call.TenderFact{entry("T-1", "95", "43000"), entry("T-2", "90", "43000"), entry("T-3", "80", "17000")}
	d := call.Decide(tenders, none, EUR("60000.00"))
	require.Equal(t, call.Stop, d.Policy, "the default, which is recorded by its name")
	require.Equal(t, []string{"T-1"}, d.With(call.Awarded))
}
