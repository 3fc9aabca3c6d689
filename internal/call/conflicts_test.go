package call_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

// careful is the rule book with every rule on conflicts.
func careful() call.RuleBook {
	return book(func(b *call.RuleBook) {
		b.Evaluation.Conflicts = &call.ConflictRules{SameCountry: true, Within: Length("5 years")}
	})
}

// codes are those of the reasons against an evaluator.
func codes(c call.Call, e call.Evaluator, t call.TenderFact) []string {
	var all []string
	for _, r := range c.Conflicts(e, t) {
		all = append(all, r.Code)
	}
	return all
}

func TestEachConflictIsComputedForAReasonOfItsOwn(t *testing.T) {
	t.Parallel()
	strict := New(t).Opened(careful()).Call()
	plain := New(t).Opened(Book()).Call()
	tender := call.TenderFact{
		Reference: A, Parties: []string{Contact(A)}, Orgs: []string{" Alpha ", "Beta"}, Countries: []string{"BE", "GR"}, Conflicts: []string{Cleo},
	}
	left := func(organisation, until string) call.Evaluator {
		return call.Evaluator{Person: Ada, Former: []call.FormerTie{{Organisation: organisation, Until: Date(until)}}}
	}
	for name, row := range map[string]struct {
		who           call.Evaluator
		strict, plain []string
	}{
		"nobody in particular":                    {who: call.Evaluator{Person: Ada}},
		"a party":                                 {who: call.Evaluator{Person: Contact(A)}, strict: []string{"party"}, plain: []string{"party"}},
		"who has declared it":                     {who: call.Evaluator{Person: Cleo}, strict: []string{"declared"}, plain: []string{"declared"}},
		"of the organisation":                     {who: call.Evaluator{Person: Ada, Organisation: "Beta"}, strict: []string{"same-organisation"}, plain: []string{"same-organisation"}},
		"of it, in capitals and with spaces":      {who: call.Evaluator{Person: Ada, Organisation: "  ALPHA\t"}, strict: []string{"same-organisation"}, plain: []string{"same-organisation"}},
		"of one whose name begins alike":          {who: call.Evaluator{Person: Ada, Organisation: "Alph"}},
		"of the country":                          {who: call.Evaluator{Person: Ada, Country: "BE"}, strict: []string{"same-country"}},
		"of the country as the EU writes it":      {who: call.Evaluator{Person: Ada, Country: "el "}, strict: []string{"same-country"}},
		"of another country":                      {who: call.Evaluator{Person: Ada, Country: "UK"}},
		"who left it five years before, less one": {who: left("beta", "2014-08-08"), strict: []string{"former-organisation"}},
		"who left it five years before":           {who: left("beta", "2014-08-07")},
		"who leaves it only later":                {who: left("Beta ", "2030-01-01"), strict: []string{"former-organisation"}},
		"who left another one":                    {who: left("Gamma", "2019-08-01")},
		"everything at once": {
			who:    call.Evaluator{Person: Cleo, Organisation: "Alpha", Country: "GR", Former: left("Beta", "2019-01-01").Former},
			strict: []string{"declared", "same-organisation", "same-country", "former-organisation"}, plain: []string{"declared", "same-organisation"},
		},
	} {
		require.Equal(t, row.strict, codes(strict, row.who, tender), name)
		require.Equal(t, row.plain, codes(plain, row.who, tender), name)
	}
	require.Equal(t, "GB", call.Country("uk"))
}

func TestAnExtensionDoesNotMakeAFormerTieOlder(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(careful()).Published()
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-09-10T17:00"), Why: "storm"})
	e := call.Evaluator{Person: Ada, Former: []call.FormerTie{{Organisation: "Beta", Until: Date("2014-08-20")}}}
	require.Equal(t, []string{"former-organisation"}, codes(w.Call(), e, call.TenderFact{Reference: A, Orgs: []string{"Beta"}}))
}

func TestConflictsAreRefusedInAssignmentAndLeftOutOfTheDraw(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(careful()).Published().Submitted(A)
	appoint := func(person, country string, former ...call.FormerTie) {
		w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: person, Country: country})
		w.Do(Stream, person, call.DeclareImpartiality{Former: former})
	}
	appoint("p-belgian", "BE")
	appoint("p-former", "SE", call.FormerTie{Organisation: "BETA", Until: Date("2018-05-31")})
	appoint("p-long-gone", "SE", call.FormerTie{Organisation: "BETA", Until: Date("2008-05-31")})
	w.Shut().Eligible(A)
	assign := func(person string) call.AssignEvaluators {
		return call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, person}}
	}
	Run(t, w,
		Row{Name: "the same country", By: Officer, When: assign("p-belgian"), Refused: "conflicts/same-country"},
		Row{Name: "a former organisation", By: Officer, When: assign("p-former"), Refused: "conflicts/former-organisation"},
		Row{Name: "one left long ago", By: Officer, When: assign("p-long-gone"), Then: []string{"evaluators-assigned.v1"}},
	)
	for seed := range 40 {
		w := w.Clone(t)
		drawn := w.Do(Stream, Officer, call.DrawAssignments{Seed: fmt.Sprint(seed)})[0].(call.AssignmentsDrawn)
		for _, p := range drawn.Assignments[0].Evaluators {
			require.Contains(t, []string{Ada, Ben, Cleo, "p-long-gone"}, p)
		}
	}
}

func TestWhereTheRuleBookAsksForItNobodyUnbriefedIsAssigned(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(book(func(b *call.RuleBook) { b.Evaluation.Briefing = true })).Published().Submitted(A).Shut().Eligible(A)
	brief := call.BriefEvaluators{Evaluators: []string{Ada, Ben}, Material: "The guide, version 2"}
	briefed := func(w *World) { w.Do(Stream, Officer, brief) }
	Run(t, w,
		Row{Name: "they are briefed", By: Officer, When: brief, Then: []string{"evaluators-briefed.v1"}, After: func(t *testing.T, w *World) {
			e, _ := w.Call().Evaluator(Ada)
			require.Equal(t, w.Now, e.BriefedAt)
			require.Equal(t, map[string]string{Ada: "evaluator-briefed", Ben: "evaluator-briefed"}, told(w.History(Stream)))
		}},
		Row{Name: "again is as good", Given: briefed, By: Officer, When: brief, Then: []string{"evaluators-briefed.v1"}},
		Row{Name: "not by the head", By: Head, When: brief, Refused: "roles/not-allowed"},
		Row{Name: "not who is no evaluator", By: Officer, When: call.BriefEvaluators{Evaluators: []string{Stranger}, Material: "x"}, Refused: "evaluators/not-appointed"},
		Row{Name: "before, nobody is assigned", By: Officer, When: call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Ben}}, Refused: "evaluators/not-briefed"},
		Row{Name: "nor drawn", By: Officer, When: call.DrawAssignments{Seed: "s"}, Refused: "assignment/too-few-evaluators"},
		Row{Name: "after, they are", Given: briefed, By: Officer, When: call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Ben}}, Then: []string{"evaluators-assigned.v1"}},
		Row{Name: "or drawn", Given: briefed, By: Officer, When: call.DrawAssignments{Seed: "s"}, Then: []string{"assignments-drawn.v1"}},
	)
	Run(t, New(t), Row{Name: "not before there is a call", By: Officer, When: brief, Refused: "stages/not-opened"})
}

func TestADeclarationTellsWhichOrganisationsWereLeft(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book())
	w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: Ada})
	former := []call.FormerTie{{Organisation: "Beta", Until: Date("2018-05-31")}}
	w.Do(Stream, Ada, call.DeclareImpartiality{Former: former})
	e, _ := w.Call().Evaluator(Ada)
	require.Equal(t, former, e.Former)
}

func TestNobodyJudgesATenderTwice(t *testing.T) {
	t.Parallel()
	w := New(t).Awarded()
	w.Do(Tendering(C), Officer, twinning.RecordConflict{Evaluator: Ada, Why: "she worked there"})
	w.Do(Tendering(C), Head, twinning.OrderReevaluation{Reason: "a conflict"})
	for _, p := range []string{"p-dora", "p-emil"} {
		w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: p})
		w.Do(Stream, p, call.DeclareImpartiality{})
	}
	assign := func(people ...string) call.AssignEvaluators {
		return call.AssignEvaluators{Tender: C, Evaluators: people}
	}
	Run(t, w,
		Row{Name: "not who evaluated it before", By: Officer, When: assign(Ben, "p-dora"), Refused: "conflicts/earlier-round"},
		Row{Name: "but others, without a word about the first", By: Officer, When: assign("p-dora", "p-emil"), Then: []string{"evaluators-assigned.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, map[string]string{"p-dora": "evaluator-assigned", "p-emil": "evaluator-assigned"}, told(w.History(Stream)))
			require.Equal(t, []string{"p-dora", "p-emil"}, w.Twinning(C).Assigned)
		}},
		Row{Name: "nor does the draw", By: Officer, When: call.DrawAssignments{Seed: "s"}, Then: []string{"assignments-drawn.v1"}, After: func(t *testing.T, w *World) {
			drawn := w.Call().Assignments[C]
			require.Len(t, drawn, 2)
			require.False(t, slices.Contains(drawn, Ada) || slices.Contains(drawn, Ben), drawn)
		}},
		Row{Name: "one that is not evaluated again is left alone", By: Officer, When: call.AssignEvaluators{Tender: A, Evaluators: []string{"p-dora", "p-emil"}}, Refused: "assignment/not-eligible"},
	)
}
