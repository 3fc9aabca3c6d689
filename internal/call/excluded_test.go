package call_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// rivals are tenders of a call in which evaluators compete: Ada is the contact
// of B, Ben its signatory, Cleo sent C, and Alpha is a party to all but D.
func rivals(t T, book call.RuleBook) *World {
	w := New(t).Opened(book).Published().Appointed()
	for _, p := range []string{"p-gamma", Dora, "p-emil"} {
		organisation := map[string]string{"p-gamma": " gamma "}[p]
		w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: p, Organisation: organisation})
		w.Do(Stream, p, call.DeclareImpartiality{})
	}
	b := Tender(B)
	b.Contact, b.Signatory = Ada, Ben
	d := Tender(D)
	d.Organisations = []twinning.Organisation{{ID: "alpha", Name: "Gamma", Country: "BE"}, {ID: "beta", Name: "Delta", Country: "EL"}}
	w.Do(Tendering(A), Contact(A), twinning.SubmitTender{Tender: Tender(A)})
	w.Do(Tendering(B), Stranger, twinning.SubmitTender{Tender: b})
	w.Do(Tendering(C), Cleo, twinning.SubmitTender{Tender: Tender(C)})
	w.Do(Tendering(D), Contact(D), twinning.SubmitTender{Tender: d})
	return w
}

func TestWhoCompetesInACallEvaluatesNoneOfItsTenders(t *testing.T) {
	t.Parallel()
	w := rivals(t, Book())
	for _, p := range []string{Ada, Ben, Cleo, OfAlpha, "p-gamma"} {
		require.True(t, w.Call().Has(p, law.Evaluator), "before the opening nobody may know that %s competes", p)
	}
	w.Sealed().Do(Stream, Officer, call.OpenTenders{})
	events := w.Do(Stream, Head, call.OpenTenders{})
	require.Equal(t, []string{"tenders-opened.v1", "evaluators-excluded.v1"}, Kinds(events))
	letters := map[string]string{}
	for _, l := range law.Letters(events[1]) {
		letters[l.To] = l.Template
		require.NotContains(t, fmt.Sprint(l.With), "-BBBBBB", "no tender is named")
	}
	require.Equal(t, map[string]string{
		Ada: "evaluator-excluded", Ben: "evaluator-excluded", Cleo: "evaluator-excluded", OfAlpha: "evaluator-excluded", "p-gamma": "evaluator-excluded",
		Officer: "evaluators-excluded", SecondHand: "evaluators-excluded",
	}, letters)
	require.Equal(t, twinning.Submitted, w.Twinning(B).Stage, "the tender is judged as every other")
	w.Eligible(A, B, C, D)
	assign := func(people ...string) call.AssignEvaluators {
		return call.AssignEvaluators{Tender: A, Evaluators: people}
	}
	Run(t, w,
		Row{Name: "a rival's contact is not assigned", By: Officer, When: assign(Ada, Dora), Refused: "evaluators/not-appointed"},
		Row{Name: "nor appointed again", By: Officer, When: call.AppointEvaluator{Evaluator: Ada}, Refused: "conflicts/competes"},
		Row{Name: "nor is its signatory", By: Officer, When: call.AppointEvaluator{Evaluator: Ben}, Refused: "conflicts/competes"},
		Row{Name: "nor who only sent one", By: Officer, When: call.AppointEvaluator{Evaluator: Cleo}, Refused: "conflicts/competes"},
		Row{Name: "nor a contact who never was an evaluator", By: Officer, When: call.AppointEvaluator{Evaluator: Contact(A)}, Refused: "conflicts/competes"},
		Row{Name: "nor somebody of an organisation that competes", By: Officer, When: call.AppointEvaluator{Evaluator: "p-new", Organisation: "delta"}, Refused: "conflicts/organisation-competes"},
		Row{Name: "somebody of another is", By: Officer, When: call.AppointEvaluator{Evaluator: "p-new", Organisation: "Epsilon"}, Then: []string{"evaluator-appointed.v1"}},
		Row{Name: "those who are left are assigned", By: Officer, When: assign(Dora, "p-emil"), Then: []string{"evaluators-assigned.v1"}},
		Row{Name: "and drawn", By: Officer, When: call.DrawAssignments{Seed: "s"}, Then: []string{"assignments-drawn.v1"}, After: func(t *testing.T, w *World) {
			for _, people := range w.Call().Assignments {
				require.ElementsMatch(t, []string{Dora, "p-emil"}, people)
			}
		}},
	)
}

func TestWhoCompetesIsKnownAtTheMomentOfTheRuleBookToo(t *testing.T) {
	t.Parallel()
	w := rivals(t, session("2019-08-08", "10:00"))
	w.At("2019-08-08T10:00:00.000001")
	require.Equal(t, call.Opened, w.Call().Stage)
	for _, p := range []string{Ada, Ben, Cleo, OfAlpha, "p-gamma"} {
		require.False(t, w.Call().Has(p, law.Evaluator), p)
	}
	require.True(t, w.Call().Has(Dora, law.Evaluator))
	h := w.History(Stream)
	require.Equal(t, w.Clock("2019-08-08T10:00"), h[len(h)-1].Event.(call.EvaluatorsExcluded).At)
	for _, stage := range []call.Stage{call.Published, call.Open, call.Shut} {
		c := call.Call{Reference: Reference, Stage: stage, Rules: session("2019-08-08", "10:00")}
		require.Contains(t, call.Law.Needs(c), call.TenderPrefix(Reference)+"*", "an outage may let the limit and the opening pass together")
	}
}

// Whoever withdrew has read the rules of the competition as a competitor, and
// keeps their interest in it.
func TestWhoHasWithdrawnEvaluatesNoneEither(t *testing.T) {
	t.Parallel()
	w := rivals(t, Book())
	w.Do(Tendering(B), Ada, twinning.WithdrawTender{})
	w.Shut()
	require.False(t, w.Call().Has(Ada, law.Evaluator))
}

// By whatever way somebody who competes is still an evaluator, nobody gives them
// a tender.
func TestAnEvaluatorWhoCompetesIsNeitherAssignedNorDrawn(t *testing.T) {
	t.Parallel()
	w := rivals(t, Book()).Shut().Eligible(A, B, C, D)
	c := w.Call()
	c.Evaluators = append(c.Evaluators,
		call.Evaluator{Person: Ada, DeclaredAt: w.Now}, call.Evaluator{Person: "p-delta", Organisation: "Delta", DeclaredAt: w.Now})
	r := law.Receipt{Actor: Officer, ReceivedAt: w.Now}
	for _, row := range []struct{ tender, person, refused string }{
		{B, Ada, "conflicts/party"},
		{A, Ada, "conflicts/competes"},
		{D, "p-delta", "conflicts/same-organisation"},
		{A, "p-delta", "conflicts/organisation-competes"},
	} {
		_, err := call.AssignEvaluators{Tender: row.tender, Evaluators: []string{Dora, row.person}}.Decide(c, w, r)
		refusal, refused := law.Refused(err)
		require.True(t, refused, row.person)
		require.Equal(t, row.refused, RuleAndCode(refusal))
	}
	for seed := range 20 {
		events, err := call.DrawAssignments{Seed: fmt.Sprint(seed)}.Decide(c, w, r)
		require.NoError(t, err)
		for _, d := range events[0].(call.AssignmentsDrawn).Assignments {
			require.ElementsMatch(t, []string{Dora, "p-emil"}, d.Evaluators)
		}
	}
}
