package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
)

func TestAfterTheOpeningNothingChangesThatAnAwardDependsOn(t *testing.T) {
	t.Parallel()
	sealed := New(t).Opened(Book()).Published().Submitted(A).Sealed()
	opened := sealed.Clone(t)
	opened.Do(Stream, Officer, call.OpenTenders{})
	opened.Do(Stream, Head, call.OpenTenders{})
	scored := opened.Clone(t).Eligible(A).Assigned(A).Scored(A, "4")
	released := scored.Clone(t).Decided()
	limit := Number("2")
	for name, change := range map[string]func(b *call.RuleBook){
		"the threshold":            func(b *call.RuleBook) { b.Evaluation.Threshold = Number("85") },
		"a criterion's threshold":  func(b *call.RuleBook) { b.Evaluation.Criteria[0].Threshold = &limit },
		"the policy":               func(b *call.RuleBook) { b.Award.Policy = call.Skip },
		"a ceiling":                func(b *call.RuleBook) { b.Types[3].Ceiling = EUR("39999.99") },
		"another type":             func(b *call.RuleBook) { b.Types = b.Types[1:] },
		"ties":                     func(b *call.RuleBook) { b.Award.Ties = []string{call.TieEarlier, call.TieReference} },
		"weights":                  func(b *call.RuleBook) { b.Evaluation.Criteria[0].Weight++; b.Evaluation.Criteria[1].Weight-- },
		"a scale":                  func(b *call.RuleBook) { b.Evaluation.Criteria[0].Max = 10 },
		"the aggregate":            func(b *call.RuleBook) { b.Evaluation.Aggregate = call.Median },
		"evaluators a tender":      func(b *call.RuleBook) { b.Evaluation.PerTender = 3 },
		"arbitration":              func(b *call.RuleBook) { b.Evaluation.Arbitration = &call.Arbitration{Share: Number("30")} },
		"a panel":                  func(b *call.RuleBook) { b.Evaluation.Panel = true },
		"consensus":                func(b *call.RuleBook) { b.Evaluation.Consensus = true },
		"briefing":                 func(b *call.RuleBook) { b.Evaluation.Briefing = true },
		"conflicts":                func(b *call.RuleBook) { b.Evaluation.Conflicts = &call.ConflictRules{SameCountry: true} },
		"where the contractor is":  func(b *call.RuleBook) { b.Eligibility.ContractorIn = "" },
		"documents that are asked": func(b *call.RuleBook) { b.Eligibility.Documents = nil },
		"months at most":           func(b *call.RuleBook) { b.Running.Months = 11 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Run(t, sealed, Row{Name: "before it changes", By: Head, When: another(change), Then: changed, After: func(_ *testing.T, w *World) { w.Countersign(Stream) }})
			Run(t, opened, Row{Name: "not after it", By: Head, When: another(change), Refused: "rule-book/settled"})
			Run(t, scored, Row{Name: "not with the scores", By: Head, When: another(change), Refused: "rule-book/settled"})
			Run(t, released, Row{Name: "not after the award", By: Head, When: another(change), Refused: "rule-book/settled"})
			Run(t, sealed, Row{Name: "not by a second signature that comes later", Given: func(w *World) {
				w.Do(Stream, Head, another(change))
				w.Do(Stream, Officer, call.OpenTenders{})
				w.Do(Stream, Head, call.OpenTenders{})
			}, By: Officer, When: call.SignProposal{Number: 1, SHA256: SHA("v2")}, Refused: "rule-book/settled"})
		})
	}
	apart := func(alone string) func(b *call.RuleBook) {
		return func(b *call.RuleBook) {
			b.Evaluation.Arbitration = &call.Arbitration{Share: Number("30"), Alone: alone}
		}
	}
	book := Book()
	apart("")(&book)
	Run(t, New(t).Opened(book).Published().Submitted(A).Shut(),
		Row{Name: "a default that is written out changes nothing", By: Head, When: another(apart(call.AloneCounts)), Then: changed},
		Row{Name: "what is not the default does", By: Head, When: another(apart(call.AloneSecond)), Refused: "rule-book/settled"},
	)
	budget := another(func(b *call.RuleBook) { b.Budget = EUR("900000.00") })
	Run(t, scored,
		Row{Name: "nor the budget, while nothing is awarded from it", By: Head, When: budget, Refused: "rule-book/settled"},
		Row{Name: "nor an envelope", By: Head, When: another(func(b *call.RuleBook) {
			b.Award.Envelopes = []call.Envelope{{ID: "small", Types: []string{"adaptation"}, Budget: EUR("100000.00")}}
		}), Refused: "rule-book/settled"},
		Row{Name: "the year may", By: Head, When: another(func(b *call.RuleBook) { b.Running.LogWithin = Length("20 days") }), Then: changed},
		Row{Name: "and names", By: Head, When: another(func(b *call.RuleBook) {
			b.Title, b.Types[0].Name, b.Evaluation.Criteria[0].Name, b.Priorities[0].Name = "T", "N", "N", "N"
		}), Then: changed},
		Row{Name: "and the date of the award", By: Head, When: another(func(b *call.RuleBook) { b.Dates.Award = Date("2019-09-23") }), Then: changed},
		Row{Name: "a default by its name is the same", By: Head, When: another(func(b *call.RuleBook) {
			b.Award.Policy, b.Evaluation.Aggregate = call.Stop, call.Mean
		}), Then: changed},
	)
	Run(t, released, Row{Name: "what is free for the reserve list may grow", By: Head, When: budget, Then: changed})
	says(t, scored, another(func(b *call.RuleBook) { b.Evaluation.Threshold = Number("85") }),
		"evaluation.threshold cannot change any more: the tenders of DHE-2019 have been opened, and an award depends on it")
}

func TestAVersionOfTheRuleBookIsSignedByItsHashAndByAnotherPerson(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	change := another(func(b *call.RuleBook) { b.Evaluation.Threshold = Number("60") })
	by := func(person string) func(w *World) {
		return func(w *World) { w.Do(Stream, person, change) }
	}
	sign := call.SignProposal{Number: 1, SHA256: SHA("v2")}
	Run(t, w,
		Row{Name: "it does not hold before", By: Head, When: change, Then: changed, After: func(t *testing.T, w *World) {
			require.NotEqual(t, SHA("v2"), w.Call().RulesSHA())
			_, known := w.Call().Book(SHA("v2"))
			require.False(t, known)
		}},
		Row{Name: "it holds then", Given: by(Head), By: Officer, When: sign, Then: []string{"rules-changed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, SHA("v2"), w.Call().RulesSHA())
			require.Empty(t, w.Call().Waiting())
		}},
		Row{Name: "an officer may propose, and the head sign", Given: by(Officer), By: Head, When: sign, Then: []string{"rules-changed.v1"}},
		Row{Name: "not by the same person", Given: by(Head), By: Head, When: sign, Refused: "four-eyes/proposed"},
		Row{Name: "not without the head", Given: by(Officer), By: SecondHand, When: sign, Refused: "four-eyes/no-head"},
		Row{Name: "not another version", Given: by(Head), By: Officer, When: call.SignProposal{Number: 1, SHA256: SHA("v3")}, Refused: "proposals/another-version"},
		Row{Name: "not without saying which", Given: by(Head), By: Officer, When: call.SignProposal{Number: 1}, Refused: "proposals/another-version"},
		Row{Name: "not when the first has been replaced", Given: func(w *World) {
			by(Head)(w)
			w.Do(Stream, Head, another(func(b *call.RuleBook) { b.Evaluation.Threshold = Number("61") }))
		}, By: Officer, When: sign, Refused: "proposals/not-waiting"},
	)
}
