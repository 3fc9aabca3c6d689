package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// closingBook asks for everything that a closure can take.
func closingBook() call.RuleBook {
	b := Book()
	b.Running.FixedSum = call.AfterFinalReport
	b.Running.Closure = &call.Closure{CoSigned: true, Lessons: true, FollowUp: true, Early: true, Latest: Length("6 months")}
	b.Types[3].Deliverables = []call.Deliverable{{ID: "roadmap", Name: "Roadmap of the transfer", Month: 3}, {ID: "handover", Name: "Handover", Month: 40, Upload: true}}
	b.Types[3].Deliverables[1].Month = 12
	for _, name := range []string{"co-signature", "deliverable"} {
		b.Reminders.Ladders[name] = b.Reminders.Ladders["log"]
	}
	return b
}

func underBook(t T, book call.RuleBook) *World {
	w := New(t).Opened(book).Published().Submitted(A, B, C).Shut().Eligible(A, B, C).Assigned(A, B, C)
	return w.Scored(A, "5").Scored(B, "4").Scored(C, "2").Decided().Signed(A, B).At("2019-11-20T09:00")
}

func fullReport() twinning.SubmitReport {
	r := FinalReport()
	r.Lessons, r.FollowUp, r.FollowUpForm = "Start with the clinicians.", twinning.FollowUpWanted, "A second twinning."
	return r
}

func accepted(w *World, files ...string) *World {
	for _, id := range []string{"roadmap", "handover"} {
		o := twinning.SubmitDeliverable{Deliverable: id, What: "It is done.", WhyLate: "the summer"}
		if id == "handover" {
			o.Files = files
		}
		w.Do(Tendering(A), Contact(A), o)
		w.Do(Tendering(A), Officer, twinning.AcceptDeliverable{Deliverable: id})
	}
	return w
}

func handover(w *World) string {
	name := "f-aaaaaaaaaaaaaaaaaaaaaaaaaa"
	w.Do(Tendering(A), Contact(A), twinning.AddEvidence{
		File: name, For: "deliverable-handover", SealedSHA256: SHA("sealed"), SealedSize: 100, Title: "handover.pdf", Type: "application/pdf", SHA256: law.Text(SHA("content")),
	})
	return name
}

func TestDeliverablesArePlannedRedatedSubmittedReturnedAndAccepted(t *testing.T) {
	t.Parallel()
	w := underBook(t, closingBook())
	is := w.Twinning(A)
	require.Len(t, is.Deliverables, 2)
	require.Equal(t, calendar.Month(is.Contract.M1, 3).LastDay(), is.DeliverableDue(is.Deliverables[0]))
	redate := func(day string) twinning.RedateDeliverable {
		return twinning.RedateDeliverable{Deliverable: "roadmap", Due: Date(day), Reason: "the clinic opens later"}
	}
	submit := twinning.SubmitDeliverable{Deliverable: "roadmap", What: "The plan."}
	Run(t, w,
		Row{Name: "into the future", By: Contact(A), When: redate("2019-11-20"), Refused: "deliverables/not-ahead"},
		Row{Name: "within the months", By: Contact(A), When: redate("2020-10-14"), Refused: "deliverables/after-the-end"},
		Row{Name: "its last day", By: Contact(A), When: redate("2020-10-13"), Then: []string{"deliverable-redated.v1"}},
		Row{Name: "not by an officer", By: Officer, When: redate("2020-01-31"), Refused: "roles/not-a-party"},
		Row{Name: "one that there is", By: Contact(A), When: twinning.RedateDeliverable{Deliverable: "song", Due: Date("2020-02-01"), Reason: "x"}, Refused: "deliverables/unknown"},
		Row{Name: "nothing to accept yet", By: Officer, When: twinning.AcceptDeliverable{Deliverable: "roadmap"}, Refused: "deliverables/not-submitted"},
		Row{Name: "a file where it is asked for", By: Contact(A), When: twinning.SubmitDeliverable{Deliverable: "handover", What: "x"}, Refused: "deliverables/no-file"},
		Row{Name: "a file that was added", By: Contact(A), When: twinning.SubmitDeliverable{Deliverable: "roadmap", What: "x", Files: []string{"f-aaaaaaaaaaaaaaaaaaaaaaaaaa"}}, Refused: "evidence/unknown"},
	)
	w.Do(Tendering(A), Contact(A), redate("2020-01-31"))
	require.Equal(t, Date("2020-01-31"), w.Twinning(A).DeliverableDue(w.Twinning(A).Deliverables[0]))
	w.At("2020-02-03T09:00")
	Run(t, w, Row{Name: "what is late says why", By: Contact(A), When: submit, Refused: "deliverables/late"})
	submit.WhyLate = "the workshop moved"
	w.Do(Tendering(A), Contact(A), submit)
	Run(t, w,
		Row{Name: "its day stays", By: Contact(A), When: redate("2020-03-31"), Refused: "deliverables/submitted"},
		Row{Name: "not by a party", By: Contact(A), When: twinning.AcceptDeliverable{Deliverable: "roadmap"}, Refused: "roles/not-allowed"},
	)
	w.Do(Tendering(A), Officer, twinning.ReturnDeliverable{Deliverable: "roadmap", Reason: "the second phase is missing"})
	require.Equal(t, Date("2020-02-13"), w.Twinning(A).DeliverableDue(w.Twinning(A).Deliverables[0]))
	w.Do(Tendering(A), Contact(A), twinning.SubmitDeliverable{Deliverable: "roadmap", What: "The whole plan."})
	w.Do(Tendering(A), Officer, twinning.AcceptDeliverable{Deliverable: "roadmap"})
	Run(t, w,
		Row{Name: "judged once", By: Officer, When: twinning.ReturnDeliverable{Deliverable: "roadmap", Reason: "x"}, Refused: "deliverables/judged-already"},
		Row{Name: "accepted once", By: Contact(A), When: submit, Refused: "deliverables/accepted"},
	)
	d, _ := w.Twinning(A).Deliverable("roadmap")
	require.True(t, d.Late)
	require.Equal(t, 2, d.Number)
	require.Len(t, d.Redating, 1)
	for _, o := range w.Twinning(A).Obligations {
		require.False(t, o.Open() && o.ID == "deliverable-roadmap", "nothing more is owed of it")
	}
}

func TestAClosureTakesDeliverablesLessonsAndBothSignaturesUnderTheReportAsItStands(t *testing.T) {
	t.Parallel()
	w := underBook(t, closingBook()).Logged(A, Claim("X", twinning.Direct, "100.00"), Claim("Y", twinning.Direct, "40.00"))
	w.Approved("X", twinning.Verify, twinning.Authorise, twinning.Pay)
	sign := func() twinning.SignReport { return twinning.SignReport{SHA256: w.Twinning(A).FinalText().SHA256()} }
	without := fullReport()
	without.Lessons = ""
	silent := fullReport()
	silent.FollowUp, silent.FollowUpForm = "", ""
	Run(t, w,
		Row{Name: "what was learned", By: Contact(A), When: without, Refused: "closure/lessons"},
		Row{Name: "whether a follow-up is wanted", By: Contact(A), When: silent, Refused: "closure/follow-up"},
		Row{Name: "nothing to sign yet", By: Signatory(A), When: twinning.SignReport{SHA256: SHA("x")}, Refused: "closure/final-report"},
	)
	w.Do(Tendering(A), Contact(A), fullReport())
	w.Do(Tendering(A), Officer, twinning.AcceptReport{Report: twinning.Final})
	Run(t, w, Row{Name: "a claim is undecided", By: Signatory(A), When: sign(), Refused: "closure/expenses"})
	w.Approved("Y", twinning.Verify, twinning.Authorise)
	Run(t, w,
		Row{Name: "not by the contact", By: Contact(A), When: sign(), Refused: "roles/not-a-signatory"},
		Row{Name: "another text", By: Signatory(A), When: twinning.SignReport{SHA256: SHA("x")}, Refused: "closure/other-text"},
		Row{Name: "deliverables come first", By: Officer, When: twinning.CloseTwinning{}, Refused: "closure/deliverables"},
	)
	accepted(w, handover(w))
	Run(t, w, Row{Name: "then the signatures", By: Officer, When: twinning.CloseTwinning{}, Refused: "closure/co-signature"})
	w.Do(Tendering(A), Signatory(A), sign())
	Run(t, w, Row{Name: "once", By: Signatory(A), When: sign(), Refused: "closure/signed-already"})
	require.True(t, w.Twinning(A).FinalSigned(twinning.PartyContractor))

	// What is accepted changes by the fixed sum: the signature is void.
	fixed := Claim("F", twinning.Subcontracting, "1000.00")
	fixed.On = Date("2020-12-01")
	w.At("2020-12-01T09:00").Do(Tendering(A), Contact(A), twinning.ClaimExpenses{Expenses: []twinning.Claim{fixed}})
	w.Approved("F", twinning.Verify, twinning.Authorise)
	require.False(t, w.Twinning(A).FinalSigned(twinning.PartyContractor))
	w.Do(Tendering(A), Procurer, sign())
	again, _ := obligation.Find(w.Twinning(A).Obligations, "report-signature-contractor-2")
	require.True(t, again.Open(), "the contractor signs again, and is asked to")
	w.Do(Tendering(A), Signatory(A), sign())
	for _, x := range w.Twinning(A).Checklist(w.Call()) {
		require.True(t, x.Met || x.Item == twinning.NeedsInterim || x.Item == twinning.NeedsPayment, "%+v", x)
	}
	w.Do(Tendering(A), Officer, twinning.CloseTwinning{})
	w.Approved("Y", twinning.Pay).Approved("F", twinning.Pay)
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage, "all is paid")
}

func TestATwinningThatHasDeliveredEverythingEndsBeforeItsLastMonth(t *testing.T) {
	t.Parallel()
	w := underBook(t, closingBook())
	Run(t, w, Row{Name: "each month that has begun is logged", By: Contact(A), When: fullReport(), Refused: "closure/early-logs"})
	for n := 1; n <= 2; n++ {
		w.Do(Tendering(A), Contact(A), Log(n))
		w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: n})
	}
	Run(t, w, Row{Name: "everything is delivered", By: Contact(A), When: fullReport(), Refused: "closure/deliverables"})
	accepted(w, handover(w))
	w.Do(Tendering(A), Contact(A), fullReport())
	w.Do(Tendering(A), Officer, twinning.AcceptReport{Report: twinning.Final})
	is := w.Twinning(A)
	require.Equal(t, twinning.Reporting, is.Stage)
	require.Equal(t, []int{3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, is.Unlogged)
	for _, by := range []string{Signatory(A), Procurer} {
		w.Do(Tendering(A), by, twinning.SignReport{SHA256: w.Twinning(A).FinalText().SHA256()})
	}
	for _, x := range w.Twinning(A).Checklist(w.Call()) {
		require.True(t, x.Met, "%+v", x)
	}
	w.Do(Tendering(A), Officer, twinning.CloseTwinning{})
	for _, o := range w.Twinning(A).Obligations {
		require.False(t, o.Open(), "%s", o.ID)
	}
}

func TestNothingIsSignedWhereTheRuleBookDoesNotAskForIt(t *testing.T) {
	t.Parallel()
	w := New(t).Running().Logged(A).Reported(A)
	Run(t, w, Row{Name: "no signature", By: Signatory(A), When: twinning.SignReport{SHA256: SHA("x")}, Refused: "closure/not-co-signed"})
}

func TestAClosureThatNobodyMakesIsOwedByItsLastDayAndTheHeadMakesIt(t *testing.T) {
	t.Parallel()
	w := underBook(t, closingBook()).At("2020-10-15T09:00")
	latest, _ := obligation.Find(w.Twinning(A).Obligations, "closure-latest")
	due, holds := latest.Current()
	require.True(t, holds)
	require.Equal(t, "2021-04-13", due.On.String())
	w.At("2021-05-01T09:00")
	w.Do(Tendering(A), Head, twinning.CloseTwinning{Despite: "the hospital is closed"})
	require.Contains(t, w.Twinning(A).StageName(), "retained")
}

func TestNothingIsAskedOfATerminatedTwinning(t *testing.T) {
	t.Parallel()
	w := New(t).Running()
	require.NotEmpty(t, w.Twinning(A).Checklist(w.Call()))
	w.Do(Tendering(A), Head, twinning.TerminateTwinning{Reason: "the hospital closes"})
	require.Empty(t, w.Twinning(A).Checklist(w.Call()))
	w.At("2020-06-01T09:00")
	require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
	require.Empty(t, w.Twinning(A).Checklist(w.Call()))
}
