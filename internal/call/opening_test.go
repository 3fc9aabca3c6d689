package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
)

// book is the rule book of the fixtures with a change.
func book(change func(b *call.RuleBook)) call.RuleBook {
	b := Book()
	change(&b)
	return b
}

func TestACallIsOpenedOnceFromItsRuleBook(t *testing.T) {
	t.Parallel()
	Run(t, New(t),
		Row{Name: "an officer of its people file opens it", By: Officer, When: Opening(Book()), Then: []string{"call-opened.v1"}, After: func(t *testing.T, w *World) {
			c := w.Call()
			require.Equal(t, call.Drafted, c.Stage)
			require.Equal(t, EUR("932000.00"), c.Left)
			require.Equal(t, SHA("reference: DHE-2019\n"), c.RulesSHA())
			require.Equal(t, w.Clock("2019-08-07T17:00:00.000001"), c.Limit(), "17:00 itself still counts")
			require.Equal(t, Officer, c.Deadlines[0].Rule.SignedBy)
		}},
		Row{Name: "twice is refused", Given: func(w *World) { w.Opened(Book()) }, By: Officer, When: Opening(Book()), Refused: "opening/already-opened"},
		Row{Name: "who is no officer of it may not", By: Head, When: Opening(Book()), Refused: "roles/not-an-officer"},
		Row{Name: "a rule book of another call is refused", By: Officer, When: Opening(book(func(b *call.RuleBook) { b.Reference = "DHE-2020" })), Refused: "rule-book/another-call"},
		Row{Name: "a broken rule book is refused", By: Officer, When: Opening(book(func(b *call.RuleBook) { b.Award.Policy = "lottery" })), Refused: "rule-book/broken-rule-book"},
		Row{Name: "a number that would fill pages is refused", By: Officer, When: Opening(book(func(b *call.RuleBook) { b.Evaluation.Threshold = Number("1e9999") })), Refused: "rule-book/broken-rule-book"},
		Row{Name: "a deadline in the hour that the clocks leave out is refused", By: Officer, When: Opening(book(func(b *call.RuleBook) {
			b.Dates.Publication, b.Dates.Opening, b.Dates.Deadline.On, b.Dates.Deadline.At = Date("2019-03-01"), Date("2019-03-01"), Date("2019-03-31"), "02:30"
		})), Refused: "rule-book/broken-rule-book"},
		Row{Name: "nothing can be done before", By: Officer, When: call.PublishCall{}, Refused: "stages/not-opened"},
	)
}

func TestAChangedRuleBookIsANewVersionByTwoPeople(t *testing.T) {
	t.Parallel()
	longer := book(func(b *call.RuleBook) { b.Running.LogWithin = Length("20 days") })
	Run(t, New(t).Opened(Book()),
		Row{Name: "it holds when it is signed, and the old one can be read", By: Head, When: Change(longer, "v2"), Then: changed, After: func(t *testing.T, w *World) {
			w.Countersign(Stream)
			require.Equal(t, SHA("v2"), w.Call().RulesSHA())
			old, ok := w.Call().Book(SHA("reference: DHE-2019\n"))
			require.True(t, ok)
			require.Equal(t, Length("10 days"), old.Running.LogWithin)
			_, ok = w.Call().Book(SHA("another"))
			require.False(t, ok)
		}},
		Row{Name: "an auditor may not", By: Auditor, When: Change(longer, "v2"), Refused: "roles/not-allowed"},
		Row{Name: "the same version is refused", By: Head, When: Change(Book(), "reference: DHE-2019\n"), Refused: "rule-book/unchanged"},
		Row{Name: "the rule book of another call is refused", By: Head, When: Change(book(func(b *call.RuleBook) { b.Reference = "DHE-2020" }), "v2"), Refused: "rule-book/another-call"},
		Row{Name: "a broken one is refused", By: Head, When: Change(book(func(b *call.RuleBook) { b.Types = nil }), "v2"), Refused: "rule-book/broken-rule-book"},
		Row{Name: "another currency is refused", By: Head, When: Change(inDollars(), "v2"), Refused: "money/budget-currency"},
		Row{Name: "before the opening it has no place", Given: func(w *World) { *w = *New(t) }, By: Head, When: Change(longer, "v2"), Refused: "roles/not-allowed"},
		Row{Name: "the award is owed by its new date", By: Head, When: Change(book(func(b *call.RuleBook) { b.Dates.Award = Date("2019-09-30") }), "v2"), Then: changed, After: func(t *testing.T, w *World) {
			w.Countersign(Stream)
			due, holds := w.Call().Obligations[0].Current()
			require.True(t, holds)
			require.Equal(t, Date("2019-09-30"), due.On)
		}},
	)
	rich := book(func(b *call.RuleBook) { b.Budget = EUR("1000000.00") })
	poor := book(func(b *call.RuleBook) { b.Budget = EUR("79999.99") })
	exact := book(func(b *call.RuleBook) { b.Budget = EUR("80000.00") })
	Run(t, New(t).Awarded(),
		Row{Name: "more budget is free for the reserve", By: Head, When: Change(rich, "v2"), Then: changed, After: func(t *testing.T, w *World) {
			w.Countersign(Stream)
			require.Equal(t, EUR("920000.00"), w.Call().Left)
		}},
		Row{Name: "less budget than is committed is refused", By: Head, When: Change(poor, "v2"), Refused: "budget/committed"},
		Row{Name: "as much as is committed, to the cent, is not", By: Head, When: Change(exact, "v2"), Then: changed, After: func(t *testing.T, w *World) {
			w.Countersign(Stream)
			require.Equal(t, EUR("0.00"), w.Call().Left)
		}},
	)
	done := finished(t)
	Run(t, done, Row{Name: "a finished call has no more versions", By: Head, When: Change(rich, "v2"), Refused: "stages/wrong-stage"})
}

func inDollars() call.RuleBook {
	return book(func(b *call.RuleBook) {
		usd := must(b.Budget)
		b.Budget, b.Retention.SmallUpTo = usd, usd
		for i := range b.Types {
			b.Types[i].Ceiling = usd
		}
	})
}

// finished is the call after every award was declined.
func finished(t T) *World {
	w := New(t).Opened(Book()).Published().Submitted(A, B).Shut().Eligible(A, B).Assigned(A, B).Scored(A, "1").Scored(B, "1").Decided()
	require.Equal(t, call.Finished, w.Call().Stage)
	return w
}

func TestTheDayOfPublicationBindsWhereTheRuleBookSaysSo(t *testing.T) {
	t.Parallel()
	binding := Book()
	on := Date("2019-06-20")
	binding.Dates.Binding, binding.Dates.Publication, binding.Dates.Opening = true, on, on
	published := []string{"call-published.v1"}
	Run(t, New(t).Opened(binding),
		Row{Name: "not the day before", At: on.AddDays(-1).String() + "T23:59:58.999999", By: Officer, When: call.PublishCall{}, Refused: "deadlines/before-publication"},
		Row{Name: "on the day", At: on.String() + "T00:00:00.000000", By: Head, When: call.PublishCall{}, Then: published},
		Row{Name: "or later", At: on.AddDays(3).String() + "T09:00", By: Officer, When: call.PublishCall{}, Then: published})
	planned := binding
	planned.Dates.Binding = false
	Run(t, New(t).Opened(planned), Row{Name: "by default it may be published before", At: on.AddDays(-1).String() + "T09:00", By: Officer, When: call.PublishCall{}, Then: published})
}

func TestACallIsPublishedOnceBeforeItsDeadline(t *testing.T) {
	t.Parallel()
	Run(t, New(t).Opened(Book()),
		Row{Name: "by an officer", By: Officer, When: call.PublishCall{}, Then: []string{"call-published.v1"}},
		Row{Name: "by the head", By: Head, When: call.PublishCall{}, Then: []string{"call-published.v1"}},
		Row{Name: "by nobody else", By: Auditor, When: call.PublishCall{}, Refused: "roles/not-allowed"},
		Row{Name: "twice is refused", Given: func(w *World) { w.Published() }, By: Officer, When: call.PublishCall{}, Refused: "stages/wrong-stage"},
		Row{Name: "in the last microsecond", At: "2019-08-07T16:59:59.000000", By: Officer, When: call.PublishCall{}, Then: []string{"call-published.v1"}},
		Row{Name: "after the deadline is refused", At: "2019-08-07T17:00", By: Officer, When: call.PublishCall{}, Refused: "deadlines/deadline-passed"},
		Row{Name: "late, it opens at once", At: "2019-07-01T09:00", By: Officer, When: call.PublishCall{}, Then: []string{"call-published.v1"}, After: func(t *testing.T, w *World) {
			m, ok := call.Law.Next(w.Call(), w)
			require.True(t, ok)
			require.Equal(t, w.Clock("2019-07-01T09:00:01.000001"), m.At)
			w.At("2019-07-01T09:01")
			require.Equal(t, call.Open, w.Call().Stage)
		}},
		Row{Name: "early, it opens at the start of its day", By: Officer, When: call.PublishCall{}, Then: []string{"call-published.v1"}, After: func(t *testing.T, w *World) {
			w.At("2019-06-11T00:00")
			require.Equal(t, call.Published, w.Call().Stage)
			w.At("2019-06-11T00:00:00.000001")
			require.Equal(t, call.Open, w.Call().Stage)
		}},
	)
}

func TestEvaluatorsAreAppointedAndDeclareThemselves(t *testing.T) {
	t.Parallel()
	Run(t, New(t).Opened(Book()),
		Row{Name: "an officer appoints, who is told", By: Officer, When: call.AppointEvaluator{Evaluator: Ada, Organisation: "Univ", Country: "NO"}, Then: []string{"evaluator-appointed.v1"}, After: func(t *testing.T, w *World) {
			e, ok := w.Call().Evaluator(Ada)
			require.True(t, ok)
			require.True(t, e.DeclaredAt.IsZero())
			require.True(t, w.Call().Has(Ada, law.Evaluator))
			history := w.History(Stream)
			require.Equal(t, Ada, law.Letters(history[len(history)-1].Event)[0].To)
		}},
		Row{Name: "the payer may not appoint", By: Payer, When: call.AppointEvaluator{Evaluator: Ada}, Refused: "roles/not-allowed"},
		Row{Name: "twice is refused", Given: func(w *World) { w.Appointed() }, By: Officer, When: call.AppointEvaluator{Evaluator: Ada}, Refused: "evaluators/already-appointed"},
		Row{Name: "staff cannot be evaluators", By: Officer, When: call.AppointEvaluator{Evaluator: Verifier}, Refused: "evaluators/staff"},
		Row{Name: "nor the auditor", By: Officer, When: call.AppointEvaluator{Evaluator: Auditor}, Refused: "evaluators/staff"},
		Row{Name: "who is appointed declares", Given: func(w *World) { w.Appointed() }, By: Undeclared, When: call.DeclareImpartiality{}, Then: []string{"impartiality-declared.v1"}, After: func(t *testing.T, w *World) {
			e, _ := w.Call().Evaluator(Undeclared)
			require.Equal(t, w.Now, e.DeclaredAt)
		}},
		Row{Name: "who is not does not", By: Ada, When: call.DeclareImpartiality{}, Refused: "roles/not-appointed"},
		Row{Name: "twice is refused", Given: func(w *World) { w.Appointed() }, By: Ada, When: call.DeclareImpartiality{}, Refused: "evaluators/already-declared"},
	)
	Run(t, New(t).Awarded(), Row{Name: "after the award, too, for whatever is evaluated again", By: Officer, When: call.AppointEvaluator{Evaluator: Stranger}, Then: []string{"evaluator-appointed.v1"}})
	Run(t, finished(t), Row{Name: "but nobody once the call is finished", By: Officer, When: call.AppointEvaluator{Evaluator: Stranger}, Refused: "stages/wrong-stage"})
}
