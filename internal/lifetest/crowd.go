package lifetest

import (
	"fmt"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Crowd is the references of n tenders of one call, at most 31, besides Tender.
func Crowd(n int) []string {
	const letters = "BCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	refs := make([]string, n)
	for i := range refs {
		refs[i] = calltest.Reference + "-" + "AAAAA" + letters[i:i+1]
	}
	return refs
}

// Contracts is a call whose tenders are all awarded, up to both signatures under
// each contract, two weeks before M1.
func Contracts(refs ...string) []Step {
	s := &script{}
	s.opening()
	var tenders []Step
	add := func(on, hour, by, ref string, c law.Command) {
		tenders = append(tenders, Step{At: at(calltest.Date(on), hour), Stream: law.TwinningStream(ref), By: by, Command: c})
	}
	for _, ref := range refs {
		add("2019-06-12", "10:00", calltest.Contact(ref), ref, twinning.SubmitTender{Tender: calltest.Costing(ref, "10000.00")})
		add("2019-06-21", "10:00", calltest.Officer, ref, twinning.DecideEligibility{Eligible: true})
		s.call("2019-06-22", "10:00", calltest.Officer, call.AssignEvaluators{Tender: ref, Evaluators: []string{calltest.Ada, calltest.Ben}})
		add("2019-07-05", "10:00", calltest.Ada, ref, calltest.Scores("5"))
		add("2019-07-06", "10:00", calltest.Ben, ref, calltest.Scores("5"))
		add("2019-07-22", "10:00", calltest.Signatory(ref), ref, twinning.SignContract{})
		add("2019-07-23", "10:00", calltest.Procurer, ref, twinning.SignContract{})
	}
	s.award()
	return Sorted(append(s.steps, tenders...))
}

// opening is the call with its two evaluators, whose tenders two people open
// after the deadline.
func (s *script) opening() {
	s.call("2019-06-10", "13:00", calltest.Officer, Opening())
	s.call("2019-06-10", "14:00", calltest.Officer, call.PublishCall{})
	for i, p := range []string{calltest.Ada, calltest.Ben} {
		s.call("2019-06-13", fmt.Sprintf("0%d:00", 8+i), calltest.Officer, call.AppointEvaluator{Evaluator: p})
		s.call("2019-06-13", fmt.Sprintf("1%d:00", 2+i), p, call.DeclareImpartiality{})
	}
	s.call("2019-06-14", "18:00", calltest.Officer, call.OpenTenders{})
	s.call("2019-06-14", "18:30", calltest.Head, call.OpenTenders{})
}

// award is its decision.
func (s *script) award() {
	s.call("2019-07-13", "10:00", calltest.Officer, call.PrepareAward{})
	s.call("2019-07-14", "10:00", calltest.Head, call.ReleaseAward{})
}

// Month is the log of a month of a contract from the common start.
func Month(n int) twinning.SubmitLog {
	last := calendar.Month(Book().Dates.Start, n).LastDay()
	return twinning.SubmitLog{Month: n, Activities: []twinning.Activity{{On: last.AddDays(-3), What: "A workshop", Where: "Ghent", Participants: 12}}}
}

// Active is an instant at which the first month of every contract is over.
func Active() Step { return Step{At: at(Book().Dates.Start.AddDays(31), "12:00")} }
