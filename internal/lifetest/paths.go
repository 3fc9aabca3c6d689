package lifetest

import (
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/twinning"
)

// Paths are lives of a tender that end before there is a contract, and a year
// that is interrupted, by name.
func Paths() map[string][]Step {
	return map[string][]Step{"refused-only": refusedOnly(), "withdrawn": withdrawn(), "rejected": rejected(), "suspended": suspended()}
}

// refusedOnly is a tender that comes late, and nothing else.
func refusedOnly() []Step {
	s := &script{}
	s.call("2019-06-10", "13:00", calltest.Officer, Opening())
	s.call("2019-06-10", "14:00", calltest.Officer, call.PublishCall{})
	s.refused(calltest.Date("2019-06-15"), calltest.Contact(Tender), twinning.SubmitTender{Tender: calltest.Tender(Tender)})
	return s.steps
}

// withdrawn is clarified first.
func withdrawn() []Step {
	s := &script{}
	s.opening()
	contact, tender := calltest.Contact(Tender), calltest.Tender(Tender)
	s.life("2019-06-12", "10:00", contact, twinning.SubmitTender{Tender: tender})
	s.life("2019-06-15", "10:00", calltest.Officer, twinning.RequestClarification{Fields: []string{"title"}, Question: "Which one?"})
	tender.Title = "Another"
	s.life("2019-06-17", "10:00", contact, twinning.ClarifyTender{Answer: "This one.", Tender: tender})
	s.life("2019-06-18", "10:00", contact, twinning.WithdrawTender{Reason: "no time"})
	return Sorted(s.steps)
}

// rejected is below the threshold.
func rejected() []Step {
	s := &script{}
	s.opening()
	s.life("2019-06-12", "10:00", calltest.Contact(Tender), twinning.SubmitTender{Tender: calltest.Tender(Tender)})
	s.life("2019-06-21", "10:00", calltest.Officer, twinning.DecideEligibility{Eligible: true})
	s.call("2019-06-22", "10:00", calltest.Officer, call.AssignEvaluators{Tender: Tender, Evaluators: []string{calltest.Ada, calltest.Ben}})
	s.life("2019-07-05", "10:00", calltest.Ada, calltest.Scores("1"))
	s.life("2019-07-06", "10:00", calltest.Ben, calltest.Scores("2"))
	s.award()
	return Sorted(s.steps)
}

// suspended is the year, in which the fourth month is a pause.
func suspended() []Step {
	s := &script{steps: Year()}
	s.life("2019-11-15", "12:00", calltest.Head, twinning.SuspendTwinning{Reason: "the hospital moves"})
	s.life("2019-11-29", "12:00", calltest.Head, twinning.ResumeTwinning{})
	return Sorted(s.steps)
}

// Ends is an instant by which every life of a script is over.
func Ends(steps []Step) time.Time { return steps[len(steps)-1].At.AddDate(6, 0, 0) }
