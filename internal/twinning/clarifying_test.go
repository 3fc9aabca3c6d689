package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// clarifying is the answer to a question, with tender A as it is then.
func clarifying(change func(o *twinning.Tender)) twinning.ClarifyTender {
	return twinning.ClarifyTender{Answer: "A slip.", Tender: submitting(change).Tender}
}

func asking(fields ...string) func(w *World) {
	return func(w *World) {
		w.Shut().Do(Tendering(A), Officer, twinning.RequestClarification{Fields: fields, Question: "Is it so?"})
	}
}

// shut has the tenders opened, the day after the deadline.
func shut(w *World) { w.Shut() }

func TestAnOfficerAsksAboutAnObviousClericalError(t *testing.T) {
	t.Parallel()
	ask := twinning.RequestClarification{Fields: []string{"title"}, Question: "Which title?"}
	w := New(t).Opened(Book()).Published().Submitted(A)
	Run(t, w,
		Row{Name: "in a field that the rule book allows", Given: shut, By: Officer, When: ask, Then: []string{"clarification-requested.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Clarification, w.Twinning(A).Stage)
			o, ok := obligation.Find(w.Twinning(A).Obligations, "clarification")
			require.True(t, ok)
			due, _ := o.Current()
			require.Equal(t, Date("2019-08-15"), due.On, "five working days")
		}},
		Row{Name: "in no other", Given: shut, By: Officer, When: twinning.RequestClarification{Fields: []string{"title", "months"}, Question: "?"}, Refused: "clarification/field-not-allowed"},
		Row{Name: "not before the deadline", By: Officer, When: ask, Refused: "sealed/not-opened"},
		Row{Name: "not the head", Given: shut, By: Head, When: ask, Refused: "roles/not-allowed"},
		Row{Name: "not while one is asked for", Given: asked, By: Officer, When: ask, Refused: "stages/wrong-stage"},
	)
}

func TestWhereNoFieldMayBeClarifiedTheRefusalSaysSo(t *testing.T) {
	t.Parallel()
	b := Book()
	b.Eligibility.ClarifiedFields = []string{}
	w := New(t).Opened(b).Published().Submitted(A).Shut()
	_, err := w.Send(Tendering(A), Officer, twinning.RequestClarification{Fields: []string{"title"}, Question: "Which title?"})
	requireRefused(t, "clarification/no-field", err)
}

func TestOnlyWhatWasAskedAboutMayChange(t *testing.T) {
	t.Parallel()
	given := []string{"clarification-given.v1"}
	w := New(t).Opened(Book()).Published().Submitted(A)
	Run(t, w,
		Row{Name: "the field asked about", Given: asked, By: Contact(A), When: clarifying(func(o *twinning.Tender) { o.Title = "Another" }), Then: given, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Submitted, is.Stage)
			require.Equal(t, "Another", is.Tender.Title)
			require.Equal(t, "A slip.", w.Reads(string(is.Question.Answer)))
			require.Len(t, is.Versions, 1)
			w.Eligible(A)
		}},
		Row{Name: "nothing at all, with an answer", Given: asked, By: Signatory(A), When: clarifying(same), Then: given},
		Row{Name: "no other field", Given: asked, By: Contact(A), When: clarifying(func(o *twinning.Tender) { o.Months = 11 }), Refused: "clarification/field-not-asked"},
		Row{Name: "not by an officer", Given: asked, By: Officer, When: clarifying(same), Refused: "roles/not-a-party"},
		Row{Name: "not unasked", At: "2019-08-08T09:00", By: Contact(A), When: clarifying(same), Refused: "stages/wrong-stage"},
		Row{Name: "an evaluator does not become a party by it", Given: asking("contact"), By: Contact(A), When: clarifying(func(o *twinning.Tender) { o.Contact = Ada }), Refused: "conflicts/rival-by-correction"},
		Row{Name: "nor their organisation", Given: func(w *World) {
			w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: "p-gamma", Organisation: "GAMMA"})
			asking("organisations")(w)
		}, By: Contact(A), When: clarifying(func(o *twinning.Tender) {
			o.Organisations = append([]twinning.Organisation{{ID: "gamma", Name: "Gamma", Country: "FR"}}, o.Organisations...)
		}), Refused: "conflicts/rival-by-correction"},
		Row{Name: "nor the costs dollars", Given: asking("costs"), By: Contact(A), When: clarifying(func(o *twinning.Tender) { o.Costs = dollars() }), Refused: "money/costs-currency"},
		Row{Name: "an unanswered question is no yes", Given: asked, By: Officer, When: twinning.DecideEligibility{Eligible: true}, Refused: "clarification/not-due"},
		Row{Name: "nor a no while there is time to answer", Given: asked, At: "2019-08-15T23:59", By: Officer, When: twinning.DecideEligibility{Reason: "silence"}, Refused: "clarification/not-due"},
		Row{Name: "but then it is", Given: asked, At: "2019-08-16T00:00", By: Officer, When: twinning.DecideEligibility{Reason: "silence"}, Then: []string{"eligibility-decided.v1"}, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Ineligible, is.Stage)
			require.Nil(t, is.Override, "silence is a finding of its own")
			last := is.Findings[len(is.Findings)-1]
			require.Equal(t, twinning.Finding{Rule: "clarification-unanswered", Why: law.Why("clarification-unanswered", law.On("due", Date("2019-08-15")))}, last)
			require.Len(t, is.Findings, 9)
		}},
		Row{Name: "and a yes takes two people", Given: asked, At: "2019-08-16T00:00", By: Officer, When: twinning.DecideEligibility{Eligible: true}, Refused: "eligibility/rule-failed:clarification-unanswered"},
		Row{Name: "who may find it eligible all the same", Given: func(w *World) {
			asked(w)
			w.At("2019-08-16T00:00").Do(Tendering(A), Officer, twinning.DecideEligibility{Eligible: true, Override: true, Reason: "It was clear enough."})
		}, By: Head, When: twinning.SignEligibility{}, Then: []string{"eligibility-decided.v1"}, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Eligible, is.Stage)
			require.Equal(t, []string{"clarification-unanswered"}, is.Override.Against)
			for _, o := range is.Obligations {
				require.False(t, o.Open(), o.ID)
			}
		}},
		Row{Name: "a late answer takes the place of their proposal", Given: func(w *World) {
			asked(w)
			w.At("2019-08-16T00:00").Do(Tendering(A), Officer, twinning.DecideEligibility{Eligible: true, Override: true, Reason: "It was clear enough."})
			w.Do(Tendering(A), Contact(A), clarifying(same))
		}, By: Head, When: twinning.SignEligibility{}, Refused: "eligibility/nothing-proposed"},
	)
}

func TestASecondQuestionIsOwedAnAnswerOfItsOwn(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	asked(w)
	w.Do(Tendering(A), Contact(A), clarifying(same))
	w.At("2019-08-12T09:00")
	w.Do(Tendering(A), Officer, twinning.RequestClarification{Fields: []string{"documents"}, Question: "Which form?"})
	first, _ := obligation.Find(w.Twinning(A).Obligations, "clarification")
	second, ok := obligation.Find(w.Twinning(A).Obligations, "clarification-2")
	require.True(t, ok)
	require.False(t, first.Open())
	require.True(t, second.Open())
	Run(t, w,
		Row{Name: "the first answer is none to it", At: "2019-08-16T09:00", By: Officer, When: twinning.DecideEligibility{Reason: "silence"}, Refused: "clarification/not-due"},
		Row{Name: "silence counts from its own day", At: "2019-08-20T00:00", By: Officer, When: twinning.DecideEligibility{Reason: "silence"}, Then: []string{"eligibility-decided.v1"}},
	)
	w.Do(Tendering(A), Contact(A), clarifying(same))
	second, _ = obligation.Find(w.Twinning(A).Obligations, "clarification-2")
	require.False(t, second.Open())
}

func TestWithoutARuleBookNothingIsJudged(t *testing.T) {
	t.Parallel()
	_, err := submitting(same).Decide(twinning.Twinning{Reference: A}, call.Call{Stage: call.Open}, receipt(New(t), Contact(A)))
	requireRefused(t, "rule-book/no-rule-book", err)
	broken := call.Call{Stage: call.Open, SHA256: SHA("x")}
	_, err = submitting(same).Decide(twinning.Twinning{Reference: A}, broken, receipt(New(t), Contact(A)))
	requireRefused(t, "rule-book/no-calendar", err)
	broken.Rules = Book()
	events, err := submitting(same).Decide(twinning.Twinning{Reference: A}, broken, receipt(New(t).At("2019-06-12T09:00"), Contact(A)))
	require.NoError(t, err)
	no := events[0].(twinning.TenderRefused)
	require.Equal(t, "deadlines/no-deadline", RuleAndCode(&no.Refusal))
}
