package demo

import (
	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// secondCall is the call that what is left is reopened to. DigitalHealthEurope
// had one in 2020; the reference is ours.
const secondCall = "DHE-2020"

// award is prepared by one person and released by another; tenders are told in
// rounds, and contracts wait for the standstill.
func (s *Script) award() {
	c := s.cast
	s.on("2019-09-13 15:00", "the award is prepared; who prepared it may not release it")
	s.does(officer, s.call(), call.PrepareAward{})
	s.refused("four-eyes/preparer", officer, s.call(), call.ReleaseAward{})
	s.on("2019-09-13 16:00", "before the release the head asks what the award would be otherwise")
	threshold := decimal.NewFromInt(75)
	s.asks(head, call.WhatIf{}, call.WhatIf{Policy: call.Skip}, call.WhatIf{Threshold: &threshold}, call.WhatIf{Without: []string{c.id(c.tied())}})
	s.on("2019-09-16 10:00", "the head releases the award; it stops at the first tender that cannot be funded")
	s.does(head, s.call(), call.ReleaseAward{})
	s.on("2019-09-16 14:00", "the auditor asks for the award with nothing changed: it is the same")
	s.asks(auditor, call.WhatIf{})
	s.on("2019-09-17 10:00", "the reserve cannot be used: there is too little money; nor can anybody sign yet")
	s.refused("reserve/budget", head, s.call(), call.ActivateReserve{})
	signs := c.contracted()[0]
	s.refused("contract/not-all-told", signs.signatory, signs.stream(), twinning.SignContract{})
	s.on("2019-09-26 10:00", "contracts are held until the standstill is over")
	s.refused("contract/standstill", signs.signatory, signs.stream(), twinning.SignContract{})

	e := c.parts[declines]
	s.on("2019-09-23 11:00", "a contractor declines; the money is free again")
	s.tells(e.signatory, e.stream(), twinning.DeclineContract{Reason: "The hospital's board did not agree."})
	s.on("2019-09-25 10:00", "the head of the reserve list is awarded")
	s.does(head, s.call(), call.ActivateReserve{Tender: c.parts[activated].ref})

	e = c.parts[declinesLater]
	s.on("2019-10-07 11:00", "another contractor declines")
	s.tells(e.signatory, e.stream(), twinning.DeclineContract{Reason: "The adopter has merged with another hospital."})
	s.on("2019-10-07 12:00", "the money cannot go to a second call: somebody on the reserve list can use it")
	s.refused("leftover/reserve", head, s.call(), call.ReopenLeftover{To: secondCall, Amount: c.leftover, Why: "A second call is planned."})
	s.on("2019-10-08 10:00", "who complained and was evaluated again is awarded from the head of the list")
	s.does(head, s.call(), call.ActivateReserve{Tender: c.parts[complains].ref})
	s.on("2019-11-04 10:00", "what is left funds nobody on the reserve list: it is reopened to a second call")
	s.does(head, s.call(), call.ReopenLeftover{To: secondCall, Amount: c.leftover, Why: "Synthetic: the next of the reserve list asks for more than is left."})
}

// complaints are answered by somebody who had no hand in the decision: of
// procedure and facts, never of merit.
func (s *Script) complaints() {
	c := s.cast
	e := c.parts[ineligible]
	s.on("2019-08-20 14:00", "a complaint is lodged; that a tender is good is no ground for one")
	s.refused("complaints/merit", e.contact, e.stream(), twinning.LodgeComplaint{Grounds: "merit", Text: "Our solution is the best."})
	s.does(e.contact, e.stream(), twinning.LodgeComplaint{Grounds: twinning.GroundsFacts, Text: "Synthetic: our adopter has an office abroad."})
	s.on("2019-08-28 10:00", "the complaint is reviewed by another person, and not upheld")
	s.refused("four-eyes/decided", officer, e.stream(), twinning.ReviewComplaint{Finding: twinning.GroundsNone, Reason: "I stay with my decision."})
	s.refused("complaints/merit", head, e.stream(), twinning.ReviewComplaint{Upheld: true, Finding: "merit", Reason: "It is a good tender."})
	s.does(head, e.stream(), twinning.ReviewComplaint{Finding: twinning.GroundsNone, Reason: "The tender names no adopter in another country."})

	e = c.parts[complains]
	s.on("2019-09-20 11:00", "a rejected tender complains that a fact was overlooked")
	s.does(e.contact, e.stream(), twinning.LodgeComplaint{Grounds: twinning.GroundsFacts, Text: "Synthetic: both reports say that there is no budget table; it is on page 7."})
	s.on("2019-09-25 15:00", "the complaint is upheld: the tender is evaluated again, by others")
	s.refused("four-eyes/prepared", officer, e.stream(), twinning.ReviewComplaint{Upheld: true, Finding: twinning.GroundsFacts, Reason: "The table is there."})
	s.does(head, e.stream(), twinning.ReviewComplaint{Upheld: true, Finding: twinning.GroundsFacts, Reason: "The table is there; both reports overlooked it."})
	s.on("2019-09-26 11:00", "who judged it before may not judge it again; two others are assigned")
	s.refused("conflicts/earlier-round", officer, s.call(), call.AssignEvaluators{Tender: e.ref, Evaluators: c.assigned(e.reports)})
	s.does(officer, s.call(), call.AssignEvaluators{Tender: e.ref, Evaluators: c.assigned(e.again)})
	s.on("2019-10-03 14:00", "the second evaluation is above the cut: head of the reserve list; nobody loses an award")
	for _, r := range e.again {
		s.does(r.evaluator, e.stream(), twinning.RecordEvaluation{Scores: r.scores})
	}
}
