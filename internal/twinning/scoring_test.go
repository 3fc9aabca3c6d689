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

// Where scores are compared with each other, one report alone is the score by default, and not enough where the rule book says so.
func TestOneReportAloneIsNotEnoughWhereTheRuleBookSaysSo(t *testing.T) {
	t.Parallel()
	alone := func(is string) call.RuleBook {
		return scoring(func(e *call.Evaluation) {
			arbitrating(e)
			e.PerTender, e.Arbitration.Alone = 1, is
		})
	}
	for _, counts := range []string{"", call.AloneCounts} {
		w := judged(t, alone(counts), Ada)
		Run(t, w, Row{Name: "one counts", By: Ada, When: Scores("4"), Then: []string{"evaluation-recorded.v1", "tender-evaluated.v1"}})
	}
	opened := New(t).Opened(alone(call.AloneSecond)).Published().Submitted(A, B).Shut().Eligible(A)
	Run(t, opened, Row{Name: "one is not assigned alone", To: Stream, By: Officer, When: also(Ada), Refused: "assignment/too-few"})
	w := judged(t, alone(call.AloneSecond), Ada, Ben)
	Run(t, w,
		Row{Name: "the first report is no score", By: Ada, When: Scores("4"), Then: []string{"evaluation-recorded.v1"}},
		Row{Name: "the second makes one", Given: func(w *World) { w.Do(Tendering(A), Ada, Scores("4")) }, By: Ben, When: Scores("4"), Then: []string{"evaluation-recorded.v1", "tender-evaluated.v1"}},
		Row{
			Name: "or opens arbitration", Given: func(w *World) { w.Do(Tendering(A), Ada, Scores("5")) }, By: Ben, When: Scores("1"),
			Then: []string{"evaluation-recorded.v1", "arbitration-opened.v1"},
		},
		Row{Name: "the draw finds two", Given: func(w *World) { w.Eligible(B) }, To: Stream, By: Officer, When: call.DrawAssignments{Seed: "s"}, Then: []string{"assignments-drawn.v1"}, After: func(t *testing.T, w *World) {
			require.Len(t, w.Twinning(B).Assigned, 2)
		}})
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
