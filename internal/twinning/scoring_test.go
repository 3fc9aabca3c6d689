package twinning_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// scoring is a rule book with other rules of evaluation.
func scoring(change func(e *call.Evaluation)) call.RuleBook {
	b := Book()
	change(&b.Evaluation)
	return b
}

func arbitrating(e *call.Evaluation) { e.Arbitration = &call.Arbitration{Share: Number("30")} }
func consenting(e *call.Evaluation)  { e.Consensus = true }

func both(e *call.Evaluation) { arbitrating(e); consenting(e) }

// judged has tender A assigned under a rule book.
func judged(t T, book call.RuleBook, people ...string) *World {
	w := New(t).Opened(book).Published().Submitted(A, B).Shut().Eligible(A)
	w.Do(Stream, Officer, call.AssignEvaluators{Tender: A, Evaluators: people})
	return w
}

func also(people ...string) call.AssignEvaluators {
	return call.AssignEvaluators{Tender: A, Evaluators: people}
}

func TestScoresTooFarApartGoToArbitration(t *testing.T) {
	t.Parallel()
	// On scales of 5 with weights of 30, 40 and 30: 5, 5, 5 is 100, and 3.5, 3.5, 3.5 is 70.
	w := judged(t, scoring(arbitrating), Ada, Ben)
	recorded, open := []string{"evaluation-recorded.v1"}, []string{"evaluation-recorded.v1", "arbitration-opened.v1"}
	evaluated := []string{"evaluation-recorded.v1", "tender-evaluated.v1"}
	diverged := func(w *World) {
		w.Do(Tendering(A), Ada, Scores("4"))           // 80
		w.Do(Tendering(A), Ben, Points("3", "3", "2")) // 54
	}
	third := func(w *World) { diverged(w); w.Do(Stream, Officer, also(Ada, Ben, Cleo)) }
	Run(t, w,
		Row{Name: "at exactly 30 % they stand", Given: func(w *World) { w.Do(Tendering(A), Ada, Scores("5")) }, By: Ben, When: Scores("3.5"), Then: evaluated, After: func(t *testing.T, w *World) {
			require.Equal(t, "85", w.Twinning(A).Score.String())
			require.Equal(t, "30", w.Twinning(A).Spread.String())
		}},
		Row{Name: "beyond it one more evaluator is asked", Given: func(w *World) { w.Do(Tendering(A), Ada, Scores("5")) }, By: Ben, When: Points("3.4", "3.5", "3.5"), Then: open, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Arbitration, is.Stage)
			o, found := obligation.Find(is.Obligations, "arbitration")
			require.True(t, found && o.Open())
			require.Equal(t, []string{Officer, SecondHand}, o.Who)
			due, _ := o.Current()
			require.Equal(t, "2019-08-23", due.On.String(), "15 days")
			history := w.History(Tendering(A))
			e := history[len(history)-1].Event.(twinning.ArbitrationOpened)
			require.Equal(t, []string{"100", "69.4", "30.6", "30"}, []string{e.Higher.String(), e.Lower.String(), e.Difference.String(), e.Allowed.String()})
			require.Equal(t, "arbitration-opened", law.Letters(e)[0].Template)
		}},
		Row{Name: "it is not prepared meanwhile", Given: func(w *World) {
			diverged(w)
			w.Do(Tendering(B), Contact(B), twinning.WithdrawTender{})
		}, To: Stream, By: Officer, When: call.PrepareAward{}, Refused: "award/not-all-evaluated"},
		Row{Name: "two are too few then", Given: diverged, To: Stream, By: Officer, When: also(Ada, Ben), Refused: "assignment/too-few"},
		Row{Name: "none of the first is dropped", Given: diverged, To: Stream, By: Officer, When: call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Cleo, "p-dora"}}, Refused: "evaluators/not-appointed"},
		Row{Name: "the draw finds the third", Given: diverged, To: Stream, By: Officer, When: call.DrawAssignments{Seed: "s"}, Then: []string{"assignments-drawn.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{Ada, Ben, Cleo}, w.Twinning(A).Assigned)
		}},
		Row{Name: "nobody reports twice", Given: third, By: Ada, When: Scores("3"), Refused: "evaluation/already-recorded"},
		Row{Name: "with the third report the two closest are averaged", Given: third, By: Cleo, When: Scores("3.5"), Then: evaluated, After: func(t *testing.T, w *World) {
			is := w.Twinning(A) // 80, 54 and 70: 80 and 70 are closest
			require.Equal(t, "75", is.Score.String())
			require.Equal(t, call.ByArbitration, is.Method)
			require.Equal(t, []string{Ada, Cleo}, is.Counted)
			require.Equal(t, []string{"68", "70", "26"}, []string{is.Mean.String(), is.Median.String(), is.Spread.String()})
			o, _ := obligation.Find(is.Obligations, "arbitration")
			require.False(t, o.Met.IsZero())
			require.Empty(t, w.Refusals)
		}},
		Row{Name: "arbitration is opened once", Given: third, By: Cleo, When: Scores("1"), Then: evaluated, After: func(t *testing.T, w *World) {
			require.Equal(t, "67", w.Twinning(A).Score.String(), "of 80, 54 and 20, the first two")
		}},
		Row{Name: "a third who is in conflict is replaced, and nothing is averaged meanwhile", Given: third, By: Cleo, When: tied, Then: []string{"conflict-declared.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Arbitration, w.Twinning(A).Stage)
		}},
		Row{Name: "one of the first who is in conflict ends it: another is awaited", Given: third, By: Ben, When: tied, Then: []string{"conflict-declared.v1"}, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Eligible, is.Stage)
			o, _ := obligation.Find(is.Obligations, "arbitration")
			require.False(t, o.Open())
			w.Do(Tendering(A), Cleo, Scores("3.5"))
			require.Equal(t, "75", w.Twinning(A).Score.String())
			require.Equal(t, call.Mean, w.Twinning(A).Method)
			history := w.History(Tendering(A))
			require.Equal(t, []string{Ben}, history[len(history)-1].Event.(twinning.TenderEvaluated).Discounted)
		}},
		Row{Name: "and what is left may diverge again", Given: func(w *World) {
			third(w)
			w.Do(Tendering(A), Ada, tied)
		}, By: Cleo, When: Scores("5"), Then: open, After: func(t *testing.T, w *World) {
			o, found := obligation.Find(w.Twinning(A).Obligations, "arbitration-2")
			require.True(t, found && o.Open(), "owed anew, under an id of its own")
		}},
		Row{Name: "who did not count, but had a part in it, takes that part back", Given: func(w *World) {
			third(w)
			w.Do(Tendering(A), Cleo, Scores("3.5"))
		}, By: Ben, When: tied, Then: []string{"conflict-declared.v1", "tender-evaluated.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{"75", call.Mean, "10"}, []string{w.Twinning(A).Score.String(), w.Twinning(A).Method, w.Twinning(A).Spread.String()})
		}},
		Row{Name: "the tenderer may withdraw from it", Given: third, By: Contact(A), When: twinning.WithdrawTender{}, Then: []string{"tender-withdrawn.v1"}},
		Row{Name: "the first report decides nothing", By: Ada, When: Scores("5"), Then: recorded},
	)
	Run(t, judged(t, scoring(arbitrating), Ada, Ben, Cleo),
		Row{Name: "of three who diverge, a fourth is asked", Given: func(w *World) {
			w.Do(Tendering(A), Ada, Scores("5"))
			w.Do(Tendering(A), Ben, Scores("4"))
		}, By: Cleo, When: Scores("1"), Then: open},
		Row{Name: "with two more, both are awaited; one in conflict is not", Given: func(w *World) {
			for _, p := range []string{"p-dora", "p-emil"} {
				w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: p})
				w.Do(Stream, p, call.DeclareImpartiality{})
			}
			w.Do(Tendering(A), Ada, Scores("5"))
			w.Do(Tendering(A), Ben, Scores("4"))
			w.Do(Tendering(A), Cleo, Scores("1"))
			w.Do(Stream, Officer, also(Ada, Ben, Cleo, "p-dora", "p-emil"))
			w.Do(Tendering(A), "p-dora", Scores("4.5"))
			require.Equal(t, twinning.Arbitration, w.Twinning(A).Stage)
		}, By: "p-emil", When: tied, Then: []string{"conflict-declared.v1", "tender-evaluated.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "90", w.Twinning(A).Score.String(), "of 100, 90, 80 and 20, the first three are equally close")
		}},
	)
}

func TestArbitrationBeginsATenThousandthBeyondTheShare(t *testing.T) {
	t.Parallel()
	book := scoring(arbitrating)
	book.Evaluation.Criteria = []call.Criterion{
		{ID: "relevance", Name: "r", Weight: 98, Max: 98}, {ID: "impact", Name: "i", Weight: 1, Max: 1}, {ID: "implementation", Name: "m", Weight: 1, Max: 1000},
	}
	w := judged(t, book, Ada, Ben)
	w.Do(Tendering(A), Ada, Points("98", "1", "1000")) // 100
	Run(t, w,
		Row{Name: "70 is 30 % less than 100", By: Ben, When: Points("68", "1", "1000"), Then: []string{"evaluation-recorded.v1", "tender-evaluated.v1"}},
		Row{Name: "69.9999 is more than that", By: Ben, When: Points("68", "1", "999.9"), Then: []string{"evaluation-recorded.v1", "arbitration-opened.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "69.9999", w.Twinning(A).Reviews[1].Total.String())
		}},
	)
}

func TestTheMiddleOfScoresMayBeTheirMedian(t *testing.T) {
	t.Parallel()
	w := judged(t, scoring(func(e *call.Evaluation) { e.Aggregate = call.Median }), Ada, Ben, Cleo)
	w.Do(Tendering(A), Ada, Scores("5"))
	w.Do(Tendering(A), Ben, Scores("4"))
	w.Do(Tendering(A), Cleo, Scores("1"))
	is := w.Twinning(A)
	require.Equal(t, []string{"80", "66.6667", "80", "80", call.Median}, []string{is.Score.String(), is.Mean.String(), is.Median.String(), is.Spread.String(), is.Method})
}

func TestAConsensusIsWhatEverybodyWhoCountsAgreesOn(t *testing.T) {
	t.Parallel()
	propose := twinning.ProposeConsensus{Scores: Points("4", "4", "3").Scores} // 74
	agree := twinning.AgreeConsensus{}
	w := judged(t, scoring(consenting), Ada, Ben)
	w.Do(Tendering(A), Ada, Scores("4"))
	Run(t, w,
		Row{Name: "it is awaited after the last report", By: Ben, When: Scores("3"), Then: []string{"evaluation-recorded.v1", "consensus-awaited.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Consenting, w.Twinning(A).Stage)
			o, found := obligation.Find(w.Twinning(A).Obligations, "consensus")
			require.True(t, found && o.Open())
			require.Equal(t, []string{Ada, Ben}, o.Who)
		}},
		Row{Name: "not before", By: Officer, When: propose, Refused: "stages/wrong-stage"},
		Row{Name: "nor agreed to", By: Ada, When: agree, Refused: "stages/wrong-stage"},
	)
	proposed := []string{"consensus-proposed.v1"}
	done := []string{"consensus-agreed.v1", "tender-evaluated.v1"}
	awaited := w.Clone(t)
	awaited.Do(Tendering(A), Ben, Scores("3"))
	by := func(people ...string) func(w *World) {
		return func(w *World) {
			w.Do(Tendering(A), people[0], propose)
			for _, p := range people[1:] {
				w.Do(Tendering(A), p, agree)
			}
		}
	}
	Run(t, awaited,
		Row{Name: "an officer proposes, as a moderator", By: Officer, When: propose, Then: proposed, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Twinning(A).Consensus.Agreed)
			history := w.History(Tendering(A))
			require.Len(t, law.Letters(history[len(history)-1].Event), 2)
		}},
		Row{Name: "an evaluator proposes, and has agreed", By: Ada, When: propose, Then: proposed, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{Ada}, w.Twinning(A).Consensus.Agreed)
			history := w.History(Tendering(A))
			require.Equal(t, Ben, law.Letters(history[len(history)-1].Event)[0].To)
		}},
		Row{Name: "not one who has no part in it", By: Cleo, When: propose, Refused: "consensus/no-part"},
		Row{Name: "nor the head", By: Head, When: propose, Refused: "roles/not-allowed"},
		Row{Name: "not without a criterion", By: Ada, When: twinning.ProposeConsensus{Scores: propose.Scores[1:]}, Refused: "evaluation/incomplete"},
		Row{Name: "not above the scale", By: Ada, When: twinning.ProposeConsensus{Scores: Points("6", "1", "1").Scores}, Refused: "evaluation/scale"},
		Row{Name: "nothing is agreed to that is not proposed", By: Ada, When: agree, Refused: "consensus/no-proposal"},
		Row{Name: "the last agreement evaluates the tender", Given: by(Ada), By: Ben, When: agree, Then: done, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, []string{"74", call.ByConsensus, "70", "20"}, []string{is.Score.String(), is.Method, is.Mean.String(), is.Spread.String()})
			require.Equal(t, []string{Ada, Ben}, is.Counted)
			require.Equal(t, "3", is.Means["implementation"].String())
			f := is.TenderFact()
			require.Equal(t, "74", f.Recount(w.Call().Rules.Evaluation).Score.String())
		}},
		Row{Name: "one of two is not enough", Given: by(Officer), By: Ada, When: agree, Then: []string{"consensus-agreed.v1"}},
		Row{Name: "with the second it is", Given: by(Officer, Ben), By: Ada, When: agree, Then: done},
		Row{Name: "nobody agrees twice", Given: by(Officer, Ben), By: Ben, When: agree, Refused: "consensus/already-agreed"},
		Row{Name: "a new proposal clears who agreed", Given: func(w *World) {
			by(Officer, Ben)(w)
			by(Officer)(w)
		}, By: Ada, When: agree, Then: []string{"consensus-agreed.v1"}},
		Row{Name: "who agreed to another is asked to read again", Given: func(w *World) {
			by(Officer)(w)
			by(Officer)(w)
		}, By: Ada, When: twinning.AgreeConsensus{Proposal: 1}, Refused: "consensus/another-proposal"},
		Row{Name: "no officer agrees", Given: by(Officer), By: Officer, When: agree, Refused: "roles/not-allowed"},
		Row{Name: "nor an evaluator who has no part", Given: by(Officer), By: Cleo, When: agree, Refused: "consensus/no-part"},
		Row{Name: "a conflict of one who reported puts it back", Given: by(Officer, Ada), By: Ada, When: tied, Then: []string{"conflict-declared.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Eligible, w.Twinning(A).Stage)
			require.Nil(t, w.Twinning(A).Consensus)
			w.Do(Stream, Officer, also(Ben, Cleo))
			w.Do(Tendering(A), Cleo, Scores("3"))
			o, found := obligation.Find(w.Twinning(A).Obligations, "consensus-2")
			require.True(t, found && o.Open())
			require.Equal(t, []string{Ben, Cleo}, o.Who)
		}},
	)
	Run(t, judged(t, scoring(both), Ada, Ben), Row{Name: "arbitration comes first", Given: func(w *World) {
		w.Do(Tendering(A), Ada, Scores("5"))
		w.Do(Tendering(A), Ben, Scores("1"))
		w.Do(Stream, Officer, also(Ada, Ben, Cleo))
	}, By: Cleo, When: Scores("4"), Then: []string{"evaluation-recorded.v1", "consensus-awaited.v1"}, After: func(t *testing.T, w *World) {
		o, _ := obligation.Find(w.Twinning(A).Obligations, "arbitration")
		require.False(t, o.Met.IsZero())
	}})
	Run(t, judged(t, scoring(func(e *call.Evaluation) { consenting(e); e.PerTender = 1 }), Ada), Row{Name: "who is alone agrees with themselves", Given: func(w *World) {
		w.Do(Tendering(A), Ada, Scores("4"))
	}, By: Ada, When: propose, Then: []string{"consensus-proposed.v1", "tender-evaluated.v1"}})
}

func TestAConflictComesToLightAtAnyTime(t *testing.T) {
	t.Parallel()
	record := twinning.RecordConflict{Evaluator: Ada, Why: "she owns a part of it"}
	one := []string{"conflict-declared.v1"}
	Run(t, judged(t, Book(), Ada, Ben, Cleo),
		Row{Name: "an officer records it", By: Officer, When: record, Then: one, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, []twinning.Tie{{Evaluator: Ada, Why: record.Why, By: Officer, At: w.Now}}, is.Conflicts)
			history := w.History(Tendering(A))
			told := map[string]string{}
			for _, l := range law.Letters(history[len(history)-1].Event) {
				told[l.To] = l.Template
			}
			require.Equal(t, map[string]string{Officer: "conflict-declared", SecondHand: "conflict-declared", Ada: "conflict-recorded"}, told)
		}},
		Row{Name: "the head does", By: Head, When: record, Then: one},
		Row{Name: "no other evaluator does", By: Ben, When: record, Refused: "roles/not-allowed"},
		Row{Name: "of nobody who evaluates", By: Officer, When: twinning.RecordConflict{Evaluator: Stranger, Why: "x"}, Refused: "evaluators/not-appointed"},
		Row{Name: "once", Given: func(w *World) { w.Do(Tendering(A), Ada, tied) }, By: Officer, When: record, Refused: "conflicts/already-declared"},
		Row{Name: "the tender is evaluated without them in the same answer, where enough are left", Given: func(w *World) {
			w.Scored(A, "4").Do(Tendering(A), Cleo, Scores("1"))
		}, By: Head, When: twinning.RecordConflict{Evaluator: Cleo, Why: "x"}, Then: []string{"conflict-declared.v1", "tender-evaluated.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "80", w.Twinning(A).Score.String())
			require.Equal(t, []string{Ada, Ben}, w.Twinning(A).Counted)
		}},
	)
	Run(t, New(t).Opened(Book()).Published().Submitted(A),
		Row{Name: "not while tenders are sealed", By: Officer, When: record, Refused: "sealed/not-opened"})
	Run(t, New(t).Opened(Book()).Published(),
		Row{Name: "not of a tender that nobody sent", By: Officer, When: record, Refused: "stages/no-tender"})
	stages := map[string]*World{
		"awarded": New(t).Awarded(), "active": New(t).Running(),
		"terminated": func() *World {
			w := New(t).Running()
			w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "x"})
			return w
		}(),
	}
	for name, w := range stages {
		Run(t, w, Row{Name: "while " + name + ", and the head is told", By: Officer, When: record, Then: one, After: func(t *testing.T, w *World) {
			is := w.Twinning(A)
			require.Equal(t, twinning.Stage(name), is.Stage, "money once awarded is never withdrawn")
			require.Equal(t, "100", is.Score.String(), "what was decided stays visible")
			require.Equal(t, []string{Ada}, is.InDoubt())
			history := w.History(Tendering(A))
			var to []string
			for _, l := range law.Letters(history[len(history)-1].Event) {
				to = append(to, l.To)
			}
			require.Contains(t, to, Head)
		}})
	}
	over := New(t).Awarded()
	over.Until(over.Clock("2030-01-01T00:00"))
	Run(t, over, Row{Name: "but not when the record is closed", To: Tendering(C), By: Officer, When: record, Refused: "stages/over"})
}

func TestTheHeadMayHaveATenderEvaluatedAgain(t *testing.T) {
	t.Parallel()
	order := twinning.OrderReevaluation{Reason: "a score came from an owner"}
	known := func(w *World) {
		w.Do(Tendering(C), Officer, twinning.RecordConflict{Evaluator: Ada, Why: "x"})
		w.Do(Tendering(A), Officer, twinning.RecordConflict{Evaluator: Ada, Why: "x"})
	}
	ordered := []string{"reevaluation-ordered.v1"}
	w := New(t).Awarded()
	Run(t, w,
		Row{Name: "one that was rejected", Given: known, To: Tendering(C), By: Head, When: order, Then: ordered, After: func(t *testing.T, w *World) {
			is := w.Twinning(C)
			require.Equal(t, twinning.Eligible, is.Stage)
			require.Equal(t, []string{"40", string(twinning.Rejected), order.Reason}, []string{is.Rounds[0].Score.String(), string(is.Rounds[0].Stage), is.Rounds[0].Why}, "the first result stays")
			require.Empty(t, is.Reviews)
			require.Equal(t, []string{Ada, Ben}, is.TenderFact().Barred)
		}},
		Row{Name: "not one that was awarded", Given: known, To: Tendering(A), By: Head, When: order, Refused: "stages/wrong-stage"},
		Row{Name: "not an officer", Given: known, To: Tendering(C), By: Officer, When: order, Refused: "roles/not-allowed"},
		Row{Name: "not without a conflict of somebody who counted", Given: func(w *World) {
			w.Do(Tendering(C), Officer, twinning.RecordConflict{Evaluator: Cleo, Why: "x"})
		}, To: Tendering(C), By: Head, When: order, Refused: "reevaluation/no-conflict"},
	)
	again := w.Clone(t)
	known(again)
	again.Do(Tendering(C), Head, order)
	for _, p := range []string{"p-dora", "p-emil"} {
		again.Do(Stream, Officer, call.AppointEvaluator{Evaluator: p})
		again.Do(Stream, p, call.DeclareImpartiality{})
	}
	again.Do(Stream, Officer, call.AssignEvaluators{Tender: C, Evaluators: []string{"p-dora", "p-emil"}})
	again.Do(Tendering(C), "p-dora", Scores("4"))
	events := again.Do(Tendering(C), "p-emil", Scores("5"))
	require.Equal(t, 2, events[1].(twinning.TenderEvaluated).Round)
	require.Equal(t, "90", again.Twinning(C).Score.String())

	nobody := New(t).Opened(Book()).Published().Submitted(A).Shut().Eligible(A).Assigned(A).Scored(A, "1").Decided()
	Run(t, nobody, Row{Name: "not once the call is finished", Given: func(w *World) {
		w.Do(Tendering(A), Officer, twinning.RecordConflict{Evaluator: Ada, Why: "x"})
	}, By: Head, When: order, Refused: "reevaluation/call-finished"})
}

// reports draws the points of three evaluators and more.
func drawnReports(t *rapid.T, people []string) map[string]twinning.RecordEvaluation {
	reports := map[string]twinning.RecordEvaluation{}
	point := func() string { return rapid.SampledFrom([]string{"0", "1", "2.5", "3.5", "4", "5"}).Draw(t, "points") }
	for _, p := range people {
		reports[p] = Points(point(), point(), point())
	}
	return reports
}

func TestAScoreDoesNotDependOnTheOrderOfTheReports(t *testing.T) {
	t.Parallel()
	people := []string{Ada, Ben, Cleo}
	rapid.Check(t, func(t *rapid.T) {
		book := scoring(func(e *call.Evaluation) {
			e.Aggregate = rapid.SampledFrom([]string{"", call.Mean, call.Median}).Draw(t, "aggregate")
			if rapid.Bool().Draw(t, "arbitration") {
				arbitrating(e)
			}
		})
		reports := drawnReports(t, people)
		begin := judged(t, book, people...)
		var first twinning.Twinning
		for n := range 3 {
			w := begin.Clone(t)
			for _, p := range rapid.Permutation(people).Draw(t, "order") {
				w.Do(Tendering(A), p, reports[p])
			}
			is := w.Twinning(A)
			slices.Sort(is.Counted)
			if n == 0 {
				first = is
			}
			require.Equal(t, first.Stage, is.Stage)
			require.Equal(t, first.Score.String(), is.Score.String())
			require.Equal(t, []string{first.Mean.String(), first.Median.String(), first.Spread.String(), first.Method}, []string{is.Mean.String(), is.Median.String(), is.Spread.String(), is.Method})
			require.Equal(t, first.Counted, is.Counted)
		}
	})
}

// Whatever comes first, a declaration, a record, a report, an assignment, an
// arbitration or a consensus: a score is what the reports of those without a
// conflict come to, and nothing else.
func TestNoScoreOfAConflictedEvaluatorEverCounts(t *testing.T) {
	t.Parallel()
	people := []string{Ada, Ben, Cleo, "p-dora", "p-emil"}
	rapid.Check(t, func(t *rapid.T) {
		book := scoring(func(e *call.Evaluation) {
			e.Aggregate = rapid.SampledFrom([]string{call.Mean, call.Median}).Draw(t, "aggregate")
			if rapid.Bool().Draw(t, "arbitration") {
				arbitrating(e)
			}
			e.Consensus = rapid.IntRange(0, 3).Draw(t, "consensus") == 0
		})
		w := New(t).Opened(book).Published().Submitted(A).Shut().Eligible(A)
		for _, p := range people[3:] {
			w.Do(Stream, Officer, call.AppointEvaluator{Evaluator: p})
			w.Do(Stream, p, call.DeclareImpartiality{})
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			p := rapid.SampledFrom(people).Draw(t, "who")
			point := rapid.SampledFrom([]string{"0", "2.5", "4", "5"}).Draw(t, "points")
			stream, by, c := Tendering(A), p, law.Command(Scores(point))
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				c = twinning.DeclareConflict{Why: "x"}
			case 1:
				by, c = Officer, twinning.RecordConflict{Evaluator: p, Why: "x"}
			case 2, 3:
				n := rapid.IntRange(2, 4).Draw(t, "n")
				stream, by, c = Stream, Officer, call.AssignEvaluators{Tender: A, Evaluators: rapid.Permutation(people).Draw(t, "order")[:n], Why: "x"}
			case 4, 5:
				stream, by, c = Stream, Officer, call.DrawAssignments{Seed: point}
			case 6:
				c = twinning.ProposeConsensus{Scores: Scores(point).Scores}
			case 7:
				c = twinning.AgreeConsensus{}
			}
			_, err := w.Send(stream, by, c)
			_, refused := law.Refused(err)
			require.True(t, err == nil || refused, err)
			scoreHolds(t, w, book.Evaluation)
		}
		require.Empty(t, w.Refusals)
	})
}

func scoreHolds(t *rapid.T, w *World, rules call.Evaluation) {
	is := w.Twinning(A)
	if is.Stage != twinning.Evaluated {
		require.True(t, is.Score.IsZero())
		require.Empty(t, is.Counted)
		return
	}
	var left []call.Report
	f := is.TenderFact()
	for _, r := range f.Reports {
		if !is.Conflicted(r.Evaluator) {
			left = append(left, r)
		}
	}
	for _, p := range is.Counted {
		require.False(t, is.Conflicted(p), "%s counts in spite of a conflict", p)
	}
	require.GreaterOrEqual(t, len(left), rules.PerTender)
	if is.Method != call.ByConsensus {
		tally := call.TallyOf(left, rules, is.Arbitrated)
		require.Equal(t, tally.Score.String(), is.Score.String())
		require.Equal(t, []string{tally.Mean.String(), tally.Median.String(), tally.Spread.String()}, []string{is.Mean.String(), is.Median.String(), is.Spread.String()})
	}
	require.Equal(t, is.Score.String(), f.Recount(rules).Score.String(), "and what-if finds the same")
}
