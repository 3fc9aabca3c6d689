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

func contest(grounds string) twinning.LodgeComplaint {
	return twinning.LodgeComplaint{Grounds: grounds, Text: "one report is about another tender"}
}

func review(upheld bool, finding string) twinning.ReviewComplaint {
	return twinning.ReviewComplaint{Upheld: upheld, Finding: finding, Reason: "both reports were read again"}
}

func kinds(w *World, stream, kind string) int {
	n := 0
	for _, f := range w.History(stream) {
		if f.Event.Kind() == kind {
			n++
		}
	}
	return n
}

func TestADecisionIsContestedOnceWhileTheTimeLasts(t *testing.T) {
	t.Parallel()
	lodged := []string{"complaint-lodged.v1"}
	Run(t, New(t).Told(ContestedBook()),
		Row{Name: "who is rejected, by the contact", To: Tendering(C), By: Contact(C), When: contest("procedure"), Then: lodged, After: func(t *testing.T, w *World) {
			c := w.Twinning(C).Complaints[0]
			require.Equal(t, twinning.Rejected, c.Against)
			require.Equal(t, call.ComplaintLodged, w.Call().Complaints[C])
			o, _ := obligation.Find(w.Twinning(C).Obligations, "complaint-review-1")
			require.Equal(t, []string{Head}, o.Who)
			require.Equal(t, Date("2019-10-07"), o.Dues[0].On, "5 October is a Saturday")
			history := w.History(Tendering(C))
			require.Len(t, law.Letters(history[len(history)-1].Event), 2)
		}},
		Row{Name: "who is on the reserve list, by the signatory", To: Tendering(B), By: Signatory(B), When: contest("facts"), Then: lodged},
		Row{Name: "who is ineligible", To: Tendering(E), By: Contact(E), When: contest("facts"), Then: lodged},
		Row{Name: "not who is awarded", By: Contact(A), When: contest("facts"), Refused: "stages/wrong-stage"},
		Row{Name: "not another's", To: Tendering(C), By: Contact(B), When: contest("facts"), Refused: "roles/not-a-party"},
		Row{Name: "not the merit", To: Tendering(C), By: Contact(C), When: contest("merit"), Refused: "complaints/merit"},
		Row{Name: "one at a time", Given: func(w *World) { w.Complain(C) }, To: Tendering(C), By: Contact(C), When: contest("facts"), Refused: "complaints/open"},
		Row{Name: "and once", Given: func(w *World) { w.Complain(C).Dismiss(C) }, To: Tendering(C), By: Contact(C), When: contest("facts"), Refused: "complaints/already-lodged"},
		Row{Name: "to the last microsecond", At: "2019-09-30T23:59:58.999999", To: Tendering(C), By: Contact(C), When: contest("facts"), Then: lodged},
		Row{Name: "and no longer", At: "2019-09-30T23:59:59.000000", To: Tendering(C), By: Contact(C), When: contest("facts"), Refused: "complaints/too-late"},
		Row{Name: "an ineligible one has its own time", At: "2019-09-23T23:59:59.000000", To: Tendering(E), By: Contact(E), When: contest("facts"), Refused: "complaints/too-late"},
	)
	Run(t, New(t).Awarded(),
		Row{Name: "where the rule book gives no time there is none", To: Tendering(C), By: Contact(C), When: contest("facts"), Refused: "complaints/no-time"})
	Run(t, New(t).Contested(ContestedBook()),
		Row{Name: "before they are told nothing is contested", To: Tendering(C), By: Contact(C), When: contest("facts"), Refused: "stages/wrong-stage"})
}

func TestAComplaintIsReviewedByWhoHadNoHandInWhatItIsAbout(t *testing.T) {
	t.Parallel()
	given := New(t).Told(ContestedBook()).Complain(C).Complain(E) // Officer decided on E and prepared the award
	reviewed := []string{"complaint-reviewed.v1"}
	Run(t, given,
		Row{Name: "the head, not upheld", To: Tendering(C), By: Head, When: review(false, "none"), Then: reviewed, After: func(t *testing.T, w *World) {
			require.Equal(t, twinning.Rejected, w.Twinning(C).Stage)
			require.Equal(t, call.ComplaintDismissed, w.Twinning(C).Complaints[0].Status)
			require.Equal(t, call.ComplaintDismissed, w.Call().Complaints[C])
		}},
		Row{Name: "an error that changes nothing", To: Tendering(C), By: Head, When: review(false, "facts"), Then: reviewed},
		Row{Name: "another officer, upheld", To: Tendering(C), By: SecondHand, When: review(true, "facts"), Then: reviewed, After: func(t *testing.T, w *World) {
			c := w.Twinning(C)
			require.Equal(t, twinning.Eligible, c.Stage)
			require.Equal(t, twinning.Rejected, c.Rounds[0].Stage)
			require.Len(t, c.Rounds[0].Reviews, 2)
			require.Equal(t, Number("40"), c.Rounds[0].Score)
			require.True(t, c.Score.IsZero())
			require.Equal(t, call.Reevaluating, w.Call().Complaints[C])
			o, _ := obligation.Find(c.Obligations, "reevaluation-2")
			require.True(t, o.Open())
			require.Equal(t, []string{Officer, SecondHand}, o.Who)
		}},
		Row{Name: "of an ineligible tender", To: Tendering(E), By: Head, When: review(true, "facts"), Then: reviewed, After: func(t *testing.T, w *World) {
			e := w.Twinning(E)
			require.Equal(t, twinning.Submitted, e.Stage)
			require.Equal(t, twinning.Ineligible, e.Rounds[0].Stage)
			require.NotEmpty(t, e.Rounds[0].Findings)
			o, _ := obligation.Find(e.Obligations, "eligibility-round-2")
			require.True(t, o.Open())
		}},
		Row{Name: "not who prepared the award", To: Tendering(C), By: Officer, When: review(false, "none"), Refused: "four-eyes/prepared"},
		Row{Name: "not somebody without the role", To: Tendering(C), By: Verifier, When: review(false, "none"), Refused: "roles/not-allowed"},
		Row{Name: "not the tenderer", To: Tendering(C), By: Contact(C), When: review(false, "none"), Refused: "roles/not-allowed"},
		Row{Name: "merit is not judged", To: Tendering(C), By: Head, When: review(true, "merit"), Refused: "complaints/merit"},
		Row{Name: "nothing is upheld without an error", To: Tendering(C), By: Head, When: review(true, "none"), Refused: "complaints/finding"},
		Row{Name: "nor answered twice", Given: func(w *World) { w.Dismiss(C) }, To: Tendering(C), By: Head, When: review(false, "none"), Refused: "complaints/none-open"},
	)
	early := New(t).Opened(ContestedBook()).Published().Submitted(A).Shut()
	early.Do(Tendering(A), Head, twinning.DecideEligibility{Override: true, Reason: "it is no adoption"})
	early.Do(Tendering(A), SecondHand, twinning.SignEligibility{})
	early.Complain(A)
	Run(t, early,
		Row{Name: "not who proposed the decision on eligibility", By: Head, When: review(false, "none"), Refused: "four-eyes/decided"},
		Row{Name: "nor who signed it", By: SecondHand, When: review(false, "none"), Refused: "four-eyes/decided"},
		Row{Name: "before the award it takes part in it", By: Officer, When: review(true, "facts"), Then: reviewed, After: func(t *testing.T, w *World) {
			require.Equal(t, call.ComplaintUpheld, w.Call().Complaints[A])
			w.Eligible(A).Assigned(A).Scored(A, "5").Decided()
			require.Equal(t, twinning.Awarded, w.Twinning(A).Stage)
			require.Zero(t, kinds(w, Stream, "reevaluation-noted.v1"))
			w.Do(Tendering(A), Signatory(A), twinning.DeclineContract{Reason: "no staff"})
			w.At("2019-10-20T09:00")
			require.Equal(t, call.Finished, w.Call().Stage)
			require.Empty(t, w.Refusals)
		}})
}

// The story of a contested call: one complaint is dismissed, one is upheld and
// reaches the head of the reserve list, one of an ineligible tender is upheld.
func TestTheStoryOfAContestedCall(t *testing.T) {
	t.Parallel()
	w := New(t).Told(ContestedBook())
	_, err := w.Send(Tendering(A), Signatory(A), twinning.SignContract{})
	requireRefused(t, "contract/standstill", err)
	require.Contains(t, told(t, err), "can be signed from 2019-10-04 on")

	w.Complain(C).Dismiss(C)
	w.Complain(D).Uphold(D)
	w.Complain(E).Uphold(E)
	w.Again(D, "5") // from 50 to 100: the cut
	require.Equal(t, twinning.Reserve, w.Twinning(D).Stage)
	require.Equal(t, 1, w.Twinning(D).Outcome.Place)
	require.Equal(t, Number("50"), w.Twinning(D).Rounds[0].Score, "the first result stays visible")
	w.Do(Tendering(E), SecondHand, twinning.DecideEligibility{Eligible: true})
	w.Again(E, "3.5")
	require.Equal(t, 3, w.Twinning(E).Outcome.Place, "behind D, which is ahead, and B, which has 80")
	require.Equal(t, EUR("40000.00"), w.Call().Committed[A], "what was awarded is never withdrawn")
	require.Equal(t, EUR("20000.00"), w.Call().Left)

	w.Do(Tendering(A), Signatory(A), twinning.DeclineContract{Reason: "no staff"})
	w.Do(Stream, Head, call.ActivateReserve{})
	require.Equal(t, twinning.Awarded, w.Twinning(D).Stage)
	due, _ := obligation.Find(w.Twinning(D).Obligations, "contract")
	require.Equal(t, Date("2019-10-31"), due.Dues[0].On, "28 days from the end of the standstill")

	_, err = w.Send(Tendering(D), Signatory(D), twinning.SignContract{})
	requireRefused(t, "contract/standstill", err)
	w.At("2019-10-03T23:59:59.000000").Do(Tendering(D), Procurer, twinning.SignContract{}) // at midnight
	w.Do(Tendering(D), Signatory(D), twinning.SignContract{})
	require.Equal(t, Date("2019-10-14"), w.Twinning(D).Contract.M1, "the common start still lies ahead")
	require.Equal(t, call.Running, w.Call().Stage)

	w.At("2019-12-01T09:00")
	w.Do(Tendering(D), Head, twinning.TerminateTwinning{Reason: "bankrupt"})
	require.Equal(t, call.Finished, w.Call().Stage)
	require.Equal(t, EUR("60000.00"), w.Call().Left)
	for _, ref := range []string{B, E} {
		require.Equal(t, twinning.Rejected, w.Twinning(ref).Stage)
	}
	w.At("2031-01-01T00:00")
	for _, ref := range []string{A, B, C, D, E} {
		require.Equal(t, twinning.Over, w.Twinning(ref).Stage, ref)
	}
	require.True(t, w.Call().Over())
	require.Empty(t, w.Refusals)
}

func TestAContractIsSignedFromTheInstantAtWhichTheStandstillIsOver(t *testing.T) {
	t.Parallel()
	given := New(t).Told(ContestedBook())
	Run(t, New(t).Contested(ContestedBook()),
		Row{Name: "not before everybody is told", By: Procurer, When: twinning.SignContract{}, Refused: "contract/not-all-told"})
	for _, slow := range []bool{false, true} {
		Run(t, given,
			Row{Name: "the last second", Given: func(w *World) { w.Slow = slow }, At: "2019-10-03T23:59:58.999999", By: Signatory(A), When: twinning.SignContract{}, Refused: "contract/standstill"},
			Row{Name: "the next", Given: func(w *World) { w.Slow = slow }, At: "2019-10-03T23:59:59.000000", By: Signatory(A), When: twinning.SignContract{}, Then: []string{"contract-signed.v1"}})
	}
}

func TestWhoIsJudgedAgainKeepsTheirPlaceAndIsAwardedInTurn(t *testing.T) {
	t.Parallel()
	stages := map[string]func(w *World){
		"before anybody is assigned": func(*World) {},
		"while reports are awaited": func(w *World) {
			w.Do(Stream, Officer, call.AssignEvaluators{Tender: B, Evaluators: []string{Cleo, Dora}})
			w.Do(Tendering(B), Cleo, Scores("1"))
		},
	}
	for name, begin := range stages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := New(t).Told(ContestedBook()).Complain(B).Uphold(B)
			begin(w)
			require.Equal(t, B, w.Call().Reserve[0].Tender)
			w.Do(Tendering(A), Signatory(A), twinning.DeclineContract{Reason: "no staff"})
			w.Do(Stream, Head, call.ActivateReserve{})
			require.Equal(t, twinning.Awarded, w.Twinning(B).Stage)
			require.Equal(t, call.ComplaintSettled, w.Call().Complaints[B])
			for _, o := range w.Twinning(B).Obligations {
				require.True(t, o.ID == "contract" || !o.Open(), o.ID)
			}
			require.Empty(t, w.Refusals)
		})
	}
}

func TestTheCallIsNotKeptWaitingForWhatIsSettledOtherwise(t *testing.T) {
	t.Parallel()
	settled := func(ref string) func(t *testing.T, w *World) {
		return func(t *testing.T, w *World) {
			require.Equal(t, call.ComplaintSettled, w.Call().Complaints[ref])
			require.NotContains(t, w.SumOf(w.Twinning(ref)), `"status":"lodged"`)
			require.Empty(t, w.Refusals)
		}
	}
	withdrawn := []string{"tender-withdrawn.v1"}
	Run(t, New(t).Told(ContestedBook()),
		Row{Name: "a withdrawal settles a complaint", Given: func(w *World) { w.Complain(B) }, To: Tendering(B), By: Contact(B), When: twinning.WithdrawTender{}, Then: withdrawn, After: settled(B)},
		Row{Name: "and a second evaluation", Given: func(w *World) { w.Complain(B).Uphold(B) }, To: Tendering(B), By: Contact(B), When: twinning.WithdrawTender{}, Then: withdrawn, After: func(t *testing.T, w *World) {
			settled(B)(t, w)
			require.Empty(t, w.Call().Reserve, "and gives back the place on the list")
		}},
		Row{Name: "of who was rejected, too", Given: func(w *World) { w.Complain(C).Uphold(C) }, To: Tendering(C), By: Contact(C), When: twinning.WithdrawTender{}, Then: withdrawn, After: settled(C)},
		Row{Name: "and a second look at eligibility", Given: func(w *World) { w.Complain(E).Uphold(E) }, To: Tendering(E), By: Contact(E), When: twinning.WithdrawTender{}, Then: withdrawn, After: settled(E)},
		Row{Name: "ineligible again", Given: func(w *World) {
			w.Complain(E).Uphold(E).Do(Tendering(E), Officer, twinning.DecideEligibility{Override: true, Reason: "still none"})
		}, To: Tendering(E), By: SecondHand, When: twinning.SignEligibility{}, Then: []string{"eligibility-decided.v1"}, After: func(t *testing.T, w *World) {
			settled(E)(t, w)
			_, err := w.Send(Tendering(E), Contact(E), contest("facts"))
			requireRefused(t, "complaints/already-lodged", err)
		}},
		Row{Name: "an award settles a complaint", Given: func(w *World) {
			w.Complain(B)
			w.Do(Tendering(A), Signatory(A), twinning.DeclineContract{Reason: "no staff"})
		}, To: Stream, By: Head, When: call.ActivateReserve{}, Then: []string{"reserve-activated.v1"}, After: settled(B)},
	)
}

func TestAnOrderedSecondEvaluationIsOwedAndWaitsForAnOpenComplaint(t *testing.T) {
	t.Parallel()
	w := New(t).Told(ContestedBook())
	w.Do(Tendering(C), SecondHand, twinning.RecordConflict{Evaluator: Ada, Why: "a cousin"})
	order := twinning.OrderReevaluation{Reason: "a report of a cousin counted"}
	Run(t, w,
		Row{Name: "not while a complaint is open", Given: func(w *World) { w.Complain(C) }, To: Tendering(C), By: Head, When: order, Refused: "reevaluation/complaint-open"},
		Row{Name: "it is owed, and the call waits for it", To: Tendering(C), By: Head, When: order, Then: []string{"reevaluation-ordered.v1"}, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(w.Twinning(C).Obligations, "reevaluation-2")
			require.True(t, o.Open())
			require.Equal(t, call.Reevaluating, w.Call().Complaints[C])
			w.Again(C, "5")
			o, _ = obligation.Find(w.Twinning(C).Obligations, "reevaluation-2")
			require.False(t, o.Open())
			require.Equal(t, C, w.Call().Reserve[0].Tender)
			w.Complain(C) // its own right is not used up
			require.Empty(t, w.Refusals)
		}})
}

func TestTheRecordOfATenderWaitsForItsComplaint(t *testing.T) {
	t.Parallel()
	after := func(b *call.RuleBook) call.RuleBook { b.Retention.After = Length("10 days"); return *b }
	book := ContestedBook()
	w := New(t).Told(after(&book)).Complain(C)
	w.At("2019-11-04T09:00")
	require.Equal(t, twinning.Retained, w.Twinning(D).Stage)
	require.Equal(t, twinning.Rejected, w.Twinning(C).Stage)
	w.Dismiss(C).At("2019-11-04T09:01")
	require.Equal(t, twinning.Retained, w.Twinning(C).Stage)
	require.Equal(t, 1, kinds(w, Tendering(C), "complaint-window-closed.v1"))
}

func TestAConflictThatComesToLightAfterTheAwardLeavesItsScore(t *testing.T) {
	t.Parallel()
	w := New(t).Contested(ContestedBook())
	is := w.Twinning(C)
	require.Equal(t, twinning.Evaluated, is.Stage)
	is = is.Evolve(twinning.ConflictDeclared{Evaluator: Ada, Why: "a cousin", Decided: true}, law.Recorded{RecordedAt: w.Now})
	require.Equal(t, twinning.Evaluated, is.Stage)
	require.Equal(t, Number("40"), is.Score)
	require.True(t, is.Conflicted(Ada))
}

func TestNobodyShouldWriteSuchAComplaint(t *testing.T) {
	t.Parallel()
	Nonsense(t,
		No("no words", twinning.LodgeComplaint{Grounds: "facts"}, "text"),
		No("no grounds", twinning.LodgeComplaint{Text: "x"}, `grounds "" are none; write procedure or facts`),
		No("no reason", twinning.ReviewComplaint{Finding: "none"}, "reason"),
		No("no finding", twinning.ReviewComplaint{Reason: "x"}, `finding "" is none; write procedure, facts or none`),
		No("nothing reopened", call.ReopenLeftover{To: "DHE-2020", Why: "x"}, "above zero"),
		No("to nobody", call.ReopenLeftover{Amount: EUR("1.00"), Why: "x"}, "to"),
		No("without a reason", call.ReopenLeftover{To: "DHE-2020", Amount: EUR("1.00")}, "why"),
		No("no status", call.NoteComplaint{Tender: C, Status: "angry"}, `status "angry"`),
		No("no amount", call.NoteReevaluation{Tender: C}, "amount"),
	)
}
